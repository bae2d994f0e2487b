/// Where a candidate has worked, newest first. The résumé and the work history both tell it.
struct Career: Sendable {
    struct Position: Sendable {
        let company: String
        let title: String
        let start: Day
        let end: Day?
        let duties: [String]
        /// Of `Phrases.outcomes`, and the number in it.
        let outcomes: [(Int, Int)]
        let key: Key
        let pay: String?
    }

    let positions: [Position]

    init(_ sketch: Sketch, seed: UInt64, now: Moment) {
        var dice = SplitMix64(seed: seed, stream: .history, sketch.original ?? sketch.number)
        let count = sketch.experienceTenths < 25 ? 1 : sketch.experienceTenths < 60 ? 2 : 3
        let trade = Trade.all[sketch.trade]
        let duties = Self.mixed(dice.some(8, of: trade.duties), dice.some(6, of: Phrases.commonDuties))
        let days = sketch.experienceTenths * 365 / 10
        let isWorking = !dice.chance(12)
        var end = now.date.adding(days: isWorking ? 0 : -dice.int(20...300))
        var made: [Position] = []
        for place in 0..<count {
            let start = end.adding(days: -(days / count))
            let share = duties.count / count
            let told = Array(duties[place * share..<(place + 1) * share])
            let level = max(0, Trade.level(sketch.experienceTenths) - place)
            made.append(
                Position(
                    company: Companies.name(&dice), title: trade.titles[level], start: start, end: place == 0 && isWorking ? nil : end,
                    duties: told, outcomes: told.map { _ in (dice.int(0...(Phrases.outcomes.count - 1)), dice.int(4...48)) },
                    key: Key(at: sketch.createdAt, &dice), pay: Self.pay(sketch, yearsAgo: place * 3)))
            end = start.adding(days: -dice.int(10...60))
        }
        positions = made
    }

    /// What the trade does, with what everybody does in between; `rest` is the shorter one.
    private static func mixed(_ own: [String], _ rest: [String]) -> [String] {
        own.indices.flatMap { $0 < rest.count ? [own[$0], rest[$0]] : [own[$0]] }
    }

    private static func pay(_ sketch: Sketch, yearsAgo: Int) -> String {
        let then = sketch.currentPay * max(30, 100 - yearsAgo * 11) / 100
        return sketch.country == .india ? "₹\(then / 100_000).\(then / 10_000 % 10) LPA" : "$\(then / 1000),000 a year"
    }

    func rows(of sketch: Sketch) -> [WorkRow] {
        positions.enumerated().map { place, position in
            var text: [UInt8] = []
            position.tell(to: &text)
            return WorkRow(
                id: position.key, profileID: sketch.key, company: position.company, title: position.title, start: position.start,
                end: position.end, responsibilities: text, tools: Array(Trade.all[sketch.trade].tools.dropFirst(place).prefix(3)),
                pay: position.pay)
        }
    }
}

extension Career.Position {
    /// One line per duty, each starting "- ".
    func tell(to text: inout [UInt8]) {
        for (duty, (outcome, number)) in zip(duties, outcomes) {
            text.append(static: "- ")
            text.append(duty)
            for byte in Phrases.outcomes[outcome].utf8 {
                if byte == UInt8(ascii: "#") { text.append(decimal: number) } else { text.append(byte) }
            }
            text.append(static: ".\n")
        }
    }
}
