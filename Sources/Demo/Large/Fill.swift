import Postgres
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
                    lanes.addTask { try await load.copy(piece, into: database) { meter.add($0 * load.weight, load.table) } }
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
