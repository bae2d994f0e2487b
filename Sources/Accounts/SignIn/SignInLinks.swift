package import Foundation
package import Postgres
package import Web

/// Links that work once, each for one purpose. The database keeps only their SHA-256.
package enum SignInLinks {
    /// What a link is for; the raw value is what the table calls it.
    package enum Purpose: String, Sendable {
        /// Signs a person in.
        case signIn = "sign-in"
        /// Opens the set-up of an empty installation: the only one that belongs to nobody.
        case setUp = "set-up"
        /// Lets a colleague who was invited choose a password.
        case invitation
        /// Proves that an address is read by whom it belongs to.
        case verification
        /// Lets a person choose a new password.
        case reset
        /// Proves a new address before it takes the old one's place.
        case email
        /// Lets a candidate who was found elsewhere take over their profile.
        case claim
        /// Between password and code; travels in a cookie and never in a mail.
        case secondFactor = "second-factor"

        /// Where the link leads, before its token.
        var place: String {
            switch self {
            case .verification: "verify"
            case .secondFactor: "sign-in"
            case .signIn, .setUp, .invitation, .reset, .email, .claim: rawValue
            }
        }
    }

    /// A new link. Earlier ones of the same purpose and person stop working, but for `sign-in`: two mails may be on their way.
    /// - Parameters:
    ///   - email: the address that it is mailed to, and so proves. nil for a link that is handed over in another way.
    ///   - lasts: in seconds.
    package static func make(
        _ purpose: Purpose = .signIn, for user: ID<User>, email: EmailAddress? = nil, lasts: TimeInterval = 86_400, in database: some Database
    ) async throws -> Link {
        Link(purpose.place, try await makeToken(purpose, for: user, email: email, lasts: lasts, in: database))
    }

    static func makeToken(
        _ purpose: Purpose, for user: ID<User>, email: EmailAddress? = nil, method: SignInMethod? = nil, lasts: TimeInterval, in database: some Database
    ) async throws -> String {
        let token = Token.random()
        try await database.transaction { transaction in
            if ![.signIn, .secondFactor].contains(purpose) { try await transaction.run(withdrawing(purpose, of: user)) }
            try await transaction.run(
                Command(
                    """
                    INSERT INTO sign_in_links (token_hash, user_id, purpose, email, method, expires_at)
                    VALUES (\(Token.hash(token)), \(user), \(purpose.rawValue), \(email?.text), \(method?.rawValue), now() + make_interval(secs => \(lasts)))
                    """))
        }
        return token
    }

    package static func withdrawing(_ purpose: Purpose, of user: ID<User>) -> Command {
        Command("DELETE FROM sign_in_links WHERE user_id = \(user) AND purpose = \(purpose.rawValue) AND used_at IS NULL")
    }

    /// No link of a person works any more: after their password or their address changed.
    package static func withdrawingAll(of user: ID<User>) -> Command {
        Command("DELETE FROM sign_in_links WHERE user_id = \(user) AND used_at IS NULL")
    }

    /// For the first ADMIN of an empty installation. An earlier one stops working.
    package static func makeSetUp(in database: some Database) async throws -> Link {
        let token = Token.random()
        try await database.transaction { transaction in
            try await transaction.run(Command("DELETE FROM sign_in_links WHERE purpose = 'set-up'"))
            try await transaction.run(
                Command(
                    "INSERT INTO sign_in_links (token_hash, purpose, expires_at) VALUES (\(Token.hash(token)), 'set-up', now() + interval '1 day')"))
        }
        return Link("set-up", token)
    }

    /// What stands behind a link that still works.
    package struct Open: RowDecodable {
        /// nil for the set-up of an installation.
        package let user: ID<User>?
        package let name, userEmail: String?
        package let role: UserRole?
        /// The address that the link proves.
        package let email: String?
        /// Of a second factor: how its person proved who they are before.
        let method: SignInMethod?

        package init(row: Row) throws {
            user = try row.get("user_id")
            name = try row.get("full_name")
            userEmail = try row.get("user_email")
            role = try row.get("role")
            email = try row.get("email")
            let method: String? = try row.get("method")
            self.method = method.flatMap(SignInMethod.init)
        }
    }

    /// No row where it was used, is too old, was never given out, or its person was deactivated.
    package static func open(_ token: String, _ purpose: Purpose) -> Query<Open> {
        Query(
            """
            SELECT links.user_id, users.full_name, users.email AS user_email, users.role, links.email, links.method
            FROM sign_in_links AS links LEFT JOIN users ON users.id = links.user_id
            WHERE links.token_hash = \(Token.hash(token)) AND links.purpose = \(purpose.rawValue) AND links.used_at IS NULL AND links.expires_at > now()
                AND (links.user_id IS NULL OR users.status = 'Active')
            """)
    }

    /// Spends a link: the row is there for the first who asks, and for nobody after. Whoever had it by mail has shown that the address is theirs.
    package static func spending(_ token: String, _ purpose: Purpose = .signIn) -> Query<Viewer> {
        Query(
            """
            WITH spent AS (
                UPDATE sign_in_links SET used_at = now() FROM users
                WHERE sign_in_links.token_hash = \(Token.hash(token)) AND purpose = \(purpose.rawValue) AND used_at IS NULL AND expires_at > now()
                AND users.id = sign_in_links.user_id AND users.status = 'Active'
                RETURNING users.id, users.role, users.full_name, purpose IN ('invitation', 'claim') OR sign_in_links.email = users.email AS is_proof),
            verified AS (UPDATE users SET is_verified = true FROM spent WHERE users.id = spent.id AND spent.is_proof AND NOT users.is_verified)
            SELECT id, role, full_name FROM spent
            """)
    }

    static func spendingSetUp(_ token: String) -> Command {
        Command(
            """
            UPDATE sign_in_links SET used_at = now()
            WHERE token_hash = \(Token.hash(token)) AND purpose = 'set-up' AND used_at IS NULL AND expires_at > now()
            """)
    }

    package static let spent = Refusal.gone("This link was used already, is too old, or was never given out. Ask for a new one, or sign in with your password.")
}
