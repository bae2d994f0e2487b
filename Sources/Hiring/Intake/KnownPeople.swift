import Accounts
import Foundation
import Matching
import Postgres

/// Who is here already, by what is one person's alone: the same file, address, page at LinkedIn or number.
///
/// Likeness of names and places is no part of it: two people may share those.
enum KnownPeople {
    struct Keys: Sendable {
        var email: EmailAddress?
        /// As it is written: spaces, and a country that is left out, do not matter.
        var phone: String?
        var linkedIn: String?
        /// Of a file, in hexadecimal.
        var sha256: String?
    }

    struct Match: RowDecodable {
        /// The place of the keys in what was asked, from 0.
        let number: Int
        let person: ID<User>
        let name: String
        /// `file`, `e-mail`, `LinkedIn` or `phone`, the strongest that there is.
        let by: String
        /// Whoever wants nothing more to do with the agency is not written to anew.
        let isActive: Bool

        init(row: Row) throws {
            number = try row.get("number")
            person = try row.get("id")
            name = try row.get("full_name")
            by = try row.get("by")
            isActive = try row.get("is_active")
        }
    }

    static func find(email: EmailAddress?, phone: String?, linkedIn: String?, sha256: String?) -> Query<Match> {
        find([Keys(email: email, phone: phone, linkedIn: linkedIn, sha256: sha256)])
    }

    /// At most one for each: who was merged into somebody is that somebody; who was erased is nobody.
    static func find(_ keys: [Keys]) -> Query<Match> {
        Query(
            """
            WITH RECURSIVE keys AS (
                SELECT number - 1 AS number, email, phone, phone_key(phone) AS phone_key, linkedin_key(linkedin) AS linkedin, decode(sha256, 'hex') AS sha256
                FROM unnest(\(keys.map { $0.email?.key })::text[], \(keys.map(\.phone))::text[], \(keys.map(\.linkedIn))::text[], \(keys.map(\.sha256))::text[])
                    WITH ORDINALITY AS keys (email, phone, linkedin, sha256, number)
            ), found AS (
                SELECT number, user_id AS id, 1 AS rank FROM keys JOIN candidate_files ON candidate_files.sha256 = keys.sha256
                UNION ALL SELECT number, users.id, 2 FROM keys JOIN users ON users.email_key = keys.email
                UNION ALL SELECT number, user_id, 3 FROM keys JOIN candidate_profiles AS profile
                    ON linkedin_key(profile.linkedin_url) = keys.linkedin AND profile.linkedin_url IS NOT NULL
                UNION ALL SELECT number, user_id, 4 FROM keys JOIN candidate_profiles AS profile
                    ON phone_key(profile.phone) = keys.phone_key AND profile.phone IS NOT NULL AND \(isSameCountry("profile.phone"))
                UNION ALL SELECT number, user_id, 4 FROM keys JOIN candidate_profiles AS profile
                    ON phone_key(profile.alternate_phone) = keys.phone_key AND profile.alternate_phone IS NOT NULL AND \(isSameCountry("profile.alternate_phone"))
            ), up AS (
                SELECT number, rank, users.id, users.merged_into FROM found JOIN users ON users.id = found.id
                UNION SELECT up.number, up.rank, users.id, users.merged_into FROM up JOIN users ON users.id = up.merged_into
            )
            SELECT DISTINCT ON (up.number) up.number, users.id, users.full_name, (ARRAY['file', 'e-mail', 'LinkedIn', 'phone'])[up.rank] AS by,
                users.status = 'Active' AS is_active
            FROM up JOIN users ON users.id = up.id JOIN candidate_profiles ON candidate_profiles.user_id = users.id
            WHERE up.merged_into IS NULL AND users.role = 'CANDIDATE' AND users.erased_at IS NULL
            ORDER BY up.number, up.rank, users.created_at, users.id
            """)
    }

    /// Two numbers that both name their country are the same only with it.
    private static func isSameCountry(_ column: SQL) -> SQL {
        """
        (\(column) NOT LIKE '+%' OR keys.phone NOT LIKE '+%' OR regexp_replace(\(column), '[^0-9]', '', 'g') = regexp_replace(keys.phone, '[^0-9]', '', 'g'))
        """
    }

    /// The same keys in Swift, for rows of one table among each other.
    static func marks(of keys: Keys) -> [String] {
        [
            keys.email.map { "e" + $0.key }, Identifiers.linkedIn(keys.linkedIn).map { "l" + $0 }, Identifiers.phone(keys.phone).map { "p" + $0 },
        ].compactMap(\.self)
    }
}
