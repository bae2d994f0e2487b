import Foundation

/// A short phrase cut into lower-case words, numbers and signs.
struct Wording {
    private let words: [String]
    private static let spelled = ["zero": 0.0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10]

    init(_ text: String) {
        var words: [String] = []
        var kind = Kind.space
        for character in text.prefix(200).lowercased() {
            let next = Kind(character, after: kind)
            if next != .space {
                if next == kind, next != .sign { words[words.count - 1].append(character) } else { words.append(String(character)) }
            }
            kind = next
        }
        self.words = words
    }

    /// The numbers of the phrase, each in the unit that follows it, or in that of the next number: "6-12 months" is twice in months.
    func numbers(unit: (String) -> Double?) -> [Double] {
        var found: [Double] = []
        var current = 1.0
        for word in words.reversed() {
            if let factor = unit(word) { current = factor }
            if let number = Double(word) ?? Self.spelled[word] { found.append(number * current) }
        }
        return found.reversed()
    }

    var isOpenEnded: Bool { has(["+", "plus", "above"]) }

    func has(_ wanted: Set<String>) -> Bool { words.contains(where: wanted.contains) }

    func says(_ phrase: String) -> Bool { words.joined(separator: " ").contains(phrase) }

    private enum Kind {
        case space, letter, digit, sign

        init(_ character: Character, after previous: Kind) {
            if character.isASCII, character.isNumber || (character == "." && previous == .digit) {
                self = .digit
            } else if character.isLetter {
                self = .letter
            } else {
                self = character.isWhitespace ? .space : .sign
            }
        }
    }
}
