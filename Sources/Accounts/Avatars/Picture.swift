import Foundation

/// A picture that somebody sends, told from its content and never from its name, and measured before any decoder sees it: a file of a few
/// kilobytes can claim so many pixels that unpacking it would fill the memory.
struct Picture: Sendable, Equatable {
    enum Kind: String, Sendable { case png, jpeg, webp }

    /// Why a file is not taken. The raw value is the reason's name for logs and JSON.
    enum Refused: String, Error, Sendable, CaseIterable {
        case empty
        case tooLarge = "too_large"
        case notAPicture = "not_a_picture"
        case drawing = "svg"
        case webPage = "html"
        case gif
        case otherFormat = "other_format"
        case damaged
        case tooManyPixels = "too_many_pixels"
        case somethingElseInside = "something_else_inside"
        case unavailable

        /// What the person reads: what is the matter, then what to do.
        var message: String {
            switch self {
            case .empty: "Choose a picture: PNG, JPEG or WebP, up to 5 MB."
            case .tooLarge: "This picture is larger than 5 MB. Save a smaller copy and send that."
            case .notAPicture: "This is no picture. Choose a PNG, JPEG or WebP file."
            case .drawing: "This is an SVG drawing, which can carry programs. Save it as PNG and send that."
            case .webPage: "This is a web page, whatever its name says. Choose a PNG, JPEG or WebP file."
            case .gif: "This is a GIF. Save it as PNG and send that."
            case .otherFormat: "This kind of picture is not taken. Save it as PNG, JPEG or WebP and send that."
            case .damaged: "This picture is damaged or was cut off on its way. Save it anew and send that copy."
            case .tooManyPixels: "This picture has more than \(Picture.mostPixels / 1_000_000) million pixels. Save a smaller copy and send that."
            case .somethingElseInside: "This picture has something else behind it: an archive, a document or a page. Save it anew as PNG and send that copy."
            case .unavailable: "Portraits cannot be made on this server at the moment. Ask whoever looks after it to install libvips-tools."
            }
        }
    }

    static let mostPixels = 40_000_000
    static let longestSide = 16_384

    let kind: Kind
    let width: Int
    let height: Int

    /// Throws `Refused` for anything but one whole PNG, JPEG or WebP of a size that can be unpacked.
    init(_ data: Data) throws(Refused) {
        let bytes = Bytes(data)
        guard !data.isEmpty else { throw .empty }
        let found: (kind: Kind, size: (Int, Int), end: Int)
        if bytes.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) {
            found = try Self.png(bytes)
        } else if bytes.has([0xFF, 0xD8, 0xFF], at: 0) {
            found = try Self.jpeg(bytes)
        } else if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) {
            found = try Self.webp(bytes)
        } else {
            throw Self.reason(for: bytes)
        }
        (kind, width, height) = (found.kind, found.size.0, found.size.1)
        guard width > 0, height > 0 else { throw .damaged }
        guard width <= Self.longestSide, height <= Self.longestSide, width * height <= Self.mostPixels else { throw .tooManyPixels }
        guard !Self.isSomethingElse(bytes, after: found.end) else { throw .somethingElseInside }
    }

    // MARK: The formats

    /// PNG (RFC 2083): chunks of length, name, content and sum; the first is IHDR, the last IEND.
    private static func png(_ bytes: Bytes) throws(Refused) -> (Kind, (Int, Int), Int) {
        guard bytes.has("IHDR", at: 12), let width = bytes.big(4, at: 16), let height = bytes.big(4, at: 20) else { throw .damaged }
        var place = 8
        while let length = bytes.big(4, at: place), place + 12 + length <= bytes.count {
            let isEnd = bytes.has("IEND", at: place + 4)
            place += 12 + length
            if isEnd { return (.png, (width, height), place) }
        }
        throw .damaged
    }

    /// JPEG (ITU-T T.81): segments with markers; the frame (SOF) tells the size. The data of a scan ends with the next marker that is
    /// neither an escaped FF nor a restart; EOI ends the picture.
    private static func jpeg(_ bytes: Bytes) throws(Refused) -> (Kind, (Int, Int), Int) {
        var place = 2, size: (Int, Int)?
        while let mark = bytes.big(1, at: place + 1), bytes[place] == 0xFF {
            switch mark {
            case 0xFF: place += 1
            case 0xD9:
                guard let size else { throw .damaged }
                return (.jpeg, size, place + 2)
            case 0x01, 0xD0...0xD8: place += 2
            default:
                guard let length = bytes.big(2, at: place + 2), length >= 2, place + 2 + length <= bytes.count else { throw .damaged }
                if (0xC0...0xCF).contains(mark), ![0xC4, 0xC8, 0xCC].contains(mark), let height = bytes.big(2, at: place + 5),
                    let width = bytes.big(2, at: place + 7)
                {
                    size = (width, height)
                }
                place += 2 + length
                if mark == 0xDA { place = bytes.endOfScan(from: place) }
            }
        }
        throw .damaged
    }

    /// WebP (RFC 9649): a RIFF container; VP8 , VP8L or VP8X tells the size.
    private static func webp(_ bytes: Bytes) throws(Refused) -> (Kind, (Int, Int), Int) {
        guard let length = bytes.little(4, at: 4), length >= 12, 8 + length <= bytes.count else { throw .damaged }
        let end = 8 + length
        if bytes.has("VP8X", at: 12), let width = bytes.little(3, at: 24), let height = bytes.little(3, at: 27) {
            return (.webp, (width + 1, height + 1), end)
        }
        if bytes.has("VP8L", at: 12), bytes[20] == 0x2F, let packed = bytes.little(4, at: 21) {
            return (.webp, (packed & 0x3FFF + 1, packed >> 14 & 0x3FFF + 1), end)
        }
        if bytes.has("VP8 ", at: 12), bytes.has([0x9D, 0x01, 0x2A], at: 23), let width = bytes.little(2, at: 26), let height = bytes.little(2, at: 28) {
            return (.webp, (width & 0x3FFF, height & 0x3FFF), end)
        }
        throw .damaged
    }

    // MARK: What is no picture of ours

    private static func reason(for bytes: Bytes) -> Refused {
        if bytes.has("GIF8", at: 0) { return .gif }
        if bytes.has("BM", at: 0) || bytes.has("II*\0", at: 0) || bytes.has("MM\0*", at: 0) || bytes.has("ftyp", at: 4) { return .otherFormat }
        let head = String(decoding: bytes.data.prefix(1_024), as: UTF8.self).lowercased()
        if head.contains("<svg") || head.contains("<!doctype svg") { return .drawing }
        if ["<!doctype html", "<html", "<head", "<body", "<script"].contains(where: head.contains) { return .webPage }
        return .notAPicture
    }

    /// Phones put more behind a picture than the picture: a second exposure, a clip. An archive, a document or a page is no such thing.
    private static func isSomethingElse(_ bytes: Bytes, after end: Int) -> Bool {
        let tail = bytes.data.dropFirst(end)
        guard !tail.isEmpty else { return false }
        return [
            "PK\u{3}\u{4}", "PK\u{5}\u{6}", "Rar!", "7z\u{BC}", "%PDF-", "<html", "<HTML", "<!DOCTYPE", "<!doctype", "<script", "<SCRIPT", "<svg", "<?php",
            "\u{7F}ELF",
        ]
        .contains { tail.range(of: Data($0.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })) != nil }
    }
}

