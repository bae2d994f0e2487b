import Foundation
import NIOHTTP1
import Testing
import Web

@Suite("Answers", .timeLimit(.minutes(1)))
struct AnswerTests {
    @Test func oneHandlerAnswersPageAndAPI() async throws {
        try await withApp { client in
            let page = try await client.get("/jobs/a%2F%3Cb%3E?q=%22c+d")
            #expect(page.status == 200 && page.header("Content-Type") == "text/html; charset=utf-8")
            #expect(page.body.contains("<main title=\"a/&lt;b&gt;\">a/&lt;b&gt;<i>&quot;c d</i></main>"))
            #expect(page.body.contains("<title>a/&lt;b&gt; · Short &amp; List</title>"))
            #expect(page.body.contains("noindex"))
            let api = try await client.get("/api/v1/jobs/a%2F%3Cb%3E?q=%22c+d")
            #expect(api.status == 200 && api.header("Content-Type") == "application/json")
            #expect(api.json["id"] as? String == "a/<b>" && api.json["q"] as? String == "\"c d")
            #expect(api.headers["Set-Cookie"].isEmpty)
        }
    }

    @Test func whatNobodyTakesIsOurPage() async throws {
        try await withApp { client in
            for path in ["/nothing", "/nothing/at/all", "/jobs"] {
                let page = try await client.get(path)
                #expect(page.status == 404 && page.header("Content-Type") == "text/html; charset=utf-8")
                let id = try #require(page.header("X-Request-Id"))
                #expect(page.body.contains("There is nothing here") && page.body.contains("Request \(id)"))
                #expect(page.header("Content-Security-Policy") != nil)
            }
            let problem = try await client.get("/api/v1/nothing")
            #expect(problem.status == 404 && problem.header("Content-Type") == "application/problem+json")
            #expect(problem.json["status"] as? Int == 404 && problem.json["title"] as? String == "There is nothing here")
            #expect(problem.json["instance"] as? String == problem.header("X-Request-Id"))
            let post = try await client.post("/jobs/3", form: "a=b")
            #expect(post.status == 404 && post.header("X-Request-Id") != nil)
        }
    }

    @Test func everyAnswerIsGuarded() async throws {
        try await withApp { client in
            for path in ["/form", "/nothing", "/broken", "/busy", "/desk", "/api/v1/form", "/api/v1/broken"] {
                let reply = try await client.get(path)
                let policy = reply.header("Content-Security-Policy") ?? ""
                #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe"))
                #expect(reply.header("X-Content-Type-Options") == "nosniff")
                #expect(reply.header("Referrer-Policy") == "same-origin")
                #expect(reply.header("Cross-Origin-Opener-Policy") == "same-origin")
                #expect(reply.header("Permissions-Policy") != nil)
                #expect(reply.header("Cache-Control") == "no-store")
                #expect(reply.header("X-Request-Id")?.count == 12)
                #expect(reply.header("Strict-Transport-Security") == nil && reply.header("Server") == nil)
            }
        }
    }

    @Test func whatAHandlerSetsIsKept() async throws {
        try await withApp { client in
            for prefix in ["", "/api/v1"] {
                let secret = try await client.get("\(prefix)/a/k7")
                #expect(secret.headers["Referrer-Policy"] == ["no-referrer"])
                #expect(secret.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") == true)
                let download = try await client.get("\(prefix)/download")
                #expect(download.headers["Content-Security-Policy"] == ["default-src 'none'; sandbox"])
                #expect(download.header("Referrer-Policy") == "same-origin" && download.header("X-Content-Type-Options") == "nosniff")
            }
        }
    }

    /// The address of a candidate's page and of a sign-in link is all that it takes to open it.
    @Test func noAddressIsLogged() async throws {
        try await withApp { client in
            #expect(try await client.get("/broken/s3cret?q=s3cret").status == 500)
            #expect(try await client.get("/api/v1/broken/s3cret").status == 500)
            #expect(try await client.get("/slow/s3cret?q=s3cret").status == 200)
            #expect(try await client.get("/nothing/s3cret?q=s3cret", [("Cookie", "shortlist-session=\(FakeSessions.outage)")]).status == 500)
            let lines = client.log.lines
            #expect(lines.count == 4 && !lines.joined().contains("s3cret"), "\(lines)")
            for (line, route) in zip(lines, ["/broken/:token", "/api/v1/broken/:token", "/slow/:token"]) {
                #expect(line.contains("\"route\": \(route)") || line.contains("\"route\": \"\(route)\""), "\(line)")
            }
            let lost = try #require(lines.last)
            #expect(!lost.contains("nothing") && !lost.contains("route"))
        }
    }

    @Test func underTLSCookiesAreBoundToTheHost() async throws {
        try await withApp(address: "https://jobs.example.com") { client in
            let page = try await client.get("/form")
            #expect(page.header("Strict-Transport-Security")?.hasPrefix("max-age=31536000") == true)
            let line = try #require(page.cookieLine("__Host-shortlist-visitor"))
            #expect(line.contains("; Path=/;") && line.contains("; HttpOnly") && line.contains("; SameSite=Lax") && line.hasSuffix("; Secure"))
            #expect(!line.contains("Domain"))
        }
    }

