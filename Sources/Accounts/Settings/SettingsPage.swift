import Foundation
import Web

/// A setting as it stands.
struct SettingLine: Sendable {
    let entry: SettingEntry
    /// nil for a secret.
    let value: SettingValue?
    /// Whether the table has a row for it.
    let isSet: Bool
    let version: String
    /// The environment variable that goes before it.
    let environment: String?
    /// Why its row is ignored.
    let problem: String?
    let changedAt: Date?
    let changedBy: String?

    init(entry: SettingEntry, settings: SystemSettings, last: SettingChanges.Last?) {
        let stored = settings.stored(entry.key)
        self.entry = entry
        value = settings.value(entry)
        isSet = stored != nil
        version = settings.version(entry.key)
        environment = settings.overriding[entry.key]
        problem = settings.refused.first { $0.key == entry.key }?.reason
        // A row that was written by hand is younger than its history.
        let isRowNewer = stored.map { row in last.map { $0.changedAt < row.changedAt } ?? true } ?? false
        (changedAt, changedBy) = isRowNewer ? (stored?.changedAt, stored?.changedBy) : (last?.changedAt, last?.changedBy)
    }
}

/// All settings, each with its control.
struct SettingsPage {
    /// What was sent and did not fit, to be shown again. A secret is not.
    struct Tried {
        let key: String
        let value: SettingValue
    }

    let lines: [SettingLine]
    let refused: [SystemSettings.Refused]
    let tried: Tried?
    let problems: [Problem]
    let mailRoute: String
    let storage: String
    let csrf: HTML

    var page: Page { Page("Settings", frame: .desk(current: "settings"), body: body) }

    private var body: HTML {
        """
        <main class="settings"><div class="head"><div class="grow"><h1>Settings</h1>\
        <p class="soft">What is saved here holds for every running process within a second, and is in the activity trail.</p></div></div>\(problems.summary)
        <div class="stack">\(SettingGroup.allCases.html(group))\(storagePanel)\(strangers)</div></main>
        """
    }

    private func group(_ group: SettingGroup) -> HTML {
        """
        <section class="panel" id="\(group.rawValue.lowercased().replacing(" ", with: "-"))"><header><h2>\(group.rawValue)</h2></header><ul role="list">\
        \(lines.filter { $0.entry.group == group }.html { SettingControl(line: $0, tried: tried, problems: problems, csrf: csrf).row })\
        \(group == .mail ? mailTest : HTML.empty)</ul></section>
        """
    }

    private var mailTest: HTML {
        test("mail", "Test the mail", "Sends you a letter at once and shows what the server says. Letters go by way of: \(mailRoute).", "Send me a letter")
    }

    private var storagePanel: HTML {
        """
        <section class="panel" id="storage"><header><h2>Storage</h2></header><ul role="list">\
        \(test("storage", "Test the storage", "Writes a file into \(storage), reads it back, compares and removes it.", "Test the storage"))</ul></section>
        """
    }

    private func test(_ name: String, _ title: String, _ words: String, _ button: String) -> HTML {
        """
        <li class="setting"><div class="about"><h3>\(title)</h3><p class="soft">\(words)</p></div>\
        <form class="control" method="post" action="\(Link("admin", "test", name))">\(csrf)<button class="button">\(button)</button></form></li>
        """
    }

    /// Rows of the table that are no settings.
    private var strangers: HTML {
        let unknown = refused.filter { Registry.entry($0.key) == nil }
        guard !unknown.isEmpty else { return .empty }
        return """
            <section class="panel" id="unknown"><header><h2>Not understood</h2></header><div class="body"><p>These rows of the table system_settings are no settings of this program, and do nothing.</p>\
            <dl class="facts">\(unknown.html { "<dt>\(String($0.key.prefix(100)))</dt><dd>\($0.reason)</dd>" })</dl></div></section>
            """
    }
}

/// One setting of the list.
struct SettingControl {
    let line: SettingLine
    let tried: SettingsPage.Tried?
    let problems: [Problem]
    let csrf: HTML

    private var entry: SettingEntry { line.entry }
    private var place: Link { Link("admin", "settings", entry.key) }

