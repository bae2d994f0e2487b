import Accounts
import Foundation
import Matching
import Postgres
import Web

/// The SQL of jobs at the desk: what recruiters see and change.
extension Jobs {
    // MARK: Reading

    /// A page of all jobs that the viewer may see, newest first, `limit` + 1 rows.
    static func list(visibleTo viewer: Viewer, matching text: String, status: JobStatus?, after cursor: ListPlace?, limit: Int) -> Query<DeskJobLine> {
        let search: SQL = text.isEmpty ? "" : " AND jobs.search @@ \(SearchText.query(text))"
        let only: SQL = status.map { " AND jobs.status = \($0)" } ?? ""
        let from: SQL = cursor.map { " AND (jobs.created_at, jobs.id) < (\($0.at), \($0.id))" } ?? ""
        return Query(
            """
            SELECT page.*, clients.name AS client_name, users.full_name AS recruiter_name,
                (SELECT count(*) FROM applications WHERE applications.job_id = page.id AND applications.is_active) AS active
            FROM (SELECT id, title, internal_job_id, status, job_locations, work_mode, created_at, application_deadline, client_id, assigned_recruiter_id
                  FROM jobs WHERE \(Visibility.jobs(to: viewer))\(search)\(only)\(from) ORDER BY jobs.created_at DESC, jobs.id DESC LIMIT \(limit + 1)) AS page
            JOIN clients ON clients.id = page.client_id LEFT JOIN users ON users.id = page.assigned_recruiter_id
            ORDER BY page.created_at DESC, page.id DESC
            """)
    }

    /// The whole job, with the client's real name, for its form, its preview and its gate.
    /// - Parameter viewer: nil for the program itself.
    static func whole(_ id: ID<Job>, visibleTo viewer: Viewer?, agency: String) -> Query<WholeJob> {
        let visible = viewer.map { Visibility.jobs(to: $0) } ?? "true", twinVisible = viewer.map { Visibility.jobs("twin", to: $0) } ?? "true"
        return Query(
            """
            SELECT \(columns(agency)), clients.name AS client_name, jobs.client_id, jobs.assigned_recruiter_id, jobs.version,
                EXISTS (SELECT FROM jobs AS twin WHERE twin.id <> jobs.id AND twin.client_id = jobs.client_id AND lower(twin.title) = lower(jobs.title)
                        AND twin.job_locations = jobs.job_locations AND twin.status IN ('Sourcing', 'Interview', 'Offer')
                        AND \(twinVisible)) AS has_twin
            FROM jobs JOIN clients ON clients.id = jobs.client_id WHERE jobs.id = \(id) AND \(visible)
            """)
    }

    /// What the board says above its columns.
    static func head(_ id: ID<Job>, visibleTo viewer: Viewer) -> Query<JobHead> {
        Query(
            """
            SELECT jobs.id, jobs.title, jobs.internal_job_id, jobs.status, jobs.slug_url, jobs.job_locations, jobs.work_mode, jobs.number_of_openings,
                jobs.application_deadline, clients.name AS client_name, \(Visibility.jobs(to: viewer, .seeApplications)) AS shows_applications
            FROM jobs JOIN clients ON clients.id = jobs.client_id WHERE jobs.id = \(id) AND \(Visibility.jobs(to: viewer))
            """)
    }

    /// Whom a job can be for; the one it has stays among them after it left.
    static func clients(keeping id: ID<Client>?) -> Query<Choice<Client>> {
        Query("SELECT id, name FROM clients WHERE status = 'Active' OR id = \(id) ORDER BY lower(name), id LIMIT 2000")
    }

    // MARK: Changing

