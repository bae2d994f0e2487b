package import Accounts
package import Background
package import Foundation
import LanguageModels
import Matching
package import Postgres
import Web

/// Keeps the vectors of people true to what is known of them: role, skills and what they say of their work, and nothing else (`skillsText`).
///
/// A vector is old where `skills_vector_text` is null (the database sees to that whenever its text changes) or where another model made it.
/// Whoever changes one person asks for that person; whoever changes thousands, and an installation whose model is new, leaves it to the sweep.
package struct Vectors: Sendable {
    package static let kind = "embed_candidate"
    /// All who have an old vector, a batch at a time.
    package static let kindOfSweep = "embed_sweep"
    /// People that one pass reads: what a worker does in a second or two.
    static let batch = 64

    struct Order: Codable, Sendable { var candidate: ID<User> }
    struct SweepOrder: Codable, Sendable {}

    let database: any Database
    package let meaning: Meaning
    private let turn = Turn()

    package init(database: any Database, meaning: Meaning) {
        self.database = database
        self.meaning = meaning
    }

    package static func enqueue(_ candidate: ID<User>, in transaction: some Database) async throws {
        try await Work.enqueue(kind: kind, payload: Order(candidate: candidate), uniqueKey: "\(kind):\(candidate)", in: transaction)
    }

    /// Looks for old vectors, now or later; asked for twice before it begins, it is still one.
    package static func sweep(at time: Date? = nil, in database: some Database) async throws {
        try await Work.enqueue(kind: kindOfSweep, payload: SweepOrder(), uniqueKey: kindOfSweep, runAt: time, in: database)
    }

    package var handlers: [String: WorkHandler] {
        [
            Self.kind: Work.handler(of: Order.self) { order, _ in try await refresh(order.candidate) },
            Self.kindOfSweep: Work.handler(of: SweepOrder.self) { _, _ in try await sweep() },
        ]
    }

    /// Makes the vector of somebody new where it is old, and those of others who wait with it in the same pass.
    /// - Parameter isScored: their score follows anyway, so that it is not asked for again.
    func refresh(_ candidate: ID<User>, isScored: Bool = false) async throws {
        guard let name = meaning.modelName else { return }
        for attempt in 0..<3 {
            // One pass at a time: who waited may find the work done.
            let isDone = try await turn.take { () async throws -> Bool in
                let people = try await database.all(Self.waiting(candidate, model: name))
                guard people.contains(where: { $0.id == candidate }) else { return true }
                return try await renew(people, scoringAllBut: isScored ? candidate : nil).contains(candidate)
            }
            if isDone { return }
            // Somebody holds the row, or changed it while its text was read.
            try await Task.sleep(for: .milliseconds(150 << attempt))
        }
        throw RowIsBusy()
    }

    /// One batch, then it steps back for as long as that took: other work, and other processes, get at least as much time.
    private func sweep() async throws {
        guard let name = meaning.modelName else { return try await Self.sweep(at: Date().addingTimeInterval(Self.pause), in: database) }
        let start = ContinuousClock.now
        var next = Self.pause
        do {
            let people = try await turn.take { () async throws -> [ID<User>] in
                try await renew(try await database.all(Self.old(model: name)), scoringAllBut: nil)
            }
            if !people.isEmpty { next = max(0.5, (ContinuousClock.now - start) / .seconds(1)) }
        } catch is ModelServiceError {
            // The doctor says so. A service that is down is asked again in a while, for as long as it is named.
        }
        try await Self.sweep(at: Date().addingTimeInterval(next), in: database)
    }

    /// Seconds until it is looked again where nobody waits.
    private static let pause = 600.0

    /// - Returns: whose vector is new. Where a row is held, or was changed since it was read, it stays old.
    private func renew(_ people: [Person], scoringAllBut scored: ID<User>?) async throws -> [ID<User>] {
        guard !people.isEmpty, let embedder = await meaning.embedder() else { return [] }
        let texts = people.map { skillsText(for: $0.facts, withholding: [$0.name]) }
        var made = try await meaning.vectors(of: texts.filter { !$0.isEmpty }, by: embedder)[...]
        // Of whom nothing is known, that is known: no vector, until something is.
        let renewed = zip(people, texts).map { person, text in
            Renewed(person: person, vector: text.isEmpty ? nil : made.popFirst(), hash: Token.hash(text))
        }
        let model = embedder.modelName
        return try await database.transaction { transaction in
            let kept = try await transaction.all(Self.keeping(renewed, model: model)).map(\.value)
            for person in try await transaction.all(Self.applicants(among: kept)) where person.value != scored {
                try await Scoring.enqueue(person.value, in: transaction)
            }
            return kept
        }
    }
}

