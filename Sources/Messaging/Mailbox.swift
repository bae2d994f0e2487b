/// Whom a mail goes to or comes from: an address, and the name to show beside it.
///
/// Nothing in it can break out of a header: control characters are refused, not removed.
package struct Mailbox: Sendable, Hashable, CustomStringConvertible {
    package let name: String?
    package let address: String

    package init(name: String? = nil, address: String) throws(MessageProblem) {
        if let name {
            if name.hasControlCharacter { throw .controlCharacter(in: "name") }
            if name.utf8.count > 400 { throw .tooLong("name") }
        }
        guard Self.isDeliverable(address) else { throw .badAddress }
        self.name = name.flatMap { $0.isEmpty ? nil : $0 }
        self.address = address
    }

    /// As people write it, `Zoë Ünal <zoe@example.org>`: what the outbox keeps, and `init(written:)` reads.
    package var description: String { name.map { "\($0) <\(address)>" } ?? address }

    package init(written text: String) throws(MessageProblem) {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            try self.init(address: text)
            return
        }
        var name = text[..<open]
        while name.last == " " { name.removeLast() }
        if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
        try self.init(name: String(name), address: String(text[text.index(after: open)...].dropLast()))
    }

    package var domain: String { String(address[address.index(after: address.lastIndex(of: "@") ?? address.startIndex)...]) }

    /// What goes between the angle brackets of SMTP. Only ASCII: an address outside of it needs SMTPUTF8 along the whole way.
    private static func isDeliverable(_ address: String) -> Bool {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...253).contains(parts[1].utf8.count),
            address.utf8.count <= 254
        else { return false }
        return isLocalPart(parts[0]) && isDomain(parts[1])
    }

    private static func isLocalPart(_ text: Substring) -> Bool {
        let atoms = text.split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isLetterOrDigit($0) || marks.contains($0) } }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// RFC 5322's `atext` beside letters and digits.
    private static let marks = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
