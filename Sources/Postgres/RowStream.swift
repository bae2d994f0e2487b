private import Synchronization

/// Rows that are read as they are asked for, in constant memory: for exports.
///
/// It holds a connection from the first row to the last, or until the loop is left.
package struct RowStream<R: RowDecodable>: AsyncSequence, Sendable {
    package typealias Element = R
    let open: @Sendable () async throws -> Cursor

    package func makeAsyncIterator() -> Iterator { Iterator(open: open) }

    package struct Iterator: AsyncIteratorProtocol {
        let open: @Sendable () async throws -> Cursor
        var cursor: Cursor?
        var batch: ResultSet?
        var index: Int32 = 0

        init(open: @escaping @Sendable () async throws -> Cursor) { self.open = open }

        package mutating func next() async throws -> R? {
            if let batch, index < batch.count {
                defer { index += 1 }
                return try R(row: Row(result: batch, index: index))
            }
            if cursor == nil { cursor = try await open() }
            batch = try await cursor?.fetch()
            index = 1
            return try batch?.first()
        }
    }
}

/// A cursor on the server and the connection that it needs; closed when it is read to its end or let go.
final class Cursor: Sendable {
    private static let batchSize: Int32 = 500

    private let connection: Connection
    private let name: String
    private let ownsTransaction: Bool
    private let release: @Sendable () -> Void
    private let isOver = Atomic<Bool>(false)

    private init(_ connection: Connection, _ name: String, _ ownsTransaction: Bool, _ release: @escaping @Sendable () -> Void) {
        (self.connection, self.name, self.ownsTransaction, self.release) = (connection, name, ownsTransaction, release)
    }

    deinit {
        // The loop was left early.
        if !isOver.load(ordering: .acquiring) { Self.close(connection, name, ownsTransaction, release) }
    }

    static func open(
        _ sql: SQL, named name: String, on connection: Connection, ownsTransaction: Bool, release: @escaping @Sendable () -> Void
    ) async throws -> Cursor {
        let cursor = Cursor(connection, name, ownsTransaction, release)
        if ownsTransaction { try await connection.simple("BEGIN") }
        _ = try await connection.execute("DECLARE \(identifier: name) NO SCROLL CURSOR FOR " + sql)
        return cursor
    }

    func fetch() async throws -> ResultSet? {
        if isOver.load(ordering: .acquiring) { return nil }
        let batch = try await connection.execute("FETCH \(raw: String(Self.batchSize)) FROM \(identifier: name)")
        if batch.count < Self.batchSize {
            isOver.store(true, ordering: .releasing)
            defer { release() }
            try await connection.simple(ownsTransaction ? "COMMIT" : "CLOSE \(SQL.quoted(identifier: name))")
        }
        return batch.count == 0 ? nil : batch
    }

    private static func close(_ connection: Connection, _ name: String, _ ownsTransaction: Bool, _ release: @escaping @Sendable () -> Void) {
        Task {
            _ = try? await connection.simple(ownsTransaction ? "ROLLBACK" : "CLOSE \(SQL.quoted(identifier: name))", shielded: true)
            release()
        }
    }
}
