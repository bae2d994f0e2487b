import Accounts
import Background
import Foundation
import Postgres

/// The SQL of imports.
enum Imports {
    static let columns: SQL = """
        imports.id, imports.kind, imports.name, imports.status, imports.options, imports.total, imports.problem, imports.started_by, imports.created_at,
        imports.finished_at, users.full_name AS starter
        """

    static func one(_ id: ID<Import>) -> Query<Import> {
        Query("SELECT \(columns) FROM imports LEFT JOIN users ON users.id = imports.started_by WHERE imports.id = \(id)")
    }

    /// Held until the transaction ends: batches, pausing and cancelling take turns.
    static func held(_ id: ID<Import>) -> Query<Import> {
        Query("SELECT \(columns) FROM imports LEFT JOIN users ON users.id = imports.started_by WHERE imports.id = \(id) FOR UPDATE OF imports")
    }

    static func list(after place: (at: Date, id: UUID)?, limit: Int) -> Query<Import> {
        let from: SQL = place.map { " WHERE (imports.created_at, imports.id) < (\($0.at), \($0.id))" } ?? ""
        return Query(
            """
            SELECT \(columns) FROM imports LEFT JOIN users ON users.id = imports.started_by\(from) ORDER BY imports.created_at DESC, imports.id DESC LIMIT \(limit)
            """)
    }

    static func creating(
        _ id: ID<Import>, _ kind: Import.Kind, name: String, status: Import.Status, _ options: Import.Options, total: Int = 0, by user: ID<User>?
    )
        -> Command
    {
        Command(
            """
            INSERT INTO imports (id, kind, name, status, options, total, started_by)
            VALUES (\(id), \(kind.rawValue), \(String(name.prefix(200))), \(status.rawValue), \(JSON(options)), \(total)::int, \(user))
            """)
    }

    /// From one of these states to another; no row where it is in none of them.
    static func turning(_ id: ID<Import>, from states: [Import.Status], to status: Import.Status, problem: String? = nil) -> Command {
        let isOver = status.isOver
        return Command(
            """
            WITH turned AS (
                UPDATE imports SET status = \(status.rawValue), problem = \(problem), finished_at = CASE WHEN \(isOver) THEN now() END
                WHERE id = \(id) AND status = ANY (\(states.map(\.rawValue))) RETURNING id
            )
            SELECT \(Changes.telling("\(Import.topic(id))::text")) FROM turned
            """)
    }

    static func optioning(_ id: ID<Import>, _ options: Import.Options, total: Int? = nil) -> Command {
        Command("UPDATE imports SET options = \(JSON(options)), total = coalesce(\(total)::int, total) WHERE id = \(id)")
    }

    static func notChecking(_ id: ID<Import>) -> Command {
        Command("UPDATE imports SET options = options || '{\"isChecking\": false}' WHERE id = \(id) AND status = 'mapping'")
    }

    static func totalling(_ id: ID<Import>, _ total: Int) -> Command { Command("UPDATE imports SET total = \(total)::int WHERE id = \(id)") }

    /// All files are put down, or all rows read: the archive or table itself is not needed any more.
    static func registered(_ id: ID<Import>) -> Command {
        Command("UPDATE imports SET options = options || '{\"isRegistered\": true}' WHERE id = \(id) AND status = 'running'")
    }

    static func counts(of id: ID<Import>) -> Query<Import.Counts> {
        Query(
            """
            SELECT count(*) FILTER (WHERE status = 'waiting') AS waiting, count(*) FILTER (WHERE status = 'imported') AS imported,
                count(*) FILTER (WHERE status = 'updated') AS updated, count(*) FILTER (WHERE status = 'duplicate') AS duplicate,
                count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'skipped') AS skipped,
                count(*) FILTER (WHERE status = 'failed' AND (sha256 IS NOT NULL OR payload IS NOT NULL)) AS retriable
            FROM import_items WHERE import_id = \(id)
            """)
    }

    // MARK: Items

    struct Item: RowDecodable {
        let number: Int
        let name, status: String
        let reason: String?
        let person: ID<User>?
        let personName: String?

