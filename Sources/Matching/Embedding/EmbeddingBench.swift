import COpenBLAS
package import Foundation

/// How near the model comes to what this machine can do: the time of the same matrix products alone, by the same OpenBLAS on one thread,
/// against the time of whole vectors. Everything that is no matrix product, such as reading the words, is what lies between.
///
/// Times are of the processor, as this process used it, so that what else the machine does counts on neither side.
package struct EmbeddingBench: Sendable {
    package struct Result: Sendable {
        package let texts, tokens: Int
        /// Seconds of the processor: for whole vectors, for the products alone.
        package let whole, products: Double
        /// Floating-point operations of the products.
        package let operations: Double

        package var ratio: Double { products / whole }
        package var textsPerSecond: Double { Double(texts) / whole }

        package var words: String {
            let gigaflops = operations / products / 1e9
            return """
                \(texts) texts of \(tokens / texts) tokens: \(Self.two(textsPerSecond)) a second. \
                The products alone take \(Self.two(products)) s (\(Self.two(gigaflops)) GFLOP/s), whole vectors \(Self.two(whole)) s: ratio \(Self.two(ratio))
                """
        }

        private static func two(_ value: Double) -> String { String((value * 100).rounded() / 100) }
    }

    private let embedder: Embedder

    package init(modelFolder: URL) throws { embedder = try Embedder(modelFolder: modelFolder, threads: 1) }

    /// Both in turn, several times; the medians count.
    package func run(_ texts: [String], rounds: Int = 5) async throws -> Result {
        let lengths = texts.map { embedder.tokens(of: $0).count }
        let products = Products(passes: Self.passes(lengths))
        _ = try await embedder.embed(texts)
        products.run()
        var whole: [Double] = [], alone: [Double] = []
        for _ in 0..<rounds {
            let start = Self.processorSeconds
            _ = try await embedder.embed(texts)
            let middle = Self.processorSeconds
            products.run()
            whole.append(middle - start)
            alone.append(Self.processorSeconds - middle)
        }
        return Result(
            texts: texts.count, tokens: lengths.reduce(0, +), whole: Self.median(whole), products: Self.median(alone), operations: products.operations)
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    private static func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

    /// The texts of each pass, as the embedder takes them together.
    private static func passes(_ lengths: [Int]) -> [[Int]] {
        var passes: [[Int]] = []
        for length in lengths {
            if let last = passes.last, last.reduce(0, +) + length <= MiniLM.passTokens {
                passes[passes.count - 1].append(length)
            } else {
                passes.append([length])
            }
        }
        return passes
    }
}

/// The matrix products of the model and nothing else, on memory of the same size.
private final class Products {
    private let passes: [[Int]]
    private let left: UnsafeMutablePointer<Float>
    private let right: UnsafeMutablePointer<Float>
    private let out: UnsafeMutablePointer<Float>

    init(passes: [[Int]]) {
        self.passes = passes
        func numbers(_ count: Int) -> UnsafeMutablePointer<Float> {
            let pointer = UnsafeMutablePointer<Float>.allocate(capacity: count)
            for place in 0..<count { pointer[place] = Float(place % 17) * 0.01 - 0.08 }
            return pointer
        }
        left = numbers(MiniLM.passTokens * MiniLM.inner)
        // As many weights as the model has: it, too, cannot keep them all near the processor.
        right = numbers(MiniLM.layerCount * Self.weightsOfLayer)
        out = numbers(MiniLM.passTokens * MiniLM.inner)
    }

    deinit { for pointer in [left, right, out] { pointer.deallocate() } }

    private static let weightsOfLayer = 4 * MiniLM.width * MiniLM.width + 2 * MiniLM.width * MiniLM.inner

    /// Rows, columns, and how many of each layer: query, key, value and the context; the widened; the narrowed.
    private static let shapes: [(from: Int, to: Int, count: Int)] = [
        (MiniLM.width, MiniLM.width, 4), (MiniLM.width, MiniLM.inner, 1), (MiniLM.inner, MiniLM.width, 1),
    ]

    var operations: Double {
        passes.reduce(0) { sum, lengths in
            let tokens = lengths.reduce(0, +)
            let dense = Self.shapes.reduce(0) { $0 + 2 * tokens * $1.from * $1.to * $1.count }
            let attention = lengths.reduce(0) { $0 + 4 * $1 * $1 * MiniLM.width }
            return sum + Double((dense + attention) * MiniLM.layerCount)
        }
    }

    func run() {
        for lengths in passes {
            for layer in 0..<MiniLM.layerCount { run(lengths, right + layer * Self.weightsOfLayer) }
        }
    }

    private func run(_ lengths: [Int], _ weights: UnsafeMutablePointer<Float>) {
        let tokens = Int32(lengths.reduce(0, +))
        var weights = weights
        for shape in Self.shapes {
            for _ in 0..<shape.count {
                let (from, to) = (Int32(shape.from), Int32(shape.to))
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, tokens, to, from, 1, left, from, weights, from, 0, out, to)
                weights += shape.from * shape.to
            }
        }
        let width = Int32(MiniLM.width), head = Int32(MiniLM.headWidth)
        for length in lengths {
            let stride = Int32((length + 15) & ~15), count = Int32(length)
            for _ in 0..<MiniLM.heads {
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, count, count, head, 0.17, left, width, left + MiniLM.headWidth, width, 0, out, stride)
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, count, head, count, 1, out, stride, left, width, 0, out, width)
            }
        }
    }
}
