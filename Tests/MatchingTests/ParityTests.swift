import Foundation
import Matching
import Testing

/// Against sentence-transformers on the same weights; `make_parity.py` made the expected numbers.
@Suite struct ParityTests {
    private static func fixture(_ name: String) throws -> Data {
        let url = try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Fixtures"))
        return try Data(contentsOf: url)
    }

    private static func numbers(_ name: String) throws -> [Int16] {
        let bytes = [UInt8](try fixture(name))
        return stride(from: 0, to: bytes.count, by: 2).map { Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8) }
    }

    private static func texts() throws -> [String] { try JSONDecoder().decode([String].self, from: fixture("parity-texts.json")) }

    @Test func wordPiecesAreThoseOfTheReference() throws {
        let embedder = try Model.embedder()
        var expected = try Self.numbers("parity-tokens.bin")[...]
        for (index, text) in try Self.texts().enumerated() {
            let count = Int(try #require(expected.first))
            #expect(embedder.tokens(of: text) == expected.dropFirst().prefix(count).map(Int32.init), "text \(index)")
            expected = expected.dropFirst(count + 1)
        }
        #expect(expected.isEmpty)
    }

    @Test func vectorsAreThoseOfTheReference() async throws {
        let texts = try Self.texts()
        let expected = try Self.numbers("parity-vectors.bin").map { (whole: Int16) -> Float in Float(whole) / 65534 }
        let vectors = try await Model.embedder().embed(texts)
        try #require(texts.count >= 200 && expected.count == texts.count * Embedder.dimensions)
        var worst = 1.0
        for (index, vector) in vectors.enumerated() {
            let reference = Array(expected[index * Embedder.dimensions..<(index + 1) * Embedder.dimensions])
            let likeness = try #require(cosine(vector, reference))
            #expect(likeness >= 0.9999, "text \(index)")
            worst = min(worst, likeness)
        }
        print("parity: \(texts.count) texts, the least cosine is \(worst)")
    }
}
