import Foundation

/// What names a person or a place of work beyond their name, in the one spelling in which two can be compared.
package enum Identifiers {
    /// The last ten digits of a number: with and without the country's code it is the same telephone. Nil under seven digits.
    package static func phone(_ text: String?) -> String? {
        guard let digits = text?.utf8.filter({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), digits.count >= 7 else { return nil }
        return String(decoding: digits.suffix(10), as: UTF8.self)
    }

    /// `asha-rao` of `https://in.linkedin.com/in/Asha-Rao/?trk=x`; nil for what is no profile there. `linkedin_key` in the database says the same.
    package static func linkedIn(_ address: String?) -> String? {
        guard let address, address.utf8.count < 10_000 else { return nil }
        var rest = address.lowercased().unicodeScalars[...]
        while let start = rest.firstRange(of: "linkedin.com".unicodeScalars) {
            rest = rest[start.upperBound...]
            if let name = name(at: rest) { return name }
        }
        return nil
    }

    private static let ends: Set<Unicode.Scalar> = ["/", "?", "#", " ", "\t", "\n", "\r"]

    /// Of `/mwlite/in/asha-rao/…`: 2 to 100 letters and signs.
    private static func name(at path: Substring.UnicodeScalarView) -> String? {
        var rest = path
        func step(over words: Set<String>) -> Bool {
            guard rest.first == "/" else { return false }
            let after = rest.drop { $0 == "/" }, piece = after.prefix { !ends.contains($0) }
            guard words.contains(String(piece)) else { return false }
            rest = after[piece.endIndex...]
            return true
        }
        _ = step(over: ["mwlite"])
        guard step(over: ["in", "pub"]), rest.first == "/" else { return nil }
        let name = rest.drop { $0 == "/" }.prefix { !ends.contains($0) }
        return (2...100).contains(name.count) ? String(name) : nil
    }

    /// `asharao` of `github.com/AshaRao/some-project`.
    package static func gitHub(_ address: String?) -> String? { path(address, host: "github.com") }

    private static func path(_ address: String?, host: String) -> String? {
        guard var rest = address?.lowercased()[...], let start = rest.range(of: host) else { return nil }
        rest = rest[start.upperBound...].prefix { $0 != "?" && $0 != "#" && !$0.isWhitespace }
        guard rest.hasPrefix("/") else { return nil }
        return rest.split(separator: "/").first.map(String.init).flatMap { $0.count >= 2 && $0.count <= 100 ? $0 : nil }
    }

    /// `infosys` of "Infosys Limited"; nil where nothing is left.
    package static func company(_ name: String?) -> String? { plain(name, without: forms) }

    /// The school in "B.E. Computer Science, Pune University": the part that names one; else the whole.
    package static func school(_ education: String?) -> String? {
        guard let education else { return nil }
        let parts = education.split { ",;|()\n".contains($0) }.map(String.init)
        let named = parts.first { part in schools.contains { part.lowercased().contains($0) } }
        return plain(named, without: ["the", "of", "and"])
    }

    private static let forms: Set<String> = [
        "pvt", "ltd", "limited", "private", "inc", "incorporated", "llc", "llp", "plc", "gmbh", "ag", "sa", "bv", "co", "company", "corp", "corporation", "the",
        "india", "pte", "group",
    ]
    private static let schools = ["universit", "college", "institut", "school", "academy", "iit", "nit", "bits"]

    private static func plain(_ text: String?, without words: Set<String>) -> String? {
        guard let text else { return nil }
        let all = text.lowercased().unicodeScalars.split { !$0.properties.isAlphabetic && !("0"..."9").contains($0) }.map {
            String(String.UnicodeScalarView($0))
        }
        let kept = all.filter { !words.contains($0) }
        let name = (kept.isEmpty ? all : kept).prefix(6).joined(separator: " ")
        return name.count >= 2 ? name : nil
    }
}
