import AsyncHTTPClient
import NIOCore
import Testing
import Web

@Suite("Forms", .timeLimit(.minutes(1)))
struct FormTests {
    @Test func aFormWithoutProofChangesNothing() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let other = try await client.visitor()
            let bad: [(String, [(String, String)])] = [
                ("name=x", []), ("name=x", [cookie]), ("name=x&csrf=", [cookie]), ("name=x&csrf=\(token)", []),
                ("name=x&csrf=\(token.dropLast())", [cookie]), ("name=x&csrf=\(other.token)", [cookie]),
                ("name=x&csrf=\(token)", [cookie, ("Sec-Fetch-Site", "cross-site")]), ("name=x&csrf=\(token)", [cookie, ("X-CSRF-Token", "wrong")]),
                ("name=x&csrf=\(token)", [("Cookie", cookie.1 + "; shortlist-session=ashas-token")]),
            ]
            for (form, headers) in bad {
                let reply = try await client.post("/form", form: form, headers)
                #expect(reply.status == 403, "\(form) \(headers)")
                #expect(try await client.post("/api/v1/form", form: form, headers).status == 403)
            }
            #expect(client.seen.count == 0)
        }
    }

    @Test func aFormWithProofIsTaken() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let reply = try await client.post("/form", form: "name=a%2Fb&csrf=\(token)", [cookie])
            #expect(reply.status == 303 && reply.header("Location") == "/jobs/a%2Fb")
            #expect(client.seen.count == 1)
            let byHeader = try await client.post("/form", form: "name=x", [cookie, ("X-CSRF-Token", token), ("Sec-Fetch-Site", "same-origin")])
            #expect(byHeader.status == 303)
            let api = try await client.post("/api/v1/form", form: "name=x&csrf=\(token)", [cookie])
            #expect(api.status == 200 && api.json["done"] as? Bool == true && api.cookie("shortlist-flash") == nil)
        }
    }

    @Test func whoSignsInAgainCanStillSendWhatTheyTyped() async throws {
        try await withApp { client in
            let page = try await client.get("/form", [("Cookie", "shortlist-session=ashas-token")])
            let visitor = try #require(page.cookie("shortlist-visitor")), token = try #require(page.csrf)
            func send(_ session: String) async throws -> Int {
                try await client.post("/form", form: "name=x&csrf=\(token)", [("Cookie", "shortlist-visitor=\(visitor); shortlist-session=\(session)")]).status
            }
            #expect(try await send("ashas-other-token") == 303)
            #expect(try await send("nobodys-token") == 403)
        }
    }

    @Test func aFlashIsShownOnceAndOnlyOurs() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let sealed = try #require(try await client.post("/form", form: "name=x&csrf=\(token)", [cookie]).cookie("shortlist-flash"))
            let page = try await client.get("/form", [("Cookie", cookie.1 + "; shortlist-flash=\(sealed)")])
            #expect(page.body.contains("<p id=\"flash\">Saved &lt;x&gt;.</p>"))
            #expect(page.cookieLine("shortlist-flash")?.contains("Max-Age=0") == true)
            let parts = sealed.split(separator: ".").map(String.init)
            #expect(parts.count == 3)
            let forged = [
                "\(parts[0]).bad.\(parts[2])", "\(parts[0]).good.RXZpbA", "A\(parts[0].dropFirst()).good.RXZpbA", ".good.RXZpbA", "good.RXZpbA", "x", "..",
                token,
            ]
            for value in forged {
                let page = try await client.get("/form", [("Cookie", cookie.1 + "; shortlist-flash=\(value)")])
                #expect(page.status == 200 && page.body.contains("<p id=\"flash\"></p>"), "\(value)")
            }
        }
    }

    @Test(arguments: [
        ("a=1&a=2&b=x", ["1", "2"], "x"), ("a=&b=%20%20x%0D%0Ay+z+", [""], "x\ny z"), ("&&a&b", [""], ""), ("a=1=2&b=%00x%zz", ["1=2"], "%00x%zz"),
        ("a=%C3%A9&b=a%00b", ["é"], "ab"),
    ])
    func fieldsAreRead(body: String, a: [String], b: String) async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let reply = try await client.post("/api/v1/echo", form: body, [cookie, ("X-CSRF-Token", token)])
            #expect(reply.status == 200)
            #expect(reply.json["a"] as? [String] == a && reply.json["b"] as? [String] == [b] && reply.json["missing"] as? [String] == [""])
        }
    }

    @Test func jsonIsTakenUnderTheAPIOnly() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let headers = [cookie, ("X-CSRF-Token", token), ("Content-Type", "application/json")]
            func post(_ path: String, _ json: String) async throws -> Reply { try await client.post(path, headers, .bytes(ByteBuffer(string: json))) }
            let reply = try await post("/api/v1/echo", #"{"a": ["x", "y"], "b": 3}"#)
            #expect(reply.json["a"] as? [String] == ["x", "y"] && reply.json["b"] as? [String] == ["3"])
            #expect(try await post("/echo", "{}").status == 400)
            for broken in ["", "[]", "{", "3", #"{"a": {"b": 1}}"#, #"{"a": [1]}"#, String(repeating: "[", count: 2_000)] {
                #expect(try await post("/api/v1/echo", broken).status == 400, "\(broken.prefix(20))")
            }
            // Another site's page cannot send JSON without asking first; a program has no page to take a token from.
            let program = [("Content-Type", "application/json")]
            #expect(try await client.post("/api/v1/echo", program, .bytes(ByteBuffer(string: "{}"))).status == 200)
            let other = program + [("Sec-Fetch-Site", "cross-site")]
            #expect(try await client.post("/api/v1/echo", other, .bytes(ByteBuffer(string: "{}"))).status == 403)
        }
    }

    @Test func whatIsNoFormOrTooLargeIsRefused() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            #expect(try await client.post("/form", [cookie, ("Content-Type", "text/plain")], .bytes(ByteBuffer(string: "csrf=\(token)"))).status == 400)
            #expect(try await client.post("/form", [cookie], .bytes(ByteBuffer(string: "csrf=\(token)"))).status == 400)
            let large = try await client.post("/form", form: "csrf=\(token)&name=" + String(repeating: "a", count: 1 << 20), [cookie])
            #expect(large.status == 413)
            #expect(client.seen.count == 0)
        }
    }
}
