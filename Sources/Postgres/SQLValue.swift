/// A value that goes to the database and comes back from it.
package protocol SQLValue: Sendable {
    static var columnType: ColumnType { get }

    /// As a parameter of a statement.
    var content: Binding.Content { get }

    /// As COPY and array literals want it, before their own escaping. Never called where `isNull`.
    func writeText(to out: inout [UInt8]) throws

    /// From a column in PostgreSQL's binary format.
    init(column: Column) throws

    /// What NULL decodes to; nil where NULL is not welcome.
    static var null: Self? { get }
    var isNull: Bool { get }

    /// Arrays go through their element, because `[UInt8]` is `bytea` and no array at all.
    static var arrayType: ColumnType { get }
    static func arrayContent(_ elements: [Self]) -> Binding.Content
    static func writeArray(_ elements: [Self], to out: inout [UInt8]) throws
    static func readArray(_ column: Column) throws -> [Self]
}

/// The PostgreSQL type of a Swift type.
package struct ColumnType: Sendable {
    package var name: String
    /// 0 leaves the type to the server, which reads it from where the parameter stands.
    package var oid: UInt32
    package var arrayOID: UInt32
    /// True where the type has no fixed number (enums, extensions): the parameter is then written `$1::name`.
    package var isCast: Bool

    package init(_ name: String, oid: UInt32 = 0, arrayOID: UInt32 = 0, isCast: Bool = false) {
        self.name = name
        self.oid = oid
        self.arrayOID = arrayOID
        self.isCast = isCast
    }
}

/// A value as it is bound to a parameter.
package struct Binding: Sendable {
    package enum Content: Sendable {
        case null
        case text([UInt8])
        case binary([UInt8])
        /// The value cannot be stored; the statement is refused before it reaches the server.
        case refused(String)
    }

    var type: UInt32
    var cast: String?
    var content: Content

    init<Value: SQLValue>(_ value: Value) {
        let columnType = Value.columnType
        type = columnType.oid
        cast = columnType.isCast ? columnType.name : nil
        content = value.content
    }
}

/// One value of one row: its bytes in binary format and the number of its type.
package struct Column {
    package var bytes: UnsafeRawBufferPointer
    package var type: UInt32
}

/// Why a column could not be read. `Row` adds the column's name; neither holds the data.
struct ColumnMismatch: Error {
    var found: String

    init(_ found: String) { self.found = found }
    init(_ column: Column) { found = KnownType.name(of: column.type) }
}

extension SQLValue {
    package static var null: Self? { nil }
    package var isNull: Bool { false }

    /// The text form, for types whose text is as good as their binary form.
    var textContent: Binding.Content {
        var out: [UInt8] = []
        do {
            try writeText(to: &out)
            return .text(out)
        } catch let error as PostgresError {
            return .refused(error.message)
        } catch {
            return .refused("the value cannot be written as text")
        }
    }
}

extension Optional: SQLValue where Wrapped: SQLValue {
    package static var columnType: ColumnType { Wrapped.columnType }
    package static var null: Self? { .some(nil) }
    package var isNull: Bool { self == nil || self?.isNull == true }
    package var content: Binding.Content { self?.content ?? .null }

    package func writeText(to out: inout [UInt8]) throws {
        try self?.writeText(to: &out)
    }

    package init(column: Column) throws {
        self = try Wrapped(column: column)
    }
}

/// Numbers of PostgreSQL's built-in types, which are fixed for ever.
enum KnownType {
    static let bool: UInt32 = 16, bytea: UInt32 = 17, int8: UInt32 = 20, int2: UInt32 = 21, int4: UInt32 = 23
    static let json: UInt32 = 114, float4: UInt32 = 700, float8: UInt32 = 701, date: UInt32 = 1082
    static let timestamp: UInt32 = 1114, timestamptz: UInt32 = 1184, numeric: UInt32 = 1700
    static let uuid: UInt32 = 2950, jsonb: UInt32 = 3802, oid: UInt32 = 26

    private static let names: [UInt32: String] = [
        16: "boolean", 17: "bytea", 20: "bigint", 21: "smallint", 23: "integer", 25: "text", 26: "oid", 114: "json",
        700: "real", 701: "double precision", 1043: "varchar", 1082: "date", 1083: "time", 1114: "timestamp",
        1184: "timestamptz", 1186: "interval", 1700: "numeric", 2950: "uuid", 3802: "jsonb", 869: "inet", 3614: "tsvector",
        1000: "boolean[]", 1005: "smallint[]", 1007: "integer[]", 1009: "text[]", 1016: "bigint[]", 2951: "uuid[]",
    ]

    static func name(of oid: UInt32) -> String { names[oid] ?? "type \(oid)" }

    /// Types whose binary form is not text, so that reading them as a string would give garbage.
    static func isText(_ oid: UInt32) -> Bool {
        switch oid {
        case 18, 19, 25, 114, 142, 705, 1042, 1043, 2275: true
        default: oid >= 16_384
        }
    }
}
