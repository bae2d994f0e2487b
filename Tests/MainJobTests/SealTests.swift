import Accounts
import Foundation
import Postgres
import Schema
import Server
import Testing

/// That a change behind the program's back is found, and by name.
@Suite("Seals", .fewAtATime) struct SealTests {
    @Test func eachKindOfTamperingIsNamed() async throws {
        try await withHouse { house in
            let seals = try Audit.seals(house.pool, folder: house.folder, sliceSize: 60)
            #expect(try await house.check(seals).contains("nothing is sealed yet"))
            try await house.sealAll(seals)
            let whole = try await house.check(seals)
            #expect(whole.contains("✓ the trail is as it was sealed") && whole.contains("; not sealed yet: 0"), "\(whole)")
            let count = try await house.count("activity_seals")
            try #require(count >= 4)
            struct Row: RowDecodable {
                let id, other, action, minute: String
                init(row: Postgres.Row) throws {
                    (id, other, action, minute) = (try row.get("id"), try row.get("other"), try row.get("action_type"), try row.get("minute"))
                }
            }
            let row = try await house.pool.one(
                Query<Row>(
                    """
                    SELECT id::text AS id, lag(id) OVER (ORDER BY id)::text AS other, action_type, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS minute
                    FROM activity_logs ORDER BY id OFFSET 100 LIMIT 1
                    """))
            let id: SQL = "\(row.id)::uuid", other: SQL = "\(row.other)::uuid"
            func expect(_ words: String..., after harm: SQL..., undone undo: SQL..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
                try await house.behindTheBack(harm)
                let said = try await house.check(seals)
                for word in words { #expect(said.contains(word), "\(said)", sourceLocation: sourceLocation) }
                #expect(!said.contains("✓"), "\(said)", sourceLocation: sourceLocation)
                try await house.behindTheBack(undo)
                #expect(try await house.check(seals).contains("✓"), sourceLocation: sourceLocation)
            }
            try await expect(
                "row \(row.id) of \(row.minute)", "(\(row.action)) was altered",
                after: "UPDATE activity_logs SET description = description || '.' WHERE id = \(id)",
                undone: "UPDATE activity_logs SET description = left(description, -1) WHERE id = \(id)")
            try await expect(
                "row \(row.id) of", "was altered", after: "UPDATE activity_logs SET created_at = created_at + interval '1 microsecond' WHERE id = \(id)",
                undone: "UPDATE activity_logs SET created_at = created_at - interval '1 microsecond' WHERE id = \(id)")
            try await expect(
                "row \(row.id) of", "was altered", after: "UPDATE activity_logs SET transaction_id = '18446744073709551000' WHERE id = \(id)",
                undone: "UPDATE activity_logs SET transaction_id = (SELECT transaction_id FROM activity_logs WHERE id = \(other)) WHERE id = \(id)")
            let swap: SQL = """
                UPDATE activity_logs SET (user_id, action_type, severity, description) = (SELECT user_id, action_type, severity, description || '' FROM activity_logs AS b
                    WHERE b.id = CASE WHEN activity_logs.id = \(id) THEN \(other) ELSE \(id) END) WHERE id IN (\(id), \(other))
                """
            try await expect("row \(row.other) of", "was altered", after: swap, undone: swap)
            try await expect(
                "row \(row.id) of \(row.minute)", "is missing",
                after: "CREATE TABLE kept AS SELECT * FROM activity_logs WHERE id = \(id)", "DELETE FROM activity_logs WHERE id = \(id)",
                undone: "INSERT INTO activity_logs SELECT * FROM kept", "DROP TABLE kept")
            let forged = UUID.v7()
            try await expect(
                "row \(forged.uuidString.lowercased()) of", "(LOGIN) was inserted",
                after: """
                    INSERT INTO activity_logs (id, action_type, description, transaction_id)
                    VALUES (\(forged), 'LOGIN', 'I was here.', (SELECT transaction_id FROM activity_logs WHERE id = \(id)))
                    """,
                undone: "DELETE FROM activity_logs WHERE id = \(forged)")
            try await expect(
                "(LOGIN) was inserted", after: "INSERT INTO activity_logs (id, action_type, description, epoch) VALUES (\(forged), 'LOGIN', 'I was here.', 0)",
                undone: "DELETE FROM activity_logs WHERE id = \(forged)")
            try await expect(
                "seal 2 was altered", after: "UPDATE activity_seals SET rows = rows + 1 WHERE number = 2",
                undone: "UPDATE activity_seals SET rows = rows - 1 WHERE number = 2")
            try await expect(
                "seal 3 is missing", after: "CREATE TABLE kept AS SELECT * FROM activity_seals WHERE number = 3", "DELETE FROM activity_seals WHERE number = 3",
                undone: "INSERT INTO activity_seals SELECT * FROM kept", "DROP TABLE kept")
            try await expect(
                "the newest seals are missing: audit.head knows seal \(count), and the database ends with seal \(count - 1)",
                after: "CREATE TABLE kept AS SELECT * FROM activity_seals WHERE number = \(count)", "DELETE FROM activity_seals WHERE number = \(count)",
                undone: "INSERT INTO activity_seals SELECT * FROM kept", "DROP TABLE kept")
        }
    }

    @Test func aMonthThatIsDroppedIsNamed() async throws {
        try await withHouse { house in
            let seals = try Audit.seals(house.pool, folder: house.folder)
            try await house.sealAll(seals)
            let month = try #require(
                try await house.text(
                    """
                    SELECT to_char(id_time(id) AT TIME ZONE 'UTC', 'YYYY-MM') FROM activity_logs
                    WHERE id >= first_id_at(date_trunc('month', now(), 'UTC') - interval '2 months') ORDER BY id LIMIT 1
                    """))
            let name = "activity_logs_" + month.replacing("-", with: "_"), rows = try await house.count(name)
            try #require(rows > 1)
            try await house.run("DROP TABLE \(identifier: name)")
            let said = try await house.check(seals)
            #expect(said.contains("all \(rows) sealed rows of \(month) are missing, and the trail has no record of a removal"), "\(said)")
        }
    }

