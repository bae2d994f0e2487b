/// Leads, the clients that some of them became, and the tasks around them.
enum SalesMaker {
    static func leads(_ count: Int, _ staff: Staff, seed: UInt64, now: Moment) -> [LeadRow] {
        (0..<count).map { number in
            var dice = SplitMix64(seed: seed, stream: .lead, number)
            let created = now.adding(days: -dice.int(5...900))
            // The first half of all leads were won: a client needs one to come from.
            let status = number < count / 2 ? "Converted" : LeadRow.stages[number % LeadRow.stages.count]
            let isOpen = status != "Converted" && status != "Lost"
            let name = People.name(.india, &dice)
            let company = companyName(number)
            return LeadRow(
                id: Key(at: created, &dice), ownerID: staff.sales[number % staff.sales.count].id, company: company, person: name.full,
                email: "\(People.letters(name.first))@\(People.letters(company)).example.com", phone: People.phone(.india, &dice),
                status: status, service: LeadRow.services[dice.int(0...3)], value: dice.int(2...60) * 50_000,
                probability: LeadRow.probabilities[status] ?? 10, closes: isOpen ? now.date.adding(days: dice.int(5...120)) : created.date.adding(days: 40),
                followUp: isOpen ? now.adding(days: dice.int(-3...20), hours: dice.int(0...8)) : nil,
                source: dice.pick(["Referral", "Website", "LinkedIn", "Conference", "Cold call"]), createdAt: created)
        }
    }

    /// Unlike for every number: head, tail and, past all pairs of those, a count.
    private static func companyName(_ number: Int) -> String {
        let (heads, tails) = (Companies.heads, Companies.tails)
        let round = number / (heads.count * tails.count)
        let pair = number % (heads.count * tails.count)
        let name = "\(heads[(pair * 7) % heads.count]) \(tails[(pair / heads.count + pair) % tails.count])"
        return round == 0 ? name : "\(name) \(round + 1)"
    }

    static func clients(_ count: Int, _ leads: [LeadRow], _ staff: Staff, seed: UInt64, now: Moment) -> [ClientRow] {
        let won = leads.filter { $0.status == "Converted" }
        return (0..<count).map { number in
            var dice = SplitMix64(seed: seed, stream: .client, number)
            let lead = won[number % won.count]
            let city = dice.pick(City.india)
            let start = lead.createdAt.date.adding(days: 45)
            let letters = String(People.letters(lead.company).uppercased().prefix(5))
            let pan = "\(letters)\(1000 + number % 9000)\(letters.prefix(1))"
            return ClientRow(
                id: Key(at: lead.createdAt, &dice), name: lead.company,
                address: "\(dice.int(1...240)), \(dice.pick(["Station Road", "MG Road", "Industrial Estate", "Lake View Road"])), \(city.place)",
                status: number % 23 == 11 ? "Inactive" : number % 61 == 47 ? "Blacklisted" : "Active", gst: "29\(pan)1Z\(number % 10)", pan: pan,
                start: start, end: dice.chance(70) ? start.adding(days: 730) : nil, accountOwnerID: lead.ownerID, leadID: lead.id,
                website: "https://\(People.letters(lead.company)).example.com", createdAt: lead.createdAt)
        }
    }

    static func tasks(_ leads: [LeadRow], seed: UInt64, now: Moment) -> [TaskRow] {
        let titles = ["Send the rate card", "Call back about the contract", "Ask for the next three openings", "Prepare the proposal", "Book a visit"]
        return leads.enumerated().flatMap { number, lead in
            var dice = SplitMix64(seed: seed, stream: .lead, number, 1)
            return (0..<2).map { place in
                let isOver = place == 0 || lead.followUp == nil
                return TaskRow(
                    id: Key(at: lead.createdAt, &dice), leadID: lead.id, title: dice.pick(titles), isCompleted: isOver,
                    due: isOver ? lead.createdAt.date.adding(days: dice.int(2...20)) : now.date.adding(days: dice.int(-4...14)),
                    assignedTo: lead.ownerID)
            }
        }
    }
}
