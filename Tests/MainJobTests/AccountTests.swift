import Accounts
import Foundation
import Postgres
import Testing
import Web

/// What people look after themselves.
@Suite("Account", .fewAtATime) struct AccountTests {
    private static let password = "four plain words here"
    private static let hash = Task { try await Password.hash(password) }

    /// A recruiter with a password, their address, and a browser in which they are signed in.
    private func withColleague(
        sessionsBelieved: Duration = .zero, _ body: @escaping @Sendable (RunningHouse, ID<User>, _ email: String, Browser) async throws -> Void
    )
        async throws
    {
        try await withHouse(sessionsBelieved: sessionsBelieved) { house in
            let me = try await house.pool.one(Users.first(of: .recruiter)).id, hash = try await Self.hash.value
            try await house.run("UPDATE users SET password_hash = \(hash) WHERE id = \(me)")
            let email = try #require(try await house.text("SELECT email FROM users WHERE id = \(me)"))
            try await body(house, me, email, try await house.browser(as: me))
        }
    }

    /// The path of the link in the newest mail to an address.
    private func link(_ house: RunningHouse, to email: String, _ kind: String) async throws -> String {
        let text = try #require(try await house.mail(to: email), "no mail to \(email)")
        return String(try #require(text.firstMatch(of: try Regex("/\(kind)/[A-Za-z0-9_-]{43}")), "no link in: \(text)").0)
    }

    @Test func aNameIsChangedAndTheTrailSaysFromWhat() async throws {
        try await withColleague { house, me, _, browser in
            let page = try await browser.get("/account"), old = try #require(try await house.text("SELECT full_name FROM users WHERE id = \(me)"))
            let version = String(try #require(page.body.firstMatch(of: #/name="version" value="(\d+)"/#)?.1))
            #expect(page.says("class=\"rail\"") && page.says("value=\"\(old)\""))
            #expect(try await browser.post("/account/name", ["full_name": "", "version": version]).hasProblem(beside: "full_name"))
            #expect(try await browser.post("/account/name", ["full_name": "Asha <b>Rao</b>", "version": version]).location == "/account")
            #expect(try await browser.get("/desk").says("Asha &lt;b&gt;Rao&lt;/b&gt;"))
            #expect(try await browser.post("/account/name", ["full_name": "Other Name", "version": version]).status == 409, "the second tab wins")
            #expect(
                try await house.texts("SELECT before->>'full_name' || ' > ' || (after->>'full_name') FROM activity_logs WHERE action_type = 'UPDATED_ACCOUNT'")
                    == ["\(old) > Asha <b>Rao</b>"])
        }
    }

    @Test func candidatesHaveTheirAccountOnThePublicSide() async throws {
        try await withHouse { house in
            let candidate = try await house.browser(.candidate), page = try await candidate.get("/account")
            #expect(page.status == 200 && !page.says("class=\"rail\"") && page.says("href=\"/account\""))
            #expect(try await candidate.post("/account/email", ["email": "new@example.com"], csrf: page.csrf).location == "/reset", "without a password")
            #expect(try await candidate.get("/account/sessions").says("this one"))
            #expect(try await candidate.get("/api/v1/account").json["has_password"] as? Bool == false)
        }
    }

    @Test func anotherPasswordEndsTheOtherSessions() async throws {
        try await withColleague { house, me, email, browser in
            let other = try await house.browser(as: me)
            let wrong = try await browser.post("/account/password", ["current_password": "wrong wrong", "new_password": "five quite plain words"])
            #expect(wrong.status == 422 && wrong.hasProblem(beside: "current_password") && !wrong.says("five quite"))
            let weak = try await browser.post("/account/password", ["current_password": Self.password, "new_password": "Password123"])
            #expect(weak.status == 422 && weak.hasProblem(beside: "new_password"))
            #expect(try await other.get("/desk").status == 200)
            #expect(
                try await browser.post("/account/password", ["current_password": Self.password, "new_password": "five quite plain words"]).location
                    == "/account")
            #expect(try await browser.get("/desk").status == 200)
            #expect(try await other.get("/desk").status == 303)
            let letter = try #require(try await house.mail(to: email))
            #expect(letter.contains("your password was changed") && letter.contains("/reset"))
            let trail = try #require(
                try await house.text("SELECT string_agg(activity_logs::text, ' ') FROM activity_logs WHERE action_type = 'PASSWORD_CHANGED'"))
            #expect(!trail.contains("words") && !trail.contains("$2b$"))
            #expect(try await house.browser().post("/sign-in", ["email": email, "password": Self.password]).status == 422)
        }
    }

    @Test func theAddressChangesOnceTheNewOneIsProved() async throws {
        try await withColleague { house, me, email, browser in
            let wrong = try await browser.post("/account/email", ["email": "new@example.com", "email_password": "wrong wrong"])
            #expect(wrong.status == 422 && wrong.hasProblem(beside: "email_password"))
            #expect(try await house.mail(to: "new@example.com") == nil)
            #expect(try await browser.post("/account/email", ["email": "new@example.com", "email_password": Self.password]).location == "/account")
            #expect(try await house.mail(to: email)?.contains("If it was not you") == true)
            #expect(try await browser.get("/account").says("new@example.com"))
            #expect(try await house.text("SELECT email FROM users WHERE id = \(me)") == email)
            let path = try await link(house, to: "new@example.com", "email"), other = try await SignInLinks.make(for: me, in: house.pool).text
            #expect(try await house.browser().get(path).says("new@example.com"))
            #expect(try await house.text("SELECT email FROM users WHERE id = \(me)") == email, "looking at it changes it")
            #expect(try await house.browser().post(path).location == "/sign-in")
            #expect(
                try await house.text("SELECT email || ' ' || email_key || ' ' || is_verified FROM users WHERE id = \(me)")
                    == "new@example.com new@example.com true")
            #expect(try await house.browser().post(path).status == 410)
            #expect(try await house.browser().post(other).status == 410, "a link to the old mailbox goes on")
            #expect(
                try await house.texts("SELECT before->>'email' || ' > ' || (after->>'email') FROM activity_logs WHERE action_type = 'EMAIL_CHANGED'")
                    == ["\(email) > new@example.com"])
        }
    }

    @Test func nobodyLearnsWhoHasAnAccountAndOfTwoTheSecondIsTold() async throws {
        try await withColleague { house, me, _, browser in
            let theirs = try #require(try await house.text("SELECT email FROM users WHERE role = 'ADMIN'"))
            #expect(try await browser.post("/account/email", ["email": theirs, "email_password": Self.password]).location == "/account")
            let letter = try #require(try await house.mail(to: theirs))
            #expect(letter.contains("Your account here has it") && !letter.contains("/email/"))
            let manager = try await house.pool.one(Users.first(of: .manager)).id
            var paths: [String] = []
            for person in [me, manager] {
                paths.append(try await SignInLinks.make(.email, for: person, email: EmailAddress("same@example.com"), in: house.pool).text)
            }
            #expect(try await house.browser().post(paths[0]).status == 303)
            let late = try await house.browser().post(paths[1])
            #expect(late.status == 409 && late.says("Another account has this address by now"))
            #expect(try await house.texts("SELECT id::text FROM users WHERE email = 'same@example.com'") == ["\(me)"])
        }
    }

    @Test func anAddressIsVerifiedByMail() async throws {
        try await withColleague { house, me, email, browser in
            try await house.run("UPDATE users SET is_verified = false WHERE id = \(me)")
            #expect(try await browser.get("/account").says("not verified yet"))
            #expect(try await browser.post("/account/verification").location == "/account")
            let path = try await link(house, to: email, "verify")
            #expect(try await browser.get(path).says("This is my address"))
            #expect(try await browser.post(path).location == "/account")
            #expect(try await browser.get("/account").says("tag good\">verified"))
            #expect(try await browser.post(path).status == 410)
        }
    }

    @Test func sessionsAreSeenAndEndedByTheirOwnerOnly() async throws {
        try await withColleague { house, me, _, browser in
            let other = try await house.browser(as: me), third = try await house.browser(as: me), admin = try await house.browser(.admin)
            let sessions = try await house.texts("SELECT id::text FROM sessions WHERE user_id = \(me) ORDER BY created_at")
            let page = try await browser.get("/account/sessions")
            #expect(page.body.components(separatedBy: "this one").count == 2 && page.says("127.0.0.1") && page.says("by link"))
            let listed = try await browser.get("/api/v1/account/sessions").json["sessions"] as? [[String: Any]] ?? []
            #expect(Set(listed.compactMap { $0["id"] as? String }) == Set(sessions) && sessions.count == 3)
            #expect(try await admin.post("/account/sessions/\(sessions[1])/end").status == 404)
            #expect(try await other.get("/desk").status == 200)
            #expect(try await browser.post("/account/sessions/\(sessions[1])/end").location == "/account/sessions")
            #expect(try await browser.post("/account/sessions/\(sessions[1])/end").status == 404)
            #expect(try await other.get("/desk").status == 303)
            #expect(try await browser.post("/account/sessions/end-others").location == "/account/sessions")
            #expect(try await third.get("/desk").status == 303)
            #expect(try await browser.get("/desk").status == 200)
            #expect(try await admin.get("/desk").status == 200)
            #expect(try await house.count("activity_logs", where: "action_type = 'SESSION_REVOKED'") == 2)
            #expect(try await browser.post("/account/sessions/\(sessions[0])/end").location == "/sign-in")
            #expect(try await browser.get("/desk").status == 303)
        }
    }

    /// As another process says it, which shares nothing with this one but the database.
    @Test func whatEndsElsewhereEndsHereAtOnce() async throws {
        try await withColleague(sessionsBelieved: .seconds(60)) { house, me, _, browser in
            #expect(try await browser.get("/desk").status == 200)
            try await house.pool.run(Sessions.endingAll(of: me))
            let start = ContinuousClock.now
            while try await browser.get("/desk").status == 200, ContinuousClock.now - start < .seconds(10) { try await Task.sleep(for: .milliseconds(20)) }
            #expect(ContinuousClock.now - start < .seconds(1))
        }
    }

    @Test func aNewBrowserIsToldOfAndAKnownOneIsNot() async throws {
        try await withColleague { house, me, email, browser in
            func letters() async throws -> Int { try await house.count("outbox", where: "subject LIKE 'New sign-in%'") }
            #expect(try await letters() == 0, "the first sign-in is told of")
            #expect(try await browser.post("/sign-out").status == 303)
            #expect(try await browser.post("/sign-in", ["email": email, "password": Self.password]).status == 303)
            #expect(try await letters() == 0, "a known browser is told of")
            #expect(try await house.browser().post("/sign-in", ["email": email, "password": Self.password]).status == 303)
            let letter = try #require(try await house.mail(to: email))
            #expect(try await letters() == 1 && letter.contains("address 127.0.0.1") && letter.contains("/account/sessions"))
            #expect(
                try await house.texts(
                    "SELECT action_type FROM activity_logs WHERE user_id = \(me) AND action_type IN ('LOGIN', 'LOGOUT') ORDER BY id DESC LIMIT 4")
                    == ["LOGIN", "LOGIN", "LOGOUT", "LOGIN"])
        }
    }
}
