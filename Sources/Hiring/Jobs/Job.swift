package import Foundation
package import Postgres

package enum EmploymentType: String, SQLEnum, Codable, CaseIterable {
    case fullTime = "FULL_TIME", partTime = "PART_TIME", contractor = "CONTRACTOR", temporary = "TEMPORARY", intern = "INTERN"
    package static var sqlType: String { "employment_type" }

    package var words: String {
        switch self {
        case .fullTime: "Full-time"
        case .partTime: "Part-time"
        case .contractor: "Contract"
        case .temporary: "Temporary"
        case .intern: "Internship"
        }
    }
}

package enum WorkMode: String, SQLEnum, Codable, CaseIterable {
    case onSite = "On-site", remote = "Remote", hybrid = "Hybrid"
    package static var sqlType: String { "work_mode" }
}

package enum SalaryUnit: String, SQLEnum, Codable, CaseIterable {
    case year = "YEAR", month = "MONTH", hour = "HOUR"
    package static var sqlType: String { "salary_unit" }
}

package enum JobStatus: String, SQLEnum, Codable, CaseIterable {
    case draft = "Draft", sourcing = "Sourcing", interview = "Interview", offer = "Offer", closed = "Closed"
    package static var sqlType: String { "job_status" }
    package static let open: [JobStatus] = [.sourcing, .interview, .offer]
    package var isOpen: Bool { Self.open.contains(self) }
}

/// What the employer says it pays, in whole units of the currency. Both ends may be open; a job without either says nothing.
package struct Salary: Sendable, Hashable, Codable {
    package var from: Int?
    package var to: Int?
    package var currency: String
    package var unit: SalaryUnit

    package init?(from: Int?, to: Int?, currency: String, unit: SalaryUnit) {
        guard from != nil || to != nil else { return nil }
        (self.from, self.to, self.currency, self.unit) = (from, to, currency, unit)
    }
}

/// A job as the public may see it, with all that its page and its structured data say.
package struct Job: Sendable {
    package var id: ID<Job>
    package var slug: String
    package var title: String
    package var employer: String
    package var employerWebsite: String?
    package var employerLogo: String?
    package var internalID: String?
    package var employmentType: EmploymentType
    package var workMode: WorkMode
    package var industry: String?
    package var functionalArea: String?
    /// "City, State", as ordered.
    package var locations: [String]
    /// ISO 3166 of every location, and of remote work.
    package var country: String
    package var salary: Salary?
    package var benefits: [String]
    package var aboutCompany: String?
    package var summary: String
    package var responsibilities: [String]
    package var experience: String?
    package var education: String?
    package var requiredSkills: [String]
    package var preferredSkills: [String]
    package var tools: [String]
    package var openings: Int
    package var deadline: CalendarDate?
    package var rounds: [String]
    package var notice: String?
    package var metaTitle: String?
    package var metaDescription: String?
    package var status: JobStatus
    package var publishedAt: Date?
    package var closedAt: Date?
    package var updatedAt: Date
    /// Open, and its deadline is not over.
    package var takesApplications: Bool
}
