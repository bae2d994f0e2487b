package import Accounts
import Foundation
import Matching
package import Postgres
import Web

/// Somebody who hires through the agency; kept by Sales.
package enum Client {}

/// Every field of a job as a recruiter fills it in, checked.
package struct JobDraft: Sendable, Equatable {
    package var clientID: ID<Client>
    package var recruiterID: ID<User>?
    package var title: String
    package var internalID: String?
    package var employmentType: EmploymentType
    package var workMode: WorkMode
    package var industry: String?
    package var functionalArea: String?
    package var locations: [String]
    package var country: String
    package var minSalary: Int?
    package var maxSalary: Int?
    package var currency: String
    package var salaryUnit: SalaryUnit
    package var benefits: [String]
    package var aboutCompany: String?
    package var summary: String?
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
    /// nil: made from title and place.
    package var slug: String?
    package var metaTitle: String?
    package var metaDescription: String?
    package var isConfidential: Bool
    /// How far the search of an open job is; nil leaves it.
    package var stage: JobStatus?

    var years: YearsOfExperience? { experience.flatMap { YearsOfExperience($0) } }
    var noticeMaxDays: Int? { notice.flatMap { NoticePeriod.maxDays($0) } }
}

/// Reads a job's form: a valid draft, or every problem at once.
struct JobForm {
    private let form: Form
    private(set) var problems: [Problem] = []

    static func read(_ form: Form) -> (draft: JobDraft?, problems: [Problem]) {
        var reader = JobForm(form: form)
        let draft = reader.draft()
        return (reader.problems.isEmpty ? draft : nil, reader.problems)
    }

    private init(form: Form) { self.form = form }

    private mutating func draft() -> JobDraft? {
        let clientID = identity("client_id", of: Client.self, "Choose the client, or add a new one first.")
        let minSalary = wholeNumber("min_salary", 0...1_000_000_000_000), maxSalary = wholeNumber("max_salary", 0...1_000_000_000_000)
        if let minSalary, let maxSalary, minSalary > maxSalary { say("max_salary", "The highest salary is below the lowest.") }
        let draft = JobDraft(
            clientID: clientID ?? ID(),
            recruiterID: form["assigned_recruiter_id"].isEmpty ? nil : identity("assigned_recruiter_id", of: User.self, "Choose a colleague from the list."),
            title: required("title", 200, "Give the job a title."), internalID: text("internal_job_id", 60),
            employmentType: choice("employment_type", .fullTime), workMode: choice("work_mode", .onSite), industry: text("industry", 120),
            functionalArea: text("functional_area", 120), locations: lines("job_locations", 20, 120), country: code("country", "IN", length: 2),
            minSalary: minSalary, maxSalary: maxSalary, currency: code("currency", "INR", length: 3), salaryUnit: choice("salary_unit", .year),
            benefits: lines("benefits_perks"), aboutCompany: text("about_company", 10_000), summary: text("job_summary", 20_000),
            responsibilities: lines("responsibilities", 50, 500), experience: text("experience_required", 60),
            education: text("education_qualification", 200), requiredSkills: lines("required_skills"), preferredSkills: lines("preferred_skills"),
            tools: lines("tools_tech_stack"), openings: wholeNumber("number_of_openings", 1...10_000) ?? 1, deadline: date("application_deadline"),
            rounds: lines("hiring_process_rounds", 20, 120), notice: text("notice_period_accepted", 60), slug: slug("slug_url"),
            metaTitle: text("meta_title", 120), metaDescription: text("meta_description", 320), isConfidential: !form["is_client_confidential"].isEmpty,
            stage: stage())
        if let experience = draft.experience, draft.years == nil {
            say("experience_required", "“\(experience)” holds no number of years. Write it like “3-5 Years” or “Fresher”.")
        }
        return clientID == nil ? nil : draft
    }

    private mutating func say(_ field: String, _ message: String) { problems.append(Problem(field, message)) }

    private mutating func text(_ name: String, _ longest: Int) -> String? {
        let value = form[name]
        // As PostgreSQL counts: a family of emoji is several.
        let length = value.unicodeScalars.count
        if length > longest { say(name, "This is \(length) characters long; at most \(longest) fit.") }
        return value.isEmpty ? nil : value
    }

    private mutating func required(_ name: String, _ longest: Int, _ advice: String) -> String {
        guard let value = text(name, longest) else {
            say(name, advice)
            return ""
        }
        return value
    }

