import Accounts
import Background
import Documents
import Foundation
@testable import Hiring
import Postgres
import Testing
import Web

/// Erasing a person leaves counts, a receipt and the trail, and nothing else.
@Suite("Erasure", .fewAtATime) struct ErasureTests {
    private static let counts: SQL = """
        SELECT string_agg(line, '; ' ORDER BY line) FROM (SELECT job_id || ' ' || status || ' ' || coalesce(follow_up_status, '') || ' ' || count(*) AS line
            FROM applications GROUP BY job_id, status, follow_up_status) AS lines
        """

    @Test func nothingThatTellsOfThemIsLeft() async throws {
        try await withHouse { house in
            let marked = try await house.markedPerson()
            // Filling is real: only columns of a fixed vocabulary do not take the word.
            #expect(
                marked.refused == [
                    "candidate_profiles.ready_to_relocate", "candidate_profiles.currency", "profile_proposals.source", "profile_proposals.decision",
                    "applications.follow_up_status", "sessions.method", "sign_in_links.purpose", "import_items.status",
                    "duplicate_pairs.decision",
                ])
            #expect(marked.filled.count > 80, "\(marked.filled.count) columns")
            let before = try await house.placesSaying(Marked.word), counts = try await house.text(Self.counts)
            #expect(before.count > 25 && before.contains { $0.hasPrefix("name_words") } && before.contains { $0.hasPrefix("candidate_search") }, "\(before)")
            #expect(house.storedFiles().contains { $0.hasSuffix(marked.digest) })
            let rows = try await house.count("applications"), messages = try await house.count("chat_messages")

            let page = try await marked.browser.get("/me/erase")
            #expect(page.status == 200 && page.says("What stays, and why"))
            let unsure = try await marked.browser.post("/me/erase", ["confirm": "perhaps"])
            #expect(unsure.hasProblem(beside: "confirm") && unsure.says("value=\"perhaps\""))
            #expect(try await house.count("erasures") == 0)
            let erased = try await marked.browser.post("/me/erase", ["confirm": "Delete"]), receipt = try #require(erased.location)
            #expect(erased.status == 303 && receipt.hasPrefix("/erased/"))
            #expect(try await marked.browser.get("/me").location?.hasPrefix("/sign-in") == true, "signed out")
            // Only the letter with the receipt, and the work of sending it, still name them.
            let meanwhile = try await house.placesSaying(Marked.word)
            #expect(meanwhile == ["outbox: 1"])
            try await house.work()
            #expect(try await house.placesSaying(Marked.word) == [])
            #expect(try await house.placesSaying(marked.digest).allSatisfy { $0.hasPrefix("background_jobs") })
            #expect(!house.storedFiles().contains { $0.hasSuffix(marked.digest) })
            for file in house.storedFiles() {
                #expect(try Data(contentsOf: house.folder.appendingPathComponent("files/\(file)")).range(of: Data(Marked.word.utf8)) == nil)
            }
            #expect(try await house.count("sign_in_failures", where: "key LIKE \("%\(marked.id)%")") == 0)

            // What is counted is counted as before.
            #expect(try await house.text(Self.counts) == counts)
            #expect(try await house.count("applications") == rows)
            #expect(try await house.count("chat_messages") == messages)
            #expect(
                try await house.texts(
                    "SELECT full_name || ' ' || status || ' ' || (email IS NULL) || ' ' || (erased_at IS NOT NULL) FROM users WHERE id IN (\(marked.id), \(marked.twin))"
                )
                    == ["Erased person Inactive true true", "Erased person Inactive true true"])
            #expect(try await house.texts("SELECT DISTINCT purpose FROM consents WHERE user_id = \(marked.id)") == ["other"])

