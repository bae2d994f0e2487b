/// Every fact of sections B to G of the order that people keep, in the order in which forms and pages show them.
package enum ProfileFields {
    package static let all: [ProfileField] = contact + skills + preferences + salary + personal + availability

    /// Of one job of the work history.
    package static let history: [ProfileField] = [
        ProfileField("job_title", "Title", .text(longest: 300), .history),
        ProfileField("company_name", "Company", .text(longest: 300), .history),
        ProfileField("start_date", "From", .month, .history, hint: "Month and year, such as Mar 2021."),
        ProfileField("end_date", "To", .month, .history, hint: "The last month. Leave it empty where the job goes on."),
        ProfileField("is_current", "I work there now", .yesNo, .history),
        ProfileField("responsibilities", "What the work was", .longText(longest: 20_000), .history),
        ProfileField("tools_used", "Tools", .list(most: 60, suggest: "skills"), .history, hint: "With commas."),
        ProfileField("ctc_at_role", "Pay there", .text(longest: 60), .history, hint: "In your own words, such as 9 LPA."),
    ]

    /// Of `users`: a recruiter puts a misspelt name right; people change their own with their account.
    package static let name = ProfileField("full_name", "Name", .text(longest: 200), .contact)

    static let isSearching = ProfileField("is_actively_searching", "Looking for a job", .yesNo, .contact)

    package static func of(_ group: ProfileGroup) -> [ProfileField] { group == .history ? history : all.filter { $0.group == group } }

    /// By the column's name.
    package static subscript(_ column: String) -> ProfileField? { byColumn[column] }

    private static let byColumn = Dictionary(uniqueKeysWithValues: all.map { ($0.column, $0) })

    private static let contact = [
        ProfileField("phone", "Phone", .phone, .contact, hint: "With the country, such as +91 98765 43210."),
        ProfileField("linkedin_url", "LinkedIn", .link(host: "linkedin.com", path: "/in/"), .contact, hint: "The address of your profile, or your name there."),
        ProfileField("github_url", "GitHub", .link(host: "github.com", path: "/"), .contact),
        ProfileField("portfolio_url", "Website or portfolio", .link(host: nil, path: "/"), .contact),
        ProfileField(
            "bio", "Summary", .longText(longest: 10_000), .contact, hint: "Three or four sentences: what you do, and what you are good at.", isScored: true),
        isSearching,
    ]

    private static let skills = [
        ProfileField("skills", "Skills", .skills, .skills, hint: "With commas. The ten that matter most come first.", isScored: true),
        ProfileField("highest_education", "Highest education", .text(longest: 300), .skills, hint: "Such as B.E. Computer Science, Pune University."),
        ProfileField("year_of_passing", "Year of passing", .wholeNumber(1930...2100), .skills),
        ProfileField("certificates", "Certificates", .list(most: 60, suggest: nil), .skills, hint: "With commas."),
        ProfileField("projects_summary", "Projects", .longText(longest: 10_000), .skills),
    ]

    private static let preferences = [
        ProfileField("current_role", "Role now", .text(longest: 300), .preferences, isScored: true),
        ProfileField("expected_role", "Role wanted", .text(longest: 300), .preferences, isScored: true),
        ProfileField("total_experience_years", "Experience", .years, .preferences, hint: "In years, such as 4.5.", isScored: true),
        ProfileField(
            "job_type_preference", "Kind of job", .choice, .preferences, choices: ["Full-time", "Part-time", "Contract", "Internship", "Freelance", "Any"]),
        ProfileField("current_locations", "Lives in", .places, .preferences, hint: "City, State", isScored: true),
        ProfileField("preferred_locations", "Would work in", .places, .preferences, hint: "Several with semicolons: Pune; Mumbai; Remote", isScored: true),
        ProfileField("ready_to_relocate", "Ready to move", .choice, .preferences, choices: ["Yes", "No", "Open to Discussion"], isScored: true),
        ProfileField("notice_period", "Notice", .notice, .preferences, hint: "In days.", isScored: true),
        ProfileField("availability_date", "Can start on", .day(.coming), .preferences),
        ProfileField("shift_preference", "Shift", .choice, .preferences, choices: ["Day", "Night", "Flex", "Rotating"]),
        ProfileField(
            "work_authorization", "Work permit", .text(longest: 120), .preferences,
            hint: "Where you may work, such as Indian citizen, or H-1B, transfer needed."),
    ]

    private static let salary = [
        ProfileField("currency", "Currency", .currency, .salary, choices: ["INR", "USD", "EUR", "GBP", "AED", "SGD", "AUD", "CAD"], isScored: true),
        ProfileField("is_ctc_negotiable", "Negotiable", .yesNo, .salary, isScored: true),
        ProfileField("current_ctc", "Earns a year", .pay, .salary, hint: "All in, such as 12.5 lakh, 12,50,000 or 120k."),
        ProfileField("expected_ctc", "Expects a year", .pay, .salary, hint: "All in, such as 16 LPA, 1.2 cr or 140k.", isScored: true),
    ]

    private static let personal = [
        ProfileField("languages", "Languages", .list(most: 40, suggest: "languages"), .personal, hint: "With commas."),
        ProfileField("looking_for_jobs_abroad", "Would work abroad", .yesNo, .personal),
        ProfileField("sector_preference", "Sector", .choice, .personal, choices: ["Private", "Govt", "Either"]),
        ProfileField("preferred_industries", "Industries", .list(most: 40, suggest: nil), .personal, hint: "With commas."),
        ProfileField("willingness_to_travel", "Travel", .choice, .personal, choices: ["No", "Up to 25%", "Up to 50%", "Yes"]),
        ProfileField("has_driving_license", "Driving licence", .yesNo, .personal),
        ProfileField("gender", "Gender", .choice, .personal, choices: ["Female", "Male", "Non-binary", "Other"], isProtected: true),
        ProfileField(
            "marital_status", "Marital status", .choice, .personal, choices: ["Single", "Married", "Divorced", "Widowed", "Separated"], isProtected: true),
        ProfileField("dob", "Date of birth", .day(.birth), .personal, isProtected: true),
        ProfileField(
            "reservation_category", "Category", .choice, .personal, choices: ["General", "OBC", "SC", "ST", "EWS"],
            hint: "For posts that are reserved by law.", isProtected: true),
        ProfileField(
            "disability", "Disability", .text(longest: 500), .personal, hint: "What a workplace should know, in your own words.", isProtected: true),
    ]

    private static let availability = [
        ProfileField("preferred_contact_mode", "Best way", .choice, .availability, choices: ["Email", "Call", "WhatsApp"]),
        ProfileField("best_time_to_contact", "Best time", .text(longest: 120), .availability, hint: "Such as weekdays after 18:00."),
        ProfileField("alternate_email", "Another e-mail", .email, .availability),
        ProfileField("alternate_phone", "Another phone", .phone, .availability),
        ProfileField("time_zone", "Time zone", .text(longest: 60), .availability, hint: "Such as Asia/Kolkata."),
        ProfileField("has_current_offers", "Has other offers", .yesNo, .availability),
        ProfileField("number_of_offers", "How many", .wholeNumber(0...99), .availability),
    ]
}
