import Foundation
import Postgres
import Schema
import Synchronization

/// The load of many tables, one after the other, in pieces over two connections: making the rows, and storing them, keep two cores busy.
/// Measured for 100,000 candidates on two cores: 42 seconds with every index in place, so none is dropped and made again.
struct Fill: Sendable {
    let loads: [Load]
    let told: @Sendable (Demo.Progress) -> Void

    /// A piece is one COPY, and takes some seconds: short enough for the pool's statement time-out.
    private static let pieceWeight = 200_000

    func run(on database: some Database) async throws {
        let meter = Meter(total: loads.reduce(0) { $0 + $1.things * $1.weight }, told: told)
        for load in loads {
            let size = Self.pieceWeight / load.weight
            var pieces = stride(from: 0, to: load.things, by: size).map { $0..<min($0 + size, load.things) }[...]
            try await withThrowingTaskGroup(of: Void.self) { lanes in
                func start() {
                    guard let piece = pieces.popFirst() else { return }
                    lanes.addTask { try await load.copy(piece, into: database, isLarge: true) { meter.add($0 * load.weight, load.table) } }
                }
                start()
                start()
                while try await lanes.next() != nil { start() }
            }
        }
    }
}

/// Counts what two tasks have done and tells it in order.
private final class Meter: Sendable {
    private let done = Mutex(0)
    private let total: Int
    private let told: @Sendable (Demo.Progress) -> Void

    init(total: Int, told: @escaping @Sendable (Demo.Progress) -> Void) {
        self.total = total
        self.told = told
    }

    func add(_ count: Int, _ table: String) {
        done.withLock { done in
            done += count
            told(Demo.Progress(done: done, total: total, table: table))
        }
    }
}

/// The rows that people are found by, written for everybody at once, and their two large indexes made anew: ten times as quick as row by row.
enum SearchRows {
    static func dropIndexes(_ database: some Database) async throws {
        for name in [Schema.wordsIndex, Schema.meaningIndex, Schema.meaningIndex + "_next"] {
            try await database.run(Command("DROP INDEX IF EXISTS \(identifier: name)"))
        }
        try await database.run(Command("DELETE FROM meaning_lists"))
    }

    /// Does nothing for an index that is there. That by meaning is learned from the people, and few have none.
    static func makeIndexes(_ database: some Database) async throws {
        try await database.transaction { transaction in
            try await transaction.run(Command("SET LOCAL maintenance_work_mem = '2GB'"))
            try await transaction.run(Command("CREATE INDEX IF NOT EXISTS \(identifier: Schema.wordsIndex) ON candidate_search \(raw: Schema.wordsMethod)"))
        }
        try await database.run(Command("SELECT learn_meaning_lists()"))
        try await database.run(Command("SELECT use_meaning_lists()"))
    }

    /// Everybody's row, a thousand at a time over two connections.
    static func write(_ database: some Database) async throws {
        let starts = try await database.all(
            Query<One<UUID>>(
                "SELECT user_id FROM (SELECT user_id, row_number() OVER (ORDER BY user_id) AS number FROM candidate_profiles) AS all_people WHERE number % 1000 = 1 ORDER BY user_id"
            )
        ).map(\.value)
        var pieces = starts.indices.map { (from: starts[$0], to: $0 + 1 < starts.count ? starts[$0 + 1] : nil) }[...]
        try await withThrowingTaskGroup(of: Void.self) { lanes in
            func start() {
                guard let piece = pieces.popFirst() else { return }
                let end: SQL = piece.to.map { " AND user_id < \($0)" } ?? ""
                lanes.addTask {
                    try await database.run(
                        Command("SELECT refresh_candidate_search(ARRAY(SELECT user_id FROM candidate_profiles WHERE user_id >= \(piece.from)\(end)))"))
                }
            }
            start()
            start()
            while try await lanes.next() != nil { start() }
        }
    }
}
