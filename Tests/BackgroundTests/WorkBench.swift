import Background
import Foundation
import Postgres
import Schema
import Synchronization
import TestKit

/// A database of its own for one test, with every table, and the means to watch its work.
struct WorkBench {
    let url: String
    let pool: Pool

    static func with<T>(_ body: (WorkBench) async throws -> T) async throws -> T {
        let url = try await TestCluster.shared.clone(of: "background") { url in
            try await Migrator(migrations: try Schema.migrations()).run(on: url)
        }
        let bench = WorkBench(url: url, pool: Pool(url: url, size: 6))
        let result = try await body(bench)
        bench.pool.close()
        try await TestCluster.shared.drop(url)
        return result
    }

    struct State: RowDecodable, Equatable {
        var attempts: Int
        var isHeld: Bool
        var isFinished: Bool
        var isFailed: Bool
        var lastError: String?
        /// Seconds from now.
        var due: Double

        init(row: Row) throws {
            attempts = Int(try row.get("attempts", as: Int32.self))
            isHeld = try row.get("is_held")
            isFinished = try row.get("is_finished")
            isFailed = try row.get("is_failed")
            lastError = try row.get("last_error")
            due = try row.get("due")
        }
    }

    func jobs() async throws -> [State] {
        try await pool.all(
            Query(
                """
                SELECT attempts, locked_until IS NOT NULL AS is_held, finished_at IS NOT NULL AS is_finished, failed_at IS NOT NULL AS is_failed,
                       last_error, extract(epoch FROM run_at - clock_timestamp())::float8 AS due
                FROM background_jobs ORDER BY created_at, id
                """))
    }

    func makeAllDue() async throws {
        try await pool.run(Command("UPDATE background_jobs SET run_at = clock_timestamp() - interval '1 second' WHERE finished_at IS NULL"))
    }

    /// A worker that looks often and waits little.
    func worker(
        _ handlers: [String: WorkHandler], lease: Duration = .seconds(30), poll: Duration = .milliseconds(50),
        grace: Duration = .seconds(5), listener: Listener? = nil, onGivenUp: @escaping GivenUpHook = { _, _ in },
        isPaused: @escaping @Sendable () async throws -> Bool = { false }
    ) -> Worker {
        var settings = Worker.Settings()
        settings.lease = lease
        settings.poll = poll
        settings.grace = grace
        return Worker(database: pool, listener: listener, handlers: handlers, settings: settings, onGivenUp: onGivenUp, isPaused: isPaused)
    }
}

struct Note: Codable, Sendable, Hashable { var text = "" }

/// Counts who is at work on what, and whether two ever were on the same.
final class Log: Sendable {
    private struct State { var runs: [String: Int] = [:]; var active: Set<String> = []; var clashes = 0 }
    private let state = Mutex(State())

    func begin(_ key: String) {
        state.withLock {
            if !$0.active.insert(key).inserted { $0.clashes += 1 }; $0.runs[key, default: 0] += 1
        }
    }
    func end(_ key: String) { state.withLock { _ = $0.active.remove(key) } }
    var runs: [String: Int] { state.withLock { $0.runs } }
    var clashes: Int { state.withLock { $0.clashes } }
    var total: Int { runs.values.reduce(0, +) }
}

/// Waits until something holds, for at most ten seconds.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1500 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
