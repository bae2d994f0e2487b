/// What the language model makes of single skills, given to a large fill by whoever has the model.
package struct DemoMeanings: Sendable {
    /// Stored beside every vector.
    let model: String
    let vectors: [String: [Float]]

    package init(model: String, vectors: [String: [Float]]) { (self.model, self.vectors) = (model, vectors) }
}

/// Demo vectors: a person's is the sum of the directions of their skills, brought to length one, and a little of their own, since no two texts
/// are alike. People with the same skills are near each other and strangers are not; running the language model over 100,000 people would take
/// an hour. With the model at hand a skill's direction is its meaning, so that what is meant can be searched for; without it the direction is
/// drawn from its name, `model` says so in each row, and vectors of different models are never compared.
struct SkillVectors: Sendable {
    static let drawnModel = "demo-random-projection/1"
    static let dimensions = 384
    let model: String

    /// By trade, then by skill.
    private let directions: [[[Float]]]

    init(_ meanings: DemoMeanings? = nil) {
        model = meanings?.model ?? Self.drawnModel
        directions = Trade.all.map { trade in trade.skills.map { meanings?.vectors[$0] ?? Self.direction(of: $0) } }
    }

    /// With a little of somebody's own: an eighth part of another direction.
    func vector(trade: Int, bits: UInt16, own number: Int) -> [Float] {
        var dice = SplitMix64(seed: UInt64(bitPattern: Int64(number)), stream: .skill, 1)
        let scale = 0.125 / Float(1000 * Double(Self.dimensions).squareRoot() / 3.squareRoot())
        return Self.normalised(vector(trade: trade, bits: bits).map { $0 + Float(dice.int(-1000...1000)) * scale })
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
