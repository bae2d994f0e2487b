import Accounts
import Foundation
import Logging
import Postgres
import Schema
import TestKit
import Testing
import Web

@testable import Server

/// What the doctor finds, and that it never hangs.
@Suite("Doctor", .fewAtATime) struct DoctorTests {
    private static let names = [
        "Database", "Extensions", "Migrations", "Append-only trail", "Months of the trail", "Search indexes", "Size of the database", "Clock",
        "Background work", "Settings",
        "Mail", "Storage", "Disk space", "Model for semantic search", "Model for reading", "Tools for files", "Secret key", "Address", "Proxies",
    ]

    @Test func aSoundHouseIsFoundSound() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let report = try await admin.get("/api/v1/admin/doctor")
            let checks = try #require(report.json["checks"] as? [[String: Any]])
            #expect(checks.compactMap { $0["name"] as? String } == Self.names)
            let notOK = checks.filter { $0["state"] as? String != "ok" }
            // A test's house has no model; and its disk is what it is.
            #expect(notOK.allSatisfy { ["Model for semantic search", "Disk space"].contains($0["name"] as? String) }, "\(notOK)")
            for check in notOK { #expect(check["advice"] is String) }
            let page = try await admin.get("/admin/doctor")
            for name in Self.names { #expect(page.says("<h3>\(name)</h3>")) }
            #expect(try await house.browser(.manager).get("/admin/doctor").status == 403)
        }
    }

