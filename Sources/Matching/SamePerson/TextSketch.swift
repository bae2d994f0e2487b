/// How much of two long texts is the same, without keeping either: a MinHash of their runs of four words, in one pass (one permutation, 16 bins:
/// Li, Owen and Zhang, "One Permutation Hashing", NIPS 2012). The share of bins that agree estimates the share of runs that the texts have in
/// common, give or take 0.1.
package struct TextSketch: Sendable, Hashable {
    package static let bins = 16
    /// The smallest hash of each bin; 0 where no run fell into it.
    let least: [UInt32]

    /// Nil for a text of fewer than 40 words: too little to tell by.
    package init?(_ text: String) {
        var least = [UInt32](repeating: .max, count: Self.bins)
        var run: (UInt64, UInt64, UInt64) = (0, 0, 0), word = StableHash(), length = 0, words = 0
        func end() {
            guard length > 0 else { return }
            words += 1
            if words >= 4 {
                var hash = StableHash()
                for part in [run.0, run.1, run.2, word.value] { hash.add(part) }
                let mixed = hash.mixed, bin = Int(mixed >> 60), value = UInt32(truncatingIfNeeded: mixed >> 16)
                if value < least[bin] { least[bin] = value }
            }
            run = (run.1, run.2, word.value)
            (word, length) = (StableHash(), 0)
        }
        for byte in text.utf8.prefix(60_000) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
                word.add(byte)
                length += 1
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                word.add(byte + 32)
                length += 1
            default: end()
            }
        }
        end()
        guard words >= 40 else { return nil }
        self.least = least.map { $0 == .max ? 0 : max(1, $0) }
    }

    /// What `bytes` gave.
    package init?(bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == Self.bins * 4 else { return nil }
        least = (0..<Self.bins).map { bin in bytes[bin * 4..<bin * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    }

    package var bytes: [UInt8] { least.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) } } }

    /// 0 to 1.
    package func likeness(to other: TextSketch) -> Double {
        let told = zip(least, other.least).filter { $0 != 0 || $1 != 0 }
        return told.isEmpty ? 0 : Double(told.count { $0 == $1 }) / Double(told.count)
    }

    /// Four hashes: of two texts that are nine tenths the same at least one is the same with a chance of 0.99, of two that are half the same with 0.23.
    package var bands: [UInt64] {
        (0..<4).map { band in
            var hash = StableHash()
            hash.add(UInt64(band))
            for value in least[band * 4..<band * 4 + 4] { hash.add(UInt64(value)) }
            return hash.mixed
        }
    }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo): the same on every machine and in every version, since its values are kept.
package struct StableHash: Sendable {
    package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    package init() {}
    package init(_ text: String) { for byte in text.utf8 { add(byte) } }

    package mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    package mutating func add(_ word: UInt64) { for place in 0..<8 { add(UInt8(truncatingIfNeeded: word >> UInt64(place * 8))) } }

    /// All bits as good as each other (the end of MurmurHash3's mixing).
    package var mixed: UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed >> 33) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ mixed >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return mixed ^ mixed >> 33
    }
}
