import Accounts
import Postgres
import Web

/// What is held about somebody, as they see it by the link of a letter, with the two ways on.
struct ClaimPage {
    let token: String
    let held: Claims.Held
    let files: [Candidates.SentFile]
    let agency: String
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page { Page("Your profile", frame: .public, body: body) }

    private var body: HTML {
        """
        <main class="column-page"><h1>\(held.name), this is what we hold about you</h1><p class="lede">\(agency) is a recruitment agency. This profile came to us from elsewhere: nothing of it is yours until you say so, and you can have it removed.</p>\(problems.summary)
        <section class="panel"><header><h2>Your profile</h2></header><div class="body"><dl class="facts">\(held.facts.html { "<dt>\($0.name)</dt><dd>\($0.value)</dd>" })\
        <dt>Applications</dt><dd>\(held.applications == 0 ? "none" : String(held.applications))</dd><dt>Files</dt><dd>\(files.isEmpty ? "none" : files.map(\.name).joined(separator: ", "))</dd></dl>\
        \(held.skills.isEmpty ? .empty : "<div class=\"tags claimed-skills\">\(held.skills.prefix(100).html { "<span class=\"tag\">\($0)</span>" })</div>" as HTML)</div></section>
        <section class="panel"><header><h2>This is me: keep my profile</h2></header><form class="body form" method="post" action="\(Link("claim", token))">\(csrf)<input type="hidden" name="decision" value="keep">\
        \(Field("consent", Claims.consent(agency: agency), problems: problems, isRequired: true).check())<div class="row"><button class="button primary">Keep my profile</button></div></form></section>
        <section class="panel"><header><h2>I do not want this</h2></header><form class="body form" method="post" action="\(Link("claim", token))">\(csrf)<input type="hidden" name="decision" value="remove">\
        <p>We stop at once: nobody here proposes you for a job or writes to you again, and a manager is told to erase your profile.</p><div class="row"><button class="button danger">Remove me</button></div></form></section></main>
        """
    }

    static func removed(agency: String) -> Page {
        Page(
            "Removed", frame: .narrow,
            body: """
                <main><h1>You are taken off</h1><p class="lede">\(agency) does not propose you for jobs and does not write to you any more. A manager was told to erase what is left of your profile.</p></main>
                """)
    }
}

/// On the candidate page: inviting somebody who was found elsewhere.
struct ClaimPanel {
    let person: ID<User>
    let state: Claims.State
    let csrf: HTML

    var html: HTML {
        guard state.isActive, !state.hasCome else { return .empty }
        let email: HTML =
            state.email == nil ? Field("email", "E-mail", help: "Without one they cannot be asked.", isRequired: true).input(type: "email") : .empty
        return """
            <section class="panel after-table"><header><h2>Found elsewhere</h2></header><form class="body form" method="post" action="\(Link("desk", "candidates", person.description, "invite"))">\(csrf)\
            <p class="small soft">They never came here by themselves and have agreed to nothing. \(state.invitedAt.map { at in "A letter went out \(HTML.time(at)); it was not answered." as HTML } ?? "A letter lets them see what is held, and keep or remove it.")</p>\(email)\
            <div class="row"><button class="button">\(state.invitedAt == nil ? "Invite to claim" : "Invite once more")</button></div></form></section>
            """
    }
}
