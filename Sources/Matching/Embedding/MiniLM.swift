import CMatchingKernels
import COpenBLAS
import Foundation

/// all-MiniLM-L6-v2: a BERT encoder of 6 layers, 12 heads and 384 numbers a token; the mean over the tokens, brought to length 1.
///
/// The texts of one pass are laid end to end without padding. The matrix products of the layers run over all their tokens at once,
/// and attention runs inside each text, which gives what a padding mask gives and computes nothing for padding.
final class MiniLM {
    static let width = 384
    static let inner = 1536
    static let heads = 12
    static let headWidth = 32
    static let layerCount = 6
    static let longestText = 256
    /// Tokens of one pass: memory is bounded by it, about 8 MB, and larger passes are no faster.
    static let passTokens = 512

    struct Dense { let weight, bias: UnsafePointer<Float> }
    struct Norm { let gain, shift: UnsafePointer<Float> }
    struct Layer {
        let query, key, value, attended, widened, narrowed: Dense
        let attentionNorm, outputNorm: Norm
    }

    private let file: Safetensors
    private let words, positions, kind: UnsafePointer<Float>
    private let embeddingNorm: Norm
    private let layers: [Layer]
    private let work: Workspace

    init(weights url: URL, vocabularySize: Int) throws(EmbedderError) {
        let file = try Safetensors(url)
        self.file = file
        words = try file.rows("embeddings.word_embeddings.weight", shape: [vocabularySize, Self.width])
        positions = try file.floats("embeddings.position_embeddings.weight", shape: [512, Self.width])
        kind = try file.floats("embeddings.token_type_embeddings.weight", shape: [2, Self.width])
        embeddingNorm = try file.norm("embeddings.LayerNorm")
        var layers: [Layer] = []
        for index in 0..<Self.layerCount { layers.append(try file.layer(index)) }
        self.layers = layers
        work = Workspace()
    }

    /// One vector of 384 numbers for each text. Together the texts hold at most `passTokens` tokens, each at most `longestText`.
    func vectors(of texts: [[Int32]]) -> [[Float]] {
        let ids = texts.flatMap { $0 }
        let places = texts.flatMap { (0..<$0.count).map(Int32.init) }
        precondition(ids.count <= Self.passTokens, "a pass holds at most \(Self.passTokens) tokens")
        matching_embeddings(ids, places, ids.count, Self.width, words, positions, kind, embeddingNorm.gain, embeddingNorm.shift, work.states)
        for layer in layers { run(layer, lengths: texts.map(\.count), tokens: ids.count) }
        return means(of: texts.map(\.count))
    }

    private func run(_ layer: Layer, lengths: [Int], tokens: Int) {
        let width = Self.width
        for (dense, output) in [(layer.query, work.query), (layer.key, work.key), (layer.value, work.value)] {
            multiply(work.states, by: dense, from: width, to: width, tokens: tokens, into: output)
            matching_add_bias(output, dense.bias, tokens, width)
        }
        var start = 0
        for length in lengths {
            attend(from: start, length: length)
            start += length
        }
        multiply(work.context, by: layer.attended, from: width, to: width, tokens: tokens, into: work.query)
        matching_add_and_norm(work.states, work.query, layer.attended.bias, layer.attentionNorm.gain, layer.attentionNorm.shift, tokens, width)
        multiply(work.states, by: layer.widened, from: width, to: Self.inner, tokens: tokens, into: work.wide)
        matching_bias_and_gelu(work.wide, layer.widened.bias, tokens, Self.inner)
        multiply(work.wide, by: layer.narrowed, from: Self.inner, to: width, tokens: tokens, into: work.query)
        matching_add_and_norm(work.states, work.query, layer.narrowed.bias, layer.outputNorm.gain, layer.outputNorm.shift, tokens, width)
    }

    /// Attention of one text: each of the 12 heads sees 32 of the 384 columns.
    private func attend(from start: Int, length: Int) {
        let width = Int32(Self.width), count = Int32(length), head = Int32(Self.headWidth)
        let stride = (length + 15) & ~15
        for index in 0..<Self.heads {
            let offset = start * Self.width + index * Self.headWidth
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, count, count, head, 0.17677669529663687,
                work.query + offset, width, work.key + offset, width, 0, work.scores, Int32(stride))
            matching_softmax(work.scores, length, length, stride)
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasNoTrans, count, head, count, 1,
                work.scores, Int32(stride), work.value + offset, width, 0, work.context + offset, width)
        }
    }

    /// output = input × weightᵀ; the bias is added by the kernel that reads the output next.
    private func multiply(_ input: UnsafePointer<Float>, by dense: Dense, from: Int, to: Int, tokens: Int, into output: UnsafeMutablePointer<Float>) {
        cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(tokens), Int32(to), Int32(from), 1,
            input, Int32(from), dense.weight, Int32(from), 0, output, Int32(to))
    }

    private func means(of lengths: [Int]) -> [[Float]] {
        var start = 0
        return lengths.map { length in
            defer { start += length }
            return [Float](unsafeUninitializedCapacity: Self.width) { buffer, count in
                guard let out = buffer.baseAddress else { return }
                matching_mean_normalised(work.states + start * Self.width, length, Self.width, out)
                count = Self.width
            }
        }
    }
}

/// The buffers of one pass, taken once.
private final class Workspace {
    let states, query, key, value, context, wide, scores: UnsafeMutablePointer<Float>

    init() {
        let rows = MiniLM.passTokens
        states = .zeroed(rows * MiniLM.width)
        query = .zeroed(rows * MiniLM.width)
        key = .zeroed(rows * MiniLM.width)
        value = .zeroed(rows * MiniLM.width)
        context = .zeroed(rows * MiniLM.width)
        wide = .zeroed(rows * MiniLM.inner)
        scores = .zeroed(MiniLM.longestText * MiniLM.longestText)
    }

    deinit {
        for buffer in [states, query, key, value, context, wide, scores] { buffer.deallocate() }
    }
}

extension UnsafeMutablePointer<Float> {
    fileprivate static func zeroed(_ count: Int) -> Self {
        let pointer = Self.allocate(capacity: count)
        pointer.initialize(repeating: 0, count: count)
        return pointer
    }
}

extension Safetensors {
    fileprivate func dense(_ name: String, from: Int, to: Int) throws(EmbedderError) -> MiniLM.Dense {
        MiniLM.Dense(weight: try floats("\(name).weight", shape: [to, from]), bias: try floats("\(name).bias", shape: [to]))
    }

    fileprivate func norm(_ name: String) throws(EmbedderError) -> MiniLM.Norm {
        MiniLM.Norm(gain: try floats("\(name).weight", shape: [MiniLM.width]), shift: try floats("\(name).bias", shape: [MiniLM.width]))
    }

    fileprivate func layer(_ index: Int) throws(EmbedderError) -> MiniLM.Layer {
        let name = "encoder.layer.\(index)", width = MiniLM.width
        return MiniLM.Layer(
            query: try dense("\(name).attention.self.query", from: width, to: width),
            key: try dense("\(name).attention.self.key", from: width, to: width),
            value: try dense("\(name).attention.self.value", from: width, to: width),
            attended: try dense("\(name).attention.output.dense", from: width, to: width),
            widened: try dense("\(name).intermediate.dense", from: width, to: MiniLM.inner),
            narrowed: try dense("\(name).output.dense", from: MiniLM.inner, to: width),
            attentionNorm: try norm("\(name).attention.output.LayerNorm"),
            outputNorm: try norm("\(name).output.LayerNorm"))
    }
}
