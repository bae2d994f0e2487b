import Accounts
import Foundation
import Postgres

/// What belongs to a person and follows them through merges: each row is moved to whoever is kept, and `merged_rows` remembers whose it was before all
/// merges. Undoing a merge sends home what was at home with those who leave, wherever it went since; what came later stays where it was put.
enum MergedRows {
    /// A table whose rows belong to people.
    struct Thread: Sendable {
        let table: String
        /// The column that says whose a row is.
        let owner: String
        /// A row's key as a text, of the table called `one`, and the same row by the key in `record`.
        var key: SQL = "one.id::text"
        var isKept: SQL = "one.id = record.row_id::uuid"
    }

    static let history = Thread(table: "candidate_work_history", owner: "profile_id")
    static let threads: [Thread] = [
        Thread(table: "applications", owner: "candidate_id"), history,
        Thread(table: "candidate_files", owner: "user_id"),
        Thread(table: "consents", owner: "user_id"), Thread(table: "profile_proposals", owner: "user_id"),
        Thread(table: "action_queue", owner: "related_candidate_id"),
        Thread(
            table: "import_items", owner: "candidate_id", key: "one.import_id || '/' || one.number",
            isKept: "(one.import_id, one.number) = (split_part(record.row_id, '/', 1)::uuid, split_part(record.row_id, '/', 2)::integer)"),
    ]

    // MARK: Together

    /// Everything of `gone` goes to `kept`. Done again, it takes along what came to `gone` since.
    static func gather(from gone: ID<User>, into kept: ID<User>, in transaction: Transaction) async throws {
        try await FoldedApplications.fold(from: gone, into: kept, in: transaction)
        try await FoldedHistory.fold(from: gone, into: kept, in: transaction)
        try await transaction.run(outdatingProposals(of: gone, kept))
        try await transaction.run(settingCardsAside(of: gone, kept))
        for thread in threads { try await transaction.run(moving(thread, from: gone, to: kept)) }
    }

    static func moving(_ thread: Thread, from gone: ID<User>, to kept: ID<User>) -> Command {
        Command(
            """
            WITH moved AS (
                UPDATE \(identifier: thread.table) AS one SET \(identifier: thread.owner) = \(kept) WHERE one.\(identifier: thread.owner) = \(gone)
                    AND NOT EXISTS (SELECT FROM merged_rows WHERE table_name = \(thread.table) AND row_id = \(thread.key) AND into_id IS NOT NULL)
                RETURNING \(thread.key) AS key)
            INSERT INTO merged_rows (table_name, row_id, home_id) SELECT \(thread.table), key, \(gone) FROM moved ON CONFLICT DO NOTHING
            """)
    }

    /// Of two open proposals for one field the newer one stays open.
    private static func outdatingProposals(of gone: ID<User>, _ kept: ID<User>) -> Command {
        Command(
            """
            WITH old AS (
                UPDATE profile_proposals AS proposal SET decision = 'outdated', decided_at = now()
                FROM profile_proposals AS mine JOIN profile_proposals AS theirs ON theirs.field = mine.field AND theirs.user_id = \(gone) AND theirs.decided_at IS NULL
                WHERE mine.user_id = \(kept) AND mine.decided_at IS NULL
                    AND proposal.id = CASE WHEN (mine.created_at, mine.id) < (theirs.created_at, theirs.id) THEN mine.id ELSE theirs.id END
                RETURNING proposal.id, proposal.user_id)
            INSERT INTO merged_rows (table_name, row_id, home_id, content) SELECT 'profile_proposals', id::text, user_id, '{"open": true}' FROM old
            ON CONFLICT (table_name, row_id) DO UPDATE SET content = excluded.content
            """)
    }

    /// One card about one résumé is enough.
    private static func settingCardsAside(of gone: ID<User>, _ kept: ID<User>) -> Command {
        Command(
            """
            WITH aside AS (
                UPDATE action_queue AS card SET is_dismissed = true FROM action_queue AS mine
                WHERE card.related_candidate_id = \(gone) AND mine.related_candidate_id = \(kept) AND card.user_id = mine.user_id AND card.type = 'PARSE_FAILURE'
                    AND mine.type = 'PARSE_FAILURE' AND card.related_job_id = mine.related_job_id AND NOT card.is_dismissed AND NOT mine.is_dismissed
                RETURNING card.id)
            INSERT INTO merged_rows (table_name, row_id, home_id, content) SELECT 'action_queue', id::text, \(gone), '{"open": true}' FROM aside
            ON CONFLICT (table_name, row_id) DO UPDATE SET content = excluded.content
            """)
    }

