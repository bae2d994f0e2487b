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

    /// Whoever leaves takes their rows along, those out of sight too; what was folded into a row that leaves is shown again, once.
    static func unfold(_ leaving: [ID<User>], led gone: ID<User>, from root: ID<User>, tree: [ID<User>], in transaction: Transaction) async throws {
        let sides = [(leaving, gone), (tree.filter { !leaving.contains($0) }, root)]
        for (people, owner) in sides { try await transaction.run(unfolding(people, led: owner)) }
        try await transaction.run(
            Command(
                """
                UPDATE candidate_work_history AS one SET profile_id = \(gone) FROM merged_rows AS record
                WHERE record.table_name = 'candidate_work_history' AND record.home_id = ANY(\(leaving)) AND record.into_id IS NULL AND one.id = record.row_id::uuid
                    AND one.profile_id <> ALL(\(leaving))
                """))
        for (people, owner) in sides {
            for member in people where member != owner {
                try await fold(from: member, into: owner, in: transaction)
                try await transaction.run(MergedRows.moving(MergedRows.history, from: member, to: owner))
            }
        }
    }

    /// A row is at home with whom its record says, and without one with whoever has it. What it was folded into and somebody removed since has no home: then it
    /// stays out of sight, unless its own person stands alone.
    private static func unfolding(_ people: [ID<User>], led owner: ID<User>) -> Command {
        let home: SQL = """
            coalesce((SELECT home_id FROM merged_rows AS other WHERE other.table_name = 'candidate_work_history' AND other.row_id = record.into_id),
                (SELECT profile_id FROM candidate_work_history WHERE id = record.into_id::uuid))
            """
        return Command(
            """
            UPDATE merged_rows AS record SET into_id = NULL WHERE table_name = 'candidate_work_history' AND home_id = ANY(\(people)) AND into_id IS NOT NULL
                AND (\(home) <> ALL(\(people)) OR \(home) IS NULL AND home_id = \(owner))
            """)
    }
}
