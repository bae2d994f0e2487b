package import Logging

/// One step of the database's growth: a numbered file of SQL that is never changed once it has landed.
package struct Migration: Sendable {
    package var number: Int
    package var name: String
    package var sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }
}

package enum MigrationError: Error, Sendable, CustomStringConvertible {
    case edited(number: Int, name: String)
    case newer(number: Int, name: String)
    case outOfOrder(number: Int)
    case failed(number: Int, name: String, reason: PostgresError)

    package var description: String {
        switch self {
        case .edited(let number, let name):
            "migration \(number) (\(name)) was changed after this database took it; undo the change and put it into a new migration"
        case .newer(let number, let name):
            "the database has migration \(number) (\(name)), which this program does not know: the program is older than the database"
        case .outOfOrder(let number): "migration \(number) does not come after the one before it"
        case .failed(let number, let name, let reason): "migration \(number) (\(name)) failed and was undone: \(reason)"
        }
    }
}

/// Brings a database up to date: each migration once, in order, in a transaction of its own, whoever else is starting at the
/// same moment.
package struct Migrator: Sendable {
    /// Any number does, as long as nothing else locks it: "shortlst" in ASCII.
    private static let lock: Int64 = 0x7368_6F72_746C_7374

    private let migrations: [Migration]
    private let logger: Logger

    package init(migrations: [Migration], logger: Logger = Logger(label: "migrations")) {
        self.migrations = migrations
        self.logger = logger
    }

    /// Gives the numbers of the migrations that were run now.
    @discardableResult
    package func run(on pool: Pool) async throws -> [Int] { try await run(on: pool.url) }

    @discardableResult
    package func run(on url: String) async throws -> [Int] {
        for (before, after) in zip(migrations, migrations.dropFirst()) where after.number <= before.number {
            throw MigrationError.outOfOrder(number: after.number)
        }
        let connection = try await Connection.open(url: url)
        defer { connection.close() }
        // Held by the session: it is let go however this ends.
        _ = try await connection.execute("SELECT pg_advisory_lock(\(Self.lock))")
        try await connection.simple(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """)
        let pending = try await checked(on: connection)
        for migration in pending { try await apply(migration, on: connection) }
        return pending.map(\.number)
    }

    /// What is still to run, running nothing. Throws as `run` does where a migration was edited, or the database is ahead of this program.
    package func pending(in database: some Database) async throws -> [Migration] {
        guard try await database.one(Query<One<Bool>>("SELECT to_regclass('schema_migrations') IS NOT NULL AS there")).value else { return migrations }
        let applied = try await database.all(Query<Applied>("SELECT number, name, checksum FROM schema_migrations ORDER BY number"))
        return try await unapplied(applied) { try await database.one(Query<One<String>>($0)).value }
    }

    private struct Applied: RowDecodable {
        var number: Int
        var name: String
        var checksum: String

        init(row: Row) throws {
            number = try row.get("number")
            name = try row.get("name")
            checksum = try row.get("checksum")
        }
    }

    /// The migrations still to run, after all that ran were found unchanged.
    private func checked(on connection: Connection) async throws -> [Migration] {
        let applied = try await connection.execute("SELECT number, name, checksum FROM schema_migrations ORDER BY number").decode(Applied.self)
        return try await unapplied(applied) { try await connection.execute($0).first(One<String>.self)?.value ?? "" }
    }

    private func unapplied(_ applied: [Applied], text: (SQL) async throws -> String) async throws -> [Migration] {
        let known = Dictionary(migrations.map { ($0.number, $0) }) { first, _ in first }
        for past in applied {
            guard let migration = known[past.number] else { throw MigrationError.newer(number: past.number, name: past.name) }
            guard try await text(checksum(migration)) == past.checksum else {
                throw MigrationError.edited(number: past.number, name: past.name)
            }
        }
        let done = Set(applied.map(\.number))
        return migrations.filter { !done.contains($0.number) }
    }

    private func apply(_ migration: Migration, on connection: Connection) async throws {
        logger.info("migrating", metadata: ["number": "\(migration.number)", "name": "\(migration.name)"])
        do {
            let checksum = try await connection.execute(checksum(migration)).first(One<String>.self)?.value ?? ""
            try await connection.simple("BEGIN")
            try await connection.simple(migration.sql)
            _ = try await connection.execute(
                "INSERT INTO schema_migrations (number, name, checksum) VALUES (\(migration.number), \(migration.name), \(checksum))")
            try await connection.simple("COMMIT")
        } catch let error as PostgresError {
            _ = try? await connection.simple("ROLLBACK", shielded: true)
            throw MigrationError.failed(number: migration.number, name: migration.name, reason: error)
        }
    }

    /// By the server, which saves the target a dependency on a hash library.
    private func checksum(_ migration: Migration) -> SQL { "SELECT encode(sha256(\(Array(migration.sql.utf8))), 'hex') AS sum" }
}
