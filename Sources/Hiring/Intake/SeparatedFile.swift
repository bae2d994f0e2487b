import Foundation

/// A large table of separated values, read from the disk a stretch at a time: a line of cells, an end of line or a separator in quotes belongs
/// to its cell (RFC 4180). It goes on at any place where a record begins, so that an import continues where it was.
///
/// A reader of our own: 100,000 rows are read in well under a second by bytes; by characters of Swift they take half a minute.
struct SeparatedFile {
    struct Record: Equatable, Sendable {
        /// As spreadsheets count, from 1 and with the row of names.
        let number: Int
        var cells: [String]
        /// A quote was opened and never closed, or a cell is larger than any that people write.
        var isBroken = false
    }

    /// Of one cell. Larger ones are quotes that were never closed.
    static let longestCell = 1 << 20

    /// UTF-8; `TextImport` makes it.
    let bytes: Data
    let separator: UInt8
    /// Where the next record begins, in bytes.
    private(set) var place: Int
    /// How many records came before it.
    private(set) var count: Int

    init(_ bytes: Data, separator: UInt8, place: Int = 0, count: Int = 0) {
        (self.bytes, self.separator, self.place, self.count) = (bytes, separator, place, count)
    }

    var isAtEnd: Bool { place >= bytes.count }

    /// The next records, at most `most`; fewer only at the end. Lines without anything in them are left out, and counted.
    mutating func next(_ most: Int) -> [Record] {
        var records: [Record] = []
        records.reserveCapacity(min(most, 4_096))
        let (start, separator) = (place, separator)
        var scanner = SeparatedScanner(place: start, separator: separator)
        var count = count
        bytes.withUnsafeBytes { all in
            let bytes = all.bindMemory(to: UInt8.self)
            while records.count < most, scanner.place < bytes.count {
                let (cells, isBroken) = scanner.record(in: bytes)
                count += 1
                guard isBroken || cells.contains(where: { !$0.isEmpty }) else { continue }
                records.append(Record(number: count, cells: cells, isBroken: isBroken))
            }
        }
        (place, self.count) = (scanner.place, count)
        return records
    }

    /// The one of comma, semicolon, tab and bar by which most of the first lines have the same number of cells, and more than one.
    static func separator(of bytes: Data) -> UInt8 {
        let head = bytes.prefix(64 << 10)
        let scores = [",", ";", "\t", "|"].map { Character($0).asciiValue ?? 44 }.map { candidate -> (UInt8, Int) in
            var file = SeparatedFile(Data(head), separator: candidate)
            let widths = file.next(20).map(\.cells.count)
            let first = widths.first ?? 1
            return (candidate, first > 1 ? widths.count { $0 == first } * 1_000 + min(first, 999) : 0)
        }
        return scores.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? UInt8(ascii: ",")
    }
}

/// Walks the bytes of a table.
private struct SeparatedScanner {
    private static let quote = UInt8(ascii: "\""), line = UInt8(ascii: "\n"), carriage = UInt8(ascii: "\r")

    var place: Int
    let separator: UInt8

    mutating func record(in bytes: UnsafeBufferPointer<UInt8>) -> (cells: [String], isBroken: Bool) {
        let start = place
        var cells: [String] = []
        while true {
            guard let cell = cell(in: bytes) else {
                // Only this line is lost: the next begins where a line does.
                place = start
                let rest = String(decoding: bytes[start..<lineEnd(in: bytes, from: start)].prefix(200), as: UTF8.self)
                skipLine(in: bytes)
                return ([rest], true)
            }
            cells.append(cell)
            guard place < bytes.count, bytes[place] == separator else { break }
            place += 1
        }
        skipEnd(in: bytes)
        return (cells, false)
    }

    /// Up to the next separator or end of line; nil where its quotes do not end.
    private mutating func cell(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var first = place
        while first < bytes.count, bytes[first] == UInt8(ascii: " ") { first += 1 }
        guard first < bytes.count, bytes[first] == Self.quote else { return plain(in: bytes) }
        place = first + 1
        var start = place, text: [UInt8] = []
        while place < bytes.count {
            guard bytes[place] == Self.quote else {
                place += 1
                if place - first > SeparatedFile.longestCell { return nil }
                continue
            }
            text.append(contentsOf: bytes[start..<place])
            if place + 1 < bytes.count, bytes[place + 1] == Self.quote {
                text.append(Self.quote)
                (place, start) = (place + 2, place + 2)
                continue
            }
            place += 1
            // `"Asha" Rao`: what follows the quotes belongs to the cell.
            let tail = plain(in: bytes)
            return Self.trimmed(String(decoding: text, as: UTF8.self)) + (tail.isEmpty ? "" : " " + tail)
        }
        return nil
    }

    private mutating func plain(in bytes: UnsafeBufferPointer<UInt8>) -> String {
        let start = place
        while place < bytes.count {
            let byte = bytes[place]
            if byte == separator || byte == Self.line || byte == Self.carriage { break }
            place += 1
        }
        var (first, last) = (start, place)
        while first < last, bytes[first] == UInt8(ascii: " ") { first += 1 }
        while last > first, bytes[last - 1] == UInt8(ascii: " ") { last -= 1 }
        return first == last ? "" : String(decoding: UnsafeBufferPointer(rebasing: bytes[first..<last]), as: UTF8.self)
    }

    /// CR LF, LF or CR.
    private mutating func skipEnd(in bytes: UnsafeBufferPointer<UInt8>) {
        if place < bytes.count, bytes[place] == Self.carriage { place += 1; if place < bytes.count, bytes[place] == Self.line { place += 1 }; return }
        if place < bytes.count, bytes[place] == Self.line { place += 1 }
    }

    private func lineEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != Self.line, bytes[end] != Self.carriage { end += 1 }
        return end
    }

    private mutating func skipLine(in bytes: UnsafeBufferPointer<UInt8>) {
        place = lineEnd(in: bytes, from: place)
        skipEnd(in: bytes)
    }

    private static func trimmed(_ text: String) -> String {
        text.utf8.first.map { $0 <= 32 } == true || text.utf8.last.map { $0 <= 32 } == true ? text.trimmingCharacters(in: .whitespacesAndNewlines) : text
    }
}
