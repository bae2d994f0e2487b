import Accounts
import Foundation
package import Postgres
package import Web

/// What a candidate sees of their own applications: by the private link of a mail, or signed in.
package struct Following: Sendable {
    let database: any Database
    let site: Site

    package init(database: any Database, site: Site) {
        self.database = database
        self.site = site
    }

    package func add(to routes: Routes) {
        routes.get("/a/:token", .may(.followByLink)) { ask in
            try await show(try await byLink(ask), ask, withdrawal: Link("a", try ask.path("token"), "withdraw"))
        }
        routes.post("/a/:token/withdraw", .may(.followByLink)) { ask, form in
            try await withdraw(try await byLink(ask), form, ask, to: Link("a", try ask.path("token")))
        }
        routes.get("/me/applications/:id", .may(.followApplications)) { ask in
            try await show(try await own(ask), ask, withdrawal: Link("me", "applications", try ask.path("id"), "withdraw"), isInPortal: true)
        }
        routes.post("/me/applications/:id/withdraw", .may(.followApplications)) { ask, form in
            try await withdraw(try await own(ask), form, ask, to: Link("me", "applications", try ask.path("id")))
        }
    }

    private func byLink(_ ask: Ask) async throws -> Followed {
        let token = try ask.path("token")
        let condition: SQL = """
            applications.id = (SELECT application_id FROM application_links WHERE token_hash = \(Token.hash(token)) AND expires_at > now())
            """
        guard let followed = try await database.first(Self.followed(condition, agency: site.name)) else {
            throw Refusal.gone("This link is not one of ours, or it is too old. The newest mail about your application has one that works.")
        }
        return followed
    }

    private func own(_ ask: Ask) async throws -> Followed {
        guard let id = ID<Application>(try ask.path("id")),
            let followed = try await database.first(
                Self.followed("applications.id = \(id) AND applications.candidate_id = \(try ask.requireViewer().id)", agency: site.name))
        else { throw Refusal.notFound }
        return followed
    }

    private func show(_ followed: Followed, _ ask: Ask, withdrawal: Link, isInPortal: Bool = false) async throws -> Answer {
        let timeline = try await database.all(Applications.timeline(followed.id))
        return .page(
            FollowPage(followed: followed, timeline: timeline, withdrawal: withdrawal, csrf: ask.csrf, isInPortal: isInPortal).page,
            json: FollowJSON(followed, timeline, csrf: ask.csrfToken)
        )
        .with("Referrer-Policy", "no-referrer")  // the address is the secret
    }

    private func withdraw(_ followed: Followed, _ form: Form, _ ask: Ask, to place: Link) async throws -> Answer {
        let remarks = String(form["remarks"].unicodeScalars.prefix(1_000))
        let moved = try await database.transaction { transaction in
            let moved = try await Applications.withdraw(
                followed.id, remarks: remarks.isEmpty ? nil : remarks, by: followed.candidate, name: followed.name, from: ask.origin, in: transaction)
            if moved != nil { try await transaction.run(Self.endingConsent(followed)) }
            return moved
        }
        guard moved != nil else { throw Refusal.conflict("This application is over already: nothing was changed.") }
        return .redirect(place, flash: .good("Your application is withdrawn."))
    }

    static func endingConsent(_ followed: Followed) -> Command {
        Command(
            """
            UPDATE consents SET withdrawn_at = now()
            WHERE user_id = \(followed.candidate) AND withdrawn_at IS NULL
                AND purpose = 'apply:' || (SELECT job_id::text FROM applications WHERE id = \(followed.id))
            """)
    }

    /// - Parameter agency: named in place of a client who does not want to be.
    static func followed(_ condition: SQL, agency: String) -> Query<Followed> {
        Query(
            """
            SELECT applications.id, applications.status, applications.applied_at, applications.status_changed_at, applications.candidate_id, users.full_name,
                jobs.title, jobs.slug_url, jobs.status IN ('Sourcing', 'Interview', 'Offer') AS is_open,
                CASE WHEN jobs.is_client_confidential THEN \(agency)::text ELSE clients.name END AS employer, profile.resume_problem
            FROM applications JOIN jobs ON jobs.id = applications.job_id JOIN clients ON clients.id = jobs.client_id
            JOIN users ON users.id = applications.candidate_id LEFT JOIN candidate_profiles AS profile ON profile.user_id = users.id
            WHERE \(condition) ORDER BY applications.applied_at DESC, applications.id LIMIT 200
            """)
    }

    struct Followed: RowDecodable {
        let id: ID<Application>
        let status: ApplicationStatus
        let appliedAt, changedAt: Date
        let candidate: ID<User>
        let name, title, slug, employer: String
        let isJobOpen: Bool
        let resumeProblem: String?

        init(row: Row) throws {
            id = try row.get("id")
            status = try row.get("status")
            appliedAt = try row.get("applied_at")
            changedAt = try row.get("status_changed_at")
            candidate = try row.get("candidate_id")
            name = try row.get("full_name")
            title = try row.get("title")
            slug = try row.get("slug_url")
            employer = try row.get("employer")
            isJobOpen = try row.get("is_open")
            resumeProblem = try row.get("resume_problem")
        }
    }
}

