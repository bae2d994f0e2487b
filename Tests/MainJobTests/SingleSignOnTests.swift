import Accounts
import Background
import Configuration
import Foundation
import JWTKit
import Logging
import Postgres
import Schema
import Server
import SingleSignOn
import Synchronization
import TestKit
import Testing
import Web
import Demo

/// Signing in by OpenID Connect: at a real provider, and at one that lies.
@Suite("Single sign-on", .fewAtATime) struct SingleSignOnTests {
    // MARK: A real provider

    @Test func theWholeWayWithARealProvider() async throws {
        try await withSingleSignOn { house, settings in
            let recruiter: (id: ID<User>, email: String) = try await person(house, .recruiter), manager = try await person(house, .manager)
            let sales = try await person(house, .sales), candidate = try await person(house, .candidate)
            let provider = try RealProvider([
                .init("new", "Nisha.Verma@talent.example", name: "Nisha Verma"), .init("known", recruiter.email.uppercased()),
                .init("outsider", "x@other.example"),
                .init("unverified", manager.email, isVerified: false), .init("candidate", candidate.email), .init("gone", sales.email),
            ])
            defer { provider.stop() }
            settings.change { $0 = Self.configuration(provider.issuer, domains: ["talent.example"]) }
            try await house.run("UPDATE users SET status = 'Inactive' WHERE id = \(sales.id)")
            func arrive(_ subject: String?, to place: String = "") async throws -> (reply: Reply, browser: Browser) {
                let browser = try await house.browser(), away = try await browser.get("/sign-in/sso?to=\(place)")
                #expect(away.status == 303)
                let location = try #require(away.location), asked = LyingProvider.parameters(URLComponents(string: location)?.percentEncodedQuery ?? "")
                #expect(location.hasPrefix("\(provider.issuer)/oauth2/authorize?"))
                #expect(asked["scope"] == "openid email profile" && asked["response_type"] == "code" && asked["code_challenge_method"] == "S256")
                #expect(asked["redirect_uri"] == "http://127.0.0.1:8080/sign-in/sso/callback" && asked["response_mode"] == "query")
                return (try await browser.get(try await provider.back(from: location, as: subject)), browser)
            }

            // Somebody new, of a domain whose people come in.
            let new = try await arrive("new", to: "%2Fdesk%2Fjobs%3Fq%3Dswift")
            #expect(new.reply.status == 303 && new.reply.location == "/desk/jobs?q=swift")
            #expect(try await new.browser.get("/desk").status == 200)
            #expect(
                try await house.text("SELECT full_name || role || is_verified FROM users WHERE email = 'Nisha.Verma@talent.example'")
                    == "Nisha VermaRECRUITERtrue")
            #expect(try await house.text("SELECT method FROM sessions ORDER BY created_at DESC LIMIT 1") == "single sign-on")
            // The second time it is the same person.
            #expect(try await arrive("new").reply.location == "/desk")
            #expect(try await house.count("users", where: "email_key = 'nisha.verma@talent.example'") == 1)

            // A colleague, by the address that the provider vouches for.
            #expect(try await arrive("known").reply.location == "/desk")
            #expect(try await house.text("SELECT user_id::text FROM identities WHERE subject = 'known'") == recruiter.id.description)
            #expect(try await house.count("activity_logs", where: "action_type = 'LINKED_IDENTITY' AND user_id = \(recruiter.id)") == 1)
            try await house.work()
            #expect(try await house.mail(to: recruiter.email)?.contains("the two are linked from now on") == true)

            // Everybody else stays outside, and is told why.
            let admin = try #require(try await house.text("SELECT full_name FROM users WHERE role = 'ADMIN' ORDER BY created_at, id LIMIT 1"))
            let outsider = try await arrive("outsider")
            #expect(outsider.reply.status == 403 && outsider.reply.says("Ask \(admin) to invite you.") && outsider.reply.says("x@other.example"))
            #expect(try await arrive("unverified").reply.says("does not vouch for your e-mail address"))
            #expect(try await arrive("candidate").reply.says("belongs to a candidate"))
            #expect(try await arrive("gone").reply.says("was deactivated"))
            #expect(try await arrive(nil).reply.says("was cancelled at the provider"))
            #expect(try await outsider.browser.get("/desk").status == 303)
            #expect(try await house.count("identities") == 2)
            #expect(try await house.count("activity_logs", where: "action_type = 'LOGIN_FAILED' AND description LIKE 'A single sign-on was refused: %'") == 4)
        }
    }

    // MARK: One that lies

    @Test func aTokenThatIsNotTheProvidersWordIsRefused() async throws {
        try await withProvider { house, provider, _ in
            for lie in LyingProvider.Lie.allCases {
                provider.change { $0.lie = lie }
                let browser = try await house.browser(), reply = try await arrive(browser, provider)
                #expect(reply.status == 403 && reply.says("could not be trusted"), "\(lie)")
                #expect(try await browser.get("/desk").status == 303, "\(lie)")
                let record = try await house.text("SELECT description FROM activity_logs WHERE action_type = 'LOGIN_FAILED' ORDER BY id DESC LIMIT 1")
                #expect(record == "A single sign-on was refused: of the ID token, \(lie.reason).", "\(lie)")
            }
            #expect(try await house.count("identities") == 0)
            // The same without a lie goes through: each was refused for what was wrong with it alone.
            provider.change { $0.lie = nil }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            // Clocks may be a minute apart, several audiences are good where we are the party, and a key without a name is found.
            provider.change { ($0.claims.iat, $0.claims.exp) = (Int(Date().timeIntervalSince1970) + 50, Int(Date().timeIntervalSince1970) - 50) }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            provider.change { ($0.claims.aud, $0.claims.azp) = (["another", "shortlist"], "shortlist") }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
        }
    }

    @Test func keysOfOtherKindsAndNamesAreRead() async throws {
        try await withProvider { house, provider, settings in
            let rsa = try Insecure.RSA.PrivateKey(pem: try Self.rsaKey())
            provider.change { ($0.rsa, $0.keyName) = (rsa, nil) }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            // The client proves itself in the header, encoded as in a form first; in the body where the provider takes nothing else.
            #expect(provider.now.lastAuthorization == "Basic \(Data("shortlist:s%3Acret%20%26".utf8).base64EncodedString())")
            #expect(provider.now.lastForm["client_secret"] == nil && provider.now.lastForm["client_id"] == nil)
            settings.change { $0?.secret = nil }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            #expect(provider.now.lastAuthorization == nil && provider.now.lastForm["client_id"] == "shortlist" && provider.now.lastForm["client_secret"] == nil)
        }
        try await withProvider { house, provider, _ in
            provider.change { $0.methods = ["client_secret_post"] }
            let reply = try await arrive(try await house.browser(), provider)
            #expect(reply.location == "/desk")
            #expect(provider.now.lastAuthorization == nil && provider.now.lastForm["client_secret"] == "s:cret &")
        }
    }

    @Test func anAnswerWorksOnceAndInTheBrowserThatBegan() async throws {
        try await withProvider { house, provider, _ in
            let mine = try await house.browser(), theirs = try await house.browser()
            let back = provider.back(from: try #require(try await mine.get("/sign-in/sso").location))
            // Another browser, with a cookie of its own, cannot use it: nobody can be signed in as somebody else behind their back.
            _ = try await theirs.get("/sign-in/sso")
            for browser in [theirs, try await house.browser()] {
                let refused = try await browser.get(back)
                #expect(refused.status == 410 && refused.says("was begun in another browser"))
            }
            #expect(try await mine.get(back).location == "/desk")
            // The same again, in the same browser: neither the page nor the JSON.
            #expect(try await mine.get(back).status == 410)
            #expect(try await mine.get("/api/v1\(back)").status == 410)
            // A code of one attempt under the state of another: the verifier does not fit.
            let other = try await house.browser()
            let first = provider.back(from: try #require(try await other.get("/sign-in/sso").location))
            let second = provider.back(from: try #require(try await other.get("/sign-in/sso").location))
            let code = LyingProvider.parameters(String(first.split(separator: "?")[1]))["code"] ?? ""
            let state = LyingProvider.parameters(String(second.split(separator: "?")[1]))["state"] ?? ""
            let mixed = try await other.get("/sign-in/sso/callback?code=\(code)&state=\(state)")
            #expect(mixed.status == 403 && mixed.says("no longer accepts this sign-in"))
            // After ten minutes.
            let late = provider.back(from: try #require(try await other.get("/sign-in/sso").location))
            try await house.run("UPDATE single_sign_on_attempts SET expires_at = now() - interval '1 second'")
            #expect(try await other.get(late).status == 410)
            #expect(try await other.get("/sign-in/sso/callback").status == 410)
            #expect(try await other.get("/desk").status == 303)
            // An answer in the name of another provider (RFC 9207).
            let named = provider.back(from: try #require(try await other.get("/sign-in/sso").location))
            #expect(try await other.get("\(named)&iss=https%3A%2F%2Fevil.example").says("could not be trusted"))
        }
    }

    @Test func aNewKeyOfTheProviderIsFound() async throws {
        try await withProvider { house, provider, _ in
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            #expect(provider.now.keyReads == 1)
            provider.change { ($0.key, $0.keyName) = (ES256PrivateKey(), "next") }
            // Several at once read the keys once more, and all come in.
            let locations = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<3 { group.addTask { try await arrive(try await house.browser(), provider).location } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(locations == ["/desk", "/desk", "/desk"] && provider.now.keyReads == 2)
            // Invented names do not make the house ask again and again.
            provider.change { $0.lie = .unpublishedKey }
            for _ in 0..<3 { #expect(try await arrive(try await house.browser(), provider).status == 403) }
            #expect(provider.now.keyReads == 2)
        }
    }

    @Test func aProviderThatIsIllIsSaidToBe() async throws {
        try await withProvider { house, provider, told in
            for illness in LyingProvider.Illness.allCases {
                provider.change { $0.illness = illness }
                told.change { $0?.patience = illness == .trickle ? .seconds(1) : .seconds(60) }
                let browser = try await house.browser(), start = ContinuousClock.now
                var reply = try await browser.get("/sign-in/sso")
                if [.noKeys, .noTokens].contains(illness) { reply = try await browser.get(provider.back(from: try #require(reply.location))) }
                #expect(reply.status == 503 && reply.says("Single sign-on is away") && reply.says("Sign in another way"), "\(illness)")
                #expect(ContinuousClock.now - start < .seconds(50), "\(illness)")
                if illness == .error { #expect(try await browser.get("/api/v1/sign-in/sso").status == 503) }
            }
        }
        try await withSingleSignOn { house, settings in
            // Nobody listens there.
            settings.change { $0 = Self.configuration("http://127.0.0.1:9") }
            let browser = try await house.browser(), reply = try await browser.get("/sign-in/sso?to=/desk/jobs")
            #expect(reply.status == 503 && reply.says("/sign-in?to=%2Fdesk%2Fjobs"))
            // By password it goes on.
            let recruiter = try await person(house, .recruiter), hash = try await Password.hash("four plain words")
            try await house.run("UPDATE users SET password_hash = \(hash) WHERE id = \(recruiter.id)")
            #expect(try await browser.post("/sign-in", ["email": recruiter.email, "password": "four plain words"]).location == "/desk")
            // Plain http is for this machine alone.
            for issuer in ["http://login.example.com", "ftp://127.0.0.1", "nonsense", "https://user@login.example.com"] {
                settings.change { $0 = Self.configuration(issuer) }
                #expect(try await house.browser().get("/sign-in/sso").status == 503, "\(issuer)")
            }
            settings.change { $0 = nil }
            for path in ["/sign-in/sso", "/sign-in/sso/callback?state=x", "/api/v1/sign-in/sso"] { #expect(try await house.browser().get(path).status == 404) }
        }
    }

    @Test func theProviderLeadsNowhereElse() async throws {
        try await withProvider { house, provider, _ in
            for place in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
                let browser = try await house.browser()
                let query = place.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let back = provider.back(from: try #require(try await browser.get("/sign-in/sso?to=\(query)").location))
                #expect(try await browser.get(back).location == "/desk", "\(place)")
            }
            // What the provider says in an error is not repeated.
            provider.change { $0.error = "%3Cb%3E" }
            let reply = try await arrive(try await house.browser(), provider)
            #expect(reply.status == 403 && !reply.says("<b>") && !reply.says("<script>") && reply.says("without a reason that we know"))
            provider.change { $0.error = "temporarily_unavailable" }
            #expect(try await arrive(try await house.browser(), provider).status == 503)
        }
    }

    // MARK: Who it is

    @Test func whoGetsTheAddressOfSomebodyWhoLeftIsNotThem() async throws {
        try await withProvider { house, provider, _ in
            let recruiter = try await person(house, .recruiter)
            provider.change { $0.claims.email = recruiter.email }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            provider.change { $0.claims.sub = "subject-2" }
            let refused = try await arrive(try await house.browser(), provider)
            #expect(refused.status == 403 && refused.says("is linked with somebody else at the provider"))
            // The person ends the old link themselves, and is linked anew. Nobody ends another's.
            let other = try await house.browser(.manager), mine = try await house.browser(as: recruiter.id)
            let link = ["issuer": provider.issuer, "subject": "subject-1"]
            #expect(try await other.post("/account/single-sign-on/unlink", link).status == 303)
            #expect(try await house.count("identities") == 1)
            #expect(try await mine.get("/account/single-sign-on").says(provider.issuer))
            #expect(try await mine.post("/account/single-sign-on/unlink", link).location == "/account/single-sign-on")
            #expect(try await house.count("activity_logs", where: "action_type = 'UNLINKED_IDENTITY'") == 1)
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            // By the subject, whatever the address is by now, until the account is closed.
            provider.change { ($0.claims.email, $0.claims.email_verified) = ("married@other.example", false) }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            try await house.run("UPDATE users SET status = 'Inactive' WHERE id = \(recruiter.id)")
            #expect(try await arrive(try await house.browser(), provider).says("was deactivated"))
        }
    }

    @Test func anAddressThatIsNearlyTheSameIsAnother() async throws {
        try await withProvider { house, provider, _ in
            let recruiter = try await person(house, .recruiter), parts = recruiter.email.split(separator: "@")
            provider.change { $0.claims.email = "\(parts[0])+x@\(parts[1])" }
            let refused = try await arrive(try await house.browser(), provider)
            #expect(refused.status == 403 && refused.says("not letter by letter"))
            // An address under a domain that only ends like ours, or has ours in front.
            for email in ["a@eviltalent.example", "a@talent.example.evil.example", "a@sub.talent.example"] {
                provider.change { $0.claims.email = email }
                #expect(try await arrive(try await house.browser(), provider).status == 403, "\(email)")
            }
            #expect(try await house.count("identities") == 0)
        }
    }

    @Test func factsThatOnlyTheUserinfoTellsCountForTheSameSubject() async throws {
        try await withProvider { house, provider, _ in
            provider.change {
                ($0.claims.email, $0.claims.email_verified, $0.claims.name) = (nil, nil, nil)
                $0.userinfo = ["sub": "subject-9", "email": "b@talent.example", "email_verified": "true", "name": "Bina Rao"]
            }
            let refused = try await arrive(try await house.browser(), provider)
            #expect(refused.says("could not be trusted"))
            provider.change { $0.userinfo?["sub"] = "subject-1" }
            #expect(try await arrive(try await house.browser(), provider).location == "/desk")
            #expect(try await house.text("SELECT full_name FROM users WHERE email = 'b@talent.example'") == "Bina Rao")
        }
    }

    @Test func twoArrivalsAtOnceAreOnePerson() async throws {
        try await withProvider { house, provider, _ in
            let replies = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<4 { group.addTask { try await arrive(try await house.browser(), provider).location } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies == Array(repeating: "/desk", count: 4))
            #expect(try await house.count("users", where: "email = 'nisha@talent.example'") == 1)
            #expect(try await house.count("identities") == 1)
        }
    }

    // MARK: Steps

    private func arrive(_ browser: Browser, _ provider: LyingProvider) async throws -> Reply {
        try await browser.get(provider.back(from: try #require(try await browser.get("/sign-in/sso").location)))
    }

    private func person(_ house: RunningHouse, _ role: UserRole) async throws -> (id: ID<User>, email: String) {
        let id: ID<User> = try await house.id(
            "SELECT id FROM users WHERE role = \(role) AND email IS NOT NULL AND status = 'Active' ORDER BY created_at, id LIMIT 1")
        return (id, try await house.text("SELECT email FROM users WHERE id = \(id)") ?? "")
    }

    /// As `openssl` makes one.
    private static func rsaKey() throws -> String {
        let process = Process(), output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let key = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: key, as: UTF8.self)
    }

    private static func configuration(_ issuer: String, domains: [String] = []) -> SingleSignOn.Configuration {
        var settings = SingleSignOnSettings()
        (settings.issuer, settings.clientID, settings.label, settings.domains) = (issuer, "shortlist", "Saffron", domains)
        return SingleSignOn.Configuration(settings, secret: "s:cret &", patience: .seconds(60))
    }

    /// What a house is told of its provider; may change while it runs.
    final class Told: Sendable {
        private let configuration = Mutex<SingleSignOn.Configuration?>(nil)
        var now: SingleSignOn.Configuration? { configuration.withLock { $0 } }
        func change(_ body: (inout SingleSignOn.Configuration?) -> Void) { configuration.withLock { body(&$0) } }
    }

    /// A house with a provider that lies when told to; the people of talent.example come in.
    private func withProvider(_ body: @escaping @Sendable (RunningHouse, LyingProvider, Told) async throws -> Void) async throws {
        try await LyingProvider.run { provider in
            provider.change { $0.claims.email = "nisha@talent.example" }
            try await withSingleSignOn { house, told in
                told.change { $0 = Self.configuration(provider.issuer, domains: ["Talent.example"]) }
                try await body(house, provider, told)
            }
        }
    }

    /// `withHouse`, with single sign-on.
    private func withSingleSignOn(_ body: @escaping @Sendable (RunningHouse, Told) async throws -> Void) async throws {
        let url = try await TestCluster.shared.clone(of: "saffron") { url in
            try await Migrator(migrations: try Schema.migrations()).run(on: url)
            let pool = Pool(url: url, size: 2)
            defer { pool.close() }
            try await Demo.fillSmall(pool)
        }
        let folder = TestCluster.folder.appendingPathComponent("house-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let logger = Logger(label: "house") { _ in SwiftLogNoOpLogHandler() }
        let settings = try Settings(ConfigReader(provider: InMemoryProvider(values: ["shortlist.var": .init(.string(folder.path), isSecret: false)])))
        let pool = Pool(url: url, size: 2, logger: logger), programs = Pool(url: url, role: Schema.programRole, size: 6, logger: logger)
        let told = Told()
        var house = try House(settings: settings, database: programs, logger: logger, sessionsBelieved: .zero)
        house.singleSignOn = { told.now }
        let prepared = house
        try await prepared.prepare()
        let routes = prepared.routes(try prepared.site()), worker = try prepared.worker()
        let (ports, ready) = AsyncStream<Int>.makeStream()
        let app = WebApp(routes: routes, host: "127.0.0.1", port: 0, logger: logger) { ready.yield($0) }
        let table = routes.table
        let result: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await app.run() }
                group.addTask { await prepared.attend() }
                for await port in ports {
                    try await body(
                        RunningHouse(pool: pool, base: "http://127.0.0.1:\(port)", folder: folder, routes: table, worker: worker, presence: prepared.presence),
                        told)
                    break
                }
                group.cancelAll()
            }
            result = .success(())
        } catch { result = .failure(error) }
        [pool, programs].forEach { $0.close() }
        try await TestCluster.shared.drop(url)
        try result.get()
    }
}
