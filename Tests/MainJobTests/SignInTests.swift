import Accounts
import Foundation
import Hiring
import Postgres
import TestKit
import Testing
import Web

/// Coming in and going out, and the links of mails.
@Suite("Sign-in", .fewAtATime) struct SignInTests {
    private static let password = "four plain words here"

    /// Somebody of the agency with a password, and their address.
    private func withColleague(_ body: @escaping @Sendable (RunningHouse, _ email: String) async throws -> Void) async throws {
        try await withHouse { house in
            let email = try #require(try await house.text("SELECT email FROM users WHERE role = 'RECRUITER' ORDER BY created_at LIMIT 1"))
            let hash = try await Self.hash.value
            try await house.run("UPDATE users SET password_hash = \(hash) WHERE email = \(email)")
            try await body(house, email)
        }
    }

    private func isNobody(_ browser: Browser) async throws -> Bool {
        let page = try await browser.get("/desk")
        return page.status == 303 && page.location == "/sign-in?to=%2Fdesk"
    }

    @Test func theRightPasswordLeadsBackToWhereOneWanted() async throws {
        try await withColleague { house, email in
            let browser = try await house.browser()
            let asked = try await browser.get("/desk/jobs?q=baker")
            #expect(asked.status == 303 && asked.location == "/sign-in?to=%2Fdesk%2Fjobs%3Fq%3Dbaker")
            #expect(try await browser.get(asked.location ?? "").says("name=\"to\" value=\"/desk/jobs?q=baker\""))
            let form = ["email": " \(email.uppercased()) ", "password": Self.password, "to": "/desk/jobs?q=baker"]
            #expect(try await browser.post("/sign-in", form).location == "/desk/jobs?q=baker")
            #expect(try await browser.get("/desk").status == 200)
            #expect(try await house.count("activity_logs", where: "action_type = 'LOGIN' AND created_at > now() - interval '1 minute'") == 1)
            #expect(try await browser.post("/sign-out").location == "/sign-in")
            #expect(try await isNobody(browser))
            #expect(try await house.count("sessions") == 0)
        }
    }

    @Test func signingInLeadsNowhereElse() async throws {
        try await withColleague { house, email in
            for place in ["//evil.example", "/\\evil.example", "https://evil.example"] {
                let answer = try await house.browser().post("/sign-in", ["email": email, "password": Self.password, "to": place])
                #expect(answer.status == 303 && answer.location == "/desk", "\(place)")
            }
        }
    }

    private static let hash = Task { try await Password.hash(password) }

    @Test func whoeverIsRefusedLearnsNothing() async throws {
        try await withColleague { house, email in
            let browser = try await house.browser(), token = try await browser.token()
            func refused(_ email: String, _ password: String) async throws -> String {
                let answer = try await browser.post("/sign-in", ["email": email, "password": password], csrf: token)
                #expect(answer.status == 422 && answer.hasProblem(beside: "password") && answer.says("value=\"\(email)\"") && !answer.says(password))
                return answer.body.replacing(email, with: "E-MAIL")
            }
            let wrong = try await refused(email, "quite another password")
            #expect(try await refused("nobody@example.com", Self.password) == wrong)
            #expect(try await refused("no address", Self.password) == wrong)
            try await house.run("UPDATE users SET status = 'Inactive' WHERE email = \(email)")
            #expect(try await refused(email, Self.password) == wrong)
            #expect(try await isNobody(browser))
            #expect(try await house.count("sessions") == 0)
            #expect(try await house.count("activity_logs", where: "action_type = 'LOGIN_FAILED'") == 4)
        }
    }