    /// One entry a line; also `a, b, c` on a single line for short words such as skills.
    private mutating func lines(_ name: String, _ most: Int = 40, _ longest: Int = 120) -> [String] {
        let given = form.all(name).flatMap { $0.split(separator: "\n") }.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let isWords = ["required_skills", "preferred_skills", "tools_tech_stack"].contains(name)
        let split = isWords ? given.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }.filter { !$0.isEmpty } : given
        var seen: Set<String> = []
        let entries = split.filter { seen.insert($0.lowercased()).inserted }
        if entries.count > most { say(name, "There are \(entries.count) entries; at most \(most) fit.") }
        if let long = entries.first(where: { $0.unicodeScalars.count > longest }) {
            say(name, "“\(long.prefix(40))…” is too long: at most \(longest) characters an entry.")
        }
        return entries
    }

    /// Digits, with the separators that people write: 24,00,000 or 2 400 000.
    private mutating func wholeNumber(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        let value = form[name]
        if value.isEmpty { return nil }
        let digits = String(value.unicodeScalars.filter { !", \u{A0}\u{202F}_".unicodeScalars.contains($0) })
        guard digits.utf8.count <= 15, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits) else {
            say(name, "“\(value.prefix(30))” is no whole number. Write digits, such as 2400000.")
            return nil
        }
        if !range.contains(number) { say(name, "This may be from \(range.lowerBound) to \(range.upperBound).") }
        return number
    }

    private mutating func date(_ name: String) -> CalendarDate? {
        let value = form[name]
        if value.isEmpty { return nil }
        guard let date = CalendarDate(value), (2000...2200).contains(date.year) else {
            say(name, "Write the date as year-month-day, such as 2026-12-31.")
            return nil
        }
        return date
    }

    private mutating func choice<Choice: RawRepresentable<String>>(_ name: String, _ usual: Choice) -> Choice {
        let value = form[name]
        if value.isEmpty { return usual }
        guard let choice = Choice(rawValue: value) else {
            say(name, "Choose one from the list.")
            return usual
        }
        return choice
    }

    private mutating func code(_ name: String, _ usual: String, length: Int) -> String {
        let value = form[name].uppercased()
        if value.isEmpty { return usual }
        guard value.utf8.count == length, value.utf8.allSatisfy({ (65...90).contains($0) }) else {
            say(name, "Write \(length) letters, such as \(usual).")
            return usual
        }
        return value
    }

    private mutating func identity<Owner>(_ name: String, of: Owner.Type, _ advice: String) -> ID<Owner>? {
        guard let id = ID<Owner>(form[name]) else {
            say(name, advice)
            return nil
        }
        return id
    }

    private mutating func stage() -> JobStatus? {
        let value = form["status"]
        if value.isEmpty { return nil }
        guard let status = JobStatus(rawValue: value), status.isOpen else {
            say("status", "Choose one of Sourcing, Interview and Offer. A job is opened by publishing it, and closed on its board.")
            return nil
        }
        return status
    }

    private mutating func slug(_ name: String) -> String? {
        let value = form[name]
        if value.isEmpty { return nil }
        let slug = Slug.make(value)
        guard slug == value.lowercased(), slug.utf8.count <= 120 else {
            say(name, "Use letters, digits and hyphens only, such as “\(slug.isEmpty ? "react-developer-pune" : slug)”.")
            return nil
        }
        return slug
    }
}

/// The last piece of a job's public address.
enum Slug {
    /// ASCII letters and digits joined by single hyphens, at most 100; empty where the text has none.
    static func make(_ text: String) -> String {
        let plain = text.applyingTransform(.toLatin, reverse: false)?.applyingTransform(.stripDiacritics, reverse: false) ?? text
        let words = plain.lowercased().unicodeScalars.split { !(("a"..."z").contains($0) || ("0"..."9").contains($0)) }.map(String.init)
        var slug = ""
        for word in words where slug.utf8.count + word.utf8.count < 100 { slug += (slug.isEmpty ? "" : "-") + word }
        return slug
    }

    /// Unlike any other: title, first place, and the end of the job's identity.
    static func make(title: String, location: String?, id: ID<Job>) -> String {
        let city = location?.split(separator: ",").first.map(String.init)
        let words = make([title, city].compactMap(\.self).joined(separator: " "))
        return (words.isEmpty ? "job" : words) + "-" + id.description.suffix(6)
    }
}
