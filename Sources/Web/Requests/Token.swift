import Crypto
package import Foundation

/// Secrets that a browser or a mail carries: random, and only their SHA-256 is kept.
package enum Token {
    /// `bytes` random bytes (32 of them are 256 bits) in base64url, without padding.
    package static func random(bytes: Int = 32) -> String {
        // Eight bytes a call: each is a question to the kernel.
        var generator = SystemRandomNumberGenerator()
        var random = Data(capacity: bytes + 7)
        while random.count < bytes { withUnsafeBytes(of: generator.next() as UInt64) { random.append(contentsOf: $0) } }
        return base64url(random.prefix(bytes))
    }

    /// What the database keeps of a token.
    package static func hash(_ token: String) -> Data { Data(SHA256.hash(data: Data(token.utf8))) }

    /// The SHA-256 of some content, in lower-case hexadecimal, as the file store names it.
    package static func digest(_ data: Data) -> String { SHA256.hash(data: data).hex }

    static func base64url(_ data: Data) -> String {
        let bytes: [UInt8] = data.base64EncodedString().utf8.compactMap { byte in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func sign(_ text: String, with secret: SymmetricKey) -> String {
        base64url(Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret)))
    }

    /// Takes the same time wherever the two differ, so that nobody can guess a secret letter by letter from how long an answer takes.
    package static func same(_ one: String, _ other: String) -> Bool {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte, as SHA-256 sums are written.
    package var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
