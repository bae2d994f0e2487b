import Foundation
import Web

/// One of ten codes that are kept on paper for the day on which the telephone is lost. Each works once.
enum RecoveryCode {
    static let count = 10
    private static let length = 24
    /// Without those that are taken for another: `0` and `o`, `1`, `i` and `l`.
    private static let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")

    /// Six groups of four: 117 bits, so that the hash alone keeps them safe (ASVS 5, 6.5.2 asks for 112).
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let code = (0..<length).map { _ in letters.randomElement(using: &generator) ?? "x" }
        return stride(from: 0, to: length, by: 4).map { String(code[$0..<$0 + 4]) }.joined(separator: "-")
    }

    /// What the database keeps, of a code however it was typed; nil for what is none.
    static func hash(_ typed: String) -> Data? {
        let plain = typed.lowercased().filter { $0 != "-" && !$0.isWhitespace }
        guard plain.count == length, plain.allSatisfy(letters.contains) else { return nil }
        return Token.hash(plain)
    }
}
