import Documents
import Foundation
import Messaging
import Postgres
package import Web

/// `/admin/settings`: the settings of the installation, with their history.
package struct SettingsRoutes: Sendable {
    let office: FrontOffice
    let mail: MailSettings

    private static let pageSize = 50

    package init(office: FrontOffice, mail: MailSettings) { (self.office, self.mail) = (office, mail) }

    private var settings: SystemSettings { office.settings }

    package func add(to routes: Routes) {
        routes.get("/admin/settings", .may(.changeSettings)) { ask in
            let lines = try await lines()
            return .page(try await page(ask, lines), json: SettingsJSON(lines: lines, refused: settings.refused, csrf: ask.csrfToken))
        }
        routes.get("/admin/settings/:key", .may(.changeSettings), history)
        routes.post("/admin/settings/:key", .may(.changeSettings), save)
        routes.post("/admin/settings/:key/default", .may(.changeSettings)) { ask, form in
            try await change(ask, form, try entry(ask), to: nil, words: "set to its default")
        }
        routes.post("/admin/settings/:key/revert", .may(.changeSettings), revert)
        routes.post("/admin/test/mail", .may(.changeSettings)) { ask, _ in try await testMail(ask) }
        routes.post("/admin/test/storage", .may(.changeSettings)) { ask, _ in try await testStorage(ask) }
    }

    private func entry(_ ask: Ask) throws -> SettingEntry {
        let key = try ask.path("key")
        guard let entry = Registry.entry(key) else { throw ask.isPost ? Registry.unknown(key) : Refusal.notFound }
        return entry
    }

    private func lines() async throws -> [SettingLine] {
        let last = Dictionary(uniqueKeysWithValues: try await office.database.all(SettingChanges.last).map { ($0.key, $0) })
        return Registry.entries.map { SettingLine(entry: $0, settings: settings, last: last[$0.key]) }
    }

    private func page(_ ask: Ask, _ lines: [SettingLine], tried: SettingsPage.Tried? = nil, problems: [Problem] = []) async throws -> Page {
        let route: String = if let route = try? mail.route() { route.words } else { "a setting that cannot be read" }
        let folder = office.files.root.path
        return SettingsPage(lines: lines, refused: settings.refused, tried: tried, problems: problems, mailRoute: route, storage: folder, csrf: ask.csrf).page
    }

    // MARK: Changing

    private func save(_ ask: Ask, _ form: Form) async throws -> Answer {
        let entry = try entry(ask)
        // A program may say just `value`.
        let name = form.firstValues.keys.contains { $0 == "value" || $0.hasPrefix("value.") } ? "value" : entry.key
        let value = entry.kind.value(in: form, named: name)
        do {
            return try await change(ask, form, entry, to: value, words: "changed")
        } catch Refusal.invalid(let problems) where !ask.isAPI {
            let tried = SettingsPage.Tried(key: entry.key, value: value)
            return try .again(try await page(ask, try await lines(), tried: tried, problems: problems), problems, ask)
        }
    }

    private func change(_ ask: Ask, _ form: Form, _ entry: SettingEntry, to value: SettingValue?, words: String) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard !form["version"].isEmpty else {
            throw Refusal.invalid([Problem("version", "Send the version that you read, so that nobody's change is lost.")])
        }
        let outcome = try await settings.change(entry, to: value, version: form["version"], by: viewer, from: ask.origin, words: words)
        let place = Link(returning: form["to"]) ?? Link("admin", "settings").fragment("setting-\(entry.key)")
        let line = SettingLine(entry: entry, settings: settings, last: nil)
        return .redirect(place, flash: .good(outcome == .same ? "“\(entry.title)” was that already." : "“\(entry.title)” is changed."), json: SettingJSON(line))
    }

    private func revert(_ ask: Ask, _ form: Form) async throws -> Answer {
        let entry = try entry(ask)
        guard let id = UUID(uuidString: form["change"]), let past = try await office.database.first(SettingChanges.one(id, of: entry.key)) else {
            throw Refusal.invalid([Problem("change", "Name a change of this setting's history.")])
        }
        let value = try settings.plain(form["state"] == "before" ? past.before : past.after, entry)
        return try await change(ask, form.setting("to", Link("admin", "settings", entry.key).text), entry, to: value, words: "took back a change of")
    }

    private func history(_ ask: Ask) async throws -> Answer {
        let entry = try entry(ask), after = ask.query("after")
        guard after.isEmpty || UUID(uuidString: after) != nil else { throw Refusal.malformed("This link to more of the history is not whole.") }
        let rows = try await office.database.all(SettingChanges.list(of: entry.key, after: UUID(uuidString: after), limit: Self.pageSize + 1))
        let shown = Array(rows.prefix(Self.pageSize)), next = rows.count > shown.count ? shown.last?.id.uuidString.lowercased() : nil
        let line = SettingLine(entry: entry, settings: settings, last: nil)
        return .page(
            SettingHistoryPage(line: line, changes: shown, next: next, isFirst: after.isEmpty, csrf: ask.csrf).page,
            json: HistoryJSON(setting: SettingJSON(line), changes: shown.map { ChangeJSON($0, entry) }, next: next, csrf: ask.csrfToken))
    }

    // MARK: Trying

    private struct Trial: Encodable, Sendable {
        let worked: Bool
        let words: String
    }

    private func answer(_ ask: Ask, worked: Bool, _ words: String, place: String) -> Answer {
        .redirect(Link("admin", "settings").fragment(place), flash: worked ? .good(words) : .bad(words), json: Trial(worked: worked, words: words))
    }

    /// Sends a letter at once, past the outbox, so that the server's answer is seen.
    private func testMail(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer()
        try office.limiter.admit("test mail by \(viewer.identity)", most: 10, within: .seconds(3_600))
        let address = try await office.database.one(Query<One<String?>>("SELECT email FROM users WHERE id = \(viewer.id)")).value
        guard let address, let recipient = try? Mailbox(address: address) else {
            return answer(ask, worked: false, "Your account has no address that a letter can be sent to.", place: "mail")
        }
        let outcome: (worked: Bool, words: String)
        do {
            let route = try mail.route()
            let text = "This letter was sent from \(office.site.address) to try the mail settings. It needs no answer.\n\nIt went by way of: \(route.words)\n"
            let message = try EmailMessage(to: recipient, subject: "A test of the mail settings", text: text)
            let sender = try mail.sender()
            let letter = try Letter(message, from: sender, messageID: "<\(UUID().uuidString.lowercased())@\(sender.domain)>", date: Date())
            try await route.mailer().deliver(letter)
            outcome = (true, "The letter to \(address) was taken by: \(route.words).")
        } catch let failure as MailFailure {
            outcome = (false, "The letter to \(address) was not sent: \(failure).")
        } catch is Vault.Unreadable {
            outcome = (false, "The letter was not sent: the setting MAIL_SERVER was sealed with another key. Set it anew.")
        }
        try await record(ask, viewer, "tried the mail settings: \(outcome.worked ? "it worked" : "it did not work")")
        return answer(ask, worked: outcome.worked, outcome.words, place: "mail")
    }

    private func testStorage(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), files = office.files
        try office.limiter.admit("test storage by \(viewer.identity)", most: 60, within: .seconds(3_600))
        let outcome: (worked: Bool, words: String)
        do {
            let proof = try await offTheLoop { try files.prove() }
            outcome = (true, "A file was written, read back, compared and removed in \(proof.milliseconds) ms. Free: \(proof.freeWords).")
        } catch {
            outcome = (false, "The storage does not work: \(FileStore.words(of: error)).")
        }
        try await record(ask, viewer, "tried the storage: \(outcome.worked ? "it worked" : "it did not work")")
        return answer(ask, worked: outcome.worked, outcome.words, place: "storage")
    }

    private func record(_ ask: Ask, _ viewer: Viewer, _ words: String) async throws {
        try await office.database.run(ActivityLog.recording("SETTING_TESTED", by: viewer.id, "\(viewer.name) \(words).", from: ask.origin))
    }
}

