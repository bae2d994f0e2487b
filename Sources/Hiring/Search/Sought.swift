import Postgres

/// What somebody looks for, made ready: what must hold, and what is meant.
struct Sought: Sendable {
    let expression: SearchExpression?
    /// Words are what is meant where meaning is asked for and there is a model; fields stay strict.
    let filter: SearchExpression?
    let meaning: TextMeaning?
    /// Meaning was asked for and there is no model.
    let isMeaningOff: Bool

    init(_ expression: SearchExpression?, _ mode: SearchMode, _ embed: @Sendable (String) async throws -> TextMeaning?) async throws {
        self.expression = expression
        let meant = mode == .words ? nil : expression.flatMap(MeantText.init)
        meaning = if let meant { try await embed(meant.words) } else { nil }
        filter = meaning == nil ? expression : meant?.filter
        isMeaningOff = meant != nil && meaning == nil
    }
}

/// A text as a point: how close two are is how alike their meanings are.
package struct TextMeaning: Sendable {
    package let vector: [Float]
    /// Vectors of different models cannot be compared.
    package let model: String

    package init(vector: [Float], model: String) { (self.vector, self.model) = (vector, model) }

    /// As `candidate_search.meaning` is compared with it.
    var sql: SQL { "\(Vector(vector))::vector::halfvec(384)" }
}

/// A search taken apart for meaning: what is meant, and what must hold whatever is meant.
struct MeantText {
    let words: String
    let filter: SearchExpression?

    /// Nil where nothing but fields is asked for.
    init?(_ expression: SearchExpression) {
        let parts: [SearchExpression] = if case .all(let parts) = expression { parts } else { [expression] }
        var meant: [String] = [], kept: [SearchExpression] = []
        for part in parts {
            switch part {
            case .word(let word, _): meant.append(word)
            case .phrase(let text): meant.append(text)
            case .any where part.wanted.allSatisfy(\.isPlainWord): meant += part.wanted.map(\.plainWords)
            default: kept.append(part)
            }
        }
        guard !meant.isEmpty else { return nil }
        words = meant.joined(separator: " ")
        filter = kept.isEmpty ? nil : kept.count == 1 ? kept[0] : .all(kept)
    }
}

extension SearchExpression {
    var isPlainWord: Bool {
        switch self {
        case .word, .phrase: true
        default: false
        }
    }

    var plainWords: String {
        switch self {
        case .word(let word, _): word
        case .phrase(let text): text
        case .field(_, .text(let text)): text
        default: ""
        }
    }
}
