package import Accounts
import Foundation
import Postgres
package import Web

/// Somebody whose profile came from elsewhere is told of it by mail, sees what is held about them, and keeps it as their own or is taken off.
/// Once only, and only for people who never came here by themselves.
package struct Claiming: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    private static let days = 14
    private var database: any Database { office.database }

    package func add(to routes: Routes) {
        routes.post("/desk/candidates/:id/invite", .may(.inviteCandidates), invite)
        routes.get("/claim/:token", .may(.signIn)) { ask in try await show(ask) }
        routes.post("/claim/:token", .may(.signIn), decide)
    }

    // MARK: Inviting

    private func invite(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard let id = ID<User>(try ask.path("id")), let state = try await database.first(Claims.state(of: id)) else { throw Refusal.notFound }
        let email = state.email ?? form["email"]
        guard let address = EmailAddress(email) else {
            return try refuse("Write an e-mail address that reaches them, such as asha@example.com.", id, ask, field: "email")
        }
        do {
            let isInvited = try await database.transaction { transaction in
                if state.email == nil { try await transaction.run(Claims.adding(address, to: id)) }
                guard let person = try await transaction.first(Claims.inviting(id, by: viewer.id)) else { return false }
                try await send(to: person, viewer, in: transaction)
                try await transaction.run(
                    ActivityLog.recording(
                        "INVITED_CANDIDATE", severity: .success, by: viewer.id, of: ("candidate", id.uuid),
                        "\(viewer.name) invited \(person.name) to claim their profile.",
                        change: state.email == nil ? .init(before: ["email": nil], after: ["email": address.text]) : nil, from: ask.origin))
                return true
            }
            guard isInvited else { return try refuse("They came here by themselves, are inactive, or had a letter within the last hour.", id, ask) }
        } catch let error as PostgresError where error.isUniqueViolation {
            return try refuse("Somebody else here has this address already: perhaps the same person, who applied with it.", id, ask, field: "email")
        }
        return .redirect(Link("desk", "candidates", id.description), flash: .good("The letter is on its way. Its link works for \(Self.days) days."))
    }

    private func refuse(_ words: String, _ id: ID<User>, _ ask: Ask, field: String? = nil) throws -> Answer {
        if ask.isAPI { throw field.map { Refusal.invalid([Problem($0, words)]) } ?? .conflict(words) }
        return .redirect(Link("desk", "candidates", id.description), flash: .bad(words))
    }

    private func send(to person: Claims.Invited, _ viewer: Viewer, in transaction: Transaction) async throws {
        guard let address = EmailAddress(person.email) else { throw Refusal.notFound }
        let link = try await SignInLinks.make(.claim, for: person.id, email: address, lasts: TimeInterval(Self.days * 86_400), in: transaction)
        try await office.write(
            to: address, name: person.name, subject: "\(office.site.name) has a profile of you",
            """
            Hello \(person.name),

            I am \(viewer.name) of \(office.site.name), a recruitment agency. We came across your profile and think that jobs of ours may fit you. So far you have not agreed to that, and you decide.

            See what we hold about you, then keep it as your own profile or be taken off:
            \(office.site.url(link))

            The link is yours alone and works for \(Self.days) days.

            \(office.site.name)
            """, in: transaction)
    }

    // MARK: Deciding

    private struct Open {
        let token: String
        let user: ID<User>
    }

    private func open(_ ask: Ask) async throws -> Open {
        let token = try ask.path("token")
        guard let user = try await database.first(SignInLinks.open(token, .claim))?.user else { throw SignInLinks.spent }
        guard let state = try await database.first(Claims.state(of: user)), !state.hasCome else {
            throw Refusal.gone("This profile is yours already. Sign in to see it.")
        }
        return Open(token: token, user: user)
    }

    private func show(_ ask: Ask, _ problems: [Problem] = []) async throws -> Answer {
        let open = try await open(ask)
        guard let held = try await database.first(Claims.held(about: open.user)) else { throw SignInLinks.spent }
        let files = try await database.all(Candidates.files(of: open.user))
        let page = ClaimPage(token: open.token, held: held, files: files, agency: office.site.name, problems: problems, csrf: ask.csrf).page
        guard problems.isEmpty else { return try .again(page, problems, ask).with("Referrer-Policy", "no-referrer") }
        try await recordShowing(held, of: open.user, ask)
        return .page(page, json: ClaimJSON(held, files, csrf: ask.csrfToken)).with("Referrer-Policy", "no-referrer")
    }

    /// The page holds everything, protected facts too, and whoever invited may have typed the address. Once an hour is enough.
    private func recordShowing(_ held: Claims.Held, of user: ID<User>, _ ask: Ask) async throws {
        guard (try? office.limiter.admit("profile of \(user) shown", most: 1, within: .seconds(3_600))) != nil else { return }
        try await database.run(
            ActivityLog.recording(
                "SHOWED_PROFILE", severity: .warning, by: nil, of: ("candidate", user.uuid),
                "The link of an invitation showed all that is held about \(held.name).", from: ask.origin))
    }

    private func decide(_ ask: Ask, _ form: Form) async throws -> Answer {
        let open = try await open(ask)
        switch form["decision"] {
        case "keep":
            guard !form["consent"].isEmpty else { return try await show(ask, [Problem("consent", "Without your consent we may not keep your profile.")]) }
            return try await keep(open, ask)
        case "remove": return try await remove(open, ask)
        default: throw Refusal.malformed("It is not said whether the profile is kept or removed.")
        }
    }

    private func keep(_ open: Open, _ ask: Ask) async throws -> Answer {
        try await database.transaction { transaction in
            guard let viewer = try await transaction.first(SignInLinks.spending(open.token, .claim)) else { throw SignInLinks.spent }
            try await transaction.run(Command("UPDATE users SET is_verified = true WHERE id = \(viewer.id)"))
            try await transaction.run(Claims.consenting(viewer.id, agency: office.site.name, ask.origin))
            try await transaction.run(
                ActivityLog.recording(
                    "CLAIMED_PROFILE", severity: .success, by: viewer.id, of: ("candidate", viewer.id.uuid), "\(viewer.name) claimed their profile.",
                    from: ask.origin))
            return try await office.enter(viewer, ask, by: .link, to: Link("me"), in: transaction)
        }
    }

    /// What can be done at once: no consent counts any more, nobody is told of them, nobody comes in. A manager is told to erase the rest: the card leads there.
    private func remove(_ open: Open, _ ask: Ask) async throws -> Answer {
        try await database.transaction { transaction in
            guard let viewer = try await transaction.first(SignInLinks.spending(open.token, .claim)) else { throw SignInLinks.spent }
            try await transaction.run(Command("UPDATE consents SET withdrawn_at = now() WHERE user_id = \(viewer.id) AND withdrawn_at IS NULL"))
            try await Profile.say([(ProfileFields.isSearching, .flag(false))], of: viewer.id, by: .person, editor: viewer.id, in: transaction)
            try await transaction.run(ActionQueue.raisingDeclinedProfile(of: viewer.id))
            try await transaction.run(
                ActivityLog.recording(
                    "DECLINED_PROFILE", severity: .warning, by: viewer.id, of: ("candidate", viewer.id.uuid), "\(viewer.name) wants their profile removed.",
                    from: ask.origin))
            try await Employment.deactivate(
                [viewer.id], by: Employment.Actor(id: nil, name: "The link of \(viewer.name)", origin: ask.origin), because: "they want their profile removed",
                in: transaction)
        }
        return .page(ClaimPage.removed(agency: office.site.name), json: ["removed": true])
    }
}

