import Foundation
import Matching
import Testing

/// Rules that hold for every job and person, tried on many made by chance from a fixed seed.
@Suite struct ScorePropertyTests {
    private struct Chance: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let skills = [
        "React", "ReactJS", "React Native", "Vue.js", "Node", "Node.js 18", "K8s", "Kubernetes", "Docker", "AWS / Azure", "Amazon Web Services (AWS)", "C",
        "C++", "C#", ".NET Core", "SQL", "SQL Server", "MySQL",
        "Postgres", "Communication skills", "Tally ERP 9", "GST", "", "  ", "/", "हिन्दी", "Machine Learning", "ML", "Financial Modelling",
        "Advanced Financial Modelling and Valuation", "🙂", "Python 3.x", "UI/UX",
    ]

    private static func some(_ chance: inout Chance, upTo most: Int) -> [String] {
        (0..<Int.random(in: 0...most, using: &chance)).map { _ in skills.randomElement(using: &chance) ?? "" }
    }

    private static func maybe<T>(_ chance: inout Chance, _ values: [T]) -> T? {
        Int.random(in: 0...3, using: &chance) == 0 ? nil : values.randomElement(using: &chance)
    }

    private static func job(_ chance: inout Chance) -> JobFacts {
        var job = JobFacts(title: "Job")
        job.requiredSkills = some(&chance, upTo: 6)
        job.preferredSkills = some(&chance, upTo: 4)
        job.tools = some(&chance, upTo: 3)
        job.experience = maybe(&chance, ["3-5 years", "5+", "Fresher", "0-0 years", "up to 2 years"]).flatMap { YearsOfExperience($0) }
        job.locations = [maybe(&chance, ["Pune", "Delhi, Delhi", ""]), maybe(&chance, ["Noida", ", "])].compactMap { $0 }
        job.workMode = maybe(&chance, JobFacts.WorkMode.allCases) ?? .onSite
        (job.salaryMin, job.salaryMax) = (maybe(&chance, [0, 1, 500_000]), maybe(&chance, [0, 1, 900_000, Int.max / 4096]))
        job.currency = maybe(&chance, ["INR", "USD"])
        job.salaryUnit = maybe(&chance, PayUnit.allCases) ?? .year
        job.noticeMaxDays = maybe(&chance, [0, 30, 90])
        job.embedding = maybe(&chance, [[1, 0], [0.6, 0.8], [0, 0], [], [.nan, 1]])
        return job
    }

    private static func candidate(_ chance: inout Chance) -> CandidateFacts {
        var person = CandidateFacts()
        person.skills = some(&chance, upTo: 8)
        person.currentRole = maybe(&chance, ["Java Developer", "React / Node Engineer", ""])
        person.totalExperienceYears = maybe(&chance, [0, 0.5, 4, 5.5, 40, -1, .infinity, .nan])
        person.currentLocations = maybe(&chance, [["Pune"], ["Gurgaon"], [""]]) ?? []
        person.preferredLocations = maybe(&chance, [["Poona"], ["any"], ["Oslo"]]) ?? []
        person.readyToRelocate = maybe(&chance, CandidateFacts.Relocation.allCases)
        person.expectedCTC = maybe(&chance, [0, 1, 1_000_000, Int.max, -5])
        person.currency = maybe(&chance, ["INR", "USD"])
        person.isCTCNegotiable = maybe(&chance, [true, false])
        person.noticeDays = maybe(&chance, [0, 45, 730, -3])
        person.embedding = maybe(&chance, [[1, 0], [0, 1], [0.6, 0.8]])
        return person
    }

    @Test func scoreIsBoundedAndItsPointsAddUp() {
        var chance = Chance(state: 1)
        for _ in 0..<3000 {
            let score = Score(job: Self.job(&chance), candidate: Self.candidate(&chance))
            #expect((0...100).contains(score.value))
            #expect(score.reasons.allSatisfy { $0.points >= 0 && $0.points <= $0.of })
            let sum = score.reasons.map(\.points).reduce(0, +)
            #expect(score.reasons.isEmpty || abs(sum - Double(score.value)) <= 0.5 + 0.051 * Double(score.reasons.count))
            #expect(score.summary.hasSuffix(".") && score.summary.first?.isUppercase == true)
        }
    }

    @Test func anotherSkillNeverLowersTheScore() {
        var chance = Chance(state: 2)
        for _ in 0..<3000 {
            let job = Self.job(&chance)
            var person = Self.candidate(&chance)
            guard person.skills.contains(where: { $0.contains(where: \.isLetter) }) else { continue }
            let before = Score(job: job, candidate: person).value
            person.skills.append(Self.skills.randomElement(using: &chance) ?? "")
            #expect(Score(job: job, candidate: person).value >= before)
        }
    }

    @Test func theOrderOfWordsIsNothing() {
        var chance = Chance(state: 3)
        for _ in 0..<3000 {
            var job = Self.job(&chance)
            var person = Self.candidate(&chance)
            let before = Score(job: job, candidate: person)
            job.requiredSkills.shuffle(using: &chance)
            job.tools.shuffle(using: &chance)
            job.locations.shuffle(using: &chance)
            person.skills.shuffle(using: &chance)
            person.currentLocations.shuffle(using: &chance)
            let after = Score(job: job, candidate: person)
            #expect(after.value == before.value)
            #expect(after.summary == before.summary)
        }
    }
}
