/// Cuts what was typed into words, phrases, fields and operators, each with its place.
struct SearchLexer {
    enum Token: Equatable {
        case word(String), phrase(String)
        /// The name and what follows the colon; the text is raw, in quotes or not.
        case field(name: String, value: String, isQuoted: Bool, valuePlace: Int)
        case and, or, not, open, close
    }

    struct Placed: Equatable {
        let token: Token
        let place: Int
        let length: Int
    }

    /// Longer searches are no searches.
    static let longest = 2_000
    private static let mostTokens = 200

    private let text: [Character]
    private var place = 0

    init(_ text: String) { self.text = Array(text) }

    static func tokens(of text: String) throws(SearchProblem) -> [Placed] {
        var lexer = SearchLexer(text)
        guard lexer.text.count <= longest else { throw SearchProblem("A search has at most \(longest) letters.", at: longest) }
        var found: [Placed] = []
        while let next = try lexer.next() {
            found.append(next)
            guard found.count <= mostTokens else { throw SearchProblem("A search has at most \(mostTokens) words.", at: next.place, length: next.length) }
        }
        return found
    }

    private mutating func next() throws(SearchProblem) -> Placed? {
        while place < text.count, text[place].isWhitespace || text[place] == "," { place += 1 }
        guard place < text.count else { return nil }
        let start = place
        let token = try token()
        return Placed(token: token, place: start, length: place - start)
    }

    private mutating func token() throws(SearchProblem) -> Token {
        switch text[place] {
        case "(": place += 1; return .open
        case ")": place += 1; return .close
        case "&": skip("&"); return .and
        case "|": skip("|"); return .or
        case "!": place += 1; return .not
        case "-" where place + 1 < text.count && !text[place + 1].isWhitespace && text[place + 1] != "-": place += 1; return .not
        case "\"", "“", "”": return .phrase(try quoted())
        default: return try wordOrField()
        }
    }

    private mutating func skip(_ character: Character) { while place < text.count, text[place] == character { place += 1 } }

    /// What stands between two quotes, straight or curly.
    private mutating func quoted() throws(SearchProblem) -> String {
        let start = place
        place += 1
        let from = place
        while place < text.count, !"\"“”".contains(text[place]) { place += 1 }
        guard place < text.count else { throw SearchProblem("This quote is never closed: put a second \" behind the phrase.", at: start) }
        defer { place += 1 }
        return String(text[from..<place])
    }

    private mutating func wordOrField() throws(SearchProblem) -> Token {
        let start = place
        while place < text.count, !Self.ends(text[place]) {
            if text[place] == ":", let field = try field(named: String(text[start..<place])) { return field }
            place += 1
        }
        if place == start { place += 1 }
        let word = String(text[start..<place])
        switch word {
        case "AND": return .and
        case "OR": return .or
        case "NOT": return .not
        default: return .word(word)
        }
    }

    private static func ends(_ character: Character) -> Bool { character.isWhitespace || "()\"“”,".contains(character) }

    /// A name of letters before a colon is a field; anything else (`10:30`, `https://…`) is a word.
    private mutating func field(named name: String) throws(SearchProblem) -> Token? {
        guard name.count >= 2, name.allSatisfy(\.isLetter), !["http", "https", "mailto", "tel"].contains(name.lowercased()) else { return nil }
        place += 1
        let from = place
        if place < text.count, "\"“”".contains(text[place]) { return .field(name: name, value: try quoted(), isQuoted: true, valuePlace: from) }
        while place < text.count, !Self.ends(text[place]) { place += 1 }
        return .field(name: name, value: String(text[from..<place]), isQuoted: false, valuePlace: from)
    }
}
