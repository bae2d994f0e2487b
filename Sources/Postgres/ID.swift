package import Foundation

/// The identity of one `Owner`: a UUID that cannot be mistaken for that of something else.
package struct ID<Owner>: Hashable, Sendable, Codable, CustomStringConvertible, LosslessStringConvertible, SQLValue {
    package let uuid: UUID

    /// A new one: version 7, so that rows made one after the other stand together.
    package init() { uuid = .v7() }
    package init(_ uuid: UUID) { self.uuid = uuid }

    package init?(_ text: String) {
        guard let uuid = UUID(uuidString: text) else { return nil }
        self.uuid = uuid
    }

    package var description: String { uuid.lowercase }

    package init(from decoder: any Decoder) throws {
        uuid = try decoder.singleValueContainer().decode(UUID.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package static var columnType: ColumnType { UUID.columnType }
    package var content: Binding.Content { uuid.content }
    package func writeText(to out: inout [UInt8]) { uuid.writeText(to: &out) }
    package init(column: Column) throws { uuid = try UUID(column: column) }
}

extension ID: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension UUID {
    /// As PostgreSQL and our addresses write it. By hand, because Foundation goes through `printf`: a third of the time of a board of 300.
    package var lowercase: String {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { out in
                var place = 0
                for (index, byte) in bytes.enumerated() {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        out[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    out[place] = Self.digit(byte >> 4)
                    out[place + 1] = Self.digit(byte & 15)
                    place += 2
                }
                return place
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
}
