import Accounts
import Foundation
import Postgres
import Testing
import Web

/// Links that people ask for, and what they lead to.
@Suite("Mailed links", .fewAtATime) struct LinkTests {
    private struct Person: RowDecodable {
        let id: ID<User>
        let email: String

        init(row: Row) throws { (id, email) = (try row.get("id"), try row.get("email")) }
    }

    private func person(_ house: RunningHouse, _ role: UserRole) async throws -> Person {
        try await house.pool.one(
            Query("SELECT id, email FROM users WHERE role = \(role) AND status = 'Active' AND email IS NOT NULL ORDER BY created_at, id LIMIT 1"))
    }

    /// The path of the link in the newest mail to an address.
    private func link(_ house: RunningHouse, to email: String, _ kind: String) async throws -> String {
        try await house.work()
        let text = try #require(try await house.mail(to: email), "no mail to \(email)")
        return String(try #require(text.firstMatch(of: try Regex("/\(kind)/[A-Za-z0-9_-]{43}")), "no link in: \(text)").0)
    }

    @Test func aCandidateSignsInByALinkAndProvesTheirAddress() async throws {
        try await withHouse { house in
            let candidate = try await person(house, .candidate), browser = try await house.browser()
            try await house.run("UPDATE users SET is_verified = false")
            let page = try await browser.get("/sign-in")
            #expect(page.says("href=\"/sign-in/link\"") && page.says("href=\"/reset\""))
            let known = try await browser.post("/sign-in/link", ["email": candidate.email])
            let unknown = try await browser.post("/sign-in/link", ["email": "nobody@example.com"])
            #expect(known.status == 200 && known.body.replacing(candidate.email, with: "E") == unknown.body.replacing("nobody@example.com", with: "E"))
            let path = try await link(house, to: candidate.email, "sign-in")
            #expect(try await house.mail(to: "nobody@example.com") == nil)
            #expect(try await browser.post(path).location == "/me")
            #expect(try await house.text("SELECT is_verified::text FROM users WHERE id = \(candidate.id)") == "true")
            #expect(try await house.browser().post(path).status == 410)
            #expect(try await house.browser().post("/sign-in/link", ["email": "nobody"]).hasProblem(beside: "email"))
        }
    }

    @Test func whoeverWorksHereIsToldToUseAPasswordAndWhoeverLeftNothing() async throws {
        try await withHouse { house in
            let recruiter = try await person(house, .recruiter), browser = try await house.browser()
            #expect(try await browser.post("/sign-in/link", ["email": recruiter.email]).status == 200)
            try await house.work()
            let text = try #require(try await house.mail(to: recruiter.email))
            #expect(text.contains("sign in with a password") && !text.contains("/sign-in/"))
            let before = try await house.count("outbox")
            try await house.run("UPDATE users SET status = 'Inactive' WHERE id = \(recruiter.id)")
            for path in ["/reset", "/sign-in/link"] { #expect(try await browser.post(path, ["email": recruiter.email]).status == 200) }
            try await house.work()
            #expect(try await house.count("outbox") == before)
        }
    }

    @Test func nobodysMailboxIsFilled() async throws {
        try await withHouse { house in
            let candidate = try await person(house, .candidate), browser = try await house.browser()
            for _ in 1...6 {
                #expect(try await browser.post("/sign-in/link", ["email": candidate.email]).status == 200)
                try await house.work()
            }
            #expect(try await house.count("outbox", where: "recipient LIKE \("%\(candidate.email)%")") == 3)
        }
    }

    @Test func aForgottenPasswordIsChosenAnewByMail() async throws {
        try await withHouse { house in
            let person = try await person(house, .recruiter), desk = try await house.browser(as: person.id), browser = try await house.browser()
            try await house.run("UPDATE users SET is_verified = false, password_hash = '$2b$12$7aVDrLQYbz0O1XxXqzR3zOZ0M1Cn6xk5tWv0fD1h9qgJ7C6kE1y1W'")
            #expect(try await browser.post("/sign-in", ["email": person.email, "password": "forgotten words"]).status == 422)
            try await house.run("UPDATE sign_in_failures SET count = 40, blocked_until = now() + interval '10 minutes' WHERE key LIKE 'account:%'")
            #expect(try await browser.post("/reset", ["email": person.email]).status == 200)
            let path = try await link(house, to: person.email, "reset")
            let other = try await SignInLinks.make(for: person.id, in: house.pool).text
            let page = try await browser.get(path)
            #expect(page.says("Choose a new password") && page.header("Referrer-Policy") == "no-referrer")
            let weak = try await browser.post(path, ["password": "Password123"])
            #expect(weak.status == 422 && weak.hasProblem(beside: "password"))
            let answers = [
                try await browser.post(path, ["password": "four plain words here"]), try await browser.post(path, ["password": "four plain words twice"]),
            ]
            #expect(answers.map(\.status) == [303, 410] && answers[0].location == "/desk")
            #expect(try await browser.get("/desk").status == 200)
            #expect(try await desk.get("/desk").status == 303, "a session of before goes on")
            #expect(try await house.browser().post(other).status == 410, "a link of before goes on")
            #expect(try await house.text("SELECT is_verified::text FROM users WHERE id = \(person.id)") == "true")
            let letter = try #require(try await house.texts("SELECT body_text FROM outbox WHERE subject LIKE 'Your password was changed%'").first)
            #expect(letter.contains("All other sessions have ended, and API tokens were revoked."))
            let stranger = try await house.browser()
            #expect(try await stranger.post("/sign-in", ["email": person.email, "password": "four plain words here"]).status == 303)
            #expect(try await house.count("activity_logs", where: "action_type = 'PASSWORD_CHANGED'") == 1)
        }
    }

    @Test func aResetIsNoWayAroundTheSecondFactor() async throws {
        try await withHouse { house in
            let person = try await person(house, .recruiter)
            try await house.run("INSERT INTO two_factors (user_id, secret, confirmed_at) VALUES (\(person.id), '\\x00', now())")
            let path = try await SignInLinks.make(.reset, for: person.id, in: house.pool).text, browser = try await house.browser()
            #expect(try await browser.post(path, ["password": "four plain words here"]).location == "/sign-in/code")
            #expect(try await browser.get("/desk").status == 303)
        }
    }
}
