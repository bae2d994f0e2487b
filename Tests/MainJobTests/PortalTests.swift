import Accounts
import Foundation
@testable import Hiring
import Postgres
import Testing
import Web

/// What a candidate finds on their own page.
@Suite("Portal", .fewAtATime) struct PortalTests {
    private static let second = Browser.File(
        name: "second.txt", data: Data(Browser.File.resumeText.replacing("Swift, PostgreSQL", with: "Swift, Haskell, PostgreSQL").utf8), type: "text/plain")

    /// Somebody who applied, was read and is signed in.
    private func withCandidate(_ body: @escaping @Sendable (RunningHouse, Browser, ID<User>, _ slug: String) async throws -> Void) async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            try await house.work()
            let lata: ID<User> = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'")
            try await body(house, try await house.browser(as: lata), lata, slug)
        }
    }

    private func file(_ house: RunningHouse, _ name: String, of person: ID<User>) async throws -> String {
        try #require(
            try await house.text("SELECT id::text FROM candidate_files WHERE user_id = \(person) AND file_name = \(name) ORDER BY created_at DESC LIMIT 1"))
    }

    @Test func theFirstPageTellsHowThingsStand() async throws {
        try await withCandidate { house, browser, lata, slug in
            let page = try await browser.get("/me"), application = try await house.application()
            for words in [
                "My page", "Received", "/me/applications/\(application)", "lata.txt", "/me/resumes", "/me/privacy", "/me/profile",
                "One consent of yours is in force.",
            ] {
                #expect(page.says(words), "\(words)")
            }
            let json = try await browser.get("/api/v1/me").json
            #expect((json["applications"] as? [Any])?.count == 1 && json["resume"] as? String == "lata.txt" && json["consents"] as? Int == 1)
            #expect(try await browser.get("/me/applications/\(application)").says("<nav class=\"places\""))
            let link = try await browser.get("/jobs")
            #expect(link.says("My page"))
            #expect(try await browser.get("/account").says("<nav class=\"places\""))
            #expect(try await !house.browser(.recruiter).get("/account").says("<nav class=\"places\""))
            #expect(try await house.mail(to: "lata.kulkarni@example.com")?.contains("/me\n") == true)
            // Somebody who works here has a page without anything on it.
            let staff = try await house.browser(.recruiter)
            for path in ["/me", "/me/resumes", "/me/privacy", "/me/data"] { #expect(try await staff.get(path).status == 200, "\(path)") }
        }
    }

    @Test func aNewResumeTakesThePlaceOfTheOneBefore() async throws {
        try await withCandidate { house, browser, lata, slug in
            #expect(try await browser.get("/me/resumes").says("your résumé"))
            #expect(try await browser.get("/me/resumes").says(">read<"))
            let sent = try await browser.upload("/me/resumes", [:], Self.second)
            #expect(sent.status == 303 && sent.location == "/me/resumes")
            #expect(try await browser.get("/me/resumes").says("is being read"))
            try await house.work()
            let page = try await browser.get("/me/resumes")
            #expect(page.says("second.txt") && page.says("lata.txt") && page.says("It told us your") && page.says("sent for "))
            #expect(try await house.text("SELECT resume_file_name FROM candidate_profiles WHERE user_id = \(lata)") == "second.txt")
            #expect(try await house.text("SELECT skills::text FROM candidate_profiles WHERE user_id = \(lata)")?.contains("Haskell") == true)
            // The same again is no third version.
            #expect(try await browser.upload("/me/resumes", [:], Self.second).status == 303)
            #expect(try await house.count("candidate_files", where: "user_id = \(lata)") == 2)

            // The earlier one becomes the master again, and is read again.
            let first = try await file(house, "lata.txt", of: lata), second = try await file(house, "second.txt", of: lata)
            #expect(try await browser.post("/me/resumes/\(first)/remove").status == 303, "not the master")
            #expect(try await browser.get("/me/resumes/\(first)").status == 404)
            #expect(try await browser.post("/me/resumes/\(second)/remove").status == 409, "the master stays")
            #expect(try await browser.upload("/me/resumes", [:], .resume).status == 303)
            #expect(try await browser.post("/me/resumes/\(second)/master").status == 303)
            #expect(try await house.text("SELECT resume_file_name FROM candidate_profiles WHERE user_id = \(lata)") == "second.txt")
            let download = try await browser.get("/me/resumes/\(second)")
            #expect(download.data == Self.second.data && download.header("Content-Disposition")?.hasPrefix("attachment") == true)
            #expect(download.header("Content-Security-Policy") == "default-src 'none'; sandbox")

            // What is removed leaves the disk, once nobody has it.
            try await house.work()
            #expect(house.storedFiles().count == 2)
            #expect(try await browser.post("/me/resumes/\(try await file(house, "lata.txt", of: lata))/remove").status == 303)
            try await house.work()
            #expect(house.storedFiles().count == 1 && house.storedFiles()[0].hasSuffix(Token.digest(Self.second.data)))
            #expect(try await house.count("stored_files", where: "sha256 = \(Data(hex: Token.digest(Browser.File.resume.data)))") == 0)
            // Another's is not there.
            let other = try await house.browser(.candidate)
            for path in ["/me/resumes/\(second)/master", "/me/resumes/\(second)/remove"] { #expect(try await other.post(path).status == 404, "\(path)") }
            #expect(try await other.get("/me/resumes/\(second)").status == 404)
        }
    }

    @Test func badFilesAreRefusedByNameOfTheReasonAndUnreadableOnesSaySo() async throws {
        try await withCandidate { house, browser, lata, slug in
            for (file, words) in [
                (nil, "Choose your résumé"), (Browser.File(name: "a.pdf", data: Data(Browser.File.resumeText.utf8)), "not what its name says"),
                (Browser.File(name: "a.exe", data: Data([0, 1, 2, 3])), "PDF"),
            ] as [(Browser.File?, String)] {
                let refused = try await browser.upload("/me/resumes", [:], file)
                #expect(refused.status == 422 && refused.hasProblem(beside: "resume") && refused.says(words), "\(words)")
            }
            #expect(try await house.count("candidate_files", where: "user_id = \(lata)") == 1)
            let list = Browser.File(name: "list.txt", data: Data("Milk, bread, a newspaper and two lemons.".utf8), type: "text/plain")
            #expect(try await browser.upload("/me/resumes", [:], list).status == 303)
            try await house.work()
            let page = try await browser.get("/me/resumes")
            #expect(page.says("could not be read") && page.says("list.txt"))
            // The application goes on, so its recruiter gets a card about it.
            #expect(try await house.count("action_queue", where: "type = 'PARSE_FAILURE' AND related_candidate_id = \(lata) AND NOT is_dismissed") == 1)
            #expect(try await browser.get("/me").says("could not be read"))
        }
    }

    /// An order put down by the version before has an application, and is still read.
    @Test func ordersOfTheVersionBeforeAreStillRead() throws {
        let order = try JSONDecoder().decode(
            ResumeWork.Order.self,
            from: Data(
                #"{"application":"0198b4f0-0000-7000-8000-000000000001","candidate":"0198b4f0-0000-7000-8000-000000000002","sha256":"ab","fileName":"a.pdf"}"#
                    .utf8))
        #expect(order.application != nil && order.fileName == "a.pdf")
        let alone = try JSONDecoder().decode(
            ResumeWork.Order.self, from: try JSONEncoder().encode(ResumeWork.Order(application: nil, candidate: ID(), sha256: "ab", fileName: "b")))
        #expect(alone.application == nil)
    }

    @Test func aRecruiterAddsAResume() async throws {
        try await withCandidate { house, browser, lata, slug in
            let recruiter = try await house.browser(.recruiter), path = "/desk/candidates/\(lata)"
            #expect(try await recruiter.get(path).says("Add a file"))
            #expect(try await !recruiter.get(path).says("/erase"))
            #expect(try await recruiter.upload("\(path)/resumes", [:], Self.second).location == path)
            try await house.work()
            #expect(try await house.text("SELECT resume_file_name FROM candidate_profiles WHERE user_id = \(lata)") == "second.txt")
            #expect(
                try await house.count(
                    "activity_logs",
                    where: "action_type = 'ADDED_RESUME' AND entity_id = \(lata) AND description LIKE '% added a résumé of Lata Kulkarni: second.txt.'") == 1)
            #expect(try await recruiter.upload("/api/v1\(path)/resumes", [:], nil).status == 422)
            #expect(try await recruiter.upload("/desk/candidates/\(ID<User>())/resumes", [:], Self.second).status == 404)
            #expect(try await house.browser(.sales).upload("\(path)/resumes", [:], .resume).status == 403)
        }
    }

    @Test func aConsentIsWithdrawnWithWhatFollows() async throws {
        try await withCandidate { house, browser, lata, slug in
            let page = try await browser.get("/me/privacy")
            #expect(page.says("may keep my details and my résumé to consider me for this job") && page.says("For your application:"))
            let consent = try #require(try await house.text("SELECT id::text FROM consents WHERE user_id = \(lata)")),
                path = "/me/privacy/consents/\(consent)/withdraw"
            #expect(try await browser.get(path).says("is withdrawn, and its recruiter sees that"))
            #expect(try await house.browser(.candidate).post(path).status == 404)
            #expect(try await browser.post(path).location == "/me/privacy")
            #expect(try await house.text("SELECT status::text FROM applications WHERE candidate_id = \(lata)") == "Withdrawn")
            #expect(try await house.count("consents", where: "user_id = \(lata) AND withdrawn_at IS NULL") == 0)
            #expect(try await browser.post(path).status == 404, "the second click")
            #expect(try await browser.get("/me/privacy").says("Withdrawn before (1)"))

            // The general one is given, and taken back: no search finds them, and whoever looks after them is told.
            let recruiter = try await house.browser(.recruiter), search = "/desk/candidates?q=kubernetes"
            let owner: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'RECRUITER' ORDER BY created_at DESC, id DESC LIMIT 1")
            try await house.run("UPDATE candidate_profiles SET owner_id = \(owner) WHERE user_id = \(lata)")
            #expect(try await browser.postJSON("/api/v1/me/privacy/consent", "{}").status == 422)
            #expect(try await browser.post("/me/privacy/consent", ["consent": "yes"]).status == 303)
            #expect(try await recruiter.get(search).says("Lata Kulkarni"))
            let general = try #require(try await house.text("SELECT id::text FROM consents WHERE user_id = \(lata) AND purpose = 'claim'"))
            #expect(try await browser.get("/me/privacy/consents/\(general)/withdraw").says("No search and no list of ours finds you."))
            #expect(try await browser.post("/me/privacy/consents/\(general)/withdraw").status == 303)
            #expect(try await !recruiter.get(search).says("Lata Kulkarni"))
            #expect(try await house.count("candidate_search", where: "user_id = \(lata)") == 0)
            #expect(try await house.text("SELECT is_actively_searching::text FROM candidate_profiles WHERE user_id = \(lata)") == "false")
            #expect(
                try await house.text(
                    "SELECT (field_sources->>'is_actively_searching') || (field_dates ? 'is_actively_searching') FROM candidate_profiles WHERE user_id = \(lata)"
                )
                    == "persontrue", "who said it, and when")
            #expect(try await house.browser(as: owner).get("/desk").says("Lata Kulkarni withdrew their consent"))
            #expect(try await browser.get("/me").says("No search of ours finds you."))
            // Whatever else changes in the profile, nobody finds them until they agree again.
            try await house.run("UPDATE candidate_profiles SET bio = 'New' WHERE user_id = \(lata)")
            #expect(try await house.count("candidate_search", where: "user_id = \(lata)") == 0)
            #expect(try await browser.post("/me/privacy/consent", ["consent": "yes"]).status == 303)
            #expect(try await recruiter.get(search).says("Lata Kulkarni"))
        }
    }

    @Test func whoHasLookedIsToldByRole() async throws {
        try await withCandidate { house, browser, lata, slug in
            #expect(try await browser.get("/me/privacy").says("Nobody has downloaded a résumé of yours"))
            let recruiter = try await house.browser(.recruiter), manager = try await house.browser(.manager), admin = try await house.browser(.admin)
            #expect(try await recruiter.get("/desk/candidates/\(lata)/resume").status == 200)
            #expect(try await manager.get("/desk/candidates/\(lata)/protected").status == 200)
            #expect(try await admin.get("/desk/candidates/\(lata)/resume").status == 200)
            let page = try await browser.get("/me/privacy")
            for words in [
                "A recruiter of Saffron Talent downloaded your résumé", "A manager of Saffron Talent read your protected facts",
                "An admin of Saffron Talent downloaded your résumé",
            ] { #expect(page.says(words), "\(words)") }
            for name in try await house.texts("SELECT full_name FROM users WHERE role <> 'CANDIDATE'") { #expect(!page.says(name), "\(name)") }
            #expect(!page.says("sales</td>") && page.says("if you applied for a job of theirs, on record"))
        }
    }
}
