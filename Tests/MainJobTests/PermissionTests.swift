import Accounts
import Foundation
import Hiring
import Postgres
import Testing
import Web

/// The table of permissions, and what the rows say to each role.
@Suite("Permissions", .fewAtATime) struct PermissionTests {
    @Test func theDocumentSaysWhatTheTableSays() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/permissions.md")
        if ProcessInfo.processInfo.environment["SHORTLIST_WRITE_DOCS"] == "1" { try Data(document.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == document, "run SHORTLIST_WRITE_DOCS=1 swift test --filter PermissionTests")
    }

    @Test func everyPermissionHasARuleAndIsAskedForSomewhere() async throws {
        #expect(Set(Permission.rules.keys) == Set(Permission.allCases))
        try await withHouse { house in
            // This one decides about columns and needs no route of its own.
            let asked = Set(house.routes.compactMap { Permission(rawValue: $0.gate) }).union([.seePay])
            let idle = Set(Permission.allCases).subtracting(asked).map(\.rawValue).sorted()
            #expect(idle == [])
        }
    }

    @Test func protectedFactsOpenToWhomTheyReachAndThatIsOnRecord() async throws {
        try await withHouse { house in
            let person: ID<User> = try await house.id(
                """
                SELECT candidate_id FROM applications JOIN jobs ON jobs.id = job_id JOIN candidate_profiles ON user_id = candidate_id
                WHERE assigned_recruiter_id IS NOT NULL AND gender IS NOT NULL AND dob IS NOT NULL ORDER BY applications.id LIMIT 1
                """)
            let owner: ID<User> = try await house.id(
                "SELECT assigned_recruiter_id FROM applications JOIN jobs ON jobs.id = job_id WHERE candidate_id = \(person) AND assigned_recruiter_id IS NOT NULL LIMIT 1"
            )
            let birth = try #require(try await house.text("SELECT dob::text FROM candidate_profiles WHERE user_id = \(person)"))
            try await house.run("UPDATE jobs SET assigned_recruiter_id = \(owner) WHERE assigned_recruiter_id IS NOT NULL")
            let other = ID<User>()
            try await house.run(
                "INSERT INTO users (id, email, email_key, full_name, role) VALUES (\(other), 'o@example.com', 'o@example.com', 'Other Recruiter', 'RECRUITER')")
            let outsider = try await house.browser(as: other), page = try await outsider.get("/desk/candidates/\(person)")
            #expect(page.status == 200 && !page.says("Open protected facts") && page.says("They open to managers"))
            for prefix in ["", "/api/v1"] { #expect(try await outsider.get("\(prefix)/desk/candidates/\(person)/protected").status == 404) }
            #expect(try await house.count("activity_logs", where: "action_type = 'READ_PROTECTED_FACTS'") == 0)
            for (browser, isAPI) in [(try await house.browser(as: owner), false), (try await house.browser(.manager), true)] {
                #expect(try await browser.get("/desk/candidates/\(person)").says("Open protected facts"))
                #expect(!(try await browser.get("/desk/candidates/\(person)").says(birth)))
                let facts = try await browser.get("\(isAPI ? "/api/v1" : "")/desk/candidates/\(person)/protected")
                #expect(facts.status == 200 && facts.says(birth))
            }
            let kept = try await house.texts(
                "SELECT users.role::text FROM activity_logs JOIN users ON users.id = user_id WHERE action_type = 'READ_PROTECTED_FACTS' AND entity_id = \(person) ORDER BY 1"
            )
            #expect(Set(kept).contains("MANAGER") && kept.count == 2)
            #expect(try await house.count("activity_logs", where: "description LIKE \("%\(birth)%")") == 0)
            // The panel says the same as the gate did.
            let panel = try await house.browser(.admin).get("/desk/candidates/\(person)")
            #expect(panel.says("Who can see this person, and why") && panel.says("Other Recruiter") && panel.says("read the protected facts"))
        }
    }

    @Test func payStaysInTheDatabaseForWhomItIsNot() async throws {
        try await withHouse { house in
            var viewer = try await house.pool.one(Users.first(of: .recruiter))
            viewer.scope = [.seeCandidates, .seeApplications, .seeJobs]
            let sql = Visibility.pay("expected_ctc", of: "user_id", for: viewer)
            #expect(try await house.text("SELECT count(\(sql))::text FROM candidate_profiles") == "0")
            viewer.scope = nil
            let all = Visibility.pay("expected_ctc", of: "user_id", for: viewer)
            #expect(try await house.text("SELECT (count(\(all)) > 50)::text FROM candidate_profiles") == "true")
        }
    }

    @Test func salesSeesHowFarTheirClientsJobsAreAndNobodysName() async throws {
        try await withHouse { house in
            let sales = try await house.browser(.sales)
            let me: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'SALES' ORDER BY created_at, id LIMIT 1")
            let mine: ID<Job> = try await house.id("SELECT job_id FROM applications JOIN jobs ON jobs.id = job_id WHERE NOT is_client_confidential LIMIT 1")
            let client: UUID = try await house.id("SELECT client_id FROM jobs WHERE id = \(mine)", of: User.self).uuid
            try await house.run("UPDATE clients SET account_manager_id = CASE WHEN id = \(client) THEN \(me) END")
            let theirs: ID<Job> = try await house.id("SELECT id FROM jobs WHERE client_id <> \(client) LIMIT 1")
            let names = try await house.texts(
                "SELECT full_name FROM applications JOIN users ON users.id = candidate_id WHERE job_id = \(mine) AND full_name NOT IN (SELECT full_name FROM users WHERE role = 'SALES')"
            )
            let counted = try await house.count("applications", where: "job_id = \(mine) AND status = 'New'")
            let list = try await sales.get("/desk/jobs")
            #expect(list.says("\(mine)") && !list.says("\(theirs)") && !list.says("New job"))
            let page = try await sales.get("/desk/jobs/\(mine)"), json = try await sales.get("/api/v1/desk/jobs/\(mine)")
            #expect(page.status == 200 && page.says("Who they are is for those who recruit."))
            #expect((json.json["counts"] as? [String: Int])?["New"] == counted)
            #expect(names.count > 3)
            for name in names { #expect(!page.says(name) && !json.says(name), "\(name)") }
            #expect(try await sales.get("/desk/jobs/\(theirs)").status == 404)
            #expect(try await sales.get("/desk/candidates").status == 403)
        }
    }

    private var document: String {
        let roles = UserRole.allCases
        let lines = Permission.allCases.map { permission in
            let cells = roles.map { Permission.rules[permission]?[$0]?.rawValue ?? "–" }
            return
                "| `\(permission.rawValue)` | \(permission.words) | \(cells.joined(separator: " | ")) | \(Permission.ofNobody.contains(permission) ? "yes" : "–") |"
        }
        return """
            # Who may do what

            Written from `Sources/Accounts/Access/Permission.swift` by a test; do not edit it by hand. Every route of the program names one of these permissions, and a test
            asks every route as every role.

            | permission | whoever has it may | \(roles.map(\.rawValue).joined(separator: " | ")) | nobody |
            |---|---|\(String(repeating: "---|", count: roles.count))---|
            \(lines.joined(separator: "\n"))

            On which rows: **own** is what is about the person or belongs to them; **assigned** what is on their desk: the jobs that they recruit for, the clients whose account they
            manage, and what hangs on those; **open** everything but confidential jobs of others, and what hangs on those; **all** everything. **nobody** is a visitor who is
            not signed in. What a person may not see is a 404 for them. An API token may what both its scope and its person's role allow.

            """
    }
}
