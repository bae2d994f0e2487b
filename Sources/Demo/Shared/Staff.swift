/// The people who work at the large agency.
struct Staff: Sendable {
    let rows: [UserRow]
    let recruiters: [UserRow]
    let sales: [UserRow]
    let admin: UserRow

    /// - Parameter rows: with the ADMIN first
    init(_ rows: [UserRow]) {
        self.rows = rows
        admin = rows[0]
        let atWork = rows.filter { $0.status == "Active" && $0.lastLogin != nil }
        recruiters = atWork.filter { $0.role == "RECRUITER" }
        sales = atWork.filter { $0.role == "SALES" }
    }

    init(recruiters: Int, sales: Int, leads: Int, seed: UInt64, now: Moment) {
        var made: [UserRow] = []
        func add(_ role: String) {
            var dice = SplitMix64(seed: seed, stream: .user, made.count)
            let hired = now.adding(days: -dice.int(1510...2200))
            let name = People.name(.india, &dice)
            made.append(
                UserRow(
                    id: Key(at: hired, &dice), email: "\(People.letters(name.first)).\(People.letters(name.last))@desk\(made.count).example.com",
                    role: role, fullName: name.full, createdAt: hired, lastLogin: now.adding(hours: -dice.int(1...72)),
                    lastActive: now.adding(minutes: -dice.int(1...2000))))
        }
        add("ADMIN")
        for _ in 0..<leads { add("MANAGER") }
        for _ in 0..<recruiters { add("RECRUITER") }
        for _ in 0..<sales { add("SALES") }
        self.init(made)
    }
}
