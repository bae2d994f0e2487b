import Accounts
import Foundation
import Hiring
import Postgres
import Testing
import Web

/// Who may do what: asked of every route there is.
@Suite("Access", .fewAtATime) struct AccessTests {
    /// A path of the table with something in place of its names.
    private func filled(_ path: String) -> String { path.replacing(#/:\w+/#, with: "\(ID<Job>())") }

    private func ask(_ browser: Browser, _ entry: Routes.Entry) async throws -> Reply {
        entry.method == "GET" ? try await browser.get(filled(entry.path)) : try await browser.post(filled(entry.path), csrf: "none")
    }

    /// What the gate of a route decided. A form is sent without a token of ours: it is refused behind the gate, so that nothing is changed.
    private enum Gate { case open, signIn, forbidden, odd(Int) }

    private func gate(_ answer: Reply, _ entry: Routes.Entry) -> Gate {
        if answer.status == 401 { return .signIn }
        if answer.status == 303, answer.location?.hasPrefix("/sign-in?to=%2F") == true { return .signIn }
        if answer.status == 403 { return answer.says("This form was open too long or came from another site.") ? .open : .forbidden }
        return [200, 303, 404, 410, 422, 400].contains(answer.status) ? .open : .odd(answer.status)
    }

    @Test func everyRouteAsksWhoComes() async throws {
        try await withHouse { house in
            for entry in house.routes { #expect(Permission(rawValue: entry.gate) != nil, "\(entry.method) \(entry.path) declares no permission") }
            var tried = 0
            let streams: Set = ["/desk/events", "/admin/activity/events"]
            let entries = house.routes.filter { entry in !streams.contains { entry.path.hasSuffix($0) } }
            let nobody = try await house.browser(), inactive = try await house.browser(.recruiter)
            try await house.run(
                "UPDATE users SET status = 'Inactive' WHERE id = (SELECT id FROM users WHERE role = 'RECRUITER' ORDER BY created_at, id LIMIT 1)")
            for (who, browser) in [("nobody", nobody), ("somebody inactive", inactive)] {
                for entry in entries {
                    let isPublic = Permission(rawValue: entry.gate).map(Permission.ofNobody.contains) ?? false
                    let outcome = gate(try await ask(browser, entry), entry)
                    tried += 1
                    switch (outcome, isPublic) {
                    case (.open, true), (.signIn, false): break
                    default: Issue.record("\(who) at \(entry): \(outcome)")
                    }
                }
            }
            for role in UserRole.allCases {
                let browser = try await house.browser(role)
                for entry in entries {
                    let may = Permission(rawValue: entry.gate).flatMap { Permission.rules[$0]?[role] } != nil
                    let outcome = gate(try await ask(browser, entry), entry)
                    tried += 1
                    switch (outcome, may) {
                    case (.open, true), (.forbidden, false): break
                    default: Issue.record("\(role) at \(entry): \(outcome)")
                    }
                }
            }
            print("access: \(tried) pairs of route and role tried, \(entries.count) routes")
        }
    }

    /// What hangs on a confidential job, or on another person, as somebody who may use such routes but not for this row.
    @Test func whatIsNotOnesOwnIsNotThere() async throws {
        try await withHouse { house in
            let job: ID<Job> = try await house.id("SELECT id FROM jobs WHERE is_client_confidential AND status = 'Interview'")
            let application: ID<Application> = try await house.id("SELECT id FROM applications WHERE job_id = \(job) AND status = 'New' LIMIT 1")
            let owner = try await house.owner(of: job)
            let recruiter = try await house.browser(as: try await house.id("SELECT id FROM users WHERE role = 'RECRUITER' AND id <> \(owner) LIMIT 1"))
            try await house.run("UPDATE clients SET account_manager_id = NULL")
            let sales = try await house.browser(.sales), candidate = try await house.browser(.candidate)
            let outsiders: [(browser: Browser, role: UserRole)] = [(recruiter, .recruiter), (sales, .sales), (candidate, .candidate)]
            let before = try await house.everything()
            var tried = 0
            for entry in house.routes where entry.path.contains(":id") {
                let kind = entry.path.replacing("/api/v1", with: "").split(separator: "/").dropFirst().first
                let id = kind == "jobs" ? job.description : kind == "applications" ? application.description : nil
                guard let id else { continue }
                for outsider in outsiders where Permission(rawValue: entry.gate).flatMap({ Permission.rules[$0]?[outsider.role] }) != nil {
                    let path = entry.path.replacing(":id", with: id)
                    let answer =
                        entry.method == "GET"
                        ? try await outsider.browser.get(path) : try await outsider.browser.post(path, ["status": "Offer", "title": "Mine now"])
                    tried += 1
                    #expect(answer.status == 404, "\(outsider.role) at \(entry)")
                }
            }
            #expect(try await house.everything() == before)
            print("access: \(tried) pairs of route and outsider tried")
        }
    }

    @Test func everyPageOfTheDeskIsThereAsJSON() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let application: ID<Application> = try await house.id("SELECT id FROM applications WHERE status = 'New' LIMIT 1")
            let ids = [
                "applications": application.description,
                "jobs": try await house.text("SELECT job_id::text FROM applications WHERE id = \(application)") ?? "",
                "candidates": try await house.text("SELECT candidate_id::text FROM applications WHERE id = \(application)") ?? "",
                "imports": try await house.text("INSERT INTO imports (id, kind, name) VALUES (gen_random_uuid(), 'resumes', 'folder') RETURNING id::text")
                    ?? "",
                "clients": try await house.text("SELECT id::text FROM clients LIMIT 1") ?? "",
                "erasures": try await house.text(
                    "INSERT INTO erasures (id, user_id, asked_by, removed) SELECT gen_random_uuid(), id, 'person', '{}' FROM users WHERE role = 'CANDIDATE' LIMIT 1 RETURNING id::text"
                ) ?? "",
            ]
            let pair = try await house.texts("SELECT unnest(ARRAY[first_id, second_id])::text FROM (SELECT * FROM duplicate_pairs LIMIT 1) AS pair")
            var pages = 0
            for entry in house.routes where entry.method == "GET" && entry.path.hasPrefix("/desk") {
                if ["/events", "/resume", "/:file", "/:page", ".csv"].contains(where: entry.path.hasSuffix) { continue }
                let kind = entry.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
                let path = entry.path.replacing(":id", with: ids[kind] ?? "").replacing(":first", with: pair[0]).replacing(":second", with: pair[1])
                let page = try await admin.get(path), answer = try await admin.get("/api/v1\(path)")
                pages += 1
                #expect(page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8", "\(path)")
                #expect(answer.status == 200 && answer.header("Content-Type") == "application/json" && !answer.json.isEmpty, "\(path)")
            }
            #expect(pages >= 11)
        }
    }

    @Test func aConfidentialJobIsThereForItsRecruiterOnly() async throws {
        try await withHouse { house in
            let job: ID<Job> = try await house.id("SELECT id FROM jobs WHERE is_client_confidential AND status = 'Interview'")
            let application: ID<Application> = try await house.id("SELECT id FROM applications WHERE job_id = \(job) AND status = 'New' LIMIT 1")
            let person: ID<User> = try await house.id("SELECT candidate_id FROM applications WHERE id = \(application)")
            let owner = try await house.owner(of: job)
            let mine = try await house.browser(as: owner), admin = try await house.browser(.admin)
            let other = try await house.browser(as: try await house.id("SELECT id FROM users WHERE role = 'RECRUITER' AND id <> \(owner) LIMIT 1"))
            let client = try #require(try await house.text("SELECT name FROM clients JOIN jobs ON clients.id = client_id WHERE jobs.id = \(job)"))
            let gets = ["/desk/jobs/\(job)", "/desk/jobs/\(job)/edit", "/desk/jobs/\(job)/preview", "/desk/applications/\(application)"]
            let posts = [
                "/desk/jobs/\(job)/edit", "/desk/jobs/\(job)/publish", "/desk/jobs/\(job)/close", "/desk/applications/\(application)/stage?status=Offer",
            ]
            let before = try await house.everything()
            for path in gets + ["/desk/jobs/\(job)/events", "/desk/applications/\(application)/events"] {
                for prefix in ["", "/api/v1"] { #expect(try await other.get(prefix + path).status == 404, "\(path)") }
            }
            for path in posts { #expect(try await other.post(path, ["status": "Offer", "title": "Mine now"]).status == 404, "\(path)") }
            #expect(try await house.everything() == before)
            for path in ["/desk/jobs", "/desk/jobs?q=product+manager", "/desk/candidates/\(person)"] {
                #expect(!(try await other.get(path)).says("\(job)"), "\(path)")
                #expect(!(try await other.get(path)).says("\(application)"), "\(path)")
            }
            for browser in [mine, admin] {
                for path in gets { #expect(try await browser.get(path).status == 200, "\(path)") }
                #expect(try await browser.get("/desk/jobs").says("\(job)"))
                #expect(try await browser.get("/desk/candidates/\(person)").says("\(application)"))
                for path in ["/desk/jobs/\(job)/events", "/desk/applications/\(application)/events"] { _ = try await browser.events(path) }
            }
            #expect(try await mine.post(posts[3], ["status": "Offer"]).status == 303)
            let slug = try #require(try await house.text("SELECT slug_url FROM jobs WHERE id = \(job)"))
            for path in ["/jobs/\(slug)", "/api/v1/jobs/\(slug)", "/jobs/\(slug)/apply", "/jobs"] {
                let page = try await house.browser().get(path)
                #expect(page.says("Saffron Talent"), "\(path)")
                #expect(!page.says(client) || path == "/jobs", "\(path) names the client")
            }
        }
    }

    @Test func anotherCandidatesApplicationIsNotThere() async throws {
        try await withHouse { house in
            let mine: ID<Application> = try await house.id("SELECT id FROM applications WHERE status = 'New' ORDER BY id LIMIT 1")
            let me: ID<User> = try await house.id("SELECT candidate_id FROM applications WHERE id = \(mine)")
            let theirs: ID<Application> = try await house.id("SELECT id FROM applications WHERE candidate_id <> \(me) AND status = 'New' LIMIT 1")
            let candidate = try await house.browser(as: me), page = try await candidate.get("/me/applications/\(mine)")
            #expect(page.status == 200 && page.says("Withdraw my application"))
            let all = try await candidate.get("/me")
            #expect(all.says("\(mine)") && !all.says("\(theirs)"))
            let before = try await house.everything()
            #expect(try await candidate.get("/me/applications/\(theirs)").status == 404)
            #expect(try await candidate.get("/api/v1/me/applications/\(theirs)").status == 404)
            #expect(try await candidate.post("/me/applications/\(theirs)/withdraw", csrf: page.csrf).status == 404)
            #expect(try await house.everything() == before)
            #expect(try await candidate.post("/me/applications/\(mine)/withdraw", csrf: page.csrf).location == "/me/applications/\(mine)")
            #expect(try await house.text("SELECT status::text FROM applications WHERE id = \(mine)") == "Withdrawn")
        }
    }

    @Test func aFormThatIsNotOursChangesNothing() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), stranger = try await house.browser(), admin = try await house.browser(.admin)
            #expect(try await stranger.apply(slug).status == 303)
            let link = try await house.privateLink(), application = try await house.application()
            let draft: ID<Job> = try await house.id("SELECT id FROM jobs WHERE status = 'Draft' LIMIT 1")
            let client = try #require(try await house.text("SELECT id::text FROM clients WHERE status = 'Active' LIMIT 1"))
            try await house.run(
                "UPDATE action_queue SET user_id = (SELECT id FROM users WHERE role = 'ADMIN') WHERE type = 'CHAT_FOLLOWUP' AND NOT is_dismissed")
            let card = try #require(
                try await house.text("SELECT action_queue.id::text FROM action_queue JOIN users ON users.id = user_id WHERE role = 'ADMIN' LIMIT 1"))
            let whole = JobFields.whole(client: client)
            let posts: [(browser: Browser, path: String, fields: [String: String])] = [
                (admin, "/desk/jobs", whole), (admin, "/desk/jobs/\(draft)/edit", whole), (admin, "/desk/jobs/\(draft)/publish", [:]),
                (admin, "/desk/jobs/\(job)/close", [:]), (admin, "/desk/applications/\(application)/stage", ["status": "Offer"]),
                (admin, "/desk/actions/\(card)/dismiss", [:]), (admin, "/desk/clients", ["name": "New Client"]),
                (admin, "/desk/clients/\(client)", ["name": "Other"]),
                (admin, "/sign-out", [:]), (stranger, "\(link)/withdraw", [:]),
                (stranger, "/sign-in", ["email": "a@example.com", "password": "four plain words"]),
            ]
            let others = [
                "", "none", try await house.browser(.admin).token(), try await house.browser().token(), String(repeating: "A", count: 43),
            ]
            let before = try await house.everything()
            for token in others {
                for (browser, path, fields) in posts {
                    let refused = try await browser.post(path, fields, csrf: token)
                    #expect(refused.status == 403 && refused.says("This form was open too long or came from another site."), "\(path)")
                }
                let fields = ["full_name": "Other Person", "email": "other@example.com", "phone": "+91 98200 11223", "consent": "yes"]
                #expect(try await stranger.upload("/jobs/\(slug)/apply", fields, .resume, csrf: token).status == 403)
            }
            #expect(try await house.everything() == before)
            // The same, with the page's own token, works: the refusals were for the token alone.
            #expect(try await admin.post(posts[5].path).status == 303)
            #expect(try await admin.post("/desk/clients", ["name": "New Client"]).status == 303)
            #expect(try await stranger.post("\(link)/withdraw").status == 303)
            #expect(try await admin.post("/sign-out").location == "/sign-in")
        }
    }
}
