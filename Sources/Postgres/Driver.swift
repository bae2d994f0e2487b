private import Foundation
private import Synchronization

/// The one thread that waits for the server, for all connections at once.
///
/// A task sends its statement itself, under its link's lock, which never blocks because the socket does not; this thread
/// polls all sockets, reads what came, and resumes the tasks. So a query costs one change of thread, and no thread of
/// Swift's cooperative pool ever waits (docs/decisions/0002-libpq-driver-thread.md).
final class Driver: Sendable {
    static let shared = Driver()

    private let links = Mutex<[Link]>([])
    private let isWoken = Atomic<Bool>(false)
    private let wakeRead: Int32
    private let wakeWrite: Int32

    private init() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { fatalError("no file descriptor is left for the database driver's wake-up pipe") }
        for end in ends {
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (wakeRead, wakeWrite) = (ends[0], ends[1])
        let thread = Thread { [self] in run() }
        thread.name = "postgres-driver"
        thread.start()
    }

    func add(_ link: Link) {
        links.withLock { $0.append(link) }
        wake()
    }

    /// To be called when a link wants to write, or to be closed.
    func wake() {
        if isWoken.exchange(true, ordering: .acquiringAndReleasing) { return }
        var byte: UInt8 = 1
        _ = write(wakeWrite, &byte, 1)
    }

    private func run() {
        var watched: [Link] = []
        var sockets = [pollfd(fd: wakeRead, events: Int16(POLLIN), revents: 0)]
        while true {
            let ready = poll(&sockets, nfds_t(sockets.count), -1)
            if ready < 0 { continue }
            for (index, link) in watched.enumerated() where sockets[index + 1].revents != 0 {
                let wantsWrite = link.ready(Int32(sockets[index + 1].revents))
                sockets[index + 1].events = Int16(wantsWrite ? POLLIN | POLLOUT : POLLIN)
            }
            if sockets[0].revents != 0 || watched.contains(where: \.isGone) {
                drainWakes()
                watched = survivors()
                sockets = [sockets[0]] + watched.map(\.interest)
            }
        }
    }

    private func drainWakes() {
        var bytes: [UInt8] = Array(repeating: 0, count: 64)
        while read(wakeRead, &bytes, 64) > 0 {}
        isWoken.store(false, ordering: .releasing)
    }

    /// The links still open; those to be closed are closed here, so that no socket is closed while it is being polled.
    private func survivors() -> [Link] {
        links.withLock { links in
            links.removeAll { $0.closeIfGone() }
            return links
        }
    }
}

/// Work that may block for long (a name look-up, a cancel request) on a thread of its own, away from Swift's pool.
func onOwnThread<T: Sendable>(_ work: @escaping @Sendable () -> T) async -> T {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}
