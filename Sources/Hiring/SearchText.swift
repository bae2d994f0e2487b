package import Postgres

/// What somebody writes into a search, as search engines read it: words, "a phrase", `or`, and `-` before what is not wanted.
package enum SearchText {
    /// For the right side of `@@`. Any text is a search: none is an error.
    package static func query(_ text: String) -> SQL { "websearch_to_tsquery('english', \(withSingleMinuses(text)))" }

    /// PostgreSQL reads each `-` before a word as one more "not", skips what stands between them, and fails at the 32nd: "tsquery stack too small".
    static func withSingleMinuses(_ text: String) -> String {
        var kept = String.UnicodeScalarView(), isAfterMinus = false
        for scalar in text.unicodeScalars {
            guard scalar == "-" else {
                if !isSkipped(scalar) { isAfterMinus = false }
                kept.append(scalar)
                continue
            }
            kept.append(isAfterMinus ? " " : "-")
            isAfterMinus = true
        }
        return String(kept)
    }

    private static func isSkipped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format: true
        default: ["!", "&", "|", "(", ")"].contains(scalar)
        }
    }
}
