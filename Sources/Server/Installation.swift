import Accounts
import Foundation
import Logging
import Postgres
import Schema

/// The database of an installation: the one named by `DATABASE_URL`, or a private cluster under `var/postgres`.
struct Installation: Sendable {
    let settings: Settings
    let logger: Logger

    init() async throws {
        settings = try await Settings.read()
        logger = Logger(label: "shortlist")
    }

    /// Runs `body` with the address of the database, and stops a private cluster afterwards. Where another program of ours runs the
    /// cluster already, its address is taken from the note that it left.
    func withDatabase<T: Sendable>(sharing: Bool = true, _ body: @Sendable (String) async throws -> T) async throws -> T {
        if let url = settings.databaseURL { return try await body(url) }
        if sharing, let url = await runningCluster() { return try await body(url) }
        let cluster = EmbeddedCluster(
            binaries: settings.folder.appendingPathComponent("toolchain/postgres"), data: settings.folder.appendingPathComponent("postgres"), logger: logger)
        let url = try await cluster.start()
        let result: Result<T, any Error>
        do {
            try Data(url.utf8).write(to: note, options: .atomic)
            result = .success(try await body(url))
        } catch { result = .failure(error) }
        try? FileManager.default.removeItem(at: note)
        await cluster.stop()
        return try result.get()
    }

    @discardableResult
    func migrate(_ url: String) async throws -> [Int] {
        let applied = try await Migrator(migrations: try Schema.migrations(), logger: logger).run(on: url)
        let owner = Pool(url: url, size: 1, logger: logger)
        defer { owner.close() }
        if let epoch = try await TrailEpoch.renew(in: owner) {
            logger.notice("the database was moved to another cluster: the trail counts its transactions anew", metadata: ["count": "\(epoch)"])
        }
        return applied
    }

    /// The program's connections: with the rights of the role that the migrations made for it. In the private cluster the role signs in by
    /// itself, so that nothing in its sessions can become the owner again; elsewhere the owner's session takes the role on. Where the role
    /// could not be made, with the rights of whoever `DATABASE_URL` names; `doctor` says so then.
    func pool(_ url: String, size: Int) async throws -> Pool {
        let owner = Pool(url: url, size: 1, logger: logger)
        defer { owner.close() }
        let role = try await owner.one(
            Query<One<String>>(
                """
                SELECT coalesce((SELECT CASE WHEN NOT pg_has_role(current_user, oid, 'MEMBER') THEN 'none' WHEN rolcanlogin THEN 'login' ELSE 'role' END
                    FROM pg_roles WHERE rolname = \(Schema.programRole)), 'none') AS has
                """)
        ).value
        if role == "none" { return Pool(url: url, size: size, logger: logger) }
        guard settings.databaseURL == nil else { return Pool(url: url, role: Schema.programRole, size: size, logger: logger) }
        if role == "role" { try await owner.run(Command("ALTER ROLE \(identifier: Schema.programRole) LOGIN")) }
        return Pool(url: url.replacing("user=shortlist ", with: "user=\(Schema.programRole) "), size: size, logger: logger)
    }

    /// Holds the connection words of the running cluster; the socket's folder decides who may use them.
    private var note: URL { settings.folder.appendingPathComponent("postgres.url") }

    /// Throws with what to do where the cluster is not running.
    func addressOfRunningCluster() async throws -> String {
        guard let url = await runningCluster() else {
            throw Settings.Wrong(description: "the private database is not running; start “shortlist serve”, or set DATABASE_URL")
        }
        return url
    }

    private func runningCluster() async -> String? {
        guard let data = try? Data(contentsOf: note) else { return nil }
        let url = String(decoding: data, as: UTF8.self)
        guard let connection = try? await Connection.open(url: url) else { return nil }
        connection.close()
        return url
    }
}
