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

    package var description: String { uuid.uuidString.lowercased() }

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
