import Foundation
package import Postgres
import Web

/// Changing who works here: role and name, deactivating and reactivating. Two rules hold against any two administrators at the same time:
/// an installation always has an active ADMIN, and nobody deactivates themselves.
package enum Employment {
    /// Who changes something; without an identity, whoever sits at the command line.
    package struct Actor: Sendable {
        package let id: ID<User>?
        package let name: String
        package let origin: Origin?

        package init(id: ID<User>?, name: String, origin: Origin?) { (self.id, self.name, self.origin) = (id, name, origin) }

        package static let commandLine = Actor(id: nil, name: "Somebody at the command line", origin: nil)
    }

    /// Somebody whose row was changed, as it was before.
    package struct Changed: RowDecodable, Sendable {
        package let id: ID<User>
        package let name: String
        package let role: UserRole
        /// When they were deactivated, in microseconds since 1970: all of one click have the same.
        package let moment: Int?

        package init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            role = try row.get("role")
            moment = try row.get("moment")
        }
    }

    package enum Failure: Error, Sendable {
        case lastAdmin, changedMeanwhile, notFound
    }

    static let microseconds: SQL = "(extract(epoch FROM users.deactivated_at) * 1000000)::bigint"

    /// Whoever takes an ADMIN away takes turns: each then sees what the one before has left.
    private static let lock = Command("SELECT pg_advisory_xact_lock(hashtextextended('administrators', 4))")

    /// Takes people off the house: their sessions, unused links and API tokens end with it, in every process within a second. Who is
    /// deactivated already, and the one who asks, is passed over.
    /// - Returns: who was deactivated. Throws `lastAdmin`, and changes nothing, where no active ADMIN would be left.
    @discardableResult
    package static func deactivate(_ people: [ID<User>], by actor: Actor, because reason: String? = nil, in database: some Database) async throws -> [Changed] {
        try await database.transaction { transaction in
            try await transaction.run(lock)
            let gone = try await transaction.all(deactivating(people, by: actor.id))
            guard try await transaction.one(Users.hasAdminWhoCame).value || !gone.contains(where: { $0.role == .admin }) else { throw Failure.lastAdmin }
            let ids = gone.map(\.id)
            try await transaction.run(Command("DELETE FROM sign_in_links WHERE user_id = ANY(\(ids)) AND used_at IS NULL"))
            try await transaction.run(Command("UPDATE api_tokens SET revoked_at = now() WHERE user_id = ANY(\(ids)) AND revoked_at IS NULL"))
            try await endSessions(of: ids, in: transaction)
            for person in gone {
                try await transaction.run(
                    recording(
                        "DEACTIVATED_USER", severity: .warning, by: actor, of: person.id,
                        "\(actor.name) deactivated \(person.name)\(reason.map { ": \($0)" } ?? "").",
                        .init(before: ["status": "Active"], after: ["status": "Inactive"])))
            }
            return gone
        }
    }

    private static func deactivating(_ people: [ID<User>], by actor: ID<User>?) -> Query<Changed> {
        Query(
            """
            WITH wanted AS (SELECT id FROM users WHERE id = ANY(\(people)) AND status = 'Active' AND id IS DISTINCT FROM \(actor) ORDER BY id FOR UPDATE)
            UPDATE users SET status = 'Inactive', deactivated_at = now(), version = version + 1 FROM wanted WHERE users.id = wanted.id
            RETURNING users.id, users.full_name, users.role, \(microseconds) AS moment
            """)
    }

    /// Lets people in again. What ended with their leaving stays ended: they sign in anew.
    @discardableResult
    package static func reactivate(_ people: [ID<User>], by actor: Actor, in database: some Database) async throws -> [Changed] {
        try await reactivate("id = ANY(\(people))", by: actor, in: database)
    }

    /// Takes back one click: lets in exactly those whom it deactivated and who still are.
    /// - Parameter moment: theirs, in microseconds since 1970.
    static func reactivateAll(deactivatedAt moment: Int, by actor: Actor, in database: some Database) async throws -> [Changed] {
        try await reactivate(at(moment), by: actor, in: database)
    }

    static func deactivated(at moment: Int) -> Query<Changed> {
        Query(
            "SELECT id, full_name, role, \(microseconds) AS moment FROM users WHERE \(at(moment)) AND status = 'Inactive' AND erased_at IS NULL ORDER BY full_name, id LIMIT 500"
        )
    }

    private static func at(_ moment: Int) -> SQL { "deactivated_at = 'epoch'::timestamptz + \(moment)::bigint * interval '1 microsecond'" }

    private static func reactivate(_ condition: SQL, by actor: Actor, in database: some Database) async throws -> [Changed] {
        try await database.transaction { transaction in
            let back = try await transaction.all(
                Query<Changed>(
                    """
                    WITH wanted AS (SELECT id FROM users WHERE \(condition) AND status = 'Inactive' AND merged_into IS NULL AND erased_at IS NULL ORDER BY id FOR UPDATE)
                    UPDATE users SET status = 'Active', deactivated_at = NULL, version = version + 1 FROM wanted WHERE users.id = wanted.id
                    RETURNING users.id, users.full_name, users.role, NULL::bigint AS moment
                    """))
            for person in back {
                try await transaction.run(
                    recording(
                        "REACTIVATED_USER", severity: .success, by: actor, of: person.id, "\(actor.name) reactivated \(person.name).",
                        .init(before: ["status": "Inactive"], after: ["status": "Active"])))
            }
            return back
        }
    }

    /// Role and name. A candidate stays one and a colleague stays one: what they were told and agreed to is not the same.
    /// - Throws: `changedMeanwhile` where another person saved since `version`, `lastAdmin`, `notFound`.
    static func change(
        _ id: ID<User>, name: String, role: UserRole, version: Int, by actor: Actor, in database: some Database
    ) async throws {
        try await database.transaction { transaction in
            try await transaction.run(lock)
            guard let old = try await transaction.first(Self.old(id)) else { throw Failure.notFound }
            guard old.version == version, old.role.isStaff == role.isStaff else { throw Failure.changedMeanwhile }
            guard let change = ActivityLog.Change(from: ["full_name": old.name, "role": old.role.rawValue], to: ["full_name": name, "role": role.rawValue])
            else {
                return
            }
            try await transaction.run(Command("UPDATE users SET full_name = \(name), role = \(role), version = version + 1 WHERE id = \(id)"))
            if old.role == .admin, try await !transaction.one(Users.hasAdminWhoCame).value { throw Failure.lastAdmin }
            let words = old.role == role ? "renamed \(old.name) to \(name)" : "made \(name) \(role.words), who was \(old.role.words)"
            try await transaction.run(
                recording(
                    old.role == role ? "UPDATED_USER" : "CHANGED_ROLE", severity: old.role == role ? .success : .warning, by: actor, of: id,
                    "\(actor.name) \(words).",
                    change))
            try await transaction.run(tellingSessions(of: [id]))
        }
    }

    private struct Old: RowDecodable {
        let name: String
        let role: UserRole
        let version: Int

        init(row: Row) throws {
            name = try row.get("full_name")
            role = try row.get("role")
            version = try row.get("version")
        }
    }

    private static func old(_ id: ID<User>) -> Query<Old> {
        Query("SELECT full_name, role, version FROM users WHERE id = \(id) AND erased_at IS NULL FOR UPDATE")
    }

    /// Signs people out of every browser.
    /// - Returns: how many sessions ended.
    @discardableResult
    static func endSessions(of people: [ID<User>], in transaction: some Database) async throws -> Int {
        let count = try await transaction.run(Command("DELETE FROM sessions WHERE user_id = ANY(\(people))"))
        try await transaction.run(tellingSessions(of: people))
        return count
    }

    /// Every process forgets what it believes of these people's sessions once the transaction commits.
    static func tellingSessions(of people: [ID<User>]) -> Command {
        Command("SELECT pg_notify(\(Sessions.channel)::text, id::text) FROM unnest(\(people)) AS id")
    }

    static func recording(
        _ action: String, severity: ActivityLog.Severity = .success, by actor: Actor, of user: ID<User>, _ words: String, _ change: ActivityLog.Change? = nil
    ) -> Command {
        ActivityLog.recording(action, severity: severity, by: actor.id, of: ("user", user.uuid), words, change: change, from: actor.origin)
    }
}

extension Viewer {
    func actor(_ ask: Ask) -> Employment.Actor { Employment.Actor(id: id, name: name, origin: ask.origin) }
}
