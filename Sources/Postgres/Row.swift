private import CLibPQ
package import Foundation

/// A value that is read from one row, by the names of its columns.
package protocol RowDecodable: Sendable {
    init(row: Row) throws
}

/// One row of an answer.
package struct Row {
    let result: ResultSet
    let index: Int32
    /// Where the columns were found in the row before: rows of one query are read in one order.
    let memo: Memo

    init(result: ResultSet, index: Int32, memo: Memo = Memo()) { (self.result, self.index, self.memo) = (result, index, memo) }

    /// Held by one decoding loop and by nobody else. A board reads 300 rows of 15 columns; hashing each name anew was a tenth of its time.
    final class Memo {
        private var positions: [Int32] = []
        private var next = 0

        func begin() { next = 0 }

        func position(of name: String, in columns: Columns) -> Int32? {
            defer { next += 1 }
            if next < positions.count {
                let guess = positions[next]
                if guess >= 0, columns.names[Int(guess)] == name { return guess }
                return columns.position[name]
            }
            let found = columns.position[name]
            positions.append(found ?? -1)
            return found
        }
    }

    /// Throws `.decoding`, which names the column, the type wanted and what was found.
    package func get<Value: SQLValue>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let position = memo.position(of: column, in: result.columns) else {
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

/// The types that pages read most. A generic of another module runs unspecialised; named here, they are compiled for what they are:
/// a seventh of the time of a board.
extension Row {
    package func get(_ column: String) throws -> String { try get(column, as: String.self) }
    package func get(_ column: String) throws -> String? { try get(column, as: String?.self) }
    package func get(_ column: String) throws -> Int { try get(column, as: Int.self) }
    package func get(_ column: String) throws -> Int? { try get(column, as: Int?.self) }
    package func get(_ column: String) throws -> Bool { try get(column, as: Bool.self) }
    package func get(_ column: String) throws -> Bool? { try get(column, as: Bool?.self) }
    package func get(_ column: String) throws -> Double? { try get(column, as: Double?.self) }
    package func get(_ column: String) throws -> Date { try get(column, as: Date.self) }
    package func get(_ column: String) throws -> Date? { try get(column, as: Date?.self) }
    package func get<Owner>(_ column: String) throws -> ID<Owner> { ID(try get(column, as: UUID.self)) }
    package func get<Owner>(_ column: String) throws -> ID<Owner>? { try get(column, as: UUID?.self).map { ID($0) } }
    package func texts(_ column: String) throws -> [String] { try get(column, as: JSON<[String]>.self).value }
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
        let memo = Row.Memo()
        for index in 0..<count {
            memo.begin()
            rows.append(try R(row: Row(result: self, index: index, memo: memo)))
        }
        return rows
    }

    func first<R: RowDecodable>(_: R.Type = R.self) throws -> R? {
        count == 0 ? nil : try R(row: Row(result: self, index: 0))
    }
}
