package import Foundation

extension String: SQLValue {
    /// Left to the server, so that a string serves for text, and for an enum or a date that is spelled out as well.
    package static var columnType: ColumnType { ColumnType("text", oid: 0, arrayOID: 1009) }
    package static var arrayType: ColumnType { ColumnType("text[]", oid: 1009) }

    package var content: Binding.Content { textContent }

    package func writeText(to out: inout [UInt8]) throws {
        guard !utf8.contains(0) else { throw PostgresError.badValue("a text holds the character NUL, which PostgreSQL cannot keep") }
        out.append(contentsOf: utf8)
    }

    package init(column: Column) throws {
        if column.type == KnownType.jsonb {
            self = String(decoding: column.bytes.dropFirst(), as: UTF8.self)
            return
        }
        guard KnownType.isText(column.type) else { throw ColumnMismatch(column) }
        self = String(decoding: column.bytes, as: UTF8.self)
    }
}

extension Bool: SQLValue {
    package static var columnType: ColumnType { ColumnType("boolean", oid: 16, arrayOID: 1000) }
    package var content: Binding.Content { .binary([self ? 1 : 0]) }
    package func writeText(to out: inout [UInt8]) { out.append(self ? UInt8(ascii: "t") : UInt8(ascii: "f")) }

    package init(column: Column) throws {
        guard column.type == KnownType.bool, column.bytes.count == 1 else { throw ColumnMismatch(column) }
        self = column.bytes[0] != 0
    }
}

extension FixedWidthInteger where Self: SQLValue {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
    package var content: Binding.Content { .binary(bigEndianBytes) }
    package func writeText(to out: inout [UInt8]) { out.append(contentsOf: String(self).utf8) }

    /// Any whole number that fits: `count(*)` is a bigint and `sum(bigint)` a numeric, whatever the reader wants.
    package init(column: Column) throws {
        guard let value = Self(exactly: try Int64(anyInteger: column)) else {
            throw ColumnMismatch("\(KnownType.name(of: column.type)) out of range")
        }
        self = value
    }
}

extension Int64 {
    init(anyInteger column: Column) throws {
        switch (column.type, column.bytes.count) {
        case (KnownType.int8, 8): self = column.integer(Int64.self)
        case (KnownType.int4, 4): self = Int64(column.integer(Int32.self))
        case (KnownType.int2, 2): self = Int64(column.integer(Int16.self))
        case (KnownType.oid, 4): self = Int64(column.integer(UInt32.self))
        case (KnownType.numeric, _):
            guard let whole = Int64(try NumericBytes(column).text) else { throw ColumnMismatch("numeric out of range") }
            self = whole
        default: throw ColumnMismatch(column)
        }
    }
}

extension Column {
    func integer<Value: FixedWidthInteger>(_: Value.Type, at offset: Int = 0) -> Value {
        Value(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}

extension Int: SQLValue {
    package static var columnType: ColumnType { ColumnType("bigint", oid: 20, arrayOID: 1016) }
}

extension Int64: SQLValue {
    package static var columnType: ColumnType { ColumnType("bigint", oid: 20, arrayOID: 1016) }
}

extension Int32: SQLValue {
    package static var columnType: ColumnType { ColumnType("integer", oid: 23, arrayOID: 1007) }
}

extension Int16: SQLValue {
    package static var columnType: ColumnType { ColumnType("smallint", oid: 21, arrayOID: 1005) }
}

extension Double: SQLValue {
    package static var columnType: ColumnType { ColumnType("double precision", oid: 701, arrayOID: 1022) }
    package var content: Binding.Content { .binary(bitPattern.bigEndianBytes) }
    package func writeText(to out: inout [UInt8]) { out.append(contentsOf: spelled(self).utf8) }

    package init(column: Column) throws {
        switch (column.type, column.bytes.count) {
        case (KnownType.float8, 8): self = Double(bitPattern: column.integer(UInt64.self))
        case (KnownType.float4, 4): self = Double(Float(bitPattern: column.integer(UInt32.self)))
        case (KnownType.numeric, _): self = Double(try NumericBytes(column).text) ?? .nan
        default: self = Double(try Int64(anyInteger: column))
        }
    }
}

extension Float: SQLValue {
    package static var columnType: ColumnType { ColumnType("real", oid: 700, arrayOID: 1021) }
    package var content: Binding.Content { .binary(bitPattern.bigEndianBytes) }
    package func writeText(to out: inout [UInt8]) { out.append(contentsOf: spelled(Double(self)).utf8) }
    package init(column: Column) throws { self = Float(try Double(column: column)) }
}

private func spelled(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    return value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
}

extension UInt32 { fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } } }
extension UInt64 { fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } } }

extension UUID: SQLValue {
    package static var columnType: ColumnType { ColumnType("uuid", oid: 2950, arrayOID: 2951) }
    package var content: Binding.Content { .binary(withUnsafeBytes(of: uuid) { Array($0) }) }
    package func writeText(to out: inout [UInt8]) { out.append(contentsOf: uuidString.utf8) }

    package init(column: Column) throws {
        guard column.type == KnownType.uuid, column.bytes.count == 16 else { throw ColumnMismatch(column) }
        self = UUID(uuid: column.bytes.loadUnaligned(as: uuid_t.self))
    }

    /// Version 7 (RFC 9562): its first 48 bits are the time in milliseconds, so new rows land at the end of an index.
    package static func v7(at time: Date = Date()) -> UUID {
        let milliseconds = UInt64(max(0, time.timeIntervalSince1970 * 1000))
        let high = milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0xFFF)
        let low = UInt64.random(in: 0...(.max >> 2)) | 1 << 63
        var bytes = uuid_t(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &bytes) {
            $0.storeBytes(of: high.bigEndian, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return UUID(uuid: bytes)
    }
}