/// The SQL of claiming.
enum Claims {
    /// What a candidate agrees to who keeps a profile that came from elsewhere, word for word; kept with the consent.
    static func consent(agency: String) -> String {
        "\(agency) may keep my profile and my résumé to consider me for jobs that fit, and may write to me about them. I can withdraw at any time."
    }

    /// How somebody stands to their profile.
    struct State: RowDecodable {
        let email: String?
        let isActive: Bool
        /// They signed in, applied or agreed at some time: the profile is theirs.
        let hasCome: Bool
        let invitedAt: Date?

        init(row: Row) throws {
            email = try row.get("email")
            isActive = try row.get("is_active")
            hasCome = try row.get("has_come")
            invitedAt = try row.get("invited_at")
        }
    }

    /// Whoever agreed to something once, or has an application that no colleague put down, came by themselves, also where they took it back since.
    private static let hasCome: SQL = """
        (users.last_login IS NOT NULL OR users.password_hash IS NOT NULL OR EXISTS (SELECT FROM consents WHERE consents.user_id = users.id)
            OR EXISTS (SELECT FROM applications JOIN application_timeline ON application_timeline.application_id = applications.id
                WHERE applications.candidate_id = users.id AND previous_status IS NULL AND coalesce(application_timeline.changed_by, users.id) = users.id))
        """

