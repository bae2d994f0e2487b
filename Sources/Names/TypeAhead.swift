/// Finds names from their first letters while somebody types: at the start of a name, at the start of one of its words, in another
/// name of the same thing, and with a letter wrong.
package struct TypeAhead: Sendable {
    /// Something with a name and its other names. Of two that fit alike, the one of lower rank comes first.
    package struct Entry: Sendable {
        package let names: [String]
        package let rank: Int

        package init(names: [String], rank: Int) {
            self.names = names
            self.rank = rank
        }
    }

    /// An entry that fits, by its place, and the name of it that fitted best.
    package struct Hit: Sendable, Equatable {
        package let entry: Int
        package let name: String
    }

    /// The rest of a name from one of its words on.
    private struct Key: Sendable {
        let letters: [UInt8]
        let entry: Int32
        let name: Int16
        /// 0 in the usual name, 1 in another, 2 for a word further on.
        let kind: Int8
    }

    private let entries: [Entry]
    /// Sorted by their letters, so that everything with the same beginning stands together.
    private let keys: [Key]

    /// What each way to fit costs, against the ranks of the entries.
    private let costs: [Int]

    /// - Parameter otherNames: how much rank a name other than the usual one costs.
    package init(_ entries: [Entry], otherNames: Int = 100_000) {
        self.entries = entries
        // the whole name; the beginning of the usual one, of another, of a word further on; then the same with a letter wrong
        costs = [0, 100_000, 100_000 + otherNames, 300_000, 400_000, 400_000 + otherNames, 600_000]
        var keys: [Key] = []
        for (place, entry) in entries.enumerated() {
            for (number, name) in entry.names.enumerated() {
                let letters = Self.letters(name)
                for (word, start) in Self.wordStarts(letters).enumerated() {
                    let kind: Int8 = word > 0 ? 2 : number > 0 ? 1 : 0
                    keys.append(Key(letters: Array(letters[start...]), entry: Int32(place), name: Int16(number), kind: kind))
                }
            }
        }
        self.keys = keys.sorted { Self.precedes($0.letters, $1.letters) }
    }

    /// The best fits first, each entry once; none where nothing was typed.
    package func hits(for text: String, limit: Int) -> [Hit] {
        let typed = Array(Self.letters(text).prefix(60))
        guard !typed.isEmpty, limit > 0 else { return [] }
        var best: [Int32: (score: Int, key: Key)] = [:]
        func offer(_ key: Key, _ kind: Int) {
            let score = costs[kind] + entries[Int(key.entry)].rank
            if let known = best[key.entry], known.score <= score { return }
            best[key.entry] = (score, key)
        }
        for key in beginning(with: typed) { offer(key, key.letters.count == typed.count && key.kind < 2 ? 0 : Int(key.kind) + 1) }
        if best.count < limit, typed.count >= 4 {
            for key in misspelt(typed) where best[key.entry] == nil { offer(key, Int(key.kind) + 4) }
        }
        return best.values.sorted { ($0.score, $0.key.entry) < ($1.score, $1.key.entry) }.prefix(limit)
            .map { Hit(entry: Int($0.key.entry), name: entries[Int($0.key.entry)].names[Int($0.key.name)]) }
    }

    private func beginning(with typed: [UInt8]) -> ArraySlice<Key> {
        let start = firstPlace { !Self.precedes($0.letters, typed) }
        let end = firstPlace(from: start) { !$0.letters.starts(with: typed) }
        return keys[start..<end]
    }

    /// Keys with the same first letter, or with the first two exchanged, whose beginning is one letter away; two in long words.
    private func misspelt(_ typed: [UInt8]) -> [Key] {
        let most = typed.count >= 8 ? 2 : 1
        var checked = Self.TypoTable(typed)
        return Set(typed.prefix(2)).flatMap { first in
            let start = firstPlace { !Self.precedes($0.letters, [first]) }
            let end = firstPlace(from: start) { $0.letters.first != first }
            return keys[start..<end].filter { checked.distance(toBeginningOf: $0.letters, atMost: most) <= most }
        }
    }

    private func firstPlace(from start: Int = 0, _ holds: (Key) -> Bool) -> Int {
        var (low, high) = (start, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(keys[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

// MARK: Letters

extension TypeAhead {
    /// Small letters without accents, digits, `+` and `#`; everything else parts words.
    static func letters(_ text: String) -> [UInt8] {
        var letters: [UInt8] = []
        letters.reserveCapacity(text.utf8.count)
        for byte in folded(text).utf8 {
            let isLetter = byte >= 0x80 || (97...122).contains(byte) || (48...57).contains(byte) || byte == 43 || byte == 35
            if isLetter { letters.append(byte) } else if let last = letters.last, last != 32 { letters.append(32) }
        }
        if letters.last == 32 { letters.removeLast() }
        return letters
    }

    private static func wordStarts(_ letters: [UInt8]) -> [Int] {
        letters.isEmpty ? [] : [0] + letters.indices.dropFirst().filter { letters[$0 - 1] == 32 }
    }

    private static func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        for index in 0..<min(a.count, b.count) where a[index] != b[index] { return a[index] < b[index] }
        return a.count < b.count
    }

    /// Letters put in, left out, exchanged or swapped with a neighbour (optimal string alignment), over the beginning of the other word.
    private struct TypoTable {
        private let typed: [UInt8]
        private var rows: [[Int]]

        init(_ typed: [UInt8]) {
            self.typed = typed
            rows = Array(repeating: Array(0...typed.count), count: 3)
        }

        /// The least distance of what was typed to any beginning of the word; `most` + 1 where it is more.
        mutating func distance(toBeginningOf word: [UInt8], atMost most: Int) -> Int {
            guard word.count + most >= typed.count else { return most + 1 }
            var best = most + 1
            for column in 0...typed.count { rows[0][column] = column }
            for row in 1...max(1, min(word.count, typed.count + most)) where row <= word.count {
                let now = row % 3, last = (row + 2) % 3, before = (row + 1) % 3
                rows[now][0] = row
                var least = row
                for column in 1...typed.count {
                    let isSame = word[row - 1] == typed[column - 1]
                    var value = min(rows[last][column] + 1, rows[now][column - 1] + 1, rows[last][column - 1] + (isSame ? 0 : 1))
                    if row > 1, column > 1, word[row - 1] == typed[column - 2], word[row - 2] == typed[column - 1] {
                        value = min(value, rows[before][column - 2] + 1)
                    }
                    rows[now][column] = value
                    least = min(least, value)
                }
                best = min(best, rows[now][typed.count])
                if least > most { break }
            }
            return best
        }
    }
}
