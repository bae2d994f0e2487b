package import Accounts
import Background
import Foundation
package import Postgres

/// Moving an application to another stage: the row, its timeline entry, the activity and the call to open pages are one statement, so
/// they happen together or not at all.
///
/// The rule it protects: of two people who move the same card at once, the second is told and nothing of theirs is half done.
extension Applications {
    package enum Moved: Sendable, Equatable {
        case done(job: ID<Job>, from: ApplicationStatus, version: Int)
        /// It is in that stage: a second click, or somebody else had the same thought.
        case wasThere(job: ID<Job>, version: Int)
        /// Somebody else changed it since the page was loaded.
        case conflict(now: ApplicationStatus)
    }

    /// - Parameters:
    ///   - version: as the page had it; nil moves whatever happened since.
    ///   - remarks: at most 5,000 characters, kept in the timeline.
    /// - Returns: nil where there is no such application for this viewer.
    package static func move(
        _ id: ID<Application>, to status: ApplicationStatus, version: Int?, remarks: String?, by viewer: Viewer, from origin: Origin, in database: some Database
    ) async throws -> Moved? {
        let change = Change(status: status, version: version, remarks: remarks, by: viewer.id, who: viewer.name, origin: origin)
        // Of somebody who was erased only the count is left, and it stays where it was.
        let whose: SQL = """
            applications.id = \(id) AND \(Visibility.jobs(to: viewer, .moveApplications))
                AND NOT EXISTS (SELECT FROM users WHERE users.id = applications.candidate_id AND users.erased_at IS NOT NULL)
            """
        guard let outcome = try await database.first(moving(whose: whose, change)) else { return nil }
        return outcome.moved(to: status)
    }

    /// The candidate takes it back, by the private link or signed in.
    static func withdraw(_ id: ID<Application>, remarks: String?, by candidate: ID<User>, name: String, from origin: Origin, in database: some Database)
        async throws -> Moved?
    {
        let change = Change(status: .withdrawn, version: nil, remarks: remarks, by: candidate, who: name, origin: origin)
        // Who was rejected stays so: withdrawing first would be a way to be new again.
        let mine: SQL = "applications.id = \(id) AND applications.candidate_id = \(candidate) AND applications.status <> 'Rejected'"
        return try await database.first(moving(whose: mine, change))?.moved(to: .withdrawn)
    }

    struct Change {
        let status: ApplicationStatus
        let version: Int?
        let remarks: String?
        let by: ID<User>
        let who: String
        let origin: Origin
    }

    static func moving(whose condition: SQL, _ change: Change) -> Query<Outcome> {
        let unchanged: SQL = change.version.map { " AND old.version = \($0)" } ?? ""
        return Query(
            """
            WITH old AS (
                SELECT applications.id, applications.status, applications.version, applications.job_id, applications.candidate_id
                FROM applications JOIN jobs ON jobs.id = applications.job_id WHERE \(condition) FOR NO KEY UPDATE OF applications
            ), moved AS (
                UPDATE applications SET status = \(change.status), version = applications.version + 1, status_changed_at = now(),
                    is_active = \(change.status) NOT IN ('Rejected', 'Withdrawn') AND applications.follow_up_status IS DISTINCT FROM 'Joined'
                FROM old WHERE applications.id = old.id AND old.status <> \(change.status)\(unchanged)
                RETURNING applications.id, applications.version, old.job_id, old.status AS previous, old.candidate_id
            ), entry AS (
                INSERT INTO application_timeline (id, application_id, previous_status, new_status, changed_by, remarks)
                SELECT \(UUID.v7()), moved.id, moved.previous::text, \(change.status)::text, \(change.by), \(change.remarks) FROM moved
            ), activity AS (
                INSERT INTO activity_logs
                    (id, user_id, action_type, severity, entity_id, entity_type, description, ip_address, request_id, before, after, desk_id)
                SELECT \(UUID.v7()), \(change.by), 'MOVED_APPLICATION', 'INFO', moved.id, 'application',
                    left(format('%s moved %s from %s to %s.', \(change.who)::text, users.full_name, moved.previous, \(change.status)), 1000),
                    \(change.origin.address), \(change.origin.requestID), jsonb_build_object('status', moved.previous),
                    jsonb_build_object('status', \(change.status)), moved.job_id
                FROM moved JOIN users ON users.id = moved.candidate_id RETURNING \(ActivityLog.telling)
            )
            SELECT old.status, old.version, old.job_id, moved.version AS new_version,
                (SELECT count(\(Changes.telling("'job:' || moved.job_id"))) FROM moved) AS told,
                (SELECT count(\(Changes.telling("'queue:' || action_queue.user_id"))) FROM moved JOIN action_queue
                    ON action_queue.related_job_id = moved.job_id AND NOT action_queue.is_dismissed) AS told_queues
            FROM old LEFT JOIN moved ON moved.id = old.id
            """)
    }

    struct Outcome: RowDecodable {
        let status: ApplicationStatus
        let version: Int
        let job: ID<Job>
        let newVersion: Int?

        init(row: Row) throws {
            status = try row.get("status")
            version = try row.get("version")
            job = try row.get("job_id")
            newVersion = try row.get("new_version")
        }

        func moved(to wanted: ApplicationStatus) -> Moved {
            if let newVersion { return .done(job: job, from: status, version: newVersion) }
            return status == wanted ? .wasThere(job: job, version: version) : .conflict(now: status)
        }
    }
}
