import Foundation
import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import Synchronization

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

    /// The page of ours that led here, if the browser says so.
    var cameFrom: Link? {
        guard let page = request.headers[.referer], page.hasPrefix(site.address + "/") else { return nil }
        return Link(returning: String(page.dropFirst(site.address.count)))
    }

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

    /// Proves that a form came from a page of ours; also taken from the header `X-CSRF-Token`.
    package var csrfToken: String { site.csrfToken(visitor: visitor.value, session: sessionToken) }

    /// The hidden field with `csrfToken`.
    package var csrf: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(csrfToken)\">" }
}

/// A random value in a cookie of every visitor who gets a form; CSRF tokens are made from it. It is made when first asked for, so that
/// pages without a form set no cookie.
final class Visitor: Sendable {
    private let known: String?
    private let made = Mutex<String?>(nil)

    init(cookie: String?) { known = cookie?.utf8.count == 43 ? cookie : nil }

    var isKnown: Bool { known != nil }
    /// What the browser is to be told.
    var new: String? { made.withLock { $0 } }

    var value: String {
        if let known { return known }
        return made.withLock { made in
            let value = made ?? Token.random()
            made = value
            return value
        }
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
