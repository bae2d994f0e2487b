import Accounts
import Background
package import Foundation
package import Postgres
import Web

/// Tells people by mail who is new, or newly changed, in the searches that they keep. Nobody is told of twice in the same search.
package struct SearchLetters: Sendable {
    package static let kind = "watch_searches"

    struct Order: Codable, Sendable {}

    let database: any Database
    /// Of the installation, without a slash at the end.
    let address: String
    let agency: @Sendable () -> String
    let embed: @Sendable (String) async throws -> TextMeaning?

    private static let pause: TimeInterval = 15 * 60
    private static let mostSearches = 500
    private static let mostPeople = 30
    /// Somebody is told of who comes so near in meaning.
    private static let least = 0.45

    package static func enqueue(at time: Date = Date(), in database: some Database) async throws {
        try await Work.enqueue(kind: kind, payload: Order(), uniqueKey: kind, runAt: time, in: database)
    }

    var handler: WorkHandler {
        Work.handler(of: Order.self) { _, _ in
            for search in try await database.all(Self.due) { try await look(search) }
            try await Self.enqueue(at: Date().addingTimeInterval(Self.pause), in: database)
        }
    }

    /// One search, with the viewer that its person is today.
    private struct Due: RowDecodable {
        let id: ID<SavedSearch>
        let name, email: String
        let request: SearchRequest
        let checkedAt: Date
        let viewer: Viewer

        init(row: Row) throws {
            id = try row.get("search_id")
            name = try row.get("name")
            request = SavedSearches.request(try row.get("query"))
            email = try row.get("email")
            checkedAt = try row.get("checked_at")
            viewer = try Viewer(row: row)
        }
    }

    private static let due = Query<Due>(
        """
        SELECT saved.id AS search_id, saved.name, saved.query, saved.checked_at, users.id, users.role, users.full_name, users.email
        FROM saved_searches AS saved JOIN users ON users.id = saved.user_id
        WHERE saved.is_mailed AND users.status = 'Active' AND users.email IS NOT NULL ORDER BY saved.checked_at, saved.id LIMIT \(mostSearches)
        """)

    /// A search that no longer can be read, or whose person may not search any more, is passed by.
    private func look(_ due: Due) async throws {
        guard due.viewer.may(.seeCandidates), let address = EmailAddress(due.email),
            let expression = try? SearchParser.parse(due.request.text)
        else { return }
        let sought = try await Sought(expression, due.request.mode, embed)
        if sought.isMeaningOff { return }
        try await database.transaction { transaction in
            let new = try await transaction.all(Self.newcomers(due, SearchCondition(sought.filter, for: due.viewer), sought.meaning))
            try await transaction.run(Command("UPDATE saved_searches SET checked_at = now() - interval '2 minutes' WHERE id = \(due.id)"))
            guard !new.isEmpty else { return }
            try await transaction.run(
                Command(
                    """
                    INSERT INTO saved_search_hits (search_id, user_id) SELECT \(due.id), person FROM unnest(\(new.map(\.id))) AS person ON CONFLICT DO NOTHING
                    """))
            try await write(new, due, to: address, in: transaction)
        }
    }

    private struct Newcomer: RowDecodable {
        let id: ID<User>
        let name: String
        let role: String?

        init(row: Row) throws {
            id = try row.get("user_id")
            name = try row.get("full_name")
            role = try row.get("current_role")
        }
    }

    private static func newcomers(_ due: Due, _ condition: SearchCondition, _ meaning: TextMeaning?) -> Query<Newcomer> {
        let near: SQL =
            meaning.map {
                " AND search.model = \($0.model) AND 1 - (search.meaning <=> \($0.sql)) >= \(least)"
            } ?? ""
        return Query(
            """
            SELECT search.user_id, users.full_name, profile."current_role"
            FROM candidate_search AS search JOIN users ON users.id = search.user_id JOIN candidate_profiles AS profile ON profile.user_id = search.user_id
            WHERE search.updated_at > \(due.checkedAt) AND \(condition.sql)\(near)
                AND NOT EXISTS (SELECT FROM saved_search_hits AS hit WHERE hit.search_id = \(due.id) AND hit.user_id = search.user_id)
            ORDER BY search.updated_at DESC, search.user_id LIMIT \(mostPeople)
            """)
    }

    private func write(_ people: [Newcomer], _ due: Due, to email: EmailAddress, in transaction: Transaction) async throws {
        let list = people.map { "\($0.name)\($0.role.map { ", \($0)" } ?? "")\n\(address)/desk/candidates/\($0.id)" }.joined(separator: "\n\n")
        let count = people.count == 1 ? "Somebody" : people.count == Self.mostPeople ? "At least \(people.count) people" : "\(people.count) people"
        try await Letters.write(
            to: email, name: due.viewer.name, subject: "\(count) for “\(due.name)”",
            """
            Hello \(due.viewer.name),

            new or newly changed, and found by your search “\(due.name)”:

            \(list)

            The whole search:
            \(address)\(SavedSearches.link(due.request).text)

            Stop these mails:
            \(address)/desk/searches

            \(agency())
            """, in: transaction)
    }
}
