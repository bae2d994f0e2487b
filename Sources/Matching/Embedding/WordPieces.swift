import Foundation

/// The vocabulary of word pieces, kept as a tree of characters: the longest piece that starts a word is found in one walk.
struct WordPieces: Sendable {
    static let unknown: Int32 = 100
    static let start: Int32 = 101
    static let end: Int32 = 102
    /// Longer words are unknown as a whole.
    static let longestWord = 100

    let count: Int
    private var branches: [UInt64: UInt32] = [:]
    private var pieces: [Int32] = [-1, -1]
    private static let wordRoot: UInt32 = 0
    private static let continuationRoot: UInt32 = 1

    init(vocabulary url: URL) throws(EmbedderError) {
        guard let data = try? Data(contentsOf: url) else { throw .modelMissing(path: url.path) }
        let lines = data.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        count = lines.count
        guard count > 1000, lines[Int(Self.unknown)] == "[UNK]", lines[Int(Self.start)] == "[CLS]", lines[Int(Self.end)] == "[SEP]" else {
            throw .modelUnreadable(path: url.path, reason: "it is not the vocabulary of an uncased BERT")
        }
        branches.reserveCapacity(120_000)
        for (id, line) in lines.enumerated() { add(line, id: Int32(id)) }
    }

    /// Adds the pieces of one word, or the unknown piece where some part of it is not in the vocabulary.
    func append(_ word: some BidirectionalCollection<Unicode.Scalar>, to ids: inout [Int32]) {
        guard word.count <= Self.longestWord else { return ids.append(Self.unknown) }
        let before = ids.count
        var rest = word[...]
        while !rest.isEmpty {
            guard let (id, end) = longestPiece(of: rest, from: ids.count == before ? Self.wordRoot : Self.continuationRoot) else {
                ids.removeSubrange(before...)
                return ids.append(Self.unknown)
            }
            ids.append(id)
            rest = rest[end...]
        }
    }

    private func longestPiece<Word: BidirectionalCollection<Unicode.Scalar>>(of word: Word, from root: UInt32) -> (id: Int32, end: Word.Index)? {
        var node = root
        var found: (id: Int32, end: Word.Index)?
        var index = word.startIndex
        while index < word.endIndex, let next = branches[Self.key(node, word[index])] {
            node = next
            index = word.index(after: index)
            if pieces[Int(node)] >= 0 { found = (pieces[Int(node)], index) }
        }
        return found
    }

    private mutating func add(_ line: String, id: Int32) {
        let scalars = line.unicodeScalars  // by scalar: a combining mark after "##" would make one Character with the second "#"
        let isContinuation = scalars.starts(with: "##".unicodeScalars) && scalars.count > 2
        var node = isContinuation ? Self.continuationRoot : Self.wordRoot
        for scalar in scalars.dropFirst(isContinuation ? 2 : 0) {
            let key = Self.key(node, scalar)
            if let next = branches[key] {
                node = next
            } else {
                node = UInt32(pieces.count)
                branches[key] = node
                pieces.append(-1)
            }
        }
        pieces[Int(node)] = id
    }

    private static func key(_ node: UInt32, _ scalar: Unicode.Scalar) -> UInt64 { UInt64(node) << 32 | UInt64(scalar.value) }
}
