import Accounts
import Foundation
import Matching
import Postgres

/// One job that two profiles tell of is shown once. The other row stays where it was, out of sight, until its person stands alone again.
enum FoldedHistory {
    struct Position: RowDecodable {
        let id: UUID
        let company, title: String?
        let start, end: CalendarDate?
        let isCurrent: Bool

        init(row: Row) throws {
            id = try row.get("id", as: UUID.self)
            company = try row.get("company_name")
            title = try row.get("job_title")
            start = try row.get("start_date")
            end = try row.get("end_date")
            isCurrent = try row.get("is_current")
        }

        /// At one company under one title, from about the same month; what one of them leaves open does not tell them apart.
        func isSame(as other: Position) -> Bool {
            guard let mine = Identifiers.company(company), mine == Identifiers.company(other.company) else { return false }
            if let title, let against = other.title, NameLikeness.of(title, against) < NameLikeness.alike { return false }
            guard let start, let began = other.start else { return title != nil && other.title != nil || isCurrent && other.isCurrent }
            return abs(start.year * 12 + start.month - began.year * 12 - began.month) <= 2
        }
    }

    static func fold(from gone: ID<User>, into kept: ID<User>, in transaction: Transaction) async throws {
        let theirs = try await transaction.all(shown(of: gone))
        guard !theirs.isEmpty else { return }
        var mine = try await transaction.all(shown(of: kept))
        for position in theirs {
            guard let place = mine.firstIndex(where: position.isSame) else { continue }
            try await transaction.run(
                Command(
                    """
                    INSERT INTO merged_rows (table_name, row_id, home_id, into_id) VALUES ('candidate_work_history', \(position.id.lowercase), \(gone), \(mine[place].id.lowercase))
                    ON CONFLICT (table_name, row_id) DO UPDATE SET into_id = excluded.into_id
                    """))
            mine.remove(at: place)
        }
    }

    private static func shown(of person: ID<User>) -> Query<Position> {
        Query(
            """
            SELECT id, company_name, job_title, start_date, end_date, is_current FROM candidate_work_history AS one WHERE profile_id = \(person)
                AND NOT EXISTS (SELECT FROM merged_rows WHERE table_name = 'candidate_work_history' AND row_id = one.id::text AND into_id IS NOT NULL)
            ORDER BY start_date DESC NULLS LAST, id LIMIT 200
            """)
    }

    /// Whoever leaves takes their rows along, those out of sight too; what was folded into a row that leaves is shown again.
    static func unfold(_ leaving: [ID<User>], led gone: ID<User>, from root: ID<User>, tree: [ID<User>], in transaction: Transaction) async throws {
        let staying = tree.filter { !leaving.contains($0) }
        // A row is at home with whom its record says, and without one with whoever has it.
        func home(_ row: SQL) -> SQL {
            """
            coalesce((SELECT home_id FROM merged_rows WHERE table_name = 'candidate_work_history' AND row_id = \(row)),
                (SELECT profile_id FROM candidate_work_history WHERE id = \(row)::uuid))
            """
        }
        for (people, owner) in [(leaving, gone), (staying, root)] {
            try await transaction.run(
                Command(
                    """
                    WITH shown AS (
                        UPDATE merged_rows AS record SET into_id = NULL WHERE table_name = 'candidate_work_history' AND home_id = ANY(\(people)) AND into_id IS NOT NULL
                            AND (\(home("record.into_id")) <> ALL(\(people)) OR \(home("record.into_id")) IS NULL AND home_id = \(gone)) RETURNING row_id)
                    UPDATE candidate_work_history SET profile_id = \(owner) FROM shown WHERE id = shown.row_id::uuid
                    """))
        }
        if let thread = MergedRows.threads.first(where: { $0.table == "candidate_work_history" }) {
            try await transaction.run(MergedRows.sendingHome(thread, leaving, led: gone))
        }
    }
}
