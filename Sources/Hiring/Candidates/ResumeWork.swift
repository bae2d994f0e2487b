import Accounts
package import Background
package import Documents
import Foundation
import Matching
package import Postgres
import Resumes
import Web

/// After an application: reads the résumé and fills the profile. Done again until it works; where a résumé cannot be read the application
/// stays and the recruiter gets a card. Scoring follows as work of its own, read or not.
package struct ResumeWork: Sendable {
    package static let kind = "read_resume"

    package struct Order: Codable, Sendable {
        /// With which the file came; nil where it came without one.
        var application: ID<Application>?
        var candidate: ID<User>
        /// Of the file, in hexadecimal: an order about a file that was replaced since has nothing left to do but score.
        var sha256: String
        var fileName: String
    }

    let database: any Database
    let files: FileStore
    /// Whether the profile is filled from what was read, asked for each résumé; else only the text is kept.
    let fillsFields: @Sendable () -> Bool

    package init(database: any Database, files: FileStore, fillsFields: @escaping @Sendable () -> Bool = { true }) {
        self.database = database
        self.files = files
        self.fillsFields = fillsFields
    }

    static func enqueue(_ application: ID<Application>?, of candidate: ID<User>, digest: Data, fileName: String, in transaction: some Database) async throws {
        let order = Order(application: application, candidate: candidate, sha256: digest.hex, fileName: fileName)
        try await Work.enqueue(kind: kind, payload: order, uniqueKey: "\(kind):\(application?.description ?? candidate.description)", in: transaction)
    }

    package var handler: WorkHandler { Work.handler(of: Order.self) { order, attempt in try await read(order, isLast: attempt.isLast) } }

    private func read(_ order: Order, isLast: Bool) async throws {
        let file: URL
        do {
            file = try files.open(order.sha256)
        } catch FileStoreError.notFound {
            throw GiveUp("the stored file is missing")
        }
        do {
            if fillsFields() {
                try await keep(try await ResumeReading.read(file, named: order.fileName), order)
            } else {
                try await keep(text: try await Extraction.extract(file: file, named: order.fileName).text, order)
            }
        } catch let failure as ExtractionFailure {
            // Slow or short of a tool may be over in a minute; all else will not get better.
            if [.timeout, .toolMissing].contains(failure), !isLast { throw failure }
            try await database.transaction { try await Self.refuse(order, failure.message, in: $0) }
        }
    }

    private func keep(_ reading: ResumeReading.Reading, _ order: Order) async throws {
        try await database.transaction { transaction in
            try await transaction.run(Readings.keeping(reading, of: order.candidate, digest: Data(hex: order.sha256)))
            // Where a newer file took its place, that one's own work does the rest.
            guard try await transaction.run(Profile.filling(order.candidate, reading, digest: Data(hex: order.sha256))) == 1 else { return }
            try await Scoring.enqueue(order.candidate, in: transaction)
            try await transaction.run(Profile.replacingHistory(of: order.candidate, with: reading.resume.workHistory))
            try await transaction.run(ActionQueue.settlingParseFailures(of: order.candidate))
            try await transaction.run(
                ActivityLog.recording(
                    "READ_RESUME", severity: .success, by: nil, of: ("candidate", order.candidate.uuid),
                    "A résumé was read. It speaks of: \(Profile.columns(of: reading).joined(separator: ", "))."))
        }
    }

    /// The text alone, for search and for the recruiter's eye.
    private func keep(text: String, _ order: Order) async throws {
        try await database.transaction { transaction in
            guard try await transaction.run(Profile.keeping(text: text, of: order.candidate, digest: Data(hex: order.sha256))) == 1 else { return }
            try await Scoring.enqueue(order.candidate, in: transaction)
            try await transaction.run(ActionQueue.settlingParseFailures(of: order.candidate))
        }
    }

    /// Done again, it finds its words and its card there and adds nothing; a card that somebody set aside stays aside.
    private static func refuse(_ order: Order, _ message: String, in transaction: Transaction) async throws {
        try await transaction.run(Readings.refusing(message, of: order.candidate, digest: Data(hex: order.sha256)))
        guard let application = order.application else {
            try await transaction.run(Readings.telling(message, order.candidate, Data(hex: order.sha256))); return
        }
        guard let told = try await transaction.first(telling(order)) else { return }
        guard !told.isTold else { return }
        try await transaction.run(
            Command("UPDATE candidate_profiles SET resume_problem = \(message), updated_at = now() WHERE user_id = \(order.candidate)"))
        try await transaction.run(ActionQueue.raisingParseFailure(job: told.job, candidate: order.candidate, file: order.fileName, reason: message))
        try await transaction.run(
            ActivityLog.recording("PARSE_FAILURE", severity: .warning, by: nil, of: ("application", application.uuid), message))
        try await Scoring.enqueue(order.candidate, in: transaction)
        try await transaction.run(Changes.tell(Jobs.topic(of: told.job)))
    }

    private struct Told: RowDecodable {
        let job: ID<Job>
        let isTold: Bool

        init(row: Row) throws {
            job = try row.get("job_id")
            isTold = try row.get("is_told")
        }
    }

    /// No row where a newer file took the place of the one in question.
    private static func telling(_ order: Order) -> Query<Told> {
        Query(
            """
            SELECT applications.job_id, profile.resume_problem IS NOT NULL AND EXISTS (
                SELECT FROM action_queue WHERE type = 'PARSE_FAILURE' AND related_job_id = applications.job_id AND related_candidate_id = profile.user_id) AS is_told
            FROM applications JOIN candidate_profiles AS profile ON profile.user_id = applications.candidate_id
            WHERE applications.id = \(order.application) AND profile.resume_sha256 = \(Data(hex: order.sha256)) FOR UPDATE OF profile
            """)
    }

    /// Every attempt failed: the recruiter is told in the transaction that gives the work up.
    package static let onGivenUp: GivenUpHook = { givenUp, transaction in
        guard givenUp.attempt.kind == kind, let order = try? JSONDecoder().decode(Order.self, from: givenUp.payload) else { return }
        try await refuse(order, "We could not read this file. Please look at it, or ask for another copy.", in: transaction)
    }
}

