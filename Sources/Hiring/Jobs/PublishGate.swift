import Accounts
import Foundation
package import Postgres
import Web

/// What stands between a job and Google for Jobs, property by property. Errors keep a job from being published, warnings do not.
/// Source: developers.google.com/search/docs/appearance/structured-data/job-posting
package struct PublishGate: Sendable, Encodable {
    package struct Finding: Sendable, Encodable, Hashable {
        /// As schema.org names it.
        package let property: String
        package let message: String
        /// The form's field to mend.
        package let field: String
    }

    package private(set) var errors: [Finding] = []
    package private(set) var warnings: [Finding] = []
    package var isOpen: Bool { errors.isEmpty }

    /// - Parameter hasTwin: whether another open job has the same title, client and places.
    package init(_ job: Job, posting: JobPosting, today: CalendarDate, hasTwin: Bool = false) {
        checkText(job, posting)
        checkPlace(job)
        checkPay(job)
        checkTime(job, today)
        if job.employer.isEmpty { error("hiringOrganization", "The client has no name.", "client_id") }
        if job.employerLogo == nil { warning("hiringOrganization.logo", "The client has no logo; Google shows one beside the job.", "client_id") }
        if hasTwin { warning("identifier", "Another open job has the same title, client and places. Google may take it for a duplicate.", "title") }
    }

    private mutating func error(_ property: String, _ message: String, _ field: String) {
        errors.append(Finding(property: property, message: message, field: field))
    }

    private mutating func warning(_ property: String, _ message: String, _ field: String) {
        warnings.append(Finding(property: property, message: message, field: field))
    }

    private mutating func checkText(_ job: Job, _ posting: JobPosting) {
        if job.title.isEmpty { error("title", "The job has no title.", "title") }
        let words = job.summary.trimmingCharacters(in: .whitespacesAndNewlines)
        if words.isEmpty {
            error("description", "The description is missing: write what the work is.", "job_summary")
        } else if words.lowercased() == job.title.lowercased() {
            error("description", "The description only repeats the title.", "job_summary")
        } else if posting.plainLength < 200 {
            error(
                "description", "The description has \(posting.plainLength) characters; Google wants duties and requirements, at least some 200.", "job_summary")
        }
        if job.title.count > 3, job.title == job.title.uppercased(), job.title.contains(where: \.isLetter) {
            warning("title", "The title is all in capitals.", "title")
        }
        if job.title.unicodeScalars.contains(where: { $0.properties.isEmojiPresentation }) { warning("title", "The title holds an emoji.", "title") }
        if job.title.contains(/[₹$€£]|\d\s*(LPA|lakh|k\b)|!!/.ignoresCase()) {
            warning("title", "The title speaks of pay or shouts; Google wants the job's name alone.", "title")
        }
    }

    private mutating func checkPlace(_ job: Job) {
        if job.country.isEmpty { error("addressCountry", "The country is missing.", "country") }
        if job.workMode != .remote, job.locations.isEmpty {
            error("jobLocation", "A job that is not wholly remote needs a place.", "job_locations")
        }
    }

    private mutating func checkPay(_ job: Job) {
        guard let salary = job.salary else {
            return warning("baseSalary", "No salary is given. Jobs that say what they pay are found more often.", "min_salary")
        }
        if let from = salary.from, let to = salary.to, from > to { error("baseSalary", "The lowest salary is above the highest.", "min_salary") }
    }

    private mutating func checkTime(_ job: Job, _ today: CalendarDate) {
        guard let deadline = job.deadline else {
            return warning("validThrough", "There is no deadline. Give one, if applications end.", "application_deadline")
        }
        if deadline < today { error("validThrough", "The deadline, \(deadline), is past.", "application_deadline") }
    }
}
