import Foundation

/// A place to go. Made of path pieces that are percent-encoded, so it cannot rot into another path; an address outside is checked, so that
/// `javascript:` cannot get in.
///
///     Link("jobs", job.slug).query("q", text)
package struct Link: Sendable, Hashable {
    /// As it stands in an `href`, before HTML escaping.
    package private(set) var text: String

    /// A path of this site. `Link()` is the front page.
    package init(_ segments: String...) {
        // An empty piece would make `//host`, and browsers walk up at `..` even where it is percent-encoded.
        text = ""
        for segment in segments where !segment.isEmpty && segment != "." && segment != ".." {
            text += "/"
            Self.append(encoding: segment, to: &text)
        }
        if text.isEmpty { text = "/" }
    }

    /// An address elsewhere: http, https, mailto or tel; anything else is nil.
    package init?(external address: String) {
        let address = address.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let url = URL(string: address), let scheme = url.scheme?.lowercased(), ["http", "https", "mailto", "tel"].contains(scheme),
            scheme.hasPrefix("http") == false || url.host?.isEmpty == false
        else { return nil }
        text = address
    }

    /// Where a visitor wanted to go before signing in: a path of this site only, never another host (`//evil`, `/\evil`, `/..//evil` once walked up).
    package init?(returning path: String) {
        guard path.hasPrefix("/"), !path.prefix(while: { $0 != "?" && $0 != "#" }).contains("//"), !path.contains("\\"), path.utf8.count <= 2_000,
            path.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        text = path
    }

    package func query(_ name: String, _ value: String?) -> Link {
        guard let value, !value.isEmpty else { return self }
        var copy = self
        copy.text += text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        Self.append(encoding: name, to: &copy.text)
        copy.text += "="
        Self.append(encoding: value, to: &copy.text)
        return copy
    }

    package func fragment(_ name: String) -> Link {
        var copy = self
        copy.text += "#"
        Self.append(encoding: name, to: &copy.text)
        return copy
    }

    /// RFC 3986's unreserved characters as they are, the rest as `%XX` of their UTF-8. A board of 300 cards writes 900 links.
    private static func append(encoding piece: String, to text: inout String) {
        if piece.utf8.allSatisfy(isUnreserved) { return text += piece }
        for byte in piece.utf8 {
            if isUnreserved(byte) {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += byte < 16 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
