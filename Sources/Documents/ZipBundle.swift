internal import CZlib
package import Foundation

/// A ZIP that somebody packed many files into, opened one member at a time: it may be larger than memory, and what is in it is a stranger's.
///
/// A member is refused by what its entry declares, stopped where it inflates to more, and compared with its checksum. ZIP64 is read, since
/// an archive of thousands of résumés may need it (APPNOTE.TXT 4.3.14 to 4.5.3).
package struct ZipBundle: Sendable {
    package struct Member: Sendable {
        /// As the archive has it, with folders; for showing only.
        package let name: String
        /// Once inflated, as its entry says.
        package let bytes: Int
        package let isEncrypted: Bool
        fileprivate let method: Int
        fileprivate let packed: Int
        fileprivate let checksum: UInt32
        fileprivate let offset: Int

        package var isFolder: Bool { name.hasSuffix("/") || name.hasSuffix("\\") }
    }

    package let members: [Member]
    private let bytes: Data

    /// - Parameter mostMembers: an archive of more is a `zipBomb`; so is one whose members overlap, which an honest packer never writes.
    package init(fileAt place: URL, mostMembers: Int) throws(ExtractionFailure) {
        guard let data = try? Data(contentsOf: place, options: .alwaysMapped) else { throw .corrupt }
        bytes = data
        members = try Directory(bytes: data).members(most: mostMembers)
        guard members.reduce(0, { $0 + $1.packed }) <= data.count else { throw .zipBomb }
    }

    /// The whole content of a member.
    package func content(of member: Member, atMost most: Int, inflationRatio: Int = ExtractionLimits().inflationRatio) throws(ExtractionFailure) -> Data {
        guard !member.isEncrypted else { throw .encrypted }
        guard member.bytes <= most else { throw .tooLarge }
        let directory = Directory(bytes: bytes)
        guard try directory.number(at: member.offset, width: 4) == 0x0403_4B50 else { throw .corrupt }
        let start = try member.offset + 30 + directory.number(at: member.offset + 26, width: 2) + directory.number(at: member.offset + 28, width: 2)
        guard start + member.packed <= bytes.count else { throw .corrupt }
        let packed = bytes[(bytes.startIndex + start)..<(bytes.startIndex + start + member.packed)]
        let content: Data
        switch member.method {
        case 0:
            guard packed.count <= most else { throw .tooLarge }
            content = Data(packed)
        case 8:
            let ceiling = min(most, max(1 << 20, packed.count * inflationRatio))
            guard let inflated = try Inflation.content(of: packed, ceiling: ceiling) else { throw ceiling < most ? .zipBomb : .tooLarge }
            content = inflated
        default: throw .unsupported
        }
        guard Self.checksum(of: content) == member.checksum else { throw .corrupt }
        return content
    }

    private static func checksum(of data: Data) -> UInt32 {
        data.withUnsafeBytes { UInt32(truncatingIfNeeded: crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count))) }
    }
}

/// The list at the end of an archive.
private struct Directory {
    let bytes: Data

    func members(most: Int) throws(ExtractionFailure) -> [ZipBundle.Member] {
        var (count, place) = try bounds()
        guard count <= most else { throw .zipBomb }
        var members: [ZipBundle.Member] = []
        for _ in 0..<count {
            guard try number(at: place, width: 4) == 0x0201_4B50 else { throw .corrupt }
            members.append(try member(at: &place))
        }
        return members
    }

    /// How many members, and where the list begins. The end record stands in the last 64 KB, behind a comment of any length.
    private func bounds() throws(ExtractionFailure) -> (count: Int, place: Int) {
        guard bytes.count >= 22 else { throw .corrupt }
        var end = bytes.count - 22
        let first = max(0, end - 65_535)
        while try number(at: end, width: 4) != 0x0605_4B50 {
            end -= 1
            guard end >= first else { throw .corrupt }
        }
        let (count, place) = (try number(at: end + 10, width: 2), try number(at: end + 16, width: 4))
        guard count == 0xFFFF || place == 0xFFFF_FFFF, end >= 20, try number(at: end - 20, width: 4) == 0x0706_4B50 else { return (count, place) }
        let wide = try number(at: end - 12, width: 8)
        guard try number(at: wide, width: 4) == 0x0606_4B50 else { throw .corrupt }
        return (try number(at: wide + 32, width: 8), try number(at: wide + 48, width: 8))
    }

    private func member(at place: inout Int) throws(ExtractionFailure) -> ZipBundle.Member {
        let nameLength = try number(at: place + 28, width: 2), extra = try number(at: place + 30, width: 2), comment = try number(at: place + 32, width: 2)
        guard place + 46 + nameLength + extra <= bytes.count else { throw .corrupt }
        let flags = try number(at: place + 8, width: 2)
        var sizes = [try number(at: place + 24, width: 4), try number(at: place + 20, width: 4), try number(at: place + 42, width: 4)]
        try widen(&sizes, from: place + 46 + nameLength, length: extra)
        // No member is longer or further in than the file; and DEFLATE makes of a byte at most 1,032.
        guard sizes[1] <= bytes.count, sizes[2] <= bytes.count, sizes[0] / 1_032 <= sizes[1] else { throw .corrupt }
        let name = bytes[(bytes.startIndex + place + 46)..<(bytes.startIndex + place + 46 + nameLength)]
        let member = ZipBundle.Member(
            name: Self.text(name, isUTF8: flags & 0x800 != 0), bytes: sizes[0], isEncrypted: flags & 1 != 0, method: try number(at: place + 10, width: 2),
            packed: sizes[1], checksum: UInt32(truncatingIfNeeded: try number(at: place + 16, width: 4)), offset: sizes[2])
        place += 46 + nameLength + extra + comment
        return member
    }

    /// Numbers that did not fit stand in the extra field 1, in the order size, packed size, offset.
    private func widen(_ sizes: inout [Int], from start: Int, length: Int) throws(ExtractionFailure) {
        guard sizes.contains(0xFFFF_FFFF) else { return }
        var place = start
        while place + 4 <= start + length {
            let (kind, size) = (try number(at: place, width: 2), try number(at: place + 2, width: 2))
            if kind == 1 {
                var next = place + 4
                for index in sizes.indices where sizes[index] == 0xFFFF_FFFF && next + 8 <= place + 4 + size {
                    sizes[index] = try number(at: next, width: 8)
                    next += 8
                }
                return
            }
            place += 4 + size
        }
    }

    /// Names without the mark of UTF-8 come from old Windows programs; most are UTF-8 all the same.
    private static func text(_ name: Data, isUTF8: Bool) -> String {
        if isUTF8 { return String(decoding: name, as: UTF8.self) }
        return String(bytes: name, encoding: .utf8) ?? String(bytes: name, encoding: .windowsCP1252) ?? String(decoding: name, as: UTF8.self)
    }

    func number(at place: Int, width: Int) throws(ExtractionFailure) -> Int {
        guard place >= 0, place <= bytes.count - width else { throw .corrupt }
        var value: UInt64 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt64(bytes[bytes.startIndex + place + index]) }
        guard let number = Int(exactly: value) else { throw .corrupt }
        return number
    }
}