// MARK: JSON

struct SettingJSON: Encodable, Sendable {
    let key, title, group, type, description, effect, version: String
    /// Of a secret always null.
    let value: SettingValue?
    let defaultValue: SettingValue?
    let isSet: Bool
    let environment: String?
    let problem: String?
    let changedAt: Date?
    let changedBy: String?

    init(_ line: SettingLine) {
        let entry = line.entry
        (key, title, group, type) = (entry.key, entry.title, entry.group.rawValue, entry.kind.typeWords)
        (description, effect, version) = (entry.description, entry.effect, line.version)
        (value, defaultValue) = (line.value, entry.kind.isSecret ? nil : entry.defaultValue)
        (isSet, environment, problem) = (line.isSet, line.environment, line.problem)
        (changedAt, changedBy) = (line.changedAt, line.changedBy)
    }
}

private struct SettingsJSON: Encodable, Sendable {
    struct RefusedJSON: Encodable { let key, reason: String }
    let settings: [SettingJSON]
    let refused: [RefusedJSON]
    let csrf: String

    init(lines: [SettingLine], refused: [SystemSettings.Refused], csrf: String) {
        settings = lines.map(SettingJSON.init)
        self.refused = refused.map { RefusedJSON(key: $0.key, reason: $0.reason) }
        self.csrf = csrf
    }
}

private struct ChangeJSON: Encodable, Sendable {
    let id, before, after: String
    let changedAt: Date
    let changedBy: String?

    init(_ change: SettingChange, _ entry: SettingEntry) {
        id = change.id.uuidString.lowercased()
        before = entry.shown(change.before.map { SettingValue(json: $0) })
        after = entry.shown(change.after.map { SettingValue(json: $0) })
        (changedAt, changedBy) = (change.changedAt, change.changedBy)
    }
}

private struct HistoryJSON: Encodable, Sendable {
    let setting: SettingJSON
    let changes: [ChangeJSON]
    let next: String?
    let csrf: String
}
