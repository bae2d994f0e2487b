private import CZlib
package import Foundation

/// Writes a ZIP archive piece by piece, so that it never lies in memory whole. Entries are stored as they are: résumés are compressed
/// already. After APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; names are in UTF-8.
///
/// Size and CRC-32 of an entry stand before its content, so that readers which never seek can take it apart; hence the content is read
/// twice, once for its sum.
package struct ZipWriter {
    package enum Failure: Error, Equatable {
        /// Over 4 GB, or 65,535 entries: that would take ZIP64.
        case tooLarge
        /// The content is not what was announced: it was changed between the two readings.
        case changed
    }

    /// What is written at each entry: its size in bytes and its CRC-32.
    package struct Sum: Sendable, Equatable {
        package var bytes = 0
        package var crc: UInt32 = 0

        package init() {}

        package mutating func add(_ piece: some ContiguousBytes) {
            piece.withUnsafeBytes { buffer in
                // zlib takes no bytes for “begin anew”.
                guard !buffer.isEmpty else { return }
                crc = UInt32(truncatingIfNeeded: crc32_z(UInt(crc), buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count))
                bytes += buffer.count
            }
        }

        /// Of an open file, from its beginning. Blocks.
        package init(of file: FileHandle) throws {
            try file.seek(toOffset: 0)
            while let piece = try file.read(upToCount: 65_536), !piece.isEmpty { add(piece) }
        }
    }

    private struct Entry {
        let name: [UInt8]
        let sum: Sum
        let time: UInt32
        let offset: Int
    }

    private var entries: [Entry] = []
    private var place = 0
    private var open: (announced: Sum, written: Sum)?

    package init() {}

    /// The head of an entry; its content follows.
    /// - Parameter date: shown in UTC; MS-DOS time knows the years 1980 to 2107.
    package mutating func begin(_ name: String, _ sum: Sum, date: Date) throws(Failure) -> [UInt8] {
        try closeEntry()
        let entry = Entry(name: Array(name.utf8), sum: sum, time: Self.dosTime(date), offset: place)
        guard entries.count < 65_535, place + sum.bytes < Int(UInt32.max), entry.name.count < 65_536 else { throw .tooLarge }
        entries.append(entry)
        open = (sum, Sum())
        var head = Self.number(0x0403_4B50, 4) + Self.common(entry)
        head += Self.number(entry.name.count, 2) + Self.number(0, 2) + entry.name
        place += head.count
        return head
    }

    /// Counts a piece of the open entry's content, which is sent as it is.
    package mutating func take(_ piece: some ContiguousBytes) {
        let before = open?.written.bytes ?? 0
        open?.written.add(piece)
        place += (open?.written.bytes ?? 0) - before
    }

    /// The table of contents: the end of the archive.
    package mutating func finish() throws(Failure) -> [UInt8] {
        try closeEntry()
        let start = place
        var tail: [UInt8] = []
        for entry in entries {
            tail += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + Self.common(entry)
            // No extra field, no comment, disk 0, no attributes.
            tail += Self.number(entry.name.count, 2) + Self.number(0, 12) + Self.number(entry.offset, 4) + entry.name
        }
        guard start + tail.count < Int(UInt32.max) else { throw .tooLarge }
        tail +=
            Self.number(0x0605_4B50, 4) + Self.number(0, 4) + Self.number(entries.count, 2) + Self.number(entries.count, 2)
            + Self.number(tail.count, 4) + Self.number(start, 4) + Self.number(0, 2)
        return tail
    }

    private mutating func closeEntry() throws(Failure) {
        if let open, open.announced != open.written { throw .changed }
        open = nil
    }

    /// From “version needed” to the sizes, which both heads of an entry share. Flag 11: the name is UTF-8. Method 0: stored.
    private static func common(_ entry: Entry) -> [UInt8] {
        number(20, 2) + number(1 << 11, 2) + number(0, 2) + number(Int(entry.time), 4) + number(Int(entry.sum.crc), 4)
            + number(entry.sum.bytes, 4) + number(entry.sum.bytes, 4)
    }

    /// The lowest `width` bytes, the lowest first.
    private static func number(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 } }

    private static func dosTime(_ date: Date) -> UInt32 {
        let parts = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: date)
        let year = min(max((parts.year ?? 1980) - 1980, 0), 127)
        let day = year << 9 | (parts.month ?? 1) << 5 | (parts.day ?? 1)
        let time = (parts.hour ?? 0) << 11 | (parts.minute ?? 0) << 5 | (parts.second ?? 0) / 2
        return UInt32(day << 16 | time)
    }
}
