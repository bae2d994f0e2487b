import Accounts
package import Foundation
import Matching
package import Postgres

/// The SQL of applications, as recruiters read them.
package enum Applications {
    /// A column shows its best; the rest is counted and one click away.
    static let columnLimit = 200

    /// The cards of a job's board: in each column the best first. The caller has asked `Jobs.head` whether the viewer may see the job.
    static func board(_ job: ID<Job>, for viewer: Viewer, only: ApplicationStatus? = nil, limit: Int = columnLimit) -> Query<BoardCard> {
        let columns: SQL = only.map { "ARRAY[\($0)]" } ?? "enum_range(NULL::application_status)"
        return Query(
            """
            SELECT best.id, best.status, best.match_score, best.version, best.status_changed_at, best.is_recruiter_approved, users.full_name,
                profile."current_role", profile.total_experience_years::float8 AS years, \(Candidates.firstSkills),
                \(Visibility.pay("profile.expected_ctc", of: "best.candidate_id", for: viewer)) AS expected_ctc, profile.currency, profile.notice_period
            FROM unnest(\(columns)) AS stage
            CROSS JOIN LATERAL (
                SELECT id, candidate_id, status, match_score, version, status_changed_at, is_recruiter_approved FROM applications
                WHERE job_id = \(job) AND status = stage ORDER BY match_score DESC NULLS LAST, id LIMIT \(limit)
            ) AS best
            JOIN users ON users.id = best.candidate_id LEFT JOIN candidate_profiles AS profile ON profile.user_id = best.candidate_id
            ORDER BY best.status, best.match_score DESC NULLS LAST, best.id
            """)
    }

    static func counts(_ job: ID<Job>) -> Query<ColumnCount> {
        Query("SELECT status, count(*) AS count FROM applications WHERE job_id = \(job) GROUP BY status")
    }

    static func page(_ id: ID<Application>, visibleTo viewer: Viewer) -> Query<WholeApplication> {
        Query(
            """
            SELECT applications.id, applications.status, applications.match_score, applications.match_reasons, applications.ai_custom_summary,
                applications.version, applications.applied_at, applications.times_applied, applications.candidate_id,
                jobs.id AS job_id, jobs.title AS job_title, clients.name AS client_name, users.full_name, users.email,
                profile.phone, profile.alternate_phone, profile.linkedin_url, profile.github_url, profile.portfolio_url, profile."current_role",
                profile.total_experience_years::float8 AS years, profile.skills, profile.current_locations, profile.preferred_locations,
                profile.highest_education, profile.year_of_passing, profile.notice_period, profile.currency,
                \(Visibility.pay("profile.current_ctc", of: "applications.candidate_id", for: viewer)) AS current_ctc,
                \(Visibility.pay("profile.expected_ctc", of: "applications.candidate_id", for: viewer)) AS expected_ctc,
                \(Visibility.people("applications.candidate_id", to: viewer, .seePay)) AS sees_pay,
                profile.bio, profile.resume_file_name, profile.resume_sha256 IS NOT NULL AS has_file, left(profile.resume_text, 60000) AS resume_text,
                profile.resume_problem
            FROM applications JOIN jobs ON jobs.id = applications.job_id JOIN clients ON clients.id = jobs.client_id
            JOIN users ON users.id = applications.candidate_id LEFT JOIN candidate_profiles AS profile ON profile.user_id = applications.candidate_id
            WHERE applications.id = \(id) AND \(Visibility.jobs(to: viewer, .seeApplications))
            """)
    }

    /// The job of an application that the viewer may see: all that its live page has to know.
    static func job(of id: ID<Application>, visibleTo viewer: Viewer) -> Query<One<ID<Job>>> {
        Query(
            "SELECT jobs.id FROM applications JOIN jobs ON jobs.id = applications.job_id WHERE applications.id = \(id) AND \(Visibility.jobs(to: viewer, .seeApplications))"
        )
    }

    package static func timeline(_ id: ID<Application>) -> Query<TimelineEntry> {
        Query(
            """
            SELECT entry.previous_status, entry.new_status, entry.remarks, entry.created_at, users.full_name AS who
            FROM application_timeline AS entry LEFT JOIN users ON users.id = entry.changed_by
            WHERE entry.application_id = \(id) ORDER BY entry.created_at DESC, entry.id DESC LIMIT 200
            """)
    }

    static func workHistory(ofApplication id: ID<Application>) -> Query<Position> {
        Query(
            """
            SELECT company_name, job_title, start_date, end_date, is_current, left(responsibilities, 2000) AS responsibilities
            FROM candidate_work_history WHERE profile_id = (SELECT candidate_id FROM applications WHERE id = \(id))
            ORDER BY is_current DESC, start_date DESC NULLS LAST, id LIMIT 30
            """)
    }

    // MARK: Rows

    struct ColumnCount: RowDecodable {
        let status: ApplicationStatus
        let count: Int

        init(row: Row) throws {
            status = try row.get("status")
            count = try row.get("count")
        }
    }

    struct BoardCard: RowDecodable {
        let id: ID<Application>
        let status: ApplicationStatus
        let score: Int?
        let version: Int
        let changedAt: Date
        let isApproved: Bool
        let name: String
        let role: String?
        let years: Double?
        let skills: [String]
        let pay: Int?
        let currency: String?
        let notice: Int?

        init(row: Row) throws {
            id = try row.get("id")
            status = try row.get("status")
            score = try row.get("match_score")
            version = try row.get("version")
            changedAt = try row.get("status_changed_at")
            isApproved = try row.get("is_recruiter_approved")
            name = try row.get("full_name")
            role = try row.get("current_role")
            years = try row.get("years")
            skills = try Candidates.firstSkills(of: row)
            pay = try row.get("expected_ctc")
            currency = try row.get("currency")
            notice = try row.get("notice_period")
        }
    }

    struct WholeApplication: RowDecodable {
        let id: ID<Application>
        let status: ApplicationStatus
        let score: Int?
        let reasons: [Reason]
        let summary: String?
        let version: Int
        let appliedAt: Date
        let timesApplied: Int
        let candidateID: ID<User>
        let jobID: ID<Job>
        let jobTitle, client, name: String
        let email, phone, alternatePhone, linkedIn, gitHub, portfolio, role: String?
        let years: Double?
        let skills, locations, preferredLocations: [String]
        let education: String?
        let yearOfPassing, notice, currentPay, expectedPay: Int?
        let currency, bio, fileName, resumeText, resumeProblem: String?
        let hasFile: Bool

        init(row: Row) throws {
            func list(_ column: String) throws -> [String] { try row.get(column, as: JSON<[String]>?.self)?.value ?? [] }
            id = try row.get("id")
            status = try row.get("status")
            score = try row.get("match_score")
            let seesPay: Bool = try row.get("sees_pay")
            reasons = (try row.get("match_reasons", as: JSON<[Reason]>?.self)?.value ?? []).filter { seesPay || $0.kind != .salary }
            // It may speak of pay.
            summary = seesPay ? try row.get("ai_custom_summary") : nil
            version = try row.get("version")
            appliedAt = try row.get("applied_at")
            timesApplied = try row.get("times_applied")
            candidateID = try row.get("candidate_id")
            jobID = try row.get("job_id")
            jobTitle = try row.get("job_title")
            client = try row.get("client_name")
            name = try row.get("full_name")
            email = try row.get("email")
            phone = try row.get("phone")
            alternatePhone = try row.get("alternate_phone")
            linkedIn = try row.get("linkedin_url")
            gitHub = try row.get("github_url")
            portfolio = try row.get("portfolio_url")
            role = try row.get("current_role")
            years = try row.get("years")
            skills = try list("skills")
            locations = try list("current_locations")
            preferredLocations = try list("preferred_locations")
            education = try row.get("highest_education")
            yearOfPassing = try row.get("year_of_passing")
            notice = try row.get("notice_period")
            currentPay = try row.get("current_ctc")
            expectedPay = try row.get("expected_ctc")
            currency = try row.get("currency")
            bio = try row.get("bio")
            fileName = try row.get("resume_file_name")
            resumeText = try row.get("resume_text")
            resumeProblem = try row.get("resume_problem")
            hasFile = try row.get("has_file", as: Bool?.self) ?? false
        }
    }

    package struct TimelineEntry: RowDecodable {
        package let previous: String?
        package let new: String
        package let remarks: String?
        package let at: Date
        package let who: String?

        package init(row: Row) throws {
            previous = try row.get("previous_status")
            new = try row.get("new_status")
            remarks = try row.get("remarks")
            at = try row.get("created_at")
            who = try row.get("who")
        }
    }

    struct Position: RowDecodable {
        let company, title: String?
        let start, end: CalendarDate?
        let isCurrent: Bool
        let responsibilities: String?

        init(row: Row) throws {
            company = try row.get("company_name")
            title = try row.get("job_title")
            start = try row.get("start_date")
            end = try row.get("end_date")
            isCurrent = try row.get("is_current")
            responsibilities = try row.get("responsibilities")
        }
    }
}
