private import Synchronization

/// Statements that stand or fall together. One inside another is a savepoint: it can fail alone.
package final class Transaction: Database {
    private let connection: Connection
    private let depth: Int
    private let turn = Turn()
    private let cursors = Atomic<Int>(0)

    private init(connection: Connection, depth: Int) {
        self.connection = connection
        self.depth = depth
    }

    static func run<T>(on connection: Connection, _ body: (Transaction) async throws -> T) async throws -> T {
        try await connection.simple("BEGIN")
        let result: T
        do {
            result = try await body(Transaction(connection: connection, depth: 0))
        } catch {
            // Shielded: a cancelled task has to roll back too. Where that fails, the pool drops the connection.
            _ = try? await connection.simple("ROLLBACK", shielded: true)
            throw error
        }
        try await commit(connection)
        return result
    }

    private static func commit(_ connection: Connection) async throws {
        do {
            let answer = try await connection.simple("COMMIT", shielded: true)
            // After an error that the body swallowed, COMMIT "succeeds" by rolling back.
            guard answer.last?.tag == "COMMIT" else {
                throw PostgresError(.server(sqlState: "25P02"), "the transaction was rolled back, because a statement in it had failed")
            }
        } catch let error as PostgresError where error.isConnectionLost {
            throw PostgresError.lost("\(error.message), while committing: whether it was committed is not known")
        }
    }

    package func all<R>(_ query: Query<R>) async throws -> [R] { try await connection.execute(query.sql).decode() }
    package func first<R>(_ query: Query<R>) async throws -> R? { try await connection.execute(query.sql).first() }

    @discardableResult
    package func run(_ command: Command) async throws -> Int { try await connection.execute(command.sql).affected }

    /// A savepoint. Those begun at the same time take turns, because savepoints nest and cannot overlap.
    package func transaction<T>(_ body: (Transaction) async throws -> T) async throws -> T {
        await turn.take()
        defer { turn.end() }
        let name = "level_\(depth + 1)"
        try await connection.simple("SAVEPOINT \(name)")
        let result: T
        do {
            result = try await body(Transaction(connection: connection, depth: depth + 1))
        } catch {
            _ = try? await connection.simple("ROLLBACK TO SAVEPOINT \(name); RELEASE SAVEPOINT \(name)", shielded: true)
            throw error
        }
        do {
            try await connection.simple("RELEASE SAVEPOINT \(name)", shielded: true)
        } catch {
            _ = try? await connection.simple("ROLLBACK TO SAVEPOINT \(name); RELEASE SAVEPOINT \(name)", shielded: true)
            throw error
        }
        return result
    }

    package func copy(into table: String, columns: [String], next: () async throws -> [UInt8]?) async throws -> Int {
        try await connection.copy(into: table, columns: columns, next: next)
    }

    package func stream<R>(_ query: Query<R>) -> RowStream<R> {
        RowStream { [self] in
            let name = "rows_\(depth)_\(cursors.wrappingAdd(1, ordering: .relaxed).newValue)"
            return try await Cursor.open(query.sql, named: name, on: connection, ownsTransaction: false) {}
        }
    }
}

/// One at a time, in the order of asking.
private final class Turn: Sendable {
    private let state = Mutex<(isTaken: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.isTaken { state.waiting.append(continuation) } else { state.isTaken = true; return true }
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func end() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty { state.isTaken = false; return nil }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
