import Accounts
import Foundation
import Postgres
import Testing

/// Guessing takes longer and longer, and keeps nobody out.
@Suite("Back-off", .fewAtATime) struct BackOffTests {
    private static let password = "four plain words here"
    private static let hash = Task { try await Password.hash(password) }

    private func withColleague(_ body: @escaping @Sendable (RunningHouse, _ email: String) async throws -> Void) async throws {
        try await withHouse { house in
            let email = try #require(try await house.text("SELECT email FROM users WHERE role = 'RECRUITER' ORDER BY created_at LIMIT 1"))
            let hash = try await Self.hash.value
            try await house.run("UPDATE users SET password_hash = \(hash) WHERE email = \(email)")
            try await body(house, email)
        }
    }

    private func signIn(_ browser: Browser, _ email: String, _ password: String = password) async throws -> Reply {
        try await browser.post("/sign-in", ["email": email, "password": password])
    }

    @Test func afterFiveWrongOnesEachTryWaitsLonger() async throws {
        try await withColleague { house, email in
            for account in [email, "nobody@example.com"] {
                let browser = try await house.browser()
                #expect(try await signIn(browser, account, "wrong wrong wrong").status == 422)
                for (count, wait) in [(3, nil), (4, 5), (5, 10), (11, 640), (12, 900), (40, 900)] as [(Int, Int?)] {
                    try await house.run("UPDATE sign_in_failures SET count = \(count), blocked_until = NULL WHERE key LIKE 'account:%'")
                    #expect(try await signIn(browser, account, "wrong wrong wrong").status == 422)
                    let told = try await house.text(
                        "SELECT extract(epoch FROM blocked_until - last_at)::int::text FROM sign_in_failures WHERE key LIKE 'account:%'")
                    #expect(told == wait.map(String.init), "\(account) after \(count)")
                }
                let held = try await signIn(browser, account)
                #expect(held.status == 429 && (800...900).contains(Int(held.header("Retry-After") ?? "") ?? 0), "\(account)")
                try await house.run("UPDATE sign_in_failures SET last_at = now() - interval '25 hours', blocked_until = NULL WHERE key LIKE 'account:%'")
                #expect(try await signIn(browser, account, "wrong wrong wrong").status == 422)
                #expect(try await house.count("sign_in_failures", where: "key LIKE 'account:%' AND count = 1 AND blocked_until IS NULL") == 1)
                try await house.run("DELETE FROM sign_in_failures")
            }
            #expect(
                try await house.text("SELECT string_agg(description, '') FROM activity_logs WHERE action_type = 'LOGIN_FAILED'")?.contains("wrong") == false)
        }
    }

    @Test func manyAtOnceAreCountedOneByOne() async throws {
        try await withColleague { house, email in
            let browser = try await house.browser(), token = try await browser.token()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 {
                    group.addTask { try await browser.post("/sign-in", ["email": email, "password": "wrong wrong wrong"], csrf: token).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 422 }.count == 5 && statuses.filter { $0 == 429 }.count == 7, "\(statuses)")
        }
    }

    @Test func aBrowserThatIsKnownIsHeldByItsOwnTriesOnly() async throws {
        try await withColleague { house, email in
            let own = try await house.browser(), stranger = try await house.browser()
            #expect(try await signIn(own, email).status == 303)
            #expect(try await own.post("/sign-out").status == 303)
            #expect(try await signIn(stranger, email, "wrong wrong wrong").status == 422)
            try await house.run("UPDATE sign_in_failures SET count = 40, blocked_until = now() + interval '10 minutes'")
            #expect(try await signIn(stranger, email).status == 429)
            #expect(try await signIn(own, email, "wrong wrong wrong").status == 422)
            #expect(try await signIn(own, email).status == 303, "whoever guesses keeps the person out")
            #expect(try await own.post("/sign-out").status == 303)
            #expect(try await house.count("sign_in_failures", where: "key NOT LIKE 'address:%'") == 0, "a good sign-in clears the account and the browser")
            try await house.run("DELETE FROM sign_in_failures")
            #expect(try await signIn(own, email, "wrong wrong wrong").status == 422)
            try await house.run("UPDATE sign_in_failures SET count = 40, blocked_until = now() + interval '10 minutes'")
            #expect(try await signIn(own, email).status == 429, "a known browser is not held at all")
            #expect(try await signIn(stranger, email).status == 303)
        }
    }

    @Test func anAddressIsHeldForAllItsAccounts() async throws {
        try await withColleague { house, email in
            let browser = try await house.browser()
            #expect(try await signIn(browser, "nobody@example.com").status == 422)
            #expect(try await house.texts("SELECT key FROM sign_in_failures WHERE key LIKE 'address:%'") == ["address:127.0.0.1"])
            try await house.run("UPDATE sign_in_failures SET count = 18 WHERE key LIKE 'address:%'")
            #expect(try await signIn(browser, "other@example.com").status == 422)
            #expect(try await signIn(browser, email).status == 303, "a good sign-in is not held before the limit")
            #expect(try await house.text("SELECT count::text FROM sign_in_failures WHERE key LIKE 'address:%'") == "19", "a good one counts")
            let other = try await house.browser()
            try await house.run("UPDATE sign_in_failures SET count = 30 WHERE key LIKE 'address:%'")
            #expect(try await signIn(other, "third@example.com").status == 422)
            #expect(try await signIn(other, email).status == 429)
        }
    }
}
