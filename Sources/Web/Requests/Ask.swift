import Foundation
package import Hummingbird
import Logging
import NIOCore

/// What Hummingbird keeps for one request.
package struct AppContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    let peer: String

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}

/// A request as a handler sees it: path, query, form, who is asking.
package struct Ask: Sendable {
    let request: Request
    let context: AppContext
    package let site: Site
    /// Quoted on error pages and in the log, so that a person's report finds its line.
    package let requestID: String
    /// Under `/api/v1`, where the answer is JSON.
    package let isAPI: Bool
    package let cookies: [String: String]
    /// Who is signed in, as the application's `SessionStore` knows them.
    package var signedIn: (any Sendable)?
    let visitor: Visitor

    init(request: Request, context: AppContext, site: Site, isAPI: Bool) {
        self.request = request
        self.context = context
        self.site = site
        self.isAPI = isAPI
        requestID = Token.random(bytes: 9)
        cookies = Cookies.read(request.headers[values: .cookie])
        visitor = Visitor(cookie: cookies[site.cookieName("visitor")])
    }

    package var address: String { context.peer }
    package var userAgent: String { String((request.headers[.userAgent] ?? "").prefix(300)) }
    package var path: String { request.uri.path }
    package var pathAndQuery: String { request.uri.string }

    package func path(_ name: String) throws(Refusal) -> String {
        guard let value = context.parameters.get(name)?.removingPercentEncoding else { throw .notFound }
        return value
    }

    /// Trimmed, without NUL; empty where it is not given. At most 1,000 characters are looked at.
    package func query(_ name: String) -> String {
        // Read as a form: browsers send `+` for a space, which Hummingbird's parameters keep.
        String(Form(urlencoded: request.uri.query ?? "")[name].prefix(1_000))
    }

    package var sessionToken: String? { cookies[site.cookieName("session")] }

    /// The hidden field that proves that the form came from a page of ours.
    package var csrf: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(site.csrfToken(visitor: visitor.value, session: sessionToken))\">" }
}

/// A random value in a cookie of every visitor who gets a form; CSRF tokens are made from it.
struct Visitor: Sendable {
    let value: String
    let isNew: Bool

    init(cookie: String?) {
        isNew = cookie == nil || cookie?.utf8.count != 43
        value = isNew ? Token.random() : cookie ?? ""
    }
}

enum Cookies {
    static func read(_ headers: [String]) -> [String: String] {
        var found: [String: String] = [:]
        for pair in headers.joined(separator: ";").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            found[parts[0].trimmingCharacters(in: .whitespaces)] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return found
    }
}
