import struct Crypto.SHA256
import Foundation
import HTTPTypes
import Hummingbird
import JWTKit
import Logging
import NIOCore
import Synchronization

/// A provider of OpenID Connect that lies when it is told to. It keeps the rules otherwise: a code works once, for whoever holds its verifier.
final class LyingProvider: Sendable {
    /// What is wrong with the ID token, and what the trail must say of it.
    enum Lie: String, CaseIterable {
        case wrongKey = "its signature is not the provider’s"
        case changedClaims = "its signature is not the provider’s "
        case cutSignature = "its signature is not the provider’s  "
        case unpublishedKey = "it is signed with a key that the provider does not publish"
        case noAlgorithm = "its algorithm is none"
        case symmetric = "its algorithm is HS256"
        case otherIssuer = "its issuer is another"
        case otherAudience = "it is meant for another audience"
        case severalAudiences = "it is meant for several and names no authorized party"
        case otherParty = "it was made for another party"
        case expired = "it has expired"
        case fromTheFuture = "it comes from the future"
        case otherNonce = "its nonce is not the one that was sent"
        case noNonce = "its nonce is not the one that was sent "
        case noSubject = "its subject is no subject"
        case emptyAudience = "it is meant for another audience "
        case notClaims = "its claims cannot be read"
        case noToken = "it cannot be read"
        case extended = "it calls for an extension that we do not know"

        var reason: String { rawValue.trimmingCharacters(in: .whitespaces) }
    }

    /// How the provider is ill.
    enum Illness: CaseIterable {
        case error, notJSON, otherIssuer, plainEndpoint, redirect, huge
        /// An answer that never ends.
        case trickle
        // from here on after the discovery document was read
        case noKeys, noTokens
    }

    struct Claims: JWTPayload {
        var iss = ""
        var sub = "subject-1"
        var aud: [String] = ["shortlist"]
        var azp: String?
        var exp: Int?
        var iat = Int(Date().timeIntervalSince1970)
        var nonce: String?
        var email: String?
        var email_verified: Bool? = true
        var name: String? = "Nisha Verma"

        func verify(using algorithm: some JWTAlgorithm) {}
    }

    struct State {
        var claims = Claims()
        var lie: Lie?
        var illness: Illness?
        var key = ES256PrivateKey()
        var rsa: Insecure.RSA.PrivateKey?
        var keyName: String? = "first"
        /// Facts that only the userinfo endpoint tells.
        var userinfo: [String: String]?
        var methods: [String]? = ["client_secret_basic", "client_secret_post"]
        var error: String?
        fileprivate var codes: [String: [String: String]] = [:]
        fileprivate(set) var keyReads = 0
        fileprivate(set) var lastAuthorization: String?
        fileprivate(set) var lastForm: [String: String] = [:]
    }

    let issuer: String
    private let state: Mutex<State>

    private init(issuer: String) {
        self.issuer = issuer
        state = Mutex(State())
    }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    var now: State { state.withLock { $0 } }

    /// Signs in at the provider, and gives the path that it leads back to.
    /// - Parameter location: where the house led to.
    func back(from location: String) -> String {
        let parts = Self.parameters(URLComponents(string: location)?.percentEncodedQuery ?? ""), code = UUID().uuidString
        let error = state.withLock { state in
            state.codes[code] = parts
            return state.error
        }
        let path = URLComponents(string: parts["redirect_uri"] ?? "")?.path ?? ""
        return "\(path)?\(error.map { "error=\($0)&error_description=%3Cscript%3E" } ?? "code=\(code)")&state=\(parts["state"] ?? "")"
    }

    // MARK: Its server

