/// "Saffron Talent", the small agency that a new installation shows: nine staff (one invited, one who left), eight clients, fourteen jobs, 120 candidates and 260
/// applications, with every stage and every kind of card in use, so that each page has something believable on it.
struct Saffron: Sendable {
    static let seed: UInt64 = 0x5AFF_2026
    static let candidates = 120
    static let applications = 260
    /// The ten sourced last have not applied to anything.
    private static let applying = 110

    let staff: Staff
    let clients: [ClientRow]
    let leads: [LeadRow]
    let openings: [Opening]
    let people: [Sketch]
    let applied: [Applied]
    let now: Moment

    init(now: Moment) {
        self.now = now
        staff = Staff(Self.staff(now: now))
        leads = Self.leads(staff, now: now)
        clients = Self.clients(staff, leads, now: now)
        openings = Self.jobs.enumerated().map { [clients, staff] in $1.opening($0, clients, staff, now: now) }
        people = Self.withTwins(Self.people(openings, now: now))
        applied = Self.apply(people, openings, now: now)
    }

    /// People of the jobs' trades and countries, eight or nine for each job. Two in three are the best of five drawn, as an agency's
    /// own people fit what it usually hires for.
    private static func people(_ openings: [Opening], now: Moment) -> [Sketch] {
        (0..<candidates).map { place in
            let number = place % jobs.count
            let trade = Trade.all.firstIndex { $0.area == jobs[number].area } ?? 0
            let drawn = (0..<(place % 3 == 0 ? 1 : 5)).map { turn in
                Sketch(
                    number: place + turn * candidates, seed: seed, now: now, trade: trade, country: jobs[number].country,
                    since: place < applying ? 70...420 : 1...60, mayLackEmail: place >= applying)
            }
            return drawn.max { Match($0, openings[number].wanted).score < Match($1, openings[number].wanted).score } ?? drawn[0]
        }
    }

    /// Five people are there twice, as in any agency's database: two with the same telephone, three whom their jobs give away.
    private static func withTwins(_ people: [Sketch]) -> [Sketch] {
        let twins: [(of: Int, place: Int, initial: Bool, samePhone: Bool)] = [
            (5, 61, true, true), (18, 74, false, true), (31, 90, false, false), (44, 101, false, false), (9, 112, true, false),
        ]
        var people = people
        for twin in twins { people[twin.place] = people[twin.of].again(as: people[twin.place], initial: twin.initial, samePhone: twin.samePhone) }
        return people
    }

    /// Twenty people a job, those who fit best first but for some luck.
    private static func apply(_ people: [Sketch], _ openings: [Opening], now: Moment) -> [Applied] {
        let live = openings.enumerated().filter { $0.element.row.status != "Draft" }
        return live.enumerated().flatMap { place, numbered in
            let (number, opening) = numbered
            let count = applications / live.count + (place < applications % live.count ? 1 : 0)
            var dice = SplitMix64(seed: seed, stream: .application, number)
            let ranked = people.prefix(applying).map { person in (person, Match(person, opening.wanted).score + dice.int(0...25)) }
                .sorted { $0.1 == $1.1 ? $0.0.number < $1.0.number : $0.1 > $1.1 }
            return ranked.prefix(count).map { person, _ in
                Applied(person, opening, dice: SplitMix64(seed: seed, stream: .application, number, person.number), now: now)
            }
        }
    }

    func loads() -> [Load] {
        let vectors = SkillVectors()
        let desk = SaffronDesk(self)
        return [
            Load(staff.rows), Load(leads), Load(clients), Load(Self.tasks(leads, now: now)), Load(openings.map(\.row)), Load(Self.postings(now: now)),
            Load(people.map { $0.user() }), Load(desk.profiles(vectors)),
            Load(people.flatMap { Career($0, seed: Self.seed, now: now).rows(of: $0) }), Load(SaffronCandidates(self).tags()),
            Load(SaffronCandidates(self).proposals()), Load(desk.applications()),
            Load(applied.flatMap { $0.timeline() }), Load(desk.chats()),
            Load(desk.activity() + Desk.activity(openings.map(\.row), clients, staff, seed: Self.seed, now: now)),
            Load(desk.actions()),
        ]
    }
}
