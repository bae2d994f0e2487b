import Foundation
import Postgres

/// What a person sees of their own account.
struct AccountFacts: RowDecodable {
    let name: String
    let email: EmailAddress?
    let isVerified: Bool
    let passwordHash: String?
    /// Of the row: a change says which it was made to.
    let version: Int
    let hasSecondFactor: Bool
    let codesLeft: Int
    let sessions: Int
    /// An address that waits to be proved before it takes the place of the one there is.
    let nextEmail: String?

    static func query(_ user: ID<User>) -> Query<AccountFacts> {
        Query(
            """
            SELECT full_name, email, is_verified, password_hash, version,
                EXISTS (SELECT FROM two_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL) AS has_second_factor,
                (SELECT count(*) FROM recovery_codes WHERE user_id = users.id AND used_at IS NULL) AS codes_left,
                (SELECT count(*) FROM sessions WHERE user_id = users.id AND expires_at > now()) AS sessions,
                (SELECT links.email FROM sign_in_links AS links
                 WHERE links.user_id = users.id AND purpose = 'email' AND used_at IS NULL AND expires_at > now() LIMIT 1) AS next_email
            FROM users WHERE id = \(user)
            """)
    }

    init(row: Row) throws {
        let email: String? = try row.get("email")
        self.email = email.flatMap { EmailAddress($0) }
        name = try row.get("full_name")
        isVerified = try row.get("is_verified")
        passwordHash = try row.get("password_hash")
        version = try row.get("version")
        hasSecondFactor = try row.get("has_second_factor")
        codesLeft = try row.get("codes_left")
        sessions = try row.get("sessions")
        nextEmail = try row.get("next_email")
    }

    /// Touches no row where somebody changed it since `version`.
    static func renaming(_ user: ID<User>, to name: String, version: Int) -> Command {
        Command("UPDATE users SET full_name = \(name), version = version + 1 WHERE id = \(user) AND version = \(version)")
    }
}
