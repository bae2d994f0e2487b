/// A job and what it asks for.
struct Opening: Sendable {
    var row: JobRow
    let wanted: Wanted
    var opened: Moment { row.publishedAt ?? row.createdAt }
}

/// One application, made again for each table that tells of it.
struct Applied: Sendable {
    let job: Opening
    let sketch: Sketch
    let row: ApplicationRow
    private let dice: SplitMix64

    init(_ sketch: Sketch, _ job: Opening, dice: SplitMix64, now: Moment) {
        var dice = dice
        let match = Match(sketch, job.wanted)
        let until = job.row.closedAt ?? now
        let span = max(1, until.seconds - job.opened.seconds)
        let applied = Moment(seconds: job.opened.seconds + dice.int(0...span))
        let status = Self.status(job, match.score, &dice)
        let room = max(0, until.seconds - applied.seconds)
        let changed = status == .new ? applied : Moment(seconds: applied.seconds + dice.int(0...room))
        var row = ApplicationRow(
            id: Key(at: applied, &dice), jobID: job.row.id, candidateID: sketch.key, appliedAt: applied, status: status, match: match,
            changedAt: changed)
        row.version = status.path.count
        row.automation = Self.automation(status, &dice)
        row.isApproved = match.score >= 80 && dice.chance(40)
        row.timesApplied = dice.chance(3) ? 2 : 1
        Self.follow(&row, job, now, &dice)
        self.job = job
        self.sketch = sketch
        self.row = row
        self.dice = dice
    }

    /// A good score carries an application further; a closed job leaves nobody waiting.
    private static func status(_ job: Opening, _ score: Int, _ dice: inout SplitMix64) -> ApplicationStatus {
        let drawn = dice.int(0...99) + (score - 60) / 3
        if dice.chance(5) { return .withdrawn }
        if job.row.status == "Closed" { return drawn > 92 ? .offer : .rejected }
        if drawn < 12 { return .rejected }
        if drawn < 48 { return .new }
        if drawn < 74 { return .screening }
        return drawn < 96 ? .interview : .offer
    }

    private static func automation(_ status: ApplicationStatus, _ dice: inout SplitMix64) -> String {
        switch status {
        case .new: dice.pick(["New", "New", "New", "Contacting...", "Awaiting Reply"])
        case .screening: dice.pick(["Awaiting Reply", "Live Chat", "Completed", "Completed", "Intervention Needed"])
        case .interview, .offer: "Completed"
        case .rejected: dice.pick(["Completed", "Declined"])
        case .withdrawn: "Declined"
        }
    }

    private static func follow(_ row: inout ApplicationRow, _ job: Opening, _ now: Moment, _ dice: inout SplitMix64) {
        switch row.status {
        case .new: return
        case .screening: row.followUp = dice.pick(["Shortlisted", "Under Follow-up"])
        case .interview: row.followUp = dice.pick(["Int-scheduled", "Int-scheduled", "No Show"])
        case .offer: row.followUp = job.row.status == "Closed" ? "Joined" : "Offered"
        case .rejected: row.followUp = "Rejected"
        case .withdrawn: row.followUp = nil
        }
        if row.isActive, job.row.status != "Closed", dice.chance(35) { row.nextFollowUp = now.date.adding(days: dice.int(-3...14)) }
        if dice.chance(30) { row.remarks = dice.pick(Phrases.remarks) }
    }

    func timeline() -> [TimelineRow] {
        var dice = dice
        let path = row.status.path
        let room = row.changedAt.seconds - row.appliedAt.seconds
        return path.enumerated().map { place, status in
            let at = Moment(seconds: row.appliedAt.seconds + (path.count == 1 ? 0 : room * place / (path.count - 1)))
            let isStaff = place > 0 && status != .withdrawn
            return TimelineRow(
                id: Key(at: at, &dice), applicationID: row.id, previous: place == 0 ? nil : path[place - 1].rawValue, new: status.rawValue,
                changedBy: isStaff ? job.row.recruiterID : nil, remarks: Self.remark(status, &dice), at: at)
        }
    }

    private static func remark(_ status: ApplicationStatus, _ dice: inout SplitMix64) -> String? {
        switch status {
        case .new: nil
        case .rejected: dice.pick(Phrases.rejections)
        case .withdrawn: dice.pick(Phrases.withdrawals)
        default: dice.chance(50) ? dice.pick(Phrases.remarks) : nil
        }
    }

    /// The talk with those whom the co-pilot has written to.
    func chat() -> [ChatRow] {
        guard ["Awaiting Reply", "Live Chat", "Intervention Needed"].contains(row.automation) else { return [] }
        var dice = dice
        let lines = ChatTexts.lines(sketch.name.first, job.row.title, sketch.noticeDays)
        let count = row.automation == "Awaiting Reply" ? 1 : row.automation == "Live Chat" ? 4 : lines.count
        return lines.prefix(count).enumerated().map { place, line in
            let at = row.appliedAt.adding(minutes: 3 + place * 4)
            return ChatRow(id: Key(at: at, &dice), applicationID: row.id, sender: line.sender, text: line.text, at: at, isRead: place < count - 1)
        }
    }

    func activity() -> ActivityRow {
        var dice = SplitMix64(seed: dice.peek, stream: .activity, 0)
        return ActivityRow(
            id: Key(at: row.appliedAt, &dice), userID: sketch.key, action: "APPLIED", severity: "SUCCESS", entityID: row.id,
            entityType: "application", deskID: job.row.id, description: "\(sketch.name.full) applied: \(job.row.title)",
            address: "203.0.113.\(sketch.number % 254 + 1)", at: row.appliedAt)
    }
}

extension SplitMix64 {
    /// The next number without drawing it.
    var peek: UInt64 {
        var copy = self
        return copy.next()
    }
}

enum ChatTexts {
    static func lines(_ name: String, _ title: String, _ noticeDays: Int) -> [(sender: String, text: String)] {
        [
            ("BOT", "Hello \(name), thank you for applying as \(title). Are you free for a short call this week?"),
            ("CANDIDATE", "Yes, Thursday after 6 pm would be best."),
            ("BOT", "Noted. How long is your notice period?"),
            ("CANDIDATE", noticeDays == 0 ? "I can start at once." : "\(noticeDays) days, a part of it can be bought out."),
            ("CANDIDATE", "Could someone tell me more about the salary band before the call?"),
            ("RECRUITER", "I am taking over from the assistant. I will call you today and go through it with you."),
        ]
    }
}
