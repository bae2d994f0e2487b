internal import Crypto
package import Foundation
import Web

/// The codes of an authenticator app: time-based one-time passwords of RFC 6238, with SHA-1, six digits and steps of 30 seconds, which is what all
/// such apps take.
package struct TOTP: Sendable {
    package static let secondsOfAStep = 30

    package let secret: Data

    package init(secret: Data) { self.secret = secret }

    /// With 160 random bits, as many as RFC 4226 recommends.
    package static func random() -> TOTP {
        var generator = SystemRandomNumberGenerator()
        return TOTP(secret: Data((0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }))
    }

    /// How many steps have begun since 1970.
    package static func step(at time: Date) -> Int64 { Int64((time.timeIntervalSince1970 / Double(secondsOfAStep)).rounded(.down)) }

    /// RFC 4226, section 5.3: four bytes of the HMAC, from where its last four bits point to.
    package func code(_ step: Int64, digits: Int = 6) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let start = Int(mac[mac.count - 1] & 0x0F)
        let number = mac[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let code = String(Int(number) % (0..<digits).reduce(1) { product, _ in product * 10 })
        return String(repeating: "0", count: digits - code.utf8.count) + code
    }

    /// The step that a code belongs to: this one, or the one before or after, since clocks differ and typing takes time; only one later than
    /// `last`, so that a code works once. nil for a wrong code.
    package func step(of code: String, at time: Date = Date(), after last: Int64 = 0) -> Int64? {
        let now = Self.step(at: time)
        return [now, now - 1, now + 1].reduce(nil) { found, step in Token.same(self.code(step), code) && step > last ? step : found }
    }

    /// What the QR code holds, in the form that authenticator apps agreed on.
    package func address(issuer: String, account: String) -> String {
        var parts = URLComponents()
        parts.scheme = "otpauth"
        parts.host = "totp"
        parts.path = "/\(issuer.replacing(":", with: " ")):\(account)"
        parts.queryItems = [
            ("secret", Base32.encode(secret)), ("issuer", issuer), ("algorithm", "SHA1"), ("digits", "6"), ("period", String(Self.secondsOfAStep)),
        ].map { URLQueryItem(name: $0.0, value: $0.1) }
        return parts.string ?? ""
    }
}

/// RFC 4648, section 6, without padding.
package enum Base32 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    package static func encode(_ data: Data) -> String {
        var text = "", bits = 0, held = 0
        for byte in data {
            held = held << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(letters[held >> bits & 31])
            }
            held &= 0xFF
        }
        if bits > 0 { text.append(letters[held << (5 - bits) & 31]) }
        return text
    }

    /// nil where another sign is among the letters; spaces are passed over.
    package static func decode(_ text: String) -> Data? {
        var data = Data(), bits = 0, held = 0
        for letter in text.uppercased() where letter != " " {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            held = (held << 5 | value) & 0xFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                data.append(UInt8(held >> bits & 0xFF))
            }
        }
        return data
    }
}
