import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// Where a request is received: finds who asks, lets the gate decide, runs the handler, and writes the answer or the refusal.
struct Reception: Sendable {
    let site: Site
    /// As the table has it: `/a/:token`. Nil where no route takes the address.
    let route: String?
    let gate: Gate
    let handler: Routes.Handler

    func answer(_ ask: Ask) async -> Response {
        let start = ContinuousClock.now
        let response = await observed(ask)
        let taken = ContinuousClock.now - start
        if taken > .seconds(1) {
            site.logger.notice("a slow answer", metadata: logged(ask, ["took": "\(taken)"]))
        }
        return response
    }

    /// A line of the log names the route and never the address that was asked for: a candidate's page and a sign-in link are opened by
    /// their address alone, and whoever reads the log could open them too.
    private func logged(_ ask: Ask, _ more: Logger.Metadata) -> Logger.Metadata {
        var metadata = more
        metadata["request"] = "\(ask.requestID)"
        if let route { metadata["route"] = "\(route)" }
        return metadata
    }

    private func observed(_ ask: Ask) async -> Response {
        guard let around = site.around else { return await outcome(ask) }
        let response = Mutex<Response?>(nil)
        await around(ask.path) {
            let made = await outcome(ask)
            response.withLock { $0 = made }
        }
        return response.withLock { $0 } ?? Response(status: .internalServerError)
    }

    private func outcome(_ ask: Ask) async -> Response {
        var ask = ask
        do {
            ask.signedIn = try await signedIn(ask)
            try site.admission?(ask)
            try await gate.admit(ask)
            return try write(try await handler(ask), ask)
        } catch let refusal as Refusal {
            return refuse(refusal, ask)
        } catch {
            site.logger.error("a request failed", metadata: logged(ask, ["error": "\(error)"]))
            if site.isOutage(error) {
                return refuse(.unavailable("Something that this page needs does not answer. Nothing that you sent before is lost: try again in a moment."), ask)
            }
            return page(
                of: 500, title: "Something broke",
                detail: "Nothing that you sent before is lost. The people who run this can find what happened by this number.", way: .back(ask), ask)
        }
    }

    /// By a session's cookie; under `/api/v1` also by an API token, which then must be a good one.
    private func signedIn(_ ask: Ask) async throws -> (any SignedIn)? {
        if let token = ask.bearerToken {
            guard let found = try await site.sessions.find(bearerHash: Token.hash(token), from: ask) else { throw Refusal.signInNeeded(returnTo: "") }
            return found
        }
        guard let token = ask.sessionToken else { return nil }
        return try await site.sessions.find(tokenHash: Token.hash(token))
    }

    private func refuse(_ refusal: Refusal, _ ask: Ask) -> Response {
        if case .signInNeeded(let place) = refusal, !ask.isAPI { return signIn(for: place, ask) }
        if case .forbidden = refusal {
            site.logger.notice("refused", metadata: logged(ask, ["who": "\(ask.signedIn?.identity ?? "nobody")", "from": "\(ask.address)"]))
        }
        if case .elsewhere(let link, let words) = refusal, !ask.isAPI {
            var response = Response(status: .seeOther, headers: [.location: link.text])
            response.headers.append(cookie("flash", site.sealed(.bad(words)), maxAge: 60))
            return finish(response, ask)
        }
        let isBadToken = refusal.status == 401 && ask.bearerToken != nil
        var response = page(
            of: refusal.status, title: refusal.title, detail: isBadToken ? "This API token has expired, was revoked, or was never given out." : refusal.detail,
            problems: refusal.problems, way: wayOn(from: refusal, ask), ask)
        // RFC 6750, 3.
        if case .signInNeeded = refusal { response.headers[.wwwAuthenticate] = isBadToken ? "Bearer error=\"invalid_token\"" : "Bearer" }
        if case .tooMany(let seconds) = refusal { response.headers[.retryAfter] = String(seconds) }
        if case .maintenance(_, let seconds) = refusal { response.headers[.retryAfter] = String(seconds) }
        if case .unavailable = refusal { response.headers[.retryAfter] = "5" }
        return response
    }

    /// A page is led to by way of the sign-in. What a form was sent to is no page, and leading there would lose what was typed.
    private func signIn(for place: String, _ ask: Ask) -> Response {
        guard ask.isPost else { return finish(Response(status: .seeOther, headers: [.location: Link("sign-in").query("to", place).text]), ask) }
        let detail =
            "Your session has ended, and nothing was saved. Sign in in another tab, then come back here and go back one page: what you typed is still there."
        return page(of: 401, title: "Sign in again", detail: detail, way: Way("Sign in", to: Link("sign-in"), isNewTab: true), ask)
    }

    /// No button where the words say to go back: it would open the form anew, and empty.
    private func wayOn(from refusal: Refusal, _ ask: Ask) -> Way? {
        if case .tooLarge = refusal, ask.isPost { nil } else { .back(ask) }
    }