/// What a résumé writes into the master profile. What a person, a recruiter or an import said stays.
enum Profile {
    /// Fills the columns that are empty or came from an earlier résumé, and notes that they came from one.
    /// No row where the profile has another file by now.
    static func filling(_ candidate: ID<User>, _ reading: ResumeReading.Reading, digest: Data) -> Command {
        let found = values(of: reading).filter { $0.isPresent }
        let set = found.map { value -> SQL in
            "\(identifier: value.column) = CASE WHEN \(mayFill(value)) THEN \(value.value) ELSE \(identifier: value.column) END"
        }
        let sources = found.map { value -> SQL in "CASE WHEN \(mayFill(value)) THEN jsonb_build_object(\(value.column)::text, 'resume') ELSE '{}'::jsonb END" }
        return Command(
            """
            UPDATE candidate_profiles SET \((set + ["resume_text = \(reading.text)", "resume_problem = NULL", "updated_at = now()"]).joined()),
                field_sources = field_sources || \(sources.isEmpty ? "'{}'::jsonb" : sources.joined(" || "))
            WHERE user_id = \(candidate) AND resume_sha256 = \(digest)
            """)
    }

    /// No row where the profile has another file by now.
    static func keeping(text: String, of candidate: ID<User>, digest: Data) -> Command {
        Command(
            """
            UPDATE candidate_profiles SET resume_text = \(text), resume_problem = NULL, updated_at = now()
            WHERE user_id = \(candidate) AND resume_sha256 = \(digest)
            """)
    }

    /// What the résumé speaks of, by column.
    static func columns(of reading: ResumeReading.Reading) -> [String] { values(of: reading).filter(\.isPresent).map(\.column).sorted() }