struct FollowJSON: Encodable, Sendable {
    struct Entry: Encodable, Sendable {
        let status: String
        let at: Date
    }

    let title, employer, status, words: String
    let appliedAt: Date
    let resumeProblem, csrf: String?
    let timeline: [Entry]

    init(_ followed: Following.Followed, _ timeline: [Applications.TimelineEntry], csrf: String? = nil) {
        (title, employer, status, words) = (followed.title, followed.employer, followed.status.rawValue, followed.status.wordsForCandidate)
        (appliedAt, resumeProblem, self.csrf) = (followed.appliedAt, followed.resumeProblem, csrf)
        self.timeline = timeline.map { Entry(status: $0.new, at: $0.at) }
    }
}

/// One application as its candidate sees it.
struct FollowPage {
    let followed: Following.Followed
    let timeline: [Applications.TimelineEntry]
    let withdrawal: Link
    let csrf: HTML
    /// Signed in: with the way to the other places of the portal.
    var isInPortal = false

    var page: Page { Page("Your application", frame: .public, body: body) }

    private var body: HTML {
        """
        \(isInPortal ? PortalPage.places(.applications) : HTML.empty)<main class="column-page"><p class="small soft">\(followed.employer)</p><h1>\(followed.title)</h1><p class="lede">\(words)</p>\(steps)\(problem)
        <h2 class="section">What happened</h2><ol class="timeline" role="list">\(timeline.html(TimelineView.entryForCandidate))</ol>\(withdraw)</main>
        """
    }

    private var words: String {
        switch followed.status {
        case .new: "\(followed.name), your application is here."
        case .screening: "\(followed.name), we are looking at your application."
        case .interview: "\(followed.name), you are in the interview stage."
        case .offer: "\(followed.name), there is an offer for you."
        case .rejected: "\(followed.name), this time others were closer to what the job asks. Thank you for applying."
        case .withdrawn: "\(followed.name), you have withdrawn this application."
        }
    }

    private var steps: HTML {
        guard !followed.status.isOver else { return "<p><span class=\"tag\">\(followed.status.wordsForCandidate)</span></p>" }
        let now = ApplicationStatus.way.firstIndex(of: followed.status) ?? 0
        return """
            <ol class="steps" role="list">\(ApplicationStatus.way.indices.html { index in
                let state: HTML = index < now ? "done" : index == now ? "now" : "next"
                return "<li class=\"\(state)\"\(attribute: "aria-current", index == now ? "step" : nil)>\(ApplicationStatus.way[index].wordsForCandidate)</li>"
            })</ol>
            """
    }

    private var problem: HTML {
        guard let problem = followed.resumeProblem, !followed.status.isOver else { return .empty }
        return """
            <div class="flash bad" role="status"><p><b>We could not read your résumé.</b> \(problem) Your application is safe.</p>\
            \(followed.isJobOpen ? "<p><a class=\"button\" href=\"\(Link("jobs", followed.slug, "apply"))\">Send another copy</a></p>" : HTML.empty)</div>
            """
    }

    private var withdraw: HTML {
        guard !followed.status.isOver else {
            return followed.status == .withdrawn && followed.isJobOpen
                ? "<p><a class=\"button\" href=\"\(Link("jobs", followed.slug, "apply"))\">Apply again</a></p>" : .empty
        }
        return """
            <section class="withdraw"><h2 class="section">No longer interested?</h2><form class="form" method="post" action="\(withdrawal)">\(csrf)\
            \(Field("remarks", "Why, if you like to say").input())<button type="submit" class="button">Withdraw my application</button></form></section>
            """
    }
}
