package import Accounts
import Foundation
package import Postgres

/// The SQL of work histories.
package enum WorkedJobs {
    /// A person has at most so many.
    package static let most = 60

    package struct Line: RowDecodable {
        package let id: ID<WorkedJob>
        package let job: WorkedJob

        package init(row: Row) throws {
            id = try row.get("id")
            var job = WorkedJob()
            job.companyName = try row.get("company_name")
            job.jobTitle = try row.get("job_title")
            job.startDate = try row.get("start_date", as: CalendarDate?.self)
            job.endDate = try row.get("end_date", as: CalendarDate?.self)
            job.isCurrent = try row.get("is_current")
            job.responsibilities = try row.get("responsibilities")
            job.toolsUsed = try row.texts("tools_used")
            job.ctcAtRole = try row.get("ctc_at_role")
            self.job = job
        }
    }

    /// The newest first; those without a date in the order in which they were written.
    package static func of(_ person: ID<User>) -> Query<Line> {
        Query(
            """
            SELECT id, company_name, job_title, start_date, end_date, is_current, responsibilities, tools_used, ctc_at_role
            FROM candidate_work_history WHERE profile_id = \(person) ORDER BY start_date DESC NULLS LAST, id LIMIT 200
            """)
    }

    static func adding(_ jobs: [WorkedJob], to person: ID<User>) -> Command {
        let rows = jobs.map { job -> SQL in
            """
            (\(UUID.v7())::uuid, \(person)::uuid, \(job.companyName)::text, \(job.jobTitle)::text, \(job.startDate)::date, \(job.isCurrent ? nil : job.endDate)::date,
             \(job.isCurrent)::boolean, \(job.responsibilities)::text, \(JSON(job.toolsUsed)), \(job.ctcAtRole)::text)
            """
        }
        return Command(
            """
            INSERT INTO candidate_work_history (id, profile_id, company_name, job_title, start_date, end_date, is_current, responsibilities, tools_used, ctc_at_role)
            VALUES \(rows.joined())
            """)
    }

    static func changing(_ id: ID<WorkedJob>, of person: ID<User>, to job: WorkedJob) -> Command {
        Command(
            """
            UPDATE candidate_work_history SET company_name = \(job.companyName), job_title = \(job.jobTitle), start_date = \(job.startDate),
                end_date = \(job.isCurrent ? nil : job.endDate), is_current = \(job.isCurrent), responsibilities = \(job.responsibilities),
                tools_used = \(JSON(job.toolsUsed)), ctc_at_role = \(job.ctcAtRole)
            WHERE id = \(id) AND profile_id = \(person)
            """)
    }

    static func removing(_ id: ID<WorkedJob>, of person: ID<User>) -> Command {
        Command("DELETE FROM candidate_work_history WHERE id = \(id) AND profile_id = \(person)")
    }

    static func removingAll(of person: ID<User>) -> Command { Command("DELETE FROM candidate_work_history WHERE profile_id = \(person)") }
}

extension Profile {
    /// Notes who keeps the work history, and that it changed.
    static func sayingHistory(of person: ID<User>, by source: FieldSource) -> Command {
        Command(
            """
            UPDATE candidate_profiles SET \(noting([WorkHistory.column], source)), version = version + 1, updated_at = now() WHERE user_id = \(person)
            """)
    }

    /// Takes in the jobs of a document: they take the place of those of an older one, and wait as a proposal where somebody keeps them by hand.
    /// - Returns: whether they were written; false where they wait or say nothing new.
    @discardableResult
    package static func hearHistory(
        _ read: [WorkedJob], of person: ID<User>, from source: FieldSource, file: ID<CandidateFile>? = nil, in transaction: some Database
    ) async throws -> Bool {
        let jobs = Array(read.filter { ($0.companyName != nil || $0.jobTitle != nil) && $0.inOrder }.prefix(WorkedJobs.most))
        guard !jobs.isEmpty, let now = try await transaction.first(Profiles.held(person)) else { return false }
        let kept = try await transaction.all(WorkedJobs.of(person)).map(\.job)
        if let speaker = now.speaker(of: WorkHistory.column), !speaker.isParsed {
            try await proposeHistory(jobs, over: kept, of: person, from: source, file: file, in: transaction)
            return false
        }
        try await transaction.run(Proposals.outdating(WorkHistory.column, of: person))
        guard kept != jobs else { return false }
        try await transaction.run(WorkedJobs.removingAll(of: person))
        try await transaction.run(WorkedJobs.adding(jobs, to: person))
        try await transaction.run(sayingHistory(of: person, by: source))
        return true
    }

    private static func proposeHistory(
        _ jobs: [WorkedJob], over kept: [WorkedJob], of person: ID<User>, from source: FieldSource, file: ID<CandidateFile>?, in transaction: some Database
    ) async throws {
        let past = try await transaction.all(Proposals.past(of: person)), isNews = !HistoryDiff(from: kept, to: jobs).isEmpty
        if isNews, !Proposals.isNew(.history(jobs), for: WorkHistory.column, past) { return }
        try await transaction.run(Proposals.outdating(WorkHistory.column, of: person))
        if isNews {
            try await transaction.run(Proposals.proposing(.history(jobs), for: WorkHistory.column, to: person, from: source, file: file))
        }
    }
}