    private func page(of status: Int, title: String, detail: String, problems: [Problem] = [], way: Way?, _ ask: Ask) -> Response {
        if ask.isAPI {
            let problem = ProblemDetails(title: title, status: status, detail: detail, instance: ask.requestID, errors: problems)
            let body = (try? JSON.encode(problem)) ?? Data("{}".utf8)
            return finish(response(status: .init(code: status), type: "application/problem+json", bytes: Array(body)), ask)
        }
        let page = Page(
            title, frame: .narrow,
            body: """
                <main><h1>\(title)</h1><p class="lede">\(detail)</p>\(way?.button)\
                <p class="small soft">Request \(ask.requestID)</p></main>
                """)
        return finish(response(status: .init(code: status), type: "text/html; charset=utf-8", bytes: page.document(for: ask).bytes), ask)
    }

    private func write(_ answer: Answer, _ ask: Ask) throws -> Response {
        var response: Response
        switch answer.body {
        case .page(let page, let json):
            response =
                ask.isAPI
                ? self.response(status: answer.status, type: "application/json", bytes: Array(try json()))
                : self.response(status: answer.status, type: "text/html; charset=utf-8", bytes: page.document(for: ask).bytes)
        case .redirect(let link, let json):
            response =
                ask.isAPI
                ? self.response(status: .ok, type: "application/json", bytes: Array(try json()))
                : Response(status: answer.status, headers: [.location: link.text])
        case .bytes(let bytes, let type): response = self.response(status: answer.status, type: type, bytes: bytes)
        case .events(let stream):
            response = Response(status: .ok, headers: [.contentType: "text/event-stream"], body: stream.body)
        case .stream(let type, let body): response = Response(status: answer.status, headers: [.contentType: type], body: body)
        }
        for field in answer.headers { response.headers.append(field) }
        if let flash = answer.flash, !ask.isAPI { response.headers.append(cookie("flash", site.sealed(flash), maxAge: 60)) }
        return finish(response, ask)
    }

    private func response(status: HTTPResponse.Status, type: String, bytes: [UInt8]) -> Response {
        Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func cookie(_ name: String, _ value: String, maxAge: Int) -> HTTPField {
        HTTPField(name: .setCookie, value: site.cookie(name, value, maxAge: maxAge))
    }

    /// What every answer carries, unless its handler knows better: a page whose address is a secret says `no-referrer`, a download `sandbox`.
    private func finish(_ response: Response, _ ask: Ask) -> Response {
        var response = response
        for (name, value) in SecurityHeaders.all where response.headers[name] == nil { response.headers[name] = value }
        if site.isTLS { response.headers[.strictTransportSecurity] = SecurityHeaders.strictTransport }
        response.headers[SecurityHeaders.requestID] = ask.requestID
        if let visitor = ask.visitor.new, ask.bearerToken == nil { response.headers.append(cookie("visitor", visitor, maxAge: 31_536_000)) }
        if !ask.isAPI, ask.isNavigation, response.status.kind == .successful, ask.cookies[site.cookieName("flash")] != nil {
            response.headers.append(cookie("flash", "", maxAge: 0))
        }
        return response
    }
}

/// The button of an error page.
private struct Way {
    let label: String
    let link: Link
    let isNewTab: Bool

    init(_ label: String, to link: Link, isNewTab: Bool = false) {
        self.label = label
        self.link = link
        self.isNewTab = isNewTab
    }

    static func back(_ ask: Ask) -> Way { ask.cameFrom.map { Way("Back", to: $0) } ?? Way("To the front page", to: Link()) }

    var button: HTML { "<p><a class=\"button\" href=\"\(link)\"\(attribute: "target", isNewTab ? "_blank" : nil)>\(label)</a></p>" }
}

extension Refusal {
    package var problems: [Problem] { if case .invalid(let problems) = self { problems } else { [] } }
}

/// RFC 9457.
private struct ProblemDetails: Encodable {
    var type = "about:blank"
    var title: String
    var status: Int
    var detail: String
    var instance: String
    var errors: [Problem]
}

/// What an answer carries where its handler set nothing else.
enum SecurityHeaders {
    static let strictTransport = "max-age=31536000; includeSubDomains"
    static let requestID = HTTPField.Name("X-Request-Id")!

    static let all: [(HTTPField.Name, String)] = [
        (
            .contentSecurityPolicy,
            "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        (.xContentTypeOptions, "nosniff"),
        (HTTPField.Name("Referrer-Policy")!, "same-origin"),
        (HTTPField.Name("Cross-Origin-Opener-Policy")!, "same-origin"),
        (HTTPField.Name("Permissions-Policy")!, "camera=(), microphone=(), geolocation=()"),
        (.cacheControl, "no-store"),
    ]
}

extension Ask {
    /// The line left by the request before this one, once; not for a script that reads the page again behind the visitor's back.
    package var flash: Flash? { isNavigation ? site.unsealed(cookies[site.cookieName("flash")]) : nil }

    var isNavigation: Bool { ["navigate", nil].contains(request.headers[.init("Sec-Fetch-Mode")!]) }
}
