package import Foundation
package import Logging
package import Postgres
private import Synchronization
import Web

/// The settings as this process knows them: the stored ones over the defaults. Reading costs no question to the database.
///
/// A change is one transaction, and says so on a channel of the database; `follow` hears it and reads anew.
package final class SystemSettings: Sendable {
    /// The NOTIFY channel; the message is the key.
    package static let channel = "settings"

    /// A row that the registry refuses: it does not count.
    package struct Refused: Error, Hashable {
        package let key: String
        package let reason: String
    }

    private struct State {
        /// Which reading it came from: a slow one must not overwrite a later one.
        var reading = 0
        var typed: [String: any Sendable] = [:]
        var stored: [String: StoredSetting] = [:]
        var refused: [Refused] = []
    }

    package typealias FollowUp = @Sendable (_ value: SettingValue, _ transaction: Transaction) async throws -> Void

    let database: any Database
    let vault: Vault
    private let logger: Logger
    /// Environment variables that were given and go before a setting, by its key.
    package let overriding: [String: String]
    private let state = Mutex(State())
    private let readings = Atomic<Int>(0)
    private let followUps = Mutex<[String: FollowUp]>([:])
    private let observers = Mutex<[String: @Sendable () -> Void]>([:])

    package init(_ database: any Database, vault: Vault, logger: Logger, overriding: [String: String] = [:]) {
        self.database = database
        self.vault = vault
        self.logger = logger
        self.overriding = overriding
    }

    package subscript<Value>(_ setting: Setting<Value>) -> Value { state.withLock { $0.typed[setting.key] as? Value } ?? setting.defaultValue }

    /// A secret, opened; nil where none is set. Never shown to anybody. Throws `Vault.Unreadable` where it was sealed with another key.
    package func secret(_ key: String) throws -> String? {
        guard let stored = state.withLock({ $0.stored[key] }) else { return nil }
        return try open(stored.value, key)
    }

    /// What is in the table and cannot be used.
    package var refused: [Refused] { state.withLock { $0.refused } }

    /// The stored row, also where it is refused.
    package func stored(_ key: String) -> StoredSetting? { state.withLock { $0.stored[key] } }

    /// What a form is made with; a change names it, so that of two people the second is told.
    package func version(_ key: String) -> String { StoredSetting.version(of: stored(key)) }

    /// The value that holds, nil for a secret.
    package func value(_ entry: SettingEntry) -> SettingValue? {
        guard !entry.kind.isSecret else { return nil }
        let state = state.withLock { ($0.stored[entry.key]?.value, $0.typed[entry.key] != nil) }
        guard let stored = state.0, state.1 else { return entry.defaultValue }
        return entry.check(stored).checked?.value ?? entry.defaultValue
    }

    /// Done in the transaction of every change of a setting, with the value that it has then.
    package func with(_ key: String, _ followUp: @escaping FollowUp) { followUps.withLock { $0[key] = followUp } }

    /// Called whenever this process learns that a setting is another than before.
    package func whenever(_ key: String, _ body: @escaping @Sendable () -> Void) { observers.withLock { $0[key] = body } }

    func followUp(_ key: String) -> FollowUp? { followUps.withLock { $0[key] } }
}

// MARK: Reading

/// A row of `system_settings`.
package struct StoredSetting: RowDecodable {
    package let key: String
    /// As PostgreSQL writes it.
    let raw: String
    package let value: SettingValue
    package let changedAt: Date
    package let changedBy: String?

    package init(row: Row) throws {
        key = try row.get("key")
        raw = try row.get("raw")
        value = SettingValue(json: raw)
        changedAt = try row.get("updated_at")
        changedBy = try row.get("full_name")
    }

    static func version(of stored: StoredSetting?) -> String { version(raw: stored?.raw) }
    static func version(raw: String?) -> String { raw.map { String(Token.hash($0).hex.prefix(16)) } ?? "default" }
}

extension SystemSettings {
    private static let all = Query<StoredSetting>(
        """
        SELECT key, value::text AS raw, updated_at, users.full_name FROM system_settings LEFT JOIN users ON users.id = system_settings.updated_by
        ORDER BY key LIMIT 1000
        """)

    /// Reads them all. A row that cannot be used is named in the log once, and its default holds.
    package func load() async throws {
        let reading = readings.wrappingAdd(1, ordering: .relaxed).newValue
        let rows = try await database.all(Self.all)
        var new = State(reading: reading)
        for row in rows {
            new.stored[row.key] = row
            do { if let typed = try typed(row) { new.typed[row.key] = typed } } catch { new.refused.append(error) }
        }
        let (old, isNewest) = state.withLock { state in
            let old = state, isNewest = reading > state.reading
            if isNewest { state = new }
            return (old, isNewest)
        }
        guard isNewest else { return }
        for refused in new.refused where !old.refused.contains(refused) {
            logger.warning("a setting in the database is ignored", metadata: ["key": "\(refused.key.prefix(100))", "reason": "\(refused.reason)"])
        }
        let changed = Set(old.stored.keys).union(new.stored.keys).filter { old.stored[$0]?.raw != new.stored[$0]?.raw }
        for observer in observers.withLock({ observers in changed.compactMap { observers[$0] } }) { observer() }
    }

    private func typed(_ row: StoredSetting) throws(Refused) -> (any Sendable)? {
        guard let entry = Registry.entry(row.key) else { throw Refused(key: row.key, reason: "there is no setting of this name") }
        if entry.kind.isSecret {
            guard Self.sealed(row.value) != nil else { throw Refused(key: row.key, reason: "a secret is sealed; this is not. Set it anew.") }
            return nil
        }
        let (checked, problems) = entry.check(row.value)
        guard let checked else { throw Refused(key: row.key, reason: problems.map(\.message).joined(separator: " ")) }
        return checked.typed
    }

    /// Hears of every change until its task is cancelled, and reads anew.
    package func follow(_ listener: Listener) async {
        for await _ in listener.listen(Self.channel) {
            while !Task.isCancelled {
                do {
                    try await load()
                    break
                } catch {
                    logger.warning("cannot read the settings anew", metadata: ["reason": "\(error)"])
                    try? await Task.sleep(for: .milliseconds(300))
                }
            }
        }
    }
}

// MARK: Secrets

extension SystemSettings {
    func seal(_ plain: String, _ key: String) throws -> SettingValue {
        .object(["sealed": .text(try vault.seal(Data(plain.utf8), for: Self.purpose(key)).base64EncodedString())])
    }

    func open(_ value: SettingValue, _ key: String) throws -> String {
        guard let sealed = Self.sealed(value) else { throw Vault.Unreadable() }
        return String(decoding: try vault.open(sealed, for: Self.purpose(key)), as: UTF8.self)
    }

    private static func sealed(_ value: SettingValue) -> Data? { value.members?["sealed"]?.text.flatMap { Data(base64Encoded: $0) } }
    private static func purpose(_ key: String) -> String { "setting:\(key)" }
}
