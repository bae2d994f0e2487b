import Accounts
import Foundation
import Postgres
import Testing
import Web

@testable import Hiring

/// Two profiles become one through the pages, everything follows, and all of it can be taken back.
@Suite("Merging", .fewAtATime) struct MergeTests {
    /// Two applications of one person by two addresses for one job, and one for another.
    private struct Two {
        let house: RunningHouse
        let recruiter: Browser
        let kept, gone: ID<User>
        let slug: String

        var pair: DuplicatePairs.Pair { DuplicatePairs.Pair(kept, gone) }
        var path: String { "/desk/duplicates/\(pair.first)/\(pair.second)" }
        func side(_ person: ID<User>) -> String { person == pair.first ? "first" : "second" }

        /// The page's form with everything as it is suggested but for `changes`.
        func form(_ changes: [String: String] = [:]) async throws -> [String: String] {
            let json = try await recruiter.get("/api/v1\(path)").json
            var fields = ["version_first": "\(json["version_first"] ?? "")", "version_second": "\(json["version_second"] ?? "")"]
            for (name, value) in json["choices"] as? [String: String] ?? [:] { fields["choice-\(name)"] = value }
            for name in ["kept", "choice-email", "choice-phone"] { fields[name] = side(kept) }
            return fields.merging(changes) { $1 }
        }

        func merge(_ changes: [String: String] = [:]) async throws -> Reply { try await recruiter.post(path, try await form(changes)) }
        func merged() async throws -> String {
            try #require(try await house.text("SELECT id::text FROM candidate_merges WHERE undone_at IS NULL ORDER BY merged_at DESC LIMIT 1"))
        }
        func undo(_ id: String, different: Bool = false) async throws -> Reply {
            try await recruiter.post("/desk/merges/\(id)/undo", different ? ["different": "yes"] : [:])
        }
        func says(_ column: String, _ person: ID<User>) async throws -> String? {
            try await house.text("SELECT \(identifier: column)::text FROM candidate_profiles WHERE user_id = \(person)")
        }
    }

    private func withTwo(_ body: @escaping @Sendable (Two) async throws -> Void) async throws {
        try await withHouse { house in
            let slugs = try await house.texts("SELECT slug_url FROM jobs WHERE status = 'Sourcing' AND NOT is_client_confidential ORDER BY slug_url LIMIT 2")
            for (email, phone, slugs) in [
                ("lata.kulkarni@example.com", "+91 98200 11223", [slugs[0]]), ("lata.k@example.org", "+91 98200 11224", slugs.reversed()),
            ] {
                for slug in slugs {
                    let file = Browser.File(
                        name: "\(email).txt", data: Data(Browser.File.resumeText.replacing("lata.kulkarni@example.com", with: email).utf8), type: "text/plain")
                    #expect(try await house.browser().apply(slug, ["email": email, "phone": phone], file: file).status == 303)
                }
            }
            try await house.work()
            let kept: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'"),
                gone: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.k@example.org'")
            try await body(Two(house: house, recruiter: try await house.browser(.recruiter), kept: kept, gone: gone, slug: slugs[0]))
        }
    }