    /// Runs for as long as `body` runs.
    static func run(_ body: @escaping @Sendable (LyingProvider) async throws -> Void) async throws {
        let (ports, ready) = AsyncStream<Int>.makeStream()
        let provider = Mutex<LyingProvider?>(nil)
        let get: @Sendable () throws -> LyingProvider = { try provider.withLock { $0 } ?? { throw CancellationError() }() }
        let router = Router()
        router.get("/.well-known/openid-configuration") { _, _ in try get().document() }
        router.get("/keys") { _, _ in try get().keys() }
        router.post("/token") { request, _ in
            let form = Self.parameters(String(buffer: try await request.body.collect(upTo: 1 << 16)))
            return try await get().tokens(form, request.headers[.authorization])
        }
        router.get("/userinfo") { request, _ in
            guard request.headers[.authorization] == "Bearer access" else { return Response(status: .unauthorized) }
            return try Self.json(get().now.userinfo ?? [:])
        }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in ready.yield(channel.localAddress?.port ?? 0) }, logger: Logger(label: "provider") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run() }
            for await port in ports {
                let made = LyingProvider(issuer: "http://127.0.0.1:\(port)")
                provider.withLock { $0 = made }
                try await body(made)
                break
            }
            group.cancelAll()
        }
    }

    private func document() throws -> Response {
        struct Document: Encodable {
            let issuer, authorization_endpoint, token_endpoint, jwks_uri: String
            let userinfo_endpoint: String?
            let token_endpoint_auth_methods_supported: [String]?
        }
        let now = now
        switch now.illness {
        case .error: return Response(status: .internalServerError)
        case .notJSON: return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "<html>maintenance</html>")))
        case .redirect: return Response(status: .found, headers: [.location: "\(issuer)/elsewhere"])
        case .huge: return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x20, count: 300 << 10)))
        case .trickle:
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    while true {
                        try await writer.write(ByteBuffer(string: " "))
                        try await Task.sleep(for: .milliseconds(200))
                    }
                })
        default: break
        }
        return try Self.json(
            Document(
                issuer: now.illness == .otherIssuer ? "https://login.example.com" : issuer,
                authorization_endpoint: now.illness == .plainEndpoint ? "http://login.example.com/authorize" : "\(issuer)/authorize?tenant=1",
                token_endpoint: "\(issuer)/token", jwks_uri: "\(issuer)/keys", userinfo_endpoint: "\(issuer)/userinfo",
                token_endpoint_auth_methods_supported: now.methods))
    }

    /// With two keys beside it that sign no ID token.
    private func keys() throws -> Response {
        let now = state.withLock { state in
            state.keyReads += 1
            return state
        }
        if now.illness == .noKeys { return Response(status: .notFound) }
        var key: [String: String] = ["use": "sig"]
        if let name = now.keyName { key["kid"] = name }
        if let rsa = now.rsa {
            let numbers = try rsa.publicKey.getKeyPrimitives()
            key.merge(["kty": "RSA", "n": Self.base64url(numbers.modulus), "e": Self.base64url(numbers.publicExponent)]) { $1 }
        } else if let place = now.key.publicKey.parameters {
            let plain = [place.x, place.y].map { $0.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "") }
            key.merge(["kty": "EC", "crv": "P-256", "x": plain[0], "y": plain[1], "alg": "ES256"]) { $1 }
        }
        return try Self.json([
            "keys": [["kty": "oct", "k": "c2VjcmV0", "kid": "shared"], ["kty": "RSA", "use": "enc", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB"], key]
        ])
    }

    private func tokens(_ form: [String: String], _ authorization: String?) async throws -> Response {
        let (now, asked) = state.withLock { state in
            state.lastAuthorization = authorization
            state.lastForm = form
            return (state, state.codes.removeValue(forKey: form["code"] ?? ""))
        }
        if now.illness == .noTokens { return try Self.json(["hello": "world"]) }
        let challenge = Self.base64url(Data(SHA256.hash(data: Data((form["code_verifier"] ?? "").utf8))))
        guard let asked, asked["code_challenge"] == challenge, asked["code_challenge_method"] == "S256", asked["redirect_uri"] == form["redirect_uri"],
            asked["client_id"] == "shortlist", form["grant_type"] == "authorization_code"
        else { return try Self.json(["error": "invalid_grant"], status: .badRequest) }
        return try Self.json(["id_token": try await idToken(now, nonce: asked["nonce"] ?? ""), "access_token": "access", "token_type": "Bearer"])
    }

    private func idToken(_ now: State, nonce: String) async throws -> String {
        var claims = now.claims
        claims.iss = issuer
        claims.nonce = nonce
        claims.exp = claims.exp ?? claims.iat + 300
        switch now.lie {
        case .otherIssuer: claims.iss = "https://login.example.com"
        case .otherAudience: claims.aud = ["another"]
        case .severalAudiences: claims.aud = ["shortlist", "another"]
        case .emptyAudience: claims.aud = []
        case .otherParty: (claims.aud, claims.azp) = (["shortlist", "another"], "another")
        case .expired: (claims.iat, claims.exp) = (claims.iat - 600, claims.iat - 61)
        case .fromTheFuture: (claims.iat, claims.exp) = (claims.iat + 120, claims.iat + 600)
        case .otherNonce: claims.nonce = String(nonce.reversed())
        case .noNonce: claims.nonce = nil
        case .noSubject: claims.sub = ""
        case .noToken: return "none of your business"
        default: break
        }
        if now.lie == .noAlgorithm { return "\(Self.part(["alg": "none", "kid": now.keyName ?? ""])).\(try Self.part(claims))." }
        let name = now.lie == .unpublishedKey ? "second" : now.keyName
        let keys = JWTKeyCollection(), kid = name.map { JWKIdentifier(string: $0) }
        if now.lie == .symmetric {
            // Whoever knows the public key could sign so.
            await keys.add(hmac: HMACKey(from: now.key.publicKey.pemRepresentation), digestAlgorithm: .sha256, kid: kid)
        } else if let rsa = now.rsa {
            await keys.add(pss: rsa, digestAlgorithm: .sha256, kid: kid)
        } else {
            await keys.add(ecdsa: [.wrongKey, .unpublishedKey].contains(now.lie) ? ES256PrivateKey() : now.key, kid: kid)
        }
        var header = JWTHeader()
        if now.lie == .extended { header.crit = ["exp"] }
        if now.lie == .notClaims { return try await keys.sign(NoClaims(), kid: kid) }
        let token = try await keys.sign(claims, kid: kid, header: header), parts = token.split(separator: ".").map(String.init)
        switch now.lie {
        case .changedClaims:
            claims.sub = "somebody-else"
            return "\(parts[0]).\(try Self.part(claims)).\(parts[2])"
        case .cutSignature: return "\(parts[0]).\(parts[1]).\(parts[2].prefix(40))"
        default: return token
        }
    }

    private struct NoClaims: JWTPayload {
        var hello = "world"
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    private static func part(_ value: some Encodable) throws -> String { base64url(try JSONEncoder().encode(value)) }
    private static func part(_ value: [String: String]) -> String { base64url((try? JSONEncoder().encode(value)) ?? Data()) }

    private static func base64url(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(value))))
    }

    static func parameters(_ query: String) -> [String: String] {
        var found: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
            found[parts[0]] = parts.count == 2 ? parts[1] : ""
        }
        return found
    }
}
