import Accounts
import AsyncHTTPClient
import Foundation
import JWTKit
import NIOCore
import NIOHTTP1
import Web

/// What is known of the provider in this process: what it says of itself, for an hour, and its keys.
actor Provider {
    private static let kept: Duration = .seconds(3600)
    /// Keys are read again for a name that is not among them, since providers change keys; not for every invented one.
    private static let pause: Duration = .seconds(60)

    private struct Known<Value: Sendable> {
        let value: Value
        let until = ContinuousClock.now + Provider.kept
    }

    private var metadata: Known<ProviderMetadata>?
    private var keys: (address: String, known: Known<[ProviderKey]>)?
    private var reading: (address: String, task: Task<[ProviderKey], any Error>)?
    private var readAgain: ContinuousClock.Instant?

    func metadata(of issuer: String, patience: Duration) async throws -> ProviderMetadata {
        if let metadata, metadata.value.issuer == issuer, metadata.until > .now { return metadata.value }
        let read = try await ProviderMetadata.read(from: issuer, patience: patience)
        metadata = Known(value: read)
        return read
    }

    /// The keys of a name; all of them where the token names none.
    func keys(named name: String?, of metadata: ProviderMetadata) async throws -> [ProviderKey] {
        func fitting(_ keys: [ProviderKey]) -> [ProviderKey] { keys.filter { name == nil || $0.id == name } }
        let address = metadata.keys, patience = metadata.patience
        if let reading, reading.address == address { return fitting(try await reading.task.value) }
        if let keys, keys.address == address, keys.known.until > .now {
            let found = fitting(keys.known.value)
            if !found.isEmpty { return found }
            if let readAgain, readAgain + Self.pause > .now { return [] }
            readAgain = .now
        }
        let task = Task { try await ProviderKey.read(from: address, patience: patience) }
        reading = (address, task)
        defer { reading = nil }
        let read = try await task.value
        keys = (address, Known(value: read))
        return fitting(read)
    }
}

/// What a provider says of itself: OpenID Connect Discovery 1.0, 3.
struct ProviderMetadata: Sendable {
    let issuer: String
    let authorization: Link
    fileprivate let token, keys: String
    fileprivate let userinfo: String?
    fileprivate let takesBasic: Bool
    fileprivate let patience: Duration

    private struct Document: Decodable {
        let issuer, authorization_endpoint, token_endpoint, jwks_uri: String
        let userinfo_endpoint: String?
        let token_endpoint_auth_methods_supported: [String]?
    }

    static func read(from issuer: String, patience: Duration) async throws -> ProviderMetadata {
        guard ProviderAddress.isSafe(issuer) else { throw failure("the issuer is no https address") }
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let answer = try await ProviderAddress.ask(HTTPClientRequest(url: base + "/.well-known/openid-configuration"), patience: patience)
        guard answer.status == 200, let document = try? JSONDecoder().decode(Document.self, from: answer.body) else {
            throw failure("no discovery document (status \(answer.status))")
        }
        // Discovery, 4.3: exactly, or another's document could stand for it.
        guard document.issuer == issuer else { throw failure("the discovery document is of the issuer \(document.issuer.prefix(200))") }
        let addresses = [document.authorization_endpoint, document.token_endpoint, document.jwks_uri] + [document.userinfo_endpoint].compactMap(\.self)
        guard addresses.allSatisfy({ ProviderAddress.isSafe($0) && ($0.hasPrefix("https:") || issuer.hasPrefix("http:")) }),
            let authorization = Link(external: document.authorization_endpoint)
        else {
            throw failure("an endpoint is no https address")
        }
        // Discovery, 3: what is left out means basic.
        let methods = document.token_endpoint_auth_methods_supported ?? ["client_secret_basic"]
        return ProviderMetadata(
            issuer: issuer, authorization: authorization, token: document.token_endpoint, keys: document.jwks_uri, userinfo: document.userinfo_endpoint,
            takesBasic: methods.contains("client_secret_basic") || !methods.contains("client_secret_post"), patience: patience)
    }

    private static func failure(_ reason: String) -> SingleSignOnFailure { .provider(reason: reason) }

    struct Tokens: Decodable {
        let idToken: String
        /// Used for nothing but the person's address, and not kept.
        let accessToken: String?

        enum CodingKeys: String, CodingKey {
            case idToken = "id_token"
            case accessToken = "access_token"
        }
    }

