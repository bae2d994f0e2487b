package import Postgres
private import Synchronization

/// The settings as this process knows them: the stored ones over the defaults. Reading costs no question to the database.
package final class SystemSettings: Sendable {
    private let database: any Database
    private let values = Mutex<[String: any Sendable]>([:])

    package init(_ database: any Database) { self.database = database }

    package subscript<Value>(_ setting: Setting<Value>) -> Value { values.withLock { $0[setting.key] as? Value } ?? setting.defaultValue }

    /// A secret, opened; nil where none is set. Never shown to anybody.
    package func secret(_ key: String) throws -> String? { nil }
}
