package import Postgres
package import Web

/// Links that sign a person in once, or open the set-up of an empty installation once.
package enum SignInLinks {
    /// The path of a new link that works once within a day.
    package static func make(for user: ID<User>, in database: some Database) async throws -> Link {
        let token = Token.random()
        try await database.run(
            Command(
                """
                INSERT INTO sign_in_links (token_hash, user_id, purpose, expires_at)
                VALUES (\(Token.hash(token)), \(user), 'sign-in', now() + interval '1 day')
                """))
        return Link("sign-in", token)
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

    static func isOpen(_ token: String, purpose: String) -> Query<One<Bool>> {
        Query(
            """
            SELECT EXISTS (SELECT FROM sign_in_links WHERE token_hash = \(Token.hash(token)) AND purpose = \(purpose) AND used_at IS NULL AND expires_at > now())
            AS is_open
            """)
    }

    /// Spends a link: the row is there for the first who asks, and for nobody after.
    static func spending(_ token: String) -> Query<Viewer> {
        Query(
            """
            UPDATE sign_in_links SET used_at = now() FROM users
            WHERE sign_in_links.token_hash = \(Token.hash(token)) AND purpose = 'sign-in' AND used_at IS NULL AND expires_at > now()
            AND users.id = sign_in_links.user_id AND users.status = 'Active'
            RETURNING users.id, users.role, users.full_name
            """)
    }

    static func spendingSetUp(_ token: String) -> Command {
        Command(
            """
            UPDATE sign_in_links SET used_at = now()
            WHERE token_hash = \(Token.hash(token)) AND purpose = 'set-up' AND used_at IS NULL AND expires_at > now()
            """)
    }
}