    @Test func whatIsWrongIsFound() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: house.folder.appendingPathComponent("secret").path)
            try await house.run(
                """
                INSERT INTO background_jobs (id, kind, payload, run_at, attempts, failed_at, last_error)
                SELECT gen_random_uuid(), 'send_email', '{}', now(), 8, now(), 'the mail server refused the user name or the password' FROM generate_series(1, 3)
                """)
            try await house.run("ALTER TABLE activity_logs DISABLE TRIGGER activity_logs_append_only")
            try await house.run("UPDATE schema_migrations SET checksum = 'x' WHERE number = 2")
            try await house.run(
                "DO $$ BEGIN EXECUTE 'DROP TABLE activity_logs_' || to_char(now() AT TIME ZONE 'UTC' + interval '1 month', 'YYYY_MM'); END $$")
            let folder = house.folder.appendingPathComponent("files")
            try? FileManager.default.removeItem(at: folder)
            try Data().write(to: folder)
            let secret = try await admin.finding("Secret key")
            #expect(secret.state == "bad" && secret.advice?.contains("chmod 600") == true)
            let queue = try await admin.finding("Background work")
            #expect(queue.state == "bad" && queue.words.contains("3 given up") && queue.advice?.contains("3 × send_email: the mail server refused") == true)
            #expect(try await admin.finding("Append-only trail").state == "bad")
            let migrations = try await admin.finding("Migrations")
            #expect(migrations.state == "bad" && migrations.words.contains("migration 2"))
            let months = try await admin.finding("Months of the trail")
            #expect(months.state == "warning" && months.advice?.contains("make_activity_partitions") == true)
            #expect(try await admin.finding("Storage").state == "bad")
            try await house.run("DELETE FROM schema_migrations WHERE number >= 3")
            try await house.run("UPDATE schema_migrations SET checksum = checksum WHERE number = 1")
            #expect(try await admin.get("/admin/doctor").says("bad"))
        }
    }

    @Test func anIndexOfSearchThatIsMissingOrBrokenIsFoundAndItsAdviceMendsIt() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            #expect(try await admin.finding("Search indexes").state == "ok")
            try await house.run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'candidate_search_doc'::regclass")
            let found = try await admin.finding("Search indexes"), advice = try #require(found.advice)
            #expect(found.state == "bad" && found.words.contains("candidate_search_doc is missing"))
            for sql in advice.replacing("Run in the database: ", with: "").split(separator: ";") { try await house.run(SQL(raw: String(sql))) }
            #expect(try await admin.finding("Search indexes").state == "ok")
            // As the planner would think of a hundred thousand people.
            try await house.run("UPDATE pg_class SET reltuples = 100000 WHERE oid = 'candidate_search'::regclass")
            let slow = try await admin.finding("Search indexes")
            #expect(
                slow.state == "warning" && slow.words.contains("among 100000 people no lists") && slow.advice?.contains("learn_meaning_lists") == true)
        }
    }

    @Test func aSecretOfAnotherKeyIsFound() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            #expect(try await admin.change("MAIL_SERVER", ["MAIL_SERVER": "smtp://u:p@127.0.0.1:1"]).status == 303)
            // Another installation's file, and with it another key.
            try await withHouse(on: house.pool.url) { other in
                let there = try await other.browser(.admin), settings = try await there.finding("Settings")
                #expect(settings.state == "bad" && settings.words.contains("MAIL_SERVER") && settings.advice?.contains("secret") == true)
                #expect(try await there.finding("Mail").state == "bad")
                #expect(try await there.get("/admin/settings").status == 200)
            }
            #expect(try await admin.finding("Settings").state == "ok")
        }
    }

    @Test func anEmptyDatabaseWaitsForItsTables() async throws {
        let url = try await TestCluster.shared.clone(of: "nothing") { _ in }
        let pool = Pool(url: url, size: 3)
        let settings = SystemSettings(pool, vault: Vault(secret: Data(repeating: 1, count: 32)), logger: Logger(label: "x") { _ in SwiftLogNoOpLogHandler() })
        let findings = await Checkup(checks: DatabaseChecks(database: pool, settings: settings).all).run()
        pool.close()
        try await TestCluster.shared.drop(url)
        func state(_ name: String) -> Finding.State? { findings.first { $0.name == name }?.state }
        #expect(state("Database") == .ok && state("Migrations") == .warning && state("Background work") == .warning && state("Settings") == .warning)
    }

    @Test func aDatabaseThatIsAwayIsSaidAndNothingHangs() async throws {
        let pool = Pool(url: "postgresql://nobody@127.0.0.1:1/none", size: 1)
        defer { pool.close() }
        let settings = SystemSettings(pool, vault: Vault(secret: Data(repeating: 1, count: 32)), logger: Logger(label: "x") { _ in SwiftLogNoOpLogHandler() })
        let start = ContinuousClock.now
        let findings = await Checkup(checks: DatabaseChecks(database: pool, settings: settings).all, limit: .seconds(2)).run()
        #expect(findings.allSatisfy { $0.state == .bad } && ContinuousClock.now - start < .seconds(5))
    }

    @Test func aCheckThatHangsIsLeftBehind() async throws {
        let hanging = Check("Slow", advice: "Wait.") {
            // Hears of no cancellation.
            await withCheckedContinuation { continuation in DispatchQueue.global().asyncAfter(deadline: .now() + 3) { continuation.resume() } }
            return .ok("late")
        }
        let quick = Check("Quick", advice: "") { .ok("there") }
        let start = ContinuousClock.now
        let findings = await Checkup(checks: [hanging, quick], limit: .milliseconds(200)).run()
        #expect(ContinuousClock.now - start < .seconds(1))
        #expect(findings.map(\.state) == [.bad, .ok] && findings[0].words.contains("no answer") && findings[0].advice == "Wait.")
    }

    @Test func measuresHaveTheirLimits() {
        func state(_ verdict: Check.Verdict) -> String {
            switch verdict {
            case .ok: "ok";
            case .warning: "warning";
            case .bad: "bad"
            }
        }
        let now = Date(timeIntervalSince1970: 1_795_000_000)
        #expect(state(DatabaseChecks.verdict(difference: 0.01, now: now)) == "ok")
        #expect(state(DatabaseChecks.verdict(difference: -3, now: now)) == "warning")
        #expect(state(DatabaseChecks.verdict(difference: 61, now: now)) == "bad")
        #expect(state(DatabaseChecks.verdict(difference: 0, now: Date(timeIntervalSince1970: 0))) == "bad")
        #expect(state(MachineChecks.verdict(free: 50_000_000_000)) == "ok")
        #expect(state(MachineChecks.verdict(free: 1_000_000_000)) == "warning")
        #expect(state(MachineChecks.verdict(free: 1_000_000)) == "bad")
        #expect(state(MachineChecks.verdict(ofTools: { _ in true })) == "ok")
        #expect(state(MachineChecks.verdict(ofTools: { $0 != "vipsthumbnail" })) == "warning")
        #expect(state(MachineChecks.verdict(ofTools: { $0 != "antiword" })) == "bad")
        #expect(DatabaseChecks.time(90) == "90 s" && DatabaseChecks.time(7_300) == "2 h")
    }
}
