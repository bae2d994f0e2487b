/// An address that a mail can be sent to, with the one spelling under which its mailbox is known.
package struct EmailAddress: Sendable, Hashable {
    /// As the person writes it.
    package let text: String
    /// Lower case, without a `+tag`; Gmail's without dots, since Google delivers them all to one mailbox.
    package let key: String

    /// nil for what cannot be delivered to. ASCII only, as most mail servers still want it; at most 254 characters (RFC 5321).
    package init?(_ text: String) {
        guard text.utf8.count <= 254, let at = text.lastIndex(of: "@") else { return nil }
        let local = String(text[..<at]), domain = String(text[text.index(after: at)...])
        guard Self.isLocal(local), Self.isDomain(domain) else { return nil }
        self.text = text
        key = Self.key(local: local.lowercased(), domain: domain.lowercased())
    }

    /// RFC 5322's dot-atom: letters, digits and a few signs, no dot at an end or twice.
    private static func isLocal(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || signs.contains($0) }) else { return false }
        return !text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).contains { $0.isEmpty }
    }

    private static let signs = Array("!#$%&'*+-/=?^_`{|}~.".utf8)

    private static func isDomain(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, last.count >= 2, !last.allSatisfy(isDigit) else { return false }
        let hyphen = UInt8(ascii: "-")
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
                && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func key(local: String, domain: String) -> String {
        var mailbox = local.split(separator: "+", omittingEmptySubsequences: false).first.map(String.init) ?? local
        if mailbox.isEmpty { mailbox = local }
        guard ["gmail.com", "googlemail.com"].contains(domain) else { return "\(mailbox)@\(domain)" }
        return mailbox.replacing(".", with: "") + "@gmail.com"
    }
}
