/// A line of work: the titles, skills and sentences that belong together, so that a person's skills fit the title they hold.
struct Trade: Sendable {
    let area: String
    let industries: [String]
    /// From the first job to the head of a team.
    let titles: [String]
    /// Twelve, the commonest first.
    let skills: [String]
    let tools: [String]
    /// Past tense, without the full stop: "Designed …".
    let duties: [String]
    let certificates: [String]
    let degrees: [String]
    /// Yearly pay in lakh rupees at each of the titles' levels.
    let lakhs: [ClosedRange<Int>]
    /// Yearly pay in thousand dollars at each of the titles' levels.
    let thousands: [ClosedRange<Int>]

    static let all = engineering + data + craft + business

    /// The level of the title that fits `tenths` of a year of experience.
    static func level(_ tenths: Int) -> Int { tenths < 25 ? 0 : tenths < 55 ? 1 : tenths < 95 ? 2 : 3 }
}

extension [ClosedRange<Int>] {
    static let high: [ClosedRange<Int>] = [6...12, 13...24, 26...42, 44...70]
    static let middle: [ClosedRange<Int>] = [4...8, 8...15, 16...28, 30...48]
    static let modest: [ClosedRange<Int>] = [3...5, 5...9, 10...16, 17...28]
    static let highDollars: [ClosedRange<Int>] = [75...100, 105...140, 145...185, 190...250]
    static let middleDollars: [ClosedRange<Int>] = [58...78, 80...108, 110...145, 150...195]
    static let modestDollars: [ClosedRange<Int>] = [42...56, 58...76, 78...105, 110...145]
}

/// How a duty ended, in numbers: fits every trade. `#` is a number drawn for it.
enum Phrases {
    static let outcomes = [
        ", cutting turnaround time by #%", ", used by # people every week", "; rework fell by #% within two quarters",
        ", saving the team about # hours a month", ", ahead of the plan by # days", ", with #% fewer complaints than the year before",
        " and trained # colleagues to do the same", ", reviewed monthly with a team of #", " across # locations",
        ", which became the standard for # teams", "; errors dropped by #%", " for # internal customers",
    ]
    /// Done in any trade.
    static let commonDuties = [
        "Wrote the handbook that new colleagues start from", "Planned each quarter with two neighbouring teams",
        "Ran the weekly review and kept its notes", "Interviewed and chose new colleagues", "Reported to the head of the department every month",
        "Took over a late project and brought it home", "Introduced a checklist before every hand-over", "Answered the questions of customers and auditors",
    ]
    static let traits = [
        "Known for clear writing and for finishing what is started.", "Enjoys mentoring juniors and keeps meetings short.",
        "Comfortable owning a problem from the first call to the last detail.", "Looks for the simplest thing that can work and measures it.",
        "Used to working with teams in two time zones.", "Steady under deadline and open about risks.",
        "Prefers small steps, early feedback and honest numbers.", "Has hired, onboarded and led small teams.",
    ]
    static let remarks = [
        "Good first call, clear about the reasons for a change.", "Strong on the basics; wants to see the team before deciding.",
        "Panel liked the examples from the current project.", "Salary is at the top of the band, client has been told.",
        "Asked for an evening slot because of the current shift.", "Second round confirmed with the hiring lead.",
        "Notice period can be bought out.", "References checked, both positive.",
    ]
    static let rejections = [
        "Experience is below what the client asked for.", "Two of the required skills are missing.", "Client chose an internal candidate.",
        "Expected salary is far above the band.", "Did not clear the technical round.",
    ]
    static let withdrawals = [
        "Took another offer.", "Not ready to relocate after all.", "Current employer made a counter-offer.", "Personal reasons, may return next year.",
    ]
}
