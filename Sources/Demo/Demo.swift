package import Foundation
package import Postgres

/// Believable data for an empty database: a small agency for a new installation, or a large one of any size for measuring.
/// Nobody in it exists, all mailboxes lie under example.com and example.in, and nobody has a password.
package enum Demo {
    /// Fills an empty database with "Saffron Talent" (7 staff, 120 candidates, 260 applications), in one transaction.
    /// Throws `Refusal.notEmpty` where anything is in it already.
    package static func fillSmall(_ database: some Database, now: Date = Date()) async throws {
        let agency = Saffron(now: Moment(now))
        try await database.transaction { transaction in
            try await refuseUnlessEmpty(transaction)
            try await makePartitions(months: 3, before: now, transaction)
            for load in agency.loads() { try await load.copy(0..<load.things, into: transaction) }
            try await writeSettings(Saffron.settings(agency.staff.admin.id, now: Moment(now)), transaction)
        }
    }

    /// The skills that people of the demo have, for `DemoMeanings`.
    package static var skills: [String] { Set(Trade.all.flatMap(\.skills)).sorted() }

    /// How far a large fill has come.
    package struct Progress: Sendable {
        package let done: Int
        package let total: Int
        /// The table that is written, for the line beside the bar.
        package let table: String
    }

    /// Fills an empty database with `scale` candidates, a hundredth as many jobs, three times as many applications, and all that belongs
    /// to them. The same seed and `now` make the same rows on every machine. Two connections load at once, so this is not one
    /// transaction: a fill that fails or is cancelled empties the tables again before it throws.
    /// - Parameter database: a pool of two connections or more, whose statement time-out lets a large table be vacuumed: an hour, say.
    /// - Parameter meanings: what the language model makes of `Demo.skills`; without it vectors are drawn by dice.
    /// - Parameter progress: told after every 64 KB or so, from more than one task; `done` never shrinks.
    package static func fill(
        scale: Int, _ database: some Database, seed: UInt64 = 2026, now: Date = Date(), meanings: DemoMeanings? = nil,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async throws {
        guard scale >= 100 else { throw Refusal.tooSmall }
        try await refuseUnlessEmpty(database)
        try await makePartitions(months: 12, before: now, database)
        let plan = Plan(scale: scale, seed: seed, now: Moment(now))
        do {
            try await SearchRows.dropIndexes(database)
            try await Fill(loads: plan.loads(meanings), told: progress).run(on: database)
            try await writeSettings(Saffron.settings(plan.staff.admin.id, now: plan.now), database)
            for table in ["users", "candidate_profiles", "candidate_work_history"] { try await database.run(Command("ANALYZE \(identifier: table)")) }
            try await SearchRows.write(database)
            try await SearchRows.makeIndexes(database)
            for table in tables + ["candidate_search"] { try await database.run(Command("VACUUM (ANALYZE) \(identifier: table)")) }
        } catch {
            // Without the cancelled task, so that the cleaning is not cancelled as well.
            try? await Task { try await empty(database) }.value
            try? await Task { try await SearchRows.makeIndexes(database) }.value
            throw error
        }
    }

    package enum Refusal: Error, Equatable, CustomStringConvertible {
        case notEmpty(table: String)
        case tooSmall

        package var description: String {
            switch self {
            case .notEmpty(let table):
                "demo data goes into an empty database only, and \u{201C}\(table)\u{201D} has rows; use another database or another SHORTLIST_VAR folder"
            case .tooSmall: "a large demo has at least 100 candidates"
            }
        }
    }

    /// The fourteen tables of the order, parents first. `system_settings` may hold settings of the program from its first start.
    static let tables = [
        "users", "leads", "clients", "sales_tasks", "jobs", "external_job_postings", "candidate_profiles", "candidate_work_history",
        "applications", "application_timeline", "chat_messages", "activity_logs", "action_queue", "system_settings",
    ]

    /// For the activity that the demo tells of; what is older yet goes with what has no month of its own.
    private static func makePartitions(months: Int, before now: Date, _ database: some Database) async throws {
        try await database.run(Command("SELECT make_activity_partitions(\(now) - make_interval(months => \(Int32(months))))"))
    }

    private static func refuseUnlessEmpty(_ database: some Database) async throws {
        for table in tables where table != "system_settings" {
            let hasRows = try await database.one(Query<One<Bool>>("SELECT EXISTS (SELECT FROM \(identifier: table)) AS has_rows"))
            if hasRows.value { throw Refusal.notEmpty(table: table) }
        }
    }

    private static func writeSettings(_ settings: [SettingRow], _ database: some Database) async throws {
        for setting in settings {
            try await database.run(
                Command(
                    """
                    INSERT INTO system_settings (key, value, description, updated_at, updated_by)
                    VALUES (\(setting.key), \(setting.value)::text::jsonb, \(setting.description),
                        \(Date(timeIntervalSince1970: Double(setting.at.seconds))), \(setting.by.text)::text::uuid)
                    ON CONFLICT (key) DO NOTHING
                    """))
        }
    }

    /// Back to how `fill` found it: it starts with an empty database only. Users are deleted, not truncated, because truncating
    /// reaches every table that refers to them, and settings and the set-up link are not the demo's.
    private static func empty(_ database: some Database) async throws {
        let names = tables.filter { $0 != "system_settings" && $0 != "users" }.map { SQL("\(identifier: $0)") }.joined(", ")
        try await database.run(Command("TRUNCATE \(names) CASCADE"))
        try await database.run(Command("DELETE FROM users"))
    }
}