    @Test func anUnknownErrorKeepsItsTextToItself() async throws {
        try await withApp { client in
            for path in ["/broken", "/api/v1/broken"] {
                let reply = try await client.get(path)
                #expect(reply.status == 500)
                #expect(!reply.body.contains("hunter2") && !reply.body.contains("accounts") && !reply.body.contains("Broken()"))
                #expect(!reply.headers.contains { $0.value.contains("hunter2") })
                #expect(reply.body.contains(try #require(reply.header("X-Request-Id"))))
            }
        }
    }

    @Test func refusalsSayWhatToDo() async throws {
        try await withApp { client in
            let busy = try await client.get("/busy")
            #expect(busy.status == 429 && busy.header("Retry-After") == "30")
            let invalid = try await client.get("/api/v1/invalid")
            #expect(invalid.status == 422)
            #expect((invalid.json["errors"] as? [[String: String]]) == [["field": "email", "message": "An address has an <@>."]])
            let page = try await client.get("/invalid")
            #expect(page.status == 422 && page.body.contains("An address has an &lt;@&gt;."))
        }
    }

    @Test func theGateDecidesBeforeTheHandler() async throws {
        try await withApp { client in
            let stranger = try await client.get("/desk?x=1&y=2")
            #expect(stranger.status == 303 && stranger.header("Location") == "/sign-in?to=%2Fdesk%3Fx%3D1%26y%3D2")
            #expect(try await client.get("/api/v1/desk").status == 401)
            #expect(try await client.get("/desk", [("Cookie", "shortlist-session=other")]).status == 303)
            let asha = try await client.get("/desk", [("Cookie", "theme=dark; shortlist-session=ashas-token")])
            #expect(asha.status == 200 && asha.body.contains("<main>Asha</main>"))
        }
    }

    /// The address that a form goes to cannot be opened after signing in, so nobody is sent there.
    @Test func aFormAfterTheSessionsEndLosesNothing() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let from = ("Referer", "http://jobs.example.com/desk")
            let page = try await client.post("/desk/notes", form: "note=long&csrf=\(token)", [cookie, from])
            #expect(page.status == 401 && page.header("Location") == nil && page.header("Content-Type") == "text/html; charset=utf-8")
            #expect(page.body.contains("<h1>Sign in again</h1>"))
            #expect(
                page.body.contains(
                    "Your session has ended, and nothing was saved. Sign in in another tab, then come back here and go back one page: what you typed is still there."
                ))
            #expect(page.body.contains("<a class=\"button\" href=\"/sign-in\" target=\"_blank\">Sign in</a>") && !page.body.contains("href=\"/desk"))
            let api = try await client.post("/api/v1/desk/notes", form: "note=long&csrf=\(token)", [cookie])
            #expect(api.status == 401 && api.json["title"] as? String == "Sign in first")
            #expect(client.seen.count == 0)
        }
    }

    @Test func structuredDataCannotEndItsElement() async throws {
        try await withApp { client in
            let page = try await client.get("/data").body
            let start = try #require(page.range(of: "ld+json\">"))
            let script = page[start.upperBound...].unicodeScalars
            let text = String(String.UnicodeScalarView(script.prefix { $0 != "<" }))
            #expect(text.hasPrefix("{") && text.hasSuffix("}"))
            #expect(!text.unicodeScalars.contains(">"))
            #expect(!page.contains("noindex"))
        }
    }

    @Test func assetsAreKeptForEver() async throws {
        try await withApp { client in
            let page = try await client.get("/form").body
            let sheet = try #require(page.firstMatch(of: #/href="(\/assets\/shortlist\.[0-9a-f]{16}\.css)"/#)).1
            let reply = try await client.get(String(sheet))
            #expect(reply.status == 200 && reply.header("Cache-Control")?.contains("immutable") == true)
            #expect(reply.header("Content-Type") == "text/css; charset=utf-8" && reply.header("X-Content-Type-Options") == "nosniff")
            for path in ["/assets/shortlist.css", "/assets/..%2FSite.swift"] {
                let lost = try await client.get(path)
                #expect(lost.status == 404 && lost.body.contains("There is nothing here") && lost.header("Content-Security-Policy") != nil)
            }
        }
    }

    @Test func tooLargeAHeadIsRefused() async throws {
        try await withApp { client in
            #expect(try await client.get("/form", [("X-Long", String(repeating: "a", count: 8 * 1024))]).status == 200)
            let long = try await client.get("/form", [("X-Long", String(repeating: "a", count: 20 * 1024))])
            #expect([400, 431].contains(long.status))
            let many = try await client.get("/form", (0..<200).map { ("X-\($0)", "a") })
            #expect([400, 431].contains(many.status))
            #expect(try await client.get("/form").status == 200)
        }
    }
}
