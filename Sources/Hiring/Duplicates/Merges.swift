package import Accounts
import Foundation
package import Postgres

/// The SQL of merges that were made.
package enum Merges {
    struct InForce: RowDecodable {
        let id: ID<Merge>
        let kept, gone: ID<User>
        let fields: MergeFields

        init(row: Row) throws {
            id = try row.get("id")
            kept = try row.get("kept_id")
            gone = try row.get("gone_id")
            fields = try row.get("fields", as: JSON<MergeFields>.self).value
        }
    }

    /// In the order in which they were made.
    static func inForce(among people: [ID<User>]) -> Query<InForce> {
        Query("SELECT id, kept_id, gone_id, fields FROM candidate_merges WHERE gone_id = ANY(\(people)) AND undone_at IS NULL ORDER BY merged_at, id")
    }

    static func recording(_ merge: MergeLayers.Sheet, by viewer: ID<User>, wasActive: Bool) -> Command {
        // clock_timestamp(): several in one transaction keep their order.
        Command(
            """
            INSERT INTO candidate_merges (id, kept_id, gone_id, merged_by, merged_at, fields, gone_was_active)
            VALUES (\(merge.id), \(merge.kept), \(merge.gone), \(viewer), clock_timestamp(), \(JSON(merge.fields)), \(wasActive))
            """)
    }

    static func rewriting(_ merge: MergeLayers.Sheet) -> Command {
        Command("UPDATE candidate_merges SET fields = \(JSON(merge.fields)) WHERE id = \(merge.id) AND fields <> \(JSON(merge.fields))")
    }

    /// Who somebody is by now: themselves, or whoever they were merged into.
    package static func kept(of person: ID<User>) -> Query<One<ID<User>>> {
        Query("SELECT kept_person(\(person)) AS id WHERE kept_person(\(person)) IS NOT NULL")
    }

    /// Somebody and all who were merged into them: one person, whose rows are all to be looked after, and all to be erased together.
    package static func people(of person: ID<User>) -> Query<One<ID<User>>> { Query("SELECT people_of(\(person)) AS id ORDER BY 1") }

    /// One merge as a list shows it.
    struct Line: RowDecodable {
        let id: ID<Merge>
        let kept, gone, root: ID<User>
        let keptName, goneName: String
        let by, undoneBy: String?
        let at: Date
        let undoneAt: Date?
        let isErased: Bool

        init(row: Row) throws {
            id = try row.get("id")
            kept = try row.get("kept_id")
            gone = try row.get("gone_id")
            root = try row.get("root_id")
            keptName = try row.get("kept_name")
            goneName = try row.get("gone_name")
            by = try row.get("merged_by_name")
            undoneBy = try row.get("undone_by_name")
            at = try row.get("merged_at")
            undoneAt = try row.get("undone_at")
            isErased = try row.get("is_erased")
        }
    }

    /// Of one person, those in force that led to them.
    static func of(_ person: ID<User>) -> Query<Line> { lines("merge.undone_at IS NULL AND merge.gone_id IN (SELECT people_of(\(person)))", limit: 50) }

    static func one(_ id: ID<Merge>) -> Query<Line> { lines("merge.id = \(id)", limit: 1) }

    static func newest(after place: ListPlace?, limit: Int) -> Query<Line> {
        lines(place.map { "(merge.merged_at, merge.id) < (\($0.at), \($0.id))" } ?? "true", limit: limit + 1)
    }

    private static func lines(_ condition: SQL, limit: Int) -> Query<Line> {
        Query(
            """
            SELECT merge.id, merge.kept_id, merge.gone_id, kept_person(merge.kept_id) AS root_id, kept.full_name AS kept_name, gone.full_name AS gone_name,
                author.full_name AS merged_by_name, undoer.full_name AS undone_by_name, merge.merged_at, merge.undone_at,
                kept.erased_at IS NOT NULL OR gone.erased_at IS NOT NULL AS is_erased
            FROM candidate_merges AS merge JOIN users AS kept ON kept.id = merge.kept_id JOIN users AS gone ON gone.id = merge.gone_id
            LEFT JOIN users AS author ON author.id = merge.merged_by LEFT JOIN users AS undoer ON undoer.id = merge.undone_by
            WHERE \(condition) ORDER BY merge.merged_at DESC, merge.id DESC LIMIT \(limit)
            """)
    }

    /// What merging kept of somebody who is erased: nothing of it may stay, and no merge of theirs can be undone any more. Part of the transaction that
    /// erases all of `people(of:)`.
    package static func forgetting(_ people: [ID<User>]) -> Command {
        Command(
            """
            WITH merges AS (UPDATE candidate_merges SET fields = '{"columns": {}, "added": {}}' WHERE kept_id = ANY(\(people)) OR gone_id = ANY(\(people))),
            pairs AS (DELETE FROM duplicate_pairs WHERE first_id = ANY(\(people)) OR second_id = ANY(\(people))),
            keys AS (DELETE FROM candidate_keys WHERE user_id = ANY(\(people))), sketches AS (DELETE FROM candidate_sketches WHERE user_id = ANY(\(people))),
            checks AS (DELETE FROM duplicate_checks WHERE user_id = ANY(\(people)))
            DELETE FROM merged_rows WHERE home_id = ANY(\(people))
                OR home_id IN (SELECT id FROM applications WHERE candidate_id = ANY(\(people)))
                OR home_id IN (SELECT row_id::uuid FROM merged_rows AS folded WHERE folded.table_name = 'applications' AND folded.home_id = ANY(\(people)))
            """)
    }
}
