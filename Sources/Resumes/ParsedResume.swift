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

    /// One position. Dates are `YYYY` or `YYYY-MM`, as exact as the document is.
    package struct Job: Codable, Sendable, Equatable {
        package var companyName: String?
        package var jobTitle: String?
        package var startDate: String?
        package var endDate: String?
        package var isCurrent = false
        package var responsibilities: String?

        package init() {}

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
        case currentRole = "current_role", workHistory = "work_history"
    }

    /// Whether this can be a résumé at all: someone to reach, or a life to read of.
    package var isPlausible: Bool {
        let facts = [!workHistory.isEmpty, highestEducation != nil, !skills.isEmpty, email != nil, phone != nil]
        return facts.count { $0 } >= 2
    }
}
