import Accounts
import Foundation
import Postgres
import Server
import Synchronization
import Testing

/// Sealing, verifying, and changing the trail behind its back.
extension RunningHouse {
    /// Seals until nothing is left: what a transaction anywhere in the tests' cluster was begun before waits for its end.
    func sealAll(_ seals: Seals) async throws {
        for _ in 0..<400 {
            _ = try await Audit.seal(seals)
            if try await TrailCheck(seals).run().unsealed == 0 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("some rows are never sealed")
    }

    /// What `shortlist audit verify` says.
    func check(_ seals: Seals) async throws -> String {
        let lines = Mutex<[String]>([])
        _ = try await Audit.verify(seals) { line in lines.withLock { $0.append(line) } }
        return lines.withLock { $0.joined(separator: "\n") }
    }

    /// As somebody with every right on the database, whom no trigger stops.
    func behindTheBack(_ orders: [SQL]) async throws {
        try await pool.transaction { transaction in
            try await transaction.run(Command("SET LOCAL session_replication_role = replica"))
            for order in orders { try await transaction.run(Command(order)) }
        }
    }
}
