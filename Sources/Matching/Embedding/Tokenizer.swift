import Foundation

/// Text to word pieces as the uncased BERT tokenizer does it: control characters out, Chinese characters apart, accents off, lower
/// case, split at white space and around each punctuation mark, then the longest pieces of the vocabulary.
///
/// It reads only as much of a text as fills the model, so a long résumé costs no more than a page of it.
struct Tokenizer: Sendable {
    private let pieces: WordPieces
    /// Words that mean something to the model are recognised in the raw text, as the reference does.
    private static let special: [(word: [Unicode.Scalar], id: Int32)] =
        [("[PAD]", 0), ("[UNK]", 100), ("[CLS]", 101), ("[SEP]", 102), ("[MASK]", 103)].map { (Array($0.0.unicodeScalars), Int32($0.1)) }

    init(_ pieces: WordPieces) { self.pieces = pieces }

    /// Start mark, pieces, end mark; at most `limit` in all.
    func tokens(of text: String, limit: Int) -> [Int32] {
        var ids = [WordPieces.start]
        ids.reserveCapacity(limit)
        var chunk: [Unicode.Scalar] = []
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.first, ids.count < limit {
            if scalar == "[", let (id, length) = Self.special(at: scalars) {
                close(&chunk, into: &ids)
                ids.append(id)
                scalars = scalars.dropFirst(length)
                continue
            }
            scalars = scalars.dropFirst()
            take(scalar, into: &chunk, ids: &ids)
        }
        close(&chunk, into: &ids)
        if ids.count >= limit { ids.removeSubrange((limit - 1)...) }
        return ids + [WordPieces.end]
    }

    private func take(_ scalar: Unicode.Scalar, into chunk: inout [Unicode.Scalar], ids: inout [Int32]) {
        if scalar.isDropped { return }
        if scalar.isBlank { return close(&chunk, into: &ids) }
        guard scalar.isChinese else { return chunk.append(scalar) }
        close(&chunk, into: &ids)
        chunk.append(scalar)
        close(&chunk, into: &ids)
    }

    /// Ends a run without white space: accents off, lower case, split at punctuation.
    private func close(_ chunk: inout [Unicode.Scalar], into ids: inout [Int32]) {
        guard !chunk.isEmpty else { return }
        let plain = Self.lowered(chunk)
        chunk.removeAll(keepingCapacity: true)
        for part in plain.split(maxSplits: .max, omittingEmptySubsequences: true, whereSeparator: { $0 == " " }) {
            appendWords(part, to: &ids)
        }
    }

    private func appendWords(_ run: ArraySlice<Unicode.Scalar>, to ids: inout [Int32]) {
        var start = run.startIndex
        for index in run.indices where run[index].isPunctuation {
            pieces.append(run[start..<index], to: &ids)
            pieces.append(run[index...index], to: &ids)
            start = index + 1
        }
        pieces.append(run[start...], to: &ids)
    }

    private static func lowered(_ chunk: [Unicode.Scalar]) -> [Unicode.Scalar] {
        if chunk.allSatisfy(\.isASCII) {
            return chunk.map { "A"..."Z" ~= $0 ? Unicode.Scalar(UInt8($0.value) + 32) : $0 }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: chunk)
        return String(text).decomposedStringWithCanonicalMapping.unicodeScalars
            .filter { !$0.isAccent }
            .flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
    }

    private static func special(at scalars: Substring.UnicodeScalarView) -> (id: Int32, length: Int)? {
        special.first { scalars.starts(with: $0.word) }.map { ($0.id, $0.word.count) }
    }
}

extension Unicode.Scalar {
    /// The category as the reference knows it: its table is that of Unicode 8, where what came later is
    /// unassigned and seven characters stood elsewhere.
    fileprivate var category: Unicode.GeneralCategory {
        guard let age = properties.age, age.major <= 8 else { return .unassigned }
        switch value {
        case 0x166D, 0x111C9: return .otherPunctuation
        case 0x1734, 0x1171E: return .nonspacingMark
        case 0x1885, 0x1886: return .otherLetter
        case 0xA9BD: return .spacingMark
        default: return properties.generalCategory
        }
    }

    /// Control, format and private characters, and the replacement character.
    fileprivate var isDropped: Bool {
        if isASCII { return (value < 32 && !isBlank) || value == 127 }
        switch category {
        case .control, .format, .privateUse: return true
        default: return value == 0xFFFD
        }
    }

    fileprivate var isBlank: Bool {
        isASCII ? value == 32 || value == 9 || value == 10 || value == 13 : properties.isWhitespace
    }

    /// The reference counts every ASCII sign as punctuation, and of the others those that Unicode calls so.
    fileprivate var isPunctuation: Bool {
        if isASCII { return (33...47).contains(value) || (58...64).contains(value) || (91...96).contains(value) || (123...126).contains(value) }
        return Self.punctuation.contains(category)
    }

    fileprivate var isAccent: Bool { !isASCII && category == .nonspacingMark }

    private static let punctuation: Set<Unicode.GeneralCategory> = [
        .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation,
    ]

    fileprivate var isChinese: Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
