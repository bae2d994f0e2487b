/// The facts of one candidate that other tables need too. It is made again from its number wherever it is wanted, in under a
/// microsecond, so that a million candidates take no memory.
struct Sketch: Sendable {
    private(set) var number: Int
    private(set) var key: Key
    private(set) var name: People.Name
    private(set) var email: String?
    /// Whose career this is told of again, under another number: somebody who is in the database twice.
    private(set) var original: Int?
    private(set) var sharesPhone = false
    let country: Country
    let city: City
    let trade: Int
    /// Bit n: the trade's n-th skill.
    let skillBits: UInt16
    let experienceTenths: Int
    let currentPay: Int
    let expectedPay: Int
    let noticeDays: Int
    private(set) var createdAt: Moment

    /// - Parameters:
    ///   - since: days before `now` between which the person was first seen
    ///   - mayLackEmail: a sourced person, whose résumé may have given no address
    init(number: Int, seed: UInt64, now: Moment, trade: Int, country: Country, since: ClosedRange<Int>, mayLackEmail: Bool = false) {
        var dice = SplitMix64(seed: seed, stream: .candidate, number)
        self.number = number
        self.trade = trade
        self.country = country
        createdAt = now.adding(days: -dice.int(since), minutes: -dice.int(0...1439))
        key = Key(at: createdAt, &dice)
        name = People.name(country, &dice)
        email = mayLackEmail && dice.chance(30) ? nil : People.email(name, number: number, country)
        city = dice.pick(country.cities)
        let youth = dice.int(0...99)  // half of a desk's people have under six years
        experienceTenths = youth < 50 ? dice.int(5...59) : youth < 85 ? dice.int(60...119) : dice.int(120...220)
        skillBits = Self.skills(&dice)
        let level = Trade.level(experienceTenths)
        switch country {
        case .india: currentPay = dice.int(Trade.all[trade].lakhs[level]) * 100_000 + dice.int(0...9) * 10_000
        case .unitedStates: currentPay = dice.int(Trade.all[trade].thousands[level]) * 1000
        }
        expectedPay = currentPay / 100 * dice.int(108...140) / 1000 * 1000
        noticeDays = dice.pick([0, 0, 7, 15, 15, 30, 30, 30, 45, 60, 60, 90])
    }

    /// The same person once more, in the place of `other`: by another address, perhaps under an initial, perhaps with the same telephone.
    func again(as other: Sketch, initial: Bool, samePhone: Bool) -> Sketch {
        var twin = self
        (twin.number, twin.key, twin.createdAt, twin.original, twin.sharesPhone) = (other.number, other.key, other.createdAt, number, samePhone)
        twin.email = other.email == nil ? nil : People.email(name, number: other.number, country)
        if initial { twin.name = People.Name(first: "\(name.first.prefix(1)).", last: name.last, isWoman: name.isWoman) }
        return twin
    }

    private static func skills(_ dice: inout SplitMix64) -> UInt16 {
        var bits: UInt16 = 0
        for place in 0..<12 where dice.chance(88 - place * 5) { bits |= 1 << UInt16(place) }
        return bits.nonzeroBitCount >= 3 ? bits : bits | 0b111
    }

    var skills: [String] {
        let all = Trade.all[trade].skills
        return all.indices.filter { skillBits >> UInt16($0) & 1 == 1 }.map { all[$0] }
    }

    func has(_ skill: String) -> Bool {
        guard let place = Trade.all[trade].skills.firstIndex(of: skill) else { return false }
        return skillBits >> UInt16(place) & 1 == 1
    }

    /// "8 years", "1 year", "under a year"
    var years: String {
        switch experienceTenths / 10 {
        case 0: "under a year"
        case 1: "1 year"
        case let years: "\(years) years"
        }
    }

    var title: String { Trade.all[trade].titles[Trade.level(experienceTenths)] }
    var phone: String {
        var dice = SplitMix64(seed: UInt64(bitPattern: Int64(sharesPhone ? original ?? number : number)), stream: .profile, 1)
        return People.phone(country, &dice)
    }
    var handle: String { "\(People.letters(name.first))-\(People.letters(name.last))-\(number)" }

    func user(isVerified: Bool = true) -> UserRow {
        UserRow(
            id: key, email: email, role: "CANDIDATE", fullName: name.full,
            avatarURL: number % 41 == 7 ? "https://people.example.com/\(handle).jpg" : nil,
            status: number % 97 == 13 ? "Inactive" : "Active", isVerified: isVerified && email != nil && number % 5 != 0, createdAt: createdAt,
            lastLogin: number % 4 == 0 && email != nil ? createdAt.adding(days: 2, hours: 3) : nil,
            lastActive: number % 4 == 0 && email != nil ? createdAt.adding(days: 2, hours: 4) : nil)
    }
}
