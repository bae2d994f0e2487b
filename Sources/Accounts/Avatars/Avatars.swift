import Documents
import Foundation
package import Postgres

/// The SQL of portraits. `users.avatar_url` is `/avatars/` and the SHA-256 of the file in the store.
package enum Avatars {
    private static let folder = "/avatars/"

    static func path(of digest: String) -> String { folder + "\(digest).webp" }

    /// The digest in the name of a file of ours; nil for any other.
    static func digest(in name: String) -> String? {
        guard name.hasSuffix(".webp") else { return nil }
        let digest = String(name.dropLast(5))
        return digest.utf8.count == 64 && digest.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) } ? digest : nil
    }

    /// The digest in what `users.avatar_url` says; nil where the portrait is none of ours.
    package static func digest(at path: String) -> String? { path.hasPrefix(folder) ? digest(in: String(path.dropFirst(folder.count))) : nil }

    /// Held to portraits that somebody has: the store keeps résumés too, and a digest alone opens none.
    package static func isShown(_ digest: String) -> Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM users WHERE avatar_url = \(path(of: digest))) AS is_shown")
    }

    struct Change: RowDecodable {
        let before: String?

        init(row: Row) throws { before = try row.get("before") }
    }

    static func setting(_ path: String?, of user: ID<User>) -> Query<Change> {
        Query(
            """
            WITH old AS (SELECT id, avatar_url FROM users WHERE id = \(user) FOR UPDATE)
            UPDATE users SET avatar_url = \(path) FROM old WHERE users.id = old.id AND users.status = 'Active' RETURNING old.avatar_url AS before
            """)
    }

    /// Until the end of the transaction. Whoever sends a file and whoever removes the same one take turns, so that no file goes that is just being
    /// taken: portraits and résumés alike, as they share the store.
    package static func takingTurns(at digest: String) -> Command { Command("SELECT \(turn(at: "\(digest)"))") }

    /// - Parameter digest: an expression of SQL.
    package static func turn(at digest: SQL) -> SQL { "pg_advisory_xact_lock(hashtextextended(\(digest), 12))" }

    /// A portrait that nobody has any more leaves the store.
    static func forget(_ path: String?, from files: FileStore, in database: any Database) async throws {
        guard let path, let digest = digest(at: path) else { return }
        try await database.transaction { transaction in
            try await transaction.run(takingTurns(at: digest))
            guard try await !transaction.one(isShown(digest)).value else { return }
            try files.remove(digest)
        }
    }
}
