import Accounts
import Background
import Foundation
import Postgres
import Testing
import Web

/// The house is closed on purpose, and opened again.
@Suite("Maintenance", .fewAtATime) struct MaintenanceTests {
    private func close(_ admin: Browser) async throws {
        #expect(try await admin.change("MAINTENANCE_MODE", ["MAINTENANCE_MODE": "true"]).status == 303)
    }

    @Test func allButAdministratorsAreAskedToComeBack() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), (slug, job) = try await house.openJob()
            let others = [
                try await house.browser(), try await house.browser(.manager), try await house.browser(.recruiter), try await house.browser(.sales),
                try await house.browser(.candidate),
            ]
            let token = try await others[0].token()
            #expect(try await admin.change("MAINTENANCE_MESSAGE", ["MAINTENANCE_MESSAGE": "Back at <nine>."]).status == 303)
            try await close(admin)
            for other in others {
                for path in [
                    "/", "/jobs", "/jobs/\(slug)", "/jobs/\(slug)/apply", "/desk", "/desk/jobs/\(job)", "/me", "/sitemap.xml", "/a/x", "/admin/settings",
                ] {
                    let page = try await other.get(path)
                    #expect(page.status == 503 && page.header("Retry-After") == "120" && page.says("Back at &lt;nine&gt;."), "\(path)")
                }
                let json = try await other.get("/api/v1/jobs")
                #expect(json.status == 503 && json.header("Retry-After") == "120" && json.header("Content-Type") == "application/problem+json")
                #expect(json.json["detail"] as? String == "Back at <nine>." && json.json["title"] as? String == "Closed for maintenance")
            }
            let before = try await house.everything()
            let fields = ["full_name": "Lata", "email": "lata@example.com", "phone": "+91 98200 11223", "consent": "yes"]
            #expect(try await others[0].upload("/jobs/\(slug)/apply", fields, .resume, csrf: token).status == 503)
            #expect(try await house.everything() == before)
            for path in ["/", "/desk", "/desk/clients", "/admin/settings", "/admin/doctor", "/api/v1/jobs"] {
                let page = try await admin.get(path)
                #expect(page.status == 200, "\(path)")
                if !path.hasPrefix("/api") { #expect(page.says("Closed for maintenance.") && page.says("Open again"), "\(path)") }
            }
        }
    }

    @Test func anAdministratorComesInAndOpensAgain() async throws {
        try await withHouse { house in
            try await close(try await house.browser(.admin))
            let stranger = try await house.browser()
            #expect(try await stranger.get("/sign-in").status == 200)
            let candidate = try await house.browser(.candidate)
            #expect(try await candidate.get("/me").status == 503)
            let admin = try await house.browser(.admin), page = try await admin.get("/desk/clients")
            // The banner's own form, as it stands on the page.
            let banner = try #require(page.body.firstMatch(of: #/<div class="banner".*?<\/div>/#.dotMatchesNewlines()).map { String($0.0) })
            let fields = banner.matches(of: #/name="(\w+)" value="([^"]*)"/#).reduce(into: [String: String]()) { $0[String($1.1)] = String($1.2) }
            #expect(fields["MAINTENANCE_MODE"] == "false" && fields["to"] == "/desk/clients")
            let opened = try await admin.post("/admin/settings/MAINTENANCE_MODE", fields, csrf: fields["csrf"])
            #expect(opened.status == 303 && opened.location == "/desk/clients")
            #expect(try await stranger.get("/jobs").status == 200)
            #expect(try await candidate.get("/me").status == 200)
            #expect(try await !admin.get("/desk/clients").says("Closed for maintenance."))
            #expect(try await house.count("activity_logs", where: "action_type = 'SETTING_CHANGED' AND before->>'MAINTENANCE_MODE' IS NOT NULL") == 2)
        }
    }

    @Test func everyProcessClosesWithinASecond() async throws {
        try await withHouse { house in
            try await withHouse(on: house.pool.url) { other in
                let admin = try await house.browser(.admin), visitor = try await other.browser()
                #expect(try await visitor.get("/jobs").status == 200)
                let start = ContinuousClock.now
                try await close(admin)
                while try await visitor.get("/jobs").status != 503 {
                    try #require(ContinuousClock.now - start < .seconds(1))
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(15))) func workWaitsAndGoesOnAfterwards() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            let due: SQL = "finished_at IS NULL AND failed_at IS NULL AND run_at <= now()"
            #expect(try await house.count("background_jobs", where: due) > 0)
            try await close(admin)
            let worker = Task { await house.worker.run() }
            defer { worker.cancel() }
            try await Task.sleep(for: .milliseconds(700))
            #expect(try await house.count("background_jobs", where: "attempts > 0") == 0, "work was begun")
            #expect(try await admin.finding("Background work").words.contains("until maintenance is over"))
            #expect(try await admin.change("MAINTENANCE_MODE", ["MAINTENANCE_MODE": "false"]).status == 303)
            let start = ContinuousClock.now
            while try await house.count("background_jobs", where: due) > 0 {
                try #require(ContinuousClock.now - start < .seconds(20), "work did not go on")
                try await Task.sleep(for: .milliseconds(20))
            }
            worker.cancel()
            await worker.value
        }
    }

    @Test(.timeLimit(.minutes(15))) func openStreamsEnd() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), recruiter = try await house.browser(.recruiter)
            let names = try await recruiter.events("/desk/events")
            let ended = Task { () -> Bool in
                for await _ in names {}
                return true
            }
            try await close(admin)
            let clock = Task {
                try await Task.sleep(for: .seconds(5))
                ended.cancel()
            }
            _ = await ended.value
            #expect(!ended.isCancelled, "the stream stayed open")
            clock.cancel()
            #expect(try await recruiter.get("/desk/events").status == 503)
        }
    }
}
