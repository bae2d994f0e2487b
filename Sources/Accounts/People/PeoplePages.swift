import Foundation
import Postgres
import Web

/// Everyone with an account, staff first.
struct PeoplePage {
    let filter: PeopleFilter
    let people: [People.Line]
    let next: String?
    /// Whom the click before deactivated, and their moment.
    let undo: (people: [Employment.Changed], moment: Int)?
    let viewer: Viewer
    let csrf: HTML

    private var mayManage: Bool { viewer.may(.managePeople) }

    var page: Page { Page("People", frame: .desk(current: "users"), body: body) }

    private var body: HTML {
        """
        <main class="people-page"><div class="head"><div class="grow"><h1>People</h1></div>\(mayManage ? "<a class=\"button primary\" href=\"\(Link("admin", "users", "invite"))\">Invite</a>" : HTML.empty)</div>\(undoing)
        \(HTML.search("Search people", at: Link("admin", "users"), for: filter.text, hint: "Name or e-mail", more: filters))
        \(people.isEmpty ? empty : table)\(HTML.pager(filter.link, after: next))</main>
        """
    }

    private var undoing: HTML {
        guard let undo, !undo.people.isEmpty, mayManage else { return .empty }
        return """
            <form class="flash undo" method="post" action="\(Link("admin", "users", "undo"))">\(csrf)<input type="hidden" name="moment" value="\(undo.moment)">\
            <span>\(PeopleWords.names(undo.people.map(\.name))) \(undo.people.count == 1 ? "is" : "are") deactivated and signed out everywhere.</span><button class="button">Undo</button></form>
            """
    }

    private var filters: HTML {
        let status = filter.isActive.map { $0 ? "active" : "inactive" } ?? ""
        return """
            \(Field("role", "Role", value: filter.role?.rawValue ?? "").select([("", "All")] + UserRole.allCases.map { ($0.rawValue, $0.words) }))\
            \(Field("status", "Status", value: status).select([("", "All"), ("active", "Active"), ("inactive", "Inactive")]))\
            \(Field("only", "Only", value: filter.special?.rawValue ?? "").select([("", "Everyone")] + PeopleFilter.Special.allCases.map { ($0.rawValue, $0.words) }))
            """
    }

    private var empty: HTML {
        .empty(
            "Nobody fits", filter.text.isEmpty ? "Take a filter away." : "Of candidates, write how the name or the address begins.",
            action: "<a class=\"button\" href=\"\(Link("admin", "users"))\">Everyone</a>")
    }

    private var table: HTML {
        let rows: HTML = """
            <div class="table-wrap"><table class="table people"><thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Role</th><th scope="col">Status</th>\
            <th scope="col">Last sign-in</th><th scope="col">Second factor</th></tr></thead><tbody data-keys>\(people.html(row))</tbody></table></div>
            """
        guard mayManage else { return rows }
        return """
            <form method="post" action="\(Link("admin", "users", "deactivate"))">\(csrf)\(rows)<div class="row after-table"><button class="button">Deactivate those ticked …</button></div></form>
            """
    }

    private func row(_ person: People.Line) -> HTML {
        let box: HTML =
            mayManage && person.isActive && person.id != viewer.id
            ? "<input type=\"checkbox\" name=\"id\" value=\"\(person.id.description)\" aria-label=\"Tick \(person.name)\">" : .empty
        return """
            <tr><td data-label="Name"><span class="person"><span class="tick">\(mayManage ? box : HTML.empty)</span>\(HTML.face(person.name, picture: person.avatar))\
            <a href="\(Link("admin", "users", person.id.description))">\(person.name)</a>\(PeopleWords.dot(person))</span></td><td data-label="E-mail">\(person.email ?? "–")</td>\
            <td data-label="Role">\(person.role.words)</td><td data-label="Status">\(PeopleWords.status(person))</td>\
            <td data-label="Last sign-in">\(person.lastLogin.map { HTML.time($0) } ?? "–")</td><td data-label="Second factor">\(person.hasSecondFactor ? "Yes" : "–")</td></tr>

            """
    }
}

