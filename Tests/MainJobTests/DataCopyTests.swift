import Accounts
import Foundation
@testable import Hiring
import Postgres
import Testing
import Web

/// A copy holds everything that is held about a person, and nothing of anybody else.
@Suite("Copies of one's data", .fewAtATime) struct DataCopyTests {
    private func data(_ reply: Reply) throws -> [String: Any] { try #require(try JSONSerialization.jsonObject(with: reply.data) as? [String: Any]) }

    @Test func everyColumnOfEveryTableIsInIt() async throws {
        try await withHouse { house in
            let marked = try await house.markedPerson()
            let reply = try await marked.browser.post("/me/data/json")
            #expect(reply.status == 200 && reply.header("Content-Disposition") == "attachment; filename*=UTF-8''my%2Ddata%2Ejson")
            let copy = try data(reply)
            for table in PersonalTable.all {
                let rows = try #require(copy[table.name] as? [[String: Any]], "\(table.name)")
                #expect(!rows.isEmpty, "\(table.name)")
                guard table.instead == nil else { continue }
                // Every column is there but those that are left out on purpose; and what was written into it.
                let columns = try await house.texts(
                    "SELECT column_name::text FROM information_schema.columns WHERE table_name = \(table.name) AND table_schema = 'public'")
                let hidden = table.without.map(\.column)
                #expect(Set(hidden).isSubset(of: columns), "\(table.name): \(hidden)")
                #expect(Set(columns).subtracting(hidden).isSubset(of: Set(rows[0].keys)), "\(table.name)")
                #expect(Set(hidden).isDisjoint(with: rows[0].keys), "\(table.name)")
                for (_, column) in marked.filled where !hidden.contains(column) && marked.filled.contains(where: { $0 == (table.name, column) }) {
                    #expect(rows.contains { "\($0[column] ?? "")".contains(Marked.word) }, "\(table.name).\(column)")
                }
            }
            let letters = try #require(copy["outbox"] as? [[String: Any]])
            #expect(letters.contains { "\($0["text"] ?? "")".contains(Marked.word) } && !letters.contains { "\($0["recipient"] ?? "")".contains("priya") })
            // The row of the person whom they are found to be is theirs too; nobody else's is in it.
            #expect((copy["users"] as? [[String: Any]])?.count == 2)
            let others = try await house.texts("SELECT full_name FROM users WHERE id NOT IN (\(marked.id), \(marked.twin))")
            for name in others { #expect(!reply.says(name), "\(name)") }
            let reasons = try #require(copy["left_out"] as? [String: String])
            #expect(reasons["users.password_hash"] != nil && reasons["candidate_search"] != nil)
            #expect(try await house.count("activity_logs", where: "action_type = 'TOOK_DATA_COPY' AND user_id = \(marked.id)") == 1)
        }
    }

    /// A table that refers to people, or to what is a person's, is in the copy or among the exceptions with its reason.
    @Test func noTableIsForgotten() async throws {
        try await withHouse { house in
            struct Reference: RowDecodable {
                let from, to: String
                init(row: Row) throws { (from, to) = (try row.get("source"), try row.get("target")) }
            }
            let references = try await house.pool.all(
                Query<Reference>(
                    """
                    SELECT DISTINCT source.relname::text AS source, target.relname::text AS target FROM pg_constraint JOIN pg_class AS source ON source.oid = conrelid
                    JOIN pg_class AS target ON target.oid = confrelid WHERE contype = 'f' AND NOT source.relispartition
                    """))
            let known = Set(PersonalTable.all.map(\.name)), excepted = Set(PersonalTable.exceptions.keys)
            #expect(known.isDisjoint(with: excepted))
            #expect(references.count > 40)
            for reference in references where known.contains(reference.to) {
                #expect(known.contains(reference.from) || excepted.contains(reference.from), "\(reference.from) refers to \(reference.to)")
            }
            let tables = Set(try await house.texts("SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"))
            for name in known.union(excepted) { #expect(tables.contains(name), "\(name) is no table") }
            for reason in PersonalTable.exceptions.values { #expect(reason.count > 10) }
        }
    }

    @Test func theArchiveHoldsTheFilesAsTheyWereSent() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            #expect(try await stranger.apply(slug).status == 303)
            let newer = Browser.File(name: "../new/er.txt", data: Data((Browser.File.resumeText + "\nFabrikam").utf8))
            #expect(try await stranger.apply(slug, file: newer).status == 303)
            let lata: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'")
            let browser = try await house.browser(as: lata), reply = try await browser.post("/me/data/archive")
            #expect(reply.status == 200 && reply.header("Content-Type") == "application/zip")
            let place = house.folder.appendingPathComponent("copy.zip")
            try reply.data.write(to: place)
            let process = Process(), out = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
            process.arguments = [
                "-c",
                """
                import sys, zipfile, json, hashlib
                with zipfile.ZipFile(sys.argv[1]) as z:
                    assert z.testzip() is None
                    json.loads(z.read("data.json"))
                    for n in z.namelist()[1:]: print(n, hashlib.sha256(z.read(n)).hexdigest())
                """, place.path,
            ]
            process.standardOutput = out
            try process.run()
            let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            let lines = text.split(separator: "\n").map(String.init)
            #expect(lines.count == 2 && lines[0].hasPrefix("files/1 er.txt ") && lines[0].hasSuffix(Token.digest(newer.data)))
            #expect(lines.last == "files/2 lata.txt \(Token.digest(Browser.File.resume.data))")
            // No copy stays on the disk of the server.
            var left = ["unknown"]
            // Other tests take copies at the same time, which come and go.
            for _ in 0..<200 where !left.isEmpty {
                left = try FileManager.default.contentsOfDirectory(atPath: FileManager.default.temporaryDirectory.path).filter {
                    $0.hasPrefix("shortlist-copy-")
                }
                if !left.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            }
            #expect(left.isEmpty)
        }
    }

    @Test func anOldSessionIsNotEnoughAndSixAnHourAreTooMany() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            let lata: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'"),
                browser = try await house.browser(as: lata)
            try await house.run("UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE user_id = \(lata)")
            for path in ["/me/data/json", "/me/data/archive"] { #expect(try await browser.post(path).status == 422, "\(path)") }
            #expect(try await browser.post("/me/erase", ["confirm": "delete"]).status == 422)
            #expect(try await house.count("erasures") == 0)
            #expect(try await house.count("activity_logs", where: "action_type = 'TOOK_DATA_COPY'") == 0)
            // Who has no password signs in anew by mail: the page has the button.
            let page = try await browser.get("/me/data")
            #expect(page.says("A new link by mail to lata.kulkarni@example.com") && !page.says("Everything, with files"))
            #expect(try await browser.post("/sign-in/link", ["email": "lata.kulkarni@example.com"]).status == 200)
            try await house.work()
            #expect(try await house.mail(to: "lata.kulkarni@example.com")?.contains("/sign-in/") == true)
            // Who has one proves it.
            let hash = try await Password.hash("four plain words here")
            try await house.run("UPDATE users SET password_hash = \(hash) WHERE id = \(lata)")
            #expect(try await browser.get("/me/data").says("Your password"))
            #expect(try await browser.post("/me/data/json", ["password": "something else"]).hasProblem(beside: "password"))
            #expect(try await browser.post("/me/data/json", ["password": "four plain words here"]).status == 200)
            // A fresh session needs neither; five are handed out in an hour.
            let fresh = try await house.browser(as: lata)
            for _ in 0..<4 { #expect(try await fresh.post("/me/data/json").status == 200) }
            let refused = try await fresh.post("/me/data/archive")
            #expect(refused.status == 429 && (refused.header("Retry-After").flatMap(Int.init) ?? 0) > 3_000)
            // What somebody did at the desk names others.
            let recruiter = try await house.browser(.recruiter)
            for path in ["/me/data/json", "/me/data/archive"] { #expect(try await recruiter.post(path).status == 409, "\(path)") }
            #expect(try await recruiter.get("/me/data").says("You work here"))
            // Nobody takes another's, or one without the token of our form.
            #expect(try await fresh.post("/me/data/json", csrf: "none").status == 403)
        }
    }
}
