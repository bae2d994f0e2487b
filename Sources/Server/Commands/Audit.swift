package import Accounts
import ArgumentParser
package import Foundation
package import Postgres

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The audit trail: is it as it was written?", subcommands: [Verify.self, SealNow.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look through the sealed trail, and name the first row or seal that was altered, removed or put in.",
            discussion: "Reads only. Exit status: 0 where all is as it was sealed, 1 where it is not.")

        func run() async throws {
            let isWhole = try await withSeals { seals in try await Audit.verify(seals) { print($0) } }
            if !isWhole { throw ExitCode.failure }
        }
    }

    struct SealNow: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "seal", abstract: "Seal what was written since the last minute; “shortlist serve” does so by itself.")

        @Flag(help: "An older copy of the database was restored: take its last seal for the newest.")
        var afterRestore = false

        func run() async throws {
            try await withSeals { seals in
                do { print(try await Audit.seal(seals, afterRestore: afterRestore)) } catch let broken as Seals.Broken {
                    throw ValidationError("Not sealed: \(broken).")
                }
            }
        }
    }
}

/// What the commands do and say.
package enum Audit {
    /// - Returns: whether all is as it was sealed.
    package static func verify(_ seals: Seals, say: (String) -> Void) async throws -> Bool {
        let clock = ContinuousClock(), start = clock.now
        let report = try await TrailCheck(seals).run()
        let seconds = (clock.now - start) / .seconds(1)
        for note in report.notes { say("! \(note)") }
        let tenths = Int(seconds * 10)
        say(
            "checked in \(tenths / 10).\(tenths % 10) s: \(counted(report.rows, "row")) under \(counted(report.seals, "seal")); not sealed yet: \(report.unsealed)"
        )
        if report.pruned > 0 { say("of months that were removed, as the trail records: \(report.pruned)") }
        say(report.fault.map { "✗ \($0)" } ?? "✓ the trail is as it was sealed")
        return report.fault == nil
    }

    package static func seal(_ seals: Seals, afterRestore: Bool = false) async throws -> String {
        let sealed = try await seals.seal(afterRestore: afterRestore)
        return sealed.seals == 0 ? "Nothing new to seal." : "Sealed \(counted(sealed.rows, "row")) under \(counted(sealed.seals, "seal"))."
    }

    private static func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    /// - Parameter folder: the installation's `var`, which holds its secret and `audit.head`.
    package static func seals(_ database: some Database, folder: URL, sliceSize: Int = 20_000) throws -> Seals {
        Seals(database, secret: try Secret.load(in: folder), folder: folder, sliceSize: sliceSize)
    }
}

/// Reads as whoever may: the tables are as they are, older or newer.
private func withSeals<T: Sendable>(_ body: @Sendable (Seals) async throws -> T) async throws -> T {
    let installation = try await Installation()
    return try await installation.withDatabase { url in
        let pool = Pool(url: url, size: 1, statementTimeout: .seconds(3_600), logger: installation.logger)
        defer { pool.close() }
        return try await body(try Audit.seals(pool, folder: installation.settings.folder))
    }
}
