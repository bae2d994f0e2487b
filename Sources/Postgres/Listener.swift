package import Logging
private import Synchronization

/// What arrives on a channel.
package enum Notification: Sendable, Equatable {
    case message(payload: String)
    /// The connection was lost and is back; what was said in between was missed, so read anew what depends on it.
    case reconnected

    package var payload: String? {
        if case .message(let payload) = self { payload } else { nil }
    }
}

/// Hears what other connections say with `pg_notify`, on a connection of its own that is opened again whenever it is lost.
package final class Listener: Sendable {
    private struct Subscriber {
        var channel: String
        var sink: AsyncStream<Notification>.Continuation
    }

    private struct State {
        var subscribers: [Int: Subscriber] = [:]
        var nextNumber = 0
        var runner: Task<Void, Never>?
        var connection: Connection?
        var isClosed = false
    }

    /// A reader that sleeps loses the oldest; it holds no memory without end.
    private static let bufferSize = 4096

    private let url: String
    private let logger: Logger
    private let state = Mutex(State())
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    package init(url: String, logger: Logger = Logger(label: "listener")) {
        self.url = url
        self.logger = logger
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit {
        let runner = state.withLock { $0.runner }
        runner?.cancel()
    }

    /// Ends when the reader stops reading, or at `close`. The first element may be `.reconnected`: from then on nothing is missed.
    package func listen(_ channel: String) -> AsyncStream<Notification> {
        let (stream, sink) = AsyncStream<Notification>.makeStream(bufferingPolicy: .bufferingNewest(Self.bufferSize))
        let number = state.withLock { state -> Int? in
            if state.isClosed { return nil }
            state.nextNumber += 1
            state.subscribers[state.nextNumber] = Subscriber(channel: channel, sink: sink)
            if state.runner == nil { state.runner = runner() }
            return state.nextNumber
        }
        guard let number else {
            sink.finish()
            return stream
        }
        sink.onTermination = { [weak self] _ in self?.drop(number) }
        change.yield()
        return stream
    }

    private func runner() -> Task<Void, Never> {
        let changes = changes
        let find: @Sendable () -> Listener? = { [weak self] in self }
        return Task { await Self.run(changes, find) }
    }

    package func close() {
        let (runner, subscribers, connection) = state.withLock { state in
            state.isClosed = true
            defer { (state.subscribers, state.connection) = ([:], nil) }
            return (state.runner, Array(state.subscribers.values), state.connection)
        }
        runner?.cancel()
        connection?.close()
        subscribers.forEach { $0.sink.finish() }
    }

    private func drop(_ number: Int) {
        state.withLock { _ = $0.subscribers.removeValue(forKey: number) }
        change.yield()
    }

    private func deliver(_ channel: String, _ payload: String) {
        let sinks = state.withLock { state in state.subscribers.values.filter { $0.channel == channel }.map(\.sink) }
        sinks.forEach { $0.yield(.message(payload: payload)) }
    }

    // MARK: The connection

    /// Weak while it waits, so that a listener that nobody holds any more ends.
    private static func run(_ changes: AsyncStream<Void>, _ listener: @escaping @Sendable () -> Listener?) async {
        var listening: Set<String> = []
        var pause = Duration.milliseconds(50)
        var iterator = changes.makeAsyncIterator()
        while !Task.isCancelled {
            do {
                guard let self = listener() else { return }
                listening = try await self.update(listening)
                pause = .milliseconds(50)
            } catch {
                listening = []
                listener()?.logger.warning("not listening to the database", metadata: ["reason": "\(error)"])
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
                continue
            }
            if await iterator.next() == nil { return }
        }
    }

    /// Makes the connection listen to just the channels that have readers.
    private func update(_ listening: Set<String>) async throws -> Set<String> {
        let isNew = state.withLock { $0.connection?.isGone != false }
        let connection = try await current()
        let heard = isNew ? [] : listening
        let wanted = state.withLock { Set($0.subscribers.values.map(\.channel)) }
        for channel in wanted.subtracting(heard) { try await connection.simple("LISTEN \(Self.quoted(channel))") }
        for channel in heard.subtracting(wanted) { try await connection.simple("UNLISTEN \(Self.quoted(channel))") }
        let started = state.withLock { state in
            state.subscribers.values.filter { wanted.subtracting(heard).contains($0.channel) }.map(\.sink)
        }
        started.forEach { $0.yield(.reconnected) }
        return wanted
    }

    private func current() async throws -> Connection {
        if let connection = state.withLock({ $0.connection }), !connection.isGone { return connection }
        let connection = try await Connection.open(
            url: url,
            onNotification: { [weak self] channel, payload in self?.deliver(channel, payload) },
            onGone: { [change] in change.yield() })
        let isWanted = state.withLock { state in
            state.connection = state.isClosed ? nil : connection
            return !state.isClosed
        }
        guard isWanted else { throw PostgresError(.connectionLost, "the listener is closed") }
        return connection
    }

    /// One name as it stands: a dot in it is part of it.
    private static func quoted(_ channel: String) -> String {
        "\"" + channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
