internal import CZlib
internal import Foundation

/// A reader of ZIP files that opens only what stays within its limits.
///
/// A member is refused by what its header declares and stopped again while it inflates, since a header may lie.
struct ZipArchive {
    private struct Member {
        var method: Int
        var flags: Int
        var packed: Int
        var inflated: Int
        var offset: Int
    }

    private let bytes: Data
    private let limits: ExtractionLimits
    private var members: [String: Member] = [:]

    var names: Set<String> { Set(members.keys) }

    init(_ bytes: Data, limits: ExtractionLimits) throws(ExtractionFailure) {
        self.bytes = bytes
        self.limits = limits
        try readDirectory()
    }

    /// The whole content of one member, nil where there is none of that name.
    func content(of name: String) throws(ExtractionFailure) -> Data? {
        guard let member = members[name] else { return nil }
        guard member.flags & 1 == 0 else { throw .encrypted }
        let start = try contentStart(of: member)
        guard start + member.packed <= bytes.count else { throw .corrupt }
        let packed = bytes.subdata(in: (bytes.startIndex + start)..<(bytes.startIndex + start + member.packed))
        switch member.method {
        case 0: return packed
        case 8:
            let ceiling = min(limits.inflatedBytes, max(1 << 20, packed.count * limits.inflationRatio))
            guard let content = try Inflation.content(of: packed, ceiling: ceiling) else { throw .zipBomb }
            return content
        default: throw .unsupported
        }
    }

    private mutating func readDirectory() throws(ExtractionFailure) {
        let end = try findEnd()
        let count = try number(at: end + 10, width: 2)
        guard count <= limits.archiveMembers else { throw .zipBomb }
        var place = try number(at: end + 16, width: 4)
        var total = 0
        for _ in 0..<count {
            guard try number(at: place, width: 4) == 0x0201_4B50 else { throw .corrupt }
            let name = try readMember(at: &place)
            total += members[name]?.inflated ?? 0
            guard total <= limits.inflatedBytes else { throw .zipBomb }
        }
    }

    private mutating func readMember(at place: inout Int) throws(ExtractionFailure) -> String {
        let nameLength = try number(at: place + 28, width: 2)
        let extra = try number(at: place + 30, width: 2) + number(at: place + 32, width: 2)
        let member = Member(
            method: try number(at: place + 10, width: 2), flags: try number(at: place + 8, width: 2),
            packed: try number(at: place + 20, width: 4), inflated: try number(at: place + 24, width: 4),
            offset: try number(at: place + 42, width: 4))
        guard place + 46 + nameLength <= bytes.count else { throw .corrupt }
        let start = bytes.startIndex + place + 46
        let name = String(decoding: bytes[start..<(start + nameLength)], as: UTF8.self)
        try refuseBomb(member)
        members[name] = member
        place += 46 + nameLength + extra
        return name
    }

    private func refuseBomb(_ member: Member) throws(ExtractionFailure) {
        guard member.inflated <= limits.inflatedBytes else { throw .zipBomb }
        if member.inflated > 1 << 20, member.inflated / max(member.packed, 1) > limits.inflationRatio { throw .zipBomb }
    }

    /// The end record stands in the last 64 KB, behind a comment of any length.
    private func findEnd() throws(ExtractionFailure) -> Int {
        guard bytes.count >= 22 else { throw .corrupt }
        var place = bytes.count - 22
        let first = max(0, place - 65_535)
        while place >= first {
            if try number(at: place, width: 4) == 0x0605_4B50 { return place }
            place -= 1
        }
        throw .corrupt
    }

    private func contentStart(of member: Member) throws(ExtractionFailure) -> Int {
        guard try number(at: member.offset, width: 4) == 0x0403_4B50 else { throw .corrupt }
        let names = try number(at: member.offset + 26, width: 2) + number(at: member.offset + 28, width: 2)
        return member.offset + 30 + names
    }

    private func number(at place: Int, width: Int) throws(ExtractionFailure) -> Int {
        guard place >= 0, place + width <= bytes.count else { throw .corrupt }
        var value = 0
        for index in (0..<width).reversed() {
            value = value << 8 | Int(bytes[bytes.startIndex + place + index])
        }
        return value
    }
}

/// What DEFLATE packed (RFC 1951, without a head of its own), opened as far as a ceiling.
enum Inflation {
    /// - Returns: nil where it holds more than the ceiling.
    static func content(of packed: Data, ceiling: Int) throws(ExtractionFailure) -> Data? {
        var stream = z_stream()
        guard shortlist_inflate_raw_init(&stream) == Z_OK else { throw .corrupt }
        defer { inflateEnd(&stream) }
        var input = [UInt8](packed), output = Data(), chunk = [UInt8](repeating: 0, count: 1 << 16), status = Z_OK
        input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            while status == Z_OK, output.count <= ceiling {
                chunk.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    output.append(contentsOf: target.prefix(target.count - Int(stream.avail_out)))
                }
            }
        }
        guard output.count <= ceiling else { return nil }
        guard status == Z_STREAM_END else { throw .corrupt }
        return output
    }
}
