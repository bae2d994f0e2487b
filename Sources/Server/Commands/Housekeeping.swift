import ArgumentParser
import Demo
import Documents
import Foundation
import Hiring
import Matching
import Postgres

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the database's tables up to this program.")

    func run() async throws {
        let installation = try await Installation()
        let applied = try await installation.withDatabase { url in try await installation.migrate(url) }
        print(applied.isEmpty ? "The tables are up to date." : "Applied \(applied.map(String.init).joined(separator: ", ")).")
    }
}

struct DemoData: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "demo", abstract: "Fill an empty database with believable people, jobs and applications.")

    @Option(help: "How many candidates; a hundredth as many jobs and three times as many applications. Without it: a small agency.")
    var scale: Int?

    func run() async throws {
        let installation = try await Installation()
        try await installation.withDatabase { url in
            try await installation.migrate(url)
            let pool = Pool(url: url, size: 3, statementTimeout: .seconds(3_600), logger: installation.logger)
            defer { pool.close() }
            guard let scale else {
                try await Demo.fillSmall(pool)
                return try await DemoMark.set(pool)
            }
            let bar = Bar()
            try await Demo.fill(scale: scale, pool, meanings: try? await meanings(installation)) { bar.show(done: $0.done, total: $0.total, what: $0.table) }
            bar.end()
            try await DemoMark.set(pool)
        }
    }

    /// Where the model is not installed, there are none.
    private func meanings(_ installation: Installation) async throws -> DemoMeanings {
        let embedder = try Embedder(modelFolder: installation.settings.folder.appendingPathComponent("toolchain/minilm"))
        let vectors = try await embedder.embed(Demo.skills)
        return DemoMeanings(model: Embedder.modelName, vectors: Dictionary(uniqueKeysWithValues: zip(Demo.skills, vectors)))
    }
}

struct Parse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read résumés and print one JSON object a line.",
        discussion: "Exit status: 0 where all were read, 1 where some were refused, 2 where all were. A refusal is a line with its reason.")

    @Argument(help: "PDF, DOCX, DOC, ODT, RTF, HTML, TXT, PNG or JPEG.", completion: .file())
    var files: [String]

    @Flag(help: "Print the confidence and the place of every field as well.")
    var full = false

    func run() async throws {
        let parsed = await ResumeReading.parseCommand(files: files.map { URL(fileURLWithPath: $0) }, isFull: full)
        for file in parsed { print(file.line) }
        throw ExitCode(ResumeReading.exitStatus(of: parsed))
    }
}

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "database", abstract: "About the database.", subcommands: [Address.self])

    struct Address: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "url", abstract: "Print how to connect, for psql and other programs.")

        func run() async throws {
            let installation = try await Installation()
            if let url = installation.settings.databaseURL { return print(url) }
            print(try await installation.addressOfRunningCluster())
        }
    }
}
