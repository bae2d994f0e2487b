import Foundation
import JWTKit
import Web

/// Who somebody is, in the words of their provider, after everything about it was checked.
struct IDToken: Sendable, Equatable {
    /// Never given to another person by this issuer, other than an address of e-mail.
    let subject: String
    var email: String?
    var isEmailVerified: Bool
    var name: String?
}

extension IDToken {
    /// What an ID token must say, by OpenID Connect Core 1.0, 3.1.3.7. The numbers below are those of its list; 1 (encryption), 12 and 13
    /// (`acr`, `auth_time`) do not apply, since none of them is asked for.
    struct Check: Sendable {
        let issuer, clientID, nonce: String
        let now: Date
        /// How far the clocks of the two may be apart, in seconds.
        static let leeway: TimeInterval = 60
        /// Asymmetric ones alone (RFC 7518, RFC 8037): `none` proves nothing, and for HS256 whoever knows the provider's public key could sign.
        static let algorithms: Set = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]

        /// - Parameter keys: the provider's published keys of a name, or all of them.
        func token(_ text: String, keys: (String?) async throws -> [ProviderKey]) async throws -> IDToken {
            let header = try header(of: text)
            guard Self.algorithms.contains(header.alg) else { throw untrusted("its algorithm is \(header.alg.prefix(10))") }  // 7, 8
            guard header.crit == nil else { throw untrusted("it calls for an extension that we do not know") }
            let claims = try await signed(text, header, by: try await keys(header.kid))  // 6
            guard claims.iss == issuer else { throw untrusted("its issuer is another") }  // 2
            guard claims.aud.values.contains(clientID) else { throw untrusted("it is meant for another audience") }  // 3
            guard claims.aud.values.count == 1 || claims.azp != nil else { throw untrusted("it is meant for several and names no authorized party") }  // 3, 4
            guard claims.azp == nil || claims.azp == clientID else { throw untrusted("it was made for another party") }  // 5
            guard claims.exp > now.timeIntervalSince1970 - Self.leeway else { throw untrusted("it has expired") }  // 9
            let latest = now.timeIntervalSince1970 + Self.leeway
            guard claims.iat < latest, claims.nbf.map({ $0 < latest }) ?? true else { throw untrusted("it comes from the future") }  // 10
            guard Token.same(claims.nonce ?? "", nonce) else { throw untrusted("its nonce is not the one that was sent") }  // 11
            // Core, 2: at most 255 ASCII characters.
            guard (1...255).contains(claims.sub.utf8.count), claims.sub.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw untrusted("its subject is no subject")
            }
            return IDToken(subject: claims.sub, email: claims.email, isEmailVerified: claims.emailVerified?.value ?? false, name: claims.name)
        }

        private struct Header: Decodable {
            let alg: String
            let kid: String?
            let crit: [String]?
        }

        private func header(of text: String) throws -> Header {
            guard text.utf8.count <= 64 << 10, let first = text.split(separator: ".", maxSplits: 1).first, let data = Data(base64url: String(first)),
                let header = try? JSONDecoder().decode(Header.self, from: data)
            else { throw untrusted("it cannot be read") }
            return header
        }

        /// The claims, by whichever of the keys signed them. A key is used for the algorithm of the header only where it may be.
        private func signed(_ text: String, _ header: Header, by keys: [ProviderKey]) async throws -> Claims {
            let fitting = keys.compactMap { $0.jwk(for: header.alg) }
            guard !fitting.isEmpty else { throw untrusted("it is signed with a key that the provider does not publish") }
            for key in fitting {
                do {
                    let collection = JWTKeyCollection()
                    try await collection.add(jwk: key)
                    return try await collection.verify(text, as: Claims.self)
                } catch let error as JWTError where error.errorType == .malformedToken {
                    throw untrusted("its claims cannot be read")
                } catch {
                    continue
                }
            }
            throw untrusted("its signature is not the provider’s")
        }

        private func untrusted(_ reason: String) -> SingleSignOnFailure { .untrusted(reason: "of the ID token, " + reason) }
    }

    /// Times are seconds since 1970.
    private struct Claims: JWTPayload {
        let iss, sub: String
        let aud: OneOrMore
        let exp, iat: Double
        let nbf: Double?
        let azp, nonce, email, name: String?
        let emailVerified: Flag?

        enum CodingKeys: String, CodingKey {
            case iss, sub, aud, exp, iat, nbf, azp, nonce, email, name
            case emailVerified = "email_verified"
        }

        /// `Check` looks at the claims; the signature is jwt-kit's.
        func verify(using algorithm: some JWTAlgorithm) {}
    }
}

/// A text or an array of texts.
struct OneOrMore: Codable, Sendable {
    let values: [String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        values = if let one = try? container.decode(String.self) { [one] } else { try container.decode([String].self) }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

/// `true`, or `"true"` as some providers write it.
struct Flag: Codable, Sendable {
    let value: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = if let flag = try? container.decode(Bool.self) { flag } else { try container.decode(String.self) == "true" }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}
