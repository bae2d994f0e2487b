import Accounts
import Foundation
import Postgres

/// The records of everybody in a tree of merges, as they are kept: read into `MergeLayers`, and written back where they differ.
struct MergeRecords: Sendable {
    private let people: [Person]
    private(set) var layers: MergeLayers

    private struct Person: RowDecodable {
        let id: ID<User>
        let name: String
        let email: String?
        let isVerified: Bool
        let said: [String: ProfileValue]
        let sources, dates: [String: String]
        let tags: [String]

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            email = try row.get("email")
            isVerified = try row.get("is_verified")
            said = try row.get("said", as: JSON<[String: ProfileValue]>.self).value
            sources = try row.get("field_sources", as: JSON<[String: String]>.self).value
            dates = try row.get("field_dates", as: JSON<[String: String]>.self).value
            tags = try row.texts("tags")
        }

        var columns: [String: Said] {
            var columns = Dictionary(
                uniqueKeysWithValues: MergeColumns.ofProfile.map { ($0, Said(said[$0] ?? .nothing, source: sources[$0], date: dates[$0])) })
            columns["full_name"] = Said(.text(name))
            columns["email"] = MergeRecords.mailbox(email, isVerified: isVerified)
            return columns
        }

        var lists: [String: [String]] {
            var lists = Dictionary(uniqueKeysWithValues: MergeColumns.united.map { ($0, said[$0]?.texts ?? []) })
            lists[MergeColumns.tags] = tags
            return lists
        }
    }

    /// An address goes with whether it was proved.
    static func mailbox(_ email: String?, isVerified: Bool) -> Said {
        Said(email.map { .text($0) } ?? .nothing, source: isVerified && email != nil ? "verified" : nil)
    }

    /// - Parameter people: a whole tree, or two.
    static func read(_ people: [ID<User>], in transaction: Transaction) async throws -> MergeRecords {
        let merges = try await transaction.all(Merges.inForce(among: people)).map {
            MergeLayers.Sheet(id: $0.id, kept: $0.kept, gone: $0.gone, fields: $0.fields)
        }
        let found = try await transaction.all(records(of: people))
        var columns = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.columns) })
        // Who gave their address away holds the other one's meanwhile, so that both lead to the person who is kept.
        for merge in merges { if let layer = merge.fields.columns["email"] { columns[merge.gone]?["email"] = layer.after } }
        return MergeRecords(
            people: found, layers: MergeLayers(merges: merges, columns: columns, lists: Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.lists) })))
    }

    private static func records(of people: [ID<User>]) -> Query<Person> {
        let columns = MergeColumns.ofProfile + MergeColumns.united.sorted()
        return Query(
            """
            SELECT users.id, users.full_name, users.email, users.is_verified, profile.field_sources, profile.field_dates,
                jsonb_build_object(\(columns.prefix(45).map { "\($0)::text, profile.\(identifier: $0)" as SQL }.joined()))
                    || jsonb_build_object(\(columns.dropFirst(45).map { "\($0)::text, profile.\(identifier: $0)" as SQL }.joined())) AS said,
                (SELECT coalesce(jsonb_agg(tag ORDER BY tag), '[]') FROM candidate_tags WHERE candidate_tags.user_id = users.id) AS tags
            FROM users JOIN candidate_profiles AS profile ON profile.user_id = users.id WHERE users.id = ANY(\(people)) ORDER BY users.id
            """)
    }

    // MARK: Changing

    mutating func change(_ body: (inout MergeLayers) -> Void) { body(&layers) }

    func said(_ person: ID<User>, _ column: String) -> Said { layers.columns[person]?[column] ?? .nothing }

    /// Writes what is different now.
    func write(in transaction: Transaction) async throws {
        try await writeMailboxes(in: transaction)
        for person in people {
            let before = person.columns, now = layers.columns[person.id] ?? [:]
            let changed = now.filter { $0.key != "email" && before[$0.key] != $0.value }
            let lists = (layers.lists[person.id] ?? [:]).filter { person.lists[$0.key] != $0.value }
            if case .text(let name)? = changed["full_name"]?.value {
                try await transaction.run(Command("UPDATE users SET full_name = \(name), version = version + 1 WHERE id = \(person.id)"))
            }
            let columns = changed.filter { $0.key != "full_name" }, united = lists.filter { $0.key != MergeColumns.tags }
            if !columns.isEmpty || !united.isEmpty { try await transaction.run(Self.writing(columns, united, of: person.id)) }
            if let tags = lists[MergeColumns.tags] { try await transaction.run(Self.tagging(person.id, tags)) }
        }
    }

    private static func writing(_ columns: [String: Said], _ lists: [String: [String]], of person: ID<User>) -> Command {
        let names = columns.keys.sorted() + lists.keys.sorted()
        let values = columns.mapValues(\.value).merging(lists.mapValues { .texts($0) }) { $1 }
        let sources = columns.compactMapValues(\.source), dates = columns.compactMapValues(\.date)
        return Command(
            """
            UPDATE candidate_profiles AS profile SET \(names.map { "\(identifier: $0) = new.\(identifier: $0)" as SQL }.joined()),
                field_sources = (profile.field_sources - \(Array(columns.keys))) || \(JSON(sources)), field_dates = (profile.field_dates - \(Array(columns.keys))) || \(JSON(dates)),
                updated_at = now()
            FROM jsonb_populate_record(NULL::candidate_profiles, \(JSON(values))) AS new WHERE profile.user_id = \(person)
            """)
    }

    private static func tagging(_ person: ID<User>, _ tags: [String]) -> Command {
        Command(
            """
            WITH gone AS (DELETE FROM candidate_tags WHERE user_id = \(person) AND tag <> ALL(\(tags)))
            INSERT INTO candidate_tags (user_id, tag) SELECT \(person), tag FROM unnest(\(tags)) AS tag ON CONFLICT DO NOTHING
            """)
    }

    /// Two may change places: so first nobody has any of them. One that somebody outside has by now is not taken from them.
    private func writeMailboxes(in transaction: Transaction) async throws {
        var now = Dictionary(uniqueKeysWithValues: people.map { ($0.id, said($0.id, "email")) })
        for merge in layers.merges { if let layer = merge.fields.columns["email"] { now[merge.gone] = layer.before } }
        let changed = people.filter { now[$0.id] != Self.mailbox($0.email, isVerified: $0.isVerified) }
        guard !changed.isEmpty else { return }
        let ids = changed.map(\.id)
        try await transaction.run(Command("UPDATE users SET email = NULL, email_key = NULL, is_verified = false, version = version + 1 WHERE id = ANY(\(ids))"))
        for person in changed {
            guard let said = now[person.id], case .text(let text) = said.value, let email = EmailAddress(text) else { continue }
            try await transaction.run(
                Command(
                    """
                    UPDATE users SET email = \(email.text), email_key = \(email.key), is_verified = \(said.source == "verified")
                    WHERE id = \(person.id) AND NOT EXISTS (SELECT FROM users AS other WHERE other.email_key = \(email.key) OR other.email = \(email.text))
                    """))
        }
    }
}
