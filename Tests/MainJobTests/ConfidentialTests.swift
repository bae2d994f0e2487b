import Accounts
import Hiring
import Postgres
import Testing

/// A confidential job, seen by a colleague who does not work on it.
@Suite("Confidential jobs", .fewAtATime) struct ConfidentialTests {
    @Test func neitherQueueNorCountsNorWarningsTellOfIt() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), stranger = try await house.browser()
            let others: SQL = "(SELECT id FROM users WHERE role = 'MANAGER' LIMIT 1)",
                mine: SQL = "(SELECT id FROM users WHERE role = 'RECRUITER' ORDER BY created_at, id LIMIT 1)"
            try await house.run("UPDATE jobs SET assigned_recruiter_id = \(mine), title = 'Secret Pilot' WHERE id = \(job)")
            try await house.run("DELETE FROM action_queue")
            _ = try await stranger.apply(slug)
            try await house.work()
            let recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.get("/desk").says("Secret Pilot"))
            let client = try await house.text("SELECT clients.name FROM clients JOIN jobs ON jobs.client_id = clients.id WHERE jobs.id = \(job)") ?? ""
            let before = try await openJobs(of: client, recruiter)

            try await house.run("UPDATE jobs SET is_client_confidential = true, assigned_recruiter_id = \(others) WHERE id = \(job)")
            #expect(!(try await recruiter.get("/desk").says("Secret Pilot")))
            #expect(!(try await recruiter.get("/api/v1/desk").says("Secret Pilot")))
            #expect(try await openJobs(of: client, recruiter) == before - 1)
            #expect(try await openJobs(of: client, try await house.browser(.admin)) == before)
        }
    }

    @Test func theQueueGoesWithTheJob() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), admin = try await house.browser(.admin)
            let two = try await house.texts("SELECT id::text FROM users WHERE role = 'RECRUITER' ORDER BY created_at, id LIMIT 2")
            try #require(two.count == 2)
            try await house.run("UPDATE jobs SET assigned_recruiter_id = \(two[0])::uuid WHERE id = \(job)")
            try await house.run("DELETE FROM action_queue")
            _ = try await house.browser().apply(slug)
            #expect(try await house.count("action_queue", where: "user_id::text = \(two[0])") == 1)
            let edit = try await admin.get("/api/v1/desk/jobs/\(job)/edit").json
            var fields = try #require(edit["fields"] as? [String: String])
            fields["assigned_recruiter_id"] = two[1]
            fields["version"] = String(try #require(edit["version"] as? Int))
            #expect(try await admin.post("/desk/jobs/\(job)/edit", fields).status == 303)
            #expect(try await house.texts("SELECT user_id::text FROM action_queue") == [two[1]])
        }
    }

    private func openJobs(of client: String, _ browser: Browser) async throws -> Int {
        let clients = try await browser.get("/api/v1/desk/clients").json["clients"] as? [[String: Any]] ?? []
        return clients.first { $0["name"] as? String == client }?["open_jobs"] as? Int ?? -1
    }
}
