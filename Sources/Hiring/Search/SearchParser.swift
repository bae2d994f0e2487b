/// Reads the language of the search box:
///
///     swift (vapor OR hummingbird) NOT intern city:pune exp:3..6 "event driven"
///
/// Words side by side must all be there; OR joins what stands beside it less tightly than AND; NOT, `!` and `-` turn round what follows.
struct SearchParser {
    private let tokens: [SearchLexer.Placed]
    private let end: Int
    private var next = 0
    private var depth = 0

    /// Nil for a search that asks for nothing.
    static func parse(_ text: String) throws(SearchProblem) -> SearchExpression? {
        var parser = SearchParser(tokens: try SearchLexer.tokens(of: text), end: text.count)
        guard !parser.tokens.isEmpty else { return nil }
        let expression = try parser.either()
        if let rest = parser.peek { throw SearchProblem("Nothing was opened that this ) closes.", at: rest.place, length: rest.length) }
        return expression
    }

    private init(tokens: [SearchLexer.Placed], end: Int) { (self.tokens, self.end) = (tokens, end) }

    private var peek: SearchLexer.Placed? { next < tokens.count ? tokens[next] : nil }

    private mutating func either() throws(SearchProblem) -> SearchExpression {
        var parts = [try both()]
        while let token = peek, token.token == .or {
            next += 1
            try demand(after: token, "OR")
            parts.append(try both())
        }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func both() throws(SearchProblem) -> SearchExpression {
        if let token = peek, [.and, .or].contains(token.token) {
            throw SearchProblem("Something to look for must stand before \(token.token == .and ? "AND" : "OR").", at: token.place, length: token.length)
        }
        var parts = [try one()]
        while let token = peek, token.token != .or, token.token != .close {
            if token.token == .and {
                next += 1
                try demand(after: token, "AND")
            }
            parts.append(try one())
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    /// What an operator needs behind it.
    private func demand(after token: SearchLexer.Placed, _ name: String) throws(SearchProblem) {
        guard let following = peek, ![.or, .and, .close].contains(following.token) else {
            throw SearchProblem("Something to look for must follow \(name).", at: token.place, length: token.length)
        }
    }

    private mutating func one() throws(SearchProblem) -> SearchExpression {
        guard let token = peek else { throw SearchProblem("Something to look for is missing here.", at: max(0, end - 1)) }
        next += 1
        switch token.token {
        case .not:
            try demand(after: token, "NOT")
            return .not(try one())
        case .open: return try group(token)
        case .close: throw SearchProblem("Nothing stands between these brackets.", at: token.place)
        case .and, .or: throw SearchProblem("Something to look for must stand here.", at: token.place, length: token.length)
        case .phrase(let text): return try phrase(text, token)
        case .word(let text): return try word(text, token)
        case .field(let name, let value, let isQuoted, let valuePlace):
            return try SearchFieldReader(token: token, name: name, value: value, isQuoted: isQuoted, valuePlace: valuePlace).read()
        }
    }

    private mutating func group(_ token: SearchLexer.Placed) throws(SearchProblem) -> SearchExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 20 else { throw SearchProblem("Brackets stand too deep in each other.", at: token.place) }
        if let close = peek, close.token == .close { throw SearchProblem("Nothing stands between these brackets.", at: token.place, length: 2) }
        let inner = try either()
        guard let close = peek, close.token == .close else { throw SearchProblem("This bracket is never closed: put a ) where it ends.", at: token.place) }
        next += 1
        return inner
    }

    private func phrase(_ text: String, _ token: SearchLexer.Placed) throws(SearchProblem) -> SearchExpression {
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else {
            throw SearchProblem("Nothing stands between these quotes.", at: token.place, length: token.length)
        }
        return .phrase(text)
    }

    private func word(_ text: String, _ token: SearchLexer.Placed) throws(SearchProblem) -> SearchExpression {
        guard text.contains(where: { $0.isLetter || $0.isNumber }) else {
            throw SearchProblem("“\(text)” is nothing that can be looked for.", at: token.place, length: token.length)
        }
        guard text.hasSuffix("*") else { return .word(text, isBeginning: false) }
        let beginning = String(text.prefix { $0 != "*" })
        guard beginning.count >= 2 else { throw SearchProblem("At least two letters must stand before a *.", at: token.place, length: token.length) }
        return .word(beginning, isBeginning: true)
    }
}
