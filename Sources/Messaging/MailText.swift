/// Why a message or an address cannot be made into a mail. Says what is wrong and quotes nothing of it.
package enum MessageProblem: Error, Sendable, Equatable, CustomStringConvertible {
    case badAddress
    /// A line break or another control character where a header stands: the start of a header injection.
    case controlCharacter(in: String)
    case tooLong(String)

    package var description: String {
        switch self {
        case .badAddress: "the e-mail address cannot be used"
        case .controlCharacter(let place): "the \(place) holds a line break or another control character"
        case .tooLong(let place): "the \(place) is too long for a mail"
        }
    }
}

extension String {
    /// The same text on one line, fit for a subject or a name: line breaks and control characters become spaces.
    package var oneLine: String {
        let scalars = unicodeScalars.map { $0.isControl ? " " : $0 }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text.split(separator: " ").joined(separator: " ")
    }

    var hasControlCharacter: Bool { unicodeScalars.contains { $0.isControl } }
    var isPrintableASCII: Bool { utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}

extension Unicode.Scalar {
    /// C0, DEL, C1 and Unicode's own line and paragraph separators, which some mail programs treat as line breaks.
    fileprivate var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