    var row: HTML {
        """
        <li class="setting" id="setting-\(entry.key)"><div class="about"><h3><a href="\(place)">\(entry.title)</a> \(state)</h3>\
        <p>\(entry.description)</p><p class="soft">\(entry.effect)</p>\
        \(line.problem.map { reason in "<p class=\"problem\">What the table holds cannot be used: \(reason) The default holds.</p>" as HTML })\
        \(line.environment.map { name in "<p class=\"tag warn\">\(name) is given and goes before this</p>" as HTML })<p class="small soft">\(facts)</p></div>\(control)</li>
        """
    }

    private var state: HTML {
        switch entry.kind {
        case .truth, .mark: line.value == .truth(true) ? "<span class=\"tag good\">on</span>" : "<span class=\"tag\">off</span>"
        case .secret: line.isSet ? "<span class=\"tag good\">set</span>" : "<span class=\"tag\">not set</span>"
        default: .empty
        }
    }

    private var facts: HTML {
        let standard: HTML = entry.kind.isSecret ? .empty : "Default: \(entry.defaultValue == .text("") ? "empty" : entry.shown(nil)) · "
        guard let time = line.changedAt else { return "<code>\(entry.key)</code> \(standard)" }
        let verb: HTML = entry.kind.isSecret && line.isSet ? "Set on" : "Changed"
        return "<code>\(entry.key)</code> \(standard)\(verb) \(HTML.time(time, relative: !entry.kind.isSecret)) by \(line.changedBy ?? "the program")."
    }

    private var control: HTML {
        switch entry.kind {
        case .mark: "<div class=\"control\"><p class=\"small soft\">Set by the program; not changed by hand.</p></div>"
        case .truth: toggle
        case .secret:
            "<div class=\"control\">\(form(secretField, line.isSet ? "Replace" : "Set"))\(line.isSet ? reset("Remove") : HTML.empty)</div>"
        default:
            "<div class=\"control\">\(form(fields(entry.kind, entry.key, "Value", nil, shown), "Save"))\(line.isSet ? reset("Back to the default") : HTML.empty)</div>"
        }
    }

    /// What was just tried, or what holds.
    private var shown: SettingValue { tried.flatMap { $0.key == entry.key ? $0.value : nil } ?? line.value ?? entry.defaultValue }

    private var version: HTML { "<input type=\"hidden\" name=\"version\" value=\"\(line.version)\">" }

    private var toggle: HTML {
        let isOn = line.value == .truth(true)
        return """
            <form class="control" method="post" action="\(place)">\(csrf)\(version)\
            <button class="button" name="\(entry.key)" value="\(isOn ? "false" : "true")" aria-label="Switch \(isOn ? "off" : "on"): \(entry.title)">Switch \(isOn ? "off" : "on")</button></form>
            """
    }

    private func form(_ fields: HTML, _ button: String) -> HTML {
        """
        <form class="form" method="post" action="\(place)" autocomplete="off">\(csrf)\(version)\(fields)<button class="button" aria-label="\(button): \(entry.title)">\(button)</button></form>
        """
    }

    private func reset(_ button: String) -> HTML {
        """
        <form method="post" action="\(Link("admin", "settings", entry.key, "default"))">\(csrf)\(version)<button class="button quiet small" aria-label="\(button): \(entry.title)">\(button)</button></form>
        """
    }

    private var secretField: HTML {
        Field(entry.key, line.isSet ? "New value" : "Value", help: "It is sealed, and never shown again.", problems: problems).input(
            type: "password", autocomplete: "new-password")
    }

    private func fields(_ kind: SettingKind, _ name: String, _ label: String, _ help: String?, _ value: SettingValue) -> HTML {
        func field(_ text: String, _ more: String? = nil) -> Field {
            Field(name, label, value: text, help: [help, more].compactMap(\.self).joined(separator: " ").nilIfEmpty, problems: problems)
        }
        let text: String =
            switch value {
            case .text(let text): text
            case .number(let number): String(number)
            case .list: value.texts?.joined(separator: ", ") ?? ""
            default: ""
            }
        switch kind {
        case .truth, .mark: return field(value.words).select([("true", "on"), ("false", "off")])
        case .number: return field(text, kind.demand).input(inputMode: "numeric")
        case .text(_, let isLong): return isLong ? field(text).textarea(rows: 3) : field(text).input()
        case .choice(let choices): return field(text).select(choices.map { ($0.value, $0.words) })
        case .choices(let choices): return boxes(choices, name, label, help, Set(value.texts ?? []))
        case .texts: return field(text, "With commas between them.").input()
        case .secret: return .empty
        case .object(let members):
            return members.html { fields($0.kind, "\(name).\($0.name)", $0.title, $0.description, value.members?[$0.name] ?? .text("")) }
        }
    }

