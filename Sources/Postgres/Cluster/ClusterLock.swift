import CLibPQ
import Foundation
import Logging

/// One program per cluster. The kernel lets go of the lock when the program ends, however it ends.
final class ClusterLock: Sendable {
    private let descriptor: Int32

    init(file: URL, of folder: URL) throws {
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ClusterError("\(file.path) cannot be opened: \(String(cString: strerror(errno)))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? String(contentsOf: file, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            close(descriptor)
            throw ClusterError(
                "another shortlist (process \(holder.isEmpty ? "unknown" : holder)) is running the database in \(folder.path). "
                    + "Stop it (kill \(holder.isEmpty ? "<its process>" : holder)), or give this one a folder of its own by SHORTLIST_VAR, or a server by DATABASE_URL"
            )
        }
        let line = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, write(descriptor, line, line.count) == line.count else {
            close(descriptor)
            throw ClusterError("\(file.path) cannot be written: is the disk full?")
        }
    }

    deinit { close(descriptor) }
}

/// What a crash may have left: a server that still runs, or the note of one that does not.
///
/// We hold the lock, so no living program owns whatever runs in the folder.
struct OrphanedCluster {
    var data: URL
    var socket: URL

    func clear(logger: Logger) throws {
        try clearProcesses(logger: logger)
        guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
        // The socket has a note of its own, and a dead postmaster that nobody has reaped yet (pid 1 of a container may not)
        // still counts as alive to PostgreSQL. Nothing runs in the folder by now: safe.
        for name in [".s.PGSQL.5432", ".s.PGSQL.5432.lock"] {
            try? FileManager.default.removeItem(at: socket.appendingPathComponent(name))
        }
    }

    private func clearProcesses(logger: Logger) throws {
        let note = data.appendingPathComponent("postmaster.pid")
        guard let text = try? String(contentsOf: note, encoding: .utf8) else { return }
        let postmaster = text.split(whereSeparator: \.isNewline).first.flatMap { Int32($0.trimmingCharacters(in: .whitespaces)) }
        let running = processesInside()
        if let postmaster, running.contains(postmaster) {
            logger.notice("stopping the database that an earlier run left behind", metadata: ["process": "\(postmaster)"])
            kill(postmaster, SIGINT)
            if waitUntilEmpty(seconds: 20) { return }
        }
        // A postmaster that was killed leaves children that would write beside the new one; they end by themselves, mostly.
        if !waitUntilEmpty(seconds: 5) {
            processesInside().forEach { kill($0, SIGQUIT) }
            guard waitUntilEmpty(seconds: 20) else { throw ClusterError("processes of an earlier run still use \(data.path): \(processesInside())") }
        }
        // Its number may belong to another program by now, which PostgreSQL would take for itself. Nothing runs here: safe.
        if !running.isEmpty || postmaster.map({ kill($0, 0) == 0 || errno == EPERM }) == true { try? FileManager.default.removeItem(at: note) }
    }

    private func waitUntilEmpty(seconds: Int) -> Bool {
        for _ in 0..<(seconds * 50) {
            if processesInside().isEmpty { return true }
            usleep(20_000)
        }
        return false
    }

    /// PostgreSQL's processes work in their data folder. Empty where there is no /proc: there PostgreSQL's own check has to do.
    private func processesInside() -> [Int32] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let folder = data.resolvingSymlinksInPath().path
        return entries.compactMap(Int32.init).filter { process in
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let length = readlink("/proc/\(process)/cwd", &buffer, buffer.count - 1)
            return length > 0 && String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) == folder
        }
    }
}
