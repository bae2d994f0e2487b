package import Foundation
package import Postgres
private import Synchronization
package import Web

/// Who is signed in where. The browser holds a random token, the database its SHA-256.
package enum Sessions {
    package static let lasts: TimeInterval = 14 * 86_400

    static func beginning(_ token: String, of user: ID<User>, by method: SignInMethod, from ask: Ask) -> Command {
        Command(
            """
            INSERT INTO sessions (token_hash, user_id, expires_at, method, ip_address, user_agent)
            VALUES (\(Token.hash(token)), \(user), now() + make_interval(secs => \(lasts)), \(method.rawValue), \(ask.address), \(ask.userAgent))
            """)
    }

    static func ending(_ token: String) -> Command { Command("DELETE FROM sessions WHERE token_hash = \(Token.hash(token))") }

    static func open(_ hash: Data) -> Query<Open> {
        Query(
            """
            SELECT users.id, users.role, users.full_name, users.avatar_url, sessions.last_seen_at < now() - interval '1 minute' AS is_stale
            FROM sessions JOIN users ON users.id = sessions.user_id
            WHERE sessions.token_hash = \(hash) AND sessions.expires_at > now() AND users.status = 'Active'
            """)
    }

    struct Open: RowDecodable {
        var viewer: Viewer
        let isStale: Bool

        init(row: Row) throws {
            viewer = try Viewer(row: row)
            viewer.avatar = try row.get("avatar_url")
            isStale = try row.get("is_stale")
        }
    }

    /// The house's sessions, as `Web` asks for them. What was found is believed for a second, so that a person who works quickly does not
    /// cost a question to the database with every page; who signs out here is gone at once, and everywhere within that second.
    package final class Store: SessionStore {
        private static let most = 10_000

        private let database: any Database
        private let believed: Duration
        private let known = Mutex<[Data: (viewer: Viewer, until: ContinuousClock.Instant)]>([:])

        private let presence: Presence?

        /// - Parameter presence: is told at most once a minute of each session that is used.
        package init(_ database: any Database, believed: Duration = .seconds(1), presence: Presence? = nil) {
            (self.database, self.believed, self.presence) = (database, believed, presence)
        }

        package func find(tokenHash: Data) async throws -> (any SignedIn)? {
            let now = ContinuousClock.now
            if let known = known.withLock({ $0[tokenHash] }), known.until > now { return known.viewer }
            guard let open = try await database.first(Sessions.open(tokenHash)) else {
                forget(tokenHash)
                return nil
            }
            if open.isStale { presence?.saw(tokenHash, open.viewer.id) }
            known.withLock { known in
                if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
                known[tokenHash] = (open.viewer, now + believed)
            }
            return open.viewer
        }

        func forget(_ tokenHash: Data) { known.withLock { _ = $0.removeValue(forKey: tokenHash) } }
    }
}