/// Somebody else writes on the row just now.
struct RowIsBusy: ExplainedFailure {
    var description: String { "the row of the person is being changed" }
}

/// One at a time, in the order they came.
private actor Turn {
    private var last: Task<Void, Never>?

    func take<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let before = last
        let mine = Task { () async throws -> Value in
            await before?.value
            try Task.checkCancellation()
            return try await body()
        }
        last = Task { _ = await mine.result }
        return try await withTaskCancellationHandler {
            try await mine.value
        } onCancel: {
            mine.cancel()
        }
    }
}

// MARK: SQL

extension Vectors {
    struct Person: RowDecodable {
        let id: ID<User>
        let name: String
        let facts: CandidateFacts
        /// The version of the row that was read.
        let stamp: String

        init(row: Row) throws {
            id = try row.get("user_id")
            name = try row.get("full_name")
            facts = try CandidateFacts(row: row)
            stamp = try row.get("stamp")
        }
    }

    struct Renewed {
        let person: Person
        let vector: [Float]?
        let hash: Data
    }

    private static func people(_ condition: SQL, most: Int) -> SQL {
        """
        SELECT profile.user_id, profile.xmin::text AS stamp, \(Scoring.personColumns)
        FROM candidate_profiles AS profile JOIN users ON users.id = profile.user_id
        WHERE \(condition) AND users.merged_into IS NULL AND users.erased_at IS NULL LIMIT \(Int64(most))
        """
    }

    private static func isOld(_ model: String) -> SQL { "(profile.skills_vector_text IS NULL OR profile.skills_vector_model IS DISTINCT FROM \(model))" }

    /// The person, where their vector is old, and others whose text is new.
    static func waiting(_ candidate: ID<User>, model: String) -> Query<Person> {
        Query(
            """
            (\(people("profile.user_id = \(candidate) AND \(isOld(model))", most: 1))) UNION ALL
            (\(people("profile.skills_vector_text IS NULL AND profile.user_id <> \(candidate)", most: batch - 1)))
            """)
    }

    /// Written so that each part is found in an index: a million people with good vectors are not looked at.
    static func old(model: String) -> Query<Person> {
        Query(
            people(
                """
                profile.user_id IN (
                    (SELECT user_id FROM candidate_profiles WHERE skills_vector_text IS NULL LIMIT 1000)
                    UNION (SELECT user_id FROM candidate_profiles WHERE skills_vector_model < \(model) LIMIT 1000)
                    UNION (SELECT user_id FROM candidate_profiles WHERE skills_vector_model > \(model) LIMIT 1000)
                    UNION (SELECT user_id FROM candidate_profiles WHERE skills_vector_model IS NULL LIMIT 1000))
                """, most: batch))
    }

    /// Rows that somebody holds are left: nobody waits for a vector, and a vector for nobody.
    static func keeping(_ renewed: [Renewed], model: String) -> Query<One<ID<User>>> {
        let ids = renewed.map(\.person.id), stamps = renewed.map(\.person.stamp), hashes = renewed.map(\.hash.hex)
        let vectors = renewed.map { one in one.vector.map { "[" + $0.map(\.description).joined(separator: ",") + "]" } }
        return Query(
            """
            WITH new AS (SELECT * FROM unnest(\(ids), \(stamps), \(vectors), \(hashes)) AS new (id, stamp, vector, hash)),
            free AS (
                SELECT profile.user_id FROM candidate_profiles AS profile JOIN new ON new.id = profile.user_id
                WHERE profile.xmin::text = new.stamp ORDER BY profile.user_id FOR UPDATE OF profile SKIP LOCKED)
            UPDATE candidate_profiles AS profile SET ai_skills_vector = new.vector::vector, skills_vector_model = \(model), skills_vector_text = decode(new.hash, 'hex')
            FROM new, free WHERE free.user_id = new.id AND profile.user_id = new.id RETURNING profile.user_id
            """)
    }

    private static func applicants(among people: [ID<User>]) -> Query<One<ID<User>>> {
        Query("SELECT DISTINCT candidate_id FROM applications WHERE candidate_id = ANY (\(people)) AND is_active")
    }
}
