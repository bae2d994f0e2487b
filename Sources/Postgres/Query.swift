/// A question to the database, as a value: what it asks and the shape of the rows it gets.
package struct Query<R: RowDecodable>: Sendable {
    package var sql: SQL
    package init(_ sql: SQL) { self.sql = sql }
}

/// An order to the database, as a value.
package struct Command: Sendable {
    package var sql: SQL
    package init(_ sql: SQL) { self.sql = sql }
}

/// Whatever takes queries and commands: the pool, or a transaction, in which they stand or fall together.
package protocol Database: Sendable {
    func all<R>(_ query: Query<R>) async throws -> [R]
    /// The first row, if there is one.
    func first<R>(_ query: Query<R>) async throws -> R?
    /// The number of rows it touched.
    @discardableResult func run(_ command: Command) async throws -> Int

    /// Everything `body` does stands or falls together: if it throws, nothing of it happened.
    func transaction<T>(_ body: (Transaction) async throws -> T) async throws -> T

    /// Rows read as they are asked for, a batch at a time, in constant memory.
    func stream<R>(_ query: Query<R>) -> RowStream<R>

    /// COPY: `next` gives rows in COPY's text format, some tens of kilobytes at a time, and nil at the end.
    @discardableResult
    func copy(into table: String, columns: [String], next: () async throws -> [UInt8]?) async throws -> Int
}

extension Database {
    /// The one row; throws `.noRow` where there is none.
    package func one<R>(_ query: Query<R>) async throws -> R {
        guard let row = try await first(query) else { throw PostgresError(.noRow, "a query gave no row where one was needed") }
        return row
    }
}
