package import Background
package import Foundation
package import Logging
package import Postgres

/// Looks after the trail every minute: seals what was written, makes the months to come, and removes those that had their time.
package enum TrailKeeping {
    package static let kind = "seal_activity"

    private struct Order: Codable, Sendable {}

    /// Asked again before it is done, it is still one.
    package static func enqueue(at time: Date = Date(), in database: some Database) async throws {
        try await Work.enqueue(kind: kind, payload: Order(), uniqueKey: kind, runAt: time, in: database)
    }

    package static func handler(_ database: Pool, seals: Seals, settings: SystemSettings, logger: Logger) -> WorkHandler {
        Work.handler(of: Order.self) { _, _ in
            do { try await keep(database, seals, monthsKept: settings[.auditRetentionMonths]) } catch let broken as Seals.Broken {
                logger.error("the trail is not sealed", metadata: ["reason": "\(broken)"])
                try await tell(broken, in: database)
            } catch let error as PostgresError where error.sqlState == "55P03" {
                logger.info("a month of the trail is made or removed later: somebody is reading", metadata: [:])
            }
            try await enqueue(at: Date().addingTimeInterval(60), in: database)
        }
    }

    package static func keep(_ database: some Database, _ seals: Seals, monthsKept: Int) async throws {
        try await seals.seal()
        try await database.transaction { transaction in
            // Both wait for whoever reads the trail, and everybody who writes to it would wait behind them.
            try await transaction.run(Command("SET LOCAL lock_timeout = '2s'"))
            try await transaction.run(Command("SELECT make_activity_partitions()"))
        }
        if monthsKept > 0 { try await Prunings.prune(keeping: monthsKept, in: database) }
    }

    /// Once a day, in the trail itself.
    private static func tell(_ broken: Seals.Broken, in database: some Database) async throws {
        let told = try await database.one(
            Query<One<Bool>>(
                """
                SELECT EXISTS (SELECT FROM activity_logs WHERE action_type = 'SEALING_REFUSED' AND severity = 'ERROR'
                    AND id >= first_id_at(now() - interval '1 day')) AS told
                """))
        if !told.value { try await database.run(ActivityLog.recording("SEALING_REFUSED", severity: .error, by: nil, "The trail is not sealed: \(broken)")) }
    }
}

/// Months of the trail that had their time and were removed.
package enum Prunings {
    private struct Month: RowDecodable {
        let month: String
        let rows: Int
        init(row: Row) throws { (month, rows) = (try row.get("month"), try row.get("rows")) }
    }

    /// Removes what is over for longer than so many months, at least 3. The record names every month that was ever removed: its forerunners go with
    /// their own months.
    package static func prune(keeping months: Int, in database: some Database) async throws {
        try await database.transaction { transaction in
            try await transaction.run(Command("SET LOCAL lock_timeout = '2s'"))
            let now = try await transaction.all(
                Query<Month>("SELECT to_char(month, 'YYYY-MM') AS month, rows FROM prune_activity(\(Int32(max(3, min(months, 1_200))))) ORDER BY month"))
            guard let last = now.last else { return }
            let all = try await transaction.all(Query<Month>("SELECT to_char(month, 'YYYY-MM') AS month, rows FROM activity_prunings ORDER BY month"))
            let rows = now.reduce(0) { $0 + $1.rows }
            let words = now.count == 1 ? last.month : "\(now[0].month) to \(last.month)"
            try await transaction.run(
                ActivityLog.recording(
                    "PRUNED_ACTIVITY", severity: .warning, by: nil, "\(rows) entries of \(words) were removed: the trail is kept for \(months) months.",
                    change: .init(before: [:], after: Dictionary(uniqueKeysWithValues: all.map { ($0.month, String($0.rows)) }))))
        }
    }

    /// By month, such as `2026-03`: how many rows the trail says were removed.
    static func recorded(in database: some Database) async throws -> [String: Int] {
        let newest = try await database.first(
            Query<One<JSON<[String: String]>>>(
                "SELECT after FROM activity_logs WHERE action_type = 'PRUNED_ACTIVITY' AND after IS NOT NULL ORDER BY id DESC LIMIT 1"))
        return newest?.value.value.compactMapValues(Int.init) ?? [:]
    }
}
