import ArgumentParser
import Foundation
import Matching

/// What this machine makes of the model; `scripts/bench-embedding` calls it.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure parts of the program.", shouldDisplay: false, subcommands: [Embedding.self])

    struct Embedding: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Measure the vectors of texts against the matrix products in them alone.")

        @Option(help: "Exit status 1 where the products take less than this part of the whole.")
        var least = 0.6

        private static let text = """
            Role: Senior backend engineer. Skills: Swift, PostgreSQL, Docker, Kubernetes, distributed systems, message queues. Built the ledger of a payments \
            company and led a team of six.
            """

        func run() async throws {
            let installation = try await Installation()
            let bench = try EmbeddingBench(modelFolder: installation.settings.folder.appendingPathComponent("toolchain/minilm"))
            var worst = 1.0
            for (count, times) in [(64, 0), (16, 1), (8, 3), (4, 20)] {
                let text = times == 0 ? "Staff nurse, ICU" : String(repeating: Self.text + " ", count: times)
                let result = try await bench.run(Array(repeating: text, count: count))
                print(result.words)
                worst = min(worst, result.ratio)
            }
            print("the least ratio is \((worst * 100).rounded() / 100), the goal \(least)")
            if worst < least { throw ExitCode(1) }
        }
    }
}