    private struct Value {
        let column: String
        let value: SQL
        let isPresent: Bool
        let isList: Bool
    }

    private static func mayFill(_ value: Value) -> SQL {
        let isEmpty: SQL = value.isList ? "\(identifier: value.column) = '[]'" : "\(identifier: value.column) IS NULL"
        return "(\(isEmpty) OR field_sources->>\(value.column) = 'resume')"
    }

    private static func values(of reading: ResumeReading.Reading) -> [Value] {
        let resume = reading.resume
        func text(_ column: String, _ value: String?, _ longest: Int = 300) -> Value {
            let value = value.map { String($0.prefix(longest)) }
            return Value(column: column, value: "\(value)", isPresent: value?.isEmpty == false, isList: false)
        }
        func list(_ column: String, _ value: [String]) -> Value {
            Value(column: column, value: "\(JSON(Array(value.prefix(100))))", isPresent: !value.isEmpty, isList: true)
        }
        let year = resume.yearOfPassing.flatMap { (1930...2100).contains($0) ? $0 : nil }
        let experience = resume.totalExperienceYears.flatMap { (0...80).contains($0) ? $0 : nil }
        return [
            text("phone", resume.phone, 60), text("linkedin_url", resume.linkedInURL), text("github_url", resume.gitHubURL),
            text("portfolio_url", resume.portfolioURL), text("bio", resume.bio, 10_000), text("highest_education", resume.highestEducation),
            Value(column: "year_of_passing", value: "\(year)::int", isPresent: year != nil, isList: false),
            list("skills", reading.skills), list("certificates", resume.certificates), list("languages", resume.languages),
            text("projects_summary", resume.projectsSummary, 10_000), list("current_locations", resume.currentLocations),
            Value(column: "total_experience_years", value: "\(experience)::float8", isPresent: experience != nil, isList: false),
            text("current_role", resume.currentRole),
        ]
    }

    /// The positions of the newest résumé, unless somebody keeps them by hand.
    static func replacingHistory(of candidate: ID<User>, with jobs: [ParsedResume.Job]) -> Command {
        let kept = jobs.filter { $0.companyName != nil || $0.jobTitle != nil }.prefix(60)
        guard !kept.isEmpty else { return Command("SELECT") }
        let rows = kept.map { job -> SQL in
            let start = day(job.startDate), end = job.isCurrent ? nil : day(job.endDate)
            let isOrdered = start.flatMap { start in end.map { start <= $0 } } ?? true
            return """
                (\(UUID.v7())::uuid, \(job.companyName.map { String($0.prefix(300)) })::text, \(job.jobTitle.map { String($0.prefix(300)) })::text, \(start)::date,
                 \(isOrdered ? end : nil)::date, \(job.isCurrent)::boolean, \(job.responsibilities.map { String($0.prefix(20_000)) })::text)
                """
        }
        return Command(
            """
            WITH allowed AS (SELECT user_id FROM candidate_profiles WHERE user_id = \(candidate) AND coalesce(field_sources->>'work_history', 'resume') = 'resume'),
            gone AS (DELETE FROM candidate_work_history USING allowed WHERE profile_id = allowed.user_id)
            INSERT INTO candidate_work_history (id, profile_id, company_name, job_title, start_date, end_date, is_current, responsibilities)
            SELECT job.id, allowed.user_id, job.company, job.title, job.start, job.until, job.is_current, job.responsibilities
            FROM allowed, (VALUES \(rows.joined())) AS job (id, company, title, start, until, is_current, responsibilities)
            """)
    }

    /// `2021` or `2021-03`, as exact as the résumé is: the first day of it.
    private static func day(_ text: String?) -> CalendarDate? {
        guard let parts = text?.split(separator: "-").compactMap({ Int($0) }), let year = parts.first else { return nil }
        return CalendarDate(year: year, month: parts.count > 1 ? parts[1] : 1, day: 1)
    }
}