    static func state(of id: ID<User>) -> Query<State> {
        Query(
            """
            SELECT email, status = 'Active' AS is_active, \(hasCome) AS has_come, invited_at
            FROM users JOIN candidate_profiles ON candidate_profiles.user_id = users.id WHERE users.id = \(id) AND role = 'CANDIDATE'
            """)
    }

    static func adding(_ email: EmailAddress, to id: ID<User>) -> Command {
        Command(
            "UPDATE users SET email = \(email.text), email_key = \(email.key) WHERE id = \(id) AND role = 'CANDIDATE' AND status = 'Active' AND email IS NULL")
    }

    struct Invited: RowDecodable {
        let id: ID<User>
        let name, email: String

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            email = try row.get("email")
        }
    }

    /// One letter an hour: a second click sends none.
    static func inviting(_ id: ID<User>, by viewer: ID<User>) -> Query<Invited> {
        Query(
            """
            UPDATE users SET invited_at = now(), invited_by = \(viewer) WHERE id = \(id) AND role = 'CANDIDATE' AND status = 'Active' AND email IS NOT NULL
                AND NOT \(hasCome) AND (invited_at IS NULL OR invited_at < now() - interval '1 hour') RETURNING id, full_name, email
            """)
    }

    static func consenting(_ person: ID<User>, agency: String, _ origin: Origin) -> Command {
        Command(
            """
            INSERT INTO consents (id, user_id, purpose, wording, ip_address) VALUES (\(UUID.v7()), \(person), 'claim', \(consent(agency: agency)), \(origin.address))
            """)
    }

    /// All that a profile says, as its person reads it.
    struct Held: RowDecodable {
        let name: String
        /// What it is called and what it says, in order; only what there is.
        let facts: [(name: String, value: String)]
        let skills: [String]
        let applications: Int

        init(row: Row) throws {
            name = try row.get("full_name")
            skills = try row.texts("skills")
            applications = try row.get("applications")
            let currency: String? = try row.get("currency")
            let said = try ProfileFields.all.filter { $0.column != "skills" }.map { field in
                (field.label, field.shown(try field.value(of: row), currency: currency))
            }
            let all: [(String, String?)] =
                [("E-mail", try row.get("email"))] + said + [
                    ("Work history", try row.texts("jobs").joined(separator: "; ")), ("Where it came from", Self.origin(try row.texts("sources"))),
                ]
            facts = all.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
        }

        private static func origin(_ sources: [String]) -> String { sources.compactMap { FieldSource(rawValue: $0)?.wordsToPerson }.joined(separator: ", ") }
    }

    static func held(about id: ID<User>) -> Query<Held> {
        Query(
            """
            SELECT users.full_name, users.email, \(ProfileFields.all.map { $0.selected(from: "profile") }.joined()),
                (SELECT coalesce(jsonb_agg(concat_ws(', ', job_title, company_name) ORDER BY start_date DESC NULLS LAST, id), '[]')
                    FROM candidate_work_history WHERE profile_id = users.id) AS jobs,
                (SELECT coalesce(jsonb_agg(DISTINCT value), '[]') FROM jsonb_each_text(profile.field_sources)) AS sources,
                (SELECT count(*) FROM applications WHERE candidate_id = users.id) AS applications
            FROM users JOIN candidate_profiles AS profile ON profile.user_id = users.id WHERE users.id = \(id)
            """)
    }
}

private struct ClaimJSON: Encodable, Sendable {
    let fullName, csrf: String
    let facts: [String: String]
    let skills, files: [String]
    let applications: Int

    init(_ held: Claims.Held, _ files: [Candidates.SentFile], csrf: String) {
        (fullName, self.csrf, skills, applications) = (held.name, csrf, held.skills, held.applications)
        facts = Dictionary(held.facts.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        self.files = files.map(\.name)
    }
}
