import Matching
import Postgres

/// Names that were written with a typo: the words of all names stand in a table of their own, small enough to be looked through by pieces
/// of three letters, and the nearest by letters changed, dropped, added or swapped are taken.
enum SpelledNames {
    /// How the words of a search that may be names, and are nobody's, are spelled by people who are here.
    static func spellings(of expression: SearchExpression, in database: some Database) async throws -> [String: [String]] {
        let words = Set(expression.wanted.filter(\.mayBeName).flatMap { Marks.names($0.plainWords) }).filter { $0.count >= 3 && $0.allSatisfy(\.isLetter) }
        guard !words.isEmpty, words.count <= 6 else { return [:] }
        var found: [String: [String]] = [:]
        for word in words {
            let near = try await database.all(near(word)).map(\.value)
            if near.contains(word) { continue }
            let close = near.compactMap { other in EditDistance.between(word, other, atMost: reach(word)).map { (other, $0) } }.sorted {
                ($0.1, $0.0) < ($1.1, $1.0)
            }
            if let best = close.first?.1 { found[word] = close.filter { $0.1 == best }.prefix(8).map(\.0) }
        }
        return found
    }

    /// One slip in a short name, two in a long one.
    private static func reach(_ word: String) -> Int { word.count <= 5 ? 1 : 2 }

    private static func near(_ word: String) -> Query<One<String>> {
        Query(
            """
            SELECT word FROM name_words WHERE parts && trigrams(\(word)) AND length(word) BETWEEN \(word.count - 2)::int AND \(word.count + 2)::int
            ORDER BY (SELECT count(*) FROM unnest(parts) AS part WHERE part = ANY (trigrams(\(word)))) DESC, word LIMIT 200
            """)
    }
}

extension SearchExpression {
    fileprivate var mayBeName: Bool {
        switch self {
        case .word(_, let isBeginning): !isBeginning
        case .field(let field, .text): field.kind == .name
        default: false
        }
    }
}
