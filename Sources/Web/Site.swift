import Crypto
package import Foundation
package import Logging

/// Whoever is signed in, as far as this target needs to know them.
package protocol SignedIn: Sendable {
    /// The same in every session of this person, and nobody else's: forms are bound to it.
    var identity: String { get }
}

/// Finds who is signed in from the SHA-256 of a session's token. Implemented by Accounts.
package protocol SessionStore: Sendable {
    func find(tokenHash: Data) async throws -> (any SignedIn)?
    /// The owner of an API token, sent as `Authorization: Bearer`.
    func find(bearerHash: Data, from ask: Ask) async throws -> (any SignedIn)?
}

extension SessionStore {
    package func find(bearerHash: Data, from ask: Ask) async throws -> (any SignedIn)? { nil }
}

/// What all requests of one installation share: its address, secrets, assets, and the words around a page.
package struct Site: Sendable {
    /// As people type it: `https://jobs.example.com`, without a slash at the end.
    package let address: String
    private let ownName: String
    /// Where it is given, asked for the name at each page.
    package var naming: (@Sendable () -> String)?
    let secret: SymmetricKey
    let sessions: any SessionStore
    package let assets: Assets
    package let logger: Logger
    let frames: @Sendable (Ask, Page) -> HTML
    let isOutage: @Sendable (any Error) -> Bool
    /// Asked before the gate of every route, with who is signed in; throws where the house is closed to them.
    package var admission: (@Sendable (Ask) throws -> Void)?
    /// Whose word on where a request came from is believed.
    package var proxies: [AddressRange] = []
    /// Runs around every request, for a benchmark or a trace; is given the path.
    package var around: (@Sendable (_ path: String, _ request: () async -> Void) async -> Void)?

    /// - Parameter secret: at least 32 random bytes, the same in all processes of an installation; signs forms and flashes.
    /// - Parameter isOutage: whether an error means that something outside is away for a moment, such as the database: 503, try again.
    /// - Parameter frames: puts the navigation of the application around a page.
    package init(
        address: String, name: String, secret: Data, sessions: any SessionStore, assets: Assets, logger: Logger,
        isOutage: @escaping @Sendable (any Error) -> Bool = { _ in false }, frames: @escaping @Sendable (Ask, Page) -> HTML
    ) {
        self.address = address
        ownName = name
        self.secret = SymmetricKey(data: secret)
        self.sessions = sessions
        self.assets = assets
        self.logger = logger
        self.frames = frames
        self.isOutage = isOutage
    }

    package var name: String { naming?() ?? ownName }

    package var isTLS: Bool { address.hasPrefix("https://") }

    package func url(_ link: Link) -> String { address + link.text }

    /// `__Host-` binds a cookie to this host and to TLS; browsers refuse it without TLS.
    func cookieName(_ name: String) -> String { (isTLS ? "__Host-" : "") + "shortlist-\(name)" }

    func cookie(_ name: String, _ value: String, maxAge: Int) -> String {
        "\(cookieName(name))=\(value); Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Lax\(isTLS ? "; Secure" : "")"
    }

    /// Bound to the visitor's cookie and to the person. Not to the session: whoever signs in again in another tab can still send what
    /// they had typed before the old one ended.
    func csrfToken(visitor: String, identity: String?) -> String { Token.sign("csrf.\(visitor).\(identity ?? "")", with: secret) }

    /// `signature.kind.text`, readable by us only as long as nobody changed it.
    func sealed(_ flash: Flash) -> String {
        let content = flash.kind.rawValue + "." + Token.base64url(Data(flash.text.utf8))
        return Token.sign("flash." + content, with: secret) + "." + content
    }

    func unsealed(_ cookie: String?) -> Flash? {
        guard let parts = cookie?.split(separator: ".", maxSplits: 2).map(String.init), parts.count == 3,
            Token.same(parts[0], Token.sign("flash.\(parts[1]).\(parts[2])", with: secret)), let kind = Flash.Kind(rawValue: parts[1]),
            let text = Data(base64url: parts[2])
        else { return nil }
        return Flash(kind: kind, text: String(decoding: text, as: UTF8.self))
    }
}

extension Data {
    init?(base64url text: String) {
        let padded = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: padded + String(repeating: "=", count: (4 - padded.utf8.count % 4) % 4))
    }
}
