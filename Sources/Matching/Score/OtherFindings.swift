import Foundation

func experienceFinding(_ job: JobFacts, _ candidate: CandidateFacts) -> Finding? {
    guard let asked = job.experience, asked.min != nil || asked.max != nil else { return nil }
    let requirement = experienceInWords(asked)
    guard let years = candidate.totalExperienceYears, years.isFinite, years >= 0 else { return Finding(unknown: .experience, requirement, weight: 20) }
    let evidence = "\(short(years)) \(years == 1 ? "year" : "years")"
    if let least = asked.min, years < least {
        let remark = "has \(evidence) of the \(short(least)) asked"
        return Finding(.experience, requirement, weight: 20, share: 1 - 1.5 * (least - years) / max(1, least), evidence: evidence, remark: remark)
    }
    if let most = asked.max, years > most + 1 {
        let share = max(0.5, 1 - 0.1 * (years - most - 1))
        return Finding(.experience, requirement, weight: 20, share: share, evidence: evidence, remark: "has more experience than asked (\(evidence))")
    }
    return Finding(.experience, requirement, weight: 20, share: 1, evidence: evidence)
}

private func experienceInWords(_ asked: YearsOfExperience) -> String {
    switch (asked.min, asked.max) {
    case (let min?, let max?): "\(short(min)) to \(short(max)) years"
    case (let min?, nil): "At least \(short(min)) years"
    case (nil, let max?): "Up to \(short(max)) years"
    case (nil, nil): ""
    }
}

func locationFinding(_ job: JobFacts, _ candidate: CandidateFacts) -> Finding? {
    if job.workMode == .remote { return Finding(.location, "Remote", weight: 15, share: 1, evidence: candidate.currentLocations.first) }
    let cities = Set(job.locations.map(City.key)).subtracting([""])
    guard !cities.isEmpty else { return nil }
    let requirement = job.locations.joined(separator: " or ")
    func finding(_ share: Double, _ evidence: String, _ remark: String? = nil) -> Finding {
        Finding(.location, requirement, weight: 15, share: share, evidence: evidence, remark: remark)
    }
    if let here = candidate.currentLocations.filter({ cities.contains(City.key($0)) }).min() { return finding(1, "Lives in \(here)") }
    if let wanted = candidate.preferredLocations.filter({ cities.contains(City.key($0)) || City.isAnywhere($0, in: job.country) }).min() {
        return finding(1, "Wants to work in \(wanted)")
    }
    let metros = Set(cities.compactMap(City.metro))
    if let close = candidate.currentLocations.filter({ City.metro(City.key($0)).map(metros.contains) ?? false }).min() {
        return finding(0.8, "Lives in \(close)", "lives nearby, in \(close)")
    }
    let home = candidate.currentLocations.min()
    let lives = home.map { "Lives in \($0)" }
    switch candidate.readyToRelocate {
    case .yes: return finding(0.8, [lives, "would relocate"].compactMap { $0 }.joined(separator: ", "), "would relocate" + (home.map { " from \($0)" } ?? ""))
    case .discuss: return finding(0.5, [lives, "open to talk about relocating"].compactMap { $0 }.joined(separator: ", "), "is open to talk about relocating")
    case .no where home != nil: return finding(0, "\(lives ?? ""), would not relocate", "would not relocate")
    case .no, nil: return Finding(unknown: .location, requirement, weight: 15, evidence: lives)
    }
}

func salaryFinding(_ job: JobFacts, _ candidate: CandidateFacts) -> Finding? {
    guard let top = job.salaryMax ?? job.salaryMin, top > 0, let currency = job.currency else { return nil }
    let budget = job.salaryUnit.yearly(top)
    let requirement = "\(job.salaryMax == nil ? "From" : "Up to") \(payInWords(budget, currency: currency)) a year"
    guard let asked = candidate.expectedCTC, asked >= 0 else { return Finding(unknown: .salary, requirement, weight: 10) }
    guard let theirs = candidate.currency else { return Finding(unknown: .salary, requirement, weight: 10, evidence: "Asks \(asked), currency not said") }
    let evidence = "Asks \(payInWords(Double(asked), currency: theirs))"
    guard theirs == currency else { return Finding(unknown: .salary, requirement, weight: 10, evidence: evidence) }
    let above = Double(asked) / budget - 1
    guard above > 0 else { return Finding(.salary, requirement, weight: 10, share: 1, evidence: evidence) }
    let reach =
        switch candidate.isCTCNegotiable {
        case true?: 0.4;
        case false?: 0.2;
        case nil: 0.3
        }
    let percent = max(1, Int((min(above, 99) * 100).rounded()))
    let remark = "asks \(percent) % above the budget" + (candidate.isCTCNegotiable == true ? ", negotiable" : "")
    let said = candidate.isCTCNegotiable.map { $0 ? ", negotiable" : ", not negotiable" } ?? ""
    return Finding(.salary, requirement, weight: 10, share: 1 - above / reach, evidence: evidence + said, remark: remark)
}

func noticeFinding(_ job: JobFacts, _ candidate: CandidateFacts) -> Finding? {
    guard let limit = job.noticeMaxDays else { return nil }
    let requirement = limit == 0 ? "Free at once" : "Notice of at most \(limit) days"
    guard let days = candidate.noticeDays, days >= 0 else { return Finding(unknown: .notice, requirement, weight: 5) }
    let evidence = days == 0 ? "Free at once" : "\(days) days"
    guard days > limit else { return Finding(.notice, requirement, weight: 5, share: 1, evidence: evidence) }
    return Finding(.notice, requirement, weight: 5, share: 1 - Double(days - limit) / 60, evidence: evidence, remark: "has \(days) days of notice")
}
