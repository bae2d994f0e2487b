import Foundation
import Testing

@testable import Demo

/// The makings of the demo, without a database.
@Suite struct GeneratorTests {
    private let now = Moment(seconds: 1_795_600_000)  // 25 November 2026

    @Test func theSameSeedMakesTheSameRows() {
        #expect(text(seed: 7) == text(seed: 7))
        #expect(text(seed: 7) != text(seed: 8))
    }

    /// The halves that two connections load are the whole, byte for byte.
    @Test func halvesMakeTheWhole() {
        for load in Plan(scale: 300, seed: 7, now: now).loads() {
            let middle = load.things / 2
            #expect(bytes(load, 0..<load.things) == bytes(load, 0..<middle) + bytes(load, middle..<load.things), "\(load.table)")
        }
    }

    @Test(arguments: [100, 101, 300, 999, 1000, 4321, 20_000])
    func shares(scale: Int) {
        let plan = Plan(scale: scale, seed: 2026, now: now)
        #expect(plan.applications == 3 * scale)
        #expect(plan.applicants[0] == min(300, scale))
        #expect(plan.applicants.allSatisfy { $0 <= plan.applying })
        for (job, count) in plan.applicants.enumerated() {
            #expect(Set((0..<count).map { plan.applicant(job: job, place: $0) }).count == count, "somebody applied twice to job \(job)")
            #expect(plan.jobs[job].status != "Draft" || count == 0)
        }
    }

    @Test func peopleFitTheirTrade() {
        let plan = Plan(scale: 1000, seed: 2026, now: now)
        for number in 0..<1000 {
            let person = plan.sketch(number)
            let trade = Trade.all[person.trade]
            #expect(trade.titles.contains(person.title))
            #expect(person.skills.count >= 3 && Set(person.skills).isSubset(of: trade.skills))
            #expect(person.expectedPay > person.currentPay)
            if let email = person.email {
                #expect(email == email.lowercased() && (email.hasSuffix("@example.in") || email.hasSuffix("@example.com")))
            }
        }
        #expect(Set((0..<1000).compactMap { plan.sketch($0).email }).count > 950)
    }

    @Test func resumesHoldTheFactsInTwoKilobytes() {
        let plan = Plan(scale: 300, seed: 2026, now: now)
        for number in 0..<300 {
            let person = plan.sketch(number)
            let career = Career(person, seed: plan.seed, now: now)
            let resume = String(decoding: Resume.text(person, career, college: "Anna University"), as: UTF8.self)
            #expect((1400...2600).contains(resume.utf8.count))
            #expect(resume.contains(person.phone) && resume.contains(person.title) && person.skills.allSatisfy(resume.contains))
            for (later, earlier) in zip(career.positions, career.positions.dropFirst()) {
                #expect(earlier.end.map { $0 < later.start } == true)
            }
        }
    }

    @Test func vectorsAreOfLengthOneAndNearWhereSkillsAreShared() {
        let vectors = SkillVectors()
        let backend = vectors.vector(trade: 0, bits: 0b1111)
        #expect(backend.count == 384)
        #expect(abs(dot(backend, backend) - 1) < 0.0001)
        #expect(dot(backend, vectors.vector(trade: 0, bits: 0b0111)) > 0.7)
        #expect(abs(dot(backend, vectors.vector(trade: 10, bits: 0b1111))) < 0.3)
    }

    @Test func pointsAddUpToTheScore() throws {
        let plan = Plan(scale: 300, seed: 2026, now: now)
        for place in 0..<300 {
            let match = try #require(plan.applied(job: 0, place: place).row.match)
            var out = CopyText()
            match.write(to: &out)
            let reasons = try JSONDecoder().decode([Reason].self, from: Data(out.bytes))
            #expect(reasons.reduce(0) { $0 + $1.points } == match.score)
            #expect(reasons.reduce(0) { $0 + $1.of } == 100)
            #expect(reasons.allSatisfy { ["met", "partly", "missing", "unknown"].contains($0.verdict) })
        }
    }

    private struct Reason: Decodable {
        let kind, requirement, verdict: String
        let evidence: String?
        let points, of: Int
    }

    @Test func keysAreVersionSevenAndSortByTime() throws {
        var dice = SplitMix64(seed: 1)
        let early = Key(at: now, &dice).text
        let late = Key(at: now.adding(minutes: 1), &dice).text
        let uuid = try #require(UUID(uuidString: early)).uuid
        #expect(uuid.6 >> 4 == 7 && uuid.8 >> 6 == 2)
        #expect(early < late)
    }

    @Test func copyTextEscapes() {
        var out = CopyText()
        out.field("a\tb\\c\nd\r")
        out.field(["say \"hi\"", "x\\y", "line\nbreak"])
        out.null()
        out.tenths(42)
        out.field(Moment(seconds: -1))
        out.field([0.5, -0.00001, 1])
        out.endRow()
        #expect(
            String(decoding: out.bytes, as: UTF8.self)
                == "a\\tb\\\\c\\nd\\r\t[\"say \\\\\"hi\\\\\"\",\"x\\\\\\\\y\",\"line\\\\nbreak\"]\t\\N\t4.2\t1969-12-31 23:59:59+00\t[0.50000,-0.00001,1.00000]\n"
        )
    }

    /// The gate that Google's rules set, for each job of the small agency that is on the board.
    @Test func openJobsOfSaffronSatisfyTheGate() {
        let open = Saffron(now: now).openings.map(\.row).filter { $0.status != "Draft" }
        #expect(open.count == 12)
        for job in open {
            #expect(job.summary.count >= 200 && job.summary != job.title)
            #expect(job.publishedAt != nil && job.country.count == 2)
            #expect(job.workMode == "Remote" ? job.locations.isEmpty && job.summary.contains("fully remote") : !job.locations.isEmpty)
            #expect(job.status == "Closed" || job.deadline.map { $0 > now.date } == true)
        }
        #expect(Set(open.map(\.workMode)) == ["On-site", "Remote", "Hybrid"])
        #expect(open.contains { $0.salary == nil } && open.contains { $0.salary != nil })
    }

    private func bytes(_ load: Load, _ range: Range<Int>) -> [UInt8] {
        Chunks(load: load, range: range, told: { _ in }).flatMap { $0 }
    }

    private func text(seed: UInt64) -> [[UInt8]] {
        Plan(scale: 120, seed: seed, now: now).loads().map { bytes($0, 0..<$0.things) }
    }

    private func dot(_ one: [Float], _ other: [Float]) -> Float { zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } }
}