/// Bytes that are read at places which may not be there.
private struct Bytes {
    let data: Data
    private let all: [UInt8]

    init(_ data: Data) { (self.data, all) = (data, [UInt8](data)) }

    var count: Int { all.count }
    subscript(_ place: Int) -> UInt8? { all.indices.contains(place) ? all[place] : nil }

    func has(_ wanted: [UInt8], at place: Int) -> Bool { place + wanted.count <= count && all[place..<place + wanted.count].elementsEqual(wanted) }
    func has(_ wanted: String, at place: Int) -> Bool { has(Array(wanted.utf8), at: place) }

    func big(_ length: Int, at place: Int) -> Int? {
        guard place >= 0, place + length <= count else { return nil }
        return all[place..<place + length].reduce(0) { $0 << 8 | Int($1) }
    }

    func little(_ length: Int, at place: Int) -> Int? {
        guard place >= 0, place + length <= count else { return nil }
        return all[place..<place + length].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Where the data of a JPEG's scan ends.
    func endOfScan(from start: Int) -> Int {
        var place = start
        while place + 1 < count {
            if all[place] == 0xFF, all[place + 1] != 0, !(0xD0...0xD7).contains(all[place + 1]) { return place }
            place += 1
        }
        return count
    }
}

/// A WebP file without anything but its picture.
enum PlainWebP {
    /// Keeps the picture and its transparency, and drops Exif, XMP and colour profiles: libvips 8.14 copies Exif, with the place where a
    /// picture was taken, even when told to strip. nil where the bytes are no WebP.
    static func stripped(_ data: Data) -> Data? {
        let bytes = [UInt8](data)
        guard bytes.count >= 12, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WEBP".utf8) else { return nil }
        var place = 12, kept: [UInt8] = [], hasPicture = false
        while place + 8 <= bytes.count {
            let name = String(decoding: bytes[place..<place + 4], as: UTF8.self)
            let length = bytes[place + 4..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            let end = place + 8 + length + length % 2
            guard end <= bytes.count else { return nil }
            if name == "VP8X", length >= 10 {
                kept += bytes[place..<place + 8]
                kept.append(bytes[place + 8] & 0x10)  // of its flags only: has transparency
                kept += bytes[place + 9..<end]
            } else if ["VP8 ", "VP8L", "ALPH"].contains(name) {
                kept += bytes[place..<end]
                hasPicture = hasPicture || name != "ALPH"
            }
            place = end
        }
        guard hasPicture else { return nil }
        let size = UInt32(kept.count + 4)
        return Data("RIFF".utf8) + Data([0, 8, 16, 24].map { UInt8(size >> $0 & 0xFF) }) + Data("WEBP".utf8) + Data(kept)
    }
}
