import Foundation
import Synchronization

/// Hears which statements the current task sends: for a test that counts the queries of a page, and for a benchmark that gives the
/// same statements to `pgbench`.
///
///     let log = StatementLog()
///     try await StatementLog.$current.withValue(log) { … }
package final class StatementLog: Sendable {
    @TaskLocal package static var current: StatementLog?

    private let heard = Mutex<[SQL]>([])

    package init() {}

    package var count: Int { heard.withLock { $0.count } }

    func hear(_ sql: SQL) { heard.withLock { $0.append(sql) } }
    func hear(_ text: String) { hear(SQL(raw: text)) }

    /// The statements with their values written into them, each ending in a semicolon. It holds data: not for a log that is kept.
    package var script: String { heard.withLock { $0 }.map { $0.inlined + ";\n" }.joined() }
}

extension SQL {
    fileprivate var inlined: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .bind(let binding): binding.literal
            }
        }.joined()
    }
}

extension Binding {
    /// As a constant of its type.
    fileprivate var literal: String {
        switch content {
        case .null, .refused: "NULL" + suffix
        case .text(let bytes): Self.quoted(String(decoding: bytes, as: UTF8.self)) + suffix
        case .binary(let bytes) where cast == Vector.columnType.name: Self.vector(bytes)
        case .binary(let bytes): Self.constant(bytes, type: type)
        }
    }

    private var suffix: String {
        if let cast { return "::\(cast)" }
        return KnownType.castable[type].map { "::\($0)" } ?? ""
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }

    private static func vector(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        bytes.withUnsafeBytes { try? Vector(column: Column(bytes: $0, type: .max)).writeText(to: &out) }
        return quoted(String(decoding: out, as: UTF8.self)) + "::vector"
    }

    private static func constant(_ bytes: [UInt8], type: UInt32) -> String {
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let number = bytes.count <= 8 ? bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } : 0
        switch type {
        case 16: return number == 1 ? "true" : "false"
        case 17: return "'\\x\(hex)'::bytea"
        case 20: return "(\(Int64(bitPattern: number)))::bigint"
        case 21: return "(\(Int16(truncatingIfNeeded: number)))::smallint"
        case 23: return "(\(Int32(truncatingIfNeeded: number)))::int"
        case 701: return "'\(Double(bitPattern: number))'::float8"
        case 1082: return "('2000-01-01'::date + (\(Int32(truncatingIfNeeded: number))))"
        case 1184: return "('2000-01-01 00:00:00+00'::timestamptz + '\(Int64(bitPattern: number)) microseconds'::interval)"
        case 2950 where bytes.count == 16: return "'\(bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }.lowercase)'::uuid"
        default: return quoted(String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension KnownType {
    fileprivate static let castable: [UInt32: String] = [
        25: "text", 3802: "jsonb", 1700: "numeric", 20: "bigint", 23: "int", 701: "float8", 2950: "uuid", 1184: "timestamptz", 1082: "date", 16: "boolean",
        17: "bytea",
    ]
}
