/// What a job asks for, as far as the demo scores it.
struct Wanted: Sendable {
    var required: [String]
    var experience: ClosedRange<Int>
    var places: [String]
    var isRemote: Bool
    var country: Country
    /// A year, in the country's currency; nil where it is not stated.
    var highestPay: Int?
}

/// A candidate held against a job: points with the evidence for each, in the shape that `match_reasons` keeps.
/// Skills 60, experience 20, place 10, pay 10.
struct Match: Sendable {
    enum Verdict: String { case met, partly, missing, unknown }

    private let wanted: Wanted
    private let sketch: Sketch
    let score: Int

    init(_ sketch: Sketch, _ wanted: Wanted) {
        self.sketch = sketch
        self.wanted = wanted
        let skills = wanted.required.indices.reduce(0) { $0 + (sketch.has(wanted.required[$1]) ? Self.share($1, wanted.required.count) : 0) }
        score = skills + Self.experience(sketch, wanted).points + Self.place(sketch, wanted).points + Self.pay(sketch, wanted).points
    }

    /// The points of one skill: 60 shared out so that they always add up to 60.
    private static func share(_ place: Int, _ count: Int) -> Int { 60 * (place + 1) / count - 60 * place / count }

    private static func experience(_ sketch: Sketch, _ wanted: Wanted) -> (points: Int, verdict: Verdict) {
        let tenths = sketch.experienceTenths
        if tenths >= wanted.experience.lowerBound * 10 && tenths <= wanted.experience.upperBound * 10 + 9 { return (20, .met) }
        if tenths >= wanted.experience.lowerBound * 10 - 15 { return (10, .partly) }
        return (0, .missing)
    }

    private static func place(_ sketch: Sketch, _ wanted: Wanted) -> (points: Int, verdict: Verdict) {
        if sketch.country != wanted.country { return (0, .missing) }
        if wanted.isRemote || wanted.places.contains(sketch.city.place) { return (10, .met) }
        return (4, .partly)
    }

    private static func pay(_ sketch: Sketch, _ wanted: Wanted) -> (points: Int, verdict: Verdict) {
        guard let highest = wanted.highestPay, sketch.country == wanted.country else { return (5, .unknown) }
        if sketch.expectedPay <= highest { return (10, .met) }
        return sketch.expectedPay <= highest / 100 * 115 ? (4, .partly) : (0, .missing)
    }

    /// One sentence for the card.
    var summary: String {
        let missing = wanted.required.filter { !sketch.has($0) }
        let skills = missing.isEmpty ? "has every required skill" : "lacks \(missing.prefix(2).joined(separator: " and "))"
        let pay = Self.pay(sketch, wanted).verdict == .missing ? "; expects more than the budget" : ""
        return "\(sketch.title) with \(sketch.years) who \(skills)\(pay)."
    }

    /// Writes the reasons as one field of jsonb.
    func write(to out: inout CopyText) {
        out.open()
        out.raw("[")
        for (place, skill) in wanted.required.enumerated() {
            let has = sketch.has(skill)
            let points = Self.share(place, wanted.required.count)
            reason("skill", skill, has ? .met : .missing, has ? "\(skill) is among the skills of the résumé" : nil, has ? points : 0, points, &out)
            out.raw(",")
        }
        let years = "\(sketch.experienceTenths / 10).\(sketch.experienceTenths % 10) years"
        let experience = Self.experience(sketch, wanted)
        reason("experience", "\(wanted.experience.lowerBound)-\(wanted.experience.upperBound) years", experience.verdict, years, experience.points, 20, &out)
        out.raw(",")
        let place = Self.place(sketch, wanted)
        reason("location", wanted.isRemote ? "Remote" : wanted.places.first ?? "Place", place.verdict, "Lives in \(sketch.city.place)", place.points, 10, &out)
        out.raw(",")
        let pay = Self.pay(sketch, wanted)
        let expects = "Expects \(sketch.country.currency) \(sketch.expectedPay) a year"
        reason("salary", "Salary", pay.verdict, pay.verdict == .unknown ? nil : expects, pay.points, 10, &out)
        out.raw("]")
    }

    private func reason(
        _ kind: String, _ name: String, _ verdict: Verdict, _ evidence: String?, _ points: Int, _ of: Int, _ out: inout CopyText
    ) {
        out.raw("{\"kind\":")
        out.json(kind)
        out.raw(",\"requirement\":")
        out.json(name)
        out.raw(",\"verdict\":")
        out.json(verdict.rawValue)
        out.raw(",\"evidence\":")
        if let evidence { out.json(evidence) } else { out.raw("null") }
        out.raw(",\"points\":")
        out.raw(points)
        out.raw(",\"of\":")
        out.raw(of)
        out.raw("}")
    }
}
