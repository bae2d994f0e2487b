import Postgres
import Web

/// Inviting: one person, or a list.
struct InvitePage {
    var values = Form([])
    var listProblem: Problem?
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page { Page("Invite", frame: .desk(current: "users"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("admin", "users"))">People</a></p><h1>Invite colleagues</h1></div></div>\((problems + [listProblem].compactMap(\.self)).summary)
        <div class="sheet stack"><section class="panel"><header><h2>One person</h2></header><form class="body form" method="post" action="\(Link("admin", "users", "invite"))">\(csrf)<div class="grid">\
        \(Field("full_name", "Name", value: values["full_name"], problems: problems, isRequired: true).input())\
        \(Field("email", "E-mail", value: values["email"], problems: problems, isRequired: true).input(type: "email"))\
        \(Field("role", "Role", value: values["role"].isEmpty ? "RECRUITER" : values["role"], problems: problems).select(InvitationRoutes.roles))</div>\
        <div class="row"><button class="button primary">Invite</button></div></form></section>
        <section class="panel"><header><h2>Several</h2></header><form class="body form" method="post" action="\(Link("admin", "users", "invite", "list"))" enctype="multipart/form-data">\(csrf)\
        \(Field("list", "A list", value: values["list"], help: "A line each: name, e-mail, role; or Name <e-mail>. Commas, semicolons or tabs between; with a header the columns may stand in any order. At most \(InvitationList.most).", problems: [listProblem].compactMap(\.self)).textarea(rows: 8))\
        \(Field("file", "Or a CSV file").file(endings: ".csv,.tsv,.txt"))\
        \(Field("list_role", "Role of those without one", value: values["list_role"].isEmpty ? "RECRUITER" : values["list_role"]).select(InvitationRoutes.roles))\
        <div class="row"><button class="button">See what would happen</button></div></form></section></div></main>
        """
    }
}

/// What a list would do, line by line, before anything is written.
struct DryRunPage {
    struct Line {
        let number: Int
        let text, words: String
        let isGood: Bool
    }

    let lines: [Line]
    let people: [Invitee]
    let csrf: HTML

    var page: Page { Page("Invite", frame: .desk(current: "users"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("admin", "users", "invite"))">Invite</a></p><h1>What would happen</h1>\
        <p class="soft">Nothing is written yet. \(lines.count == 1 ? "1 line" : "\(lines.count) lines"), \(people.count) to invite.</p></div></div>
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Line</th><th scope="col">Says</th><th scope="col">Then</th></tr></thead><tbody data-keys>\(lines.html { line in
            "<tr><td data-label=\"Line\">\(line.number)</td><td data-label=\"Says\">\(line.text)</td><td data-label=\"Then\"><span class=\"\(line.isGood ? "met" : "missing")\">\(line.isGood ? "✓" : "–")</span> \(line.words)</td></tr>"
        })</tbody></table></div>\(people.isEmpty ? back : confirm)</main>
        """
    }

    private var confirm: HTML {
        """
        <form class="row after-table" method="post" action="\(Link("admin", "users", "invite", "list"))">\(csrf)<input type="hidden" name="confirm" value="yes"><textarea name="list" hidden>
        \(InvitationList.text(of: people))</textarea>\
        <button class="button primary">Invite \(people.count == 1 ? people[0].name : "\(people.count) people")</button><a class="button" href="\(Link("admin", "users", "invite"))">Cancel</a></form>
        """
    }

    private var back: HTML { "<p class=\"row after-table\"><a class=\"button\" href=\"\(Link("admin", "users", "invite"))\">Back to the list</a></p>" }
}

/// Where the link of an invitation leads.
struct InvitationPage {
    let token, name: String
    let role: UserRole
    let inviter: String?
    let agency: String
    /// What the button of single sign-on says; nil where it is off.
    let singleSignOn: String?
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page { Page("Your invitation", frame: .narrow, body: body) }

    private var body: HTML {
        """
        <main><h1>Welcome, \(name)</h1><p class="lede">\(inviter.map { "\($0) invites you" } ?? "You are invited") to work with \(agency), as \(role.words).</p>\(problems.summary)\
        <form class="form" method="post" action="\(Link("invitation", token))">\(csrf)\
        \(Field("password", "Choose a password", help: "At least 10 characters: four words are easy to keep in mind.", problems: problems, isRequired: true).input(type: "password", autocomplete: "new-password"))\
        <button type="submit" class="button primary">Begin</button></form>\
        \(singleSignOn.map { label in "<p class=\"small\">Or <a href=\"\(Link("sign-in"))\">sign in with \(label)</a>, without a password of your own here.</p>" as HTML })</main>
        """
    }
}
