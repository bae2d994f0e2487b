package import Accounts
import Foundation
import Postgres
package import Web

/// `/me`: what belongs to a candidate: applications, résumés, consents, a copy of everything, and the end of it.
package struct PortalRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {
        routes.get("/me", .may(.followApplications), overview)
        ResumeVersionRoutes(office: office).add(to: routes)
        PrivacyRoutes(office: office).add(to: routes)
        DataCopyRoutes(office: office).add(to: routes)
        ErasureRoutes(office: office).add(to: routes)
    }

    private func overview(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), database = office.database
        let all = try await database.all(Following.followed("applications.candidate_id = \(viewer.id)", agency: office.site.name))
        let held = try await database.one(Overview.query(viewer.id))
        let page = OverviewPage(name: viewer.name, applications: all, held: held, meter: ProfileMeter.html).page
        return .page(page, json: OverviewJSON(applications: all.map { FollowJSON($0, []) }, held: held))
    }

    /// On `/account`, for candidates.
    package static func panel(_ viewer: Viewer) -> HTML {
        guard !viewer.role.isStaff else { return .empty }
        return """
            <section class="panel"><header><h2>Your data</h2></header><div class="body stack"><p>What is held about you, who can see it, a copy of everything, and the way to have it erased.</p>\
            <a class="button" href="\(PortalPlace.privacy.link)">Privacy and your data</a></div></section>
            """
    }
}

/// What is held about a person, for the first page of their portal.
struct Overview: RowDecodable {
    let fileName: String?
    let sentAt: Date?
    let resumeProblem: String?
    let isRead, isSearching, isWithheld: Bool
    let files, consents: Int

    init(row: Row) throws {
        fileName = try row.get("resume_file_name")
        sentAt = try row.get("resume_last_updated")
        resumeProblem = try row.get("resume_problem")
        isRead = try row.get("is_read")
        isSearching = try row.get("is_searching")
        isWithheld = try row.get("is_withheld")
        files = try row.get("files")
        consents = try row.get("consents")
    }

    static func query(_ person: ID<User>) -> Query<Overview> {
        Query(
            """
            SELECT profile.resume_file_name, profile.resume_last_updated, profile.resume_problem, profile.resume_text IS NOT NULL AS is_read,
                coalesce(profile.is_actively_searching, false) AS is_searching, profile.withheld_at IS NOT NULL AS is_withheld,
                (SELECT count(DISTINCT sha256) FROM candidate_files WHERE user_id = users.id) AS files,
                (SELECT count(DISTINCT purpose) FROM consents WHERE user_id = users.id AND withdrawn_at IS NULL) AS consents
            FROM users LEFT JOIN candidate_profiles AS profile ON profile.user_id = users.id WHERE users.id = \(person)
            """)
    }
}

private struct OverviewJSON: Encodable, Sendable {
    let applications: [FollowJSON]
    let resume, resumeProblem: String?
    let resumes, consents: Int
    let isActivelySearching, isInSearch: Bool

    init(applications: [FollowJSON], held: Overview) {
        self.applications = applications
        (resume, resumeProblem, resumes, consents) = (held.fileName, held.resumeProblem, held.files, held.consents)
        (isActivelySearching, isInSearch) = (held.isSearching, !held.isWithheld)
    }
}

/// The first page of the portal: applications with their last news, then what is held.
struct OverviewPage {
    let name: String
    let applications: [Following.Followed]
    let held: Overview
    let meter: HTML

    var page: Page {
        PortalPage(
            "My page", current: .applications,
            body: "<h2 class=\"section\">Your applications</h2>\(applications.isEmpty ? nothing : list)<div class=\"stack\">\(meter)\(resume)\(consents)</div>"
        ).page
    }

    private var nothing: HTML {
        .empty("Nothing yet", "What you apply for is here.", action: "<a class=\"button primary\" href=\"\(Link("jobs"))\">Open jobs</a>")
    }

    private var list: HTML {
        """
        <ul class="jobs" role="list" data-keys>\(applications.html { item in
            """
            <li class="panel"><div class="body"><h3><a href="\(Link("me", "applications", item.id.description))">\(item.title)</a></h3>\
            <p class="soft">\(item.employer)</p><p><span class="tag\(item.status.isOver ? "" : " good")">\(item.status.wordsForCandidate)</span> <span class="small soft">\(news(item))</span></p></div></li>
            """
        })</ul>
        """
    }

    /// The last news: a change of stage, or that it was sent.
    private func news(_ item: Following.Followed) -> HTML {
        item.changedAt > item.appliedAt ? "since \(HTML.time(item.changedAt))" : "sent \(HTML.time(item.appliedAt))"
    }

    private var resume: HTML {
        """
        <section class="panel"><header><h2>Your résumé</h2>\(state)</header><div class="body">\(held.fileName.map { file in
            "<p>\(file)\(held.sentAt.map { at in " <span class=\"small soft\">\(HTML.time(at))</span>" as HTML })</p>\(held.resumeProblem.map { "<p>\($0)</p>" as HTML })" as HTML
        } ?? "<p>None on file yet.</p>")<a class="button" href="\(PortalPlace.resumes.link)">\(held.files == 0 ? "Add a résumé" : held.files == 1 ? "Look at it, or send a new one" : "All \(held.files) versions")</a></div></section>
        """
    }

    private var state: HTML {
        if held.fileName == nil { return .empty }
        if held.resumeProblem != nil { return "<span class=\"tag bad\">could not be read</span>" }
        return held.isRead ? "<span class=\"tag good\">read</span>" : "<span class=\"tag\">is being read</span>"
    }

    private var consents: HTML {
        let words: HTML =
            held.consents == 0
            ? "There is no consent of yours in force."
            : held.consents == 1 ? "One consent of yours is in force." : "\(held.consents) consents of yours are in force."
        return """
            <section class="panel"><header><h2>Privacy</h2></header><div class="body"><p>\(words)\(held.isWithheld ? " No search of ours finds you." : HTML.empty)</p>\
            <p>Who can see your profile, a copy of everything we hold, and the way to have it erased:</p><a class="button" href="\(PortalPlace.privacy.link)">Privacy and your data</a></div></section>
            """
    }
}
