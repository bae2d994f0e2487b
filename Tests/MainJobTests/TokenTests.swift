import Accounts
import AsyncHTTPClient
import Foundation
import Hiring
import NIOCore
import NIOHTTP1
import Postgres
import Testing
import Web

/// Personal API tokens.
@Suite("API tokens", .fewAtATime) struct TokenTests {
    // MARK: Made, shown once, revoked

    @Test func aTokenIsShownOnceAndRevoked() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            let form = try await recruiter.get("/account/tokens")
            #expect(form.status == 200 && form.says("value=\"see-jobs\"") && !form.says("value=\"manage-people\""))
            #expect(!form.says("name=\"password\""))
            let made = try await recruiter.post("/account/tokens", ["name": "nightly export", "permissions": "see-jobs", "days": "30"])
            let token = try #require(made.body.firstMatch(of: #/slt_[\w-]{43}/#).map { String($0.0) })
            #expect(made.status == 201 && made.header("Cache-Control") == "no-store")
            // Nowhere else: not in the list, the trail, the letter or the table.
            let list = try await recruiter.get("/account/tokens")
            #expect(list.says("nightly export") && list.says("Never") && !list.says(String(token.dropFirst(4))))
            #expect(
                try await house.count(
                    "api_tokens", where: "token_hash = \(Token.hash(token)) AND expires_at BETWEEN now() + interval '29 days' AND now() + interval '30 days'")
                    == 1)
            let recorded = try #require(try await house.text("SELECT description || after::text FROM activity_logs WHERE action_type = 'API_TOKEN_MADE'"))
            #expect(recorded.contains("nightly export") && recorded.contains("see-jobs") && !recorded.contains(token.dropFirst(4)))
            let email = try #require(try await house.text("SELECT email FROM users JOIN api_tokens ON user_id = users.id"))
            let letter = try #require(try await house.mail(to: email))
            #expect(letter.contains("nightly export") && letter.contains("/account/tokens") && !letter.contains(token.dropFirst(4)))
            #expect(try await call(house, "/desk/jobs", token).status == 200)

            let id = try #require(try await house.text("SELECT id::text FROM api_tokens"))
            // Another person's is not there.
            #expect(try await house.browser(.manager).post("/account/tokens/\(id)/revoke").status == 404)
            #expect(try await call(house, "/desk/jobs", token).status == 200)
            #expect(try await recruiter.post("/account/tokens/\(id)/revoke").location == "/account/tokens")
            #expect(try await recruiter.post("/account/tokens/\(id)/revoke").location == "/account/tokens")
            #expect(try await house.count("activity_logs", where: "action_type = 'API_TOKEN_REVOKED'") == 1)
            #expect(try await call(house, "/desk/jobs", token).status == 401)
            #expect(try await recruiter.get("/account/tokens").says("Revoked"))
            // As JSON.
            let answer = try await recruiter.postJSON("/api/v1/account/tokens", #"{"name": "second", "permissions": ["see-jobs", "see-clients"], "days": 1}"#)
            #expect(answer.status == 201 && (answer.json["token"] as? String)?.hasPrefix("slt_") == true)
            #expect(try await recruiter.get("/api/v1/account/tokens").body.contains("\"second\""))
        }
    }

    @Test func theFormSaysWhatIsWrong() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            let empty = try await recruiter.post("/account/tokens", ["days": "400"])
            #expect(empty.status == 422 && ["name", "permissions", "days"].allSatisfy(empty.hasProblem))
            for permission in ["manage-people", "look-after-account", "everything"] {
                let refused = try await recruiter.postJSON("/api/v1/account/tokens", "{\"name\": \"x\", \"permissions\": [\"see-jobs\", \"\(permission)\"]}")
                #expect(refused.status == 422 && refused.says("A token may do only what you may"), "\(permission)")
            }
            for days in ["0", "366", "-1", "soon"] {
                #expect(
                    try await recruiter.post("/account/tokens", ["name": "x", "permissions": "see-jobs", "days": days]).hasProblem(beside: "days"), "\(days)")
            }
            #expect(
                try await recruiter.post("/account/tokens", ["name": String(repeating: "é", count: 101), "permissions": "see-jobs"]).hasProblem(beside: "name"))
            #expect(try await house.count("api_tokens") == 0)
            // Twenty at one time, each with its own name; two clicks make one.
            let replies = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 { group.addTask { try await recruiter.post("/account/tokens", ["name": "twice", "permissions": "see-jobs"]).status } }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            #expect(replies == [201, 422])
            for number in 2...20 { #expect(try await recruiter.post("/account/tokens", ["name": "t\(number)", "permissions": "see-jobs"]).status == 201) }
            #expect(try await recruiter.post("/account/tokens", ["name": "t21", "permissions": "see-jobs"]).says("that is the most"))
            try await house.run("UPDATE api_tokens SET revoked_at = now() WHERE name = 't2'")
            #expect(try await recruiter.post("/account/tokens", ["name": "t21", "permissions": "see-jobs"]).status == 201)
        }
    }

    @Test func whoHasAPasswordWritesItOnceMore() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter), hash = try await Password.hash("four plain words")
            try await house.run("UPDATE users SET password_hash = \(hash) WHERE id = (SELECT user_id FROM sessions ORDER BY created_at DESC LIMIT 1)")
            let fields = ["name": "export", "permissions": "see-jobs"]
            #expect(try await recruiter.get("/account/tokens").says("name=\"password\""))
            #expect(try await recruiter.post("/account/tokens", fields).hasProblem(beside: "password"))
            let wrong = try await recruiter.post("/account/tokens", fields.merging(["password": "four other words"]) { $1 })
            #expect(wrong.hasProblem(beside: "password") && !wrong.says("four other words"))
            #expect(try await house.count("api_tokens") == 0)
            #expect(try await recruiter.post("/account/tokens", fields.merging(["password": "four plain words"]) { $1 }).status == 201)
        }
    }

    // MARK: What it opens

    @Test func aTokenSeesWhatItsOwnerSeesAndMayWhatItWasGiven() async throws {
        try await withHouse { house in
            let job: ID<Job> = try await house.id("SELECT id FROM jobs WHERE is_client_confidential AND status = 'Interview'")
            let application: ID<Application> = try await house.id("SELECT id FROM applications WHERE job_id = \(job) AND status = 'New' LIMIT 1")
            let owner = try await house.owner(of: job)
            let other: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'RECRUITER' AND id <> \(owner) LIMIT 1")
            let token = try await make(
                house, for: other, ["see-jobs", "see-applications", "edit-clients", "see-clients", "move-applications", "manage-people"])
            let list = try await call(house, "/desk/jobs", token)
            #expect(list.status == 200 && list.says("\"jobs\"") && !list.says(job.description))
            for path in ["/desk/jobs/\(job)", "/desk/applications/\(application)"] { #expect(try await call(house, path, token).status == 404, "\(path)") }
            #expect(try await call(house, "/desk/applications/\(application)/stage", token, json: #"{"status": "Offer"}"#).status == 404)
            #expect(try await call(house, "/desk/jobs/\(job)", try await make(house, for: owner, ["see-jobs", "see-applications"])).status == 200)

            // The session of an administrator beside it changes nothing: the request is the token's.
            let admin: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'ADMIN' LIMIT 1"), session = "a-session-of-the-administrator"
            try await house.run("INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (\(Token.hash(session)), \(admin), now() + interval '1 hour')")
            let cookie = "shortlist-session=\(session)"
            #expect(try await call(house, "/desk/jobs/\(job)", nil, cookie: cookie).status == 200)
            let both = try await call(house, "/desk/jobs/\(job)", token, cookie: cookie)
            #expect(both.status == 404 && both.header("Set-Cookie") == nil)
            #expect(try await call(house, "/desk/jobs", "slt_wrong", cookie: cookie).status == 401)
            // Outside /api/v1 a token is nothing.
            #expect(try await call(house, "/desk/jobs", token, prefix: "").status == 303)

            // Without the permission: 403, whatever the owner may.
            for path in ["/desk/candidates", "/desk", "/desk/jobs/new"] {
                let refused = try await call(house, path, token)
                #expect(refused.status == 403 && refused.says("This API token was not given"), "\(path)")
            }
            // Never: the account, signing in or out, what the owner's role may not.
            let never = ["/account/tokens", "/account/single-sign-on", "/sign-in"]
            for path in never { #expect(try await call(house, path, token).status == 403, "\(path)") }
            for path in ["/account/tokens", "/sign-out"] { #expect(try await call(house, path, token, json: "{}").status == 403, "\(path)") }
            for entry in house.routes where entry.path.hasPrefix("/api/v1/account") || entry.path.hasPrefix("/api/v1/admin") {
                let path = entry.path.replacing("/api/v1", with: "").replacing(#/:\w+/#, with: "\(ID<Job>())")
                #expect(try await call(house, path, token, json: entry.method == "POST" ? "{}" : nil).status == 403, "\(entry)")
            }
            // Forms need no CSRF token of a page, since nobody else's page can send the token.
            #expect(try await call(house, "/desk/clients", token, form: "name=Northwind+Traders").status == 200)
            #expect(try await call(house, "/desk/clients", token, json: #"{"name": "Contoso Foods"}"#).status == 200)
            #expect(try await house.count("clients", where: "name IN ('Northwind Traders', 'Contoso Foods')") == 2)
            #expect(try await call(house, "/desk/clients", nil, cookie: cookie, form: "name=Forged").status == 403)
            // With the role, its permissions go.
            try await house.run("UPDATE users SET role = 'SALES' WHERE id = \(other)")
            #expect(try await call(house, "/desk/applications/\(application)", token).status == 403)
        }
    }

    @Test func aTokenThatIsNotGoodIsSaidToBe() async throws {
        try await withHouse(sessionsBelieved: .seconds(1)) { house in
            let recruiter: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'RECRUITER' ORDER BY created_at LIMIT 1")
            for wrong in ["slt_\(String(repeating: "a", count: 43))", "x"] {
                let refused = try await call(house, "/desk/jobs", wrong)
                #expect(refused.status == 401 && refused.header("WWW-Authenticate") == "Bearer error=\"invalid_token\"", "\(wrong)")
                #expect(refused.header("Content-Type") == "application/problem+json" && refused.says("expired, was revoked"), "\(wrong)")
            }
            let nobody = try await call(house, "/desk/jobs", nil)
            #expect(nobody.status == 401 && nobody.header("WWW-Authenticate") == "Bearer")
            // Even where nobody needs to be signed in, a bad token is told.
            #expect(try await call(house, "/jobs", nil).status == 200)
            #expect(try await call(house, "/jobs", "x").status == 401)
            for (number, end) in [
                "UPDATE api_tokens SET expires_at = now()", "UPDATE api_tokens SET revoked_at = now()",
                "UPDATE users SET status = 'Inactive' WHERE role = 'RECRUITER'",
            ].enumerated() {
                let token = try await make(house, for: recruiter, ["see-jobs"])
                #expect(try await call(house, "/desk/jobs", token).status == 200)
                try await house.run(SQL(raw: end))
                try await Task.sleep(for: .milliseconds(1_050))
                #expect(try await call(house, "/desk/jobs", token).status == 401, "\(number)")
            }
        }
    }

    @Test func useIsRememberedAndLimited() async throws {
        try await withHouse(sessionsBelieved: .seconds(10)) { house in
            let recruiter: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'RECRUITER' LIMIT 1")
            let token = try await make(house, for: recruiter, ["browse-jobs"]), other = try await make(house, for: recruiter, ["browse-jobs"])
            #expect(try await call(house, "/jobs", token).status == 200)
            let first = try #require(try await house.text("SELECT last_used_at::text FROM api_tokens WHERE token_hash = \(Token.hash(token))"))
            let good = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var good = 0
                        for _ in 0..<76 { good += try await call(house, "/robots.txt", token).status == 200 ? 1 : 0 }
                        return good
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(good == APIToken.mostRequests - 1)
            let refused = try await call(house, "/jobs", token)
            #expect(refused.status == 429 && (1...60).contains(Int(refused.header("Retry-After") ?? "") ?? 0))
            #expect(try await call(house, "/jobs", other).status == 200)
            #expect(try await house.text("SELECT last_used_at::text FROM api_tokens WHERE token_hash = \(Token.hash(token))") == first)
        }
    }

    // MARK: What is written of it

    /// `docs/api.md` names every address, as the table of routes has them. `SHORTLIST_WRITE_DOCS=1` writes it.
    @Test func theDocumentNamesEveryAddress() async throws {
        try await withHouse { house in
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/api.md").standardizedFileURL
            let mark = "writes what follows. -->\n", written = try String(contentsOf: file, encoding: .utf8)
            let head = try #require(written.range(of: mark)).upperBound
            let wanted = written[..<head] + Self.addresses(house.routes)
            if ProcessInfo.processInfo.environment["SHORTLIST_WRITE_DOCS"] == "1" {
                try Data(wanted.utf8).write(to: file)
            } else {
                #expect(written == wanted, "run it with SHORTLIST_WRITE_DOCS=1")
            }
        }
    }

    private static func addresses(_ routes: [Routes.Entry]) -> String {
        let entries = routes.filter { $0.path.hasPrefix("/api/v1/") }.sorted { ($0.path, $0.method) < ($1.path, $1.method) }
        let permissions = entries.map { Permission(rawValue: $0.gate) }
        func table(_ isListed: (Permission) -> Bool) -> String {
            zip(entries, permissions).filter { $1.map(isListed) ?? false }.map { "| \($0.0.method) | `\($0.0.path)` | `\($0.0.gate)` |\n" }.joined()
        }
        return """

            With a token that was given the permission:

            | method | address | permission |
            |---|---|---|
            \(table { Permission.forTokens.contains($0) })
            Without a token: in public, or by the session of a browser.

            | method | address | permission |
            |---|---|---|
            \(table { !Permission.forTokens.contains($0) && $0 != .seeLocalMail })
            """
    }

    // MARK: Steps

    /// A token as it is in the table, without the form.
    private func make(_ house: RunningHouse, for user: ID<User>, _ permissions: [String]) async throws -> String {
        let token = APIToken.prefix + Token.random()
        try await house.run(
            """
            INSERT INTO api_tokens (id, user_id, name, token_hash, permissions, expires_at)
            VALUES (\(ID<APIToken>()), \(user), 'test', \(Token.hash(token)), \(permissions), now() + interval '1 day')
            """)
        return token
    }

    /// As `curl` would ask.
    private func call(
        _ house: RunningHouse, _ path: String, _ token: String?, cookie: String? = nil, json: String? = nil, form: String? = nil, prefix: String = "/api/v1"
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: house.base + prefix + path)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let cookie { request.headers.add(name: "Cookie", value: cookie) }
        if let body = json ?? form {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: json == nil ? "application/x-www-form-urlencoded" : "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await Self.client.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 4 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))
}
