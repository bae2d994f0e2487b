import CLibPQ
import Foundation
import Synchronization

/// A child process on a thread of its own: the thread starts it and waits for it, because Linux ends the child when the
/// *thread* that started it ends.
final class ClusterProcess: Sendable {
    private enum Life: Sendable {
        case starting
        case failed(Int32)
        case running(pid_t)
        case ended(Int32)
    }

    private final class Watch: Sendable {
        let life = Mutex(Life.starting)
        let started = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
    }

    private let watch = Watch()

    init(_ program: URL, _ arguments: [String], as account: ClusterAccount, log: URL) throws {
        let descriptor = open(log.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ClusterError("\(log.path) cannot be written: \(String(cString: strerror(errno)))") }
        if account.isOther { _ = fchown(descriptor, account.user, account.group) }
        let watch = watch
        Thread.detachNewThread {
            let process = Self.spawn(program, arguments, account, descriptor)
            let error = errno
            close(descriptor)
            watch.life.withLock { $0 = process > 0 ? .running(process) : .failed(error) }
            watch.started.signal()
            guard process > 0 else { return }
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            watch.life.withLock { $0 = .ended(status) }
            watch.ended.signal()
        }
        watch.started.wait()
        if case .failed(let error) = watch.life.withLock({ $0 }) {
            throw ClusterError("\(program.path) could not be started: \(String(cString: strerror(error)))")
        }
    }

    private static func spawn(_ program: URL, _ arguments: [String], _ account: ClusterAccount, _ log: Int32) -> pid_t {
        let words: [UnsafeMutablePointer<CChar>?] = ([program.path] + arguments).map { strdup($0) } + [nil]
        // A clean environment: PGPORT, PGDATA and the like of the user's own must not steer our server.
        let settings = ["PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"]
        let environment: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
        defer { (words + environment).forEach { free($0) } }
        return shortlist_spawn(
            program.path, words, environment, log, account.isOther ? 1 : 0, account.user, account.group, SIGINT)
    }

    var processID: pid_t? {
        if case .running(let process) = watch.life.withLock({ $0 }) { process } else { nil }
    }

    var isRunning: Bool { processID != nil }

    /// The exit code; 128 and the signal where one ended it.
    func waitBlocking() -> Int32 {
        watch.ended.wait()
        watch.ended.signal()
        guard case .ended(let status) = watch.life.withLock({ $0 }) else { return -1 }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// SIGINT is PostgreSQL's fast shutdown; after half a minute it is SIGQUIT, from which the next start recovers.
    func stopBlocking() {
        guard let process = processID else { return }
        kill(process, SIGINT)
        if watch.ended.wait(timeout: .now() + 30) == .timedOut {
            kill(process, SIGQUIT)
            watch.ended.wait()
        }
        watch.ended.signal()
    }
}
