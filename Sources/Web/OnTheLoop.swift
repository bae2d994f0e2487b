import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// A connection's requests run on the thread of its event loop, instead of on the shared pool of Swift's tasks.
///
/// A request otherwise changes threads when it has been read, after each answer of the database and before it is written; waking a thread
/// costs some 10 microseconds each time, a third of a small page. Handlers may not block, as always on an event loop: what waits for the
/// disk or computes for long goes through `offTheLoop`.
struct OnTheLoop<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> { inner.setup(channel: channel, logger: logger) }

    func handle(value: Inner.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) { await inner.handle(value: value, logger: logger) }
    }
}

/// Swift's tasks on an event loop.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// Work that waits for the disk or computes for long, on a thread that may wait. On the loop it would hold up all the visitors who share it.
package func offTheLoop<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await NIOThreadPool.singleton.runIfActive(body)
}
