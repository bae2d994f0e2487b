extension Array: SQLValue where Element: SQLValue {
    package static var columnType: ColumnType { Element.arrayType }
    package var content: Binding.Content { Element.arrayContent(self) }
    package func writeText(to out: inout [UInt8]) throws { try Element.writeArray(self, to: &out) }
    package init(column: Column) throws { self = try Element.readArray(column) }
}

extension SQLValue {
    package static var arrayType: ColumnType {
        ColumnType(columnType.name + "[]", oid: columnType.arrayOID, isCast: columnType.arrayOID == 0)
    }

    package static func arrayContent(_ elements: [Self]) -> Binding.Content {
        var out: [UInt8] = []
        do {
            try writeArray(elements, to: &out)
            return .text(out)
        } catch let error as PostgresError {
            return .refused(error.message)
        } catch {
            return .refused("an array holds a value that cannot be written")
        }
    }

    /// `{"one","two",NULL}`: every element in quotes, so that none can be read as anything but itself.
    package static func writeArray(_ elements: [Self], to out: inout [UInt8]) throws {
        var text: [UInt8] = []
        out.append(UInt8(ascii: "{"))
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            if element.isNull {
                out.append(contentsOf: "NULL".utf8)
                continue
            }
            text.removeAll(keepingCapacity: true)
            try element.writeText(to: &text)
            out.append(UInt8(ascii: "\""))
            for byte in text {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
                out.append(byte)
            }
            out.append(UInt8(ascii: "\""))
        }
        out.append(UInt8(ascii: "}"))
    }

    /// One dimension is read; more are refused.
    package static func readArray(_ column: Column) throws -> [Self] {
        guard column.bytes.count >= 12 else { throw ColumnMismatch(column) }
        let dimensions = column.integer(Int32.self)
        if dimensions == 0 { return [] }
        guard dimensions == 1, column.bytes.count >= 20 else { throw ColumnMismatch("an array of \(dimensions) dimensions") }
        let type = column.integer(UInt32.self, at: 8)
        var offset = 20
        return try (0..<Int(column.integer(Int32.self, at: 12))).map { _ in
            guard offset + 4 <= column.bytes.count else { throw ColumnMismatch(column) }
            let length = Int(column.integer(Int32.self, at: offset))
            offset += 4
            guard length >= 0 else {
                guard let null = Self.null else { throw ColumnMismatch("an array with NULL in it") }
                return null
            }
            guard offset + length <= column.bytes.count else { throw ColumnMismatch(column) }
            defer { offset += length }
            return try Self(column: Column(bytes: UnsafeRawBufferPointer(rebasing: column.bytes[offset..<offset + length]), type: type))
        }
    }
}

/// One of a fixed set of words: a native enum type of the database with the same labels.
package protocol SQLEnum: RawRepresentable, SQLValue, CaseIterable where RawValue == String {
    /// The type's name in the database, such as `job_status`.
    static var sqlType: String { get }
}

extension SQLEnum {
    package static var columnType: ColumnType { ColumnType(sqlType, isCast: true) }
    package var content: Binding.Content { .text(Array(rawValue.utf8)) }
    package func writeText(to out: inout [UInt8]) { out.append(contentsOf: rawValue.utf8) }

    package init(column: Column) throws {
        guard let value = Self(rawValue: try String(column: column)) else { throw ColumnMismatch("a label that the program does not know") }
        self = value
    }
}
