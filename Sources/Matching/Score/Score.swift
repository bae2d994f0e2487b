import Foundation

/// How well a person meets what a job asks: 0 to 100, with the reason for every point.
///
/// Each thing the job states has a weight, and earns a share of it between nothing and all:
///
/// | requirement | weight | all | nothing |
/// |---|---|---|---|
/// | required skills, together | 40 | each is named | none is named; a near skill ("MySQL" for "PostgreSQL") earns half its part |
/// | preferred skills and tools, together | 10 | likewise | likewise |
/// | experience | 20 | inside the range | short by two thirds of the years asked; above the range costs a tenth a year after the first, at most half |
/// | location | 15 | there, wants to be there, or remote | elsewhere and not moving; would move 0.8, would talk about it 0.5, same metro area 0.8 |
/// | salary | 10 | inside the budget | 40 % above it where negotiable, 20 % where not, 30 % where nothing is said |
/// | notice | 5 | soon enough | 60 days too long |
///
/// The score is the points earned out of the weights of what the job states, times 100: what a job leaves out neither helps nor harms.
/// What is not known of the person earns half and is marked unknown. A required skill that is missing earns up to a quarter of its
/// part where both texts have a vector and lie close in meaning; where the skills of either side are unknown, that closeness stands
/// for them. A job that states nothing gives 50. Pay in another currency is unknown: no rate is guessed.
///
/// Another skill never lowers the score of a person with known skills, and the order of skills never changes it.
package struct Score: Sendable, Equatable, Codable {
    package let value: Int
    package let reasons: [Reason]
    /// One or two plain sentences, for `applications.ai_custom_summary`.
    package let summary: String

    package init(job: JobFacts, candidate: CandidateFacts) {
        let findings =
            skillFindings(job, candidate)
            + [experienceFinding(job, candidate), locationFinding(job, candidate), salaryFinding(job, candidate), noticeFinding(job, candidate)].compactMap {
                $0
            }
        let stated = findings.map(\.weight).sorted().reduce(0, +)
        // Sorted, because a sum of fractions depends on their order and the score must not.
        let earned = findings.map { $0.weight * $0.share }.sorted().reduce(0, +)
        value = stated > 0 ? min(100, max(0, Int((earned / stated * 100).rounded()))) : 50
        reasons = findings.map { $0.reason(scale: stated > 0 ? 100 / stated : 0) }
        summary = summarise(findings)
    }
}

/// A reason before the weights are brought to 100.
struct Finding {
    /// What an unknown fact earns of its weight.
    static let unknownShare = 0.5

    let kind: Reason.Kind
    let requirement: String
    let weight: Double
    let share: Double
    let verdict: Reason.Verdict
    let evidence: String?
    /// What to say of it in the summary: "asks 12 % above the budget".
    var remark: String?

    init(_ kind: Reason.Kind, _ requirement: String, weight: Double, share: Double, evidence: String?, remark: String? = nil) {
        self.kind = kind
        self.requirement = requirement
        self.weight = weight
        self.share = min(1, max(0, share))
        self.evidence = evidence
        self.remark = remark
        verdict = share >= 0.999 ? .met : share >= 0.3 ? .partly : .missing
    }

    init(unknown kind: Reason.Kind, _ requirement: String, weight: Double, evidence: String? = nil, share: Double = Finding.unknownShare) {
        self.kind = kind
        self.requirement = requirement
        self.weight = weight
        self.share = share
        self.evidence = evidence
        verdict = .unknown
    }

    func reason(scale: Double) -> Reason {
        func tenth(_ number: Double) -> Double { (number * scale * 10).rounded() / 10 }
        return Reason(kind: kind, requirement: requirement, verdict: verdict, evidence: evidence, points: tenth(weight * share), of: tenth(weight))
    }
}
