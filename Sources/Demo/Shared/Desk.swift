/// What lies on the desks of the large agency: action cards, the journal, and hot drops.
enum Desk {
    static func actions(_ plan: Plan) -> [ActionRow] {
        plan.jobs.filter { ["Sourcing", "Interview", "Offer"].contains($0.status) }.flatMap { job in
            var dice = SplitMix64(seed: plan.seed, stream: .queue, job.number)
            let at = plan.now.adding(hours: -dice.int(1...90))
            let applicants = plan.applicants[job.number]
            guard applicants > 0 else { return [ActionRow]() }
            let count = min(applicants, dice.int(2...40))
            var cards = [
                ActionRow(
                    id: Key(at: at, &dice), userID: job.opening.row.recruiterID, type: "NEW_MATCHES",
                    title: "New applicants for \(job.opening.row.title)", description: "", priority: dice.pick(["High", "Medium", "Medium"]),
                    jobID: job.opening.row.id, at: plan.now.adding(days: -60), count: count)
            ]
            if let card = second(plan, job, at, &dice) { cards.append(card) }
            return cards
        }
    }

    private static func second(_ plan: Plan, _ job: JobSketch, _ at: Moment, _ dice: inout SplitMix64) -> ActionRow? {
        let kinds = [
            ("CHAT_FOLLOWUP", "answered in the chat", "Medium"), ("NO_RESPONSE", "has not answered for three days", "Low"),
            ("PARSE_FAILURE", "sent a résumé that cannot be read", "Medium"), ("INTERVENTION_NEEDED", "asks for a person", "High"),
        ]
        let (type, happened, priority) = kinds[job.number % kinds.count]
        let person = plan.sketch(plan.applicant(job: job.number, place: 0))
        return ActionRow(
            id: Key(at: at, &dice), userID: job.opening.row.recruiterID, type: type, title: "\(person.name.full) \(happened)",
            description: "Applied as \(job.opening.row.title).", priority: priority, jobID: job.opening.row.id, candidateID: person.key,
            isDismissed: dice.chance(25), at: at)
    }

    /// Jobs created, leads won and people signing in; that somebody applied is told with the applications.
    static func activity(_ jobs: [JobRow], _ clients: [ClientRow], _ staff: Staff, seed: UInt64, now: Moment) -> [ActivityRow] {
        var dice = SplitMix64(seed: seed, stream: .activity, 0)
        var rows: [ActivityRow] = []
        func add(_ action: String, _ user: Key?, _ entity: Key?, _ type: String?, _ text: String, _ at: Moment, severity: String = "INFO") {
            rows.append(
                ActivityRow(
                    id: Key(at: at, &dice), userID: user, action: action, severity: severity, entityID: entity, entityType: type,
                    deskID: type == "job" ? entity : nil, description: text, address: user == nil ? nil : "198.51.100.\(rows.count % 250 + 1)", at: at))
        }
        for job in jobs {
            add("CREATED_JOB", job.recruiterID, job.id, "job", "A new job: \(job.title)", job.createdAt, severity: "SUCCESS")
        }
        for client in clients where client.leadID != nil {
            add("CONVERTED_LEAD", client.accountOwnerID, client.leadID, "lead", "\(client.name) became a client", client.createdAt, severity: "SUCCESS")
        }
        for user in staff.rows where user.lastLogin != nil {
            add("LOGIN", user.id, user.id, "user", "\(user.fullName) signed in", user.lastLogin ?? user.createdAt)
        }
        add("USER_UPDATE", staff.admin.id, staff.rows[1].id, "user", "A role was changed", now.adding(days: -3), severity: "WARN")
        add("FETCH_FAILED", nil, nil, nil, "A source of hot drops did not answer", now.adding(days: -1), severity: "ERROR")
        return rows
    }

    static func postings(_ count: Int, seed: UInt64, now: Moment) -> [PostingRow] {
        (0..<count).map { number in
            var dice = SplitMix64(seed: seed, stream: .posting, number)
            let trade = Trade.all[number % Trade.all.count]
            let city = dice.pick(number % 3 == 2 ? City.unitedStates : City.india)
            let fetched = now.adding(hours: -dice.int(1...60))
            let company = Companies.name(&dice)
            let title = trade.titles[dice.int(0...3)]
            return PostingRow(
                id: Key(at: fetched, &dice), source: dice.pick(["AI_Scraper", "LinkedIn", "Indeed"]),
                url: "https://jobs.example.com/\(JobTexts.slug(title, company, number))", title: title, company: company, location: city.place,
                posted: fetched.date.adding(days: -dice.int(0...6)),
                summary: "\(company) looks for a \(title): \(trade.skills.prefix(4).joined(separator: ", ")).",
                salary: number % 3 == 2 ? "$\(dice.int(80...120))k - $\(dice.int(121...180))k" : dice.pick(["Not Disclosed", "₹12-18 LPA", "₹20-32 LPA"]),
                jobType: dice.pick(["Remote", "Contract", "Full-time"]), fetchedAt: fetched, expiresAt: fetched.adding(hours: 72))
        }
    }
}
