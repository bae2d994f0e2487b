private import Foundation
package import Logging
package import Postgres

/// Does background work, several pieces at a time, until its task is cancelled.
///
/// Any number of workers on any number of machines share one table: each piece is held by one of them under a lease that it
/// renews. One that dies lets its lease run out, and another takes over.
package actor Worker {
    package struct Settings: Sendable {
        /// Pieces at the same time.
        package var concurrency = 4
        /// How long after a crash another worker takes over.
        package var lease: Duration = .seconds(60)
        /// How often to look even where nothing woke us: for work that falls due, and where a notification was lost.
        package var poll: Duration = .seconds(2)
        /// How long a stopping worker lets its work go on before it is cancelled and put back.
        package var grace: Duration = .seconds(20)
        package var backOff = BackOff()
        package init() {}
    }

    private let handlers: [String: WorkHandler]
    private let settings: Settings
    private let listener: Listener?
    private let isPaused: @Sendable () async throws -> Bool
    private let bench: Bench
    private let database: any Database
    private let logger: Logger
    private var running: [ID<Work>: Piece] = [:]
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation

    private struct Piece {
        var handler: Task<Void, any Error>
        var whole: Task<Void, Never>
    }

    /// - Parameters:
    ///   - handlers: by kind; work of other kinds is left to other workers.
    ///   - onGivenUp: see `GivenUpHook`. Where it throws, nothing is marked and it is called again soon.
    ///   - isPaused: asked before each claim; what is under way goes on.
    package init(
        database: any Database, listener: Listener? = nil, handlers: [String: WorkHandler], settings: Settings = Settings(),
        logger: Logger = Logger(label: "worker"), onGivenUp: @escaping GivenUpHook = { _, _ in },
        isPaused: @escaping @Sendable () async throws -> Bool = { false }
    ) {
        self.database = database
        self.listener = listener
        self.handlers = handlers
        self.settings = settings
        self.logger = logger
        self.isPaused = isPaused
        bench = Bench(database: database, settings: settings, logger: logger, onGivenUp: onGivenUp)
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Works until its task is cancelled, then finishes or puts back what is under way. Once for each worker.
    package func run() async {
        await withTaskGroup { group in
            group.addTask { [settings, ring] in
                while !Task.isCancelled {
                    ring.yield()
                    try? await Task.sleep(for: settings.poll)
                }
            }
            if let listener {
                group.addTask { [ring] in
                    for await _ in listener.listen(Work.channel) { ring.yield() }
                }
            }
            for await _ in bell { await fill() }
            group.cancelAll()
        }
        await stop()
    }

    /// Does all that is due, one piece after the other, and what falls due by it. For tests.
    /// - Returns: the number of attempts made.
    @discardableResult
    package func drain() async throws -> Int {
        var count = 0
        while true {
            guard let claim = try await claim(1).first else {
                try await giveUpAbandoned()
                return count
            }
            await begin(claim).value
            count += 1
        }
    }

    private var kinds: [String] { handlers.keys.sorted() }

    /// Takes as much as there is room for. Nothing of it may end the loop: a database that is away comes back.
    private func fill() async {
        let room = settings.concurrency - running.count
        guard room > 0 else { return }
        do {
            if try await isPaused() { return }
            let claims = try await claim(room)
            for claim in claims { begin(claim) }
            if claims.isEmpty { try await giveUpAbandoned() }
        } catch {
            if !Task.isCancelled { logger.warning("cannot look for work", metadata: ["reason": "\(reason(of: error))"]) }
        }
    }

    /// Shielded: a claim that is cancelled in the middle may have happened, and nobody would do its work until the lease is over.
    private func claim(_ count: Int) async throws -> [Claim] {
        let (database, query) = (database, Claims.claim(count, of: kinds, lease: settings.lease))
        return try await Task.detached { try await database.all(query) }.value
    }

    /// Neither task is a child of the loop's, so that stopping the loop does not cancel them: first they get their grace.
    @discardableResult
    private func begin(_ claim: Claim) -> Task<Void, Never> {
        guard let handle = handlers[claim.attempt.kind] else { return Task {} }
        let handler = Task.detached { try await handle(claim.payload, claim.attempt) }
        let whole = Task.detached { [bench] in
            await bench.see(claim, through: handler)
            await self.end(claim)
        }
        running[claim.attempt.job] = Piece(handler: handler, whole: whole)
        return whole
    }

    private func end(_ claim: Claim) {
        running[claim.attempt.job] = nil
        ring.yield()
    }

    private func giveUpAbandoned() async throws {
        for claim in try await database.all(Claims.abandoned(of: kinds, lease: settings.lease)) {
            await bench.giveUp(claim, reason: "the worker ended in the middle of the last attempt")
        }
    }

    // MARK: Stopping

    private func stop() async {
        await wait(upTo: settings.grace)
        guard !running.isEmpty else { return }
        logger.notice("putting back work that did not end in time", metadata: ["count": "\(running.count)"])
        for piece in running.values { piece.handler.cancel() }
        // One that does not hear is left behind with its lease: putting it back would let two run at once.
        await wait(upTo: .seconds(5))
    }

    /// Runs in a cancelled task, where every sleep would end at once: hence a task of its own.
    private func wait(upTo limit: Duration) async {
        let pieces = running.values.map(\.whole)
        let (finished, finish) = AsyncStream<Void>.makeStream()
        let all = Task.detached {
            for piece in pieces { await piece.value }
            finish.finish()
        }
        let clock = Task.detached {
            try? await Task.sleep(for: limit)
            finish.finish()
        }
        await Task.detached { for await _ in finished {} }.value
        all.cancel()
        clock.cancel()
    }
}
