import Background
package import Accounts
import Foundation
package import Postgres

package enum ActionType: String, SQLEnum, Codable {
    case newMatches = "NEW_MATCHES", chatFollowUp = "CHAT_FOLLOWUP", noResponse = "NO_RESPONSE", parseFailure = "PARSE_FAILURE"
    case interventionNeeded = "INTERVENTION_NEEDED"
    package static var sqlType: String { "action_type" }
}

package enum ActionPriority: String, SQLEnum, Codable {
    case high = "High", medium = "Medium", low = "Low"
    package static var sqlType: String { "action_priority" }
}

/// What needs a recruiter: one line of why, one obvious answer.
package enum ActionQueue {
    package static func topic(of user: ID<User>) -> String { "queue:\(user)" }

    static func open(for viewer: Viewer) -> Query<Action> {
        Query(
            """
            SELECT action_queue.id, action_queue.type, action_queue.title, action_queue.description, action_queue.priority, action_queue.updated_at,
                action_queue.count, action_queue.related_job_id, applications.id AS application_id
            FROM action_queue LEFT JOIN applications
                ON applications.job_id = action_queue.related_job_id AND applications.candidate_id = action_queue.related_candidate_id
            LEFT JOIN jobs ON jobs.id = action_queue.related_job_id
            WHERE action_queue.user_id = \(viewer.id) AND NOT action_queue.is_dismissed AND (jobs.id IS NULL OR \(Visibility.jobs(to: viewer)))
            ORDER BY action_queue.priority, action_queue.updated_at DESC, action_queue.id LIMIT 100
            """)
    }

    /// Sets a card aside, or takes it back. Cards of others are not there; a second click changes nothing and is not recorded twice.
    /// - Returns: whether there is such a card.
    static func dismissing(_ id: ID<Action>, _ isDismissed: Bool, by viewer: Viewer, from origin: Origin) -> Query<One<Bool>> {
        let words = "\(viewer.name) \(isDismissed ? "set aside" : "took back")"
        return Query(
            """
            WITH old AS (
                SELECT id, is_dismissed FROM action_queue WHERE id = \(id) AND user_id = \(viewer.id) FOR UPDATE
            ), changed AS (
                UPDATE action_queue SET is_dismissed = \(isDismissed), updated_at = now() FROM old WHERE action_queue.id = old.id AND old.is_dismissed <> \(isDismissed)
                RETURNING action_queue.id, action_queue.title, action_queue.related_job_id, \(Changes.telling("'queue:' || action_queue.user_id")) AS told
            ), activity AS (
                INSERT INTO activity_logs
                    (id, user_id, action_type, severity, entity_id, entity_type, description, ip_address, request_id, before, after, desk_id)
                SELECT \(UUID.v7()), \(viewer.id), \(isDismissed ? "DISMISSED_ACTION" : "RESTORED_ACTION"), 'INFO', changed.id, 'action',
                    left(\(words)::text || ': ' || changed.title, 1000), \(origin.address), \(origin.requestID),
                    jsonb_build_object('is_dismissed', \(isDismissed ? "false" : "true")::text), jsonb_build_object('is_dismissed', \(isDismissed ? "true" : "false")::text),
                    changed.related_job_id
                FROM changed RETURNING \(ActivityLog.telling)
            )
            SELECT EXISTS (SELECT FROM old) AS is_there
            """)
    }

    /// One more application for a job: the job's one card grows, or is made. It goes to the job's recruiter, and where there is none,
    /// to a manager or administrator.
    static func raisingMatches(for job: ID<Job>) -> Command {
        Command(
            """
            WITH job AS (\(owner(of: job))), card AS (
                INSERT INTO action_queue (id, user_id, type, title, priority, related_job_id)
                SELECT \(UUID.v7()), job.owner, 'NEW_MATCHES', '1 new applicant for ' || job.title, 'Medium', job.id FROM job WHERE job.owner IS NOT NULL
                ON CONFLICT (user_id, related_job_id) WHERE type = 'NEW_MATCHES' AND NOT is_dismissed DO UPDATE
                SET count = action_queue.count + 1, updated_at = now(),
                    title = (action_queue.count + 1) || ' new applicants for ' || (SELECT title FROM job)
                RETURNING user_id
            )
            SELECT \(Changes.telling("'queue:' || user_id")) FROM card
            """)
    }

    /// The card says who is best, as far as they are scored.
    static func describingMatches(for job: ID<Job>) -> Command {
        Command(
            """
            WITH best AS (
                SELECT string_agg(full_name || ' ' || match_score, ', ' ORDER BY match_score DESC) AS names FROM (
                    SELECT users.full_name, applications.match_score FROM applications JOIN users ON users.id = applications.candidate_id
                    WHERE applications.job_id = \(job) AND applications.status = 'New' AND applications.match_score IS NOT NULL
                    ORDER BY applications.match_score DESC, applications.id LIMIT 3) AS three
            ), card AS (
                UPDATE action_queue SET description = 'Best: ' || best.names || '.' FROM best
                WHERE related_job_id = \(job) AND type = 'NEW_MATCHES' AND NOT is_dismissed AND best.names IS NOT NULL RETURNING user_id
            )
            SELECT \(Changes.telling("'queue:' || user_id")) FROM card
            """)
    }

    /// A résumé could not be read; the application is safe.
    static func raisingParseFailure(job: ID<Job>, candidate: ID<User>, file: String, reason: String) -> Command {
        Command(
            """
            WITH job AS (\(owner(of: job))), card AS (
                INSERT INTO action_queue (id, user_id, type, title, description, priority, related_job_id, related_candidate_id)
                SELECT \(UUID.v7()), job.owner, 'PARSE_FAILURE', 'The résumé of ' || users.full_name || ' could not be read',
                    \(file)::text || ', for ' || job.title || '. ' || \(reason)::text || ' The application is safe.', 'High', job.id, users.id
                FROM job JOIN users ON users.id = \(candidate) WHERE job.owner IS NOT NULL
                ON CONFLICT (user_id, related_job_id, related_candidate_id) WHERE type = 'PARSE_FAILURE' AND NOT is_dismissed DO UPDATE
                SET description = excluded.description, updated_at = now()
                RETURNING user_id
            )
            SELECT \(Changes.telling("'queue:' || user_id")) FROM card
            """)
    }

    /// The job has another recruiter: what waits for the one before waits for the new one, unless that one has the same card.
    static func handingOver(_ job: ID<Job>, from old: ID<User>, to new: ID<User>) -> Command {
        Command(
            """
            WITH card AS (
                UPDATE action_queue AS card SET user_id = \(new), updated_at = now()
                WHERE card.related_job_id = \(job) AND card.user_id = \(old) AND NOT card.is_dismissed AND NOT EXISTS (
                    SELECT FROM action_queue AS other WHERE other.user_id = \(new) AND other.related_job_id = \(job) AND other.type = card.type
                    AND other.related_candidate_id IS NOT DISTINCT FROM card.related_candidate_id AND NOT other.is_dismissed)
                RETURNING card.user_id
            )
            SELECT \(Changes.telling("'queue:' || user_id")), \(Changes.telling("'queue:' || \(old)::text")) FROM card LIMIT 1
            """)
    }

    /// A new copy could be read: the cards about the old one have nothing left to say.
    static func settlingParseFailures(of candidate: ID<User>) -> Command {
        Command(
            "UPDATE action_queue SET is_dismissed = true, updated_at = now() WHERE related_candidate_id = \(candidate) AND type = 'PARSE_FAILURE' AND NOT is_dismissed"
        )
    }

    private static func owner(of job: ID<Job>) -> SQL {
        """
        SELECT jobs.id, jobs.title, coalesce((SELECT id FROM users WHERE id = jobs.assigned_recruiter_id AND status = 'Active'),
            (SELECT id FROM users WHERE role IN ('MANAGER', 'ADMIN') AND status = 'Active' ORDER BY role DESC, created_at, id LIMIT 1)) AS owner
        FROM jobs WHERE jobs.id = \(job)
        """
    }

    package struct Action: RowDecodable {
        let id: ID<Action>
        let type: ActionType
        let title, description: String
        let priority: ActionPriority
        let updatedAt: Date
        let count: Int
        let job: ID<Job>?
        let application: ID<Application>?

        package init(row: Row) throws {
            id = try row.get("id")
            type = try row.get("type")
            title = try row.get("title")
            description = try row.get("description")
            priority = try row.get("priority")
            updatedAt = try row.get("updated_at")
            count = try row.get("count")
            job = try row.get("related_job_id")
            application = try row.get("application_id")
        }
    }
}