    private func boxes(_ choices: [SettingChoice], _ name: String, _ label: String, _ help: String?, _ chosen: Set<String>) -> HTML {
        let problem = problems.first { $0.field == name }?.message
        return """
            <fieldset class="boxes" id="\(name)"><legend>\(label)</legend>\(choices.html { choice in
                "<label><input type=\"checkbox\" name=\"\(name)\" value=\"\(choice.value)\"\(flag: "checked", chosen.contains(choice.value))> \(choice.words)</label>"
            })\(help.map { text in "<p class=\"help\">\(text)</p>" as HTML })\(problem.map { text in "<p class=\"problem\">\(text)</p>" as HTML })</fieldset>
            """
    }
}

extension String {
    fileprivate var nilIfEmpty: String? { isEmpty ? nil : self }
}

/// What became of one setting, with the way back to any earlier state.
struct SettingHistoryPage {
    let line: SettingLine
    let changes: [SettingChange]
    let next: String?
    /// Whether the newest changes are on it.
    let isFirst: Bool
    let csrf: HTML

    private var entry: SettingEntry { line.entry }
    private var place: Link { Link("admin", "settings", entry.key) }

    var page: Page { Page(entry.title, frame: .desk(current: "settings"), body: body) }

    private var body: HTML {
        """
        <main class="settings"><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("admin", "settings"))">Settings</a></p><h1>\(entry.title)</h1></div></div>
        <div class="stack"><section class="panel"><div class="body"><p>\(entry.description) \(entry.effect)</p><dl class="facts">\
        <dt>Key</dt><dd><code>\(entry.key)</code></dd><dt>Type</dt><dd>\(entry.kind.typeWords)</dd><dt>Default</dt><dd>\(entry.shown(nil))</dd>\
        <dt>Now</dt><dd>\(entry.kind.isSecret ? (line.isSet ? "set" : "not set") : entry.shown(line.value))</dd></dl></div></section>
        \(changes.isEmpty ? HTML.empty("Never changed", "Whoever changes it is named here, with the way back.") : table)\(HTML.pager(place, after: next, "Earlier changes"))</div></main>
        """
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">From</th><th scope="col">To</th>\
        <th scope="col"><span class="unseen">Way back</span></th></tr></thead><tbody>\(changes.enumerated().html { row($1, isNow: isFirst && $0 == 0, isOldest: next == nil && $0 == changes.count - 1) })</tbody></table></div>
        """
    }

    private func row(_ change: SettingChange, isNow: Bool, isOldest: Bool) -> HTML {
        """
        <tr><td data-label="When">\(HTML.time(change.changedAt))</td><td data-label="Who">\(change.changedBy ?? "the program")</td>\
        <td data-label="From">\(shown(change.before))</td><td data-label="To">\(shown(change.after))</td>\
        <td>\(isNow ? HTML.empty : button(change, "after", "Set to this"))\(isNow || isOldest ? button(change, "before", isNow ? "Take back" : "Set to what was before") : HTML.empty)</td></tr>
        """
    }

    private func shown(_ raw: String?) -> String { entry.shown(raw.map { SettingValue(json: $0) }) + (raw == nil && !entry.kind.isSecret ? " (default)" : "") }

    private func button(_ change: SettingChange, _ state: String, _ words: String) -> HTML {
        """
        <form method="post" action="\(Link("admin", "settings", entry.key, "revert"))">\(csrf)<input type="hidden" name="version" value="\(line.version)">\
        <input type="hidden" name="change" value="\(change.id.uuidString.lowercased())"><input type="hidden" name="state" value="\(state)"><button class="button small">\(words)</button></form>
        """
    }
}
