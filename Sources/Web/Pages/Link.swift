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
        let pieces = segments.filter { !["", ".", ".."].contains($0) }
        text = pieces.isEmpty ? "/" : pieces.map { "/" + Self.encoded($0) }.joined()
    }

    /// An address elsewhere: http, https, mailto or tel; anything else is nil.
    package init?(external address: String) {
        let address = address.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let url = URL(string: address), let scheme = url.scheme?.lowercased(), ["http", "https", "mailto", "tel"].contains(scheme),
            scheme.hasPrefix("http") == false || url.host?.isEmpty == false
        else { return nil }
        text = address
    }

    /// Where a visitor wanted to go before signing in: a path of this site only, never another host (`//evil`, `/\evil`).
    package init?(returning path: String) {
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"), path.utf8.count <= 2_000,
            path.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        text = path
    }

    package func query(_ name: String, _ value: String?) -> Link {
        guard let value, !value.isEmpty else { return self }
        var copy = self
        copy.text += (text.contains("?") ? "&" : "?") + Self.encoded(name) + "=" + Self.encoded(value)
        return copy
    }

    package func fragment(_ name: String) -> Link {
        var copy = self
        copy.text += "#" + Self.encoded(name)
        return copy
    }

    private static let unreserved = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")

    private static func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "" }
}
