import Accounts
import Documents
import Foundation
import Postgres
import Testing

@testable import Background
@testable import Hiring

/// What a résumé says of the terms, and where it goes when its person becomes another, or nobody, while it is read.
@Suite("What a résumé brings", .fewAtATime) struct ResumeFollowingTests {
    private static let terms = """

        Notice Period: 60 days
        Current CTC: 12.5 LPA
        Expected CTC: ₹ 18,00,000
        """

    private func resume(_ more: String = terms, email: String = "lata.kulkarni@example.com") -> Browser.File {
        let text = Browser.File.resumeText.replacing("lata.kulkarni@example.com", with: email) + more
        return Browser.File(name: "lata.txt", data: Data(text.utf8), type: "text/plain")
    }

    private func lata(_ house: RunningHouse, _ email: String = "lata.kulkarni@example.com") async throws -> ID<User> {
        try await house.id("SELECT id FROM users WHERE email = \(email)")
    }

    private func says(_ column: String, _ person: ID<User>, _ house: RunningHouse) async throws -> String? {
        try await house.text("SELECT \(identifier: column)::text FROM candidate_profiles WHERE user_id = \(person)")
    }

    @Test(
        arguments: [
            ("Notice: 60 days\nCurrent CTC: 12.5 LPA", 60, 1_250_000), ("Notice period - 2 months\nCurrent salary: ₹ 18,00,000", 60, 1_800_000),
            ("Notice Period: Immediate joiner\nPresent CTC: Rs 9 lacs p.a.", 0, 900_000),
            ("Notice Period: 15 Days\nCurrent CTC: INR 1.2 crore", 15, 12_000_000),
            ("Notice period: negotiable\nCurrent salary: Rs 45,000 per month", nil, 540_000),
        ] as [(String, Int?, Int?)])
    func termsAreNumbers(_ text: String, notice: Int?, current: Int?) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt")
        defer { try? FileManager.default.removeItem(at: file) }
        try resume("\n\n" + text).data.write(to: file)
        let said = ResumeFacts.said(in: try await ResumeReading.read(file))
        #expect(said.first { $0.field.column == "notice_period" }?.value.number == notice)
        #expect(said.first { $0.field.column == "current_ctc" }?.value.number == current)
    }

    @Test func termsReachProfileAndReviewAndAPersonWins() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser(), recruiter = try await house.browser(.recruiter)
            #expect(try await stranger.apply(slug, file: resume()).status == 303)
            try await house.work()
            let id = try await lata(house), browser = try await house.browser(as: id)
            #expect(try await says("notice_period", id, house) == "60")
            #expect(try await says("current_ctc", id, house) == "1250000")
            #expect(try await says("expected_ctc", id, house) == "1800000")
            #expect(try await says("currency", id, house) == "INR")
            #expect(
                try await house.texts(
                    "SELECT key || value FROM candidate_profiles CROSS JOIN jsonb_each_text(field_sources) WHERE user_id = \(id) AND key IN ('notice_period', 'current_ctc', 'expected_ctc') ORDER BY key"
                ) == ["current_ctcresume", "expected_ctcresume", "notice_periodresume"])
            let review = try await recruiter.get("/desk/candidates/\(id)/review")
            #expect(review.says("data-field=\"notice_period\"") && review.says("value=\"60 days\"") && review.says("value=\"18,00,000\""))

            // Typed by a person, it stays; what the next résumé says waits.
            #expect(try await browser.post("/me/profile/preferences", ["notice_period": "30", "was.notice_period": "60 days"]).status == 303)
            #expect(try await browser.post("/me/profile/salary", ["expected_ctc": "20 lakh", "was.expected_ctc": "18,00,000"]).status == 303)
            #expect(
                try await stranger.apply(slug, file: resume(Self.terms.replacing("60 days", with: "3 months").replacing("18,00,000", with: "22,00,000"))).status
                    == 303)
            try await house.work()
            #expect(try await says("notice_period", id, house) == "30")
            #expect(try await says("expected_ctc", id, house) == "2000000")
            let waiting = try await house.texts("SELECT field || value FROM profile_proposals WHERE user_id = \(id) AND decided_at IS NULL ORDER BY field")
            #expect(waiting.contains("notice_period90") && waiting.contains("expected_ctc2200000"))

            // The review settles a proposal as every other way of writing does, and a new name counts as a change of the account.
            let page = try await recruiter.get("/desk/candidates/\(id)/review"),
                before = try await house.text("SELECT version::text FROM users WHERE id = \(id)")
            let version = String(try #require(page.body.firstMatch(of: #/name="version" value="(\d+)"/#)?.1))
            let saved = try await recruiter.post(
                "/desk/candidates/\(id)/review", ["version": version, "notice_period": "90 days", "full_name": "Lata S Kulkarni", "current_ctc": "13 lakh"])
            #expect(saved.status == 303)
            #expect(try await says("notice_period", id, house) == "90")
            #expect(try await says("current_ctc", id, house) == "1300000")
            #expect(
                try await house.text(
                    "SELECT decision FROM profile_proposals WHERE user_id = \(id) AND field = 'notice_period' ORDER BY created_at DESC LIMIT 1")
                    == "accepted")
            #expect(try await house.text("SELECT version::text FROM users WHERE id = \(id)") != before)
            #expect(
                try await house.count(
                    "background_jobs", where: "kind = 'score_candidate' AND finished_at IS NULL AND payload->>'candidate' = \(id.description)") == 1)
        }
    }

    @Test func payInAnotherCurrencyIsNotMixed() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            #expect(try await stranger.apply(slug).status == 303)
            try await house.work()
            let id = try await lata(house), browser = try await house.browser(as: id)
            #expect(try await browser.post("/me/profile/salary", ["expected_ctc": "20 lakh", "was.expected_ctc": ""]).status == 303)
            #expect(try await stranger.apply(slug, file: resume("\n\nCurrent CTC: USD 120,000\nNotice period: 30 days")).status == 303)
            try await house.work()
            #expect(try await says("notice_period", id, house) == "30", "it was not read")
            #expect(try await says("current_ctc", id, house) == nil)
            #expect(try await says("currency", id, house) == nil)
        }
    }

    /// Two people by two addresses; the second one's résumé is not read yet.
    private func withUnread(_ body: @escaping @Sendable (RunningHouse, _ kept: ID<User>, _ unread: ID<User>, Viewer) async throws -> Void) async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            try await house.work()
            let other = resume(email: "lata.k@example.org")
            #expect(try await house.browser().apply(slug, ["email": "lata.k@example.org", "phone": "+91 98200 11224"], file: other).status == 303)
            try await body(house, try await lata(house), try await lata(house, "lata.k@example.org"), try await house.pool.one(Users.first(of: .manager)))
        }
    }

    private let origin = Origin(address: "192.0.2.1", requestID: "test")

    @Test func aReadingFollowsItsPersonAndUndoingLosesNothing() async throws {
        try await withUnread { house, kept, unread, manager in
            let merge = try await Merging.merge(.init(kept: kept, gone: unread, taking: Set(MergeColumns.resume)), by: manager, from: origin, in: house.pool)
            try await house.work()
            #expect(try await house.count("resume_readings", where: "file_id IN (SELECT id FROM candidate_files WHERE user_id = \(kept))") == 2)
            #expect(try await says("notice_period", unread, house) == nil, "written to the one who is gone")
            _ = try await Merging.undo(merge, areDifferent: true, by: manager, from: origin, in: house.pool)
            try await house.work()
            #expect(try await says("notice_period", unread, house) == "60")
            #expect(try await says("resume_text", unread, house)?.contains("lata.k@example.org") == true)
            #expect(try await says("resume_text", kept, house)?.contains("lata.kulkarni@example.com") == true)
        }
    }

    @Test func aReadingOfSomebodyWhoWasErasedWritesNothing() async throws {
        try await withUnread { house, _, unread, _ in
            let digest = try #require(try await house.text("SELECT encode(resume_sha256, 'hex') FROM candidate_profiles WHERE user_id = \(unread)"))
            let order = ResumeWork.Order(application: nil, candidate: unread, sha256: digest, fileName: "lata.txt")
            // Whoever reads has the file open already; the reading ends after the erasure.
            let copy = house.folder.appending(path: "copy.txt")
            try resume(email: "lata.k@example.org").data.write(to: copy)
            let browser = try await house.browser(as: unread)
            #expect(try await browser.post("/me/erase", ["confirm": "Delete"]).status == 303)
            try await house.work()
            let before = try await house.everything()
            let files = FileStore(root: house.folder.appending(path: "late"))
            _ = try files.put(fileAt: copy)
            try await ResumeWork(database: house.pool, files: files).handler(
                try JSONEncoder().encode(order), Attempt(job: ID<Work>(), kind: ResumeWork.kind, number: 1, maxAttempts: 3))
            #expect(try await house.everything() == before)
            #expect(!house.storedFiles().contains { $0.hasSuffix(digest) })
        }
    }

    /// Somebody is erased who had the very file that an import is just bringing.
    @Test func anImportTakesTurnsWithWhoeverRemovesTheSameFile() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter), file = resume()
            let files = FileStore(root: house.folder.appending(path: "files")), digest = try files.put(file.data).sha256
            let sent = try await house.pool.transaction { transaction in
                try await transaction.run(Avatars.takingTurns(at: digest))
                let sending = Task { try await recruiter.upload("/desk/imports/resumes", [:], file, field: "files") }
                try await Task.sleep(for: .seconds(1))
                try files.remove(digest)
                return sending
            }
            #expect(try await sent.value.status == 303)
            #expect(house.storedFiles().contains { $0.hasSuffix(digest) }, "a row speaks of a file that is gone")
            try await house.work()
            #expect(try await house.text("SELECT status FROM import_items ORDER BY import_id DESC LIMIT 1") == "imported")
        }
    }

    @Test func thePortalsPlacesStandOnEveryPageOfTheProfile() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            let browser = try await house.browser(as: try await lata(house))
            for page in ["/me/profile", "/me/profile/salary", "/me/resumes"] { #expect(try await browser.get(page).says("class=\"places\""), "\(page)") }
        }
    }

    /// A vector or a second of presence does not have the words of a résumé read anew; what is searched for does.
    @Test func theSearchRowFollowsWhatChanged() async throws {
        try await withHouse { house in
            let id: ID<User> = try await house.id("SELECT user_id AS id FROM candidate_search ORDER BY user_id LIMIT 1")
            let row: SQL = "SELECT doc::text FROM candidate_search WHERE user_id = \(id)"
            // A mark that only a rewriting takes away.
            try await house.run("UPDATE candidate_search SET doc = doc || 'untouched'::tsvector WHERE user_id = \(id)")
            try await house.run("UPDATE users SET full_name = full_name, email = email WHERE id = \(id)")
            try await house.run(
                "UPDATE candidate_profiles SET ai_skills_vector = array_fill(0.5, ARRAY[384])::vector, skills_vector_model = 'm', updated_at = now() WHERE user_id = \(id)"
            )
            #expect(try await house.text(row)?.contains("untouched") == true)
            #expect(
                try await house.text(
                    """
                    SELECT model || (meaning = array_fill(0.5, ARRAY[384])::halfvec) || (found.updated_at = profile.updated_at) FROM candidate_search AS found
                    JOIN candidate_profiles AS profile USING (user_id) WHERE user_id = \(id)
                    """) == "mtruetrue")
            try await house.run("UPDATE users SET full_name = 'Somebody Else' WHERE id = \(id)")
            #expect(try await house.text(row)?.contains("untouched") == false)
            for change in ["resume_text = 'zyzzyva'", "skills = '[\"Zyzzyva\"]'", "bio = 'zyzzyva'", "certificates = '[\"zyzzyva\"]'"] as [SQL] {
                try await house.run("UPDATE candidate_profiles SET resume_text = NULL, bio = NULL, skills = '[]', certificates = '[]' WHERE user_id = \(id)")
                try await house.run("UPDATE candidate_profiles SET \(change) WHERE user_id = \(id)")
                #expect(try await house.text(row)?.contains("zyzzyva") == true)
            }
        }
    }
}
