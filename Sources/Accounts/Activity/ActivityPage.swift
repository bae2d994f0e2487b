import Foundation
import Postgres
import Web

/// The trail: what happened, who did it, and what it changed.
struct ActivityPage {
    let viewer: Viewer
    let filter: ActivityFilter
    var problems: [Problem] = []
    let activities: [Activity]
    let next: String?
    /// Only the first page follows what happens.
    let isFirst: Bool
    let actions: [String]
    let colleagues: [String]
    let scripts: HTML

    private static let place = Link("admin", "activity")

    var page: Page { Page("Activity", frame: .desk(current: "activity"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Activity</h1><p class="small soft">\(scope)</p></div>\(exportButton)</div>
        \(problems.summary)\(form)\(chips)
        <div id="activity"\(attribute: "data-live", isFirst ? Self.place.text + "/events" : nil)>\(activities.isEmpty ? empty : table)</div>\
        \(HTML.pager(filter.link(Self.place), after: next, "Older"))</main>\(scripts)
        """
    }

    private var scope: String {
        if viewer.reach(.seeActivity) == .all { return "Everything that people and the program did here." }
        return "What you did, and what happened on your desk."
    }

    private var exportButton: HTML {
        guard viewer.may(.exportActivity) else { return .empty }
        return "<a class=\"button\" href=\"\(filter.link(Link("admin", "activity.csv")))\" download>Export as CSV</a>"
    }

    // MARK: Looking for something

    private var form: HTML {
        """
        <form class="search-form trail-search" method="get" action="\(Self.place)" role="search">\(who)\
        \(field("action", "What").select([("", "Anything")] + actionChoices))\
        \(field("severity", "Severity").select([("", "Any")] + ActivityLog.Severity.allCases.map { ($0.rawValue, $0.words) }))\
        \(day("from", "From"))\(day("to", "Until"))\(kept("person"))\(kept("entity"))<button class="button">Search</button></form>
        """
    }

    /// An action from a link stays among the choices, also where nothing of it happened yet.
    private var actionChoices: [(value: String, label: String)] {
        let asked = filter.action.map { [$0] } ?? []
        return Set(actions + asked).sorted().map { ($0, Self.words($0)) }
    }

    private var who: HTML {
        """
        <div class="field"><label for="who">Who</label><input id="who" name="who" type="search" value="\(filter.written("who"))" list="colleagues" data-search \
        placeholder="Part of a name" maxlength="200" autocomplete="off"\(attribute: "aria-invalid", problem("who").map { _ in "true" })>\
        <datalist id="colleagues">\(colleagues.html { "<option value=\"\($0)\"></option>" })</datalist>\
        \(problem("who").map { text in "<p class=\"problem\" id=\"who-problem\">\(text)</p>" as HTML })</div>
        """
    }

    private func day(_ name: String, _ label: String) -> HTML {
        let hasTime = filter.written(name).contains("T")
        return field(name, label).input(type: hasTime ? "datetime-local" : "date")
    }

    private func field(_ name: String, _ label: String) -> Field { Field(name, label, value: filter.written(name), problems: problems) }

    private func problem(_ field: String) -> String? { problems.first { $0.field == field }?.message }

    private func kept(_ name: String) -> HTML {
        filter.written(name).isEmpty ? .empty : "<input type=\"hidden\" name=\"\(name)\" value=\"\(filter.written(name))\">"
    }

    /// What a link asked for and the form has no field for.
    private var chips: HTML {
        let person = filter.written("person").isEmpty ? nil : ("person", "Only one person’s acts")
        let entity = filter.written("entity").isEmpty ? nil : ("entity", "Only what happened to one thing")
        let all = [person, entity].compactMap(\.self)
        guard !all.isEmpty else { return .empty }
        return """
            <p class="tags trail-only">\(all.html { chip in
                "<span class=\"tag\">\(chip.1) <a href=\"\(filter.link(Self.place, without: chip.0))\" aria-label=\"Show all: leave out “\(chip.1)”\">×</a></span>"
            })</p>
            """
    }

    private var empty: HTML {
        if !isFirst, problems.isEmpty { return .empty("Nothing older", "This is where the trail begins.") }
        if filter.isEmpty { return .empty("Nothing has happened yet", "Sign-ins, changes, downloads and exports appear here as they happen.") }
        return .empty(
            "Nothing fits", "Leave out a condition, or look at a longer time. Days are in UTC.",
            action: "<a class=\"button\" href=\"\(Self.place)\">Show everything</a>")
    }

    // MARK: What happened

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table trail"><thead><tr><th scope="col">What</th><th scope="col">Who</th><th scope="col">When</th>\
        <th scope="col">Address</th></tr></thead><tbody data-keys>\(activities.html(row))</tbody></table></div>
        """
    }

    private func row(_ activity: Activity) -> HTML {
        """
        <tr id="activity-\(activity.id.lowercase)"><td data-label="What"><div class="trail-what"><p><span class="tag \(activity.severity.level)">\(Self.words(activity.action))</span> \
        \(activity.description)</p>\(details(activity))</div></td><td data-label="Who">\(person(activity))</td>\
        <td data-label="When">\(HTML.time(activity.at))</td><td data-label="Address" class="soft">\(activity.address ?? "–")</td></tr>
        """
    }

    private func person(_ activity: Activity) -> HTML {
        guard let id = activity.userID else { return "<span class=\"soft\">Nobody signed in</span>" }
        return "<a href=\"\(Self.place.query("person", id.description))\">\(activity.person ?? "Somebody")</a>"
    }

    private func details(_ activity: Activity) -> HTML {
        """
        <details class="small"><summary>Details</summary>\(changes(activity))<dl class="facts"><dt>Severity</dt><dd>\(activity.severity.words)</dd>\
        \(activity.requestID.map { id in "<dt>Request</dt><dd>\(id)</dd>" as HTML })<dt>Entry</dt><dd>\(activity.id.lowercase)</dd>\(entity(activity))</dl></details>
        """
    }

    private func entity(_ activity: Activity) -> HTML {
        guard let id = activity.entityID else { return .empty }
        let kind = activity.entityType ?? "thing", page = link(kind, id.lowercase)
        return """
            <dt>About</dt><dd>\(page.map { link in "<a href=\"\(link)\">Open this \(kind)</a> · " as HTML })\
            <a href="\(Self.place.query("entity", id.lowercase))">All that happened to it</a></dd>
            """
    }

    /// The page of what it is about, where there is one and the viewer may open such.
    private func link(_ kind: String, _ id: String) -> Link? {
        let pages: [String: (permission: Permission, link: Link)] = [
            "job": (.seeApplications, Link("desk", "jobs", id)), "application": (.seeApplications, Link("desk", "applications", id)),
            "candidate": (.seeCandidates, Link("desk", "candidates", id)), "client": (.seeClients, Link("desk", "clients", id)),
        ]
        return pages[kind].flatMap { viewer.may($0.permission) ? $0.link : nil }
    }

    private func changes(_ activity: Activity) -> HTML {
        let before = activity.values(\.before) ?? [:], after = activity.values(\.after) ?? [:]
        let columns = Set(before.keys).union(after.keys).sorted()
        guard !columns.isEmpty else { return .empty }
        return """
            <table class="changes"><thead><tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>\(columns.html { column in
                "<tr><th scope=\"row\">\(Self.words(column))</th><td><del>\(value(before, column))</del></td><td><ins>\(value(after, column))</ins></td></tr>"
            })</tbody></table>
            """
    }

    private func value(_ values: [String: String?], _ column: String) -> HTML {
        guard let text = values[column] ?? nil, !text.isEmpty else { return "–" }
        return HTML(text: text.count > 1_000 ? text.prefix(1_000) + "…" : text)
    }

    /// `MOVED_APPLICATION` as people say it.
    static func words(_ name: String) -> String {
        let words = name.lowercased().replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

extension ActivityLog.Severity {
    var words: String {
        switch self {
        case .info: "Information"
        case .warning: "Warning"
        case .error: "Error"
        case .success: "Success"
        }
    }

    var level: HTML {
        switch self {
        case .info: ""
        case .warning: "warn"
        case .error: "bad"
        case .success: "good"
        }
    }
}
