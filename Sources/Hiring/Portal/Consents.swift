import Accounts
import Background
import Foundation
import Postgres
import Web

/// What a person agreed to, and taking it back.
enum Consents {
    struct Consent: RowDecodable {
        let id: ID<Consent>
        let purpose, wording: String
        let givenAt: Date
        let withdrawnAt: Date?
        /// The job it was given for; nil for the general one.
        let job, employer: String?
        let application: ID<Application>?
        let status: ApplicationStatus?

        init(row: Row) throws {
            id = try row.get("id")
            purpose = try row.get("purpose")
            wording = try row.get("wording")
            givenAt = try row.get("given_at")
            withdrawnAt = try row.get("withdrawn_at")
            job = try row.get("job")
            employer = try row.get("employer")
            application = try row.get("application_id")
            status = try row.get("status", as: ApplicationStatus?.self)
        }

        var isForJob: Bool { purpose.hasPrefix("apply:") }
        /// Its application goes on, and would end with it.
        var endsApplication: Bool { status.map { !$0.isOver } ?? false }
    }

    /// Newest first, those in force and those taken back.
    static func all(of person: ID<User>, agency: String) -> Query<Consent> { consents("consents.user_id = \(person)", agency) }

    /// In force.
    static func one(_ id: ID<Consent>, of person: ID<User>, agency: String) -> Query<Consent> {
        consents("consents.user_id = \(person) AND consents.id = \(id) AND consents.withdrawn_at IS NULL", agency)
    }

    private static func consents(_ condition: SQL, _ agency: String) -> Query<Consent> {
        Query(
            """
            SELECT consents.id, consents.purpose, consents.wording, consents.given_at, consents.withdrawn_at, jobs.title AS job, applications.id AS application_id,
                applications.status, CASE WHEN jobs.is_client_confidential THEN \(agency)::text ELSE clients.name END AS employer
            FROM consents LEFT JOIN jobs ON consents.purpose = 'apply:' || jobs.id LEFT JOIN clients ON clients.id = jobs.client_id
            LEFT JOIN applications ON applications.job_id = jobs.id AND applications.candidate_id = consents.user_id
            WHERE \(condition) ORDER BY consents.given_at DESC, consents.id DESC LIMIT 300
            """)
    }

    /// Takes one back, with what follows from it: its application is withdrawn; without the general one, no search finds the person, and whoever
    /// looks after them is told. A second click changes nothing.
    /// - Returns: whether it was in force.
    static func withdraw(_ consent: Consent, of viewer: Viewer, _ ask: Ask, in database: any Database) async throws -> Bool {
        try await database.transaction { transaction in
            // All of the same purpose: whoever applied twice agreed twice to the same.
            let ended = try await transaction.run(
                Command("UPDATE consents SET withdrawn_at = now() WHERE user_id = \(viewer.id) AND purpose = \(consent.purpose) AND withdrawn_at IS NULL"))
            guard ended > 0 else { return false }
            if consent.isForJob {
                if let application = consent.application {
                    _ = try await Applications.withdraw(application, remarks: nil, by: viewer.id, name: viewer.name, from: ask.origin, in: transaction)
                }
            } else {
                try await withhold(viewer.id, in: transaction)
            }
            let what = consent.job.map { "for \($0)" } ?? "to be considered for jobs that fit"
            try await transaction.run(
                ActivityLog.recording(
                    "WITHDREW_CONSENT", severity: .warning, by: viewer.id, of: ("candidate", viewer.id.uuid), "\(viewer.name) withdrew their consent \(what).",
                    from: ask.origin))
            return true
        }
    }

    private static func withhold(_ person: ID<User>, in transaction: Transaction) async throws {
        try await transaction.run(Command("UPDATE candidate_profiles SET withheld_at = coalesce(withheld_at, now()) WHERE user_id = \(person)"))
        try await Profile.say([(ProfileFields.isSearching, .flag(false))], of: person, by: .person, editor: person, in: transaction)
        try await transaction.run(ActionQueue.raisingWithdrawnConsent(of: person))
    }

    /// The general consent, given by somebody who has none in force: searches find them again.
    /// - Returns: whether it was new.
    static func give(_ viewer: Viewer, agency: String, _ ask: Ask, in database: any Database) async throws -> Bool {
        try await database.transaction { transaction in
            let held = Query<One<ID<User>>>("SELECT id FROM users WHERE id = \(viewer.id) AND role = 'CANDIDATE' AND erased_at IS NULL FOR NO KEY UPDATE")
            guard try await transaction.first(held) != nil else { throw Refusal.notFound }
            let inForce = Query<One<Bool>>(
                "SELECT EXISTS (SELECT FROM consents WHERE user_id = \(viewer.id) AND purpose = 'claim' AND withdrawn_at IS NULL) AS is_there")
            guard try await !transaction.one(inForce).value else { return false }
            try await transaction.run(Claims.consenting(viewer.id, agency: agency, ask.origin))
            try await transaction.run(Command("UPDATE candidate_profiles SET withheld_at = NULL, updated_at = now() WHERE user_id = \(viewer.id)"))
            try await transaction.run(
                ActivityLog.recording(
                    "GAVE_CONSENT", severity: .success, by: viewer.id, of: ("candidate", viewer.id.uuid),
                    "\(viewer.name) agreed to be considered for jobs that fit.", from: ask.origin))
            return true
        }
    }
}
