package import Foundation
package import Postgres

/// Work that is done after the answer went out: mail, reading a résumé, scoring.
///
/// It is put down in the transaction of whatever caused it, so it exists exactly when its cause does: a rollback leaves no
/// work, and no crash between the two loses any.
///
/// **It is done at least once.** A worker that dies after its last step and before it could say so is followed by another
/// that does the same again. So a handler must be idempotent: running it twice leaves the same as running it once.
package enum Work {
    /// The NOTIFY channel that wakes the workers; the message is the kind of work.
    package static let channel = "background_work"

    /// Puts work down.
    ///
    /// - Parameters:
    ///   - uniqueKey: at most one unfinished piece of work has it. Where there is one already, no second is made: the first
    ///     takes over the new payload and the earlier of the two times. One that is under way at that moment, and may have
    ///     read things as they were before, is done once more after it ends.
    ///   - runAt: not before then; nil is at once.
    package static func enqueuing(
        kind: String, payload: some Codable & Sendable, uniqueKey: String? = nil, runAt: Date? = nil, maxAttempts: Int = 8
    ) -> Command {
        // clock_timestamp() and not now(): a run_at that differs from the one a worker claimed is what tells it to go again.
        let due: SQL = if let runAt { "\(runAt)" } else { "clock_timestamp()" }
        return Command(
            """
            WITH put AS (
                INSERT INTO background_jobs (id, kind, payload, unique_key, run_at, max_attempts)
                VALUES (\(UUID.v7()), \(kind), \(JSON(payload)), \(uniqueKey), \(due), \(maxAttempts))
                ON CONFLICT (unique_key) WHERE finished_at IS NULL AND failed_at IS NULL DO UPDATE
                SET payload = excluded.payload,
                    run_at = CASE WHEN background_jobs.locked_until IS NULL THEN least(background_jobs.run_at, excluded.run_at)
                                  ELSE excluded.run_at END
                RETURNING kind
            )
            SELECT pg_notify(\(channel), kind) FROM put
            """)
    }

    package static func enqueue(
        kind: String, payload: some Codable & Sendable, uniqueKey: String? = nil, runAt: Date? = nil, maxAttempts: Int = 8,
        in database: some Database
    ) async throws {
        try await database.run(enqueuing(kind: kind, payload: payload, uniqueKey: uniqueKey, runAt: runAt, maxAttempts: maxAttempts))
    }

    // MARK: For those who look after it

    /// What the queue looks like, for `doctor` and the administrator's page.
    package struct Census: RowDecodable {
        package let due: Int
        package let later: Int
        package let running: Int
        package let failed: Int
        /// Seconds that the longest-waiting due piece has waited.
        package let oldestWait: Double?

        package init(row: Row) throws {
            due = try row.get("due")
            later = try row.get("later")
            running = try row.get("running")
            failed = try row.get("failed")
            oldestWait = try row.get("oldest_wait")
        }
    }

    package static var census: Query<Census> {
        Query(
            """
            SELECT count(*) FILTER (WHERE failed_at IS NULL AND run_at <= now() AND (locked_until IS NULL OR locked_until < now())) AS due,
                   count(*) FILTER (WHERE failed_at IS NULL AND run_at > now() AND (locked_until IS NULL OR locked_until < now())) AS later,
                   count(*) FILTER (WHERE failed_at IS NULL AND locked_until >= now()) AS running,
                   count(*) FILTER (WHERE failed_at IS NOT NULL) AS failed,
                   extract(epoch FROM now() - min(run_at) FILTER (WHERE failed_at IS NULL AND run_at <= now()
                       AND (locked_until IS NULL OR locked_until < now())))::float8 AS oldest_wait
            FROM background_jobs WHERE finished_at IS NULL
            """)
    }

    /// Gives what was given up another full set of attempts: for when the cause is mended. Where newer work with the same
    /// key waits already, that one does the job.
    package static func retryFailed(kind: String) -> Command {
        Command(
            """
            UPDATE background_jobs AS job SET failed_at = NULL, attempts = 0, run_at = now(), locked_until = NULL
            WHERE failed_at IS NOT NULL AND kind = \(kind) AND (unique_key IS NULL OR NOT EXISTS (
                SELECT FROM background_jobs AS other WHERE other.unique_key = job.unique_key AND other.id <> job.id
                AND other.finished_at IS NULL AND (other.failed_at IS NULL OR other.id > job.id)))
            """)
    }

    /// Removes what was finished more than `days` ago.
    package static func forgetFinished(afterDays days: Int = 7) -> Command {
        Command("DELETE FROM background_jobs WHERE finished_at < now() - make_interval(days => \(Int32(days)))")
    }
}