            // The letter and the page are the receipt.
            let stranger = try await house.browser(), shown = try await stranger.get(receipt)
            #expect(shown.status == 200 && shown.says("Everything about you is erased") && shown.says("are off the disk") && !shown.says("Lata"))
            let json = try await stranger.get("/api/v1\(receipt)").json
            #expect((json["removed"] as? [String: Int])?["profile"] == 2 && ((json["kept"] as? [String: Int])?["consents"] ?? 0) >= 1)
            #expect(try await stranger.get("/erased/\(ID<Erasure>())").status == 404)
        }
    }

    @Test func theReceiptIsMailedAndFoundByItsNumber() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser(), admin = try await house.browser(.admin)
            #expect(try await stranger.apply(slug).status == 303)
            try await house.work()
            let lata: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'"),
                application = try await house.application()
            #expect(try await admin.get("/desk/candidates?q=kubernetes").says("Lata Kulkarni"))
            #expect(try await house.browser(.recruiter).get("/desk/candidates/\(lata)/erase").status == 403)
            let path = "/desk/candidates/\(lata)/erase"
            #expect(try await admin.get(path).says("Erase Lata Kulkarni"))
            #expect(try await admin.post(path, ["confirm": "delete"]).hasProblem(beside: "asked"))
            #expect(try await admin.post(path, ["asked": "yes"]).hasProblem(beside: "confirm"))
            let done = try await admin.post(path, ["asked": "yes", "confirm": "delete"]), place = try #require(done.location)
            let number = try #require(place.split(separator: "/").last.map(String.init))
            // The second click leads to the same receipt.
            #expect(try await admin.post(path, ["asked": "yes", "confirm": "delete"]).location == place)
            #expect(try await house.count("erasures") == 1)
            #expect(try await admin.get(place).says("are being taken off the disk"))
            try await house.work()
            #expect(try await admin.get(place).says("are off the disk"))
            #expect(try await admin.get("/desk/erasures").says(number))
            #expect(try await admin.get("/desk/erasures?number=\(number)").location == place)
            let mail = try #require(try await house.mail(to: "lata.kulkarni@example.com"))
            #expect(mail.contains("Receipt \(number)") && mail.contains("/erased/\(number)") && mail.contains("1 file") && mail.contains("What stays, and why"))
            #expect(try await house.count("outbox", where: "recipient LIKE '%lata%'") == 0)
            // Gone from the desk, and still a card of the board that cannot be moved.
            #expect(try await admin.get("/desk/candidates/\(lata)").status == 404)
            #expect(try await !admin.get("/desk/candidates?q=kubernetes").says("Lata"))
            #expect(try await admin.get("/desk/applications/\(application)").says("Erased person"))
            #expect(try await admin.post("/desk/applications/\(application)/stage", ["status": "Offer"]).status == 404)
            #expect(try await house.text("SELECT status || ' ' || coalesce(match_score, -1) FROM applications WHERE id = \(application)") == "New -1")
            // Nobody becomes somebody again.
            #expect(try await house.text("SELECT status::text FROM users WHERE id = \(lata)") == "Inactive")
            _ = try await Employment.reactivate([lata], by: .commandLine, in: house.pool)
            #expect(try await house.text("SELECT status::text FROM users WHERE id = \(lata)") == "Inactive")
            await #expect(throws: PostgresError.self) { try await house.run("INSERT INTO candidate_profiles (user_id) VALUES (\(lata))") }
            await #expect(throws: PostgresError.self) { try await house.run("INSERT INTO candidate_tags (user_id, tag) VALUES (\(lata), 'x')") }
            // The same person comes back as somebody new.
            #expect(try await stranger.apply(slug).status == 303)
            #expect(try await house.count("users", where: "email = 'lata.kulkarni@example.com' AND id <> \(lata)") == 1)
            // Who works here is not erased this way.
            let manager: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'MANAGER' LIMIT 1")
            #expect(try await admin.post("/desk/candidates/\(manager)/erase", ["asked": "yes", "confirm": "delete"]).status == 404)
            #expect(try await admin.get("/me/erase").says("You work here"))
            #expect(try await admin.post("/me/erase", ["confirm": "delete"]).status == 409)
        }
    }

    @Test func whoSentTheSameFileKeepsIt() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), first = try await house.browser(), admin = try await house.browser(.admin)
            #expect(try await first.apply(slug).status == 303)
            #expect(try await house.browser().apply(slug, ["email": "twin@example.com", "full_name": "Twin Kulkarni"]).status == 303)
            try await house.work()
            let lata: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'")
            let twin: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'twin@example.com'")
            #expect(house.storedFiles().count == 1)
            #expect(try await admin.post("/desk/candidates/\(lata)/erase", ["asked": "yes", "confirm": "delete"]).status == 303)
            try await house.work()
            #expect(house.storedFiles().count == 1)
            #expect(try await admin.get("/desk/candidates/\(twin)/resume").says("Lata Kulkarni"))
            #expect(try await admin.post("/desk/candidates/\(twin)/erase", ["asked": "yes", "confirm": "delete"]).status == 303)
            try await house.work()
            #expect(house.storedFiles().isEmpty)
            #expect(try await house.count("stored_files", where: "media_type = 'text/plain'") == 0)
        }
    }

    /// Waits until so many statements wait for a lock of somebody else's.
    private func waiting(_ count: Int, _ house: RunningHouse) async throws {
        for _ in 0..<400 {
            let now = try await house.count("pg_stat_activity", where: "datname = current_database() AND wait_event_type = 'Lock'")
            if now >= count { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("nobody waits")
    }

    /// - Parameter erasureFirst: whether the erasure has taken the profile before the worker comes to write what it read, or the other way round.
    private func race(_ house: RunningHouse, email: String, file: Browser.File, erasureFirst: Bool) async throws {
        let (slug, _) = try await house.openJob(), admin = try await house.browser(.admin)
        #expect(try await house.browser().apply(slug, ["email": email, "full_name": "Raced Person"], file: file).status == 303)
        let person: ID<User> = try await house.id("SELECT id FROM users WHERE email = \(email)")
        let erase: @Sendable () async throws -> Int = {
            try await admin.post("/desk/candidates/\(person)/erase", ["asked": "yes", "confirm": "delete"]).status
        }
        if erasureFirst {
            try await house.run("UPDATE background_jobs SET run_at = now() + interval '1 hour' WHERE kind <> 'read_resume' AND finished_at IS NULL")
        }
        let (erasing, working) = try await house.pool.transaction { transaction in
            let held: SQL =
                erasureFirst
                ? "SELECT 1 FROM outbox WHERE recipient LIKE \("%\(email)%") FOR UPDATE"
                : "SELECT 1 FROM candidate_profiles WHERE user_id = \(person) FOR UPDATE"
            try await transaction.run(Command(held))
            let erasing: Task<Int, any Error>, working: Task<Void, any Error>
            if erasureFirst {
                erasing = Task { try await erase() }
                try await waiting(1, house)
                working = Task { try await house.work() }
            } else {
                working = Task { try await house.work() }
                try await waiting(1, house)
                erasing = Task { try await erase() }
            }
            try await waiting(2, house)
            return (erasing, working)
        }
        #expect(try await erasing.value == 303, "\(email)")
        try await working.value
        // Twice: the letter with the receipt leaves the outbox once it was sent.
        for _ in 0..<2 {
            try await house.run("UPDATE background_jobs SET run_at = now() WHERE finished_at IS NULL AND failed_at IS NULL AND kind <> 'clean_up'")
            try await house.work()
        }
        for place in ["candidate_profiles", "candidate_files", "candidate_search", "profile_proposals", "candidate_keys"] {
            #expect(try await house.count(place, where: "user_id = \(person)") == 0, "\(place) of \(email)")
        }
        #expect(try await house.placesSaying(email) == [])
        #expect(try await house.placesSaying("Raced") == [])
        #expect(try await house.count("action_queue", where: "related_candidate_id = \(person)") == 0)
        #expect(try await house.count("applications", where: "candidate_id = \(person) AND match_reasons IS NULL AND ai_custom_summary IS NULL") == 1)
        #expect(try await house.count("background_jobs", where: "finished_at IS NULL AND failed_at IS NULL AND payload::text LIKE \("%\(person)%")") == 0)
        #expect(house.storedFiles().isEmpty)
    }

    @Test(arguments: [true, false]) func anErasureDuringTheReadingOfAResumeLeavesNothing(erasureFirst: Bool) async throws {
        try await withHouse { house in
            let good = Browser.File(name: "raced.txt", data: Data(Browser.File.resumeText.replacing("Lata", with: "Raced").utf8), type: "text/plain")
            try await race(house, email: "reading@example.com", file: good, erasureFirst: erasureFirst)
            let bad = Browser.File(name: "raced.txt", data: Data("Raced shopping: milk, bread and a newspaper.".utf8), type: "text/plain")
            try await race(house, email: "unreadable@example.com", file: bad, erasureFirst: erasureFirst)
        }
    }

    @Test func ofTwoAtOnceBothGetTheOneReceipt() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            #expect(try await stranger.apply(slug).status == 303)
            let lata: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'")
            let admin = try await house.browser(.admin), manager = try await house.browser(.manager), form = ["asked": "yes", "confirm": "delete"]
            let places = try await withThrowingTaskGroup(of: String?.self) { group in
                for browser in [admin, manager, admin, manager] { group.addTask { try await browser.post("/desk/candidates/\(lata)/erase", form).location } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(places).count == 1 && places[0]?.hasPrefix("/desk/erasures/") == true)
            #expect(try await house.count("activity_logs", where: "action_type = 'ERASED_CANDIDATE'") == 1)
        }
    }

    /// A file that is removed in the moment in which somebody sends the same again is there in the end; what a crash left half done is finished.
    @Test func whoKeepsAFileAndWhoRemovesItTakeTurns() async throws {
        try await withHouse { house in
            let store = FileStore(root: house.folder.appendingPathComponent("files")), source = house.folder.appendingPathComponent("sent.txt")
            try Data("the same file".utf8).write(to: source)
            let person: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'CANDIDATE' ORDER BY id LIMIT 1")
            let file = try store.put(fileAt: source), sum = Data(hex: file.sha256)
            let other = Pool(url: house.pool.url, size: 1)
            defer { other.close() }
            // Between the file and its row.
            try await StoredFiles.forget(file.sha256, from: store, in: house.pool)
            #expect(house.storedFiles().isEmpty)
            let removing = try await house.pool.transaction { transaction in
                try await StoredFiles.keep(file, .text, from: source, in: store, transaction)
                let removing = Task { try await StoredFiles.forget(file.sha256, from: store, in: other) }
                try await waiting(1, house)
                try await transaction.run(
                    Command("INSERT INTO candidate_files (id, user_id, sha256, file_name) VALUES (gen_random_uuid(), \(person), \(sum), 'sent.txt')"))
                return removing
            }
            try await removing.value
            #expect(house.storedFiles().count == 1)
            #expect(try await house.count("stored_files", where: "sha256 = \(sum)") == 1)
            // The power went after the file and before the row; then the work is done again, twice.
            try await house.run("DELETE FROM candidate_files WHERE sha256 = \(sum)")
            try store.remove(file.sha256)
            for _ in 0..<2 { try await StoredFiles.forget(file.sha256, from: store, in: house.pool) }
            #expect(try await house.count("stored_files", where: "sha256 = \(sum)") == 0)
        }
    }

    @Test func aReceiptThatCannotBeSentIsNotKeptForEver() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), admin = try await house.browser(.admin)
            #expect(try await house.browser().apply(slug).status == 303)
            let lata: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'")
            #expect(try await admin.post("/desk/candidates/\(lata)/erase", ["asked": "yes", "confirm": "delete"]).status == 303)
            // The mail server is away.
            let send: SQL = "kind = 'send_email' AND finished_at IS NULL"
            try await house.run("UPDATE background_jobs SET run_at = now() + interval '1 day' WHERE \(send)")
            try await house.work()
            #expect(try await house.count("outbox", where: "recipient LIKE '%lata%'") == 1, "it waits to be sent")
            #expect(try await house.count("background_jobs", where: "kind = \(ErasureWork.kind) AND finished_at IS NULL AND run_at > now()") == 1)
            try await house.run(
                "UPDATE background_jobs SET run_at = now(), payload = payload || jsonb_build_object('begun', '2026-01-01T00:00:00Z') WHERE kind = \(ErasureWork.kind)"
            )
            try await house.work()
            #expect(try await house.count("outbox", where: "recipient LIKE '%lata%'") == 0)
            try await house.run("UPDATE background_jobs SET run_at = now() WHERE \(send)")
            try await house.work()
            #expect(try await house.mail(to: "lata.kulkarni@example.com") == nil)
        }
    }
}
