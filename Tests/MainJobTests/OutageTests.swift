import Accounts
import Demo
import Foundation
import Hiring
import Logging
import Postgres
import Schema
import TestKit
import Testing

/// The database goes away and comes back: everyone is told, and nothing is half written.
@Suite("Outages", .fewAtATime) struct OutageTests {
    /// A house over a PostgreSQL of the test's own, which it may stop and start.
    private func withOwnCluster(_ body: @escaping @Sendable (_ house: RunningHouse, _ cluster: EmbeddedCluster) async throws -> Void) async throws {
        let folder = TestCluster.folder.appendingPathComponent("outage-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let quiet = Logger(label: "cluster") { _ in SwiftLogNoOpLogHandler() }
        let cluster = EmbeddedCluster(binaries: TestCluster.binaries, data: folder.appendingPathComponent("postgres"), fsync: false, logger: quiet)
        let url = try await cluster.start()
        let result: Result<Void, any Error>
        do {
            try await Migrator(migrations: try Schema.migrations(), logger: quiet).run(on: url)
            let pool = Pool(url: url, size: 1)
            try await Demo.fillSmall(pool)
            pool.close()
            try await withHouse(on: url) { house in try await body(house, cluster) }
            result = .success(())
        } catch { result = .failure(error) }
        await cluster.stop()
        try result.get()
    }

    private func address(_ place: Int) -> String { "person\(place)@example.com" }

    private func apply(_ browser: Browser, _ slug: String, _ place: Int, token: String) async throws -> Reply {
        try await browser.upload(
            "/jobs/\(slug)/apply",
            ["full_name": "Person \(place)", "email": address(place), "phone": "+91 98200 1122\(place)", "consent": "yes"],
            .init(name: "cv\(place).txt", data: Data("\(Browser.File.resumeText)\n\(place)".utf8)), csrf: token)
    }

    /// Everyone who has anything has everything: person, profile, file, consent, application, timeline, link, mail and work.
    private func expectWhole(_ house: RunningHouse, of people: [Int]) async throws {
        for place in people {
            let email = address(place), applied: SQL = "SELECT applications.id FROM applications JOIN users ON users.id = candidate_id WHERE email = \(email)"
            let person: SQL = "SELECT id FROM users WHERE email = \(email)"
            let counts = [
                try await house.count("users", where: "email = \(email)"), try await house.count("applications", where: "id IN (\(applied))"),
                try await house.count("candidate_profiles", where: "user_id IN (\(person)) AND resume_sha256 IN (SELECT sha256 FROM stored_files)"),
                try await house.count("consents", where: "user_id IN (\(person))"),
                try await house.count("application_timeline", where: "application_id IN (\(applied))"),
                try await house.count("application_links", where: "application_id IN (\(applied))"),
                try await house.count("outbox", where: "recipient LIKE \("%\(email)%")"),
                try await house.count("activity_logs", where: "entity_id IN (\(applied)) AND action_type = 'APPLIED'"),
                try await house.count("background_jobs", where: "kind = 'read_resume' AND payload->>'application' IN (SELECT id::text FROM (\(applied)) AS a)"),
            ]
            #expect(counts.allSatisfy { $0 == 1 }, "\(email): \(counts)")
        }
    }

    private func found(_ house: RunningHouse) async throws -> [Int] {
        try await house.texts("SELECT email FROM users WHERE email LIKE 'person_@example.com'").compactMap { Int($0.dropFirst(6).prefix(1)) }.sorted()
    }

    @Test(.timeLimit(.minutes(15))) func aDatabaseThatStopsIsSaidAndComesBack() async throws {
        try await withOwnCluster { house, cluster in
            let (slug, job) = try await house.openJob(), admin = try await house.browser(.admin), token = try await admin.token()
            let senders = try await strangers(house, 4)
            let sent = try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
                for (place, sender) in senders.enumerated() { group.addTask { (place, try await apply(sender.0, slug, place, token: sender.1)) } }
                group.addTask {
                    await cluster.stop()
                    return (9, try await house.browser().get("/jobs"))
                }
                return try await group.reduce(into: [Int: Reply]()) { $0[$1.0] = $1.1 }
            }
            let fields = ["status": "Offer"], card = "/desk/applications/\(ID<Application>())/stage"
            let away = [
                sent[9], try await admin.get("/desk"), try await admin.get("/desk/jobs/\(job)"), try await admin.get("/api/v1/desk/jobs"),
                try await admin.get("/jobs/\(slug)"), try await admin.post(card, fields, csrf: token),
                try await admin.post("/desk/clients", ["name": "New"], csrf: token),
                try await apply(senders[0].0, slug, 8, token: senders[0].1), try await senders[0].0.get("/a/link"),
            ].compactMap(\.self)
            for answer in away {
                #expect(answer.status == 503 && answer.header("Retry-After") == "5")
                #expect(answer.says("Not available for a moment") && answer.says("Nothing that you sent before is lost"))
                #expect(!answer.says("socket") && !answer.says("PGSQL"), "a stranger reads of our insides")
            }
            #expect(away.count == 9)
            #expect(try await admin.get("/sign-in").status == 503, "a session that cannot be looked up is not taken for nobody")
            #expect(try await house.browser().get("/sign-in").status == 200, "what needs no database is there")

            _ = try await cluster.start()
            #expect(try await admin.get("/desk").status == 200)
            #expect(try await apply(senders[0].0, slug, 7, token: senders[0].1).location == "/jobs/\(slug)/applied?how=received")
            for (place, answer) in sent where place != 9 {
                #expect([303, 503].contains(answer.status))
                if answer.status == 303 { #expect(try await found(house).contains(place), "a “yes” was lost") }
            }
            let there = try await found(house)
            #expect(!there.contains(8))
            try await expectWhole(house, of: there)
            try await house.work()
            #expect(try await house.count("background_jobs", where: "finished_at IS NULL") == 0)
        }
    }

    private static let cut = Command(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    /// The test's own connections were cut as well: it finds that out before it counts.
    private func settle(_ house: RunningHouse) async { for _ in 0..<4 { _ = try? await house.count("users") } }

    /// Strangers with the form open.
    private func strangers(_ house: RunningHouse, _ count: Int) async throws -> [(browser: Browser, token: String)] {
        var all: [(Browser, String)] = []
        for _ in 0..<count {
            let browser = try await house.browser()
            all.append((browser, try await browser.token()))
        }
        return all
    }

    @Test(.timeLimit(.minutes(15))) func aConnectionThatIsCutInTheMiddleLeavesNothing() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), knife = Pool(url: house.pool.url, size: 1), senders = try await strangers(house, 4)
            defer { knife.close() }
            let before = try await house.everything()
            // Person, profile and file are written by the time a transaction comes to the consent, and waits.
            let statuses = try await knife.transaction { held in
                try await held.run(Command("LOCK TABLE consents IN EXCLUSIVE MODE"))
                return try await withThrowingTaskGroup(of: Int.self) { group in
                    for (place, sender) in senders.enumerated() {
                        group.addTask { try await apply(sender.browser, slug, place, token: sender.token).status }
                    }
                    // One waits for the table, and the others for it or for their turn at the same file.
                    let waiting = Query<One<Int>>(
                        """
                        SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
                            SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))
                        """)
                    while try await held.one(waiting).value < 4 { try await Task.sleep(for: .milliseconds(5)) }
                    try await held.run(Self.cut)
                    return try await group.reduce(into: [Int]()) { $0.append($1) }
                }
            }
            #expect(statuses == [503, 503, 503, 503])
            await settle(house)
            #expect(try await house.everything() == before)
            for (place, sender) in senders.enumerated() {
                let again = try await apply(sender.browser, slug, place, token: sender.token)
                #expect(again.location == "/jobs/\(slug)/applied?how=received", "\(place)")
            }
            try await expectWhole(house, of: Array(0..<4))
        }
    }

    @Test(.timeLimit(.minutes(15))) func whereverConnectionsAreCutNobodyIsHalfThere() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), knife = Pool(url: house.pool.url, size: 1), senders = try await strangers(house, 8)
            defer { knife.close() }
            let sent = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for (place, sender) in senders.enumerated() {
                    group.addTask {
                        try await Task.sleep(for: .milliseconds(place * 30))
                        return (place, try await apply(sender.browser, slug, place, token: sender.token).status)
                    }
                }
                group.addTask {
                    for _ in 0..<6 {
                        try await Task.sleep(for: .milliseconds(45))
                        try await knife.run(Self.cut)
                    }
                    return (9, 0)
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1.0] = $1.1 }
            }
            await settle(house)
            let there = try await found(house)
            for place in 0..<8 {
                #expect([303, 503].contains(sent[place]), "\(place)")
                if sent[place] == 303 { #expect(there.contains(place), "a “yes” was lost") }
            }
            try await expectWhole(house, of: there)
            // Whoever read “try again in a moment” does, and everyone has one application in the end.
            for (place, sender) in senders.enumerated() where sent[place] == 503 {
                #expect(try await apply(sender.browser, slug, place, token: sender.token).status == 303)
            }
            try await expectWhole(house, of: Array(0..<8))
        }
    }
}
