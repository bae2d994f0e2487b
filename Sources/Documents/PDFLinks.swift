internal import CZlib
internal import Foundation

/// Where the clickable parts of a PDF lead. `pdftohtml` tells only of those that hold text, and profiles mostly hide behind
/// drawn icons, so the addresses are taken from the file itself: from its objects and from its packed streams of objects.
enum PDFLinks {
    private static let key = Data("/URI".utf8)
    private static let packed = Data("/ObjStm".utf8)
    private static let limit = 200
    /// Of all streams together, once inflated; streams of objects hold no pictures.
    private static let inflatedBytes = 8 << 20

    static func targets(in bytes: Data) -> [String] {
        // The strings of an encrypted file are unreadable without its key.
        guard bytes.range(of: Data("/Encrypt".utf8)) == nil else { return [] }
        var targets = strings(in: bytes)
        var place = bytes.startIndex
        var left = inflatedBytes
        while targets.count < limit, left > 0, let mark = bytes.range(of: packed, in: place..<bytes.endIndex) {
            place = mark.upperBound
            guard let start = bytes.range(of: Data("stream".utf8), in: mark.upperBound..<min(mark.upperBound + 400, bytes.endIndex)) else { continue }
            var content = start.upperBound
            while content < bytes.endIndex, bytes[content] == 13 || bytes[content] == 10 { content += 1 }
            let objects = inflate(bytes[content..<bytes.endIndex], limit: min(left, 2 << 20))
            left -= objects.count
            targets += strings(in: objects)
        }
        var seen: Set<String> = []
        return targets.prefix(limit).filter { seen.insert($0).inserted }
    }

    /// `/URI (https://…)` or `/URI <68747470…>`; the name of the action's kind, `/S /URI`, has no string behind it.
    private static func strings(in bytes: Data) -> [String] {
        var found: [String] = []
        var place = bytes.startIndex
        while found.count < limit, let mark = bytes.range(of: key, in: place..<bytes.endIndex) {
            place = mark.upperBound
            var index = place
            while index < bytes.endIndex, [32, 10, 13, 9].contains(bytes[index]) { index += 1 }
            guard index < bytes.endIndex else { break }
            if bytes[index] == UInt8(ascii: "("), let text = literal(bytes, from: index + 1) { found.append(text) }
            if bytes[index] == UInt8(ascii: "<"), let text = hexadecimal(bytes, from: index + 1) { found.append(text) }
        }
        return found
    }

    private static func literal(_ bytes: Data, from start: Data.Index) -> String? {
        var text: [UInt8] = []
        var index = start, depth = 0
        while index < bytes.endIndex, text.count < 2_000 {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard index < bytes.endIndex else { return nil }
                text.append(bytes[index])
                index += 1
            case UInt8(ascii: "("):
                depth += 1
                text.append(byte)
            case UInt8(ascii: ")"):
                if depth == 0 { return String(decoding: text, as: UTF8.self) }
                depth -= 1
                text.append(byte)
            default: text.append(byte)
            }
        }
        return nil
    }

    private static func hexadecimal(_ bytes: Data, from start: Data.Index) -> String? {
        guard let end = bytes[start...].prefix(4_000).firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let digits = Array(bytes[start..<end]).filter { $0 > 32 }
        guard digits.count.isMultiple(of: 2), !digits.isEmpty else { return nil }
        let values = stride(from: 0, to: digits.count, by: 2).map { UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16) }
        guard !values.contains(nil) else { return nil }
        let text = values.compactMap { $0 }
        return text.starts(with: [0xFE, 0xFF]) ? String(data: Data(text.dropFirst(2)), encoding: .utf16BigEndian) : String(decoding: text, as: UTF8.self)
    }

    /// What a zlib stream holds, as far as it can be read within the limit.
    private static func inflate(_ source: Data, limit: Int) -> Data {
        guard source.count > 2 else { return Data() }
        var stream = z_stream()
        guard shortlist_inflate_raw_init(&stream) == Z_OK else { return Data() }
        defer { inflateEnd(&stream) }
        var output = Data()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        source.dropFirst(2).withUnsafeBytes { (input: UnsafeRawBufferPointer) in
            stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(min(input.count, Int(UInt32.max)))
            var status = Z_OK
            while status == Z_OK, output.count < limit {
                let written = buffer.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return target.count - Int(stream.avail_out)
                }
                output.append(contentsOf: buffer[..<written])
                if written == 0 { break }
            }
        }
        return output
    }
}
