import Foundation
package import Postgres
import Web

/// One change of a setting, as its history has it.
package struct SettingChange: RowDecodable {
    let id: UUID
    /// nil: the default.
    let before: String?
    let after: String?
    let changedAt: Date
    let changedBy: String?

    package init(row: Row) throws {
        id = try row.get("id", as: UUID.self)
        before = try row.get("before")
        after = try row.get("after")
        changedAt = try row.get("changed_at")
        changedBy = try row.get("full_name")
    }
}

/// The SQL of the history of settings.
enum SettingChanges {
    static func list(of key: String, after: UUID?, limit: Int) -> Query<SettingChange> {
        let rest: SQL = if let after { "AND (changed_at, setting_changes.id) < (SELECT changed_at, id FROM setting_changes WHERE id = \(after))" } else { "" }
        return Query("\(columns) WHERE key = \(key) \(rest) ORDER BY changed_at DESC, setting_changes.id DESC LIMIT \(limit)")
    }

    static func one(_ id: UUID, of key: String) -> Query<SettingChange> { Query("\(columns) WHERE setting_changes.id = \(id) AND key = \(key)") }

    private static let columns: SQL = """
        SELECT setting_changes.id, before::text AS before, after::text AS after, changed_at, users.full_name
        FROM setting_changes LEFT JOIN users ON users.id = setting_changes.changed_by
        """

    /// Who changed each setting last, also where it is back at its default.
    static let last = Query<Last>(
        """
        SELECT DISTINCT ON (key) key, changed_at, users.full_name FROM setting_changes LEFT JOIN users ON users.id = setting_changes.changed_by
        ORDER BY key, changed_at DESC
        """)

    struct Last: RowDecodable {
        let key: String
        let changedAt: Date
        let changedBy: String?

        init(row: Row) throws {
            key = try row.get("key")
            changedAt = try row.get("changed_at")
            changedBy = try row.get("full_name")
        }
    }

    static func recording(_ id: UUID, _ key: String, before: String?, after: String?, by user: ID<User>) -> Command {
        Command(
            """
            INSERT INTO setting_changes (id, key, before, after, changed_by, changed_at)
            VALUES (\(id), \(key), \(before)::text::jsonb, \(after)::text::jsonb, \(user), clock_timestamp())
            """)
    }

    static func raw(_ key: String) -> Query<One<String>> { Query("SELECT value::text AS raw FROM system_settings WHERE key = \(key)") }

    static func putting(_ entry: SettingEntry, _ json: String, by user: ID<User>) -> Command {
        Command(
            """
            INSERT INTO system_settings (key, value, description, updated_at, updated_by)
            VALUES (\(entry.key), \(json)::text::jsonb, \(entry.description), clock_timestamp(), \(user))
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, description = excluded.description, updated_at = excluded.updated_at,
                updated_by = excluded.updated_by
            """)
    }

    static func removing(_ key: String) -> Command { Command("DELETE FROM system_settings WHERE key = \(key)") }
}

extension SystemSettings {
    /// What a change came to.
    package enum Outcome: Sendable { case changed, same }

    /// Puts a setting to a value, or back to its default where it is nil. Row, history, activity and the call to all processes stand or
    /// fall together.
    ///
    /// Throws `Refusal.conflict` where the setting is another than `version` says, `Refusal.invalid` where the value does not fit.
    /// - Parameters:
    ///   - value: a secret as plain text.
    ///   - words: what the activity says after the name, such as “changed” or “took back”.
    package func change(
        _ entry: SettingEntry, to value: SettingValue?, version: String, by viewer: Viewer, from origin: Origin, words: String = "changed"
    ) async throws -> Outcome {
        guard viewer.may(entry.permission), !entry.kind.isMark else { throw Refusal.forbidden("This setting is not changed by hand.") }
        let stored = try value.flatMap { try storable($0, entry) }
        let outcome = try await database.transaction { transaction -> Outcome in
            // The row may not be there to lock.
            try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended(\(entry.key), 3))"))
            let before = try await transaction.first(SettingChanges.raw(entry.key))?.value
            guard StoredSetting.version(raw: before) == version else {
                throw Refusal.conflict("Somebody else changed “\(entry.title)” while you were at it. Look at it as it is now, then decide again.")
            }
            if before.map({ SettingValue(json: $0) }) == stored { return .same }
            if let stored {
                try await transaction.run(SettingChanges.putting(entry, stored.json, by: viewer.id))
            } else {
                try await transaction.run(SettingChanges.removing(entry.key))
            }
            let id = UUID.v7()
            try await transaction.run(SettingChanges.recording(id, entry.key, before: before, after: stored?.json, by: viewer.id))
            try await transaction.run(activity(id, entry, before.map { SettingValue(json: $0) }, stored, viewer, origin, words))
            try await followUp(entry.key)?(stored ?? entry.defaultValue, transaction)
            try await transaction.run(Command("SELECT pg_notify(\(Self.channel)::text, \(entry.key))"))
            return .changed
        }
        // This process knows at once; where the database went away in between, it hears of it like the others.
        try? await load()
        return outcome
    }

    /// What is written down; nil where it is the default.
    private func storable(_ value: SettingValue, _ entry: SettingEntry) throws -> SettingValue? {
        let (checked, problems) = entry.check(value)
        guard let checked else { throw Refusal.invalid(problems) }
        if entry.kind.isSecret { return try seal(checked.value.text ?? "", entry.key) }
        return checked.value == entry.defaultValue ? nil : checked.value
    }

    private func activity(
        _ id: UUID, _ entry: SettingEntry, _ before: SettingValue?, _ after: SettingValue?, _ viewer: Viewer, _ origin: Origin, _ words: String
    ) -> Command {
        let change = ActivityLog.Change(before: [entry.key: entry.shown(before)], after: [entry.key: entry.shown(after)])
        return ActivityLog.recording(
            "SETTING_CHANGED", severity: .success, by: viewer.id, of: ("setting_change", id), "\(viewer.name) \(words) the setting “\(entry.title)”.",
            change: change, from: origin)
    }

    /// A state of the history as plain value again, to be set once more; nil is the default.
    func plain(_ raw: String?, _ entry: SettingEntry) throws -> SettingValue? {
        guard let raw else { return nil }
        let value = SettingValue(json: raw)
        guard entry.kind.isSecret else { return value }
        do {
            return .text(try open(value, entry.key))
        } catch {
            throw Refusal.conflict("This secret was sealed with another key and cannot be put back. Set it anew.")
        }
    }
}

extension SettingEntry {
    /// A state as it may be shown: of a secret only whether there is one. nil is the default.
    package func shown(_ value: SettingValue?) -> String {
        if kind.isSecret { return value == nil ? "not set" : "set" }
        return String((value ?? defaultValue).words.prefix(2_000))
    }
}
