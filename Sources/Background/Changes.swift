import Logging
package import Postgres
private import Synchronization

/// Tells open pages that something they show has changed, whichever process changed it.
///
/// A change names a topic, such as `job:0198…`, in the transaction that makes it; pages that watch the topic are told after the commit.
/// No data travels this way: a page reads again, with its own viewer's permissions.
package final class Changes: Sendable {
    /// The NOTIFY channel; the message is the topic.
    package static let channel = "changes"

    private struct Watcher {
        var topic: String
        var sink: AsyncStream<String>.Continuation
    }

    private let watchers = Mutex<(next: Int, all: [Int: Watcher])>((0, [:]))
    private let listener: Listener

    package init(listener: Listener) { self.listener = listener }

    /// An expression that tells of a change once the transaction around it commits. Several of one topic are one.
    package static func telling(_ topic: SQL) -> SQL { "pg_notify(\(channel)::text, \(topic))" }

    package static func tell(_ topic: String) -> Command { Command("SELECT \(telling("\(topic)"))") }

    /// "changed" whenever the topic changed; several in a burst are one.
    package func watch(_ topic: String) -> AsyncStream<String> {
        let (stream, sink) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = watchers.withLock { watchers in
            watchers.next += 1
            watchers.all[watchers.next] = Watcher(topic: topic, sink: sink)
            return watchers.next
        }
        sink.onTermination = { [weak self] _ in self?.forget(number) }
        return stream
    }

    /// Ends every watching: whoever has a page open is let in anew, or not.
    package func endAll() {
        let sinks = watchers.withLock { watchers in watchers.all.values.map(\.sink) }
        for sink in sinks { sink.finish() }
    }

    private func forget(_ number: Int) { _ = watchers.withLock { $0.all.removeValue(forKey: number) } }

    /// Passes on what is heard until its task is cancelled.
    package func run() async {
        for await notification in listener.listen(Self.channel) {
            switch notification {
            case .message(let topic): ring { $0 == topic }
            case .reconnected: ring { _ in true }
            }
        }
    }

    private func ring(_ concerns: (String) -> Bool) {
        let sinks = watchers.withLock { watchers in watchers.all.values.filter { concerns($0.topic) }.map(\.sink) }
        for sink in sinks { sink.yield("changed") }
    }
}
