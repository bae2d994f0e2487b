import ArgumentParser
import Foundation
import Logging
import Postgres

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at everything that Shortlist needs, and say what to do about what is missing.",
        discussion: "Exit status: 0 where nothing is bad, 1 where something is. Nothing is changed; the page /admin/doctor says the same.")

    @Flag(help: "Print one JSON object instead.")
    var json = false

    func run() async throws {
        let installation = try await Installation()
        let findings = await look(installation)
        try print(json ? String(decoding: JSONEncoder().encode(findings), as: UTF8.self) : findings.map(\.line).joined(separator: "\n"))
        if findings.state == .bad { throw ExitCode.failure }
    }

    private func look(_ installation: Installation) async -> [Finding] {
        do {
            return try await installation.withDatabase { url in
                let pool = try await installation.pool(url, size: 4)
                defer { pool.close() }
                let house = try House(settings: installation.settings, database: pool, logger: installation.logger)
                try? await house.prepare()
                return await house.checkup.run()
            }
        } catch {
            let advice = "Start it, or see DATABASE_URL; a private database needs scripts/setup."
            return [Finding(name: "Database", state: .bad, words: "\(error)", advice: advice)] + (await withoutDatabase(installation))
        }
    }

    /// What can be said without a database: letters are taken to go where the environment says.
    private func withoutDatabase(_ installation: Installation) async -> [Finding] {
        let nowhere = Pool(url: installation.settings.databaseURL ?? "", size: 1, logger: installation.logger)
        defer { nowhere.close() }
        guard let house = try? House(settings: installation.settings, database: nowhere, logger: installation.logger) else { return [] }
        return await Checkup(checks: house.machineChecks.all).run()
    }
}
