import Hiring
import Accounts
import ArgumentParser
import Background
import CMalloc
import Demo
import Foundation
import Hiring
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
        Memory.keepForReuse()
        let installation = try await Installation()
        try await installation.withDatabase(sharing: false) { url in
            let applied = try await installation.migrate(url)
            if !applied.isEmpty { print("Made the tables (migrations \(applied.map(String.init).joined(separator: ", "))).") }
            if !withoutDemo { try await fill(url, installation) }
            let pool = try await installation.pool(url, size: 10)
            defer { pool.close() }
            try await serve(installation, pool)
        }
    }

    /// As the owner of the tables, as the migrations are.
    private func fill(_ url: String, _ installation: Installation) async throws {
        let pool = Pool(url: url, size: 1, logger: installation.logger)
        defer { pool.close() }
        let isEmpty = try await pool.one(Query<One<Bool>>("SELECT NOT EXISTS (SELECT FROM users) AS empty")).value
        guard isEmpty else { return }
        try await Demo.fillSmall(pool)
        try await DemoMark.set(pool)
        print("The database was empty: filled it with a small demo agency.")
    }

    private func serve(_ installation: Installation, _ pool: Pool) async throws {
        let settings = installation.settings, house = try House(settings: settings, database: pool, logger: installation.logger)
        try await house.prepare()
        var site = try house.site()
        let bench = BenchRoutes.isWanted ? BenchRoutes() : nil
        if let bench { site.around = { path, request in await bench.around(path, request) } }
        let routes = house.routes(site)
        bench?.add(to: routes)
        let app = WebApp(routes: routes, host: settings.host, port: settings.port, logger: installation.logger) { port in
            print("Shortlist is at http://\(settings.host):\(port)/jobs (Ctrl-C stops it)")
            await welcome(pool, at: settings.port == 0 ? "http://\(settings.host):\(port)" : settings.address)
            fflush(nil)  // seen at once in a log file too
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [Attending(house: house), app, Working(worker: try house.worker())], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: installation.logger))
        try await Working.enqueueRegularWork(in: pool)
        try await group.run()
    }

    /// Ways in for an installation where nobody has a password yet: to the set-up of an empty one, or one link for each role of a demo.
    private func welcome(_ pool: Pool, at address: String) async {
        do {
            if try await !pool.one(Users.hasAdmin).value {
                print("Nobody is here yet. Set it up, once, within a day: \(address)\(try await SignInLinks.makeSetUp(in: pool).text)")
            } else if try await DemoMark.isSet(pool), try await !pool.one(Users.hasPassword).value {
                print("Sign in, each link once, within a day:")
                for role in UserRole.allCases {
                    guard let person = try await pool.first(Users.first(of: role)) else { continue }
                    print(
                        "  \(role.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0))\(address)\(try await SignInLinks.make(for: person.id, in: pool).text)  \(person.name)"
                    )
                }
            }
        } catch {
            print("Could not make a link to sign in: \(error). Try: shortlist user link --role ADMIN")
        }
    }
}

/// Remembers that an installation's people are made up: only then may anybody who reads the log sign in as one of them.
enum DemoMark {
    static func set(_ database: some Database) async throws {
        try await database.run(
            Command(
                """
                INSERT INTO system_settings (key, value, description) VALUES ('DEMO_DATA', 'true', 'This installation was filled with made-up people.')
                ON CONFLICT (key) DO NOTHING
                """))
    }

    static func isSet(_ database: some Database) async throws -> Bool {
        try await database.one(Query<One<Bool>>("SELECT EXISTS (SELECT FROM system_settings WHERE key = 'DEMO_DATA') AS is_set")).value
    }
}

/// glibc's allocator, told what a server does.
enum Memory {
    /// Pages of some hundred kilobytes come and go with each request. Asked of the kernel anew each time, their page faults were a
    /// tenth of the time of a board of 300 cards.
    static func keepForReuse() { shortlist_keep_memory(32 << 20, 64 << 20) }
}

/// What other processes say is heard for as long as the program runs; who was here is written once more when all requests are answered.
struct Attending: Service {
    let house: House

    func run() async throws {
        await cancelWhenGracefulShutdown { await house.attend() }
        await house.presence.flush()
    }
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
