import Accounts
import Foundation
import Postgres
import Web

/// Looking over what was read in a résumé: the SQL.
enum Reviews {
    /// Facts of the person themselves, which are columns of `users`.
    static let name = ProfileField("full_name", "Name", .text(longest: 200), .contact)
    static let email = ProfileField("email", "E-mail", .email, .contact)

    static func place(_ person: ID<User>, _ file: ID<Candidates.SentFile>) -> Link {
        Link("desk", "candidates", person.description, "review", file.description)
    }

    /// What a résumé speaks of, in the order in which it is looked over.
    static let fields: [ProfileField] =
        [name, email]
        + [
            "phone", "current_role", "total_experience_years", "current_locations", "notice_period", "currency", "current_ctc", "expected_ctc", "skills",
            "highest_education", "year_of_passing", "linkedin_url",
            "github_url", "portfolio_url", "languages", "certificates", "bio", "projects_summary",
        ].compactMap { ProfileFields[$0] }

    /// Those that are columns of the profile.
    static let ofProfile = fields.filter { ![name, email].contains($0) }

    /// A position as the profile has it.
    struct HeldJob: Codable, Sendable {
        let id: UUID
        let jobTitle, companyName, startDate, endDate: String?
        let isCurrent: Bool

        enum CodingKeys: String, CodingKey {
            case id, jobTitle = "job_title", companyName = "company_name", startDate = "start_date", endDate = "end_date", isCurrent = "is_current"
        }
    }

    /// One file of a person, with what was read in it and what their profile says.
    struct Subject: RowDecodable {
        let person: ID<User>
        let name: String
        let email: String?
        /// They signed in or agreed at some time: their address is theirs to change.
        let hasCome: Bool
        let version: Int
        /// Whether what they earn and expect is for the viewer.
        let seesPay: Bool
        let sources: [String: String]
        let values: [String: ProfileValue]
        let jobs: [HeldJob]
        /// nil where the person has none.
        let sent: Candidates.SentFile?
        /// The newest résumé: what it says fills the profile.
        let isMaster: Bool
        let isRead: Bool
        let findings: ReviewFindings
        let problem: String?
        let pages: Int
        let reviewedAt: Date?
        let reviewer: String?
        let text: String?

        /// The file, or what is said in its place.
        var fileName: String { sent?.name ?? "no file" }
        /// Those that are for the viewer.
        var fields: [ProfileField] { Reviews.fields.filter { seesPay || !$0.isPay } }
        /// Of the pay: the profile's, and where that names none, the résumé's.
        var currency: String { values["currency"]?.text ?? findings.fields["currency"]?.value.text ?? "INR" }
        var here: Link { sent.map { Reviews.place(person, $0.id) } ?? Link("desk", "candidates", person.description, "review") }

        init(row: Row) throws {
            person = try row.get("person_id")
            name = try row.get("full_name")
            email = try row.get("email")
            hasCome = try row.get("has_come")
            version = try row.get("version")
            seesPay = try row.get("sees_pay")
            sources = try row.get("field_sources", as: JSON<[String: String]>.self).value
            var values: [String: ProfileValue] = [:]
            for field in Reviews.ofProfile { values[field.column] = try field.value(of: row) }
            values[Reviews.name.column] = .text(name)
            values[Reviews.email.column] = email.map(ProfileValue.text) ?? .nothing
            self.values = values
            jobs = try row.get("jobs", as: JSON<[HeldJob]>.self).value
            sent = try (row.get("id") as ID<Candidates.SentFile>?).map { _ in try Candidates.SentFile(row: row) }
            isMaster = try row.get("is_master")
            isRead = try row.get("is_read")
            findings = ReviewFindings(json: try row.get("findings") ?? "{}").inCurrency(of: values, sources)
            problem = try row.get("problem")
            pages = try row.get("pages") ?? 0
            reviewedAt = try row.get("reviewed_at")
            reviewer = try row.get("reviewer")
            text = try row.get("resume_text")
        }
    }

