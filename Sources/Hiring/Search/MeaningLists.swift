import Background
package import Foundation
package import Postgres

/// The index by meaning: lists of people whose meanings are alike, learned from those who are there (IVFFlat). Few people need none, since all of
/// them are compared; where they become many more, or another model made their vectors, the lists are learned anew.
package enum MeaningLists {
    package static let kind = "learn_meaning_lists"

    private struct Order: Codable, Sendable {}

    private static let pause: TimeInterval = 15 * 60
    /// So many people need lists.
    package static let least = 20_000
    /// Lists go on for so many times the people that they were learned from.
    package static let outgrown = 4

    package static func enqueue(at time: Date = Date(), in database: some Database) async throws {
        try await Work.enqueue(kind: kind, payload: Order(), uniqueKey: kind, runAt: time, in: database)
    }

    static func handler(_ database: any Database) -> WorkHandler {
        Work.handler(of: Order.self) { _, _ in
            try await renew(in: database)
            try await enqueue(at: Date().addingTimeInterval(pause), in: database)
        }
    }

    /// Does nothing where they still serve. Somebody in the way of the exchange puts it off to the next time.
    static func renew(least: Int = least, in database: any Database) async throws {
        if try await database.one(areDue(least)).value {
            try await database.transaction { transaction in
                try await transaction.run(Command("SET LOCAL statement_timeout = '1h'"))
                try await transaction.run(Command("SELECT learn_meaning_lists(\(Int32(least)))"))
            }
        }
        do { try await database.run(Command("SELECT use_meaning_lists()")) } catch let error as PostgresError where error.sqlState == "55P03" { return }
    }

    /// By the planner's own figures, which ANALYZE keeps.
    private static func areDue(_ least: Int) -> Query<One<Bool>> {
        Query(
            """
            SELECT coalesce(now.people >= \(least) AND to_regclass('candidate_search_meaning_next') IS NULL
                AND (to_regclass('candidate_search_meaning') IS NULL OR kept IS NULL OR now.people > kept.people * \(outgrown) OR now.model <> kept.model), false) AS are_due
            FROM (SELECT reltuples * (1 - null_frac) AS people, (most_common_vals::text::text[])[1] AS model
                FROM pg_class JOIN pg_stats ON schemaname = current_schema() AND tablename = relname AND attname = 'model'
                WHERE pg_class.oid = 'candidate_search'::regclass) AS now LEFT JOIN meaning_lists AS kept ON true
            """)
    }
}
