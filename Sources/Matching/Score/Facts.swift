/// What a job asks, as far as a match can be measured by it.
package struct JobFacts: Sendable, Equatable {
    package enum WorkMode: String, Codable, Sendable, CaseIterable { case onSite = "On-site", remote = "Remote", hybrid = "Hybrid" }

    package var title = ""
    package var requiredSkills: [String] = []
    package var preferredSkills: [String] = []
    package var tools: [String] = []
    package var summary: String?
    package var experience: YearsOfExperience?
    /// "City, State", as the job names them.
    package var locations: [String] = []
    package var workMode = WorkMode.onSite
    /// Two letters, of every location and of remote work.
    package var country: String?
    package var salaryMin: Int?
    package var salaryMax: Int?
    package var currency: String?
    package var salaryUnit = PayUnit.year
    package var noticeMaxDays: Int?
    package var embedding: [Float]?

    package init(title: String = "") { self.title = title }
}

/// What is known of a person, as far as a match may be measured by it. Gender, marital status, date of birth, category, disability,
/// names and contact data have no place in this type, so they cannot reach a score or a vector.
package struct CandidateFacts: Sendable, Equatable {
    package enum Relocation: String, Codable, Sendable, CaseIterable { case yes = "Yes", no = "No", discuss = "Open to Discussion" }

    /// Empty means that none are known.
    package var skills: [String] = []
    package var currentRole: String?
    /// What the person says of their work, for the vector only; see `skillsText(for:withholding:)`.
    package var summary: String?
    package var totalExperienceYears: Double?
    package var currentLocations: [String] = []
    package var preferredLocations: [String] = []
    package var readyToRelocate: Relocation?
    /// A year's pay in whole units of `currency`.
    package var expectedCTC: Int?
    package var currency: String?
    package var isCTCNegotiable: Bool?
    package var noticeDays: Int?
    package var embedding: [Float]?

    package init() {}
}
