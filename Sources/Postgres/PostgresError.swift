/// What went wrong with the database. Neither `description` nor `message` holds any of the data: PostgreSQL's DETAIL, which
/// quotes rows, is never kept, and what a message quotes of a bad value is cut off.
package struct PostgresError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        case server(sqlState: String)
        case connectionLost
        case poolSpent(waited: Duration)
        case cancelled
        case timedOut
        case decoding(column: String, wanted: String, found: String)
        case noRow
        case badValue
    }

    package var kind: Kind
    /// The constraint that a write broke, which is what a form turns into a problem beside a field.
    package var constraint: String?
    package var table: String?
    package var column: String?
    /// For the log.
    package var message: String

    package init(_ kind: Kind, _ message: String, constraint: String? = nil, table: String? = nil, column: String? = nil) {
        self.kind = kind
        self.message = message
        self.constraint = constraint
        self.table = table
        self.column = column
    }

    static func badValue(_ message: String) -> PostgresError { PostgresError(.badValue, message) }
    static func lost(_ message: String) -> PostgresError { PostgresError(.connectionLost, message) }
    static let cancelled = PostgresError(.cancelled, "the query was cancelled")

    package var sqlState: String? {
        if case .server(let state) = kind { state } else { nil }
    }

    /// The database is away, starting, stopping or full for the moment: the same question may be answered later.
    package var isOutage: Bool {
        switch kind {
        case .connectionLost, .poolSpent: true
        default: ["57P01", "57P02", "57P03", "53300"].contains(sqlState ?? "")
        }
    }

    package var isUniqueViolation: Bool { sqlState == "23505" }
    package var isForeignKeyViolation: Bool { sqlState == "23503" }
    package var isCheckViolation: Bool { sqlState == "23514" }
    package var isNotNullViolation: Bool { sqlState == "23502" }
    /// Another transaction was in the way: the same work can be tried again.
    package var isSerialization: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Work whose transaction another one was in the way of, tried once more: three times, each after a longer pause. The work opens the transaction.
    package static func retrying<T>(_ body: () async throws -> T) async throws -> T {
        for pause in [10, 40, 160] {
            do { return try await body() } catch let error as PostgresError where error.isSerialization {
                try await Task.sleep(for: .milliseconds(pause))
            }
        }
        return try await body()
    }

    package var isConnectionLost: Bool { kind == .connectionLost }

    package var description: String {
        switch kind {
        case .server(let state): "database error \(state): \(message)" + (constraint.map { " (constraint \($0))" } ?? "")
        case .connectionLost: "the connection to the database was lost: \(message)"
        case .poolSpent(let waited):
            "no database connection was free within \(waited): \(message)"
        case .cancelled: "the database query was cancelled"
        case .timedOut: "the database query took longer than it may"
        case .decoding(let column, let wanted, let found): "column \(column): wanted \(wanted), found \(found)"
        case .noRow: "the database query gave no row where one was needed"
        case .badValue: message
        }
    }
}
