import Accounts
import Foundation
import Matching
import Postgres

/// The SQL of what people share: their keys, and who else has one of them.
enum DuplicateKeys {
    /// Of the people of `facts`, whatever stood there before.
    static func writing(_ facts: [UUID: PersonFacts]) -> Command {
        let people = Array(facts.keys), rows = facts.flatMap { person, facts in facts.keys.map { (person, Int($0.value)) } }
        return Command(
            """
            WITH said AS (SELECT * FROM unnest(\(rows.map(\.1)), \(rows.map(\.0))) AS said (key, user_id)),
            gone AS (DELETE FROM candidate_keys WHERE user_id = ANY(\(people))
                AND NOT EXISTS (SELECT FROM said WHERE said.key = candidate_keys.key AND said.user_id = candidate_keys.user_id))
            INSERT INTO candidate_keys (key, user_id) SELECT key, user_id FROM said ORDER BY key, user_id ON CONFLICT DO NOTHING
            """)
    }

    static func sketching(_ facts: [UUID: PersonFacts]) -> Command {
        let sketched = facts.compactMap { person, facts in facts.sketch.map { (person, $0.bytes) } }
        return Command(
            """
            WITH gone AS (DELETE FROM candidate_sketches WHERE user_id = ANY(\(Array(facts.keys))) AND user_id <> ALL(\(sketched.map(\.0))))
            INSERT INTO candidate_sketches (user_id, sketch) SELECT * FROM unnest(\(sketched.map(\.0)), \(sketched.map { Data($0.1) })) AS sketched (user_id, sketch)
            ON CONFLICT (user_id) DO UPDATE SET sketch = excluded.sketch WHERE candidate_sketches.sketch <> excluded.sketch
            """)
    }

    /// Whoever was merged away or erased is found by nothing, and proposed to nobody.
    static func forgetting(_ people: [UUID]) -> Command {
        Command(
            """
            WITH keys AS (DELETE FROM candidate_keys WHERE user_id = ANY(\(people))), sketches AS (DELETE FROM candidate_sketches WHERE user_id = ANY(\(people)))
            DELETE FROM duplicate_pairs WHERE decision IS NULL AND (first_id = ANY(\(people)) OR second_id = ANY(\(people)))
            """)
    }

    /// Two who share keys, and how many people have each.
    struct Meeting: RowDecodable {
        let one, other: UUID
        let sharing: [SharedKind: Int]

        init(row: Row) throws {
            one = try row.get("one", as: UUID.self)
            other = try row.get("other", as: UUID.self)
            let keys = try row.get("keys", as: [Int].self), sizes = try row.get("sizes", as: [Int].self)
            sharing = Dictionary(zip(keys.map { PersonFacts.kind(ofKey: Int64($0)) }, sizes), uniquingKeysWith: min)
        }

        /// Which are looked at first, where there are too many.
        var rank: Double { sharing.reduce(0) { $0 + ([.company, .school].contains($1.key) ? 0.3 : 1) / Double($1.value) } }
    }

    /// What more than `Sameness.mostSharing` people have leads to nobody: at most so many and one are read of any key.
    static func meetings(of people: [UUID]) -> Query<Meeting> {
        Query(
            """
            WITH mine AS MATERIALIZED (SELECT key, user_id FROM candidate_keys WHERE user_id = ANY(\(people))),
            keys AS (SELECT DISTINCT key FROM mine),
            buckets AS MATERIALIZED (SELECT keys.key, ARRAY(SELECT user_id FROM candidate_keys WHERE candidate_keys.key = keys.key LIMIT \(Sameness.mostSharing + 1)) AS people FROM keys)
            SELECT mine.user_id AS one, other, array_agg(mine.key) AS keys, array_agg(cardinality(buckets.people)::bigint) AS sizes
            FROM mine JOIN buckets ON buckets.key = mine.key CROSS JOIN unnest(buckets.people) AS other
            WHERE cardinality(buckets.people) BETWEEN 2 AND \(Sameness.mostSharing) AND other <> mine.user_id
            GROUP BY mine.user_id, other
            """)
    }
}
