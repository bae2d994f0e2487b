import Accounts
import Documents
import Foundation
import Hiring
import NIOHTTP1
import Postgres
import TestKit
import Testing

/// The eye of a recruiter on what was read in a résumé.
@Suite("Review of résumés", .fewAtATime) struct IntakeReviewTests {
    private static let lata: SQL = "user_id = (SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com')"

    private func profile(_ house: RunningHouse, _ column: String) async throws -> String? {
        try await house.text("SELECT \(identifier: column)::text FROM candidate_profiles WHERE \(Self.lata)")
    }

    private func source(_ house: RunningHouse, _ column: String) async throws -> String? {
        try await house.text("SELECT field_sources->>\(column) FROM candidate_profiles WHERE \(Self.lata)")
    }

    /// Every field of the form as the page has it.
    private func fields(_ page: Reply) -> [String: String] {
        var fields: [String: String] = [:]
        for match in page.body.matches(of: #/<input (?:type="[a-z]+" value="([^"]*)"[^>]* name="([^"]+)"|type="hidden" name="([^"]+)" value="([^"]*)")/#) {
            if let name = match.2 { fields[String(name)] = String(match.1 ?? "") } else if let name = match.3 { fields[String(name)] = String(match.4 ?? "") }
        }
        for match in page.body.matches(of: #/<textarea [^>]*name="([^"]+)"[^>]*>\n([^<]*)</#) { fields[String(match.1)] = String(match.2) }
        fields["csrf"] = nil
        for name in fields.keys where name.hasSuffix("-current") && !page.says("checked id=\"\(name)\"") { fields[name] = nil }
        return fields.mapValues { $0.replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&amp;", with: "&") }
    }

    @Test func whatWasReadIsLookedOverAcceptedAndCorrected() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser(), recruiter = try await house.browser(.recruiter)
            #expect(try await stranger.apply(slug, file: .pdf()).status == 303)
            try await house.work()
            let person = try #require(try await house.text("SELECT user_id::text FROM candidate_profiles WHERE \(Self.lata)"))
            try await house.run(
                """
                UPDATE resume_readings SET is_doubtful = true, findings = findings || '{"current_role": {"value": "Senior Engineer", "confidence": 0.41, "page": 0,
                    "box": [0.1, 0.2, 0.3, 0.05], "text": "Senior Engineer, Northwind Payments"}}'
                """)
            let queue = try await recruiter.get("/desk/candidates/review")
            #expect(queue.says("Lata Kulkarni") && queue.says("/desk/candidates/\(person)/review/"))
            let page = try await recruiter.get("/desk/candidates/\(person)/review"), body = page.body
            #expect(
                page.status == 200 && page.says("41 % sure")
                    && page.says("data-box=\"current_role\" class=\"doubtful\" x=\"10.0\" y=\"20.0\" width=\"30.0\" height=\"5.0\""))
            let doubtful = try #require(body.range(of: "data-field=\"current_role\"")), sure = try #require(body.range(of: "data-field=\"full_name\""))
            #expect(doubtful.lowerBound < sure.lowerBound, "what is doubtful does not come first")

            // The picture of the page, on record once however often it is looked at.
            let picture = String(try #require(body.firstMatch(of: #/src="(\/desk\/candidates\/[^"]+\/pages\/1\.png)"/#)?.1))
            for _ in 0..<2 {
                let image = try await recruiter.get(picture)
                #expect(image.status == 200 && image.header("Content-Type") == "image/png" && image.header("X-Content-Type-Options") == "nosniff")
                #expect(image.header("Content-Security-Policy") == "default-src 'none'; sandbox")
            }
            #expect(try await house.count("activity_logs", where: "action_type = 'VIEWED_RESUME'") == 1)
            #expect(try await house.browser(as: try #require(ID<User>(person))).get("/me/privacy").says("A recruiter of Saffron Talent looked at your résumé"))
            for wrong in ["/pages/2.png", "/pages/0.png", "/pages/1.jpg", "/pages/..%2F1.png"] {
                #expect(try await recruiter.get(picture.replacing("/pages/1.png", with: wrong)).status == 404, "\(wrong)")
            }

            // A value that cannot be is refused with everything that was typed; nothing is changed.
            let given = fields(page), file = String(try #require(body.firstMatch(of: #/action="(\/desk\/candidates\/[^"]+\/review\/[^"\/]+)"/#)?.1))
            #expect(given["phone"] != nil && given["version"] != nil)
            let before = try await house.everything()
            let refused = try await recruiter.post(file, given.merging(["year_of_passing": "soon", "current_role": "Principal Engineer"]) { $1 })
            #expect(refused.status == 422 && refused.hasProblem(beside: "year_of_passing") && refused.says("value=\"Principal Engineer\""))
            #expect(try await house.everything() == before)

            // One is corrected, the rest accepted.
            let saved = try await recruiter.post(file, given.merging(["current_role": "Principal Engineer"]) { $1 })
            #expect(saved.status == 303 && saved.location == "/desk/candidates/\(person)")
            #expect(try await profile(house, "current_role") == "Principal Engineer")
            #expect(try await source(house, "current_role") == "recruiter")
            #expect(try await source(house, "skills") == "resume")
            #expect(try await house.count("resume_readings", where: "reviewed_at IS NOT NULL AND reviewed_by IS NOT NULL") == 1)
            #expect(
                try await house.text("SELECT after->>'current_role' FROM activity_logs WHERE action_type = 'REVIEWED_RESUME'") == "Principal Engineer")
            #expect(!(try await recruiter.get("/desk/candidates/review")).says("Lata Kulkarni"))

            // The same once more, and an older tab with another value.
            let again = try await recruiter.post(file, given.merging(["current_role": "Principal Engineer"]) { $1 })
            #expect(again.status == 303)
            #expect(try await house.count("activity_logs", where: "action_type = 'REVIEWED_RESUME'") == 1)
            let stale = try await recruiter.post(file, given.merging(["current_role": "Chef"]) { $1 })
            #expect(stale.status == 422 && stale.says("Somebody changed this profile in the meantime.") && stale.says("value=\"Chef\""))
            #expect(try await profile(house, "current_role") == "Principal Engineer")
            // A new reading of the same file leaves what the recruiter said.
            #expect(try await recruiter.post("\(file)/retry").status == 303)
            try await house.work()
            #expect(try await profile(house, "current_role") == "Principal Engineer")
        }
    }

