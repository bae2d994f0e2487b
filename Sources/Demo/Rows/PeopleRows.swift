struct UserRow: TableRow {
    static let table = "users"
    static let columns = [
        "id", "email", "email_key", "role", "full_name", "avatar_url", "status", "is_verified", "created_at", "last_login", "last_active",
        "invited_by", "invited_at", "deactivated_at",
    ]

    var id: Key
    var email: String?
    var role: String
    var fullName: String
    var avatarURL: String?
    var status = "Active"
    var isVerified = true
    var createdAt: Moment
    var lastLogin: Moment?
    var lastActive: Moment?
    var invitedBy: Key?
    var invitedAt: Moment?
    var deactivatedAt: Moment?

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(email)
        out.field(email)  // the demo's addresses are lower case and plain: their own canonical spelling
        out.field(role)
        out.field(fullName)
        out.field(avatarURL)
        out.field(status)
        out.field(isVerified)
        out.field(createdAt)
        out.field(lastLogin)
        out.field(lastActive)
        out.field(invitedBy)
        out.field(invitedAt)
        out.field(deactivatedAt)
    }
}

struct ProfileRow: TableRow {
    static let table = "candidate_profiles"
    static let columns = [
        "user_id", "phone", "linkedin_url", "portfolio_url", "github_url", "resume_url", "resume_last_updated", "bio", "is_actively_searching",
        "highest_education", "year_of_passing", "skills", "certificates", "projects_summary", "ai_skills_vector", "total_experience_years",
        "current_role", "expected_role", "job_type_preference", "current_locations", "preferred_locations", "ready_to_relocate",
        "notice_period", "availability_date", "shift_preference", "work_authorization", "current_ctc", "expected_ctc", "currency",
        "is_ctc_negotiable", "looking_for_jobs_abroad", "sector_preference", "preferred_industries", "gender", "marital_status", "dob",
        "languages", "reservation_category", "disability", "willingness_to_travel", "has_driving_license", "has_current_offers",
        "number_of_offers", "best_time_to_contact", "preferred_contact_mode", "alternate_email", "alternate_phone", "time_zone",
        "updated_at", "field_sources", "skills_vector_model", "resume_file_name", "resume_text", "resume_problem",
        "created_at", "source", "source_detail", "owner_id", "field_dates",
    ]

    var userID: Key
    var contact = Contact()
    var background = Background()
    var wishes = Wishes()
    var personal = Personal()
    var updatedAt: Moment
    var resumeText: [UInt8]?
    var resumeProblem: String?
    var vector: [Float]?
    var vectorModel: String?
    var createdAt: Moment
    var source = "Applied"
    var sourceDetail: String?
    var owner: Key?
    /// Column and who said it, where that is told of each; nil for what most profiles have.
    var sources: [(column: String, source: String)]?

    struct Contact: Sendable {
        var phone, linkedIn, portfolio, github, resumeURL: String?
        var hasOffers: Bool?
        var offers: Int?
        var bestTime, mode, alternateEmail, alternatePhone, zone: String?
    }
    struct Background: Sendable {
        var bio, education: String?
        var yearOfPassing: Int?
        var skills: [String] = []
        var certificates: [String] = []
        var projects: String?
        var experienceTenths: Int?
        var currentRole: String?
        var currency: String?
        var currentPay, expectedPay: Int?
        var isNegotiable: Bool?
    }
    struct Wishes: Sendable {
        var isSearching = true
        var role, jobType: String?
        var currentPlaces: [String] = []
        var preferredPlaces: [String] = []
        var relocate: String?
        var noticeDays: Int?
        var available: Day?
        var shift, authorization: String?
        var abroad: Bool?
        var sector: String?
        var industries: [String] = []
        var travel: String?
    }
    struct Personal: Sendable {
        var gender, maritalStatus: String?
        var born: Day?
        var languages: [String] = []
        var category, disability: String?
        var drives: Bool?
    }

    func write(to out: inout CopyText) {
        writeBackground(&out)
        writeWishes(&out)
        writePersonal(&out)
        out.field(updatedAt)
        writeSources(&out)
        out.field(vectorModel)
        out.null()  // the demo has texts, but no files
        out.field(resumeText)
        out.field(resumeProblem)
        out.field(createdAt)
        out.field(source)
        out.field(sourceDetail)
        out.field(owner)
        writeDates(&out)
    }

    private func writeSources(_ out: inout CopyText) {
        out.open()
        guard let sources else {
            return out.raw("{\"phone\":\"person\",\"skills\":\"resume\",\"current_role\":\"resume\",\"expected_ctc\":\"recruiter\"}")
        }
        out.object(sources.map { ($0.column, $0.source) })
    }

    private func writeDates(_ out: inout CopyText) {
        out.open()
        out.object((sources ?? []).map { ($0.column, updatedAt.iso) })
    }

    private func writeBackground(_ out: inout CopyText) {
        out.field(userID)
        out.field(contact.phone)
        out.field(contact.linkedIn)
        out.field(contact.portfolio)
        out.field(contact.github)
        out.field(contact.resumeURL)
        out.field(resumeText == nil ? nil : updatedAt)
        out.field(background.bio)
        out.field(wishes.isSearching)
        out.field(background.education)
        out.field(background.yearOfPassing)
        out.field(background.skills)
        out.field(background.certificates)
        out.field(background.projects)
        out.field(vector)
        out.tenths(background.experienceTenths)
        out.field(background.currentRole)
    }

    private func writeWishes(_ out: inout CopyText) {
        out.field(wishes.role)
        out.field(wishes.jobType)
        out.field(wishes.currentPlaces)
        out.field(wishes.preferredPlaces)
        out.field(wishes.relocate)
        out.field(wishes.noticeDays)
        out.field(wishes.available)
        out.field(wishes.shift)
        out.field(wishes.authorization)
        out.field(background.currentPay)
        out.field(background.expectedPay)
        out.field(background.currency)
        out.field(background.isNegotiable)
        out.field(wishes.abroad)
        out.field(wishes.sector)
        out.field(wishes.industries)
    }

    private func writePersonal(_ out: inout CopyText) {
        out.field(personal.gender)
        out.field(personal.maritalStatus)
        out.field(personal.born)
        out.field(personal.languages)
        out.field(personal.category)
        out.field(personal.disability)
        out.field(wishes.travel)
        out.field(personal.drives)
        out.field(contact.hasOffers)
        out.field(contact.offers)
        out.field(contact.bestTime)
        out.field(contact.mode)
        out.field(contact.alternateEmail)
        out.field(contact.alternatePhone)
        out.field(contact.zone)
    }
}

struct WorkRow: TableRow {
    static let table = "candidate_work_history"
    static let columns = [
        "id", "profile_id", "company_name", "job_title", "start_date", "end_date", "is_current", "responsibilities", "tools_used", "ctc_at_role",
    ]

    var id: Key
    var profileID: Key
    var company: String
    var title: String
    var start: Day
    /// nil where the person still works there.
    var end: Day?
    var responsibilities: [UInt8]
    var tools: [String]
    var pay: String?

    func write(to out: inout CopyText) {
        out.field(id)
        out.field(profileID)
        out.field(company)
        out.field(title)
        out.field(start)
        out.field(end)
        out.field(end == nil)
        out.field(responsibilities)
        out.field(tools)
        out.field(pay)
    }
}
