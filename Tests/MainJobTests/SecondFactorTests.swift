import Accounts
import Foundation
import Postgres
import Testing
import Web

/// Codes of an authenticator app, and of paper.
@Suite("Second factor", .fewAtATime) struct SecondFactorTests {
    /// RFC 6238, appendix B, for SHA-1.
    @Test(arguments: [
        (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"), (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ])
    func theVectorsOfTheStandard(_ time: Int, _ code: String) {
        let totp = TOTP(secret: Data("12345678901234567890".utf8)), step = TOTP.step(at: Date(timeIntervalSince1970: Double(time)))
        #expect(totp.code(step, digits: 8) == code)
        #expect(totp.code(step) == String(code.suffix(6)))
    }

    @Test func aCodeIsTakenAStepEarlyOrLateAndOnce() {
        let totp = TOTP.random(), time = Date(timeIntervalSince1970: 1_790_000_010), now = TOTP.step(at: time)
        for step in now - 1...now + 1 { #expect(totp.step(of: totp.code(step), at: time) == step) }
        for step in [now - 2, now + 2] { #expect(totp.step(of: totp.code(step), at: time) == nil, "\(step - now)") }
        #expect(totp.step(of: totp.code(now), at: time, after: now) == nil)
        #expect(totp.step(of: totp.code(now - 1), at: time, after: now) == nil)
        #expect(totp.step(of: totp.code(now + 1), at: time, after: now) == now + 1)
        #expect(TOTP.random().secret.count == 20 && totp.step(of: "", at: time) == nil)
    }

    @Test func secretsAreWrittenAsAppsReadThem() {
        for (plain, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI")] {
            #expect(Base32.encode(Data(plain.utf8)) == text)
            #expect(Base32.decode(text) == Data(plain.utf8))
        }
        let totp = TOTP(secret: Data("12345678901234567890".utf8)), address = totp.address(issuer: "Saffron Talent", account: "meera@example.com")
        #expect(address.hasPrefix("otpauth://totp/Saffron%20Talent:meera@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Saffron%20Talent"))
    }

    /// Sets it up in a browser, and returns the app and the codes of paper.
    private func setUp(_ browser: Browser) async throws -> (app: TOTP, codes: [String], step: Int64) {
        #expect(try await browser.post("/account/two-factor/begin").location == "/account/two-factor")
        let page = try await browser.get("/account/two-factor")
        let secret = String(try #require(page.body.firstMatch(of: #/<code class="secret">([A-Z2-7 ]+)</#)?.1))
        let app = TOTP(secret: try #require(Base32.decode(secret)))
        #expect(page.says("<svg class=\"qr\"") && app.secret.count == 20)
        let step = TOTP.step(at: Date()), wrong = try await browser.post("/account/two-factor/confirm", ["code": app.code(step - 9)])
        #expect(wrong.status == 422 && wrong.hasProblem(beside: "code") && wrong.says(secret))
        let on = try await browser.post("/account/two-factor/confirm", ["code": app.code(step)])
        let codes = on.body.matches(of: #/<li><code>([a-z0-9-]+)</#).map { String($0.1) }
        #expect(on.status == 200 && Set(codes).count == 10)
        return (app, codes, step)
    }

    @Test func signingInAsksForACodeThatWorksOnce() async throws {
        try await withHouse { house in
            let me = try await house.pool.one(Users.first(of: .recruiter)).id, desk = try await house.browser(as: me)
            let (app, codes, step) = try await setUp(desk)
            #expect(try await !desk.get("/account/two-factor").says(codes[0]), "they are shown twice")
            #expect(try await desk.get("/desk").status == 200)

            let browser = try await house.browser()
            func askForCode() async throws {
                let asked = try await browser.post(try await SignInLinks.make(for: me, in: house.pool).text)
                #expect(asked.location == "/sign-in/code")
                #expect(try await browser.get("/sign-in/code").status == 200)
            }
            try await askForCode()
            #expect(try await browser.get("/desk").location == "/sign-in?to=%2Fdesk", "a link alone lets somebody in")
            for code in [app.code(step), app.code(step - 20), "", "aaaa-aaaa-aaaa-aaaa"] {
                let refused = try await browser.post("/sign-in/code", ["code": code])
                #expect(refused.status == 422 && refused.hasProblem(beside: "code"), "\(code)")
            }
            #expect(try await browser.post("/sign-in/code", ["code": app.code(step + 1), "to": "/desk/jobs"]).location == "/desk/jobs")
            #expect(try await browser.get("/desk").status == 200)
            #expect(try await house.count("sign_in_failures", where: "key NOT LIKE 'address:%'") == 0)

            try await askForCode()
            #expect(try await browser.post("/sign-in/code", ["code": app.code(step + 1)]).status == 422, "a code works twice")
            #expect(try await browser.post("/sign-in/code", ["code": codes[3].uppercased()]).location == "/desk")
            try await askForCode()
            #expect(try await browser.post("/sign-in/code", ["code": codes[3]]).status == 422, "a recovery code works twice")
            try await house.run("UPDATE sign_in_links SET expires_at = now() - interval '1 second'")
            #expect(try await browser.post("/sign-in/code", ["code": codes[4]]).location == "/sign-in")
            #expect(try await browser.get("/api/v1/sign-in/code").status == 410)

            #expect(
                try await house.texts(
                    "SELECT DISTINCT action_type FROM activity_logs WHERE action_type LIKE '%FACTOR%' OR action_type LIKE 'RECOVERY%' ORDER BY 1")
                    == ["RECOVERY_CODE_USED", "SECOND_FACTOR_ON"])
            let kept = try #require(
                try await house.text("SELECT string_agg(activity_logs::text, ' ') || (SELECT string_agg(body_text, ' ') FROM outbox) FROM activity_logs"))
            for secret in codes + [Base32.encode(app.secret), app.code(step)] { #expect(!kept.contains(secret)) }
            let sealed = try #require(try await house.text("SELECT encode(secret, 'hex') FROM two_factors"))
            #expect(!sealed.contains(app.secret.map { String(format: "%02x", $0) }.joined()))
        }
    }

    @Test func codesAreTriesTooAndTheCookieIsNoSession() async throws {
        try await withHouse { house in
            let me = try await house.pool.one(Users.first(of: .recruiter)).id
            let (app, _, step) = try await setUp(try await house.browser(as: me))
            let browser = try await house.browser()
            #expect(try await browser.post(try await SignInLinks.make(for: me, in: house.pool).text).location == "/sign-in/code")
            for _ in 1...5 { #expect(try await browser.post("/sign-in/code", ["code": "000000"]).status == 422) }
            #expect(try await house.texts("SELECT count::text FROM sign_in_failures WHERE key LIKE 'account:%' AND blocked_until > last_at") == ["5"])
            try await house.run("UPDATE sign_in_failures SET blocked_until = now() + interval '10 minutes' WHERE key LIKE 'account:%'")
            let held = try await browser.post("/sign-in/code", ["code": app.code(step + 1)])
            #expect(held.status == 429 && held.header("Retry-After") != nil)
            #expect(try await browser.get("/account").status == 303)
            try await house.run("UPDATE sign_in_failures SET blocked_until = NULL")
            #expect(try await browser.post("/sign-in/code", ["code": app.code(step + 1)]).location == "/desk")
            #expect(try await house.texts("SELECT method || ' ' || has_second_factor FROM sessions WHERE has_second_factor") == ["link true"])
        }
    }

    @Test func turningItOffNeedsAProof() async throws {
        try await withHouse { house in
            let me = try await house.pool.one(Users.first(of: .recruiter)).id, desk = try await house.browser(as: me)
            let (app, codes, step) = try await setUp(desk)
            let refused = try await desk.post("/account/two-factor/off", ["off_proof": "000000"])
            #expect(refused.status == 422 && refused.hasProblem(beside: "off_proof"))
            #expect(try await desk.post("/account/two-factor/codes", ["codes_proof": "000000"]).hasProblem(beside: "codes_proof"))
            let anew = try await desk.post("/account/two-factor/codes", ["codes_proof": codes[0]])
            #expect(anew.status == 200 && anew.says("Your new recovery codes") && !anew.says(codes[1]))
            #expect(try await house.count("recovery_codes", where: "used_at IS NULL") == 10)
            #expect(try await desk.post("/account/two-factor/off", ["off_proof": codes[1]]).status == 422, "an old code works")
            #expect(try await desk.post("/account/two-factor/off", ["off_proof": app.code(step + 1)]).location == "/account/two-factor")
            #expect(try await house.count("two_factors") + house.count("recovery_codes") == 0)
            #expect(try await house.browser().post(try await SignInLinks.make(for: me, in: house.pool).text).location == "/desk")
            #expect(try await house.count("activity_logs", where: "action_type = 'SECOND_FACTOR_OFF'") == 1)
            #expect(try await desk.post("/account/two-factor/off", ["off_proof": "000000"]).status == 409)
        }
    }

    /// Runs once `SystemSettings` reads its table.
    @Test func aRoleThatCallsForOneOpensNothingElseBefore() async throws {
        try await withHouse { house in
            let desk = try await house.browser(.recruiter), manager = try await house.browser(.manager)
            try await house.run("INSERT INTO system_settings (key, value) VALUES ('TWO_FACTOR_ROLES', '[\"RECRUITER\"]')")
            try await house.run("SELECT pg_notify('settings', 'TWO_FACTOR_ROLES')")
            for _ in 0..<100 where try await desk.get("/desk").status == 200 { try await Task.sleep(for: .milliseconds(20)) }
            let sent = try await desk.get("/desk")
            #expect(sent.status == 303 && sent.location == "/account/two-factor")
            #expect(try await desk.get("/api/v1/desk").status == 403)
            #expect(try await desk.get("/account/two-factor").says("A recruiter here needs one"))
            #expect(try await manager.get("/desk").status == 200)
            _ = try await setUp(desk)
            #expect(try await desk.get("/desk").status == 200)
        }
    }
}
