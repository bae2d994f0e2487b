/// A piece of a page. A string literal makes one, and everything interpolated is safe by construction: a `String` is escaped for text and
/// for quoted attributes, another `HTML` is spliced.
///
///     let card: HTML = "<h3><a href=\"\(job.link)\">\(job.title)</a></h3>"
package struct HTML: Sendable, ExpressibleByStringInterpolation {
    package private(set) var bytes: [UInt8]

    package static let empty = HTML(bytes: [])

    init(bytes: [UInt8]) { self.bytes = bytes }

    package init(stringLiteral value: String) { bytes = Array(value.utf8) }

    package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    /// Text as it may stand in a page: escaped.
    package init(text: String) {
        bytes = []
        bytes.append(escaping: text)
    }

    /// The hatch: markup that is known to be safe, such as the output of a sanitiser. Say why at the call.
    package init(trusted markup: String) { bytes = Array(markup.utf8) }

    package var isEmpty: Bool { bytes.isEmpty }
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    package static func + (left: HTML, right: HTML) -> HTML { HTML(bytes: left.bytes + right.bytes) }
    package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

    package struct StringInterpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        package mutating func appendLiteral(_ literal: String) { bytes.append(contentsOf: literal.utf8) }
        package mutating func appendInterpolation(_ markup: HTML) { bytes.append(contentsOf: markup.bytes) }
        package mutating func appendInterpolation(_ markup: HTML?) { if let markup { bytes.append(contentsOf: markup.bytes) } }
        package mutating func appendInterpolation(_ text: String) { bytes.append(escaping: text) }
        package mutating func appendInterpolation(_ text: String?) { if let text { bytes.append(escaping: text) } }
        package mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }
        package mutating func appendInterpolation(_ link: Link) { bytes.append(escaping: link.text) }

        /// ` name="value"`, or nothing where there is no value.
        package mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            appendLiteral(" \(name)=\"")
            bytes.append(escaping: value)
            appendLiteral("\"")
        }

        /// ` name`, or nothing.
        package mutating func appendInterpolation(flag name: StaticString, _ isOn: Bool) {
            if isOn { appendLiteral(" \(name)") }
        }
    }
}

extension Sequence {
    /// One piece after another: `\(job.skills.html { "<span class=\"tag\">\($0)</span>" })`.
    package func html(_ piece: (Element) throws -> HTML) rethrows -> HTML {
        var all: [UInt8] = []
        for element in self { all.append(contentsOf: try piece(element).bytes) }
        return HTML(bytes: all)
    }
}

extension [UInt8] {
    /// `& < > " '` become references, so that the text can end neither an element's content nor a quoted attribute. NUL, which no
    /// document may hold, becomes the replacement character.
    fileprivate mutating func append(escaping text: String) {
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in 0..<utf8.count {
                let byte = utf8[index]
                // One bit for each of the six below 64.
                guard byte < 64, Self.special >> UInt64(byte) & 1 == 1 else { continue }
                append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                append(contentsOf: Self.reference(for: byte).utf8)
                start = index + 1
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
    }

    private static var special: UInt64 { 1 << 0 | 1 << 34 | 1 << 38 | 1 << 39 | 1 << 60 | 1 << 62 }

    private static func reference(for byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: "\u{FFFD}"
        }
    }
}
