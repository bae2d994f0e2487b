import Accounts
import Foundation
import Postgres
import Testing

@testable import Hiring

/// What was read waits where a person said otherwise, and is accepted or refused once.
@Suite("Proposals", .fewAtATime) struct ProposalTests {
    private func hear(_ house: RunningHouse, _ id: ID<User>, _ said: [String: String], from source: FieldSource = .resume) async throws -> Profile.Heard {
        let values = try said.sorted { $0.key < $1.key }.map { column, text in
            let field = try #require(ProfileFields[column])
            return (field: field, value: try field.parse(text).get())
        }
        return try await house.pool.transaction { try await Profile.hear(values, of: id, from: source, in: $0) }
    }

    private func person(_ house: RunningHouse) async throws -> ID<User> {
        let id: ID<User> = try await house.id(
            "SELECT candidate_id FROM applications JOIN users ON users.id = candidate_id WHERE users.status = 'Active' ORDER BY candidate_id DESC LIMIT 1")
        try await house.run("DELETE FROM profile_proposals")
        try await house.run(
            "UPDATE candidate_profiles SET \"current_role\" = 'Engineer', bio = NULL, skills = '[\"Swift\"]', field_sources = '{\"current_role\": \"person\", \"skills\": \"recruiter\"}' WHERE user_id = \(id)"
        )
        return id
    }

    private func open(_ house: RunningHouse, _ column: String) async throws -> String? {
        try await house.text("SELECT id::text FROM profile_proposals WHERE field = \(column) AND decided_at IS NULL")
    }

    @Test func whatWasReadWaitsIsAcceptedOrRefusedAndNotProposedAgain() async throws {
        try await withHouse { house in
            let id = try await person(house), recruiter = try await house.browser(.recruiter), candidate = try await house.browser(as: id)
            let heard = try await hear(house, id, ["current_role": "Team lead", "bio": "Builds things.", "skills": "Swift, Kafka"])
            #expect(heard == Profile.Heard(filled: ["bio"], proposed: ["current_role", "skills"]))
            #expect(
                try await house.text("SELECT \"current_role\" || bio || (field_sources->>'bio') FROM candidate_profiles WHERE user_id = \(id)")
                    == "EngineerBuilds things.resume")
            for page in [try await recruiter.get("/desk/candidates/\(id)"), try await candidate.get("/me/profile")] {
                #expect(page.says("<ins>Team lead</ins>") && page.says("<del>Engineer</del>") && page.says("adds Kafka"))
            }
            // Read again, it is one proposal; a newer reading takes its place.
            #expect(try await hear(house, id, ["current_role": "team lead"]).proposed == [])
            #expect(try await hear(house, id, ["current_role": "Architect"]).proposed == ["current_role"])
            #expect(try await house.count("profile_proposals", where: "field = 'current_role' AND decision = 'outdated'") == 1)
            #expect(try await house.count("profile_proposals", where: "field = 'current_role' AND decided_at IS NULL") == 1)

            let role = try #require(try await open(house, "current_role")), skills = try #require(try await open(house, "skills"))
            #expect(try await candidate.post("/me/profile/proposals/\(role)/refuse").status == 303)
            #expect(try await candidate.post("/me/profile/proposals/\(role)/refuse").status == 303, "the second click")
            #expect(try await recruiter.post("/desk/candidates/\(id)/proposals/\(role)/accept").status == 303, "it is decided, and stays so")
            #expect(try await house.text("SELECT \"current_role\" FROM candidate_profiles WHERE user_id = \(id)") == "Engineer")
            #expect(try await hear(house, id, ["current_role": "architect"]).proposed == [], "refused, and not proposed again")
            #expect(try await hear(house, id, ["current_role": "Director"]).proposed == ["current_role"], "another one is")

            let accepted = try await recruiter.postJSON("/api/v1/desk/candidates/\(id)/proposals/\(skills)/accept", "{}")
            #expect(accepted.status == 200 || accepted.status == 303)
            #expect(
                try await house.text("SELECT skills::text || (field_sources->>'skills') FROM candidate_profiles WHERE user_id = \(id)")
                    == #"["Swift", "Kafka"]recruiter"#)
            #expect(try await house.count("background_jobs", where: "kind = 'score_candidate' AND payload->>'candidate' = \(id.description)") == 1)
            #expect(try await house.count("activity_logs", where: "action_type IN ('ACCEPTED_PROPOSAL', 'REFUSED_PROPOSAL') AND entity_id = \(id.uuid)") == 2)

            // Written by hand, what was proposed is settled with it.
            #expect(try await candidate.post("/me/profile/preferences", ["current_role": "Director", "was.current_role": "Engineer"]).status == 303)
            #expect(try await open(house, "current_role") == nil)
        }
    }

    /// The whole way: a person keeps role and jobs by hand, then applies with a résumé that says otherwise.
    @Test func aPersonWinsOverTheirResume() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            #expect(try await stranger.apply(slug).status == 303)
            try await house.work()
            let id: ID<User> = try await house.id("SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com'"), lata = try await house.browser(as: id)
            let read = try await lata.get("/me/profile")
            #expect(read.says("from your résumé") && read.says("Senior Engineer") && read.says("Northwind Payments"))
            #expect(try await house.text("SELECT field_dates->>'skills' FROM candidate_profiles WHERE user_id = \(id)")?.hasSuffix("Z") == true)
            #expect(try await house.text("SELECT field_sources->>'work_history' FROM candidate_profiles WHERE user_id = \(id)") == "resume")
            #expect(try await lata.post("/me/profile/preferences", ["current_role": "Captain", "was.current_role": "Senior Engineer"]).status == 303)
            let job = try #require(try await house.text("SELECT id::text FROM candidate_work_history WHERE profile_id = \(id) AND is_current"))
            #expect(try await lata.post("/me/profile/history/\(job)", ["is_current": "no", "end_date": "Oct 2026"]).status == 303)
            let newer = Browser.File.resumeText.replacing(
                "Senior Engineer, Northwind Payments\nMarch 2021 - Present",
                with: "Director, Fabrikam Airlines\nOctober 2026 - Present\n- Runs it.\n\nSenior Engineer, Northwind Payments\nMarch 2021 - September 2026")
            #expect(try await stranger.apply(slug, file: Browser.File(name: "newer.txt", data: Data(newer.utf8), type: "text/plain")).status == 303)
            try await house.work()
            #expect(try await house.text("SELECT \"current_role\" FROM candidate_profiles WHERE user_id = \(id)") == "Captain")
            #expect(try await house.count("candidate_work_history", where: "profile_id = \(id)") == 2)
            let page = try await lata.get("/me/profile")
            #expect(page.says("adds Director, Fabrikam Airlines") && page.says("Work history"))
            let history = try #require(try await open(house, "work_history"))
            #expect(try await lata.post("/me/profile/proposals/\(history)/accept").status == 303)
            #expect(
                try await house.texts("SELECT job_title FROM candidate_work_history WHERE profile_id = \(id) ORDER BY start_date DESC") == [
                    "Director", "Senior Engineer", "Engineer",
                ])
            #expect(try await house.text("SELECT end_date::text FROM candidate_work_history WHERE id = \(UUID(uuidString: job) ?? UUID())") == "2026-09-01")
            #expect(try await open(house, "work_history") == nil)
        }
    }
}