/// Words about people that several pages use.
enum PeopleWords {
    /// Green, and said: colour alone tells some people nothing.
    static func dot(_ person: People.Line) -> HTML {
        person.isPresent ? "<span class=\"dot\" title=\"Here now\"><span class=\"unseen\">here now</span></span>" : .empty
    }

    static func status(_ person: People.Line) -> HTML {
        if !person.isActive { return "<span class=\"tag bad\">Inactive</span>" }
        return person.hasNotCome ? "<span class=\"tag warn\">Invited</span>" : "<span class=\"tag good\">Active</span>"
    }

    /// "Asha", "Asha and Ravi", "Asha, Ravi and 3 more"
    static func names(_ names: [String]) -> String {
        switch names.count {
        case 0: "Nobody"
        case 1: names[0]
        case 2: "\(names[0]) and \(names[1])"
        default: "\(names[0]), \(names[1]) and \(names.count - 2) more"
        }
    }

    static func work(_ jobs: Int, _ clients: Int) -> String? {
        let parts = [jobs == 0 ? nil : jobs == 1 ? "1 open job" : "\(jobs) open jobs", clients == 0 ? nil : clients == 1 ? "1 client" : "\(clients) clients"]
            .compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " and ")
    }
}

/// Asked once before people are deactivated: who, and what they leave behind.
struct DeactivationPage {
    let people: [People.Leaving]
    let csrf: HTML

