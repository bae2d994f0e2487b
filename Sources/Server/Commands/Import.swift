import Accounts
import ArgumentParser
import Background
import Documents
import Foundation
import Hiring
import Logging
import Postgres

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring in many people at once.",
        discussion: "What is interrupted goes on: by “shortlist serve”, or by “shortlist import continue”. Nothing comes in twice.",
        subcommands: [Resumes.self, Table.self, Continue.self])

    struct Resumes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Résumés of a folder or a ZIP archive.")

        @Argument(help: "A folder, with all that is in it, or a ZIP archive.", completion: .file())
        var place: String
        @Option(help: "Where they came from, such as “Job fair in Pune”.")
        var source: String?
        @Option(name: .customLong("tag"), help: "A tag for everyone; may be given several times.")
        var tags: [String] = []

        func run() async throws {
            let place = URL(fileURLWithPath: place).standardizedFileURL
            try await withImporting { desk in
                let id = try await desk.start(resumesAt: place, detail: source, tags: tags)
                try await follow(id, desk)
            }
        }
    }

    struct Table: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "csv", abstract: "A table of candidates.",
            discussion: """
                Its columns are guessed by their names; --map says otherwise, such as --map "Mob. No.=phone" --map "Remarks=". Exit status: 0 where every row \
                came in, 1 where some did not.
                """)

        @Argument(help: "A table of values with commas, semicolons or tabs between.", completion: .file())
        var file: String
        @Option(help: "Of a column, the field that it fills: NAME=FIELD; nothing after = leaves it out.")
        var map: [String] = []
        @Flag(help: "Say what would happen, and write nothing.")
        var dryRun = false
        @Option(help: "Where they came from.")
        var source: String?
        @Option(name: .customLong("tag"), help: "A tag for everyone; may be given several times.")
        var tags: [String] = []
        @Flag(help: "Leave whoever is here already as they are.")
        var skipKnown = false
        @Flag(help: "Refuse rows in which anything cannot be read.")
        var strict = false
        @Option(help: "Of amounts that name none.")
        var currency = "INR"

        func run() async throws {
            try await withImporting { desk in
                var list = try ImportDesk.List(at: URL(fileURLWithPath: file), files: desk.files)
                for words in map { if let problem = list.map(words) { throw ValidationError(problem) } }
                list.describe(detail: source, tags: tags, skipsKnown: skipKnown, isStrict: strict, currency: currency)
                if let problem = list.problem { throw ValidationError(problem + "\nThe columns are: \(list.columns.joined(separator: ", ")).") }
                for line in list.columns { print("  \(line)") }
                guard !dryRun else { return try await tryOut(list, desk) }
                let id = try await desk.start(list, named: URL(fileURLWithPath: file).lastPathComponent)
                try await follow(id, desk)
            }
        }

        private func tryOut(_ list: ImportDesk.List, _ desk: ImportDesk) async throws {
            let check = try await desk.check(list) { print("row \($0.row) (\($0.name)): \($0.reason)") }
            print(
                "\(check.rows) rows: \(check.new) new, \(check.updated) updated, \(check.same) here with nothing new, \(check.skipped) passed over, \(check.failed) failed."
            )
            print("Nothing was written.")
            if check.failed > 0 { throw ExitCode(1) }
        }
    }

    struct Continue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "continue", abstract: "Go on with what was interrupted or paused.")

        @Argument(help: "The import; without it all that run.")
        var id: String?

        func run() async throws {
            try await withImporting { desk in
                let ids = try await desk.unfinished(id)
                if ids.isEmpty { print("Nothing is unfinished.") }
                for id in ids { try await follow(id, desk) }
            }
        }
    }
}

private func withImporting(_ body: @Sendable (ImportDesk) async throws -> Void) async throws {
    let installation = try await Installation()
    try await installation.withDatabase { url in
        try await installation.migrate(url)
        let pool = try await installation.pool(url, size: 4)
        defer { pool.close() }
        try await body(ImportDesk(database: pool, files: FileStore(root: installation.settings.folder.appendingPathComponent("files"))))
    }
}

/// Works on imports in this process, beside a server's own worker where one runs, until this one is over; whoever claims it does it.
private func follow(_ id: ID<Import>, _ desk: ImportDesk) async throws {
    let worker = Worker(
        database: desk.database, handlers: desk.handlers,
        settings: {
            var settings = Worker.Settings(); settings.poll = .milliseconds(200); settings.lease = .seconds(20); return settings
        }())
    let working = Task { await worker.run() }
    let bar = Bar(), start = Date()
    defer { working.cancel() }
    while true {
        let state = try await desk.state(of: id)
        bar.show(done: state.done, total: max(state.total, state.done), what: "\(state.name): \(state.words)")
        if !state.isRunning {
            bar.end()
            working.cancel()
            await working.value
            print("\(state.name): \(state.words), in \(Int(Date().timeIntervalSince(start) * 10)) tenths of a second.")
            for line in try await desk.failures(of: id, most: 20) { print("  \(line)") }
            if let problem = state.problem { throw ValidationError(problem) }
            if state.failed > 0 { throw ExitCode(1) }
            return
        }
        try await Task.sleep(for: .milliseconds(200))
    }
}
