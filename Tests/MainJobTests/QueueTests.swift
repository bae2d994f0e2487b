import Accounts
import Documents
import Foundation
import Hiring
import Postgres
import TestKit
import Testing

/// The action queue: one card where one answer is enough.
@Suite("Queue", .fewAtATime) struct QueueTests {
    /// An open job without a card, and its recruiter.
    private func withOwner(
        _ body: @escaping @Sendable (_ house: RunningHouse, _ owner: Browser, _ slug: String, _ job: ID<Job>) async throws -> Void
    ) async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob()
            try await house.run("DELETE FROM action_queue")
            try await body(house, try await house.browser(as: try await house.owner(of: job)), slug, job)
        }
    }

    private func apply(_ house: RunningHouse, _ slug: String, _ people: ClosedRange<Int>) async throws {
        let stranger = try await house.browser()
        for place in people { #expect(try await stranger.apply(slug, ["full_name": "Person \(place)", "email": "person\(place)@example.com"]).status == 303) }
    }

    private func cards(_ owner: Browser) async throws -> [[String: Any]] {
        try await owner.get("/api/v1/desk").json["actions"] as? [[String: Any]] ?? []
    }

    @Test func applicationsForOneJobAreOneCard() async throws {
        try await withOwner { house, owner, slug, job in
            #expect(try await owner.get("/desk").says("Nothing needs you right now."))
            try await apply(house, slug, 1...1)
            let title = try #require(try await house.text("SELECT title FROM jobs WHERE id = \(job)"))
            #expect(try await owner.get("/desk").says("1 new applicant for \(title)"))
            try await apply(house, slug, 2...3)
            let stranger = try await house.browser()
            _ = try await stranger.apply(slug, ["full_name": "Person 1", "email": "person1@example.com", "phone": "+44 20 7946 0000"], file: .pdf())
            let all = try await cards(owner)
            #expect(all.count == 1 && all.first?["count"] as? Int == 3, "who applies again is no new applicant")
            #expect(all.first?["type"] as? String == "NEW_MATCHES" && all.first?["job_id"] as? String == job.description)
            let page = try await owner.get("/desk")
            #expect(
                page.says("3 new applicants for \(title)") && page.says("Review 3") && page.says("One thing needs you.")
                    && page.says("href=\"/desk/jobs/\(job)\""))
            try await house.work()
            #expect(try await owner.get("/desk").body.contains(#/Best: .+ \d+, .+ \d+\./#))
            #expect(try await cards(owner).count == 1)
            try await house.run(
                "UPDATE applications SET status = 'Screening' WHERE job_id = \(job) AND candidate_id IN (SELECT id FROM users WHERE full_name = 'Person 2')")
            let fewer = try await owner.get("/desk")
            #expect(fewer.says("2 new applicants for \(title)") && !fewer.says("Person 2"), "who was moved on is no new applicant")
            try await house.run("UPDATE applications SET status = 'Withdrawn', is_active = false WHERE job_id = \(job)")
            #expect(try await owner.get("/desk").says("Nothing needs you right now."))
        }
    }

    @Test func anUnreadableResumeOfSomebodyWhoIsOutIsNoCard() async throws {
        try await withOwner { house, owner, slug, job in
            let stranger = try await house.browser()
            #expect(try await stranger.apply(slug, file: Browser.File(name: "scan.pdf", data: SamplePDF.make([]), type: "application/pdf")).status == 303)
            try await house.work()
            #expect(try await cards(owner).contains { $0["type"] as? String == "PARSE_FAILURE" })
            try await house.run("UPDATE applications SET status = 'Rejected', is_active = false WHERE job_id = \(job)")
            #expect(try await cards(owner).isEmpty)
        }
    }

    @Test func eightApplicationsAtOnceAreOneCard() async throws {
        try await withOwner { house, owner, slug, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for place in 1...8 { group.addTask { try await apply(house, slug, place...place) } }
                try await group.waitForAll()
            }
            let all = try await cards(owner)
            #expect(all.count == 1 && all.first?["count"] as? Int == 8)
        }
    }

    @Test func settingACardAsideIsForItsOwnerOnly() async throws {
        try await withOwner { house, owner, slug, job in
            try await apply(house, slug, 1...2)
            let card = try #require(try await cards(owner).first?["id"] as? String), other = try await house.browser(.admin)
            #expect(try await cards(other).isEmpty)
            #expect(try await other.post("/desk/actions/\(card)/dismiss").status == 404)
            #expect(try await owner.post("/desk/actions/\(ID<Job>())/dismiss").status == 404)
            #expect(try await cards(owner).count == 1)
            for _ in 1...2 { #expect(try await owner.post("/desk/actions/\(card)/dismiss").location == "/desk") }
            #expect(try await owner.get("/desk").says("Nothing needs you right now."))
            #expect(try await owner.post("/desk/actions/\(card)/dismiss", ["undo": "yes"]).status == 303)
            #expect(try await cards(owner).count == 1)
            #expect(try await owner.post("/desk/actions/\(card)/dismiss").status == 303)

            try await apply(house, slug, 3...3)
            let next = try await cards(owner)
            #expect(next.count == 1 && next.first?["count"] as? Int == 1 && next.first?["id"] as? String != card)
            // The old card cannot come back beside the new one that stands for the same job.
            #expect(try await owner.post("/desk/actions/\(card)/dismiss", ["undo": "yes"]).status == 409)
            #expect(try await cards(owner).count == 1)
        }
    }

    @Test func aJobWithoutARecruiterRingsForTheManager() async throws {
        try await withOwner { house, _, slug, job in
            try await house.run("UPDATE jobs SET assigned_recruiter_id = NULL WHERE id = \(job)")
            try await apply(house, slug, 1...1)
            #expect(try await cards(try await house.browser(.manager)).count == 1)
            try await house.run("UPDATE jobs SET assigned_recruiter_id = (SELECT id FROM users WHERE role = 'RECRUITER' LIMIT 1) WHERE id = \(job)")
            try await house.run("UPDATE users SET status = 'Inactive' WHERE role IN ('RECRUITER', 'MANAGER')")
            try await apply(house, slug, 2...2)
            #expect(try await cards(try await house.browser(.admin)).count == 1)
        }
    }

    @Test func workThatIsGivenUpIsACard() async throws {
        try await withOwner { house, owner, slug, _ in
            #expect(try await house.browser().apply(slug).status == 303)
            let sum = try #require(try await house.text("SELECT encode(sha256, 'hex') FROM stored_files ORDER BY created_at DESC LIMIT 1"))
            try FileStore(root: house.folder.appendingPathComponent("files")).remove(sum)
            try await house.work()
            let failed = try #require(try await cards(owner).first { $0["type"] as? String == "PARSE_FAILURE" })
            #expect(failed["priority"] as? String == "High" && failed["title"] as? String == "The résumé of Lata Kulkarni could not be read")
            #expect((failed["description"] as? String)?.contains("lata.txt, for ") == true)
            let application = try await house.application()
            #expect(failed["application_id"] as? String == application.description)
            #expect(try await owner.get("/desk/applications/\(application)").says("Please look at it, or ask for another copy."))
            #expect(try await house.text("SELECT last_error FROM background_jobs WHERE failed_at IS NOT NULL") == "the stored file is missing")
            let person: ID<User> = try await house.id("SELECT candidate_id FROM applications WHERE id = \(application)")
            #expect(try await owner.get("/desk/candidates/\(person)/resume").status == 404)
            try await house.work()
            #expect(try await cards(owner).count { $0["type"] as? String == "PARSE_FAILURE" } == 1)
        }
    }
}
