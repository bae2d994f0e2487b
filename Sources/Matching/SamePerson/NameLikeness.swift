import Foundation

/// How much two names look like one person's.
///
/// The words of a name are compared each with the best of the other's that is left: the same word, an initial, a short form ("Bob"), another
/// spelling from another script ("Mohd", "Muhammad"), or a slip of the fingers. The order of words does not matter, and a middle name that
/// only one of them gives costs little. Titles ("Dr", "Mr") count for nothing.
///
/// Two words against two: "Rahul Sharma" and "R. Sharma" are 0.85, "Rahul Sharma" and "Sharma Rahul" 1, "Rahul Sharma" and "Rohit Sharma" under 0.5.
package enum NameLikeness {
    /// From here on two names may be one person's.
    package static let alike = 0.75
    /// Below, they are two people's, or somebody's who took another name.
    package static let different = 0.5

    /// 0 to 1, the same both ways; 0 where either name has no word.
    package static func of(_ one: String, _ other: String) -> Double { of(words(one), words(other)) }

    /// Of names in words, as `words` gives them.
    package static func of(_ one: [String], _ other: [String]) -> Double {
        guard !one.isEmpty, !other.isEmpty else { return 0 }
        let (short, long) = one.count <= other.count ? (one, other) : (other, one)
        let pairs = bestPairs(short, long)
        let sum = pairs.reduce(0) { $0 + $1.likeness }, worst = pairs.map(\.likeness).min() ?? 0
        // A single word says little: "Rahul" may be any of them.
        guard short.count > 1 else { return long.count == 1 ? sum : sum * 0.6 }
        // One word that differs makes two people of them, however many others agree: brothers share all but one.
        let mean = sum / Double(short.count)
        let unsaid = Double(long.count - short.count) * 0.04
        return max(0, min(mean, worst * 0.5 + 0.5) * (worst < 0.5 ? 0.6 : 1) - unsaid)
    }

    /// Small letters without accents, in words, without titles: "Dr. José A. O'Brien" is jose, a, obrien.
    package static func words(_ name: String) -> [String] {
        var words: [String] = [], word = ""
        func end() {
            if !word.isEmpty, !NameWords.titles.contains(word) { words.append(word) }
            word = ""
        }
        for scalar in name.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic {
                word.unicodeScalars.append(scalar)
            } else if scalar.properties.generalCategory != .nonspacingMark, scalar != "'", scalar != "\u{2019}" {
                end()
            }
        }
        end()
        return Array(words.prefix(8))
    }

    private static func bestPairs(_ short: [String], _ long: [String]) -> [(likeness: Double, word: String)] {
        var all: [(likeness: Double, one: Int, other: Int)] = []
        for (one, word) in short.enumerated() { for (other, against) in long.enumerated() { all.append((likeness(word, against), one, other)) } }
        all.sort { $0.likeness == $1.likeness ? ($0.one, $0.other) < ($1.one, $1.other) : $0.likeness > $1.likeness }
        var (takenOne, takenOther): (Set<Int>, Set<Int>) = ([], [])
        var pairs: [(Double, String)] = []
        for pair in all where !takenOne.contains(pair.one) && !takenOther.contains(pair.other) {
            takenOne.insert(pair.one)
            takenOther.insert(pair.other)
            pairs.append((pair.likeness, short[pair.one]))
        }
        return pairs
    }

    private static func likeness(_ one: String, _ other: String) -> Double {
        if one == other { return 1 }
        if NameWords.usual(one) == NameWords.usual(other) { return 0.95 }
        if one.count == 1 || other.count == 1 {
            // "B." may be Bob as well as Robert.
            let (initial, word) = one.count == 1 ? (one, other) : (other, one)
            return word.hasPrefix(initial) || NameWords.usual(word).hasPrefix(initial) ? 0.7 : 0
        }
        guard let slips = EditDistance.between(one, other, atMost: 2) else { return 0 }
        let length = max(one.count, other.count)
        // One slip in a word of five letters is a slip; in "Ravi" and "Rani" it is another name.
        if slips == 1, length >= 5 { return 0.9 }
        if slips == 2, length >= 8 { return 0.8 }
        return length >= 6 ? 0.4 : 0
    }
}
