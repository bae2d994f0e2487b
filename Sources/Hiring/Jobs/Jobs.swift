package import Foundation
package import Postgres

/// The SQL of jobs.
package enum Jobs {
    /// The job behind a public address, open or closed; a draft is nobody's business. The agency's own name stands in for a client that
    /// wants to stay unnamed.
    package static func published(slug: String, agency: String) -> Query<Job> {
        Query(
            """
            SELECT \(columns(agency)) FROM jobs JOIN clients ON clients.id = jobs.client_id
            WHERE jobs.slug_url = \(slug) AND jobs.status <> 'Draft' AND jobs.published_at IS NOT NULL
            """)
    }

    /// The board, newest first, `limit` + 1 rows so that the caller knows whether there are more.
    package static func open(matching text: String, after cursor: ListPlace?, agency: String, limit: Int) -> Query<JobLine> {
        let search: SQL = text.isEmpty ? "" : " AND jobs.search @@ \(SearchText.query(text))"
        let from: SQL = cursor.map { " AND (jobs.published_at, jobs.id) < (\($0.at), \($0.id))" } ?? ""
        return Query(
            """
            SELECT jobs.id, jobs.slug_url, jobs.title, CASE WHEN jobs.is_client_confidential THEN \(agency)::text ELSE clients.name END AS employer,
                jobs.work_mode, jobs.employment_type, jobs.job_locations, jobs.min_salary, jobs.max_salary, jobs.currency, jobs.salary_unit,
                jobs.required_skills, jobs.published_at
            FROM jobs JOIN clients ON clients.id = jobs.client_id
            WHERE \(isOpen)\(search)\(from)
            ORDER BY jobs.published_at DESC, jobs.id DESC LIMIT \(limit + 1)
            """)
    }

    /// For the sitemap: at most 50,000, which is the format's own limit.
    package static var addresses: Query<Address> {
        Query("SELECT slug_url, updated_at FROM jobs WHERE \(isOpen) ORDER BY published_at DESC, id DESC LIMIT 50000")
    }

    package struct Address: RowDecodable {
        package let slug: String
        package let updatedAt: Date

        package init(row: Row) throws {
            slug = try row.get("slug_url")
            updatedAt = try row.get("updated_at")
        }
    }

    /// What the pages that show a job watch.
    package static func topic(of job: ID<Job>) -> String { "job:\(job)" }

    /// Open to the public: published, not closed, and its deadline's day not over anywhere on Earth (UTC-12).
    static let isOpen: SQL = """
        jobs.status IN ('Sourcing', 'Interview', 'Offer')
        AND (jobs.application_deadline IS NULL OR jobs.application_deadline >= (now() AT TIME ZONE 'UTC' - interval '12 hours')::date)
        """

    static func columns(_ agency: String) -> SQL {
        """
        jobs.id, jobs.slug_url, jobs.title, jobs.is_client_confidential,
        CASE WHEN jobs.is_client_confidential THEN \(agency)::text ELSE clients.name END AS employer,
        clients.website, clients.logo_url, jobs.internal_job_id, jobs.employment_type, jobs.work_mode, jobs.industry, jobs.functional_area,
        jobs.job_locations, jobs.country, jobs.min_salary, jobs.max_salary, jobs.currency, jobs.salary_unit, jobs.benefits_perks,
        jobs.about_company, jobs.job_summary, jobs.responsibilities, jobs.experience_required, jobs.education_qualification,
        jobs.required_skills, jobs.preferred_skills, jobs.tools_tech_stack, jobs.number_of_openings, jobs.application_deadline,
        jobs.hiring_process_rounds, jobs.notice_period_accepted, jobs.meta_title, jobs.meta_description, jobs.status, jobs.published_at,
        jobs.closed_at, jobs.updated_at, \(isOpen) AS takes_applications
        """
    }
}

/// A job in a list: only what the list shows.
package struct JobLine: RowDecodable {
    package let id: ID<Job>
    package let slug: String
    package let title: String
    package let employer: String
    package let workMode: WorkMode
    package let employmentType: EmploymentType
    package let locations: [String]
    package let salary: Salary?
    package let skills: [String]
    package let publishedAt: Date

    package init(row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug_url")
        title = try row.get("title")
        employer = try row.get("employer")
        workMode = try row.get("work_mode")
        employmentType = try row.get("employment_type")
        locations = try row.texts("job_locations")
        salary = try Salary(row: row)
        skills = try row.texts("required_skills")
        publishedAt = try row.get("published_at")
    }
}

extension Salary {
    init?(row: Row) throws {
        self.init(
            from: try row.get("min_salary"), to: try row.get("max_salary"), currency: try row.get("currency"), unit: try row.get("salary_unit"))
    }
}

extension Job: RowDecodable {
    package init(row: Row) throws {
        func list(_ column: String) throws -> [String] { try row.texts(column) }
        let isConfidential = try row.get("is_client_confidential", as: Bool.self)
        self.init(
            id: try row.get("id"), slug: try row.get("slug_url"), title: try row.get("title"), employer: try row.get("employer"),
            employerWebsite: isConfidential ? nil : try row.get("website"), employerLogo: isConfidential ? nil : try row.get("logo_url"),
            internalID: try row.get("internal_job_id"), employmentType: try row.get("employment_type"), workMode: try row.get("work_mode"),
            industry: try row.get("industry"), functionalArea: try row.get("functional_area"), locations: try list("job_locations"),
            country: try row.get("country"), salary: try Salary(row: row), benefits: try list("benefits_perks"),
            aboutCompany: isConfidential ? nil : try row.get("about_company"), summary: try row.get("job_summary") ?? "",
            responsibilities: try list("responsibilities"), experience: try row.get("experience_required"),
            education: try row.get("education_qualification"), requiredSkills: try list("required_skills"),
            preferredSkills: try list("preferred_skills"), tools: try list("tools_tech_stack"), openings: try row.get("number_of_openings"),
            deadline: try row.get("application_deadline"), rounds: try list("hiring_process_rounds"), notice: try row.get("notice_period_accepted"),
            metaTitle: try row.get("meta_title"), metaDescription: try row.get("meta_description"), status: try row.get("status"),
            publishedAt: try row.get("published_at"), closedAt: try row.get("closed_at"), updatedAt: try row.get("updated_at"),
            takesApplications: try row.get("takes_applications"))
    }
}