    /// - Parameter file: nil for the newest.
    static func subject(_ person: ID<User>, file: ID<Candidates.SentFile>?, for viewer: Viewer) -> Query<Subject> {
        let columns = ofProfile.map { $0.selected(from: "profile") }.joined()
        return Query(
            """
            SELECT person.id AS person_id, person.full_name, person.email, profile.version, profile.field_sources, \(columns), \(Visibility.people("person.id", to: viewer, .seePay)) AS sees_pay,
                (person.last_login IS NOT NULL OR person.password_hash IS NOT NULL OR EXISTS (SELECT FROM consents WHERE consents.user_id = person.id)) AS has_come,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'job_title', job_title, 'company_name', company_name, 'start_date', start_date,
                    'end_date', end_date, 'is_current', is_current) ORDER BY start_date DESC NULLS LAST, id), '[]')
                    FROM (SELECT * FROM candidate_work_history WHERE profile_id = person.id ORDER BY start_date DESC NULLS LAST, id LIMIT 60) AS history) AS jobs,
                file.id, file.file_name, file.sha256, file.created_at, stored_files.media_type,
                file.id IS NULL OR coalesce(file.sha256 = profile.resume_sha256, false) AS is_master,
                reading.file_id IS NOT NULL AS is_read, reading.findings::text AS findings,
                CASE WHEN reading.file_id IS NOT NULL THEN reading.problem WHEN file.id IS NULL OR file.sha256 = profile.resume_sha256 THEN profile.resume_problem END AS problem,
                reading.pages, reading.reviewed_at,
                reviewer.full_name AS reviewer, CASE WHEN file.sha256 = profile.resume_sha256 THEN left(profile.resume_text, 100000) END AS resume_text
            FROM users AS person JOIN candidate_profiles AS profile ON profile.user_id = person.id
            LEFT JOIN candidate_files AS file ON file.user_id = person.id LEFT JOIN stored_files ON stored_files.sha256 = file.sha256
            LEFT JOIN resume_readings AS reading ON reading.file_id = file.id LEFT JOIN users AS reviewer ON reviewer.id = reading.reviewed_by
            WHERE person.id = \(person) AND person.erased_at IS NULL\(file.map { " AND file.id = \($0)" as SQL } ?? "")
            ORDER BY (file.sha256 = profile.resume_sha256) DESC NULLS LAST, file.created_at DESC, file.id DESC LIMIT 1
            """)
    }

    // MARK: The queue

    struct Waiting: RowDecodable {
        let person: ID<User>
        let file: ID<Candidates.SentFile>
        let name, fileName: String
        let problem: String?
        let readAt: Date
        let place: Date

        init(row: Row) throws {
            person = try row.get("user_id")
            file = try row.get("file_id")
            name = try row.get("full_name")
            fileName = try row.get("file_name")
            problem = try row.get("problem")
            readAt = try row.get("read_at")
            place = readAt
        }
    }

    /// Newest first.
    static func queue(after place: ListPlace?, limit: Int) -> Query<Waiting> {
        let from: SQL = place.map { " AND (reading.read_at, reading.file_id) < (\($0.at), \($0.id))" } ?? ""
        return Query(
            """
            SELECT users.id AS user_id, users.full_name, file.id AS file_id, file.file_name, reading.problem, reading.read_at
            FROM \(Readings.waiting)\(from) ORDER BY reading.read_at DESC, reading.file_id DESC LIMIT \(limit)
            """)
    }

    /// Bounded: `most` stands for that many or more.
    static func waiting(most: Int = 1_000) -> Query<One<Int>> { Query("SELECT count(*) FROM (SELECT FROM \(Readings.waiting) LIMIT \(most)) AS bounded") }

    // MARK: Saving

    /// Held until the review is written; no row where the profile has another version by now.
    static func holding(_ person: ID<User>, version: Int) -> Query<One<ID<User>>> {
        Query("SELECT user_id FROM candidate_profiles WHERE user_id = \(person) AND version = \(version) FOR UPDATE")
    }

    static func addressing(_ person: ID<User>, _ email: EmailAddress?) -> Command {
        Command(
            """
            UPDATE users SET email = \(email?.text), email_key = \(email?.key), version = version + 1 WHERE id = \(person) AND role = 'CANDIDATE' AND last_login IS NULL
                AND password_hash IS NULL
            """)
    }
}
