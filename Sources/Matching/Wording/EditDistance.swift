/// How far two spellings are apart: letters put in, left out, changed, or swapped with their neighbour (optimal string alignment).
package enum EditDistance {
    /// The distance, or nil where it is more than `most`.
    package static func between(_ one: String, _ other: String, atMost most: Int) -> Int? {
        let a = Array(one.unicodeScalars), b = Array(other.unicodeScalars)
        guard abs(a.count - b.count) <= most else { return nil }
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var before: [Int] = [], last = Array(0...b.count)
        for row in 1...a.count {
            var line = [row] + [Int](repeating: 0, count: b.count)
            for column in 1...b.count {
                let isSame = a[row - 1] == b[column - 1]
                line[column] = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, a[row - 1] == b[column - 2], a[row - 2] == b[column - 1] { line[column] = min(line[column], before[column - 2] + 1) }
            }
            if line.min() ?? 0 > most { return nil }
            (before, last) = (last, line)
        }
        return last[b.count] <= most ? last[b.count] : nil
    }
}
