/// The large agency before its rows are written: how many of everything, and who belongs to whom. Rows are made from it by number,
/// in any order, so that two connections can load different halves at once.
struct Plan: Sendable {
    let scale: Int
    let seed: UInt64
    let now: Moment
    let staff: Staff
    let clients: [ClientRow]
    let leads: [LeadRow]
    let jobs: [JobSketch]
    /// Applicants of each job. The first job has 300, for the benchmark's board.
    let applicants: [Int]
    /// The number of the first application of each job, and the total at the end.
    let firstApplication: [Int]

    var candidates: Int { scale }
    var applications: Int { firstApplication[jobs.count] }
    /// The last tenth are sourced people who never applied (below 1,000 there is nobody to spare).
    var applying: Int { Self.applying(scale) }
    static func applying(_ scale: Int) -> Int { scale < 1000 ? scale : scale / 10 * 9 }

    init(scale: Int, seed: UInt64, now: Moment) {
        self.scale = scale
        self.seed = seed
        self.now = now
        staff = Staff(recruiters: max(3, scale / 2500), sales: max(2, scale / 12_500), leads: max(1, scale / 25_000), seed: seed, now: now)
        leads = SalesMaker.leads(max(12, scale / 100), staff, seed: seed, now: now)
        clients = SalesMaker.clients(max(4, scale / 400), leads, staff, seed: seed, now: now)
        let count = max(3, scale / 100)
        jobs = (0..<count).map { [clients, staff] in JobSketch($0, of: count, clients: clients, staff: staff, seed: seed, now: now) }
        applicants = Self.share(3 * scale, among: jobs, atMost: Self.applying(scale), seed: seed)
        firstApplication = applicants.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    }

    /// Shares `total` applications out: 300 to the first job, none to drafts, unevenly to the others, and never more to one than apply at all.
    private static func share(_ total: Int, among jobs: [JobSketch], atMost most: Int, seed: UInt64) -> [Int] {
        var dice = SplitMix64(seed: seed, stream: .application, -1)
        let weights = jobs.indices.map { place in place == 0 || jobs[place].status == "Draft" ? 0 : dice.int(15...200) }
        let first = min(300, most)
        let whole = max(1, weights.reduce(0, +))
        var shares = weights.map { min(most, (total - first) * $0 / whole) }
        shares[0] = first
        var rest = total - shares.reduce(0, +)
        while rest > 0 {
            let before = rest
            for place in shares.indices where weights[place] > 0 && shares[place] < most && rest > 0 {
                shares[place] += 1
                rest -= 1
            }
            if rest == before { break }  // every open job has everybody already
        }
        return shares
    }

    // MARK: Candidates

    /// Every fourth candidate of each trade lives in the United States. A block holds one candidate of each trade and quarter.
    private static let block = Trade.all.count * 4

    func sketch(_ number: Int) -> Sketch {
        let place = number % Self.block
        return Sketch(
            number: number, seed: seed, now: now, trade: place % Trade.all.count,
            country: place / Trade.all.count == 3 ? .unitedStates : .india, since: number < applying ? 370...1500 : 1...365,
            mayLackEmail: number >= applying)
    }

    /// The candidate behind one application: of the job's trade and country where enough of them exist, of the whole base where not.
    /// Walking by a step that has no factor in common with the size of the pool meets nobody twice.
    func applicant(job: Int, place: Int) -> Int {
        let sketch = jobs[job]
        let blocks = applying / Self.block
        let slots = sketch.country == .india ? 3 : 1
        let near = blocks * slots
        if applicants[job] <= near / 2 {
            let met = Self.walk(place, of: near, start: sketch.walk)
            let quarter = sketch.country == .india ? met % 3 : 3
            return met / slots * Self.block + quarter * Trade.all.count + sketch.trade
        }
        if applicants[job] <= blocks * 2 {
            let met = Self.walk(place, of: blocks * 4, start: sketch.walk)
            return met / 4 * Self.block + met % 4 * Trade.all.count + sketch.trade
        }
        return Self.walk(place, of: applying, start: sketch.walk)
    }

    func applied(job: Int, place: Int) -> Applied {
        Applied(
            sketch(applicant(job: job, place: place)), jobs[job].opening,
            dice: SplitMix64(seed: seed, stream: .application, job, place), now: now)
    }

    private static func walk(_ place: Int, of size: Int, start: Int) -> Int {
        var step = size * 382 / 1000 + 1  // near the golden section, so that neighbours land far apart
        while greatestCommonDivisor(step, size) != 1 { step += 1 }
        return (start + place * step) % size
    }

    private static func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
        var (large, small) = (one, other)
        while small != 0 { (large, small) = (small, large % small) }
        return large
    }
}
