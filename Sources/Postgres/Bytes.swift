package import Foundation

extension Data: SQLValue {
    package static var columnType: ColumnType { ColumnType("bytea", oid: 17, arrayOID: 1001) }
    package var content: Binding.Content { .binary(Array(self)) }
    package func writeText(to out: inout [UInt8]) { writeHex(self, to: &out) }

    package init(column: Column) throws {
        guard column.type == KnownType.bytea else { throw ColumnMismatch(column) }
        self = Data(column.bytes)
    }
}

/// Only there so that `[UInt8]` is `bytea`.
extension UInt8: SQLValue {
    package static var columnType: ColumnType { ColumnType("smallint", oid: 21) }
    package static var arrayType: ColumnType { ColumnType("bytea", oid: 17, arrayOID: 1001) }
    package var content: Binding.Content { .binary(Int16(self).bigEndianBytes) }
    package static func arrayContent(_ elements: [UInt8]) -> Binding.Content { .binary(elements) }
    package static func writeArray(_ elements: [UInt8], to out: inout [UInt8]) { writeHex(elements, to: &out) }

    package static func readArray(_ column: Column) throws -> [UInt8] {
        guard column.type == KnownType.bytea else { throw ColumnMismatch(column) }
        return Array(column.bytes)
    }
}

private func writeHex(_ bytes: some Sequence<UInt8>, to out: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    out.append(contentsOf: "\\x".utf8)
    for byte in bytes {
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
    }
}

/// A value kept as `jsonb`.
package struct JSON<Value: Codable & Sendable>: Sendable {
    package var value: Value
    package init(_ value: Value) { self.value = value }
}

extension JSON: Equatable where Value: Equatable {}
extension JSON: Hashable where Value: Hashable {}

extension JSON: SQLValue {
    package static var columnType: ColumnType { ColumnType("jsonb", oid: 3802, arrayOID: 3807) }
    package var content: Binding.Content { textContent }

    package func writeText(to out: inout [UInt8]) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { throw PostgresError.badValue("a value cannot be written as JSON") }
        out.append(contentsOf: data)
    }

    package init(column: Column) throws {
        if Value.self == [String].self, column.type == KnownType.jsonb, let plain = plainTexts(UnsafeRawBufferPointer(rebasing: column.bytes.dropFirst())),
            let value = plain as? Value
        {
            self.value = value
            return
        }
        let bytes: Data
        switch column.type {
        case KnownType.jsonb where column.bytes.first == 1: bytes = Data(column.bytes.dropFirst())
        case KnownType.json: bytes = Data(column.bytes)
        default: throw ColumnMismatch(column)
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let value = try? decoder.decode(Value.self, from: bytes) else { throw ColumnMismatch("JSON of another shape") }
        self.value = value
    }
}

/// A JSON array of texts without escapes, as PostgreSQL prints it; nil for all else, which `JSONDecoder` reads. Lists of skills and places
/// are on every page, and the decoder takes 8 microseconds for each.
private func plainTexts(_ bytes: UnsafeRawBufferPointer) -> [String]? {
    guard bytes.count >= 2, bytes[0] == UInt8(ascii: "["), bytes[bytes.count - 1] == UInt8(ascii: "]") else { return nil }
    var texts: [String] = []
    var place = 1
    while place < bytes.count - 1 {
        if !texts.isEmpty {
            guard bytes[place] == UInt8(ascii: ","), bytes[place + 1] == UInt8(ascii: " ") else { return nil }
            place += 2
        }
        guard bytes[place] == UInt8(ascii: "\"") else { return nil }
        let start = place + 1
        place = start
        while bytes[place] != UInt8(ascii: "\"") {
            if bytes[place] == UInt8(ascii: "\\") { return nil }
            place += 1
            guard place < bytes.count - 1 else { return nil }
        }
        texts.append(String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<place]), as: UTF8.self))
        place += 1
    }
    return texts
}

/// A point in the space of meanings: pgvector's `vector`, 32-bit numbers.
package struct Vector: Sendable, Hashable, SQLValue {
    package var numbers: [Float]
    package init(_ numbers: [Float]) { self.numbers = numbers }

    package static var columnType: ColumnType { ColumnType("vector", isCast: true) }

    package var content: Binding.Content {
        guard !numbers.isEmpty, numbers.count <= 16_000, numbers.allSatisfy(\.isFinite) else {
            return .refused("a vector needs 1 to 16,000 finite numbers")
        }
        var out = Int16(numbers.count).bigEndianBytes + [0, 0]
        out.reserveCapacity(4 + 4 * numbers.count)
        for number in numbers { withUnsafeBytes(of: number.bitPattern.bigEndian) { out.append(contentsOf: $0) } }
        return .binary(out)
    }

    package func writeText(to out: inout [UInt8]) {
        out.append(UInt8(ascii: "["))
        for (index, number) in numbers.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out.append(contentsOf: number.description.utf8)
        }
        out.append(UInt8(ascii: "]"))
    }

    package init(column: Column) throws {
        // The type's number differs from database to database; its form does not.
        guard column.type >= 16_384, column.bytes.count >= 4 else { throw ColumnMismatch(column) }
        let count = Int(column.integer(Int16.self))
        guard column.bytes.count == 4 + 4 * count else { throw ColumnMismatch(column) }
        numbers = (0..<count).map { Float(bitPattern: column.integer(UInt32.self, at: 4 + 4 * $0)) }
    }
}
