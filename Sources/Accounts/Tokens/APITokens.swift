package import Foundation
package import Postgres
private import Synchronization
package import Web

/// The SQL of personal API tokens. The database keeps only their SHA-256.
package enum APITokens {
    /// What its owner sees of a token.
    struct Line: RowDecodable {
        let id: ID<APIToken>
        let name: String
        let permissions: [Permission]
        let createdAt, expiresAt: Date
        let lastUsedAt, revokedAt: Date?
        let isAlive: Bool

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("name")
            permissions = try row.get("permissions", as: [String].self).compactMap(Permission.init)
            createdAt = try row.get("created_at")
            expiresAt = try row.get("expires_at")
            lastUsedAt = try row.get("last_used_at")
            revokedAt = try row.get("revoked_at")
            isAlive = try row.get("is_alive")
        }
    }

    /// The ones that work first; those that no longer do, for 90 days.
    static func of(_ user: ID<User>) -> Query<Line> {
        Query(
            """
            SELECT id, name, permissions, created_at, expires_at, last_used_at, revoked_at, revoked_at IS NULL AND expires_at > now() AS is_alive
            FROM api_tokens WHERE user_id = \(user) AND least(revoked_at, expires_at) > now() - interval '90 days'
            ORDER BY is_alive DESC, created_at DESC, id LIMIT 100
            """)
    }

    /// What making one needs to know of its owner.
    struct Owner: RowDecodable {
        let email: String?
        let passwordHash: String?

        init(row: Row) throws {
            email = try row.get("email")
            passwordHash = try row.get("password_hash")
        }
    }

    static func owner(_ user: ID<User>) -> Query<Owner> {
        Query("SELECT email, password_hash FROM users WHERE id = \(user) AND status = 'Active'")
    }

    /// Two tokens of one person are made one after the other.
    static func locking(_ user: ID<User>) -> Query<Owner> {
        Query("SELECT email, password_hash FROM users WHERE id = \(user) AND status = 'Active' FOR UPDATE")
    }

    static func alive(_ user: ID<User>) -> Query<One<String>> {
        Query("SELECT name FROM api_tokens WHERE user_id = \(user) AND revoked_at IS NULL AND expires_at > now()")
    }

    static func making(_ id: ID<APIToken>, _ token: String, _ draft: APITokenDraft, of user: ID<User>) -> Query<One<Date>> {
        Query(
            """
            INSERT INTO api_tokens (id, user_id, name, token_hash, permissions, expires_at)
            VALUES (\(id), \(user), \(draft.name), \(Token.hash(token)), \(draft.permissions.map(\.rawValue)), now() + make_interval(secs => \(Double(draft.days * 86_400))))
            RETURNING expires_at
            """)
    }

    /// Its name, where there is such a token of this person.
    static func name(_ id: ID<APIToken>, of user: ID<User>) -> Query<One<String>> {
        Query("SELECT name FROM api_tokens WHERE id = \(id) AND user_id = \(user)")
    }

    static func revokingAll(of user: ID<User>) -> Command {
        Command("UPDATE api_tokens SET revoked_at = now() WHERE user_id = \(user) AND revoked_at IS NULL")
    }

    static func revoking(_ id: ID<APIToken>, of user: ID<User>) -> Command {
        Command("UPDATE api_tokens SET revoked_at = now() WHERE id = \(id) AND user_id = \(user) AND revoked_at IS NULL AND expires_at > now()")
    }

    /// A token that works, with its owner.
    struct Bearer: RowDecodable {
        let id: ID<APIToken>
        let viewer: Viewer
        /// One of ours, or a provider of single sign-on, which looks after its own.
        let hasSecondFactor: Bool

        init(row: Row) throws {
            id = try row.get("token_id")
            var viewer = Viewer(id: try row.get("id"), role: try row.get("role"), name: try row.get("full_name"))
            viewer.avatar = try row.get("avatar_url")
            viewer.scope = Set(try row.get("permissions", as: [String].self).compactMap(Permission.init)).intersection(Permission.forTokens)
            self.viewer = viewer
            hasSecondFactor = try row.get("has_second_factor")
        }
    }

    static func bearer(_ hash: Data) -> Query<Bearer> {
        Query(
            """
            SELECT api_tokens.id AS token_id, api_tokens.permissions, users.id, users.role, users.full_name, users.avatar_url,
                EXISTS (SELECT FROM two_factors WHERE two_factors.user_id = users.id AND confirmed_at IS NOT NULL)
                    OR EXISTS (SELECT FROM identities WHERE identities.user_id = users.id) AS has_second_factor
            FROM api_tokens JOIN users ON users.id = api_tokens.user_id
            WHERE token_hash = \(hash) AND revoked_at IS NULL AND expires_at > now() AND users.status = 'Active'
            """)
    }

    static func used(_ id: ID<APIToken>) -> Command {
        Command("UPDATE api_tokens SET last_used_at = now() WHERE id = \(id) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')")
    }

    /// The house's tokens, as `Web` asks for them. Like a session, a token that was found is believed for a second: one that is revoked, or
    /// whose owner is deactivated, opens nothing after that.
    package final class Store: Sendable {
        private static let most = 10_000

        private let database: any Database
        private let settings: SystemSettings
        private let limiter: Limiter
        private let believed: Duration
        private let known = Mutex<[Data: (bearer: Bearer, until: ContinuousClock.Instant)]>([:])

        package init(_ database: any Database, settings: SystemSettings, limiter: Limiter, believed: Duration = .seconds(1)) {
            (self.database, self.settings, self.limiter, self.believed) = (database, settings, limiter, believed)
        }

        /// Throws `Refusal.tooMany` where the token has asked too often in this minute.
        package func find(_ hash: Data) async throws -> Viewer? {
            guard let bearer = try await bearer(hash) else { return nil }
            try limiter.admit("token \(bearer.id)", most: APIToken.mostRequests, within: .seconds(60))
            if (try? limiter.admit("use of token \(bearer.id)", most: 1, within: .seconds(60))) != nil { try await database.run(APITokens.used(bearer.id)) }
            var viewer = bearer.viewer
            viewer.lacksSecondFactor = !bearer.hasSecondFactor && settings[.twoFactorRoles].contains(viewer.role)
            return viewer
        }

        private func bearer(_ hash: Data) async throws -> Bearer? {
            let now = ContinuousClock.now
            if let known = known.withLock({ $0[hash] }), known.until > now { return known.bearer }
            let found = try await database.first(APITokens.bearer(hash))
            known.withLock { known in
                if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
                known[hash] = found.map { ($0, now + believed) }
            }
            return found
        }
    }
}

/// Who comes by session and who by token, for `Site`.
package struct SignedInBy: SessionStore {
    let sessions: Sessions.Store
    let tokens: APITokens.Store

    package init(sessions: Sessions.Store, tokens: APITokens.Store) { (self.sessions, self.tokens) = (sessions, tokens) }

    package func find(tokenHash: Data) async throws -> (any SignedIn)? { try await sessions.find(tokenHash: tokenHash) }
    package func find(bearerHash: Data, from ask: Ask) async throws -> (any SignedIn)? { try await tokens.find(bearerHash) }
}
