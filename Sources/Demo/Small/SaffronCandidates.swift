/// How Saffron Talent deals with its candidates: where they came from, who looks after them, tags, who said what, and two readings of a
/// résumé that do not agree with what was typed.
struct SaffronCandidates: Sendable {
    let agency: Saffron

    init(_ agency: Saffron) { self.agency = agency }

    private func dice(_ person: Sketch) -> SplitMix64 { SplitMix64(seed: Saffron.seed &+ 5, stream: .profile, person.number) }

    private func hasApplied(_ person: Sketch) -> Bool { agency.applied.contains { $0.sketch.key == person.key } }

    func handle(_ row: inout ProfileRow, _ person: Sketch) {
        var dice = dice(person)
        if !hasApplied(person) {
            (row.source, row.sourceDetail) = dice.pick([
                ("Sourced", "LinkedIn search"), ("Referral", "a candidate we placed in 2024"), ("Event", "Pune job fair"),
            ])
        } else if dice.chance(20) {
            (row.source, row.sourceDetail) = ("Job board", "came from Google Jobs")
        }
        if dice.chance(60), !agency.staff.recruiters.isEmpty { row.owner = dice.pick(agency.staff.recruiters).id }
        row.sources = Self.sources(row)
        if let proposed = proposed(to: person) { row.sources = row.sources?.map { $0.column == proposed.column ? ($0.column, "person") : $0 } }
    }

    private static func sources(_ row: ProfileRow) -> [(column: String, source: String)] {
        var said = [
            ("phone", "person"), ("skills", "resume"), ("current_role", "resume"), ("total_experience_years", "resume"), ("current_locations", "resume"),
        ]
        if row.background.education != nil { said.append(("highest_education", "resume")) }
        if row.background.bio != nil { said.append(("bio", "resume")) }
        if row.background.expectedPay != nil { said.append(("expected_ctc", "recruiter")) }
        if row.wishes.noticeDays != nil { said.append(("notice_period", "person")) }
        if row.wishes.relocate != nil { said.append(("ready_to_relocate", "recruiter")) }
        return said.map { (column: $0.0, source: $0.1) }
    }

    private static let tags = [
        "remote only", "silver medallist", "call back in january", "good communicator", "relocating", "strong references", "prefers contract",
    ]

    func tags() -> [TagRow] {
        agency.people.flatMap { person -> [TagRow] in
            var dice = dice(person)
            _ = dice.next()
            guard dice.chance(45) else { return [] }
            return dice.some(dice.int(1...2), of: Self.tags).map { tag in
                TagRow(person: person.key, tag: tag, by: agency.staff.recruiters.first?.id, at: person.createdAt.adding(days: 1))
            }
        }
    }

    /// The one who is longest here, whom a newcomer meets first as a candidate, and one who applied last.
    private var withProposals: [(person: Sketch, column: String, value: String)] {
        guard let first = agency.people.min(by: { ($0.createdAt, $0.key.text) < ($1.createdAt, $1.key.text) }),
            let last = agency.applied.filter({ $0.sketch.key != first.key && $0.row.status == .screening }).max(by: { $0.row.appliedAt < $1.row.appliedAt })?
                .sketch
        else { return [] }
        return [
            (first, "current_role", "Senior \(first.title)"),
            (last, "current_locations", last.city.name == "Pune" ? "Mumbai, Maharashtra" : "Pune, Maharashtra"),
        ]
    }

    private func proposed(to person: Sketch) -> (column: String, value: String)? {
        withProposals.first { $0.person.key == person.key }.map { ($0.column, $0.value) }
    }

    func proposals() -> [ProposalRow] {
        withProposals.map { person, column, value in
            var dice = dice(person)
            let at = agency.now.adding(days: -2, hours: -dice.int(1...20))
            return ProposalRow(id: Key(at: at, &dice), person: person.key, column: column, value: value, isList: column == "current_locations", at: at)
        }
    }
}

struct TagRow: TableRow {
    static let table = "candidate_tags"
    static let columns = ["user_id", "tag", "added_by", "added_at"]

    let person: Key
    let tag: String
    let by: Key?
    let at: Moment

    func write(to out: inout CopyText) {
        out.field(person)
        out.field(tag)
        out.field(by)
        out.field(at)
    }
}

/// Something read in a résumé that waits for a person's eye.
struct ProposalRow: TableRow {
    static let table = "profile_proposals"
    static let columns = ["id", "user_id", "field", "value", "source", "created_at"]

    let id: Key
    let person: Key
    let column, value: String
    let isList: Bool
    let at: Moment

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(person)
        out.field(column)
        if isList {
            out.field([value])
        } else {
            out.open()
            out.json(value)
        }
        out.field("resume")
        out.field(at)
    }
}