    static func isActive(_ client: ID<Client>) -> Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM clients WHERE id = \(client) AND status = 'Active') AS is_active")
    }

    static func creating(_ id: ID<Job>, _ draft: JobDraft) -> Command {
        let columns = assignments(draft, id: id)
        return Command(
            """
            INSERT INTO jobs (id, \(columns.map { SQL("\(identifier: $0.column)") }.joined()))
            VALUES (\(id), \(columns.map(\.value).joined()))
            """)
    }

    /// No row where another person saved it since `version`, or the viewer may not see it.
    static func updating(_ id: ID<Job>, _ draft: JobDraft, version: Int, by viewer: Viewer) -> Command {
        Command(
            """
            UPDATE jobs SET \(assignments(draft, id: id).map { SQL("\(identifier: $0.column) = \($0.value)") }.joined()), skills_vector = NULL, skills_vector_model = NULL,
                version = version + 1, updated_at = now()
            WHERE id = \(id) AND version = \(version) AND \(Visibility.jobs(to: viewer, .editJobs))
            """)
    }

    /// Opens a draft or a closed job; `published_at` is set the first time and never again.
    static func publishing(_ id: ID<Job>, by viewer: Viewer) -> Command {
        Command(
            """
            UPDATE jobs SET status = 'Sourcing', published_at = coalesce(published_at, now()), closed_at = NULL, updated_at = now(), version = version + 1
            WHERE id = \(id) AND status IN ('Draft', 'Closed') AND \(Visibility.jobs(to: viewer, .publishJobs))
            """)
    }

    static func closing(_ id: ID<Job>, by viewer: Viewer) -> Command {
        Command(
            """
            UPDATE jobs SET status = 'Closed', closed_at = now(), updated_at = now(), version = version + 1
            WHERE id = \(id) AND status IN ('Sourcing', 'Interview', 'Offer') AND \(Visibility.jobs(to: viewer, .publishJobs))
            """)
    }

    /// Sourcing, Interview and Offer say how far the search is; all three are open to the public.
    static func settingStage(_ id: ID<Job>, to status: JobStatus, by viewer: Viewer) -> Command {
        Command(
            """
            UPDATE jobs SET status = \(status), updated_at = now(), version = version + 1
            WHERE id = \(id) AND status IN ('Sourcing', 'Interview', 'Offer') AND \(Visibility.jobs(to: viewer, .publishJobs))
            """)
    }

    private static func assignments(_ draft: JobDraft, id: ID<Job>) -> [(column: String, value: SQL)] {
        func list(_ entries: [String]) -> SQL { "\(JSON(entries))" }
        return [
            ("client_id", "\(draft.clientID)"), ("assigned_recruiter_id", "\(draft.recruiterID)"), ("title", "\(draft.title)"),
            ("internal_job_id", "\(draft.internalID)"), ("employment_type", "\(draft.employmentType)"), ("work_mode", "\(draft.workMode)"),
            ("industry", "\(draft.industry)"), ("functional_area", "\(draft.functionalArea)"), ("job_locations", list(draft.locations)),
            ("country", "\(draft.country)"), ("min_salary", "\(draft.minSalary)"), ("max_salary", "\(draft.maxSalary)"),
            ("currency", "\(draft.currency)"), ("salary_unit", "\(draft.salaryUnit)"), ("benefits_perks", list(draft.benefits)),
            ("about_company", "\(draft.aboutCompany)"), ("job_summary", "\(draft.summary)"), ("responsibilities", list(draft.responsibilities)),
            ("experience_required", "\(draft.experience)"), ("education_qualification", "\(draft.education)"),
            ("required_skills", list(draft.requiredSkills)), ("preferred_skills", list(draft.preferredSkills)), ("tools_tech_stack", list(draft.tools)),
            ("number_of_openings", "\(draft.openings)"), ("application_deadline", "\(draft.deadline)"), ("hiring_process_rounds", list(draft.rounds)),
            ("notice_period_accepted", "\(draft.notice)"),
            ("slug_url", "\(draft.slug ?? Slug.make(title: draft.title, location: draft.locations.first, id: id))"),
            ("meta_title", "\(draft.metaTitle)"), ("meta_description", "\(draft.metaDescription)"), ("is_client_confidential", "\(draft.isConfidential)"),
            ("experience_min_years", "\(draft.years.flatMap(\.min))::float8"), ("experience_max_years", "\(draft.years.flatMap(\.max))::float8"),
            ("notice_max_days", "\(draft.noticeMaxDays)::int"),
        ]
    }

    // MARK: Rows

    struct Choice<Owner>: RowDecodable {
        let id: ID<Owner>
        let name: String

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("name")
        }
    }

    struct WholeJob: RowDecodable {
        let job: Job
        let clientName: String
        let clientID: ID<Client>
        let recruiterID: ID<User>?
        let isConfidential: Bool
        /// As kept, also where the public is not told.
        let aboutCompany: String?
        let currency: String
        let salaryUnit: SalaryUnit
        let version: Int
        let hasTwin: Bool

        init(row: Row) throws {
            job = try Job(row: row)
            clientName = try row.get("client_name")
            clientID = try row.get("client_id")
            recruiterID = try row.get("assigned_recruiter_id")
            isConfidential = try row.get("is_client_confidential")
            aboutCompany = try row.get("about_company")
            currency = try row.get("currency")
            salaryUnit = try row.get("salary_unit")
            version = try row.get("version")
            hasTwin = try row.get("has_twin")
        }
    }

    struct JobHead: RowDecodable {
        let id: ID<Job>
        let title: String
        let internalID: String?
        let status: JobStatus
        let slug: String
        let locations: [String]
        let workMode: WorkMode
        let openings: Int
        let deadline: CalendarDate?
        let client: String
        /// Whether the viewer may see who applied.
        let showsApplications: Bool

        init(row: Row) throws {
            id = try row.get("id")
            title = try row.get("title")
            internalID = try row.get("internal_job_id")
            status = try row.get("status")
            slug = try row.get("slug_url")
            locations = try row.texts("job_locations")
            workMode = try row.get("work_mode")
            openings = try row.get("number_of_openings")
            deadline = try row.get("application_deadline")
            client = try row.get("client_name")
            showsApplications = try row.get("shows_applications")
        }
    }

    struct DeskJobLine: RowDecodable {
        let id: ID<Job>
        let title: String
        let internalID: String?
        let status: JobStatus
        let locations: [String]
        let workMode: WorkMode
        let createdAt: Date
        let deadline: CalendarDate?
        let client: String
        let recruiter: String?
        let active: Int

        init(row: Row) throws {
            id = try row.get("id")
            title = try row.get("title")
            internalID = try row.get("internal_job_id")
            status = try row.get("status")
            locations = try row.texts("job_locations")
            workMode = try row.get("work_mode")
            createdAt = try row.get("created_at")
            deadline = try row.get("application_deadline")
            client = try row.get("client_name")
            recruiter = try row.get("recruiter_name")
            active = try row.get("active")
        }
    }
}
