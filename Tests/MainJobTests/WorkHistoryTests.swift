import Foundation
import Postgres
import Testing

@testable import Hiring

/// Gaps, overlaps and sums of jobs; what a newer résumé changes in them; what wins; how much is said.
@Suite("Work history") struct WorkHistoryTests {
    private let today = CalendarDate(year: 2026, month: 11, day: 26)!

    private func job(_ title: String, _ from: String?, _ to: String? = nil, company: String? = "Contoso") -> WorkedJob {
        var job = WorkedJob()
        (job.jobTitle, job.companyName, job.startDate) = (title, company, from.flatMap(DayText.month))
        if to == "now" { job.isCurrent = true } else { job.endDate = to.flatMap(DayText.month) }
        return job
    }

    private func history(_ jobs: [WorkedJob]) -> WorkHistory { WorkHistory(jobs, today: today) }

    @Test func aMonthBetweenTwoJobsIsNoGapAndTwoAre() {
        #expect(history([job("B", "2021-04", "2022-01"), job("A", "2019-01", "2021-03")]).gaps.isEmpty)
        #expect(history([job("B", "2021-05", "2022-01"), job("A", "2019-01", "2021-03")]).gaps.isEmpty)
        #expect(history([job("B", "2021-06", "2022-01"), job("A", "2019-01", "2021-03")]).gaps == [.init(months: 2, before: 0)])
    }

    @Test func aLongJobBehindAShortOneLeavesNoGap() {
        #expect(history([job("C", "2021-06", "2021-12"), job("B", "2019-02", "2019-04"), job("A", "2018-01", "2021-05")]).gaps.isEmpty)
    }

    @Test func twoJobsAtOnceOverlapByMonths() {
        let both = history([job("B", "2021-02", "2022-01"), job("A", "2019-01", "2021-04")])
        #expect(both.overlaps == [.init(months: 3, earlier: 1, later: 0)])
        #expect(history([job("B", "2021-04", "2022-01"), job("A", "2019-01", "2021-04")]).overlaps.isEmpty, "changing jobs within a month")
        #expect(history([job("B", "2021-02", "2021-03"), job("A", "2019-01", "now")]).overlaps.first?.months == 2)
    }

    @Test func monthsOfTwoJobsAtOnceCountOnce() {
        #expect(history([job("B", "2020-01", "2020-12"), job("A", "2020-07", "2021-06")]).months == 18)
        let now = history([job("A", "2024-12", "now")])
        #expect(now.months == 24 && now.years == 2)
        #expect(now.differs(fromStated: 3.5) && !now.differs(fromStated: 2.9) && !now.differs(fromStated: nil))
    }

    @Test func whatNobodySaidMakesNoGap() {
        let unknown = history([job("C", "2024-01", "2024-06"), job("B", "2019-01"), job("A", nil, "2018-01")])
        #expect(unknown.gaps.isEmpty, "nobody said when B ended")
        #expect(unknown.months == 7)
        #expect(history([]).months == 0 && history([job("A", "2027-01", "now")]).months == 0)
        #expect(history([job("A", "0001-01", "now")]).months == 0)
    }

    @Test func aNewerResumeAddsAndChangesAndTakesNothingAway() {
        let kept = [job("Lead", "2022-01", "now", company: "Northwind"), job("Engineer", "2018-06", "2021-12", company: "Contoso")]
        let read = [
            job("Head", "2026-02", "now", company: "Fabrikam"), job("Lead", "2022-01", "2026-01", company: "northwind"),
            job("Engineer", "2018-06", "2021-12", company: "CONTOSO"),
        ]
        let diff = HistoryDiff(from: kept, to: read)
        #expect(diff.added == [read[0]])
        #expect(diff.changed.map(\.place) == [0] && diff.changed[0].to.endDate == CalendarDate(year: 2026, month: 1, day: 1) && !diff.changed[0].to.isCurrent)
        #expect(HistoryDiff(from: kept, to: [kept[1]]).isEmpty, "what it leaves out stays")
        #expect(HistoryDiff(from: kept, to: kept).isEmpty && HistoryDiff(from: [], to: kept).added == kept)
    }