    @Test func whatTheTrailSaysWasRemovedMayBeMissing() async throws {
        try await withHouse { house in
            let seals = try Audit.seals(house.pool, folder: house.folder)
            try await house.run("SELECT make_activity_partitions(now() - interval '9 months')")
            for _ in 0..<3 {
                let time = Date().addingTimeInterval(-200 * 86_400)
                try await house.run(
                    "INSERT INTO activity_logs (id, action_type, description, created_at) VALUES (\(UUID.v7(at: time)), 'LOGIN', 'Long ago.', \(time))")
            }
            try await house.sealAll(seals)
            let program = Pool(url: house.pool.url, role: Schema.programRole, size: 2)
            defer { program.close() }
            let own = try Audit.seals(program, folder: house.folder)
            try await TrailKeeping.keep(program, own, monthsKept: 3)
            #expect(try await house.count("activity_logs", where: "description = 'Long ago.'") == 0)
            #expect(try await house.count("activity_logs", where: "action_type = 'PRUNED_ACTIVITY' AND after::text LIKE '%: \"3\"%'") == 1)
            let said = try await house.check(own)
            #expect(said.contains("✓") && said.contains("of months that were removed, as the trail records: 3"), "\(said)")
            // One who removes more than the record says is found.
            func saying(_ count: SQL) -> SQL {
                """
                UPDATE activity_logs SET after = (SELECT jsonb_object_agg(key, CASE WHEN value::int BETWEEN 1 AND 3 THEN \(count) ELSE value END) FROM jsonb_each_text(after))
                WHERE action_type = 'PRUNED_ACTIVITY'
                """
            }
            try await house.behindTheBack([saying("'2'")])
            let less = try await house.check(own)
            #expect(less.contains("3 sealed rows of") && less.contains("the record of its removal speaks of 2"), "\(less)")
            try await house.behindTheBack([saying("'3'")])
            // Nothing to remove, nothing to record.
            try await TrailKeeping.keep(program, own, monthsKept: 3)
            #expect(try await house.count("activity_logs", where: "action_type = 'PRUNED_ACTIVITY'") == 1)
        }
    }

    @Test func sealingRefusesToGoOnFromAShortenedChain() async throws {
        try await withHouse { house in
            let seals = try Audit.seals(house.pool, folder: house.folder)
            try await house.sealAll(seals)
            #expect(try await Audit.seal(seals) == "Nothing new to seal.")
            #expect(try await house.browser(.admin).post("/desk/clients", ["name": "Sealed Later"]).status == 303)
            try await house.sealAll(seals)
            try #require(try await house.count("activity_seals") >= 2)
            try await house.behindTheBack(["DELETE FROM activity_seals WHERE number = (SELECT max(number) FROM activity_seals)"])
            await #expect(throws: Seals.Broken.self) { try await seals.seal() }
            // The program says so in the trail, once, and goes on looking.
            try await TrailKeeping.enqueue(in: house.pool)
            try await house.work()
            #expect(try await house.count("activity_logs", where: "action_type = 'SEALING_REFUSED'") == 1)
            #expect(try await house.count("background_jobs", where: "kind = 'seal_activity' AND run_at > now() AND finished_at IS NULL") == 1)
            try await seals.seal(afterRestore: true)
            #expect(try await house.check(seals).contains("✓"))
            // The secret of another installation proves nothing.
            let stranger = Seals(house.pool, secret: Data(repeating: 7, count: 32), folder: house.folder)
            #expect(try await house.check(stranger).contains("seal 1 was altered, or was made with another key"))
        }
    }

