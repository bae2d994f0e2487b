import Demo
import Foundation
import Postgres
import Synchronization
import TestKit
import Testing

/// The demo in a real database.
@Suite struct FillTests {
    @Test func theSmallAgencyUsesEveryColumnAndEveryLabel() async throws {
        try await withEmptyDatabase { database in
            try await Demo.fillSmall(database)
            #expect(try await count("users", database) == 129)
            #expect(try await count("jobs", database) == 14)
            #expect(try await count("clients", database) == 8)
            #expect(try await count("applications", database) == 260)
            let unused = try await unusedColumns(database)
            // Vectors of jobs are made when the first applicant is scored, passwords when a person sets one; nobody is merged or erased yet.
            let later: Set = [
                "jobs.skills_vector_model", "users.password_hash", "activity_logs.before",
                "activity_logs.after", "users.merged_into", "users.erased_at", "candidate_profiles.skills_vector_text",
                "candidate_profiles.withheld_at",
            ]
            #expect(Set(unused) == later)
            #expect(try await unusedLabels(database) == [])
        }
    }

    @Test func aDatabaseThatHoldsAnythingIsLeftAlone() async throws {
        try await withEmptyDatabase { database in
            try await Demo.fillSmall(database)
            await #expect(throws: Demo.Refusal.notEmpty(table: "users")) { try await Demo.fillSmall(database) }
            await #expect(throws: Demo.Refusal.notEmpty(table: "users")) { try await Demo.fill(scale: 300, database) }
            #expect(try await count("users", database) == 129)
        }
    }

    @Test func aLargeFillHasItsProportionsAndTellsItsProgress() async throws {
        let told = Mutex<[(Int, Int)]>([])
        try await withEmptyDatabase { database in
            try await Demo.fill(scale: 300, database) { progress in told.withLock { $0.append((progress.done, progress.total)) } }
            #expect(try await count("candidate_profiles", database) == 300)
            #expect(try await count("jobs", database) == 3)
            #expect(try await count("applications", database) == 900)
            for table in Self.tables { #expect(try await count(table, database) > 0, "\(table)") }
            let board = try await database.one(
                Query<One<Int>>("SELECT count(*) AS n FROM applications JOIN jobs ON jobs.id = job_id WHERE internal_job_id = 'JOB-10000'"))
            #expect(board.value == 300)
            let plain = try await database.one(Query<One<Int>>("SELECT count(*) AS n FROM users WHERE email_key IS DISTINCT FROM lower(email)"))
            #expect(plain.value == 0)
        }
        let steps = told.withLock { $0 }
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.0 <= $1.0 })
        #expect(steps.last?.0 == steps.last?.1)
    }

    @Test func aFillThatFailsLeavesNothingBehind() async throws {
        try await withEmptyDatabase { database in
            try await database.run(Command("ALTER TABLE application_timeline ADD CHECK (new_status <> 'Offer')"))
            try await database.run(Command("INSERT INTO system_settings (key, value) VALUES ('OURS', '1')"))
            await #expect(throws: (any Error).self) { try await Demo.fill(scale: 300, database) }
            for table in Self.tables where table != "system_settings" { #expect(try await count(table, database) == 0, "\(table)") }
            #expect(try await count("system_settings", database) == 1)
        }
    }

    private static let tables = [
        "users", "system_settings", "external_job_postings", "jobs", "candidate_profiles", "candidate_work_history", "applications",
        "application_timeline", "action_queue", "leads", "sales_tasks", "clients", "chat_messages", "activity_logs",
    ]

    private func count(_ table: String, _ database: some Database) async throws -> Int {
        try await database.one(Query<One<Int>>("SELECT count(*) AS n FROM \(identifier: table)")).value
    }

    private struct Column: RowDecodable {
        let table, name, type: String
        init(row: Row) throws {
            table = try row.get("table_name")
            name = try row.get("column_name")
            type = try row.get("udt_name")
        }
    }

    /// Columns of the ordered tables in which no row says anything, but for those that the program itself fills in.
    private func unusedColumns(_ database: some Database) async throws -> [String] {
        let ours: Set = [
            "candidate_profiles.resume_sha256", "candidate_profiles.resume_file_name", "clients.logo_url", "jobs.skills_vector",
            "activity_logs.request_id",
        ]
        var unused: [String] = []
        for column in try await columns(database) where !ours.contains("\(column.table).\(column.name)") {
            let query: SQL = """
                SELECT count(*) AS n FROM \(identifier: column.table)
                WHERE \(identifier: column.name) IS NOT NULL AND \(identifier: column.name)::text NOT IN ('[]', '{}', '')
                """
            if try await database.one(Query<One<Int>>(query)).value == 0 { unused.append("\(column.table).\(column.name)") }
        }
        return unused
    }

    private func columns(_ database: some Database) async throws -> [Column] {
        try await database.all(
            Query<Column>(
                """
                SELECT table_name::text, column_name::text, udt_name::text FROM information_schema.columns
                WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position
                """)
        ).filter { Self.tables.contains($0.table) }
    }

    private func unusedLabels(_ database: some Database) async throws -> [String] {
        var unused: [String] = []
        for column in try await columns(database) {
            let query: SQL = """
                SELECT e.enumlabel::text AS label FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = \(column.type)
                AND e.enumlabel NOT IN (SELECT \(identifier: column.name)::text FROM \(identifier: column.table) WHERE \(identifier: column.name) IS NOT NULL)
                """
            unused += try await database.all(Query<One<String>>(query)).map { "\(column.table).\(column.name): \($0.value)" }
        }
        return unused
    }
}