    // MARK: What wins

    private func precedence(_ heard: String, over now: String?, said: FieldSource?, from source: FieldSource = .resume) throws -> Precedence {
        let role = try #require(ProfileFields["current_role"])
        return Precedence(.text(heard), of: role, from: source, over: now.map { .text($0) } ?? .nothing, said: said)
    }

    @Test func whatAPersonTypedWinsOverWhatWasParsed() throws {
        #expect(try precedence("Lead", over: nil, said: nil) == .fill)
        #expect(try precedence("Lead", over: "Engineer", said: .resume) == .fill)
        #expect(try precedence("Lead", over: "Engineer", said: .model) == .fill)
        for speaker in [FieldSource.person, .recruiter, .import, .apply, .merge, nil] {
            #expect(try precedence("Lead", over: "Engineer", said: speaker) == .propose, "\(String(describing: speaker))")
            #expect(try precedence(" lead ", over: "Lead", said: speaker) == .same, "only its letters differ")
        }
        #expect(try precedence("Lead", over: nil, said: .person) == .propose, "they emptied it")
        #expect(try precedence("Lead", over: "Engineer", said: .import, from: .import) == .fill, "a newer list")
        #expect(try precedence("", over: "Engineer", said: .resume) == .same)
    }

    @Test func aListIsAddedTo() throws {
        let skills = try #require(ProfileFields["skills"])
        func precedence(_ heard: [String], over now: [String], said: FieldSource) -> Precedence {
            Precedence(.texts(heard), of: skills, from: .resume, over: .texts(now), said: said)
        }
        #expect(precedence(["swift"], over: ["Swift", "Go"], said: .person) == .same, "a résumé that says less changes nothing")
        #expect(precedence(["Swift", "Rust"], over: ["Swift", "Go"], said: .person) == .propose)
        #expect(precedence(["Swift"], over: ["Swift", "Go"], said: .resume) == .fill, "the newest document counts")
        #expect(skills.accepting(.texts(["swift", "Rust"]), over: .texts(["Swift", "Go"])) == .texts(["Swift", "Go", "Rust"]))
    }

    // MARK: How much is said

    private func completeness(_ said: [String: ProfileValue], pay: Bool = true, history: Bool = false, resume: Bool = false) -> Completeness {
        Completeness(has: { said[$0] ?? .nothing }, seesPay: pay, hasHistory: history, hasResume: resume)
    }

    @Test func theMeterAsksForWhatWeighsMost() {
        let empty = completeness([:])
        #expect(empty.percent == 0 && empty.next.map(\.column) == ["skills", WorkHistory.column, "phone"])
        let some = completeness(["skills": .texts(["a", "b"]), "phone": .text("+919820011223")], history: true, resume: true)
        #expect(some.next.map(\.column) == ["skills", "current_role", "total_experience_years"])
        #expect(some.percent > empty.percent && some.percent < 50)
        #expect(!completeness([:], pay: false).missing.contains { $0.group == .salary }, "pay that is not for the reader is not asked for")
    }

    @Test func theMeterIsFullOnlyWhereNothingIsMissingAndGrowsWithEachFact() {
        var said: [String: ProfileValue] = [:], last = 0
        for step in Completeness.steps where ![WorkHistory.column, "resume"].contains(step.column) {
            said[step.column] = step.column == "skills" ? .texts(["a", "b", "c", "d", "e"]) : .text("x")
            let now = completeness(said, history: true, resume: true).percent
            #expect(now >= last && (now == 100) == (said.count == Completeness.steps.count - 2))
            last = now
        }
        #expect(completeness(said).percent < 100)
        #expect(
            Completeness.steps == Completeness.steps.sorted { $0.weight > $1.weight }
                || Completeness.steps.map(\.weight) == Completeness.steps.map(\.weight).sorted(by: >))
        #expect(Completeness.steps.allSatisfy { ProfileFields[$0.column]?.isProtected != true })
    }
}
