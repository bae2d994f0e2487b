/// The demo's own dice: SplitMix64 (Steele, Lea and Flood 2014), so that the same seed makes the same agency on every machine.
/// The standard library's generator is seeded by the system and may change between releases.
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Dice for one thing of one kind. Each candidate or application has its own, so that any of them can be made again
    /// without keeping it and without making those before it.
    init(seed: UInt64, stream: Stream, _ index: Int, _ second: Int = 0) {
        var mixer = SplitMix64(seed: seed &+ stream.rawValue &* 0x9E37_79B9_7F4A_7C15)
        mixer.state ^= mixer.next() &+ UInt64(truncatingIfNeeded: index) &* 0xD6E8_FEB8_6659_FD93
        mixer.state ^= mixer.next() &+ UInt64(truncatingIfNeeded: second) &* 0xA076_1D64_78BD_642F
        state = mixer.next()
    }

    enum Stream: UInt64 {
        case user = 1, candidate, profile, job, application, lead, client, posting, skill, activity, history, queue
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A whole number of `range`. The bias of multiply-and-shift is below 2⁻³² here and of no account for a demo.
    mutating func int(_ range: ClosedRange<Int>) -> Int {
        let width = UInt64(range.upperBound - range.lowerBound + 1)
        return range.lowerBound + Int(((next() >> 32) &* width) >> 32)
    }

    mutating func chance(_ percent: Int) -> Bool { int(0...99) < percent }

    mutating func pick<T>(_ list: [T]) -> T { list[int(0...(list.count - 1))] }

    /// `count` different elements, in the order drawn.
    mutating func some<T>(_ count: Int, of list: [T]) -> [T] {
        var rest = list
        let wanted = min(count, list.count)
        for place in 0..<wanted { rest.swapAt(place, int(place...(rest.count - 1))) }
        return Array(rest[0..<wanted])
    }
}
