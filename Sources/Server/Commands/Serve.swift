import ArgumentParser
import Background
import Demo
import Foundation
import JobBoard
import Logging
import Messaging
import Postgres
import ServiceLifecycle
import UnixSignals
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the pages, and work in the background in the same process.")

    @Flag(help: "Leave an empty database empty.")
    var withoutDemo = false

    func run() async throws {
        let installation = try await Installation()
        try await installation.withDatabase(sharing: false) { url in
            let applied = try await installation.migrate(url)
            if !applied.isEmpty { print("Made the tables (migrations \(applied.map(String.init).joined(separator: ", "))).") }
            let pool = Pool(url: url, size: 10, logger: installation.logger)
            defer { pool.close() }
            if !withoutDemo { try await fill(pool) }
            try await serve(installation, pool)
        }
    }

    private func fill(_ pool: Pool) async throws {
        let isEmpty = try await pool.one(Query<One<Bool>>("SELECT NOT EXISTS (SELECT FROM users) AS empty")).value
        guard isEmpty else { return }
        try await Demo.fillSmall(pool)
        print("The database was empty: filled it with a small demo agency.")
    }

    private func serve(_ installation: Installation, _ pool: Pool) async throws {
        let settings = installation.settings
        let site = Site(
            address: settings.address, name: settings.name, secret: try Secret.load(in: settings.folder), sessions: NoSessions(),
            assets: try Assets.own(), logger: installation.logger, isOutage: { ($0 as? PostgresError)?.isOutage ?? false }, frames: Frames.around)
        let routes = Routes(site: site)
        JobBoard(database: pool, site: site).add(to: routes)
        let app = WebApp(routes: routes, host: settings.host, port: settings.port, logger: installation.logger) { port in
            print("Shortlist is at http://\(settings.host):\(port)/jobs (Ctrl-C stops it)")
            fflush(nil)  // seen at once in a log file too
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [app, Working(worker: try Work.worker(settings, pool, installation.logger))], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: installation.logger))
        try await group.run()
    }
}

/// Nobody can sign in before Accounts exists, so every session is unknown.
private struct NoSessions: SessionStore {
    func find(tokenHash: Data) async throws -> (any Sendable)? { nil }
}

/// The secret that signs forms: made at the first start, readable by its owner only.
enum Secret {
    static func load(in folder: URL) throws -> Data {
        let file = folder.appendingPathComponent("secret")
        if let data = try? Data(contentsOf: file), data.count >= 32 { return data }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let data = Data(Token.random().utf8)
        guard FileManager.default.createFile(atPath: file.path, contents: data, attributes: [.posixPermissions: 0o600]) else {
            throw Settings.Wrong(description: "SHORTLIST_VAR: \(folder.path) cannot be written; name a folder that this user may write")
        }
        return data
    }
}