    @Test func aDatabaseThatMovedToAnotherClusterIsSealedOn() async throws {
        try await withHouse { house in
            let seals = try Audit.seals(house.pool, folder: house.folder)
            try await house.sealAll(seals)
            #expect(try await TrailEpoch.renew(in: house.pool) == nil)
            // As after a restore: the trail knows a transaction that this cluster has not come to.
            try await house.run(
                "INSERT INTO activity_logs (id, action_type, description, transaction_id) VALUES (\(UUID.v7()), 'LOGIN', 'From there.', '9000000000000')")
            #expect(try await TrailEpoch.renew(in: house.pool) == 2)
            #expect(try await TrailEpoch.renew(in: house.pool) == nil)
            #expect(try await house.browser(.admin).post("/desk/clients", ["name": "From Here"]).status == 303)
            #expect(try await house.text("SELECT epoch::text FROM activity_logs WHERE action_type = 'CREATED_CLIENT'") == "2")
            try await house.sealAll(seals)
            let said = try await house.check(seals)
            #expect(said.contains("✓") && said.contains("; not sealed yet: 0"), "\(said)")
            #expect(try await house.texts("SELECT DISTINCT epoch::text FROM activity_seals ORDER BY 1") == ["1", "2"])
            try await house.behindTheBack([
                "INSERT INTO activity_logs (id, action_type, description, transaction_id, epoch) VALUES (\(UUID.v7()), 'LOGIN', 'Late.', '9000000000001', 1)"
            ])
            #expect(try await house.check(seals).contains("(LOGIN) was inserted"))
        }
    }

    @Test func theTrailOnlyGrows() async throws {
        try await withHouse { house in
            let program = Pool(url: house.pool.url, role: Schema.programRole, size: 1)
            defer { program.close() }
            let month = try #require(try await house.text("SELECT 'activity_logs_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')"))
            let orders: [SQL] = [
                "UPDATE activity_logs SET description = ''", "DELETE FROM activity_logs", "TRUNCATE activity_logs", "DROP TABLE activity_logs",
                "UPDATE \(identifier: month) SET description = ''", "DELETE FROM \(identifier: month)", "TRUNCATE \(identifier: month)",
                "DROP TABLE \(identifier: month)",
                "INSERT INTO \(identifier: month) (id, action_type, description) VALUES (\(UUID.v7()), 'LOGIN', '')",
                "INSERT INTO activity_logs (id, action_type, description, transaction_id) VALUES (\(UUID.v7()), 'LOGIN', '', '5')",
                "INSERT INTO activity_logs (id, action_type, description, epoch) VALUES (\(UUID.v7()), 'LOGIN', '', 5)",
                "ALTER TABLE activity_logs DISABLE TRIGGER ALL", "ALTER TABLE activity_logs ALTER COLUMN epoch SET DEFAULT 9",
                "UPDATE activity_seals SET rows = 0", "DELETE FROM activity_seals", "INSERT INTO activity_prunings (month, rows) VALUES (now(), 1)",
            ]
            for order in orders {
                let error = await #expect(throws: PostgresError.self, "\(order)") { try await program.run(Command(order)) }
                #expect(error?.sqlState == "42501", "\(order): \(error.map { "\($0)" } ?? "was done")")
            }
            try await program.run(Command("INSERT INTO activity_logs (id, action_type, description) VALUES (\(UUID.v7()), 'LOGIN', 'As it should.')"))
            for order in [orders[0], orders[1], orders[4], orders[5], "UPDATE activity_seals SET rows = 0 WHERE number > 0"]
            where order.description.contains("activity_logs") {
                let error = await #expect(throws: PostgresError.self, "\(order)") { try await house.run(order) }
                #expect(error?.sqlState == "42501", "\(order)")
            }
        }
    }
}
