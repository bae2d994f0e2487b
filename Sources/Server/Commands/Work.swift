import Hiring
import Accounts
import ArgumentParser
import Background
import Hiring
import Logging
import Messaging
import Postgres
import ServiceLifecycle
import UnixSignals

struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Work in the background only: mail, résumés, scores.")

    func run() async throws {
        let installation = try await Installation()
        try await installation.withDatabase { url in
            try await installation.migrate(url)
            let pool = try await installation.pool(url, size: 6)
            defer { pool.close() }
            let house = try House(settings: installation.settings, database: pool, logger: installation.logger)
            try await house.prepare()
            try await Working.enqueueRegularWork(in: pool)
            let working = Working(worker: try house.worker())
            let group = ServiceGroup(
                configuration: .init(
                    services: [Attending(house: house), working], gracefulShutdownSignals: [.sigterm, .sigint], logger: installation.logger))
            try await group.run()
        }
    }
}

/// The worker as a service: told to stop, it finishes or puts back what is under way.
struct Working: Service {
    let worker: Worker

    /// What is done again and again, and asks for its next time by itself.
    static func enqueueRegularWork(in database: some Database) async throws {
        try await CleaningUp.enqueue(in: database)
        try await TrailKeeping.enqueue(in: database)
        try await SearchLetters.enqueue(in: database)
        try await MeaningLists.enqueue(in: database)
        try await Vectors.sweep(in: database)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await worker.run() }
    }
}