    @Test func everythingFollowsAndGoesBack() async throws {
        try await withTwo { two in
            let house = two.house
            let mine: ID<Application> = try await house.id("SELECT id FROM applications WHERE candidate_id = \(two.kept)")
            let theirs: ID<Application> = try await house.id(
                "SELECT applications.id FROM applications JOIN jobs ON jobs.id = job_id WHERE candidate_id = \(two.gone) AND slug_url = \(two.slug)")
            #expect(try await two.recruiter.post("/desk/applications/\(theirs)/stage", ["status": "Interview", "remarks": "Good talk."]).status == 303)
            try await house.run("INSERT INTO candidate_tags (user_id, tag) VALUES (\(two.kept), 'swift'), (\(two.gone), 'swift'), (\(two.gone), 'pune')")
            try await house.run("INSERT INTO chat_messages (id, application_id, sender_type, message_text) VALUES (\(UUID.v7()), \(mine), 'BOT', 'Hello')")
            let link = try await house.privateLink(of: "lata.k@example.org"), signedIn = try await house.browser(as: two.gone)
            #expect(try await signedIn.get("/me").status == 200)

            let page = try await two.recruiter.get(two.path)
            #expect(
                page.status == 200 && page.says("Are these one person?") && page.says("lata.k@example.org") && page.says("lata.kulkarni@example.com")
                    && page.says("one job has two of them"))
            #expect(try await two.merge().location == "/desk/candidates/\(two.kept)")
            // One person, one application for each job, and all that hung on either.
            #expect(try await house.text("SELECT merged_into::text FROM users WHERE id = \(two.gone)") == two.kept.description)
            #expect(try await house.count("applications", where: "candidate_id = \(two.kept)") == 2)
            #expect(try await house.count("applications", where: "candidate_id = \(two.gone)") == 0)
            #expect(
                try await house.text("SELECT candidate_id::text FROM applications WHERE id = \(theirs)") == two.kept.description,
                "the one that went further stays")
            #expect(try await two.recruiter.get("/desk/applications/\(mine)").location == "/desk/applications/\(theirs)")
            let application = try await two.recruiter.get("/desk/applications/\(theirs)")
            #expect(application.says("Good talk.") && application.says("lata.kulkarni@example.com.txt") && application.says("were put together"))
            #expect(try await house.count("chat_messages", where: "application_id = \(theirs)") == 1)
            #expect(try await house.count("candidate_files", where: "user_id = \(two.kept)") == 3)
            #expect(try await house.count("consents", where: "user_id = \(two.kept)") == 3)
            #expect(try await house.texts("SELECT tag FROM candidate_tags WHERE user_id = \(two.kept) ORDER BY tag") == ["pune", "swift"])
            #expect(try await house.count("candidate_work_history", where: "profile_id = \(two.kept)") == 2, "jobs that both tell of are there once")
            #expect(try await two.says("alternate_email", two.kept) == "lata.k@example.org")
            #expect(try await two.says("alternate_phone", two.kept) == "+919820011224")
            #expect(try await house.count("candidate_search", where: "user_id = \(two.gone)") == 0)
            #expect(try await house.count("candidate_search", where: "user_id = \(two.kept)") == 1)
            let job = try #require(try await house.text("SELECT job_id::text FROM applications WHERE id = \(theirs)")),
                board = try await two.recruiter.get("/desk/jobs/\(job)")
            #expect(board.says("\(theirs)") && !board.says("\(mine)"))
            // The one who is gone comes in by no way; their address leads to the one who is kept, and opens nothing.
            #expect(try await two.recruiter.get("/desk/candidates/\(two.gone)").location == "/desk/candidates/\(two.kept)")
            #expect(try await signedIn.get("/me").location?.hasPrefix("/sign-in") == true)
            let way = try await SignInLinks.make(for: two.gone, in: house.pool).text
            #expect(try await house.browser().post(way).status == 410)
            #expect(try await house.browser().get(link).status == 410, "a link that was in the other mailbox")
            #expect(try await house.browser(.admin).post("/admin/users/\(two.gone)/reactivate").status != 500)
            #expect(try await house.text("SELECT status::text FROM users WHERE id = \(two.gone)") == "Inactive")
            #expect(
                try await house.browser().apply(two.slug, ["email": "lata.k@example.org", "phone": "+91 98200 11224"], file: .pdf()).location?.hasSuffix(
                    "updated") == true)
            #expect(try await house.count("applications", where: "candidate_id = \(two.gone)") == 0)
            #expect(try await house.count("candidate_files", where: "user_id = \(two.kept)") == 4)
            #expect(
                try await house.text("SELECT recipient FROM outbox ORDER BY created_at DESC, id DESC LIMIT 1")?.contains("lata.kulkarni@example.com") == true)
            #expect(
                try await house.count(
                    "activity_logs", where: "action_type = 'MERGED_CANDIDATES' AND description LIKE '%merged Lata Kulkarni into Lata Kulkarni.'") == 1)
            // Back.
            let person = try await two.recruiter.get("/desk/candidates/\(two.kept)")
            #expect(person.says("was merged into") && person.says("Undo"))
            #expect(try await two.undo(try await two.merged(), different: true).location == "/desk/candidates/\(two.kept)")
            #expect(
                try await house.texts("SELECT candidate_id::text FROM applications WHERE id IN (\(mine), \(theirs)) ORDER BY candidate_id")
                    == [two.kept, two.gone].sorted().map(\.description))
            #expect(try await house.text("SELECT status::text FROM applications WHERE id = \(theirs)") == "Interview")
            #expect(try await house.count("chat_messages", where: "application_id = \(mine)") == 1)
            #expect(try await house.count("candidate_files", where: "user_id = \(two.gone)") == 2)
            #expect(try await house.count("candidate_files", where: "user_id = \(two.kept)") == 2, "what came later stays")
            #expect(try await house.texts("SELECT tag FROM candidate_tags WHERE user_id = \(two.kept)") == ["swift"])
            #expect(try await house.count("candidate_work_history", where: "profile_id = \(two.gone)") == 2)
            #expect(try await two.says("alternate_email", two.kept) == nil)
            #expect(try await house.browser().get(link).status == 200)
            #expect(try await house.browser(as: two.gone).get("/me").status == 200)
            #expect(try await house.count("candidate_search", where: "user_id IN (\(two.kept), \(two.gone))") == 2)
            try await house.work()
            #expect(
                try await house.text("SELECT decision FROM duplicate_pairs WHERE first_id = \(two.pair.first) AND second_id = \(two.pair.second)")
                    == "different")
            #expect(try await house.count("activity_logs", where: "action_type = 'UNDID_MERGE'") == 1)
        }
    }

    @Test func laterEditsStayAndThePageSaysWhich() async throws {
        try await withTwo { two in
            let house = two.house
            try await house.run("UPDATE candidate_profiles SET expected_role = 'Architect', bio = 'Theirs', skills = '[\"Go\"]' WHERE user_id = \(two.gone)")
            try await house.run("UPDATE candidate_profiles SET expected_role = 'Lead', bio = 'Mine', skills = '[\"Swift\"]' WHERE user_id = \(two.kept)")
            let theirs = two.side(two.gone)
            #expect(try await two.merge(["choice-expected_role": theirs, "choice-bio": theirs]).status == 303)
            #expect(try await two.says("expected_role", two.kept) == "Architect")
            #expect(try await two.says("skills", two.kept) == "[\"Swift\", \"Go\"]")
            try await house.run("UPDATE candidate_profiles SET bio = 'Written since', skills = skills || '[\"Rust\"]' WHERE user_id = \(two.kept)")
            let merge = try await two.merged(), undone = try await two.recruiter.post("/desk/merges/\(merge)/undo", ["different": "yes"])
            #expect(undone.status == 303)
            #expect(try await two.recruiter.get(undone.location ?? "").says("Changed here since the merge, and so left as they are: Summary."))
            #expect(try await two.says("expected_role", two.kept) == "Lead")
            #expect(try await two.says("bio", two.kept) == "Written since")
            #expect(try await two.says("skills", two.kept) == "[\"Swift\", \"Rust\"]")
            #expect(try await two.says("bio", two.gone) == "Theirs")
            #expect(try await two.says("skills", two.gone) == "[\"Go\"]")
            let again = try await two.undo(merge)
            #expect(again.status == 409 && again.says("This merge was undone already."))
        }
    }

    @Test func aStaleFormIsShownAgainAndTheLoserIsTold() async throws {
        try await withTwo { two in
            let house = two.house, stale = try await two.form(["choice-phone": two.side(two.gone)])
            try await house.run("UPDATE candidate_profiles SET version = version + 1 WHERE user_id = \(two.gone)")
            let shown = try await two.recruiter.post(two.path, stale)
            #expect(shown.status == 422 && shown.says("Somebody changed one of the two profiles since you opened this page."))
            #expect(shown.says("name=\"choice-phone\" value=\"\(two.side(two.gone))\" checked"))
            #expect(try await house.count("candidate_merges") == 0)
            let bad = try await two.recruiter.post(two.path, ["kept": "both", "choice-phone": "neither"])
            #expect(bad.status == 422 && bad.says("Choose which of the two profiles is kept.") && bad.says("Choose one of the two for “Phone”."))
            #expect(try await two.merge().status == 303)
            let late = try await two.recruiter.post(two.path, stale)
            #expect(late.location == "/desk/candidates/\(two.kept)")
            #expect(try await two.recruiter.get(two.path).location == "/desk/candidates/\(two.kept)")
            // A third one who is compared with the one who is gone meets the one who is kept.
            let third: ID<User> = try await house.id("SELECT user_id FROM candidate_profiles WHERE user_id NOT IN (\(two.kept), \(two.gone)) LIMIT 1")
            let pair = DuplicatePairs.Pair(third, two.gone), better = DuplicatePairs.Pair(third, two.kept)
            #expect(
                try await two.recruiter.get("/desk/duplicates/\(pair.first)/\(pair.second)").location == "/desk/duplicates/\(better.first)/\(better.second)")
            #expect(try await two.recruiter.get("/desk/duplicates/\(third)/\(ID<User>())").status == 404)
        }
    }

    @Test func nobodysMailboxGetsTheKeysOfAnother() async throws {
        try await withTwo { two in
            let house = two.house
            try await house.run("UPDATE users SET last_login = now() WHERE id = \(two.kept)")
            let refused = try await two.merge(["choice-email": two.side(two.gone)])
            #expect(refused.status == 422 && refused.says("signs in with their own address") && refused.says("id=\"choice-email\""))
            #expect(try await house.count("candidate_merges") == 0)
            // Nobody signs in with either: the two change places, and both still lead to the one who is kept.
            try await house.run("UPDATE users SET last_login = NULL WHERE id = \(two.kept)")
            #expect(try await two.merge(["choice-email": two.side(two.gone)]).status == 303)
            #expect(try await house.text("SELECT email FROM users WHERE id = \(two.kept)") == "lata.k@example.org")
            #expect(try await house.text("SELECT email FROM users WHERE id = \(two.gone)") == "lata.kulkarni@example.com")
            #expect(
                try await house.browser().apply(two.slug, ["email": "lata.kulkarni@example.com"], file: .pdf("\(Browser.File.resumeText)\nMore.")).status == 303
            )
            #expect(try await house.count("applications", where: "candidate_id = \(two.gone)") == 0)
            #expect(try await two.undo(try await two.merged()).status == 303)
            #expect(try await house.text("SELECT email FROM users WHERE id = \(two.kept)") == "lata.kulkarni@example.com")
            #expect(try await house.text("SELECT email FROM users WHERE id = \(two.gone)") == "lata.k@example.org")
        }
    }

    @Test func whatMustNotDecideIsMergedUnseen() async throws {
        try await withTwo { two in
            let house = two.house
            try await house.run("UPDATE candidate_profiles SET gender = 'Female', dob = '1990-02-03' WHERE user_id = \(two.gone)")
            try await house.run("UPDATE candidate_profiles SET dob = '1991-04-05' WHERE user_id = \(two.kept)")
            let page = try await two.recruiter.get(two.path)
            #expect(!page.says("Female") && !page.says("1990") && !page.says("choice-gender") && !page.says("choice-dob"))
            #expect(try await two.merge().status == 303)
            #expect(try await two.says("gender", two.kept) == "Female")
            #expect(try await two.says("dob", two.kept) == "1991-04-05")
            let trail = try await house.texts("SELECT concat(description, before, after) FROM activity_logs WHERE action_type = 'MERGED_CANDIDATES'").joined()
            #expect(!trail.contains("Female") && !trail.contains("1990"))
        }
    }

    @Test func afterAnErasureNothingIsUndone() async throws {
        try await withTwo { two in
            let house = two.house
            #expect(try await two.merge().status == 303)
            let merge = try await two.merged(), people = try await house.pool.all(Merges.people(of: two.kept)).map(\.value)
            #expect(people == [two.kept, two.gone].sorted())
            try await house.pool.transaction { transaction in
                try await transaction.run(Merges.forgetting(people))
                try await transaction.run(
                    Command(
                        "UPDATE users SET erased_at = now(), email = NULL, email_key = NULL, full_name = 'Erased', status = 'Inactive' WHERE id = ANY(\(people))"
                    ))
            }
            #expect(try await two.undo(merge).status == 410)
            #expect(try await two.recruiter.get("/desk/duplicates/merges").says("cannot be undone any more"))
            #expect(try await house.count("merged_rows") == 0)
            #expect(try await house.count("candidate_merges", where: "fields->'columns' <> '{}'") == 0)
            #expect(try await house.count("duplicate_pairs", where: "first_id = ANY(\(people)) OR second_id = ANY(\(people))") == 0)
        }
    }
}
