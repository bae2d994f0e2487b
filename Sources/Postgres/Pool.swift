package import Logging
private import Synchronization

/// The program's connections: at most `size`, opened as they are needed, handed out in the order they were asked for.
///
/// Whoever waits longer than `waitLimit` gets `.poolSpent`, so that an overloaded site says so instead of hanging.
package final class Pool: Database {
    enum Grant: Sendable {
        case connection(Connection)
        /// The right to open one more.
        case place
    }

    private struct Waiter {
        var number: Int
        var deadline: ContinuousClock.Instant
        var continuation: CheckedContinuation<Grant, any Error>
    }

    private struct State {
        var idle: [Connection] = []
        var open = 0
        var waiters: [Waiter] = []
        var cancelled: Set<Int> = []
        var nextNumber = 0
        var isWatched = false
        var isClosed = false
    }

    package let url: String
    private let role: String?
    private let size: Int
    private let waitLimit: Duration
    private let statementTimeout: Duration
    private let logger: Logger
    private let state = Mutex(State())

    package init(
        url: String, role: String? = nil, size: Int = 10, waitLimit: Duration = .seconds(5), statementTimeout: Duration = .seconds(30),
        logger: Logger = Logger(label: "postgres")
    ) {
        self.url = url
        self.role = role
        self.size = max(1, size)
        self.waitLimit = waitLimit
        self.statementTimeout = statementTimeout
        self.logger = logger
    }

    /// Closes what is idle at once and the rest as it comes back.
    package func close() {
        let (idle, waiters) = state.withLock { state in
            state.isClosed = true
            defer { (state.idle, state.waiters) = ([], []) }
            state.open -= state.idle.count
            return (state.idle, state.waiters)
        }
        idle.forEach { $0.close() }
        waiters.forEach { $0.continuation.resume(throwing: Self.closed) }
    }

    package func all<R>(_ query: Query<R>) async throws -> [R] { try await execute(query.sql).decode() }
    package func first<R>(_ query: Query<R>) async throws -> R? { try await execute(query.sql).first() }

    @discardableResult
    package func run(_ command: Command) async throws -> Int { try await execute(command.sql).affected }

    package func transaction<T>(_ body: (Transaction) async throws -> T) async throws -> T {
        try await withConnection { try await Transaction.run(on: $0, body) }
    }

    package func copy(into table: String, columns: [String], next: () async throws -> [UInt8]?) async throws -> Int {
        try await withConnection { try await $0.copy(into: table, columns: columns, next: next) }
    }

    package func stream<R>(_ query: Query<R>) -> RowStream<R> {
        RowStream { [self] in
            let connection = try await lease()
            return try await Cursor.open(query.sql, named: "rows", on: connection, ownsTransaction: true) { self.giveBack(connection) }
        }
    }

    private func execute(_ sql: SQL) async throws -> ResultSet {
        try await withConnection { try await $0.execute(sql) }
    }

    func withConnection<T>(_ body: (Connection) async throws -> T) async throws -> T {
        let connection = try await lease()
        defer { giveBack(connection) }
        return try await body(connection)
    }

    // MARK: Leasing

    private static let closed = PostgresError(.connectionLost, "the pool is closed")

    func lease() async throws -> Connection {
        if let grant = try state.withLock({ try immediate(&$0) }) { return try await redeem(grant) }
        return try await redeem(try await wait())
    }

    private func immediate(_ state: inout State) throws -> Grant? {
        if state.isClosed { throw Self.closed }
        while let connection = state.idle.popLast() {
            if !connection.isGone { return .connection(connection) }
            state.open -= 1
        }
        guard state.open < size else { return nil }
        state.open += 1
        return .place
    }

    private func redeem(_ grant: Grant) async throws -> Connection {
        switch grant {
        case .connection(let connection) where !connection.isGone: return connection
        case .connection, .place:
            do {
                return try await Connection.open(url: url, role: role, statementTimeout: statementTimeout)
            } catch {
                logger.error("no database connection", metadata: ["reason": "\(error)"])
                passOn(nil)
                throw error
            }
        }
    }

    private func wait() async throws -> Grant {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        defer { state.withLock { _ = $0.cancelled.remove(number) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let granted = state.withLock { state -> Result<Grant?, any Error> in
                    if state.cancelled.remove(number) != nil { return .failure(PostgresError.cancelled) }
                    let granted = Result { try immediate(&state) }
                    if case .success(nil) = granted {
                        state.waiters.append(Waiter(number: number, deadline: .now + waitLimit, continuation: continuation))
                    }
                    return granted
                }
                switch granted {
                case .success(nil): watchDeadlines()
                case .success(let grant?): continuation.resume(returning: grant)
                case .failure(let error): continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            cancelWait(number)
        }
    }

    private func cancelWait(_ number: Int) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: PostgresError.cancelled)
    }

    /// One task looks after the deadlines of all that wait, as long as any does.
    private func watchDeadlines() {
        let first = state.withLock { state -> ContinuousClock.Instant? in
            guard !state.isWatched, let waiter = state.waiters.first else { return nil }
            state.isWatched = true
            return waiter.deadline
        }
        guard var deadline = first else { return }
        Task { [self] in
            while true {
                try? await Task.sleep(until: deadline)
                guard let next = expireWaiters() else { return }
                deadline = next
            }
        }
    }

    private func expireWaiters() -> ContinuousClock.Instant? {
        let (late, next) = state.withLock { state -> ([Waiter], ContinuousClock.Instant?) in
            let now = ContinuousClock.now
            let late = state.waiters.prefix { $0.deadline <= now }
            state.waiters.removeFirst(late.count)
            state.isWatched = !state.waiters.isEmpty
            return (Array(late), state.waiters.first?.deadline)
        }
        let error = PostgresError(.poolSpent(waited: waitLimit), "all \(size) connections are in use")
        if !late.isEmpty { logger.warning("the database pool is spent", metadata: ["size": "\(size)", "refused": "\(late.count)"]) }
        late.forEach { $0.continuation.resume(throwing: error) }
        return next
    }

    func giveBack(_ connection: Connection) {
        if connection.isReusable { return passOn(connection) }
        connection.close()
        passOn(nil)
    }

    /// To the one who waits longest: the connection, or the right to open one in its place.
    private func passOn(_ connection: Connection?) {
        let (waiter, isSurplus) = state.withLock { state -> (Waiter?, Bool) in
            if !state.waiters.isEmpty { return (state.waiters.removeFirst(), false) }
            if let connection, !state.isClosed {
                state.idle.append(connection)
                return (nil, false)
            }
            state.open -= 1
            return (nil, true)
        }
        if isSurplus { connection?.close() }
        waiter?.continuation.resume(returning: connection.map { .connection($0) } ?? .place)
    }
}
