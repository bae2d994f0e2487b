import CMatchingKernels
import COpenBLAS
import Dispatch
package import Foundation
import Synchronization

/// Turns texts into vectors of 384 numbers whose closeness is closeness of meaning, with all-MiniLM-L6-v2 run in this process.
///
/// One thread of its own computes, so requests never wait behind a model; callers are served in turn, a few texts at a time, so that
/// one search is not stuck behind an import of thousands. Memory is bounded whatever is asked.
package final class Embedder: Sendable {
    /// Stored beside every vector: vectors of different models cannot be compared.
    package static let modelName = "all-MiniLM-L6-v2/1"
    package static let dimensions = MiniLM.width

    private let tokenizer: Tokenizer
    private let network: Mutex<MiniLM>
    private let queue = DispatchQueue(label: "shortlist.embedder", qos: .utility)

    /// Reads the model from a folder with `model.safetensors` and `vocab.txt`. `threads` is how many cores one matrix product may
    /// take; it holds for the whole process, and one is right for a program that serves pages beside.
    package init(modelFolder: URL, threads: Int = 1) throws {
        let pieces = try WordPieces(vocabulary: modelFolder.appendingPathComponent("vocab.txt"))
        tokenizer = Tokenizer(pieces)
        network = Mutex(try MiniLM(weights: modelFolder.appendingPathComponent("model.safetensors"), vocabularySize: pieces.count))
        openblas_set_num_threads(Int32(max(1, threads)))
    }

    /// One vector of length 1 for each text, in order. A text counts up to its first 256 word pieces.
    package func embed(_ texts: [String]) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        vectors.reserveCapacity(texts.count)
        while vectors.count < texts.count {
            try Task.checkCancellation()
            vectors += await nextPass(texts[vectors.count...])
        }
        return vectors
    }

    package func embed(_ text: String) async throws -> [Float] { try await embed([text])[0] }

    /// The word pieces of a text as the model sees them, at most 256.
    package func tokens(of text: String) -> [Int32] { tokenizer.tokens(of: text, limit: MiniLM.longestText) }

    /// The vectors of as many of the texts as one pass holds.
    private func nextPass(_ texts: ArraySlice<String>) async -> [[Float]] {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                let batch = fill(from: texts)
                continuation.resume(returning: network.withLock { $0.vectors(of: batch) })
            }
        }
    }

    private func fill(from texts: ArraySlice<String>) -> [[Int32]] {
        var batch: [[Int32]] = []
        var room = MiniLM.passTokens
        for text in texts {
            let ids = tokens(of: text)
            guard ids.count <= room else { break }
            batch.append(ids)
            room -= ids.count
        }
        return batch
    }
}

/// How close two vectors point: 1 the same, 0 unrelated. `nil` where they cannot be compared.
package func cosine(_ a: [Float], _ b: [Float]) -> Double? {
    guard a.count == b.count, !a.isEmpty else { return nil }
    let product = Double(matching_dot(a, b, a.count))
    let lengths = (Double(matching_dot(a, a, a.count)) * Double(matching_dot(b, b, b.count))).squareRoot()
    return lengths > 0 ? product / lengths : nil
}
