import ArgumentParser
import Background
import Logging
import Messaging
import Postgres
import ServiceLifecycle
import UnixSignals

struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Work in the background only: mail and whatever else waits.")

    func run() async throws {
        let installation = try await Installation()
        try await installation.withDatabase { url in
            try await installation.migrate(url)
            let pool = Pool(url: url, size: 6, logger: installation.logger)
            defer { pool.close() }
            let working = Working(worker: try Self.worker(installation.settings, pool, installation.logger))
            let group = ServiceGroup(
                configuration: .init(services: [working], gracefulShutdownSignals: [.sigterm, .sigint], logger: installation.logger))
            try await group.run()
        }
    }

    static func worker(_ settings: Settings, _ pool: Pool, _ logger: Logger) throws -> Worker {
        let sender = try Mailbox(name: settings.name.oneLine, address: "no-reply@shortlist.example")
        return Worker(
            database: pool, listener: Listener(url: pool.url),
            handlers: [Outbox.kind: Outbox.handler(database: pool, mailer: settings.mail.mailer(), sender: sender)], logger: logger)
    }
}

/// The worker as a service: told to stop, it finishes or puts back what is under way.
struct Working: Service {
    let worker: Worker

    func run() async throws {
        await cancelWhenGracefulShutdown { await worker.run() }
    }
}
