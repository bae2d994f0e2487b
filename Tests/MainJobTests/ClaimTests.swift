import Accounts
import Foundation
import Hiring
import Postgres
import Testing
import Web

/// People who were found elsewhere are asked, and keep their profile or are taken off.
@Suite("Claims", .fewAtATime) struct ClaimTests {
    private func sourced(_ house: RunningHouse, hasEmail: Bool = true) async throws -> ID<User> {
        let id = try await house.id(
            "SELECT id FROM users WHERE role = 'CANDIDATE' AND status = 'Active' AND last_login IS NULL AND NOT EXISTS (SELECT FROM applications WHERE candidate_id = users.id) ORDER BY id LIMIT 1",
            of: User.self)
        try await house.run(
            "UPDATE users SET email = 'found@example.com', email_key = 'found@example.com', full_name = 'Found Elsewhere', is_verified = false WHERE id = \(id)"
        )
        if !hasEmail { try await house.run("UPDATE users SET email = NULL, email_key = NULL WHERE id = \(id)") }
        return id
    }

    private func link(_ house: RunningHouse) async throws -> String {
        String(try #require(try await house.mail(to: "found@example.com")?.firstMatch(of: #/\/claim\/[\w-]+/#)?.0))
    }

    @Test func aProfileIsClaimedOnce() async throws {
        try await withHouse { house in
            let id = try await sourced(house), recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.get("/desk/candidates/\(id)").says("Invite to claim"))
            try await house.run(
                """
                UPDATE candidate_profiles SET year_of_passing = 2017, languages = '["Marathi"]', work_authorization = 'Indian citizen', time_zone = 'Asia/Kolkata',
                    shift_preference = 'Night', number_of_offers = 3, best_time_to_contact = 'after six' WHERE user_id = \(id)
                """)
            #expect(try await recruiter.post("/desk/candidates/\(id)/invite").status == 303)
            #expect(try await recruiter.postJSON("/api/v1/desk/candidates/\(id)/invite", "{}").status == 409, "one letter an hour")
            let place = try await link(house), browser = try await house.browser(), page = try await browser.get(place)
            #expect(page.status == 200 && page.says("Found Elsewhere, this is what we hold about you") && page.says("found@example.com"))
            for held in ["2017", "Marathi", "Indian citizen", "Asia/Kolkata", "Night", "after six", "How many"] { #expect(page.says(held), "\(held)") }
            #expect(try await browser.post(place, ["decision": "keep"]).hasProblem(beside: "consent"))
            #expect(try await browser.post(place, ["decision": "whatever"]).status == 400)
            let kept = try await browser.post(place, ["decision": "keep", "consent": "yes"])
            #expect(kept.status == 303 && kept.location == "/me")
            #expect(try await browser.get("/me").status == 200)
            #expect(
                try await house.text("SELECT purpose || ' ' || is_verified FROM consents JOIN users ON users.id = user_id WHERE user_id = \(id)")
                    == "claim true")
            #expect(try await house.count("activity_logs", where: "action_type IN ('INVITED_CANDIDATE', 'CLAIMED_PROFILE') AND entity_id = \(id)") == 2)
            #expect(try await house.browser().post(place, ["decision": "remove"]).status == 410)
            #expect(try await !recruiter.get("/desk/candidates/\(id)").says("Invite to claim"))
            #expect(try await recruiter.postJSON("/api/v1/desk/candidates/\(id)/invite", "{}").status == 409)
        }
    }

    @Test func whoDeclinesIsTakenOffAndARecruiterIsTold() async throws {
        try await withHouse { house in
            let id = try await sourced(house), recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.post("/desk/candidates/\(id)/invite").status == 303)
            let place = try await link(house)
            #expect(try await house.browser().post(place, ["decision": "remove"]).says("You are taken off"))
            #expect(
                try await house.text("SELECT status || ' ' || is_actively_searching FROM users JOIN candidate_profiles ON user_id = id WHERE id = \(id)")
                    == "Inactive false")
            let queue = try await recruiter.get("/desk")
            #expect(queue.says("Found Elsewhere wants to be removed") && queue.says("/desk/candidates/\(id)") && !queue.says("/desk/candidates/\(id)/erase"))
            // Whoever may erase gets a card that leads there.
            #expect(
                try await house.texts(
                    "SELECT role::text FROM action_queue JOIN users ON users.id = user_id WHERE related_candidate_id = \(id) AND type = 'INTERVENTION_NEEDED' AND priority = 'High' ORDER BY role"
                )
                    == ["MANAGER", "RECRUITER"])
            let manager = try await house.browser(.manager)
            #expect(try await manager.get("/desk").says("/desk/candidates/\(id)/erase"))
            #expect(try await manager.get("/desk/candidates/\(id)/erase").says("Erase Found Elsewhere"))
            let erased = try await manager.post("/desk/candidates/\(id)/erase", ["asked": "yes", "confirm": "delete"])
            #expect(erased.status == 303 && erased.location?.hasPrefix("/desk/erasures/") == true)
            #expect(try await !recruiter.get("/desk").says("Found Elsewhere"))
            #expect(try await house.count("activity_logs", where: "action_type = 'DECLINED_PROFILE' AND entity_id = \(id)") == 1)
            #expect(try await house.browser().get(place).status == 410)
        }
    }

    @Test func whoCameByThemselvesClaimsNothing() async throws {
        try await withHouse { house in
            let id = try await sourced(house), recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.post("/desk/candidates/\(id)/invite").status == 303)
            let place = try await link(house)
            _ = try await house.browser(as: id)
            #expect(try await house.browser().get(place).status == 410)
            #expect(try await house.browser().post(place, ["decision": "remove"]).status == 410)
            #expect(try await house.text("SELECT status::text FROM users WHERE id = \(id)") == "Active")
            // Somebody who applied, also where they withdrew.
            let job = try await house.openJob(), applicant = try await house.browser()
            #expect(try await applicant.apply(job.slug).status == 303)
            #expect(try await applicant.post(try await house.privateLink() + "/withdraw").status == 303)
            let lata = try await house.id("SELECT id FROM users WHERE email = 'lata.kulkarni@example.com'", of: User.self)
            #expect(try await !recruiter.get("/desk/candidates/\(lata)").says("Found elsewhere"))
            #expect(try await recruiter.postJSON("/api/v1/desk/candidates/\(lata)/invite", "{}").status == 409)
        }
    }

    @Test func anAddressIsAddedFirstWhereThereIsNone() async throws {
        try await withHouse { house in
            let id = try await sourced(house, hasEmail: false), recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.postJSON("/api/v1/desk/candidates/\(id)/invite", "{}").status == 422)
            let taken = try #require(try await house.text("SELECT email FROM users WHERE email IS NOT NULL AND role = 'CANDIDATE' LIMIT 1"))
            #expect(try await recruiter.postJSON("/api/v1/desk/candidates/\(id)/invite", "{\"email\": \"\(taken)\"}").status == 422)
            #expect(try await house.text("SELECT email FROM users WHERE id = \(id)") == nil)
            #expect(try await recruiter.post("/desk/candidates/\(id)/invite", ["email": "found@example.com"]).status == 303)
            #expect(try await house.browser().get(try await link(house)).status == 200)
        }
    }
}
