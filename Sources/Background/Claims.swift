internal import Foundation
internal import Postgres

/// A piece of work that a worker holds.
struct Claim: RowDecodable {
    let attempt: Attempt
    let payload: Data
    /// The `run_at` it was claimed with, as the database writes it: another one now means "go again".
    let stamp: String

    init(row: Row) throws {
        attempt = Attempt(
            job: try row.get("id"), kind: try row.get("kind"), number: Int(try row.get("attempts", as: Int32.self)),
            maxAttempts: Int(try row.get("max_attempts", as: Int32.self)))
        payload = Data(try row.get("payload", as: String.self).utf8)
        stamp = try row.get("stamp")
    }
}

/// The SQL of the workers. `attempts` is the fence: only who claimed that very attempt may write its end, so a worker that
/// was held up and lost its lease changes nothing any more.
enum Claims {
    private static let columns: SQL = "job.id, job.kind, job.payload::text AS payload, job.attempts, job.max_attempts, job.run_at::text AS stamp"

    static func claim(_ count: Int, of kinds: [String], lease: Duration) -> Query<Claim> {
        Query(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM background_jobs
                WHERE finished_at IS NULL AND failed_at IS NULL AND run_at <= clock_timestamp()
                AND (locked_until IS NULL OR locked_until < clock_timestamp())
                AND attempts < max_attempts AND kind = ANY(\(kinds))
                ORDER BY run_at LIMIT \(Int64(count)) FOR UPDATE SKIP LOCKED
            )
            UPDATE background_jobs AS job SET attempts = job.attempts + 1, locked_until = \(until(lease))
            FROM due WHERE job.id = due.id RETURNING \(columns)
            """)
    }

    /// Those whose last attempt ended with its worker: nobody is left to say that they failed.
    static func abandoned(of kinds: [String], lease: Duration) -> Query<Claim> {
        Query(
            """
            WITH left_behind AS MATERIALIZED (
                SELECT id FROM background_jobs
                WHERE finished_at IS NULL AND failed_at IS NULL AND locked_until < clock_timestamp()
                AND attempts >= max_attempts AND kind = ANY(\(kinds))
                LIMIT 100 FOR UPDATE SKIP LOCKED
            )
            UPDATE background_jobs AS job SET locked_until = \(until(lease))
            FROM left_behind WHERE job.id = left_behind.id RETURNING \(columns)
            """)
    }

    static func renew(_ claim: Claim, lease: Duration) -> Command {
        Command("UPDATE background_jobs SET locked_until = \(until(lease)) WHERE \(held(claim))")
    }

    /// Finished, or put back where the same was asked for again in the meantime.
    static func finish(_ claim: Claim) -> Command {
        let isSame: SQL = "run_at = \(claim.stamp)::text::timestamptz"
        return Command(
            """
            UPDATE background_jobs SET locked_until = NULL,
                finished_at = CASE WHEN \(isSame) THEN clock_timestamp() END,
                attempts = CASE WHEN \(isSame) THEN attempts ELSE 0 END,
                last_error = CASE WHEN \(isSame) THEN last_error END
            WHERE \(held(claim))
            """)
    }

    static func retry(_ claim: Claim, after delay: Duration, reason: String) -> Command {
        Command(
            """
            UPDATE background_jobs SET locked_until = NULL, last_error = \(reason),
                run_at = greatest(run_at, clock_timestamp() + make_interval(secs => \(delay.seconds)))
            WHERE \(held(claim))
            """)
    }

    /// Put back untried, by a worker that stops.
    static func release(_ claim: Claim) -> Command {
        Command("UPDATE background_jobs SET locked_until = NULL, attempts = attempts - 1 WHERE \(held(claim))")
    }

    static func fail(_ claim: Claim, reason: String) -> Command {
        Command(
            """
            UPDATE background_jobs SET locked_until = NULL, failed_at = clock_timestamp(), last_error = \(reason) WHERE \(held(claim))
            """)
    }

    private static func held(_ claim: Claim) -> SQL {
        "id = \(claim.attempt.job) AND attempts = \(Int32(claim.attempt.number)) AND finished_at IS NULL AND failed_at IS NULL"
    }

    private static func until(_ lease: Duration) -> SQL { "clock_timestamp() + make_interval(secs => \(lease.seconds))" }
}
