package import Accounts
import Foundation
import Matching
package import Postgres

/// Whom an address or a telephone leads to: where its holder was merged into somebody, to that one. Whoever takes something in asks here.
package struct KeptPerson: RowDecodable, Sendable {
    package let id: ID<User>
    /// Of the one who is kept.
    package let email: String?

    package init(row: Row) throws {
        id = try row.get("id")
        email = try row.get("email")
    }

    /// The one person whose mailbox it is, held until the transaction ends: nobody merges them away meanwhile.
    package static func holding(_ email: EmailAddress, in transaction: Transaction) async throws -> KeptPerson? {
        try await holding(Query("SELECT kept_person(id) AS id FROM users WHERE email_key = \(email.key)"), in: transaction)
    }

    /// A person by identity, or whoever they were merged into.
    package static func holding(_ person: ID<User>, in transaction: Transaction) async throws -> KeptPerson? {
        try await holding(Query("SELECT kept_person(\(person)) AS id WHERE kept_person(\(person)) IS NOT NULL"), in: transaction)
    }

    /// One row is locked and no other: whoever merges two locks both in order, and this can stand in nobody's way by halves.
    private static func holding(_ way: Query<One<ID<User>>>, in transaction: Transaction) async throws -> KeptPerson? {
        for _ in 0..<16 {
            guard let kept = try await transaction.first(way)?.value else { return nil }
            if let person = try await transaction.first(
                Query<KeptPerson>("SELECT id, email FROM users WHERE id = \(kept) AND merged_into IS NULL FOR KEY SHARE"))
            {
                return person
            }
        }
        throw Merging.Failure.changed
    }

    /// Everybody with a telephone, by its last ten digits, as the look for duplicates knows them; at most `limit`.
    package static func all(phone: String, limit: Int = 5) -> Query<KeptPerson> {
        let key = Identifiers.phone(phone).map { Int(PersonFacts.Key(.phone, $0).value) } ?? 0
        return Query(
            """
            SELECT users.id, users.email FROM candidate_keys JOIN users ON users.id = candidate_keys.user_id
            WHERE candidate_keys.key = \(key) AND users.merged_into IS NULL AND users.erased_at IS NULL ORDER BY users.id LIMIT \(limit)
            """)
    }
}
