/// A job of the large agency.
struct JobSketch: Sendable {
    let number: Int
    let trade: Int
    let country: Country
    let city: City
    let status: String
    let opening: Opening
    /// Where the walk over its applicants starts.
    let walk: Int

    init(_ number: Int, of count: Int, clients: [ClientRow], staff: Staff, seed: UInt64, now: Moment) {
        var dice = SplitMix64(seed: seed, stream: .job, number)
        self.number = number
        trade = number % Trade.all.count
        country = number % 5 == 4 ? .unitedStates : .india
        city = dice.pick(country.cities)
        status = Self.status(number, &dice)
        walk = dice.int(0...9_999_999)
        let level = dice.int(0...3)
        let trade = Trade.all[trade]
        let required = dice.some(dice.int(4...6), of: Array(trade.skills.prefix(8)))
        let years = [0...3, 2...5, 5...9, 9...15][level]
        let mode = dice.pick(["On-site", "On-site", "Hybrid", "Hybrid", "Remote"])
        let yearly = Self.salary(trade, level, country)
        let wanted = Wanted(
            required: required, experience: years, places: [city.place], isRemote: mode == "Remote", country: country,
            highestPay: yearly.upperBound)
        let row = Self.row(
            number, trade, level, wanted, mode: mode, city: city, status: status, client: clients[number % clients.count],
            recruiter: staff.recruiters[number % staff.recruiters.count], seed: seed, now: now, &dice)
        opening = Opening(row: row, wanted: wanted)
    }

    /// The first three are open, whatever the scale, and a tenth is closed.
    private static func status(_ number: Int, _ dice: inout SplitMix64) -> String {
        let drawn = dice.int(0...99)
        if number < 3 { return ["Sourcing", "Interview", "Offer"][number] }
        return drawn < 4 ? "Draft" : drawn < 58 ? "Sourcing" : drawn < 80 ? "Interview" : drawn < 90 ? "Offer" : "Closed"
    }

    private static func salary(_ trade: Trade, _ level: Int, _ country: Country) -> ClosedRange<Int> {
        let band = country == .india ? trade.lakhs[level] : trade.thousands[level]
        let unit = country == .india ? 100_000 : 1000
        return band.lowerBound * unit...(band.upperBound * unit)
    }

    private static func row(
        _ number: Int, _ trade: Trade, _ level: Int, _ wanted: Wanted, mode: String, city: City, status: String, client: ClientRow,
        recruiter: UserRow, seed: UInt64, now: Moment, _ dice: inout SplitMix64
    ) -> JobRow {
        let age = status == "Closed" ? dice.int(100...360) : dice.int(8...120)
        let created = now.adding(days: -age, minutes: -dice.int(0...1400))
        let isClosed = status == "Closed"
        let title = trade.titles[level]
        let pay = salary(trade, level, wanted.country)
        var row = JobRow(
            id: Key(at: created, &dice), clientID: client.id, recruiterID: recruiter.id, title: title, internalID: "JOB-\(10_000 + number)",
            employmentType: employment(&dice), workMode: mode, industry: dice.pick(trade.industries), area: trade.area,
            locations: mode == "Remote" ? [] : [city.place], salary: dice.chance(75) ? pay : nil, currency: wanted.country.currency,
            benefits: dice.some(3, of: JobTexts.benefits), aboutCompany: JobTexts.about(client.name, dice.pick(trade.industries)),
            summary: JobTexts.summary(title, trade, wanted, mode: mode, city: city, &dice), responsibilities: dice.some(5, of: trade.duties).map(JobTexts.duty),
            experience: wanted.experience, education: trade.degrees[0], required: wanted.required,
            preferred: dice.some(3, of: trade.skills.filter { !wanted.required.contains($0) }), tools: dice.some(4, of: trade.tools),
            openings: dice.int(1...6), deadline: isClosed ? created.date.adding(days: 60) : now.date.adding(days: dice.int(5...75)),
            rounds: ["Screening call", "Technical round", "Client interview", "HR round"], noticeDays: dice.pick([0, 15, 30, 60, 90]),
            slug: JobTexts.slug(title, mode == "Remote" ? "remote" : city.name, number), status: status, createdAt: created,
            publishedAt: status == "Draft" ? nil : created.adding(days: 1), closedAt: isClosed ? created.adding(days: dice.int(20...90)) : nil,
            country: wanted.country.code)
        row.isConfidential = number % 17 == 9
        return row
    }

    private static func employment(_ dice: inout SplitMix64) -> String {
        let drawn = dice.int(0...99)
        return drawn < 80 ? "FULL_TIME" : drawn < 90 ? "CONTRACTOR" : drawn < 94 ? "PART_TIME" : drawn < 97 ? "TEMPORARY" : "INTERN"
    }
}
