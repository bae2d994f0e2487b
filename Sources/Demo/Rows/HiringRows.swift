struct JobRow: TableRow {
    static let table = "jobs"
    static let columns = [
        "id", "client_id", "assigned_recruiter_id", "title", "internal_job_id", "employment_type", "work_mode", "industry", "functional_area",
        "job_locations", "min_salary", "max_salary", "currency", "salary_unit", "benefits_perks", "about_company", "job_summary",
        "responsibilities", "experience_required", "education_qualification", "required_skills", "preferred_skills", "tools_tech_stack",
        "number_of_openings", "application_deadline", "hiring_process_rounds", "notice_period_accepted", "slug_url", "meta_title",
        "meta_description", "status", "created_at", "updated_at", "published_at", "closed_at", "country", "is_client_confidential",
        "experience_min_years", "experience_max_years", "notice_max_days", "skills_vector", "skills_vector_model",
    ]

    var id, clientID, recruiterID: Key
    var title, internalID: String
    var employmentType = "FULL_TIME"
    var workMode = "On-site"
    var industry, area: String
    var locations: [String] = []
    var salary: ClosedRange<Int>?
    var currency = "INR"
    var salaryUnit = "YEAR"
    var benefits: [String] = []
    var aboutCompany, summary: String
    var responsibilities: [String] = []
    /// Years.
    var experience: ClosedRange<Int>
    var education: String?
    var required, preferred, tools: [String]
    var openings = 1
    var deadline: Day?
    var rounds: [String] = []
    var noticeDays: Int?
    var slug: String
    var status: String
    var createdAt: Moment
    var publishedAt, closedAt: Moment?
    var country = "IN"
    var isConfidential = false
    var vector: [Float]?
    var vectorModel: String?

    var experienceText: String { "\(experience.lowerBound)-\(experience.upperBound) Years" }
    var noticeText: String? { noticeDays.map { $0 == 0 ? "Immediate" : "Immediate to \($0) Days" } }

    func write(to out: inout CopyText) {
        writeBasics(&out)
        writeTexts(&out)
        out.field(slug)
        out.field("\(title) job\(locations.first.map { " in \($0)" } ?? "")")
        out.field("\(title), \(experienceText): \(required.prefix(3).joined(separator: ", ")). Apply in two minutes, no account needed.")
        out.field(status)
        out.field(createdAt)
        out.field(closedAt ?? publishedAt ?? createdAt)
        out.field(publishedAt)
        out.field(closedAt)
        out.field(country)
        out.field(isConfidential)
        out.field(experience.lowerBound)
        out.field(experience.upperBound)
        out.field(noticeDays)
        out.field(vector)
        out.field(vectorModel)
    }

    private func writeBasics(_ out: inout CopyText) {
        out.field(id)
        out.field(clientID)
        out.field(recruiterID)
        out.field(title)
        out.field(internalID)
        out.field(employmentType)
        out.field(workMode)
        out.field(industry)
        out.field(area)
        out.field(locations)
        out.field(salary?.lowerBound)
        out.field(salary?.upperBound)
        out.field(currency)
        out.field(salaryUnit)
        out.field(benefits)
    }

    private func writeTexts(_ out: inout CopyText) {
        out.field(aboutCompany)
        out.field(summary)
        out.field(responsibilities)
        out.field(experienceText)
        out.field(education)
        out.field(required)
        out.field(preferred)
        out.field(tools)
        out.field(openings)
        out.field(deadline)
        out.field(rounds)
        out.field(noticeText)
    }
}

struct ApplicationRow: TableRow {
    static let table = "applications"
    static let columns = [
        "id", "job_id", "candidate_id", "applied_at", "status", "is_active", "match_score", "ai_custom_summary", "automation_status",
        "is_recruiter_approved", "follow_up_status", "next_follow_up_date", "follow_up_remarks", "match_reasons", "status_changed_at",
        "version", "times_applied",
    ]

    var id, jobID, candidateID: Key
    var appliedAt: Moment
    var status: ApplicationStatus
    var match: Match?
    var automation = "New"
    var isApproved = false
    var followUp: String?
    var nextFollowUp: Day?
    var remarks: String?
    var changedAt: Moment
    var version = 1
    var timesApplied = 1

    /// As the database's CHECK has it: over where rejected, withdrawn or joined.
    var isActive: Bool { status != .rejected && status != .withdrawn && followUp != "Joined" }

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(jobID)
        out.field(candidateID)
        out.field(appliedAt)
        out.field(status.rawValue)
        out.field(isActive)
        out.field(match?.score)
        out.field(match?.summary)
        out.field(automation)
        out.field(isApproved)
        out.field(followUp)
        out.field(nextFollowUp)
        out.field(remarks)
        if let match { match.write(to: &out) } else { out.null() }
        out.field(changedAt)
        out.field(version)
        out.field(timesApplied)
    }
}

enum ApplicationStatus: String, Sendable, CaseIterable {
    case new = "New"
    case screening = "Screening"
    case interview = "Interview"
    case offer = "Offer"
    case rejected = "Rejected"
    case withdrawn = "Withdrawn"

    /// The stages passed on the way here, this one last. Who is rejected or withdraws was screened first.
    var path: [ApplicationStatus] {
        switch self {
        case .new: [.new]
        case .screening: [.new, .screening]
        case .interview: [.new, .screening, .interview]
        case .offer: [.new, .screening, .interview, .offer]
        case .rejected: [.new, .screening, .rejected]
        case .withdrawn: [.new, .screening, .withdrawn]
        }
    }
}

struct TimelineRow: TableRow {
    static let table = "application_timeline"
    static let columns = ["id", "application_id", "previous_status", "new_status", "changed_by", "remarks", "created_at"]

    var id, applicationID: Key
    var previous: String?
    var new: String
    /// nil where the candidate or the system did it.
    var changedBy: Key?
    var remarks: String?
    var at: Moment

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(applicationID)
        out.field(previous)
        out.field(new)
        out.field(changedBy)
        out.field(remarks)
        out.field(at)
    }
}
