private import CLibPQ
private import Foundation

/// A value that is read from one row, by the names of its columns.
package protocol RowDecodable: Sendable {
    init(row: Row) throws
}

/// One row of an answer.
package struct Row {
    let result: ResultSet
    let index: Int32

    /// Throws `.decoding`, which names the column, the type wanted and what was found.
    package func get<Value: SQLValue>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let position = result.columns.position[column] else {
            throw decodingError(column, Value.self, found: "no such column")
        }
        guard position >= 0 else { throw decodingError(column, Value.self, found: "more than one column of that name") }
        return try value(at: position, named: column)
    }

    package func has(_ column: String) -> Bool { result.columns.position[column] != nil }

    func value<Value: SQLValue>(at position: Int32, named column: @autoclosure () -> String) throws -> Value {
        guard let bytes = result.bytes(row: index, column: position) else {
            guard let null = Value.null else { throw decodingError(column(), Value.self, found: "NULL") }
            return null
        }
        do {
            return try Value(column: Column(bytes: bytes, type: result.columns.types[Int(position)]))
        } catch let mismatch as ColumnMismatch {
            throw decodingError(column(), Value.self, found: mismatch.found)
        }
    }

    private func decodingError<Value: SQLValue>(_ column: String, _: Value.Type, found: String) -> PostgresError {
        let wanted = Value.columnType.name + (Value.null == nil ? "" : " or NULL")
        return PostgresError(.decoding(column: column, wanted: wanted, found: found), "column \(column): wanted \(wanted), found \(found)")
    }
}

/// A row of a single column.
package struct One<Value: SQLValue>: RowDecodable {
    package var value: Value

    package init(row: Row) throws {
        guard row.result.columns.types.count == 1 else {
            throw PostgresError(.decoding(column: "1", wanted: "one column", found: "\(row.result.columns.types.count)"), "One<…> reads a query of one column")
        }
        value = try row.value(at: 0, named: row.result.columns.names[0])
    }
}

/// Where each column of a statement stands, worked out once per prepared statement.
final class Columns: Sendable {
    let names: [String]
    let types: [UInt32]
    /// -1 for a name that occurs twice.
    let position: [String: Int32]

    init() {
        (names, types, position) = ([], [], [:])
    }

    init(_ result: OpaquePointer) {
        let count = PQnfields(result)
        names = (0..<count).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
        types = (0..<count).map { PQftype(result, $0) }
        var position: [String: Int32] = [:]
        for (index, name) in names.enumerated() { position[name] = position[name] == nil ? Int32(index) : -1 }
        self.position = position
    }

    func fits(_ result: OpaquePointer) -> Bool {
        PQnfields(result) == Int32(types.count) && types.indices.allSatisfy { PQftype(result, Int32($0)) == types[$0] }
    }
}

/// What a statement gave back.
///
/// Unchecked, because libpq's result is never changed after the driver made it: reading it from any thread is sound, and it
/// is freed once, here.
final class ResultSet: @unchecked Sendable {
    private let pointer: OpaquePointer
    let columns: Columns

    init(_ pointer: OpaquePointer, columns: Columns?) {
        self.pointer = pointer
        self.columns = columns ?? Columns(pointer)
    }

    deinit { PQclear(pointer) }

    var count: Int32 { PQntuples(pointer) }

    /// Rows that an INSERT, UPDATE, DELETE, MERGE, COPY or SELECT touched.
    var affected: Int {
        guard let text = PQcmdTuples(pointer), text.pointee != 0 else { return 0 }
        return Int(strtol(text, nil, 10))
    }

    /// `COMMIT`, `INSERT 0 1` and the like.
    var tag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    func bytes(row: Int32, column: Int32) -> UnsafeRawBufferPointer? {
        if PQgetisnull(pointer, row, column) == 1 { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
    }

    func decode<R: RowDecodable>(_: R.Type = R.self) throws -> [R] {
        let count = count
        var rows: [R] = []
        rows.reserveCapacity(Int(count))
        for index in 0..<count { rows.append(try R(row: Row(result: self, index: index))) }
        return rows
    }

    func first<R: RowDecodable>(_: R.Type = R.self) throws -> R? {
        count == 0 ? nil : try R(row: Row(result: self, index: 0))
    }
}
