package import Foundation
package import Postgres
private import Synchronization
package import Web

/// Who is signed in where. The browser holds a random token, the database its SHA-256.
package enum Sessions {
    /// The NOTIFY channel on which a process says whose sessions have ended or changed; the message is the person's id.
    package static let channel = "sessions"
    /// Of the cookie, in seconds. How long the session lasts is decided here and not by the browser: `Setting.sessionDays`.
    static let cookieLasts = 34_560_000

    static func beginning(_ token: String, of user: ID<User>, by method: SignInMethod, withCode: Bool, days: Int, from ask: Ask) -> Command {
        Command(
            """
            INSERT INTO sessions (token_hash, user_id, expires_at, method, has_second_factor, ip_address, user_agent)
            VALUES (\(Token.hash(token)), \(user), now() + make_interval(days => \(Int32(clamping: max(days, 1)))), \(method.rawValue), \(withCode), \(ask.address),
                \(ask.userAgent))
            """)
    }

    static func ending(_ token: String) -> Command { Command("DELETE FROM sessions WHERE token_hash = \(Token.hash(token))") }

    /// Ends the sessions of a person, in every process within a second.
    /// - Parameter kept: the hash of the token of the one that stays.
    package static func endingAll(of user: ID<User>, but kept: Data? = nil) -> Command {
        Command(
            """
            WITH ended AS (DELETE FROM sessions WHERE user_id = \(user) AND token_hash IS DISTINCT FROM \(kept) RETURNING 1)
            SELECT \(telling(user)), (SELECT count(*) FROM ended)
            """)
    }

    /// The row of what was ended; none where it was somebody else's, or gone.
    static func ending(_ id: ID<Sessions>, of user: ID<User>) -> Query<Line> {
        Query(
            """
            WITH ended AS (DELETE FROM sessions WHERE id = \(id) AND user_id = \(user) RETURNING \(columns), user_id)
            SELECT *, \(telling(user)) FROM ended
            """)
    }

    /// An expression that makes every process forget what it knows of a person's sessions, once the transaction around it commits.
    package static func telling(_ user: ID<User>) -> SQL { "pg_notify(\(channel)::text, \(user.description)::text)" }

    static func tell(_ user: ID<User>) -> Command { Command("SELECT \(telling(user))") }

    /// However often it is used, a session ends so long after its sign-in.
    private static let longest: SQL = "interval '90 days'"

    static func open(_ hash: Data, days: Int) -> Query<Open> {
        Query(
            """
            SELECT users.id, users.role, users.full_name, users.avatar_url, sessions.last_seen_at < now() - interval '1 minute' AS is_stale,
                sessions.method = 'single sign-on' OR EXISTS (SELECT FROM two_factors WHERE user_id = users.id AND confirmed_at IS NOT NULL) AS has_second_factor
            FROM sessions JOIN users ON users.id = sessions.user_id
            WHERE sessions.token_hash = \(hash) AND sessions.expires_at > now() AND users.status = 'Active'
                AND sessions.last_seen_at > now() - make_interval(days => \(Int32(clamping: max(days, 1)))) AND sessions.created_at > now() - \(longest)
            """)
    }

    struct Open: RowDecodable {
        var viewer: Viewer
        let isStale: Bool
        /// A code, or what a provider of single sign-on asks for.
        let hasSecondFactor: Bool

        init(row: Row) throws {
            viewer = try Viewer(row: row)
            viewer.avatar = try row.get("avatar_url")
            isStale = try row.get("is_stale")
            hasSecondFactor = try row.get("has_second_factor")
        }
    }

    /// One of a person's sessions, as its owner sees it.
    struct Line: RowDecodable {
        let id: ID<Sessions>
        let tokenHash: Data
        let beganAt, seenAt: Date
        let method: String
        let hasSecondFactor: Bool
        let address, userAgent: String?

        init(row: Row) throws {
            id = try row.get("id")
            tokenHash = try row.get("token_hash", as: Data.self)
            beganAt = try row.get("created_at")
            seenAt = try row.get("last_seen_at")
            method = try row.get("method")
            hasSecondFactor = try row.get("has_second_factor")
            address = try row.get("ip_address")
            userAgent = try row.get("user_agent")
        }
    }

    static func all(of user: ID<User>) -> Query<Line> {
        Query("SELECT \(columns) FROM sessions WHERE user_id = \(user) AND expires_at > now() ORDER BY last_seen_at DESC, id LIMIT 200")
    }

    private static let columns: SQL = "id, token_hash, created_at, last_seen_at, method, has_second_factor, ip_address, user_agent"

    /// The house's sessions, as `Web` asks for them. What was found is believed for a second, so that a person who works quickly does not
    /// cost a question to the database with every page; who signs out here is gone at once, and everywhere within that second.
    package final class Store: SessionStore {
        private static let most = 10_000

        private let database: any Database
        private let settings: SystemSettings
        private let listener: Listener
        private let believed: Duration
        private let known = Mutex<[Data: (viewer: Viewer, until: ContinuousClock.Instant)]>([:])

        private let presence: Presence?

        /// - Parameter presence: is told at most once a minute of each session that is used.
        package init(
            _ database: any Database, settings: SystemSettings, listener: Listener, believed: Duration = .seconds(1), presence: Presence? = nil
        ) {
            (self.database, self.settings, self.listener, self.believed, self.presence) = (database, settings, listener, believed, presence)
        }

        package func find(tokenHash: Data) async throws -> (any SignedIn)? {
            let now = ContinuousClock.now
            if let known = known.withLock({ $0[tokenHash] }), known.until > now { return known.viewer }
            let days = settings[.sessionDays]
            guard let open = try await database.first(Sessions.open(tokenHash, days: days)) else {
                forget(tokenHash)
                return nil
            }
            if open.isStale { presence?.saw(tokenHash, open.viewer.id) }
            var viewer = open.viewer
            viewer.lacksSecondFactor = !open.hasSecondFactor && settings[.twoFactorRoles].contains(viewer.role)
            keep(viewer, tokenHash, until: now + believed)
            return viewer
        }

        private func keep(_ viewer: Viewer, _ tokenHash: Data, until: ContinuousClock.Instant) {
            known.withLock { known in
                if known.count >= Self.most { known.removeAll(keepingCapacity: true) }
                known[tokenHash] = (viewer, until)
            }
        }

        func forget(_ tokenHash: Data) { known.withLock { _ = $0.removeValue(forKey: tokenHash) } }

        /// All sessions of a person are looked up anew.
        package func forget(_ user: ID<User>) { known.withLock { known in known = known.filter { $0.value.viewer.id != user } } }

        /// Hears what other processes say of sessions until its task is cancelled.
        package func run() async {
            for await notification in listener.listen(Sessions.channel) {
                switch notification {
                case .message(let user): if let user = ID<User>(user) { forget(user) }
                case .reconnected: known.withLock { $0.removeAll(keepingCapacity: true) }
                }
            }
        }
    }
}
