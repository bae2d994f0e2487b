/// Demo vectors: each skill has a random direction drawn from its name, and a person's vector is the sum of the directions of their skills
/// brought to length one. People with the same skills are near each other and strangers are not, which is all that search and
/// benchmark need; running the language model over 100,000 people would take an hour. `model` says so in each row, and vectors of
/// different models must never be compared.
struct SkillVectors: Sendable {
    static let model = "demo-random-projection/1"
    static let dimensions = 384

    /// By trade, then by skill.
    private let directions: [[[Float]]]

    init() {
        directions = Trade.all.map { $0.skills.map(Self.direction) }
    }

    func vector(trade: Int, bits: UInt16) -> [Float] {
        var sum = [Float](repeating: 0, count: Self.dimensions)
        for (place, direction) in directions[trade].enumerated() where bits >> UInt16(place) & 1 == 1 {
            for axis in sum.indices { sum[axis] += direction[axis] }
        }
        return Self.normalised(sum)
    }

    func vector(_ skills: [String], trade: Int) -> [Float] {
        var bits: UInt16 = 0
        for (place, skill) in Trade.all[trade].skills.enumerated() where skills.contains(skill) { bits |= 1 << UInt16(place) }
        return vector(trade: trade, bits: bits)
    }

    /// The same skill has the same direction in every trade: the dice are seeded with the FNV-1a hash of its name.
    private static func direction(of skill: String) -> [Float] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in skill.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var dice = SplitMix64(seed: hash, stream: .skill, 0)
        // The sum of three even draws is near enough to a bell curve, and so its directions to evenly spread ones.
        return normalised(
            (0..<dimensions).map { _ in
                Float(dice.int(-1000...1000) + dice.int(-1000...1000) + dice.int(-1000...1000))
            })
    }

    private static func normalised(_ vector: [Float]) -> [Float] {
        var square: Float = 0
        for number in vector { square += number * number }
        guard square > 0 else { return vector }
        let factor = 1 / square.squareRoot()
        return vector.map { $0 * factor }
    }
}
