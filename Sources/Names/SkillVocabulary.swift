import Foundation

/// The skills that we know by name, over many trades, with the other names that people give them.
///
/// `Resources/skills.txt` holds one skill a line, aliases after bars: `PostgreSQL|Postgres|psql`; a line `# == Nursing` begins a trade.
package struct SkillVocabulary: Sendable {
    package static let shared = SkillVocabulary(lines: NameList.lines("skills"))

    /// A skill by its usual name, with the trade that it belongs to and everything else it is called.
    package struct Skill: Sendable, Hashable {
        package let name: String
        package let trade: String
        package let aliases: [String]
    }

    /// In the order of the list, trade by trade.
    package let skills: [Skill]
    private let places: [String: Int]
    private let typeAhead: TypeAhead

    package init(lines: [String]) {
        var trade = "", skills: [Skill] = [], places: [String: Int] = [:]
        for line in lines {
            if let next = NameList.section(line) { trade = next }
            guard !line.hasPrefix("#") else { continue }
            let names = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            guard let first = names.first else { continue }
            for name in names where places[Self.fold(name)] == nil { places[Self.fold(name)] = skills.count }
            skills.append(Skill(name: first, trade: trade, aliases: Array(names.dropFirst())))
        }
        self.skills = skills
        self.places = places
        typeAhead = TypeAhead(skills.map { TypeAhead.Entry(names: [$0.name] + $0.aliases, rank: $0.name.count) })
    }

    static func fold(_ text: String) -> String {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return text.lowercased().split { $0 == " " || $0 == "-" }.joined(separator: " ") }
        // By bytes: an import asks for hundreds of thousands of names, and walking the characters of each takes several times as long.
        return String(unsafeUninitializedCapacity: text.utf8.count) { Self.fold(text.utf8, into: $0) }
    }

    /// - Returns: how many bytes it wrote.
    private static func fold(_ text: String.UTF8View, into folded: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let space = UInt8(ascii: " ")
        var count = 0
        for byte in text {
            if byte == space || byte == UInt8(ascii: "-") {
                if count == 0 || folded[count - 1] == space { continue }
                folded[count] = space
            } else {
                folded[count] = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            }
            count += 1
        }
        return count > 0 && folded[count - 1] == space ? count - 1 : count
    }

    package var count: Int { skills.count }

    /// The skill that goes by this name, in any case, with hyphens or without.
    package func skill(_ text: String) -> Skill? { places[Self.fold(text)].map { skills[$0] } }

    package func knows(_ text: String) -> Bool { places[Self.fold(text)] != nil }

    /// The usual name of a skill, nil where we do not know it.
    package func canonicalName(_ text: String) -> String? { skill(text)?.name }

    /// Every way to write a skill, for finding people whatever they wrote: small letters, single spaces, the usual name first, each with
    /// its hyphens and without. The word itself where we do not know it.
    package func spellings(of text: String) -> [String] {
        let names = skill(text).map { [$0.name] + $0.aliases } ?? [text]
        var seen: Set<String> = []
        return names.flatMap { [$0.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "), Self.fold($0)] }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Skills that begin like this, or one of whose words or other names does, or nearly; with the name that fitted.
    package func suggestions(for text: String, limit: Int = 8) -> [(skill: Skill, name: String)] {
        typeAhead.hits(for: text, limit: limit).map { (skills[$0.entry], $0.name) }
    }
}

// MARK: Skills in running text

extension SkillVocabulary {
    /// Parts a text whose skills stand side by side with nothing but spaces between ("Node.js Express REST API"); nil
    /// where too little of it is known to say where one ends.
    package func segment(_ text: String) -> [String]? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 2, !knows(text) else { return nil }
        var result: [String] = []
        var known = 0
        var index = 0
        while index < words.count {
            let longest = stride(from: min(4, words.count - index), through: 1, by: -1).first { length in
                knows(words[index..<(index + length)].joined(separator: " "))
            }
            if let longest { known += longest }
            let length = longest ?? 1
            // A version belongs to what it is a version of; a joint that no skill holds shows that this is running text.
            if longest == nil, !result.isEmpty, words[index].wholeMatch(of: /[vV]?\d+(?:\.\d+)*\+?/) != nil {
                result[result.count - 1] += " " + words[index]
                known += 1
                index += 1
                continue
            }
            if longest == nil, ["&", "and", "of", "in", "for", "to", "with"].contains(words[index]) { return nil }
            result.append(words[index..<(index + length)].joined(separator: " "))
            index += length
        }
        // Words of one skill are written small ("Special needs support"); names of several skills are not.
        guard result.allSatisfy({ $0.first?.isLowercase != true || $0.contains { $0.isUppercase || ".#+0123456789".contains($0) } }) else { return nil }
        if words.count == 2 {
            let isName = words.contains { word in
                word.dropFirst().contains { $0.isUppercase || $0.isNumber || ".+#-/".contains($0) } && word != word.uppercased()
            }
            return known == 2 && isName ? result : nil
        }
        return known * 10 >= words.count * 6 && result.count > 1 ? result : nil
    }

    /// The known skills that a running text speaks of, by their usual names, in the order of their first mention.
    package func mentioned(in text: String) -> [String] {
        let words = text.split { $0.isWhitespace || ",;:()|/•·\"".contains($0) }
            .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: ".!?'")) }
        var found: [String] = []
        var seen: Set<String> = []
        for index in words.indices {
            for length in 1...min(4, words.count - index) {
                let piece = words[index..<(index + length)].joined(separator: " ")
                // A short name in small letters is a word of the language: "go", "r", "c".
                if length == 1, piece.count <= 3, piece == piece.lowercased() { continue }
                if let name = canonicalName(piece), seen.insert(name).inserted { found.append(name) }
            }
        }
        return found
    }
}
