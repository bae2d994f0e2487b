import Accounts
package import Background
import Foundation
import Matching
package import Postgres

/// Gives applications their match score, with its reasons kept beside it.
package struct Scoring: Sendable {
    /// Every application of a job again: what the job asks has changed.
    package static let kindOfJob = "score_job"
    /// Every application of a person: what is known of them has changed.
    package static let kindOfCandidate = "score_candidate"
    /// Every application that has no score: scoring was switched off for a while.
    package static let kindOfMissing = "score_missing"

    struct JobOrder: Codable, Sendable { var job: ID<Job> }
    struct CandidateOrder: Codable, Sendable { var candidate: ID<User> }
    struct MissingOrder: Codable, Sendable {}

    let database: any Database
    let vectors: Vectors
    /// Asked before each piece of work; where it is off, nothing is computed and nothing is owed.
    let isOn: @Sendable () -> Bool

    package init(database: any Database, vectors: Vectors, isOn: @escaping @Sendable () -> Bool = { true }) {
        self.database = database
        self.vectors = vectors
        self.isOn = isOn
    }

    static func enqueue(_ job: ID<Job>, in transaction: some Database) async throws {
        try await Work.enqueue(kind: kindOfJob, payload: JobOrder(job: job), uniqueKey: "\(kindOfJob):\(job)", in: transaction)
    }

    static func enqueue(_ candidate: ID<User>, in transaction: some Database) async throws {
        try await Work.enqueue(
            kind: kindOfCandidate, payload: CandidateOrder(candidate: candidate), uniqueKey: "\(kindOfCandidate):\(candidate)", in: transaction)
    }

    package var handlers: [String: WorkHandler] {
        [
            Self.kindOfJob: Work.handler(of: JobOrder.self) { order, _ in if isOn() { try await scoreAll(of: order.job) } },
            Self.kindOfCandidate: Work.handler(of: CandidateOrder.self) { order, _ in if isOn() { try await scoreAll(of: order.candidate) } },
            Self.kindOfMissing: Work.handler(of: MissingOrder.self) { _, _ in if isOn() { try await enqueueMissing() } },
        ]
    }

    /// Computes what was left out while scoring was off.
    package static func catchUp(in transaction: some Database) async throws {
        try await Work.enqueue(kind: kindOfMissing, payload: MissingOrder(), uniqueKey: kindOfMissing, in: transaction)
    }

    private func enqueueMissing() async throws {
        let people = Query<One<ID<User>>>(
            "SELECT DISTINCT candidate_id FROM applications JOIN users ON users.id = candidate_id WHERE match_score IS NULL AND is_active AND erased_at IS NULL"
        )
        for try await person in database.stream(people) { try await Self.enqueue(person.value, in: database) }
    }

    static func job(of application: ID<Application>) -> Query<One<ID<Job>>> { Query("SELECT job_id FROM applications WHERE id = \(application)") }

    /// The vectors on either side are made where they are missing or of another model. Where that fails, scores are computed without, and
    /// the failure is thrown at the end: all is done once more when it is over.
    private func scoreAll(of candidate: ID<User>) async throws {
        var failures = [await failure { try await vectors.refresh(candidate, isScored: true) }]
        let jobs = Query<One<ID<Job>>>("SELECT job_id FROM applications WHERE candidate_id = \(candidate) AND (is_active OR match_score IS NULL)")
        for job in try await database.all(jobs) {
            failures.append(await failure { try await embed(job: job.value) })
            for pair in try await database.all(Self.pairs("applications.candidate_id = \(candidate) AND applications.job_id = \(job.value)")) {
                try await keep(pair)
            }
            try await database.run(Changes.tell(Jobs.topic(of: job.value)))
            try await database.run(ActionQueue.telling(of: job.value))
        }
        if let failure = failures.compactMap(\.self).first { throw failure }
    }

    private func scoreAll(of job: ID<Job>) async throws {
        let failure = await failure { try await embed(job: job) }
        for try await pair in database.stream(Self.pairs("applications.job_id = \(job) AND applications.is_active")) { try await keep(pair) }
        try await database.run(Changes.tell(Jobs.topic(of: job)))
        try await database.run(ActionQueue.telling(of: job))
        if let failure { throw failure }
    }

    private func failure(_ body: () async throws -> Void) async -> (any Error)? {
        do {
            try await body()
            return nil
        } catch { return error }
    }

    /// Not of somebody who was erased since their facts were read: the lock waits for an erasure that is under way.
    private func keep(_ pair: Pair) async throws {
        let score = Score(job: pair.job, candidate: pair.candidate)
        try await database.run(
            Command(
                """
                WITH person AS (
                    SELECT applications.id FROM applications JOIN users ON users.id = applications.candidate_id
                    WHERE applications.id = \(pair.application) AND users.erased_at IS NULL FOR KEY SHARE OF users)
                UPDATE applications SET match_score = \(score.value)::int, match_reasons = \(JSON(score.reasons)), ai_custom_summary = \(score.summary)
                FROM person WHERE applications.id = person.id
                """))
    }

    private func embed(job: ID<Job>) async throws {
        guard let embedder = await vectors.meaning.embedder(), let facts = try await database.first(Self.staleJob(job, model: embedder.modelName)) else {
            return
        }
        let text = skillsText(for: facts.facts)
        guard !text.isEmpty else { return }
        let vector = Vector(try await vectors.meaning.vectors(of: [text], by: embedder)[0])
        try await database.run(
            Command("UPDATE jobs SET skills_vector = \(vector), skills_vector_model = \(embedder.modelName) WHERE id = \(job) AND version = \(facts.version)"))
    }
}

