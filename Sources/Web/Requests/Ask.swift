package import Foundation
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
    /// An API token, which is looked at under `/api/v1` only. Where there is one, the request is the token's: cookies count for nothing.
    let bearerToken: String?
    /// Who is signed in, as the application's `SessionStore` knows them.
    package var signedIn: (any SignedIn)?
    let visitor: Visitor

    init(request: Request, context: AppContext, site: Site, isAPI: Bool) {
        self.request = request
        self.context = context
        self.site = site
        self.isAPI = isAPI
        requestID = Token.random(bytes: 9)
        bearerToken = isAPI ? Self.bearerToken(request.headers[.authorization]) : nil
        cookies = bearerToken == nil ? Cookies.read(request.headers[values: .cookie]) : [:]
        visitor = Visitor(cookie: cookies[site.cookieName("visitor")])
    }

    /// Where the request came from: an IP address. Behind a proxy of ours, the last address that no proxy of ours has; whatever a visitor
    /// writes into `X-Forwarded-For` stands before that and is not believed.
    package var address: String {
        AddressRange.client(peer: context.peer, forwarded: request.headers[values: .init("X-Forwarded-For")!], trusting: site.proxies)
    }
    /// RFC 6750, 2.1.
    private static func bearerToken(_ header: String?) -> String? {
        guard let header, header.lowercased().hasPrefix("bearer ") else { return nil }
        return String(header.dropFirst(7)).trimmingCharacters(in: .whitespaces)
    }
    package var isPost: Bool { request.method == .post }
    /// A value that this browser alone has, for binding what is begun in it.
    package var visitorHash: Data { Token.hash(visitor.value) }
    package var userAgent: String { String((request.headers[.userAgent] ?? "").prefix(300)) }
    package var path: String { request.uri.path }
    package var pathAndQuery: String { request.uri.string }

    /// The page of ours that led here, if the browser says so.
    var cameFrom: Link? {
        guard let page = request.headers[.referer], page.hasPrefix(site.address + "/") else { return nil }
        return Link(returning: String(page.dropFirst(site.address.count)))
    }

    package func path(_ name: String) throws(Refusal) -> String {
        // Nothing of ours has a NUL in its address, and PostgreSQL takes none.
        guard let value = context.parameters.get(name)?.removingPercentEncoding, !value.utf8.contains(0) else { throw .notFound }
        return value
    }

    /// Trimmed, without NUL; empty where it is not given.
    /// - Parameter most: so many characters are looked at.
    package func query(_ name: String, most: Int = 1_000) -> String {
        // Read as a form: browsers send `+` for a space, which Hummingbird's parameters keep.
        String(Form(urlencoded: request.uri.query ?? "")[name].prefix(most))
    }

    package var sessionToken: String? { cookie("session") }

    /// The value of a cookie that `settingCookie` set.
    package func cookie(_ name: String) -> String? { cookies[site.cookieName(name)] }

    /// Proves that a form came from a page of ours; also taken from the header `X-CSRF-Token`.
    package var csrfToken: String { visitor.csrf { site.csrfToken(visitor: $0, identity: signedIn?.identity) } }

    /// The hidden field with `csrfToken`.
    package var csrf: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(csrfToken)\">" }
}

/// A random value in a cookie of every visitor who gets a form; CSRF tokens are made from it. It is made when first asked for, so that
/// pages without a form set no cookie.
final class Visitor: Sendable {
    private let known: String?
    private let made = Mutex<String?>(nil)
    private let token = Mutex<String?>(nil)

    init(cookie: String?) { known = cookie?.utf8.count == 43 ? cookie : nil }

    var isKnown: Bool { known != nil }
    /// What the browser is to be told.
    var new: String? { made.withLock { $0 } }

    /// Signed once a request, however many forms the page has.
    func csrf(_ sign: (String) -> String) -> String {
        let value = value
        return token.withLock { token in
            let signed = token ?? sign(value)
            token = signed
            return signed
        }
    }

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
        for header in headers {
            for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { continue }
                found[trimmed(pair[..<equals])] = trimmed(pair[pair.index(after: equals)...])
            }
        }
        return found
    }

    private static func trimmed(_ text: Substring.UTF8View) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let start = text.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }
        return end.map { String(Substring(start[...$0])) } ?? ""
    }
}
