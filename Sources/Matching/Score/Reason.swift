/// One line of the evidence behind a score, as the application page shows it and as `applications.match_reasons` keeps it.
package struct Reason: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable { case skill, preferred, experience, location, salary, notice, profile }
    package enum Verdict: String, Codable, Sendable, CaseIterable { case met, partly, missing, unknown }

    package let kind: Kind
    /// In the words of the job.
    package let requirement: String
    package let verdict: Verdict
    /// In the words of the candidate; `nil` where nothing is known.
    package let evidence: String?
    /// Of the score's 100, to a tenth.
    package let points: Double
    package let of: Double
}
