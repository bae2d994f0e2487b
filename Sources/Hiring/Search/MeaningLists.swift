import Background
package import Foundation
package import Postgres

/// The index by meaning: lists of people whose meanings are alike, learned from those who are there (IVFFlat). Few people need none, since
/// their sketches are compared as quickly; where they become many more, or another model made their vectors, the lists are learned anew.
package enum MeaningLists {
    package static let kind = "learn_meaning_lists"

    private struct Order: Codable, Sendable {}

    private static let pause: TimeInterval = 15 * 60
    /// So many people need lists.
    package static let least = 20_000
    /// Lists go on for so many times the people that they were learned from.
    package static let outgrown = 4
    /// Of so many they are learned by day as well: it takes some ten seconds.
    static let longest = 200_000

    package static func enqueue(at time: Date = Date(), in database: some Database) async throws {
        try await Work.enqueue(kind: kind, payload: Order(), uniqueKey: kind, runAt: time, in: database)
    }

    static func handler(_ database: any Database) -> WorkHandler {
        Work.handler(of: Order.self) { _, _ in
            try await renew(in: database)
            try await enqueue(at: Date().addingTimeInterval(pause), in: database)
        }
    }

    /// Does nothing where they still serve. Somebody in the way puts it off to the next time; so does the day, where learning takes longer than
    /// whoever writes a profile meanwhile can wait.
    /// - Parameter isNight: whether few are at work, by the clock of this machine.
    static func renew(least: Int = least, isNight: Bool = isNight(Date()), in database: any Database) async throws {
        let people = try await database.first(due(least))?.value ?? 0
        do {
            if people > 0, people <= longest || isNight {
                try await database.transaction { transaction in
                    try await transaction.run(Command("SET LOCAL statement_timeout = '15min'"))
                    try await transaction.run(Command("SELECT learn_meaning_lists(\(Int32(least)), \(Int32(outgrown)))"))
                }
            }
            try await database.run(Command("SELECT use_meaning_lists()"))
        } catch let error as PostgresError where error.sqlState == "55P03" { return }
    }

    /// From one to five.
    static func isNight(_ time: Date) -> Bool { (1..<5).contains(Calendar.current.component(.hour, from: time)) }

    /// By the planner's own figures: `people` with a vector, the `model` that made most, and whether ANALYZE looked at that.
    package static let statistics: SQL = """
        SELECT greatest(reltuples, 0) * (1 - coalesce(null_frac, 0)) AS people, (most_common_vals::text::text[])[1] AS model, null_frac IS NOT NULL AS is_analyzed
        FROM pg_class LEFT JOIN pg_stats ON schemaname = current_schema() AND tablename = relname AND attname = 'model'
        WHERE pg_class.oid = to_regclass('candidate_search')
        """

    /// How many people have a vector, where lists are due; by the planner's own figures, which ANALYZE keeps. Nothing where they are not, or where
    /// there are no figures yet.
    private static func due(_ least: Int) -> Query<One<Int>> {
        Query(
            """
            SELECT now.people::bigint AS people
            FROM (\(statistics)) AS now LEFT JOIN meaning_lists AS kept ON true
            WHERE now.is_analyzed AND now.people >= \(least) AND to_regclass('candidate_search_meaning_next') IS NULL
                AND (to_regclass('candidate_search_meaning') IS NULL OR kept IS NULL OR now.model <> kept.model
                    OR now.people NOT BETWEEN kept.people / \(outgrown) AND kept.people * \(outgrown))
            """)
    }
}
