import Foundation
import Matching
import Testing

@Suite struct ScoreTests {
    static func job() -> JobFacts {
        var job = JobFacts(title: "Frontend Engineer")
        job.requiredSkills = ["React", "JavaScript", "Node.js", "PostgreSQL", "Kubernetes"]
        job.experience = YearsOfExperience("3-5 Years")
        job.locations = ["Bengaluru, Karnataka"]
        job.country = "IN"
        job.salaryMin = 1_200_000
        job.salaryMax = 1_800_000
        job.currency = "INR"
        job.noticeMaxDays = NoticePeriod.maxDays("Immediate to 30 Days")
        return job
    }

    static func candidate() -> CandidateFacts {
        var person = CandidateFacts()
        person.skills = ["ReactJS", "JS", "Node", "Postgres", "K8s"]
        person.currentRole = "Software Engineer"
        person.totalExperienceYears = 4
        person.currentLocations = ["Bangalore"]
        person.expectedCTC = 1_800_000
        person.currency = "INR"
        person.noticeDays = 15
        return person
    }

    private func reason(_ kind: Reason.Kind, _ score: Score) throws -> Reason { try #require(score.reasons.first { $0.kind == kind }) }

    @Test func aPersonWhoMeetsEverythingScoresAll() throws {
        let score = Score(job: Self.job(), candidate: Self.candidate())
        #expect(score.value == 100)
        #expect(score.reasons.allSatisfy { $0.verdict == .met && $0.points == $0.of })
        #expect(score.reasons.first?.evidence == "ReactJS")
        #expect(score.summary == "Meets all 5 required skills, the experience, the location, the budget and the notice.")
    }

    @Test func summarySaysWhatIsShort() {
        var person = Self.candidate()
        person.skills.removeLast()
        person.expectedCTC = 2_016_000
        person.noticeDays = nil
        let score = Score(job: Self.job(), candidate: person)
        #expect(score.summary == "Meets 4 of 5 required skills, the experience and the location; asks 12 % above the budget. Not known: notice.")
        #expect((70..<95).contains(score.value))
    }

    @Test func nothingKnownIsHalfAndMarkedUnknown() {
        let score = Score(job: Self.job(), candidate: CandidateFacts())
        #expect(score.value == 50)
        #expect(score.reasons.allSatisfy { $0.verdict == .unknown && $0.evidence == nil })
        #expect(score.summary == "Not known: skills, experience, location, expected pay and notice.")
    }

    @Test func nothingMetIsNothing() {
        var person = CandidateFacts()
        person.skills = ["Welding"]
        person.totalExperienceYears = 0
        person.currentLocations = ["Pune"]
        person.readyToRelocate = .no
        person.expectedCTC = 9_000_000
        person.currency = "INR"
        person.noticeDays = 120
        #expect(Score(job: Self.job(), candidate: person).value == 0)
    }

    @Test func aJobThatStatesNothingIsFifty() {
        let score = Score(job: JobFacts(title: "Helper"), candidate: Self.candidate())
        #expect(score.value == 50 && score.reasons.isEmpty)
    }

    @Test func whatTheJobLeavesOutNeitherHelpsNorHarms() {
        var job = JobFacts()
        job.requiredSkills = ["React"]
        #expect(Score(job: job, candidate: Self.candidate()).value == 100)
    }

    @Test func payOfAnotherCurrencyIsUnknown() throws {
        var person = Self.candidate()
        person.currency = "USD"
        person.expectedCTC = 120_000
        let pay = try reason(.salary, Score(job: Self.job(), candidate: person))
        #expect(pay.verdict == .unknown && pay.evidence == "Asks $120k")
    }

    @Test(arguments: [(PayUnit.year, 1_200_000), (.month, 100_000), (.hour, 577)])
    func payIsBroughtToAYear(unit: PayUnit, top: Int) throws {
        var job = Self.job()
        (job.salaryMin, job.salaryMax, job.salaryUnit) = (nil, top, unit)
        var person = Self.candidate()
        person.expectedCTC = 1_200_000
        let pay = try reason(.salary, Score(job: job, candidate: person))
        #expect(pay.verdict == .met && pay.requirement == "Up to ₹12 lakh a year")
        person.expectedCTC = 1_320_000
        let above = try reason(.salary, Score(job: job, candidate: person))
        #expect(above.verdict == .partly && above.evidence == "Asks ₹13.2 lakh")
    }

    @Test func negotiablePayCostsLess() {
        func value(_ negotiable: Bool?) -> Int {
            var person = Self.candidate()
            (person.expectedCTC, person.isCTCNegotiable) = (2_100_000, negotiable)
            return Score(job: Self.job(), candidate: person).value
        }
        #expect(value(true) > value(nil))
        #expect(value(nil) > value(false))
    }

    @Test func places() throws {
        func share(_ change: (inout CandidateFacts) -> Void) throws -> Double {
            var person = Self.candidate()
            person.currentLocations = []
            change(&person)
            let place = try reason(.location, Score(job: Self.job(), candidate: person))
            return (place.points / place.of * 50).rounded() / 50
        }
        #expect(try share { $0.preferredLocations = ["Bengaluru"] } == 1)
        #expect(try share { $0.preferredLocations = ["Anywhere in India"] } == 1)
        #expect(try share { $0.preferredLocations = ["India"] } == 1)
        let moves = try share {
            $0.currentLocations = ["Pune"]; $0.readyToRelocate = .yes
        }
        let talks = try share {
            $0.currentLocations = ["Pune"]; $0.readyToRelocate = .discuss
        }
        let stays = try share {
            $0.currentLocations = ["Pune"]; $0.readyToRelocate = .no
        }
        #expect(moves > talks && talks > stays && stays == 0)
        #expect(try share { _ in } == 0.5)
        var remote = Self.job()
        remote.workMode = .remote
        #expect(try reason(.location, Score(job: remote, candidate: CandidateFacts())).verdict == .met)
    }

    @Test func closeTextsHelpWhereASkillIsMissingAndStandForUnknownOnes() throws {
        var job = Self.job(), person = Self.candidate()
        person.skills = ["Vue"]
        let without = Score(job: job, candidate: person).value
        (job.embedding, person.embedding) = ([1, 0], [1, 0])
        #expect(Score(job: job, candidate: person).value > without)
        person.skills = []
        #expect(try reason(.skill, Score(job: job, candidate: person)).verdict == .unknown)
        #expect(Score(job: job, candidate: person).value == 100)
        person.embedding = [0, 1]
        #expect(Score(job: job, candidate: person).value < 70)
    }

    @Test func isKeptAsJSON() throws {
        let score = Score(job: Self.job(), candidate: Self.candidate())
        #expect(try JSONDecoder().decode([Reason].self, from: JSONEncoder().encode(score.reasons)) == score.reasons)
        #expect(try JSONDecoder().decode(Score.self, from: JSONEncoder().encode(score)) == score)
    }
}
