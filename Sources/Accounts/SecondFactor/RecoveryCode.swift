import Foundation
import Web

/// One of ten codes that are kept on paper for the day on which the telephone is lost. Each works once.
enum RecoveryCode {
    static let count = 10
    /// Without those that are taken for another: `0` and `o`, `1`, `i` and `l`.
    private static let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")

    /// Four groups of four: 79 bits, so that the hash alone keeps them safe.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let code = (0..<16).map { _ in letters.randomElement(using: &generator) ?? "x" }
        return stride(from: 0, to: 16, by: 4).map { String(code[$0..<$0 + 4]) }.joined(separator: "-")
    }

    /// What the database keeps, of a code however it was typed; nil for what is none.
    static func hash(_ typed: String) -> Data? {
        let plain = typed.lowercased().filter { $0 != "-" && !$0.isWhitespace }
        guard plain.count == 16, plain.allSatisfy(letters.contains) else { return nil }
        return Token.hash(plain)
    }
}
