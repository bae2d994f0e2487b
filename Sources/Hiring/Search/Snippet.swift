import Foundation
import Web

/// Shows where a text speaks of what was looked for.
struct Snippet {
    /// What marks a word of the text as found: stems of words as PostgreSQL makes them.
    let stems: Set<String>
    /// The first letter of each: most words of a text are told apart by it, without a string being made.
    private let beginnings: Set<Unicode.Scalar>
    static let width = 160

    init(stems: Set<String>) {
        self.stems = stems
        beginnings = Set(stems.compactMap(\.unicodeScalars.first))
    }

    /// The part of a text with the most different found words, each marked; nil where none is found.
    func html(of text: String) -> HTML? {
        guard !stems.isEmpty else { return nil }
        let words = Self.words(of: text).compactMap { range in stem(of: text[range]).map { (range: range, stem: $0) } }
        guard let best = bestWindow(words, in: text) else { return nil }
        return marked(text, from: best.lowerBound, to: best.upperBound, words.map(\.range))
    }

    /// Whether a short text, such as a skill, holds what was looked for.
    func finds(_ text: String) -> Bool { !stems.isEmpty && (stems.contains(text.lowercased()) || Self.words(of: text).contains { stem(of: text[$0]) != nil }) }

    /// A short text as a whole, such as a role or a skill, with what is found in it marked.
    func marked(_ text: String) -> HTML {
        let found = Self.words(of: text).filter { stem(of: text[$0]) != nil }
        return found.isEmpty ? HTML(text: text) : marked(text, from: text.startIndex, to: text.endIndex, found)
    }

    /// The stem that a word has. English stems are beginnings of their words, but for a y that became an i and an e that fell.
    private func stem(of word: Substring) -> String? {
        guard let first = word.unicodeScalars.first, beginnings.contains(Self.small(first)) else { return nil }
        let word = word.lowercased()
        if stems.contains(word) { return word }
        for length in stride(from: word.count, through: max(2, word.count - 7), by: -1) {
            let beginning = String(word.prefix(length))
            if stems.contains(beginning) { return beginning }
            if beginning.hasSuffix("y"), stems.contains(beginning.dropLast() + "i") { return beginning.dropLast() + "i" }
        }
        return nil
    }

    /// By scalars: fifty texts of a page hold a hundred thousand of them.
    private static func words(of text: String) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = [], start: String.Index?
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            if isOfWord(scalars[index]) {
                start = start ?? index
            } else if let from = start {
                found.append(from..<index)
                start = nil
            }
            index = scalars.index(after: index)
        }
        if let from = start { found.append(from..<text.endIndex) }
        return found
    }

    private static func small(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return (0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(scalar.value + 0x20) ?? scalar : scalar }
        return scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0..<0x80: false
        default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }

    private func bestWindow(_ words: [(range: Range<String.Index>, stem: String)], in text: String) -> Range<String.Index>? {
        var best: (count: Int, start: String.Index)?
        for (number, word) in words.enumerated() {
            let limit = text.index(word.range.lowerBound, offsetBy: Self.width, limitedBy: text.endIndex) ?? text.endIndex
            let count = Set(words[number...].prefix { $0.range.upperBound <= limit }.map(\.stem)).count
            if count > best?.count ?? 0 { best = (count, word.range.lowerBound) }
        }
        guard let best else { return nil }
        let before = text.index(best.start, offsetBy: -30, limitedBy: text.startIndex) ?? text.startIndex
        let start = before == text.startIndex ? before : text[before...].firstIndex(of: " ").map { min(text.index(after: $0), best.start) } ?? best.start
        let limit = text.index(best.start, offsetBy: Self.width, limitedBy: text.endIndex) ?? text.endIndex
        let end = limit == text.endIndex ? limit : text[..<limit].lastIndex(of: " ").map { max($0, best.start) } ?? limit
        return start..<max(start, end)
    }

    private func marked(_ text: String, from: String.Index, to: String.Index, _ found: [Range<String.Index>]) -> HTML {
        var html = HTML.empty, place = from
        if from > text.startIndex { html = html + "… " }
        for range in found where range.lowerBound >= place && range.upperBound <= to {
            html = html + HTML(text: String(text[place..<range.lowerBound])) + "<mark>\(String(text[range]))</mark>"
            place = range.upperBound
        }
        html = html + HTML(text: String(text[place..<to]))
        return to < text.endIndex ? html + " …" : html
    }
}
