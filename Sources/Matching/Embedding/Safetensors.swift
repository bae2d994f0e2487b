import Foundation

/// A safetensors file: eight bytes of header length, a JSON header that names each tensor with its type, shape and place, then the
/// numbers. Every place is checked against the file before it is handed out.
final class Safetensors {
    private struct Entry: Decodable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]
        enum CodingKeys: String, CodingKey { case dtype, shape, offsets = "data_offsets" }
    }

    private let file: MappedFile
    private let path: String
    private let entries: [String: Entry]
    private let dataStart: Int

    init(_ url: URL) throws(EmbedderError) {
        file = try MappedFile(url)
        path = url.path
        guard file.bytes.count > 8 else { throw .modelUnreadable(path: path, reason: "it is cut short") }
        let length = file.bytes.loadUnaligned(as: UInt64.self).littleEndian
        guard length < 10_000_000, Int(length) + 8 <= file.bytes.count else {
            throw .modelUnreadable(path: path, reason: "its header is no safetensors header")
        }
        dataStart = 8 + Int(length)
        entries = try Self.header(Data(file.bytes[8..<dataStart]), path: path)
    }

    /// The numbers of one tensor, which live as long as this object.
    func floats(_ name: String, shape: [Int]) throws(EmbedderError) -> UnsafePointer<Float> {
        guard let entry = entries[name] else { throw unreadable("it has no tensor \(name)") }
        guard entry.dtype == "F32", entry.shape == shape, entry.offsets.count == 2 else {
            throw unreadable("\(name) is \(entry.dtype) \(entry.shape), not F32 \(shape)")
        }
        let (start, end) = (entry.offsets[0], entry.offsets[1])
        guard start >= 0, end - start == shape.reduce(4, *), end <= file.bytes.count - dataStart else {
            throw unreadable("it is cut short at \(name)")
        }
        guard let base = file.bytes.baseAddress, (dataStart + start) % 4 == 0 else {
            throw unreadable("\(name) does not start at a whole number")
        }
        return (base + dataStart + start).assumingMemoryBound(to: Float.self)
    }

    /// A table of which a text touches a few rows: the system reads only the pages asked for, not their neighbours as well.
    func rows(_ name: String, shape: [Int]) throws(EmbedderError) -> UnsafePointer<Float> {
        let table = try floats(name, shape: shape)
        file.expectScatteredReads(from: UnsafeRawPointer(table), bytes: shape.reduce(4, *))
        return table
    }

    private func unreadable(_ reason: String) -> EmbedderError { .modelUnreadable(path: path, reason: reason) }

    private static func header(_ data: Data, path: String) throws(EmbedderError) -> [String: Entry] {
        do {
            var named = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            named["__metadata__"] = nil
            return try JSONDecoder().decode([String: Entry].self, from: JSONSerialization.data(withJSONObject: named))
        } catch {
            throw .modelUnreadable(path: path, reason: "its header is no safetensors header")
        }
    }
}
