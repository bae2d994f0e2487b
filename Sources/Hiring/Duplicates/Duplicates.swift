import Accounts
import Background
import Foundation
import Matching
import Postgres

/// Finding people who are on record twice: after any change of somebody (the database asks for it, whoever wrote), and for everybody on demand.
///
/// One look at a time: two newcomers who share a telephone would else each be looked at before the other is there.
enum Duplicates {
    static let kind = "find_duplicates"
    static let sweepKind = "find_all_duplicates"
    /// People in one transaction.
    static let batch = 200
    /// Of those whom somebody shares something with, so many are compared.
    private static let mostCompared = 25

    // MARK: Work

    struct Order: Codable, Sendable {}

    /// How far a look through everybody has come: the last person, and how many there were.
    struct Sweep: Codable, Sendable {
        var after: UUID?
        var seen = 0
    }

    static func handlers(_ database: any Database) -> [String: WorkHandler] {
        [
            kind: Work.handler(of: Order.self) { _, _ in while try await lookAtAsked(in: database) > 0 { try Task.checkCancellation() } },
            sweepKind: Work.handler(of: Sweep.self) { sweep, _ in try await go(on: sweep, in: database) },
        ]
    }

    /// Everybody, from the beginning. Asked again while it is under way, it begins anew.
    static func enqueueSweep(in database: some Database) async throws {
        try await Work.enqueue(kind: sweepKind, payload: Sweep(), uniqueKey: sweepKind, in: database)
    }

    /// Some thousands, then it puts itself down again: a crash loses no more than that, and other work gets its turn.
    private static func go(on sweep: Sweep, in database: any Database) async throws {
        var sweep = sweep
        for _ in 0..<20 {
            let people = try await database.all(everybody(after: sweep.after)).map(\.value)
            guard let last = people.last else { return }
            try await database.transaction { try await look(at: people, in: $0) }
            (sweep.after, sweep.seen) = (last, sweep.seen + people.count)
            try Task.checkCancellation()
        }
        try await Work.enqueue(kind: sweepKind, payload: sweep, uniqueKey: sweepKind, in: database)
    }

    private static func everybody(after last: UUID?) -> Query<One<UUID>> {
        let from: SQL = last.map { " WHERE user_id > \($0)" } ?? ""
        return Query("SELECT user_id FROM candidate_profiles\(from) ORDER BY user_id LIMIT \(batch)")
    }

    private struct Asked: RowDecodable {
        let person: UUID
        let at: Date

        init(row: Row) throws {
            person = try row.get("user_id", as: UUID.self)
            at = try row.get("asked_at")
        }
    }

    /// - Returns: how many people were looked at; 0 where nobody waits.
    static func lookAtAsked(in database: any Database) async throws -> Int {
        let asked = try await database.all(Query<Asked>("SELECT user_id, asked_at FROM duplicate_checks ORDER BY asked_at, user_id LIMIT \(batch)"))
        guard !asked.isEmpty else { return 0 }
        let gone = try await database.all(Query<One<ID<User>>>("SELECT id FROM users WHERE id = ANY(\(asked.map(\.person))) AND merged_into IS NOT NULL"))
        for person in gone { try await Merging.gather(person.value, in: database) }
        try await database.transaction { try await look(at: asked.map(\.person), in: $0) }
        // By the moment that was read: who was asked for again meanwhile stays. Apart, since others who ask wait for whoever strikes out.
        try await database.run(
            Command(
                """
                DELETE FROM duplicate_checks USING unnest(\(asked.map(\.person)), \(asked.map(\.at))) AS seen (user_id, asked_at)
                WHERE duplicate_checks.user_id = seen.user_id AND duplicate_checks.asked_at <= seen.asked_at + interval '1 microsecond'
                """))
        return asked.count
    }

    // MARK: Looking

    /// Writes what these people may share with others, and whom they may be. Of whoever was merged away or erased all that is taken back.
    static func look(at people: [UUID], in transaction: Transaction) async throws {
        try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended('duplicates', 0))"))
        let standing = try await transaction.all(standing(of: people)), there = standing.filter(\.isThere).map(\.id)
        // Waits for merges of these people, so that nothing below waits while it holds what they need.
        try await transaction.run(Command("SELECT id FROM users WHERE id = ANY(\(there)) ORDER BY id FOR KEY SHARE"))
        let absent = Set(people).subtracting(there)
        if !absent.isEmpty { try await transaction.run(DuplicateKeys.forgetting(Array(absent))) }
        let facts = try await KnownPeople.facts(of: there, withTexts: true, in: transaction)
        guard !facts.isEmpty else { return }
        try await transaction.run(DuplicateKeys.writing(facts))
        try await transaction.run(DuplicateKeys.sketching(facts))
        let meetings = nearest(try await transaction.all(DuplicateKeys.meetings(of: Array(facts.keys))))
        let pairs = try await compare(meetings, facts, in: transaction)
        try await transaction.run(DuplicatePairs.keeping(pairs, of: Array(facts.keys)))
    }

    private struct Standing: RowDecodable {
        let id: UUID
        let isThere: Bool

        init(row: Row) throws {
            id = try row.get("id", as: UUID.self)
            isThere = try row.get("is_there")
        }
    }

    private static func standing(of people: [UUID]) -> Query<Standing> {
        Query("SELECT id, role = 'CANDIDATE' AND merged_into IS NULL AND erased_at IS NULL AS is_there FROM users WHERE id = ANY(\(people))")
    }

    private static func nearest(_ meetings: [DuplicateKeys.Meeting]) -> [DuplicateKeys.Meeting] {
        Dictionary(grouping: meetings, by: \.one).values.flatMap { others in others.sorted { $0.rank > $1.rank }.prefix(mostCompared) }
    }

    private static func compare(_ meetings: [DuplicateKeys.Meeting], _ facts: [UUID: PersonFacts], in transaction: Transaction) async throws -> [DuplicatePairs
        .Found]
    {
        let others = Set(meetings.map(\.other)).subtracting(facts.keys)
        try await transaction.run(Command("SELECT id FROM users WHERE id = ANY(\(Array(others))) ORDER BY id FOR KEY SHARE"))
        let all = facts.merging(try await KnownPeople.facts(of: Array(others), withTexts: false, in: transaction)) { mine, _ in mine }
        let remembered = try await DuplicatePairs.saidDifferent(about: Array(facts.keys), in: transaction)
        var found: [DuplicatePairs.Pair: DuplicatePairs.Found] = [:]
        for meeting in meetings {
            let pair = DuplicatePairs.Pair(meeting.one, meeting.other)
            guard found[pair] == nil, let one = all[meeting.one], let other = all[meeting.other] else { continue }
            let sameness = Sameness(one, other, sharing: meeting.sharing)
            guard sameness.isCertain || sameness.score >= Sameness.likely else { continue }
            if let said = remembered[pair], !isNews(sameness, since: said) { continue }
            found[pair] = DuplicatePairs.Found(pair: pair, sameness: sameness)
        }
        return found.values.sorted { $0.pair < $1.pair }
    }

    /// Somebody said that these are two people: only what makes it certain now and was not known then brings them up again.
    private static func isNews(_ sameness: Sameness, since known: Set<SharedKind>) -> Bool {
        sameness.isCertain && sameness.evidence.contains { [.email, .phone, .linkedIn, .gitHub, .file].contains($0.kind) && !known.contains($0.kind) }
    }
}

