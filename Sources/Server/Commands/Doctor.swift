import ArgumentParser
import Background
import Foundation
import Postgres
import Schema

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Look at everything that Shortlist needs, and say what to do about what is missing.")

    func run() async throws {
        let installation = try await Installation()
        var isWell = check(
            "model for semantic search", FileManager.default.fileExists(atPath: installation.model), "run scripts/setup; all else works without it")
        for program in ["pdftohtml", "pdftoppm", "prlimit", "tesseract", "antiword"] {
            isWell = check(program, Self.isInstalled(program), "install it (scripts/setup does), or such files cannot be read") && isWell
        }
        do {
            let facts = try await installation.withDatabase { url in
                try await installation.migrate(url)
                let pool = Pool(url: url, size: 1)
                defer { pool.close() }
                let version = try await pool.one(Query<One<String>>("SELECT current_setting('server_version') AS version")).value
                return (version, try await pool.one(Background.Work.census))
            }
            isWell = check("database (PostgreSQL \(facts.0)), tables up to date", true, "") && isWell
            isWell = check("background work: \(facts.1.due) due, \(facts.1.failed) given up", facts.1.failed == 0, "see background_jobs.last_error") && isWell
        } catch {
            isWell = check("database", false, "\(error)")
        }
        if !isWell { throw ExitCode.failure }
    }

    private func check(_ what: String, _ isWell: Bool, _ advice: String) -> Bool {
        print(isWell ? "✓ \(what)" : "✗ \(what): \(advice)")
        return isWell
    }

    private static func isInstalled(_ program: String) -> Bool {
        ["/usr/bin", "/usr/local/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}

extension Installation {
    var model: String { settings.folder.appendingPathComponent("toolchain/minilm/model.safetensors").path }
}
