private import Foundation

/// RFC 2047: header text outside of ASCII as `=?UTF-8?B?…?=`.
enum EncodedWord {
    /// `text` as it stands where that is safe, else as encoded words on folded lines.
    static func header(_ text: String) -> String {
        if text.isPrintableASCII, text.utf8.count <= 60, !text.contains("=?"), text.first != " ", text.last != " " { return text }
        return chunks(of: text).map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// An encoded word may be 75 characters long, and the line 76 with "Subject: " before it: 39 bytes before base64. None may split a character.
    private static func chunks(of text: String) -> [String] {
        var chunks: [String] = []
        var chunk = String.UnicodeScalarView()
        var bytes = 0
        for scalar in text.unicodeScalars {
            let width = UTF8.width(scalar)
            if bytes + width > 39 {
                chunks.append(String(chunk))
                chunk = String.UnicodeScalarView()
                bytes = 0
            }
            chunk.append(scalar)
            bytes += width
        }
        if !chunk.isEmpty { chunks.append(String(chunk)) }
        return chunks
    }
}

/// RFC 2045's quoted-printable: readable in the raw for most languages, and 7-bit on every way.
enum QuotedPrintable {
    static func encode(_ text: String) -> String {
        lines(of: text).map(encode(line:)).joined(separator: "\r\n")
    }

    /// The three ways of ending a line are one.
    private static func lines(of text: String) -> [String.UTF8View.SubSequence] {
        let unified = text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
        return unified.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    private static func encode(line: String.UTF8View.SubSequence) -> String {
        var out = ""
        var width = 0
        for (offset, byte) in line.enumerated() {
            let isLast = offset == line.count - 1
            let piece = isPlain(byte, isLast: isLast) ? String(UnicodeScalar(byte)) : hex(byte)
            if width + piece.utf8.count > 75 {
                out += "=\r\n"
                width = 0
            }
            out += piece
            width += piece.utf8.count
        }
        return out
    }

    private static func isPlain(_ byte: UInt8, isLast: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "="): false
        case 0x20, 0x09: !isLast
        default: (0x21...0x7E).contains(byte)
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "=0" + digits : "=" + digits
    }

    static func decode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var input = Array(bytes)[...]
        while let byte = input.popFirst() {
            guard byte == UInt8(ascii: "=") else {
                out.append(byte)
                continue
            }
            if input.starts(with: "\r\n".utf8) {
                input = input.dropFirst(2)
            } else if input.first == UInt8(ascii: "\n") {
                input = input.dropFirst()
            } else if let value = UInt8(String(decoding: input.prefix(2), as: UTF8.self), radix: 16) {
                out.append(value)
                input = input.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return out
    }
}
