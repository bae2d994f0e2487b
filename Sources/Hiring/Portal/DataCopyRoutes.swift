import Accounts
import Documents
import Foundation
import Postgres
import Web

/// `/me/data`: a copy of everything that is held about a person, as JSON or as an archive with the files.
struct DataCopyRoutes {
    let office: FrontOffice
    static let mostAnHour = 5

    func add(to routes: Routes) {
        routes.get("/me/data", .may(.keepOwnProfile)) { ask in try await show(ask) }
        routes.post("/me/data/json", .may(.keepOwnProfile)) { ask, form in
            try await take(ask, form, "data") { spool in
                Answer.stream(type: "application/json") { send in try await spool.send(send) }.asAttachment(named: "my-data.json")
            }
        }
        routes.post("/me/data/archive", .may(.keepOwnProfile)) { ask, form in
            try await take(ask, form, "data and files") { [files = office.files] spool in
                Answer.stream(type: "application/zip") { send in try await spool.sendArchive(from: files, send) }.asAttachment(named: "my-data.zip")
            }
        }
    }

    private func show(_ ask: Ask, _ problems: [Problem] = []) async throws -> Answer {
        guard !(try ask.requireViewer().role.isStaff) else { return .page(DataCopyPage.forStaff, json: ["is_for_candidates": true]) }
        let proof = try await Proof.of(ask, office)
        let page = DataCopyPage(agency: office.site.name, proof: proof, problems: problems, csrf: ask.csrf).page
        guard problems.isEmpty else { return try .again(page, problems, ask) }
        return .page(page, json: DataCopyJSON(needsPassword: proof.isNeeded, mostAnHour: Self.mostAnHour, csrf: ask.csrfToken))
    }

    /// Recorded before anything is handed out.
    private func take(_ ask: Ask, _ form: Form, _ what: String, _ answer: (DataCopy.Spool) -> Answer) async throws -> Answer {
        let viewer = try ask.requireViewer()
        // What somebody did at the desk names others, and the trail is exported by those who may.
        guard !viewer.role.isStaff else { throw Refusal.conflict(DataCopyPage.wordsForStaff) }
        if let problem = try await Proof.of(ask, office).problem(with: form, ask, office) { return try await show(ask, [problem]) }
        try office.limiter.admit("copies of \(viewer.id)", most: Self.mostAnHour, within: .seconds(3_600))
        try await office.database.run(
            ActivityLog.recording(
                "TOOK_DATA_COPY", severity: .warning, by: viewer.id, of: ("candidate", viewer.id.uuid), "\(viewer.name) took a copy of their \(what).",
                from: ask.origin))
        return answer(try await DataCopy(office: office, person: viewer.id).spool())
    }
}

private struct DataCopyJSON: Encodable, Sendable {
    let needsPassword: Bool
    let mostAnHour: Int
    let csrf: String
}

/// What a copy holds, and the two ways to take one.
struct DataCopyPage {
    let agency: String
    let proof: Proof
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page {
        PortalPage(
            "Your data", current: .privacy, wayBack: Link("me", "privacy"),
            body: """
                \(problems.summary)<p class="lede">A copy of everything that \(agency) holds about you, as it is stored.</p>
                <section class="panel"><header><h2>What is in it</h2></header><div class="body"><ul><li>your profile, with who said what and when, and your work history</li>\
                <li>what was read in your résumés, and what was proposed and decided</li><li>your applications: their way, scores with reasons, remarks about you, messages</li>\
                <li>consents, sessions, letters to you, and the record of what you did and what was done about you</li><li>lists you came from, duplicates and merges</li></ul>\
                <p class="small soft">Left out are secrets that open doors, names of colleagues, and facts about other people. The copy says so at each place.</p></div></section>
                <section class="panel"><header><h2>Take it</h2></header>\(proof.isByMailOnly ? proof.panel(csrf, before: "take a copy") : form)</section>
                """
        ).page
    }

    static let wordsForStaff = "You work here: ask whoever looks after this installation for a copy of what is held about you. Candidates take theirs here."
    static var forStaff: Page {
        PortalPage("Your data", current: .privacy, wayBack: Link("me", "privacy"), body: "<p class=\"lede\">\(wordsForStaff)</p>").page
    }

    private var form: HTML {
        """
        <form class="form body" method="post" action="\(Link("me", "data", "archive"))">\(csrf)\(proof.password(problems))\
        <div class="row"><button class="button primary">Everything, with files (ZIP)</button><button class="button" formaction="\(Link("me", "data", "json"))">Data alone (JSON)</button></div>\
        <p class="small soft">At most \(DataCopyRoutes.mostAnHour) an hour. That you took it is on record.</p></form>
        """
    }
}