    var page: Page { Page("Deactivate", frame: .desk(current: "users"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("admin", "users"))">People</a></p><h1>Deactivate \(people.count == 1 ? people[0].name : "\(people.count) people")?</h1></div></div>
        <form class="form sheet" method="post" action="\(Link("admin", "users", "deactivate"))">\(csrf)<input type="hidden" name="confirm" value="yes">\
        \(people.html { "<input type=\"hidden\" name=\"id\" value=\"\($0.id.description)\">" })
        <section class="panel"><div class="body"><p>They are signed out everywhere at once and cannot come in again; links and API tokens of theirs stop working. What they wrote stays. You can undo it.</p>\
        <ul>\(people.html(item))</ul></div></section>
        <div class="row"><button class="button danger">Deactivate</button><a class="button" href="\(Link("admin", "users"))">Cancel</a></div></form></main>
        """
    }

    private func item(_ person: People.Leaving) -> HTML {
        let work = PeopleWords.work(person.openJobs, person.clients)
        return
            "<li>\(person.name), \(person.role.words)\(work.map { words in ": <strong>has \(words)</strong>, which somebody else should take over" as HTML })</li>"
    }
}

/// One person with an account.
struct PersonPage {
    let person: People.Person
    let deeds: [People.Deed]
    let viewer: Viewer
    var values: Form?
    var problems: [Problem] = []
    let csrf: HTML

    private var id: String { person.line.id.description }
    private var mayManage: Bool { viewer.may(.managePeople) }
    private var isOneself: Bool { person.line.id == viewer.id }

    var page: Page { Page(person.line.name, frame: .desk(current: "users"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("admin", "users"))">People</a></p>\
        <h1 class="person">\(HTML.face(person.line.name, picture: person.line.avatar))\(person.line.name)\(PeopleWords.dot(person.line))</h1></div>\(PeopleWords.status(person.line))</div>\(problems.summary)
        <div class="split"><div class="stack">\(facts)\(lately)</div>\(mayManage ? "<aside>\(editing)\(invitation)\(safety)\(leaving)</aside>" as HTML : .empty)</div></main>
        """
    }

    private var facts: HTML {
        func fact(_ name: String, _ value: HTML?) -> HTML { value.map { "<dt>\(name)</dt><dd>\($0)</dd>" } ?? .empty }
        let line = person.line
        return """
            <section class="panel"><header><h2>Account</h2></header><div class="body"><dl class="facts">\(fact("E-mail", HTML(text: (line.email ?? "none") + (person.isVerified ? ", verified" : ""))))\
            \(fact("Role", HTML(text: line.role.words)))\(fact("Since", HTML.time(person.createdAt, relative: false)))\(fact("Last sign-in", line.lastLogin.map { HTML.time($0) } ?? "never"))\
            \(fact("Last here", person.lastActive.map { HTML.time($0) } ?? "never"))\(fact("Open sessions", "\(person.sessions)"))\
            \(fact("Password", person.hasPassword ? "set" : "none"))\(fact("Second factor", line.hasSecondFactor ? "set up" : "none"))\
            \(fact("Invited", line.invitedAt.map { at in "\(HTML.time(at))\(person.inviter.map { " by \($0)" })" }))\(fact("Invitation until", line.hasNotCome ? person.invitedUntil.map { HTML.time($0, relative: false) } ?? "over" : nil))\
            \(fact("Deactivated", person.deactivatedAt.map { HTML.time($0) }))\(fact("On their desk", PeopleWords.work(person.openJobs, person.clients).map { HTML(text: $0) }))</dl></div></section>
            """
    }

    private var lately: HTML {
        """
        <section class="panel"><header><h2>Lately</h2><a class="small" href="\(Link("admin", "activity").query("user", id))">All of it</a></header><div class="body">\
        \(deeds.isEmpty ? "<p class=\"soft\">Nothing yet.</p>" : "<ol class=\"timeline\" role=\"list\">\(deeds.html { "<li><div>\($0.words)<br><span class=\"small soft\">\(HTML.time($0.at))</span></div></li>" })</ol>" as HTML)</div></section>
        """
    }

    private var editing: HTML {
        let values = values ?? Form([("full_name", person.line.name), ("role", person.line.role.rawValue), ("version", String(person.version))])
        let roles = UserRole.allCases.filter { $0.isStaff == person.line.role.isStaff }
        return """
            <section class="panel"><header><h2>Name and role</h2></header><form class="body form" method="post" action="\(Link("admin", "users", id))">\(csrf)<input type="hidden" name="version" value="\(values["version"])">\
            \(Field("full_name", "Name", value: values["full_name"], problems: problems, isRequired: true).input())\
            \(Field("role", "Role", value: values["role"], help: person.line.role.isStaff ? nil : "A candidate’s account is never made a colleague’s.", problems: problems).select(roles.map { ($0.rawValue, $0.words) }))\
            <div class="row"><button class="button primary">Save</button></div></form></section>
            """
    }

    private var invitation: HTML {
        guard person.mayBeInvited else { return .empty }
        return panel(
            "Invitation", "They have not come yet. Another letter makes the link of the one before useless.",
            [("invite", person.line.invitedAt == nil ? "Send an invitation" : "Send it again", false)]
                + (person.line.hasNotCome ? [("withdraw", "Withdraw it", true)] : []))
    }

    private var safety: HTML {
        var ways: [(String, String, Bool)] = []
        if person.sessions > 0 { ways.append(("end-sessions", "Sign out everywhere", false)) }
        if person.line.hasSecondFactor { ways.append(("remove-second-factor", "Remove the second factor", false)) }
        guard !ways.isEmpty else { return .empty }
        return panel(
            "A lost phone or laptop", "Whoever has it is shut out; with the second factor gone, the password alone lets in, until a new one is set up.", ways)
    }

    private var leaving: HTML {
        if isOneself { return panel("Leaving", "Nobody deactivates themselves: ask another administrator.", []) }
        guard person.line.isActive else { return panel("Leaving", "They cannot come in.", [("reactivate", "Reactivate", false)]) }
        let work = PeopleWords.work(person.openJobs, person.clients)
        return """
            <section class="panel"><header><h2>Leaving</h2></header><div class="body form"><p class="small soft">\(work.map { "They have \($0)." } ?? "Nothing on their desk would be left alone.")</p>\
            <form method="post" action="\(Link("admin", "users", "deactivate"))">\(csrf)<input type="hidden" name="id" value="\(id)"><button class="button">Deactivate …</button></form></div></section>
            """
    }

    private func panel(_ title: String, _ words: String, _ ways: [(place: String, label: String, isQuiet: Bool)]) -> HTML {
        """
        <section class="panel"><header><h2>\(title)</h2></header><div class="body form"><p class="small soft">\(words)</p><div class="row">\(ways.html { way in
            "<form method=\"post\" action=\"\(Link("admin", "users", id, way.place))\">\(csrf)<button class=\"button\(way.isQuiet ? " quiet" : "")\">\(way.label)</button></form>"
        })</div></div></section>
        """
    }
}