/// The SQL of who may be one person.
enum DuplicatePairs {
    /// Two people, the smaller identity first.
    struct Pair: Hashable, Comparable, Sendable {
        let first, second: ID<User>

        init(_ one: UUID, _ other: UUID) { self.init(ID(one), ID(other)) }
        init(_ one: ID<User>, _ other: ID<User>) { (first, second) = one < other ? (one, other) : (other, one) }

        static func < (left: Self, right: Self) -> Bool { (left.first, left.second) < (right.first, right.second) }
    }

    struct Found: Sendable {
        let pair: Pair
        let sameness: Sameness
    }

    /// Puts what was found of `people` in the place of what waited before; what was decided stays, unless it is news.
    static func keeping(_ found: [Found], of people: [UUID]) -> Command {
        let firsts = found.map(\.pair.first), seconds = found.map(\.pair.second)
        return Command(
            """
            WITH found AS (
                SELECT * FROM unnest(\(firsts), \(seconds), \(found.map { Float($0.sameness.score) }), \(found.map(\.sameness.isCertain)), \(found.map { JSON($0.sameness.evidence) }))
                AS found (first_id, second_id, score, is_certain, evidence)),
            gone AS (
                DELETE FROM duplicate_pairs AS pair WHERE decision IS NULL AND (first_id = ANY(\(people)) OR second_id = ANY(\(people)))
                    AND NOT EXISTS (SELECT FROM found WHERE found.first_id = pair.first_id AND found.second_id = pair.second_id))
            INSERT INTO duplicate_pairs AS pair (first_id, second_id, score, is_certain, evidence)
            SELECT first_id, second_id, score, is_certain, evidence FROM found ORDER BY first_id, second_id
            ON CONFLICT (first_id, second_id) DO UPDATE SET score = excluded.score, is_certain = excluded.is_certain, evidence = excluded.evidence,
                found_at = CASE WHEN pair.decision IS NULL THEN pair.found_at ELSE now() END, decision = NULL, decided_by = NULL, decided_at = NULL
            """)
    }

    private struct Said: RowDecodable {
        let pair: Pair
        let kinds: Set<SharedKind>

        init(row: Row) throws {
            pair = Pair(try row.get("one", as: UUID.self), try row.get("other", as: UUID.self))
            kinds = Set(try row.get("evidence", as: JSON<[Sameness.Evidence]>.self).value.map(\.kind))
        }
    }

    /// What was known when somebody said that two are not one: of the people themselves, and of whoever was merged into them.
    static func saidDifferent(about people: [UUID], in database: some Database) async throws -> [Pair: Set<SharedKind>] {
        let said = try await database.all(
            Query<Said>(
                """
                WITH RECURSIVE tree AS (
                    SELECT id FROM unnest(\(people)) AS id UNION SELECT users.id FROM tree JOIN users ON users.merged_into = tree.id)
                SELECT kept_person(first_id) AS one, kept_person(second_id) AS other, evidence FROM duplicate_pairs
                WHERE decision = 'different' AND (first_id IN (SELECT id FROM tree) OR second_id IN (SELECT id FROM tree))
                """))
        return Dictionary(said.map { ($0.pair, $0.kinds) }, uniquingKeysWith: { $0.union($1) })
    }

    /// Said by a person; also of two who were not proposed.
    static func deciding(_ pair: Pair, _ decision: String?, by viewer: ID<User>?) -> Command {
        Command(
            """
            INSERT INTO duplicate_pairs AS pair (first_id, second_id, score, evidence, decision, decided_by, decided_at)
            VALUES (\(pair.first), \(pair.second), 0, '[]', \(decision), \(viewer), CASE WHEN \(decision)::text IS NOT NULL THEN now() END)
            ON CONFLICT (first_id, second_id) DO UPDATE SET decision = excluded.decision, decided_by = excluded.decided_by, decided_at = excluded.decided_at
            """)
    }
}
