import Foundation
import Names

/// One skill has many spellings: "React", "React.js", "ReactJS 18". Two names with the same key are the same skill.
enum SkillName {
    /// Lower case, accents off, only letters, digits, + and #; version numbers and filler words off; then the alias table.
    static func key(_ name: String) -> String {
        let folded = folded(name)
        let whole = letters(folded)
        if let alias = SkillAliases.canonical[whole] { return alias }
        var parts = folded.split(whereSeparator: { $0.isWhitespace || $0 == "," })
        while parts.count > 1, let last = parts.last, isVersion(last) || SkillAliases.filler.contains(String(last)) { parts.removeLast() }
        while parts.count > 1, let first = parts.first, SkillAliases.leading.contains(String(first)) { parts.removeFirst() }
        let bare = letters(parts.joined())
        return SkillAliases.canonical[bare] ?? bare
    }

    /// The key of the whole, and those of its alternatives: "React / Angular", "Amazon Web Services (AWS)".
    static func keys(_ name: String) -> [String] {
        let whole = key(name)
        guard SkillAliases.canonical[whole] == nil, !SkillAliases.wholes.contains(whole) else { return [whole] }
        let parts = name.replacingOccurrences(of: " or ", with: "/").split(whereSeparator: { "/()|".contains($0) })
        let keys = parts.map { key(String($0)) }.filter { $0.count > 1 }
        return parts.count > 1 ? [whole] + keys : [whole]
    }

    /// Skills that carry over for a good part.
    static func near(_ key: String) -> [String] { SkillAliases.families[key] ?? [] }

    /// The plain words of a phrase, for "Financial Modelling" in "Financial Modelling and Valuation".
    static func words(_ name: String) -> Set<String> {
        let words = name.lowercased().split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "+" || $0 == "#") }).map(String.init)
        return Set(words.map { SkillAliases.canonical[$0] ?? $0 }.filter { !SkillAliases.filler.contains($0) })
    }

    /// What is left of a name when only its letters, digits, + and # count.
    static func letters(_ text: some StringProtocol) -> String { folded(String(text)).filter { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "#" } }

    private static func isVersion(_ word: Substring) -> Bool {
        let digits = word.hasPrefix("v") ? word.dropFirst() : word
        return digits.first?.isNumber == true && digits.allSatisfy { $0.isNumber || $0 == "." || $0 == "x" || $0 == "+" }
    }
}