    /// Core, 3.1.3: a code for the tokens. The client proves itself in the header, or in the body where the provider takes nothing else.
    func exchange(_ code: String, verifier: String, returnAddress: String, _ configuration: SingleSignOn.Configuration) async throws -> Tokens {
        let client = configuration.settings.clientID
        var fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", returnAddress), ("code_verifier", verifier)]
        var request = HTTPClientRequest(url: token)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        if let secret = configuration.secret, takesBasic {
            // RFC 6749, 2.3.1: each encoded as in a form first.
            let pair = "\(ProviderAddress.encoded(client)):\(ProviderAddress.encoded(secret))"
            request.headers.add(name: "Authorization", value: "Basic \(Data(pair.utf8).base64EncodedString())")
        } else {
            fields.append(("client_id", client))
            if let secret = configuration.secret { fields.append(("client_secret", secret)) }
        }
        request.body = .bytes(ByteBuffer(string: fields.map { "\($0.0)=\(ProviderAddress.encoded($0.1))" }.joined(separator: "&")))
        let answer = try await ProviderAddress.ask(request, patience: patience)
        if answer.status == 200, let tokens = try? JSONDecoder().decode(Tokens.self, from: answer.body) { return tokens }
        if (400...401).contains(answer.status), let error = try? JSONDecoder().decode([String: String].self, from: answer.body)["error"] {
            throw SingleSignOnFailure.refused(code: error)
        }
        throw Self.failure("no tokens for a code (status \(answer.status))")
    }

    private struct UserInfo: Decodable {
        let sub: String
        let email, name: String?
        let email_verified: Flag?
    }

    /// Core, 5.3: providers may keep the person's address out of the ID token. It counts only for the same subject (5.3.2).
    func complete(_ token: inout IDToken, with accessToken: String) async throws {
        guard let userinfo else { return }
        var request = HTTPClientRequest(url: userinfo)
        request.headers.add(name: "Authorization", value: "Bearer \(accessToken)")
        let answer = try await ProviderAddress.ask(request, patience: patience)
        guard answer.status == 200, let info = try? JSONDecoder().decode(UserInfo.self, from: answer.body) else { return }
        guard info.sub == token.subject else { throw SingleSignOnFailure.untrusted(reason: "the facts of the person are of another subject") }
        token.email = info.email
        token.isEmailVerified = info.email_verified?.value ?? false
        token.name = token.name ?? info.name
    }
}

/// A key that the provider signs with: RFC 7517.
struct ProviderKey: Sendable {
    let id: String?
    private let key: JWK

    private struct Entry: Decodable {
        /// nil for a kind of key that signs no ID token, such as one for encryption.
        let key: ProviderKey?

        private struct Use: Decodable { let use: String? }

        init(from decoder: any Decoder) {
            let isForSignatures = (try? Use(from: decoder).use ?? "sig") == "sig"
            key = isForSignatures ? (try? JWK(from: decoder)).map { ProviderKey(id: $0.keyIdentifier?.string, key: $0) } : nil
        }
    }

    private struct Document: Decodable { let keys: [Entry] }

    static func read(from address: String, patience: Duration) async throws -> [ProviderKey] {
        let answer = try await ProviderAddress.ask(HTTPClientRequest(url: address), patience: patience)
        guard answer.status == 200, let document = try? JSONDecoder().decode(Document.self, from: answer.body) else {
            throw SingleSignOnFailure.provider(reason: "no keys (status \(answer.status))")
        }
        return document.keys.compactMap(\.key)
    }

    /// The key for one algorithm; nil where it is for another, or of another kind. A key without a name gets one, which jwt-kit asks for.
    func jwk(for algorithm: String) -> JWK? {
        guard let wanted = JWK.Algorithm(rawValue: algorithm), key.algorithm == nil || key.algorithm == wanted else { return nil }
        let kind: JWK.KeyType = algorithm.hasPrefix("ES") ? .ecdsa : algorithm == "EdDSA" ? .octetKeyPair : .rsa
        guard key.keyType == kind else { return nil }
        var copy = key
        copy.algorithm = wanted
        copy.privateExponent = nil
        copy.keyIdentifier = key.keyIdentifier ?? "key"
        return copy
    }
}

/// How the provider is spoken to: limited in size and time, and never led elsewhere.
enum ProviderAddress {
    private static let largest = 256 << 10

    /// https; http on this machine alone, for development.
    static func isSafe(_ address: String) -> Bool {
        guard let url = URLComponents(string: address), let host = url.host, !host.isEmpty, url.user == nil, url.fragment == nil else { return false }
        return url.scheme == "https" || url.scheme == "http" && ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host)
    }

    static func ask(_ request: HTTPClientRequest, patience: Duration) async throws -> (status: Int, body: Data) {
        var request = request
        request.headers.add(name: "Accept", value: "application/json")
        do {
            return try await within(patience) { [request] in
                let response = try await client.execute(request, timeout: .seconds(patience.components.seconds + 1))
                return (Int(response.status.code), Data(try await response.body.collect(upTo: largest).readableBytesView))
            }
        } catch is NIOTooManyBytesError {
            throw SingleSignOnFailure.provider(reason: "an answer of more than 256 KB")
        } catch let failure as SingleSignOnFailure {
            throw failure
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw SingleSignOnFailure.provider(reason: "no answer: \(type(of: error))")
        }
    }

    /// The client's own limit ends with the head of an answer; this one with its body.
    private static func within<Value: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw SingleSignOnFailure.provider(reason: "no answer within \(limit)")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(10))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// A piece of a form: RFC 3986's unreserved characters as they are.
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"))
            ?? ""
    }
}
