/// A version 7 UUID made from a time and the demo's dice, so that a row's key can be made again instead of kept.
struct Key: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(at moment: Moment, _ dice: inout SplitMix64) {
        let random = dice.next()
        let milliseconds = UInt64(moment.seconds) * 1000 + random % 1000
        high = milliseconds << 16 | 0x7000 | (random >> 52)
        low = 0x8000_0000_0000_0000 | (dice.next() >> 2)
    }

    /// 8-4-4-4-12 hexadecimal digits.
    func write(to bytes: inout [UInt8]) {
        for place in 0..<16 {
            if place == 4 || place == 6 || place == 8 || place == 10 { bytes.append(UInt8(ascii: "-")) }
            let half = place < 8 ? high : low
            let byte = Int(truncatingIfNeeded: half >> UInt64(56 - place % 8 * 8)) & 0xFF
            bytes.append(Self.digits[byte >> 4])
            bytes.append(Self.digits[byte & 15])
        }
    }

    private static let digits = [UInt8]("0123456789abcdef".utf8)

    var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
