import Accounts
import Foundation
import Hiring
import Postgres
import Testing

/// The trail as people read it.
@Suite("Trail", .fewAtATime) struct TrailTests {
    /// The ids of all pages, in the order in which they came.
    private func ids(_ browser: Browser, _ query: String = "") async throws -> [String] {
        var found: [String] = [], after: String?
        repeat {
            let reply = try await browser.get("/api/v1/admin/activity?\(query)" + (after.map { "&after=\($0)" } ?? ""))
            try #require(reply.status == 200, "\(reply.body)")
            found += try #require(reply.json["activities"] as? [[String: Any]]).compactMap { $0["id"] as? String }
            after = reply.json["next"] as? String
        } while after != nil
        return found
    }

    private func ids(_ house: RunningHouse, where condition: SQL) async throws -> [String] {
        try await house.texts("SELECT log.id::text FROM activity_logs AS log WHERE \(condition) ORDER BY log.id DESC")
    }

    @Test func everyFilterFindsItsRowsAndNoOthers() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin),
                recruiter: ID<User> = try await house.id(
                    "SELECT user_id FROM activity_logs WHERE severity = 'WARN' AND user_id IS NOT NULL GROUP BY user_id ORDER BY count(*) DESC, user_id LIMIT 1"
                )
            let name = try #require(try await house.text("SELECT full_name FROM users WHERE id = \(recruiter)"))
            let entity = try #require(try await house.text("SELECT entity_id::text FROM activity_logs WHERE action_type = 'MOVED_APPLICATION' LIMIT 1"))
            let day = try #require(try await house.text("SELECT to_char(now() - interval '10 days', 'YYYY-MM-DD')"))
            let cases: [(query: String, condition: SQL)] = [
                ("", "true"), ("person=\(recruiter)", "user_id = \(recruiter)"), ("action=APPLIED", "action_type = 'APPLIED'"),
                (
                    "who=\(name.split(separator: " ")[0].lowercased())",
                    "user_id IN (SELECT id FROM users WHERE full_name ILIKE \(name.split(separator: " ")[0] + "%") AND role <> 'CANDIDATE')"
                ),
                ("entity=\(entity)", "entity_id = \(entity)::uuid"), ("severity=warn", "severity = 'WARN'"), ("severity=SUCCESS", "severity = 'SUCCESS'"),
                ("person=\(recruiter)&severity=WARN", "user_id = \(recruiter) AND severity = 'WARN'"),
                ("person=\(recruiter)&action=MOVED_APPLICATION", "user_id = \(recruiter) AND action_type = 'MOVED_APPLICATION'"),
                ("action=MOVED_APPLICATION&severity=INFO", "action_type = 'MOVED_APPLICATION' AND severity = 'INFO'"),
                (
                    "entity=\(entity)&person=\(recruiter)&action=MOVED_APPLICATION",
                    "entity_id = \(entity)::uuid AND user_id = \(recruiter) AND action_type = 'MOVED_APPLICATION'"
                ),
                ("from=\(day)", "created_at >= \(day)::timestamptz"), ("to=\(day)", "created_at < \(day)::timestamptz + interval '1 day'"),
                ("from=\(day)T09:30&to=\(day)T18:00", "created_at >= \(day + " 09:30")::timestamptz AND created_at < \(day + " 18:00")::timestamptz"),
                ("action=NOTHING_SUCH", "false"), ("who=nobody+of+this+name", "false"),
            ]
            for (query, condition) in cases {
                let found = try await ids(admin, query), wanted = try await ids(house, where: condition)
                #expect(found == wanted, "\(query): \(found.count) of \(wanted.count)")
                #expect(
                    wanted.isEmpty == (query.contains("NOTHING") || query.contains("nobody") || query.contains("T09")) || query.contains("T09"),
                    "\(query) proves nothing")
            }
            for (query, field) in [
                ("from=yesterday", "from"), ("to=2026-13-01", "to"), ("severity=LOUD", "severity"), ("from=2026-05-05&to=2026-05-01", "to"),
                ("person=me", "who"),
            ] {
                let page = try await admin.get("/admin/activity?\(query)")
                #expect(page.status == 422 && page.hasProblem(beside: field), "\(query)")
                #expect(try await admin.get("/api/v1/admin/activity?\(query)").status == 422)
            }
            #expect(try await admin.get("/admin/activity?after=nonsense").status == 400)
            #expect(try await admin.get("/admin/activity?action=NOTHING_SUCH").says("Nothing fits"))
            let page = try await admin.get("/admin/activity")
            #expect(page.says("data-live=\"/admin/activity/events\"") && page.says("Moved application") && page.says("rel=\"next\""))
        }
    }

    @Test func eachReadsWhatIsOnTheirDesk() async throws {
        try await withHouse { house in
            let recruiter: ID<User> = try await house.id(
                "SELECT assigned_recruiter_id FROM jobs JOIN users ON users.id = assigned_recruiter_id WHERE users.role = 'RECRUITER' LIMIT 1")
            let sales: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'SALES' ORDER BY created_at, id LIMIT 1")
            try await house.run("UPDATE clients SET account_manager_id = \(sales) WHERE id = (SELECT id FROM clients ORDER BY id LIMIT 1)")
            let admin = try await house.browser(.admin)
            let client = try #require(try await house.text("SELECT id::text FROM clients WHERE account_manager_id = \(sales) LIMIT 1"))
            #expect(
                try await admin.post("/desk/clients/\(client)", ["name": "Renamed Client", "status": "Active", "account_manager_id": "\(sales)"]).status == 303)
            // The recruiter did something to a job that became confidential and another's since.
            let job: ID<Job> = try await house.id("SELECT id FROM jobs WHERE assigned_recruiter_id = \(recruiter) AND status = 'Sourcing' LIMIT 1")
            let browser = try await house.browser(as: recruiter)
            #expect(try await browser.post("/desk/jobs/\(job)/close").status == 303)
            #expect(try await ids(browser, "action=CLOSED_JOB").count == 1)
            let other: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'RECRUITER' AND id <> \(recruiter) LIMIT 1")
            try await house.run("UPDATE jobs SET is_client_confidential = true, assigned_recruiter_id = \(other) WHERE id = \(job)")
            #expect(try await ids(browser, "action=CLOSED_JOB").isEmpty)
            let hidden: SQL = "EXISTS (SELECT FROM jobs WHERE jobs.id = log.desk_id AND is_client_confidential AND assigned_recruiter_id <> \(recruiter))"
            let wanted = try await ids(
                house,
                where: """
                    NOT \(hidden) AND (user_id = \(recruiter) OR entity_id IN (SELECT id FROM jobs WHERE assigned_recruiter_id = \(recruiter))
                        OR entity_id IN (SELECT applications.id FROM applications JOIN jobs ON jobs.id = job_id WHERE assigned_recruiter_id = \(recruiter)))
                    """)
            #expect(try await ids(browser) == wanted && wanted.count > 60)
            #expect(try await ids(browser, "entity=\(job)").isEmpty)
            let moved = try await ids(
                house, where: "action_type = 'MOVED_APPLICATION' AND desk_id IN (SELECT id FROM jobs WHERE assigned_recruiter_id = \(recruiter))")
            let mine = try await ids(browser, "action=MOVED_APPLICATION")
            #expect(Set(moved).isSubset(of: mine) && !moved.isEmpty)
            let seller = try await house.browser(as: sales)
            let told = try await ids(
                house, where: "user_id = \(sales) OR entity_id IN (SELECT id FROM clients WHERE account_manager_id = \(sales))")
            #expect(try await ids(seller) == told && told.count >= 2)
            let theirs = try await ids(seller, "action=UPDATED_CLIENT")
            #expect(theirs.count == 1)
            #expect(try await ids(seller, "person=\(recruiter)").isEmpty)
            for someone in [browser, seller] {
                #expect(try await someone.get("/admin/activity").says("what happened on your desk"))
                #expect(try await someone.get("/admin/activity.csv").status == 403)
            }
            #expect(try await house.browser(.candidate).get("/admin/activity").status == 403)
        }
    }

    @Test func changesSayWhatTheyChanged() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            func change(_ action: String) async throws -> String {
                try #require(
                    try await house.text(
                        "SELECT before::text || ' → ' || after::text FROM activity_logs WHERE action_type = \(action) AND after IS NOT NULL ORDER BY id DESC LIMIT 1"
                    ))
            }
            let application: ID<Application> = try await house.id("SELECT id FROM applications WHERE status = 'New' ORDER BY id LIMIT 1")
            #expect(try await admin.post("/desk/applications/\(application)/stage", ["status": "Screening"]).status == 303)
            #expect(try await change("MOVED_APPLICATION").contains("{\"status\": \"New\"} → {\"status\": \"Screening\"}"))
            #expect(try await admin.post("/desk/clients", ["name": "Alpha Mills"]).status == 303)
            #expect(try await change("CREATED_CLIENT").contains("\"name\": \"Alpha Mills\""))
            let client = try #require(try await house.text("SELECT id::text FROM clients WHERE name = 'Alpha Mills'"))
            #expect(try await admin.post("/desk/clients/\(client)", ["name": "Alpha Mills", "status": "Inactive"]).status == 303)
            #expect(try await change("UPDATED_CLIENT") == "{\"status\": \"Active\"} → {\"status\": \"Inactive\"}")
            let active = try #require(try await house.text("SELECT id::text FROM clients WHERE status = 'Active' LIMIT 1"))
            var fields = JobFields.whole(client: active)
            #expect(try await admin.post("/desk/jobs", fields).status == 303)
            let job = try #require(try await house.text("SELECT id::text FROM jobs WHERE slug_url = 'head-baker-pune'"))
            #expect(try await change("CREATED_JOB").contains("\"title\": \"Head Baker\""))
            fields["title"] = "Master Baker"
            #expect(try await admin.post("/desk/jobs/\(job)/edit", fields).status == 303)
            #expect(try await change("UPDATED_JOB") == "{\"title\": \"Head Baker\"} → {\"title\": \"Master Baker\"}")
            #expect(try await admin.post("/desk/jobs/\(job)/publish").status == 303)
            #expect(try await change("PUBLISHED_JOB") == "{\"status\": \"Draft\"} → {\"status\": \"Sourcing\"}")
            let page = try await admin.get("/admin/activity?entity=\(job)")
            #expect(page.says("<del>Head Baker</del>") && page.says("<ins>Master Baker</ins>") && page.says("href=\"/desk/jobs/\(job)\""))
            try await house.run(
                "UPDATE action_queue SET user_id = (SELECT id FROM users WHERE role = 'ADMIN' LIMIT 1) WHERE type = 'CHAT_FOLLOWUP' AND NOT is_dismissed")
            let card = try #require(
                try await house.text(
                    "SELECT action_queue.id::text FROM action_queue JOIN users ON users.id = user_id WHERE role = 'ADMIN' AND NOT is_dismissed LIMIT 1"))
            for _ in 0..<2 { #expect(try await admin.post("/desk/actions/\(card)/dismiss").status == 303) }
            #expect(try await change("DISMISSED_ACTION") == "{\"is_dismissed\": \"false\"} → {\"is_dismissed\": \"true\"}")
            #expect(try await house.count("activity_logs", where: "action_type = 'DISMISSED_ACTION'") == 1)
            // Every change knows its request and its address.
            #expect(
                try await house.count(
                    "activity_logs",
                    where: "action_type IN ('UPDATED_JOB', 'DISMISSED_ACTION', 'UPDATED_CLIENT') AND (request_id IS NULL OR ip_address <> '127.0.0.1')") == 0)
        }
    }

    @Test func theExportIsWholeAndHarmless() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            #expect(try await admin.post("/desk/clients", ["name": "=HYPERLINK(\"http://evil.example\";\"pay\")"]).status == 303)
            try await house.run(
                "INSERT INTO activity_logs (id, action_type, description, ip_address) VALUES (\(UUID.v7()), 'ODD', '=1+2, \"quoted\"' || chr(10) || 'second', '@x')"
            )
            let before = try await ids(admin)
            let file = try await admin.get("/admin/activity.csv?action=ODD")
            #expect(file.status == 200 && file.header("Content-Type")?.hasPrefix("text/csv") == true)
            #expect(file.header("Content-Disposition")?.contains("attachment; filename=\"activity-") == true)
            #expect(file.body.hasPrefix("time,person,action,severity,description,"))
            #expect(file.says(",ODD,INFO,\"'=1+2, \"\"quoted\"\"\nsecond\","), "\(file.body)")
            #expect(file.says(",'@x,") && file.body.hasSuffix("\r\n"))
            #expect(
                try await house.text("SELECT description FROM activity_logs WHERE action_type = 'EXPORTED_ACTIVITY'")?.hasSuffix(
                    "exported the activity trail: action ODD.") == true)
            let all = try await admin.get("/admin/activity.csv")
            for id in before { #expect(all.says("\(id)\r\n")) }
            #expect(all.body.components(separatedBy: "\r\n").count == before.count + 4)
            #expect(try await admin.get("/admin/activity.csv?from=x").status == 422)
        }
    }

    @Test func anOpenPageHearsWhatHappens() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), recruiter = try await house.browser(.recruiter)
            let hearing = try await house.hearing(recruiter, "/admin/activity/events", topic: "activity")
            defer { hearing.end() }
            try await Task.sleep(for: .milliseconds(1_100))
            let count = hearing.count
            #expect(try await admin.post("/desk/clients", ["name": "Heard Of"]).status == 303)
            #expect(try await hearing.next(after: count, within: .seconds(5)) != nil)
        }
    }
}