    // MARK: Apart

    /// What was at home with `leaving` goes to `gone`, the first of them; all others of the tree stay with `root`.
    static func separate(_ leaving: [ID<User>], led gone: ID<User>, from root: ID<User>, tree: [ID<User>], in transaction: Transaction) async throws {
        try await FoldedApplications.unfold(leaving, led: gone, from: root, tree: tree, in: transaction)
        try await FoldedHistory.unfold(leaving, led: gone, from: root, tree: tree, in: transaction)
        for thread in threads where !["applications", "candidate_work_history"].contains(thread.table) {
            try await transaction.run(sendingHome(thread, leaving, led: gone))
        }
        try await transaction.run(reopening(tree))
        try await transaction.run(takingCardsBack(tree))
        try await transaction.run(
            Command(
                """
                DELETE FROM merged_rows WHERE table_name = ANY(\(threads.map(\.table))) AND into_id IS NULL AND content IS NULL AND home_id = ANY(\([gone, root]))
                """))
    }

    private static func sendingHome(_ thread: Thread, _ leaving: [ID<User>], led gone: ID<User>) -> Command {
        Command(
            """
            UPDATE \(identifier: thread.table) AS one SET \(identifier: thread.owner) = \(gone) FROM merged_rows AS record
            WHERE record.table_name = \(thread.table) AND record.home_id = ANY(\(leaving)) AND record.into_id IS NULL AND \(thread.isKept)
                AND one.\(identifier: thread.owner) <> \(gone)
            """)
    }

    private static func reopening(_ tree: [ID<User>]) -> Command {
        Command(
            """
            WITH wanted AS (
                SELECT DISTINCT ON (proposal.user_id, proposal.field) proposal.id FROM merged_rows AS record JOIN profile_proposals AS proposal ON proposal.id = record.row_id::uuid
                WHERE record.table_name = 'profile_proposals' AND record.home_id = ANY(\(tree)) AND record.content IS NOT NULL AND proposal.decision = 'outdated'
                    AND NOT EXISTS (SELECT FROM profile_proposals AS other WHERE other.user_id = proposal.user_id AND other.field = proposal.field AND other.decided_at IS NULL)
                ORDER BY proposal.user_id, proposal.field, proposal.created_at DESC, proposal.id DESC),
            known AS (UPDATE merged_rows SET content = NULL FROM wanted WHERE table_name = 'profile_proposals' AND row_id = wanted.id::text)
            UPDATE profile_proposals SET decision = NULL, decided_at = NULL FROM wanted WHERE profile_proposals.id = wanted.id
            """)
    }

    private static func takingCardsBack(_ tree: [ID<User>]) -> Command {
        Command(
            """
            WITH wanted AS (
                SELECT DISTINCT ON (card.user_id, card.related_job_id, card.related_candidate_id) card.id FROM merged_rows AS record JOIN action_queue AS card ON card.id = record.row_id::uuid
                WHERE record.table_name = 'action_queue' AND record.home_id = ANY(\(tree)) AND record.content IS NOT NULL AND card.is_dismissed
                    AND NOT EXISTS (SELECT FROM action_queue AS other WHERE other.user_id = card.user_id AND other.type = card.type AND other.related_job_id = card.related_job_id
                        AND other.related_candidate_id = card.related_candidate_id AND NOT other.is_dismissed)
                ORDER BY card.user_id, card.related_job_id, card.related_candidate_id, card.updated_at DESC, card.id),
            known AS (UPDATE merged_rows SET content = NULL FROM wanted WHERE table_name = 'action_queue' AND row_id = wanted.id::text)
            UPDATE action_queue SET is_dismissed = false FROM wanted WHERE action_queue.id = wanted.id
            """)
    }
}