// MARK: The facts, read from rows

extension Scoring {
    private static func pairs(_ condition: SQL) -> Query<Pair> {
        Query(
            """
            SELECT applications.id AS application_id, \(jobColumns), \(personColumns),
                CASE WHEN jobs.skills_vector_model = profile.skills_vector_model THEN jobs.skills_vector::real[] END AS job_vector,
                CASE WHEN jobs.skills_vector_model = profile.skills_vector_model THEN profile.ai_skills_vector::real[] END AS person_vector
            FROM applications JOIN jobs ON jobs.id = applications.job_id JOIN users ON users.id = applications.candidate_id
            LEFT JOIN candidate_profiles AS profile ON profile.user_id = applications.candidate_id
            WHERE users.erased_at IS NULL AND \(condition)
            """)
    }

    private static func staleJob(_ id: ID<Job>, model: String) -> Query<StaleJob> {
        Query("SELECT \(jobColumns), jobs.version FROM jobs WHERE id = \(id) AND skills_vector_model IS DISTINCT FROM \(model)")
    }

    private static let jobColumns: SQL = """
        jobs.title, jobs.required_skills, jobs.preferred_skills, jobs.tools_tech_stack, jobs.job_summary, jobs.experience_min_years::float8 AS years_min,
        jobs.experience_max_years::float8 AS years_max, jobs.job_locations, jobs.work_mode, jobs.country, jobs.min_salary, jobs.max_salary,
        jobs.currency AS job_currency, jobs.salary_unit, jobs.notice_max_days
        """

    static let personColumns: SQL = """
        users.full_name, profile.skills, profile."current_role", profile.bio, profile.total_experience_years::float8 AS years, profile.current_locations,
        profile.preferred_locations, profile.ready_to_relocate, profile.expected_ctc, profile.currency, profile.is_ctc_negotiable, profile.notice_period
        """

    struct Pair: RowDecodable {
        let application: ID<Application>
        let job: JobFacts
        let candidate: CandidateFacts

        init(row: Row) throws {
            application = try row.get("application_id")
            var job = try JobFacts(row: row), candidate = try CandidateFacts(row: row)
            job.embedding = try row.get("job_vector", as: [Float]?.self)
            candidate.embedding = try row.get("person_vector", as: [Float]?.self)
            (self.job, self.candidate) = (job, candidate)
        }
    }

    struct StaleJob: RowDecodable {
        let facts: JobFacts
        let version: Int

        init(row: Row) throws {
            facts = try JobFacts(row: row)
            version = try row.get("version")
        }
    }
}

extension JobFacts {
    init(row: Row) throws {
        self.init(title: try row.get("title"))
        requiredSkills = try row.get("required_skills", as: JSON<[String]>.self).value
        preferredSkills = try row.get("preferred_skills", as: JSON<[String]>.self).value
        tools = try row.get("tools_tech_stack", as: JSON<[String]>.self).value
        summary = try row.get("job_summary")
        let least = try row.get("years_min", as: Double?.self), most = try row.get("years_max", as: Double?.self)
        if least != nil || most != nil { experience = YearsOfExperience(min: least, max: most) }
        locations = try row.get("job_locations", as: JSON<[String]>.self).value
        workMode = WorkMode(rawValue: try row.get("work_mode", as: Hiring.WorkMode.self).rawValue) ?? .onSite
        country = try row.get("country")
        salaryMin = try row.get("min_salary")
        salaryMax = try row.get("max_salary")
        currency = try row.get("job_currency")
        salaryUnit = PayUnit(rawValue: try row.get("salary_unit", as: SalaryUnit.self).rawValue) ?? .year
        noticeMaxDays = try row.get("notice_max_days", as: Int?.self)
    }
}

extension CandidateFacts {
    init(row: Row) throws {
        func list(_ column: String) throws -> [String] { try row.get(column, as: JSON<[String]>?.self)?.value ?? [] }
        self.init()
        skills = try list("skills")
        currentRole = try row.get("current_role")
        summary = try row.get("bio")
        totalExperienceYears = try row.get("years")
        currentLocations = try list("current_locations")
        preferredLocations = try list("preferred_locations")
        readyToRelocate = (try row.get("ready_to_relocate", as: String?.self)).flatMap(Relocation.init)
        expectedCTC = try row.get("expected_ctc")
        currency = try row.get("currency")
        isCTCNegotiable = try row.get("is_ctc_negotiable")
        noticeDays = try row.get("notice_period", as: Int?.self)
    }
}