    @Test func theSessionOfSomebodyWhoLeftIsNobodys() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.get("/desk").status == 200)
            try await house.run("UPDATE users SET status = 'Inactive' WHERE role = 'RECRUITER'")
            #expect(try await isNobody(recruiter))
            #expect(try await recruiter.get("/api/v1/desk").status == 401)
            try await house.run("UPDATE users SET status = 'Active'")
            #expect(try await recruiter.get("/desk").status == 200)
            try await house.run("UPDATE sessions SET expires_at = now() - interval '1 second'")
            #expect(try await isNobody(recruiter), "a session outlives its time")
        }
    }

    @Test func signingInEndsTheSessionBefore() async throws {
        try await withHouse { house in
            let browser = try await house.browser(.recruiter)
            try await browser.signIn(with: try await SignInLinks.make(for: try await house.pool.one(Users.first(of: .admin)).id, in: house.pool).text)
            #expect(try await house.texts("SELECT role::text FROM sessions JOIN users ON users.id = user_id") == ["ADMIN"])
        }
    }

    @Test func aLinkSignsInOnceAndOnlyInItsTime() async throws {
        try await withHouse { house in
            let admin = try await house.pool.one(Users.first(of: .admin)).id, browser = try await house.browser()
            func make() async throws -> String { try await SignInLinks.make(for: admin, in: house.pool).text }
            func expectRefused(_ link: String, _ kind: String) async throws {
                for answer in [try await browser.get(link), try await browser.post(link)] {
                    #expect(answer.status == 410 && answer.says("This link was used already, is too old, or was never given out."), "\(kind)")
                }
                #expect(try await isNobody(browser), "\(kind)")
            }
            let expired = try await make()
            try await house.run("UPDATE sign_in_links SET expires_at = now() - interval '1 second'")
            try await expectRefused(expired, "expired")
            try await expectRefused("/sign-in/\(String(repeating: "A", count: 43))", "forged")
            try await expectRefused("/sign-in/x", "nonsense")
            try await expectRefused(expired.replacing("/sign-in/", with: "/set-up/"), "another purpose")

            let good = try await make()
            for _ in 1...2 { #expect(try await browser.get(good).says("This link works once."), "looking at it spends it") }
            #expect(try await house.browser().post(good).location == "/desk")
            try await expectRefused(good, "used")
            let left = try await make()
            try await house.run("UPDATE users SET status = 'Inactive' WHERE id = \(admin)")
            #expect(try await browser.post(left).status == 410, "somebody who left comes in")
            #expect(try await isNobody(browser))
        }
    }

    @Test func aPrivateLinkThatIsForgedOrOldShowsNothing() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            #expect(try await stranger.apply(slug).status == 303)
            let link = try await house.privateLink()
            #expect(try await stranger.get(link).status == 200)
            try await house.run("UPDATE application_links SET expires_at = now() - interval '1 second'")
            let before = try await house.everything()
            for path in [link, "/a/\(String(repeating: "A", count: 43))", "/a/x"] {
                let answers = [try await stranger.get(path), try await stranger.post("\(path)/withdraw")]
                for answer in answers {
                    #expect(answer.status == 410 && answer.says("This link is not one of ours, or it is too old.") && !answer.says("Lata"))
                }
                #expect(try await stranger.get("/api/v1\(path)").status == 410)
            }
            #expect(try await house.everything() == before)
        }
    }

    @Test func theSetUpLinkMakesTheFirstAdministratorOnce() async throws {
        try await withEmptyDatabase { pool in
            try await withHouse(on: pool.url) { house in
                let old = try await SignInLinks.makeSetUp(in: pool).text, link = try await SignInLinks.makeSetUp(in: pool).text
                let browser = try await house.browser()
                #expect(try await browser.get(old).status == 410, "an earlier link still works")
                #expect(try await browser.get(link).says("Set up Shortlist"))
                let form = ["full_name": "Meera Krishnan", "email": "meera@example.com"]
                for (password, words) in [
                    (String(repeating: "x", count: 73), "at most 72 bytes"), (String(repeating: "ä", count: 37), "at most 72 bytes"), ("brief", "at least 10"),
                ] {
                    let refused = try await browser.post(link, form.merging(["password": password]) { $1 })
                    #expect(refused.status == 422 && refused.hasProblem(beside: "password") && refused.says(words) && refused.says("value=\"Meera Krishnan\""))
                    #expect(!refused.says(password))
                }
                let wrong = try await browser.post(link, ["full_name": "", "email": "meera", "password": Self.password])
                #expect(wrong.status == 422 && wrong.hasProblem(beside: "full_name") && wrong.hasProblem(beside: "email"))
                #expect(try await house.count("users") == 0)
                let password = String(repeating: "ä", count: 36)
                #expect(try await browser.post(link, form.merging(["password": password]) { $1 }).location == "/desk")
                #expect(try await browser.get("/desk").says("Nothing needs you right now."))
                #expect(try await house.texts("SELECT role || ' ' || email FROM users") == ["ADMIN meera@example.com"])
                #expect(try await house.browser().post(link, form.merging(["password": Self.password, "email": "other@example.com"]) { $1 }).status == 410)
                #expect(try await house.count("users") == 1)
                #expect(try await house.browser().post("/sign-in", form.merging(["password": password]) { $1 }).location == "/desk")
            }
        }
    }
}
