package import Accounts
import Background
import Foundation
package import Postgres
import Web

/// Erasing a person: everything that tells of them goes in one transaction, and the files on disk right after it. What is left are counts, a row
/// without a name that the trail refers to, and a receipt.
///
/// Whoever was found to be the same person is erased with them. Done twice at once, the second finds the receipt of the first.
package enum Erasing {
    /// Who asks for it.
    package struct Request: Sendable {
        let person: ID<User>
        /// nil: the person themselves.
        let colleague: Viewer?
        let origin: Origin
    }

    package enum Failure: Error, Sendable {
        /// No such candidate: also where it is somebody who works here.
        case notFound
    }

    /// Everybody who is this person, as their rows are now.
    struct Somebody: RowDecodable {
        let id: ID<User>
        let email, emailKey: String?
        let name: String
        let role: UserRole
        let avatar: String?
        let isErased, isRoot: Bool

        init(row: Row) throws {
            id = try row.get("id")
            email = try row.get("email")
            emailKey = try row.get("email_key")
            name = try row.get("full_name")
            role = try row.get("role")
            avatar = try row.get("avatar_url")
            isErased = try row.get("is_erased")
            isRoot = try row.get("is_root")
        }
    }

    /// The one they were merged into, first, and all who were merged into that one.
    static func everybody(who person: ID<User>) -> Query<Somebody> {
        Query(
            """
            SELECT id, email, email_key, full_name, role, avatar_url, erased_at IS NOT NULL AS is_erased, merged_into IS NULL AS is_root
            FROM users WHERE id IN (SELECT people_of(kept_person(\(person)))) ORDER BY (merged_into IS NULL) DESC, id
            """)
    }

    /// - Returns: the number of the erasure, which is on the receipt. Throws `Failure`.
    package static func erase(_ request: Request, office: FrontOffice) async throws -> ID<Erasure> {
        // A worker may hold one of their rows and wait for another: it was there first, and is done with then.
        let erasure = try await PostgresError.retrying { try await office.database.transaction { try await erase(request, office: office, in: $0) } }
        office.sessions.forget(request.person)
        return erasure
    }

    private static func erase(_ request: Request, office: FrontOffice, in transaction: Transaction) async throws -> ID<Erasure> {
        let everybody = try await locked(request.person, in: transaction)
        guard let root = everybody.first, root.isRoot, everybody.allSatisfy({ $0.role == .candidate }) else { throw Failure.notFound }
        if root.isErased, let done = try await transaction.first(Erasures.number(of: root.id))?.value { return done }
        let traces = try await Traces.find(of: everybody, in: transaction)
        let number = ID<Erasure>()
        var removed: [String: Int] = [:]
        for step in ErasureSteps.all(traces) {
            let count = try await transaction.run(step.command)
            if let kind = step.kind, count > 0 { removed[kind.rawValue, default: 0] += count }
        }
        let kept = try await transaction.one(Erasures.kept(traces)).counts
        try await transaction.run(
            Erasures.recording(number, of: root.id, askedBy: request.colleague == nil ? "person" : "staff", removed: removed, kept: kept))
        try await transaction.run(noting(request, root.id, number))
        let receipt = try await ErasureLetter.send(number, to: root, removed: removed, kept: kept, office: office, in: transaction)
        try await ErasureWork.enqueue(number, receipt: receipt, digests: traces.digests, in: transaction)
        for topic in traces.topics { try await transaction.run(Changes.tell(topic)) }
        return number
    }

    /// Holds everybody's row, in one order; and the mailbox, for which an application that is being sent takes turns.
    private static func locked(_ person: ID<User>, in transaction: Transaction) async throws -> [Somebody] {
        var known: [Somebody] = []
        while true {
            let now = try await transaction.all(everybody(who: person))
            if !now.isEmpty, now.map(\.id) == known.map(\.id) { return now }
            guard !now.isEmpty else { return [] }
            for key in now.compactMap(\.emailKey).sorted() { try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended(\(key), 7))")) }
            let ids = now.map(\.id)
            _ = try await transaction.all(Query<One<ID<User>>>("SELECT id FROM users WHERE id = ANY(\(ids)) ORDER BY id FOR UPDATE"))
            known = now
        }
    }

    /// Without the name: what the trail says stays.
    private static func noting(_ request: Request, _ root: ID<User>, _ number: ID<Erasure>) -> Command {
        let words = request.colleague.map { "\($0.name) erased a candidate, who had asked for it." } ?? "A candidate erased their account."
        return ActivityLog.recording(
            "ERASED_CANDIDATE", severity: .warning, by: request.colleague?.id ?? root, of: ("candidate", root.uuid), "\(words) Receipt \(number).",
            from: request.colleague == nil ? nil : request.origin)
    }
}

/// An erasure, by the number on its receipt.
package enum Erasure {}

/// What of a person is scattered over other rows, found before anything goes.
struct Traces: Sendable {
    let people: [ID<User>]
    let names: [String]
    /// In small letters; also addresses that they had before.
    let addresses: [String]
    let applications: [ID<Application>]
    let digests: [Data]
    /// What open pages of colleagues watch.
    let topics: [String]

    static func find(of everybody: [Erasing.Somebody], in transaction: Transaction) async throws -> Traces {
        let people = everybody.map(\.id)
        // Held, so that whoever moves one of them is either done or finds it erased.
        let applications = try await transaction.all(
            Query<One<ID<Application>>>("SELECT id FROM applications WHERE candidate_id = ANY(\(people)) ORDER BY id FOR UPDATE"))
        let addresses = try await transaction.all(addresses(of: people)).map(\.value)
        let digests = try await transaction.all(
            Query<One<Data>>(
                """
                SELECT sha256 FROM candidate_files WHERE user_id = ANY(\(people))
                UNION SELECT resume_sha256 FROM candidate_profiles WHERE user_id = ANY(\(people)) AND resume_sha256 IS NOT NULL
                UNION SELECT sha256 FROM import_items WHERE candidate_id = ANY(\(people)) AND sha256 IS NOT NULL
                """)
        ).map(\.value)
        let topics = try await transaction.all(
            Query<One<String>>(
                """
                SELECT DISTINCT 'job:' || job_id FROM applications WHERE candidate_id = ANY(\(people))
                UNION SELECT 'queue:' || user_id FROM action_queue WHERE related_candidate_id = ANY(\(people))
                """)
        ).map(\.value)
        let portraits = everybody.compactMap { $0.avatar.flatMap(Avatars.digest(at:)).map { Data(hex: $0) } }
        return Traces(
            people: people, names: everybody.map(\.name), addresses: addresses, applications: applications.map(\.value), digests: digests + portraits,
            topics: topics)
    }

    /// Of now, and those that the trail knows from before.
    private static func addresses(of people: [ID<User>]) -> Query<One<String>> {
        Query(
            """
            SELECT DISTINCT lower(address) FROM (
                SELECT email FROM users WHERE id = ANY(\(people))
                UNION ALL SELECT alternate_email FROM candidate_profiles WHERE user_id = ANY(\(people))
                UNION ALL SELECT email FROM sign_in_links WHERE user_id = ANY(\(people))
                UNION ALL SELECT side->>'email' FROM activity_logs CROSS JOIN LATERAL (VALUES (before), (after)) AS sides (side) WHERE entity_id = ANY(\(people))
            ) AS known (address) WHERE address LIKE '%@%'
            """)
    }
}
