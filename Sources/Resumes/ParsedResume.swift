/// What a résumé says of a person. What it does not say is nil: a guess would overwrite a question worth asking.
///
/// The keys are those of the specification's `candidate_profiles` and `candidate_work_history`.
package struct ParsedResume: Codable, Sendable, Equatable {
    package var fullName: String?
    package var email: String?
    package var phone: String?
    package var linkedInURL: String?
    package var gitHubURL: String?
    package var portfolioURL: String?
    package var bio: String?
    package var highestEducation: String?
    package var yearOfPassing: Int?
    package var skills: [String] = []
    package var certificates: [String] = []
    package var languages: [String] = []
    package var projectsSummary: String?
    package var currentLocations: [String] = []
    package var totalExperienceYears: Double?
    package var currentRole: String?
    package var workHistory: [Job] = []
    package var noticePeriodDays: Int?
    /// A year, in whole units of `currency`.
    package var currentCTC: Int?
    package var expectedCTC: Int?
    package var currency: String?

    /// One position. Dates are `YYYY` or `YYYY-MM`, as exact as the document is.
    package struct Job: Codable, Sendable, Equatable {
        package var companyName: String?
        package var jobTitle: String?
        package var startDate: String?
        package var endDate: String?
        package var isCurrent = false
        package var responsibilities: String?

        package init() {}

        package func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(companyName, forKey: .companyName)
            try fields.encode(jobTitle, forKey: .jobTitle)
            try fields.encode(startDate, forKey: .startDate)
            try fields.encode(endDate, forKey: .endDate)
            try fields.encode(isCurrent, forKey: .isCurrent)
            try fields.encode(responsibilities, forKey: .responsibilities)
        }

        enum CodingKeys: String, CodingKey {
            case companyName = "company_name", jobTitle = "job_title", startDate = "start_date", endDate = "end_date"
            case isCurrent = "is_current", responsibilities
        }
    }

    package init() {}

    enum CodingKeys: String, CodingKey {
        case fullName = "full_name", email, phone, linkedInURL = "linkedin_url", gitHubURL = "github_url"
        case portfolioURL = "portfolio_url", bio, highestEducation = "highest_education"
        case yearOfPassing = "year_of_passing", skills, certificates, languages, projectsSummary = "projects_summary"
        case currentLocations = "current_locations", totalExperienceYears = "total_experience_years"
        case currentRole = "current_role", workHistory = "work_history", noticePeriodDays = "notice_period_days"
        case currentCTC = "current_ctc", expectedCTC = "expected_ctc", currency
    }

    /// Whether this can be a résumé at all: someone to reach, or a life to read of.
    package var isPlausible: Bool {
        let hasLife = !workHistory.isEmpty || highestEducation != nil || !skills.isEmpty
        return hasLife && (fullName != nil || email != nil || phone != nil)
    }

    /// Nothing is left out: a reader sees `null` where the document said nothing.
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(fullName, forKey: .fullName)
        try fields.encode(email, forKey: .email)
        try fields.encode(phone, forKey: .phone)
        try fields.encode(linkedInURL, forKey: .linkedInURL)
        try fields.encode(gitHubURL, forKey: .gitHubURL)
        try fields.encode(portfolioURL, forKey: .portfolioURL)
        try fields.encode(bio, forKey: .bio)
        try fields.encode(highestEducation, forKey: .highestEducation)
        try fields.encode(yearOfPassing, forKey: .yearOfPassing)
        try fields.encode(skills, forKey: .skills)
        try fields.encode(certificates, forKey: .certificates)
        try fields.encode(languages, forKey: .languages)
        try fields.encode(projectsSummary, forKey: .projectsSummary)
        try fields.encode(currentLocations, forKey: .currentLocations)
        try fields.encode(totalExperienceYears, forKey: .totalExperienceYears)
        try fields.encode(currentRole, forKey: .currentRole)
        try fields.encode(workHistory, forKey: .workHistory)
        try fields.encode(noticePeriodDays, forKey: .noticePeriodDays)
        try fields.encode(currentCTC, forKey: .currentCTC)
        try fields.encode(expectedCTC, forKey: .expectedCTC)
        try fields.encode(currency, forKey: .currency)
    }
}
