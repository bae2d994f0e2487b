import Foundation

/// Brings a table of unknown encoding to UTF-8, a piece at a time: by its mark, by its shape, and where it is no UTF-8, as Windows-1252.
enum TextImport {
    enum Encoding: String, Sendable, Codable { case utf8 = "UTF-8", utf16Little = "UTF-16 LE", utf16Big = "UTF-16 BE", windows = "Windows-1252" }

    enum Refused: Error { case notText, empty }

    /// Writes `source` as UTF-8 without mark and without NUL to `target`.
    @discardableResult
    static func convert(_ source: URL, to target: URL) throws -> Encoding {
        let bytes = try Data(contentsOf: source, options: .alwaysMapped)
        guard !bytes.isEmpty else { throw Refused.empty }
        let encoding = detect(bytes)
        guard FileManager.default.createFile(atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let out = try FileHandle(forWritingTo: target)
        defer { try? out.close() }
        let start = mark(of: bytes, encoding)
        let isText = try bytes.withUnsafeBytes { all -> Bool in
            let body = UnsafeRawBufferPointer(rebasing: all.dropFirst(start))
            switch encoding {
            case .utf8: return try copy(body, to: out)
            case .windows: return try widen(body, to: out)
            case .utf16Little, .utf16Big: return try decode16(body, isBig: encoding == .utf16Big, to: out)
            }
        }
        guard isText else { throw Refused.notText }
        return encoding
    }

    static func detect(_ bytes: Data) -> Encoding {
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16Little }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16Big }
        let head = bytes.prefix(4_096)
        let zeros = head.enumerated().reduce(into: (even: 0, odd: 0)) { counts, byte in
            if byte.element == 0 { if byte.offset.isMultiple(of: 2) { counts.even += 1 } else { counts.odd += 1 } }
        }
        if zeros.odd > head.count / 6, zeros.even < head.count / 40 + 1 { return .utf16Little }
        if zeros.even > head.count / 6, zeros.odd < head.count / 40 + 1 { return .utf16Big }
        return bytes.withUnsafeBytes(isUTF8) ? .utf8 : .windows
    }

    private static func mark(of bytes: Data, _ encoding: Encoding) -> Int {
        switch encoding {
        case .utf8: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        case .windows: 0
        case .utf16Little: bytes.starts(with: [0xFF, 0xFE]) ? 2 : 0
        case .utf16Big: bytes.starts(with: [0xFE, 0xFF]) ? 2 : 0
        }
    }

    /// Well-formed by the table of Unicode 3.9 (D92): no overlong forms, no surrogates, nothing above U+10FFFF.
    static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        let count = bytes.count
        while place < count {
            while place + 8 <= count, bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { place += 8 }
            guard place < count else { return true }
            let first = bytes[place]
            if first < 0x80 { place += 1; continue }
            let (length, low, high): (Int, UInt8, UInt8)
            switch first {
            case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
            case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
            case 0xED: (length, low, high) = (3, 0x80, 0x9F)
            case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
            case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
            case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
            case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
            default: return false
            }
            guard place + length <= count, (low...high).contains(bytes[place + 1]) else { return false }
            for index in 2..<max(length, 2) where !(0x80...0xBF).contains(bytes[place + index]) { return false }
            place += length
        }
        return true
    }

    private static let piece = 1 << 20

    /// A text has no NUL; a file of another kind has many.
    private static func copy(_ bytes: UnsafeRawBufferPointer, to out: FileHandle) throws -> Bool {
        var start = 0
        while start < bytes.count {
            let end = min(start + piece, bytes.count)
            let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            guard !part.contains(0) else { return false }
            try out.write(contentsOf: Data(part))
            start = end
        }
        return true
    }

    /// The 27 signs of Windows between 0x80 and 0x9F; the rest is Latin-1.
    private static let windows: [UInt8: UInt16] = [
        0x80: 0x20AC, 0x82: 0x201A, 0x83: 0x0192, 0x84: 0x201E, 0x85: 0x2026, 0x86: 0x2020, 0x87: 0x2021, 0x88: 0x02C6, 0x89: 0x2030, 0x8A: 0x0160,
        0x8B: 0x2039, 0x8C: 0x0152, 0x8E: 0x017D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C, 0x94: 0x201D, 0x95: 0x2022, 0x96: 0x2013, 0x97: 0x2014,
        0x98: 0x02DC, 0x99: 0x2122, 0x9A: 0x0161, 0x9B: 0x203A, 0x9C: 0x0153, 0x9E: 0x017E, 0x9F: 0x0178,
    ]

    private static func widen(_ bytes: UnsafeRawBufferPointer, to out: FileHandle) throws -> Bool {
        var text: [UInt8] = []
        for byte in bytes {
            if byte == 0 || byte < 9 { return false }
            if byte < 0x80 { text.append(byte) } else { text.append(contentsOf: String(UnicodeScalar(windows[byte] ?? UInt16(byte)) ?? " ").utf8) }
            if text.count > piece {
                try out.write(contentsOf: Data(text))
                text.removeAll(keepingCapacity: true)
            }
        }
        try out.write(contentsOf: Data(text))
        return true
    }

    private static func decode16(_ bytes: UnsafeRawBufferPointer, isBig: Bool, to out: FileHandle) throws -> Bool {
        var place = 0
        while place + 1 < bytes.count {
            var end = min(place + piece, bytes.count) & ~1
            // A pair of surrogates stays together.
            if end < bytes.count, end - 2 >= place, (0xD8...0xDB).contains(bytes[end - (isBig ? 2 : 1)]) { end -= 2 }
            let units = stride(from: place, to: end, by: 2).map { UInt16(bytes[$0 + (isBig ? 0 : 1)]) << 8 | UInt16(bytes[$0 + (isBig ? 1 : 0)]) }
            if units.contains(0) { return false }
            try out.write(contentsOf: Data(String(decoding: units, as: UTF16.self).utf8))
            place = max(end, place + 2)
        }
        return true
    }
}