    @Test func aFileThatCannotBeReadIsFilledInByHandOrReplaced() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), stranger = try await house.browser()
            let recruiter = try await house.browser(as: try await house.owner(of: job))
            #expect(try await stranger.apply(slug, file: .init(name: "locked.pdf", data: SamplePDF.encrypted())).status == 303)
            try await house.work()
            let person = try #require(try await house.text("SELECT user_id::text FROM candidate_profiles WHERE \(Self.lata)"))
            let card: SQL = "type = 'PARSE_FAILURE' AND NOT is_dismissed AND related_candidate_id::text = \(person)"
            #expect(try await house.count("action_queue", where: card) == 1)
            #expect((try await recruiter.get("/desk")).says("href=\"/desk/candidates/\(person)/review\""), "the card does not open the review")
            let page = try await recruiter.get("/desk/candidates/\(person)/review")
            #expect(page.status == 200 && page.says("locked.pdf could not be read.") && page.says(ExtractionFailure.encrypted.message))
            #expect((try await recruiter.get("/desk/candidates/review")).says("Lata Kulkarni"))

            let place = "/desk/candidates/\(person)/review/" + String(try #require(page.body.firstMatch(of: #/review\/([^"\/]+)"/#)?.1))
            #expect(try await recruiter.post("\(place)/retry").location == place)
            try await house.work()
            #expect(try await house.count("action_queue", where: card) == 1, "trying again made another card, or lost it")

            let byHand = fields(page).merging([
                "current_role": "Staff Nurse", "skills": "Nursing, Triage", "job-0-title": "Nurse", "job-0-company": "City Hospital", "job-0-start": "Mar 2019",
            ]) { $1 }
            let saved = try await recruiter.post(place, byHand)
            #expect(saved.status == 303)
            #expect(try await source(house, "skills") == "recruiter")
            #expect(try await profile(house, "current_role") == "Staff Nurse")
            #expect(
                try await house.text("SELECT job_title || ' ' || start_date FROM candidate_work_history WHERE profile_id::text = \(person)")
                    == "Nurse 2019-03-01")
            #expect(try await house.count("action_queue", where: card) == 0)
            #expect(try await house.text("SELECT resume_problem FROM candidate_profiles WHERE \(Self.lata)") == nil)

            // Another copy, uploaded by the recruiter, is read; what was typed stays.
            let bad = try await recruiter.upload(
                "/desk/candidates/\(person)/resumes", [:], .init(name: "program.exe", data: Data([0x7F, 0x45, 0x4C, 0x46, 0, 0])))
            #expect(bad.status == 303)
            #expect(try await house.count("candidate_files", where: Self.lata) == 1)
            #expect(try await recruiter.upload("/desk/candidates/\(person)/resumes", [:], .pdf(name: "open.pdf")).status == 303)
            try await house.work()
            #expect(try await profile(house, "current_role") == "Staff Nurse")
            #expect(try await profile(house, "highest_education") != nil)
            let files = try await recruiter.get("/desk/candidates/\(person)")
            #expect(files.says("open.pdf") && files.says("locked.pdf") && files.says("looked over"))
            #expect(try await house.count("resume_readings", where: "problem IS NULL AND reviewed_at IS NULL") == 1)
            #expect(try await stranger.get("/desk/candidates/\(person)/review").location?.hasPrefix("/sign-in") == true)
        }
    }
}
