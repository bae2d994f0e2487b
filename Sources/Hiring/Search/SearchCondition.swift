import Accounts
import Foundation
import Names
import Postgres

/// From a search to SQL over `candidate_search AS search`: what the one index of words and marks can answer becomes one `tsquery`, and only
/// what it cannot (numbers, times, owners) a condition of its own.
struct SearchCondition: Sendable {
    /// For a WHERE; `true` for a search that asks for nothing.
    let sql: SQL
    /// What ranks the rows: the wanted words, any of them. Nil where nothing of it is a word.
    let ranking: SQL?

    init(_ expression: SearchExpression?, spelled names: [String: [String]] = [:], for viewer: Viewer) {
        let compiler = SearchCompiler(names: names, viewer: viewer)
        let visible = Visibility.people("search.user_id", to: viewer, .seeCandidates)
        guard let expression else {
            (sql, ranking) = (visible, nil)
            return
        }
        sql = "\(compiler.condition(expression)) AND \(visible)"
        let words = expression.wanted.compactMap(compiler.words)
        ranking = words.isEmpty ? nil : words.joined(" || ")
    }
}

/// Each leaf is either words of the document, a `tsquery`, or a condition on the narrow columns.
private struct SearchCompiler {
    /// How names that were typed are spelled by people who are here.
    let names: [String: [String]]
    let viewer: Viewer

    func condition(_ expression: SearchExpression) -> SQL {
        if let words = words(expression) { return "search.doc @@ (\(words))" }
        switch expression {
        case .not(let inner): return "NOT coalesce(\(condition(inner)), false)"
        case .all(let parts):
            // What the index answers goes to it in one piece.
            let indexed = parts.compactMap(words), others = parts.filter { words($0) == nil }.map(condition)
            let one: [SQL] = indexed.isEmpty ? [] : ["search.doc @@ (\(indexed.map(Self.bracketed).joined(" && ")))"]
            return "(\((one + others).joined(" AND ")))"
        case .any(let parts): return "(\(parts.map(condition).joined(" OR ")))"
        case .field(let field, .range(let range)): return self.range(range, of: field)
        case .field(let field, .text(let text)): return self.text(text, of: field)
        case .word, .phrase: return "false"
        }
    }

    private static func bracketed(_ sql: SQL) -> SQL { "(\(sql))" }

    // MARK: What the index answers

    /// A `tsquery`, or nil where some part of it is no matter of words.
    func words(_ expression: SearchExpression) -> SQL? {
        switch expression {
        case .word(let word, let isBeginning): return isBeginning ? beginning(word) : self.word(word)
        case .phrase(let text): return phrase(text)
        case .not(let inner): return words(inner).map { "!! (\($0))" }
        case .all(let parts): return joined(parts, " && ")
        case .any(let parts): return joined(parts, " || ")
        case .field(let field, .text(let text)): return fieldWords(field, text)
        case .field: return nil
        }
    }

    private func joined(_ parts: [SearchExpression], _ sign: SQL) -> SQL? {
        let all = parts.compactMap(words)
        return all.count == parts.count ? all.map(Self.bracketed).joined(sign) : nil
    }

    private func word(_ word: String) -> SQL {
        var marks = Marks.skills(word)
        if word.contains("@") { marks.append("@\(Marks.plain(word))") }
        if let digits = Marks.digits(word) { marks.append("+\(digits)") }
        marks += Marks.names(word).flatMap { name in names[name] ?? [name] }.map { "n/\($0)" }
        // The words of a text know no signs: C++ and C# are “c” there, and so are told by their marks alone.
        let isOnlyMark = word.contains { "+#".contains($0) } || Marks.digits(word) != nil
        return isOnlyMark ? Self.either(marks) : "\(Self.either(marks)) || plainto_tsquery('english', \(word))"
    }

    private func beginning(_ word: String) -> SQL {
        let letters = Marks.plain(word)
        return "\(Self.either(["n/\(letters)", "#skill:\(letters)"], isBeginning: true)) || to_tsquery('english', \(Marks.quoted(letters) + ":*"))"
    }

    private func phrase(_ text: String) -> SQL {
        let parts = Marks.names(text), names = parts.count > 1 ? parts.map { "n/\($0)" } : []
        let named: SQL = names.isEmpty ? "" : " || \(Self.every(names))"
        return "\(Self.either(Marks.skills(text))) || phraseto_tsquery('english', \(text))\(named)"
    }

