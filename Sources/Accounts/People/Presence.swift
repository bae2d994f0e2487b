package import Foundation
package import Postgres
private import Synchronization

/// Who was here lately. What requests report is collected in memory and written every few seconds in one statement, so that reading pages
/// writes nothing: at most one row a minute for each person, however many pages they open.
package final class Presence: Sendable {
    /// How long after their last page somebody counts as present: the green dot.
    package static let minutes = 5
    /// The longest list kept while the database is away.
    private static let most = 100_000

    private struct Seen: Sendable {
        var sessions: Set<Data> = []
        var people: Set<ID<User>> = []
    }

    private let database: any Database
    private let lasts: @Sendable () -> TimeInterval
    private let seen = Mutex(Seen())

    /// - Parameter lasts: how long a session goes on from now, in seconds.
    package init(_ database: any Database, sessionsLast lasts: @escaping @Sendable () -> TimeInterval) { (self.database, self.lasts) = (database, lasts) }

    /// Remembers that somebody asked for a page.
    /// - Parameter session: the hash of its token; nil for an API token, which has no end that moves.
    package func saw(_ session: Data?, _ user: ID<User>) {
        seen.withLock { seen in
            guard seen.people.count < Self.most, seen.sessions.count < Self.most else { return }
            seen.people.insert(user)
            if let session { seen.sessions.insert(session) }
        }
    }

    /// Writes what was collected. Where that fails it is kept for the next time.
    package func flush() async {
        let taken = seen.withLock { seen in
            defer { seen = Seen() }
            return seen
        }
        guard !taken.people.isEmpty else { return }
        do {
            try await database.run(Self.writing(taken, lasts: lasts()))
        } catch {
            for session in taken.sessions { seen.withLock { _ = $0.sessions.insert(session) } }
            for user in taken.people { saw(nil, user) }
        }
    }

    /// Writes every ten seconds until its task is cancelled. What is collected then is left to one more `flush`.
    package func run(every pause: Duration = .seconds(10)) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            if !Task.isCancelled { await flush() }
        }
    }

    /// A session that ended meanwhile does not come back. Rows are locked in the order of their keys, so that two processes cannot wait for each other.
    private static func writing(_ seen: Seen, lasts: TimeInterval) -> Command {
        Command(
            """
            WITH open AS (
                SELECT token_hash FROM sessions WHERE token_hash = ANY(\(Array(seen.sessions))) AND expires_at > now() AND last_seen_at < now() - interval '1 minute'
                ORDER BY token_hash FOR UPDATE
            ), kept AS (
                UPDATE sessions SET last_seen_at = now(), expires_at = now() + make_interval(secs => \(lasts)) FROM open WHERE sessions.token_hash = open.token_hash
            ), people AS (
                SELECT id FROM users WHERE id = ANY(\(Array(seen.people))) AND (last_active IS NULL OR last_active < now() - interval '1 minute')
                ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE users SET last_active = now() FROM people WHERE users.id = people.id
            """)
    }
}
