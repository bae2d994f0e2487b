/// A row for COPY: its values in the order of the columns.
package protocol CopyLine {
    func write(to out: inout [UInt8]) throws
}

/// A row for COPY, written the moment it is made.
package struct CopyRow: CopyLine, Sendable {
    private var line: [UInt8] = []

    package init<each Value: SQLValue>(_ value: repeat each Value) throws {
        var isFirst = true
        for value in repeat each value {
            if !isFirst { line.append(UInt8(ascii: "\t")) }
            isFirst = false
            try writeCopyField(value, to: &line)
        }
        line.append(UInt8(ascii: "\n"))
    }

    package func write(to out: inout [UInt8]) { out += line }
}

extension Array: CopyLine where Element == any SQLValue {
    package func write(to out: inout [UInt8]) throws {
        for (index, value) in enumerated() {
            if index > 0 { out.append(UInt8(ascii: "\t")) }
            try writeCopyField(value, to: &out)
        }
        out.append(UInt8(ascii: "\n"))
    }
}

private func writeCopyField(_ value: some SQLValue, to out: inout [UInt8]) throws {
    if value.isNull { return out.append(contentsOf: "\\N".utf8) }
    let start = out.count
    try value.writeText(to: &out)
    guard out[start...].contains(where: isSpecial) else { return }
    let plain = Array(out[start...])
    out.removeSubrange(start...)
    for byte in plain {
        if isSpecial(byte) { out.append(UInt8(ascii: "\\")) }
        switch byte {
        case UInt8(ascii: "\n"): out.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): out.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): out.append(UInt8(ascii: "t"))
        default: out.append(byte)
        }
    }
}

private func isSpecial(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t")
}

/// Big enough that a message to the server costs nothing, small enough that memory stays flat.
private let chunkSize = 64 * 1024

extension Database {
    /// Bulk loading by COPY; gives the number of rows. If anything throws, nothing is loaded.
    @discardableResult
    package func copy<Rows: Sequence>(into table: String, columns: [String], rows: Rows) async throws -> Int where Rows.Element: CopyLine {
        var iterator = rows.makeIterator()
        return try await copy(into: table, columns: columns) {
            var chunk: [UInt8] = []
            while chunk.count < chunkSize, let row = iterator.next() { try row.write(to: &chunk) }
            return chunk.isEmpty ? nil : chunk
        }
    }

    @discardableResult
    package func copy<Rows: AsyncSequence>(into table: String, columns: [String], rows: Rows) async throws -> Int
    where Rows.Element: CopyLine {
        var iterator = rows.makeAsyncIterator()
        return try await copy(into: table, columns: columns) {
            var chunk: [UInt8] = []
            while chunk.count < chunkSize, let row = try await iterator.next() { try row.write(to: &chunk) }
            return chunk.isEmpty ? nil : chunk
        }
    }
}

extension Connection {
    func copy(into table: String, columns: [String], next: () async throws -> [UInt8]?) async throws -> Int {
        let names = columns.map { SQL.quoted(identifier: $0) }.joined(separator: ", ")
        try await perform([.simple("COPY \(SQL.quoted(identifier: table)) (\(names)) FROM STDIN")])
        do {
            while let chunk = try await next() { try await perform([.copyData(chunk)]) }
        } catch {
            _ = try? await perform([.copyEnd(failure: "the program gave up")], shielded: true)
            throw error
        }
        return try await perform([.copyEnd(failure: nil)]).last?.affected ?? 0
    }
}