    private func fieldWords(_ field: SearchField, _ text: String) -> SQL? {
        let isBeginning = text.hasSuffix("*"), plain = isBeginning ? String(text.prefix { $0 != "*" }) : text
        switch field.kind {
        case .mark(let prefix):
            if isBeginning { return Self.either([prefix + Marks.plain(plain)], isBeginning: true) }
            return Self.either(Marks.spellings(of: plain, prefix: prefix).map { prefix + $0 })
        case .words(let prefix): return "marks_query(\(prefix), \(plain))"
        case .name:
            let all = Marks.names(plain)
            if isBeginning { return Self.either(all.map { "n/\($0)" }, isBeginning: true) }
            return all.isEmpty ? Self.either(["n/"]) : all.map { Self.bracketed(Self.either((names[$0] ?? [$0]).map { "n/\($0)" })) }.joined(" && ")
        case .email: return Self.either(["@\(Marks.plain(plain))"], isBeginning: isBeginning || !plain.contains("@"))
        case .phone: return Self.either(["+\(plain.suffix(10))"])
        case .owner, .searching, .years, .notice, .money, .age: return nil
        }
    }

    /// One of these marks, as one bound value.
    private static func either(_ marks: [String], isBeginning: Bool = false) -> SQL {
        "\(marks.map { Marks.quoted($0) + (isBeginning ? ":*" : "") }.joined(separator: " | "))::text::tsquery"
    }

    private static func every(_ marks: [String]) -> SQL { "\(marks.map(Marks.quoted).joined(separator: " & "))::text::tsquery" }

    // MARK: What the columns answer

    private func text(_ text: String, of field: SearchField) -> SQL {
        switch field.kind {
        case .searching: return text == "yes" ? "search.is_searching" : "NOT search.is_searching"
        case .owner where text.lowercased() == "me": return "search.owner_id = \(viewer.id)"
        case .owner where ["nobody", "none"].contains(text.lowercased()): return "search.owner_id IS NULL"
        case .owner:
            return "search.owner_id IN (SELECT id FROM users WHERE role <> 'CANDIDATE' AND lower(full_name) LIKE \(Marks.likePattern(text)))"
        default: return "false"
        }
    }

    private func range(_ range: SearchRange, of field: SearchField) -> SQL {
        switch field.kind {
        case .years: return Self.within(range, "search.years") { "\($0)::real" }
        case .notice: return Self.within(range, "search.notice") { "\(Int($0.rounded()))::int" }
        case .money:
            let pay = Visibility.pay("search.expected_ctc", of: "search.user_id", for: viewer)
            return "(search.currency = \(range.currency ?? "INR") AND \(Self.within(range, pay) { "\(Int($0.rounded()))::bigint" }))"
        case .age(let column):
            // Longer ago is a smaller time: the ends change places.
            let turned = SearchRange(from: range.to, isFromIncluded: range.isToIncluded, to: range.from, isToIncluded: range.isFromIncluded)
            return Self.within(turned, "search.\(identifier: column)") { "now() - make_interval(secs => \($0 * 86_400)::float8)" }
        default: return "false"
        }
    }

    private static func within(_ range: SearchRange, _ column: SQL, _ bound: (Double) -> SQL) -> SQL {
        let from = range.from.map { "\(column) \(range.isFromIncluded ? ">=" as SQL : ">") \(bound($0))" as SQL }
        let to = range.to.map { "\(column) \(range.isToIncluded ? "<=" as SQL : "<") \(bound($0))" as SQL }
        return "(\([from, to].compactMap(\.self).joined(" AND ")))"
    }
}

/// How words are spelled as marks of the search document; the database spells them alike in `search_mark`.
enum Marks {
    /// Small letters, single spaces, at most 100 letters.
    static func plain(_ text: String) -> String {
        String(text.lowercased().split { $0.isWhitespace }.joined(separator: " ").prefix(100))
    }

    /// As a lexeme of a `tsquery`.
    static func quoted(_ mark: String) -> String {
        "'" + mark.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }

    /// The words of a name.
    static func names(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { (2...40).contains($0.count) }
    }

    /// A skill by all its names.
    static func skills(_ text: String) -> [String] { spellings(of: text, prefix: "#skill:").map { "#skill:\($0)" } }

    static func spellings(of text: String, prefix: String) -> [String] {
        let word = plain(text)
        let all: [String] =
            switch prefix {
            case "#skill:": [word] + SkillVocabulary.shared.spellings(of: text).map(plain)
            case "#city:", "#prefers:": [word] + Cities.spellings(of: text).map(plain)
            default: [word]
            }
        return Array(Set(all)).sorted()
    }

    /// The last ten digits of what can be a phone number.
    static func digits(_ text: String) -> String? {
        guard text.allSatisfy({ $0.isNumber || "+-().".contains($0) }) else { return nil }
        let digits = text.filter { $0.isASCII && $0.isNumber }
        return digits.count >= 7 ? String(digits.suffix(10)) : nil
    }

    static func likePattern(_ text: String) -> String {
        plain(text).replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
    }
}
