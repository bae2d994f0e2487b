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

    /// A card about new applicants speaks of those who wait now, whatever was true when it was raised; one whose matter is settled is not shown.
    static func open(for viewer: Viewer) -> Query<Action> {
        Query(
            """
            SELECT action_queue.id, action_queue.type, action_queue.title, action_queue.description, action_queue.priority, action_queue.updated_at,
                fresh.waiting, coalesce(fresh.best, '[]') AS best, action_queue.related_job_id, action_queue.related_candidate_id, jobs.title AS job_title,
                applications.id AS application_id, action_queue.type = 'INTERVENTION_NEEDED' AND person.status = 'Inactive' AS is_declined
            FROM action_queue LEFT JOIN users AS person ON person.id = action_queue.related_candidate_id LEFT JOIN applications
                ON applications.job_id = action_queue.related_job_id AND applications.candidate_id = action_queue.related_candidate_id
            LEFT JOIN jobs ON jobs.id = action_queue.related_job_id
            LEFT JOIN LATERAL (
                SELECT count(*) AS waiting, to_jsonb((array_agg(users.full_name || ' ' || waiting.match_score ORDER BY waiting.match_score DESC, waiting.id)
                    FILTER (WHERE waiting.match_score IS NOT NULL))[1:3]) AS best
                FROM applications AS waiting JOIN users ON users.id = waiting.candidate_id
                WHERE waiting.job_id = action_queue.related_job_id AND waiting.status = 'New' AND waiting.status_changed_at >= action_queue.created_at
                    AND users.erased_at IS NULL
            ) AS fresh ON action_queue.type = 'NEW_MATCHES'
            WHERE action_queue.user_id = \(viewer.id) AND NOT action_queue.is_dismissed AND (jobs.id IS NULL OR \(Visibility.jobs(to: viewer)))
                AND (action_queue.type <> 'NEW_MATCHES' OR fresh.waiting > 0)
                AND (action_queue.type <> 'PARSE_FAILURE' OR applications.is_active IS NOT FALSE)
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
                SELECT \(UUID.v7()), job.owner, 'NEW_MATCHES', 'New applicants for ' || job.title, 'Medium', job.id FROM job WHERE job.owner IS NOT NULL
                ON CONFLICT (user_id, related_job_id) WHERE type = 'NEW_MATCHES' AND NOT is_dismissed DO UPDATE
                SET count = action_queue.count + 1, updated_at = now(), created_at = least(action_queue.created_at, now())
                RETURNING user_id
            )
            SELECT \(Changes.telling("'queue:' || user_id")) FROM card
            """)
    }

    /// Open queues with a card about this job are read again: somebody was scored, or moved on.
    static func telling(of job: ID<Job>) -> Command {
        Command("SELECT \(Changes.telling("'queue:' || user_id")) FROM action_queue WHERE related_job_id = \(job) AND NOT is_dismissed")
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

    /// Somebody whose profile came from elsewhere wants to be removed. The card goes to whoever invited them; and since it takes a manager to erase
    /// the rest, to one of those too.
    static func raisingDeclinedProfile(of candidate: ID<User>) -> Command {
        Command(
            """
            WITH person AS (SELECT id, full_name, invited_by FROM users WHERE id = \(candidate)), owner AS (
                SELECT users.id FROM users JOIN person ON users.id = person.invited_by WHERE users.status = 'Active' AND users.role IN ('RECRUITER', 'MANAGER', 'ADMIN')
                UNION
                (SELECT users.id FROM users WHERE role IN ('MANAGER', 'ADMIN') AND status = 'Active' AND NOT EXISTS (
                    SELECT FROM users AS inviter JOIN person ON inviter.id = person.invited_by WHERE inviter.status = 'Active' AND inviter.role IN ('MANAGER', 'ADMIN'))
                ORDER BY role DESC, created_at, id LIMIT 1)
            ), card AS (
                INSERT INTO action_queue (id, user_id, type, title, description, priority, related_candidate_id)
                SELECT (\([UUID.v7(), UUID.v7()])::uuid[])[row_number() OVER (ORDER BY owner.id)], owner.id, 'INTERVENTION_NEEDED', person.full_name || ' wants to be removed',
                    'They declined the profile that they were invited to claim. It is inactive; a manager erases what is left of it.', 'High', person.id
                FROM person, owner RETURNING user_id
            )
            SELECT \(Changes.telling("'queue:' || user_id")) FROM card
            """)
    }

    /// Somebody withdrew their general consent: whoever looks after them is told, or whoever invited them, and where neither is here, a manager.
    static func raisingWithdrawnConsent(of candidate: ID<User>) -> Command {
        func active(_ column: SQL) -> SQL {
            "(SELECT id FROM users AS colleague WHERE colleague.id = \(column) AND colleague.status = 'Active' AND colleague.role IN ('RECRUITER', 'MANAGER', 'ADMIN'))"
        }
        return Command(
            """
            WITH card AS (
                INSERT INTO action_queue (id, user_id, type, title, description, priority, related_candidate_id)
                SELECT \(UUID.v7()), owner, 'INTERVENTION_NEEDED', full_name || ' withdrew their consent',
                    'Propose them for no job that they did not apply for. No search finds them any more.', 'High', id
                FROM (SELECT users.id, users.full_name, coalesce(\(active("profile.owner_id")), \(active("users.invited_by")),
                    (SELECT id FROM users WHERE role IN ('MANAGER', 'ADMIN') AND status = 'Active' ORDER BY role DESC, created_at, id LIMIT 1)) AS owner
                    FROM users JOIN candidate_profiles AS profile ON profile.user_id = users.id WHERE users.id = \(candidate)) AS person
                WHERE owner IS NOT NULL RETURNING user_id
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
        /// How many new applicants the card stands for; 1 for cards of other kinds.
        let count: Int
        let job: ID<Job>?
        let application: ID<Application>?
        let candidate: ID<User>?
        /// They want to be removed, and are inactive.
        let isDeclined: Bool

        package init(row: Row) throws {
            id = try row.get("id")
            isDeclined = try row.get("is_declined", as: Bool?.self) ?? false
            type = try row.get("type")
            let waiting: Int? = try row.get("waiting"), best = try row.texts("best"), told: String = try row.get("description")
            title = try waiting.map { "\($0) new \($0 == 1 ? "applicant" : "applicants") for \(try row.get("job_title", as: String.self))" } ?? row.get("title")
            description = waiting == nil ? told : best.isEmpty ? "" : "Best: \(best.joined(separator: ", "))."
            priority = try row.get("priority")
            updatedAt = try row.get("updated_at")
            count = waiting ?? 1
            job = try row.get("related_job_id")
            application = try row.get("application_id")
            candidate = try row.get("related_candidate_id")
        }
    }
}