        init(row: Row) throws {
            number = try row.get("number")
            name = try row.get("name")
            status = try row.get("status")
            reason = try row.get("reason")
            person = try row.get("candidate_id")
            personName = try row.get("full_name")
        }
    }

    static func items(of id: ID<Import>, status: String?, after number: Int, limit: Int) -> Query<Item> {
        let only: SQL = status.map { " AND import_items.status = \($0)" } ?? ""
        return Query(
            """
            SELECT number, name, import_items.status, reason, candidate_id, users.full_name FROM import_items LEFT JOIN users ON users.id = candidate_id
            WHERE import_id = \(id) AND number > \(number)\(only) ORDER BY number LIMIT \(limit)
            """)
    }

    /// A file that waits to be read.
    struct WaitingFile: RowDecodable, Sendable {
        let number: Int
        let name, sha256: String
        /// How often it was begun; more than once where the program ended in the middle.
        let attempts: Int

        init(row: Row) throws {
            number = try row.get("number")
            name = try row.get("name")
            sha256 = try row.get("sha256")
            attempts = try row.get("attempts")
        }
    }

    /// Begins the next files. One that was begun before and did not end is taken alone: it may be the one that ended the program.
    static func beginning(_ id: ID<Import>, after number: Int, most: Int) -> Query<WaitingFile> {
        Query(
            """
            WITH next AS (
                SELECT number, attempts FROM import_items WHERE import_id = \(id) AND status = 'waiting' AND sha256 IS NOT NULL AND number > \(number)
                ORDER BY number LIMIT \(most) FOR UPDATE SKIP LOCKED
            ), chosen AS (
                SELECT number FROM next WHERE attempts = 0 OR number = (SELECT min(number) FROM next) LIMIT
                    CASE WHEN (SELECT attempts FROM next ORDER BY number LIMIT 1) > 0 THEN 1 ELSE \(most) END
            )
            UPDATE import_items AS item SET attempts = item.attempts + 1 FROM chosen WHERE item.import_id = \(id) AND item.number = chosen.number
            RETURNING item.number, item.name, encode(item.sha256, 'hex') AS sha256, item.attempts
            """)
    }

    /// Whether an import that is not over is made of a file.
    static func isMade(of digest: String) -> Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM imports WHERE options->>'file' = \(digest) AND status NOT IN ('done', 'cancelled')) AS is_made")
    }

    /// Those of `numbers` that nobody wrote in the meantime, held until they are written.
    static func stillWaiting(_ id: ID<Import>, _ numbers: [Int]) -> Query<One<Int>> {
        Query(
            """
            SELECT number FROM import_items WHERE import_id = \(id) AND number = ANY (\(numbers)::int[]) AND status = 'waiting' ORDER BY number FOR UPDATE SKIP LOCKED
            """)
    }

    static func ending(_ id: ID<Import>, _ number: Int, _ status: String, reason: String?, person: ID<User>?) -> Command {
        Command(
            """
            UPDATE import_items SET status = \(status), reason = \(reason), candidate_id = \(person), done_at = now()
            WHERE import_id = \(id) AND number = \(number)::int AND status = 'waiting'
            """)
    }

    /// What was cancelled says so, file by file.
    static func skippingWaiting(_ id: ID<Import>) -> Command {
        Command(
            """
            UPDATE import_items SET status = 'skipped', reason = 'The import was cancelled before its turn came.', done_at = now()
            WHERE import_id = \(id) AND status = 'waiting'
            """)
    }

    /// - Returns: how many are tried once more: those whose file or row is still there.
    static func retrying(_ id: ID<Import>) -> Command {
        Command(
            """
            UPDATE import_items SET status = 'waiting', reason = NULL, attempts = 0, done_at = NULL
            WHERE import_id = \(id) AND status = 'failed' AND (sha256 IS NOT NULL OR payload IS NOT NULL)
            """)
    }

    static func tell(_ id: ID<Import>) -> Command { Changes.tell(Import.topic(id)) }
}
