package import Foundation
package import Logging

package struct ClusterError: Error, Sendable, CustomStringConvertible {
    package var description: String
    init(_ description: String) { self.description = description }
}

/// A PostgreSQL of the program's own: made on the first start, on a Unix socket that only this user can reach, stopped with
/// the program, recovered after a crash.
///
/// Two programs never run it at once: the first holds a lock, and the second is told who has it.
package actor EmbeddedCluster {
    private let binaries: URL
    private let data: URL
    private let fsync: Bool
    private let logger: Logger
    private var lock: ClusterLock?
    private var server: ClusterProcess?

    /// `binaries` is a folder with `bin/postgres` in it, or the unpacked wheel around it; `data` is made if it is missing.
    package init(binaries: URL, data: URL, fsync: Bool = true, logger: Logger = Logger(label: "cluster")) {
        self.binaries = binaries
        self.data = data
        self.fsync = fsync
        self.logger = logger
    }

    /// Gives the URL to connect with. Throws `ClusterError` with what to do about it.
    package func start() async throws -> String {
        guard server == nil else { throw ClusterError("the database has been started already") }
        let account = try ClusterAccount.fitting()
        let folder = try ClusterFolder(wanted: data, account: account)
        lock = try ClusterLock(file: folder.lock, of: folder.root)
        do {
            return try await start(in: folder, as: account)
        } catch {
            server?.stopBlocking()
            (server, lock) = (nil, nil)
            throw error
        }
    }

    /// Fast shutdown: ends what clients are doing, writes everything down. Does nothing if it is not running.
    package func stop() async {
        guard let server else { return }
        _ = await onOwnThread { server.stopBlocking() }
        (self.server, lock) = (nil, nil)
        logger.info("the database has stopped")
    }

    /// For the end of a test program, where nothing can be awaited any more.
    package nonisolated func processID() async -> Int32? { await server?.processID }

    private func start(in folder: ClusterFolder, as account: ClusterAccount) async throws -> String {
        let logger = logger
        let fsync = fsync
        let programs = try ClusterPrograms(under: binaries, for: account, copyTo: folder.programs)
        try await onOwnThread { Result { try OrphanedCluster(data: folder.data, socket: folder.socket).clear(logger: logger) } }.get()
        try await onOwnThread { Result { try folder.initialize(with: programs, as: account, fsync: fsync, logger: logger) } }.get()
        let server = try await launch(programs, folder, account)
        self.server = server
        try await waitUntilReady(server, folder)
        try await createDatabase(folder)
        return folder.url(database: "shortlist")
    }

    private func launch(_ programs: ClusterPrograms, _ folder: ClusterFolder, _ account: ClusterAccount) async throws -> ClusterProcess {
        let settings = ClusterSettings(folder: folder, fsync: fsync).arguments
        return try ClusterProcess(programs.postgres, ["-D", folder.data.path] + settings, as: account, log: folder.log)
    }

    /// Recovery after a crash may take minutes on a large database, so only the end of the process or ten minutes end this.
    private func waitUntilReady(_ server: ClusterProcess, _ folder: ClusterFolder) async throws {
        let start = ContinuousClock.now
        var nextWord = start + .seconds(5)
        while true {
            if !server.isRunning { throw ClusterError("the database did not start: \(folder.lastLogLines())") }
            do {
                try await Connection.open(url: folder.url(database: "postgres")).close()
                return
            } catch let error as PostgresError {
                if ContinuousClock.now - start > .seconds(600) { throw ClusterError("the database did not become ready: \(error)") }
            }
            if ContinuousClock.now > nextWord {
                logger.notice("the database is recovering after a crash")
                nextWord += .seconds(5)
            }
            try await Task.sleep(for: .milliseconds(25))
        }
    }

    private func createDatabase(_ folder: ClusterFolder) async throws {
        let connection = try await Connection.open(url: folder.url(database: "postgres"))
        defer { connection.close() }
        let found = try await connection.execute("SELECT 1 AS one FROM pg_database WHERE datname = 'shortlist'").count
        if found == 0 { try await connection.simple("CREATE DATABASE shortlist") }
    }
}

/// For a machine of two cores or more that others use as well: an eighth of its memory as cache, no compiler (a plan is compiled longer than it
/// runs). A million people with their words and meanings are some 3 GB of what a search reads.
struct ClusterSettings {
    var folder: ClusterFolder
    var fsync: Bool
    /// Bytes that the machine has, or that this container may have.
    var memory = Self.memoryHere

    private static var memoryHere: UInt64 {
        let limit = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        return min(limit.flatMap { UInt64($0) } ?? .max, ProcessInfo.processInfo.physicalMemory)
    }

    /// A share of the memory, as PostgreSQL writes it.
    private func megabytes(_ part: UInt64, atLeast least: UInt64, atMost most: UInt64) -> String { "\(min(max(memory / part / 1_048_576, least), most))MB" }

    var arguments: [String] {
        var settings = [
            "listen_addresses=", "unix_socket_directories=\(folder.socket.path)", "unix_socket_permissions=0700",
            "max_connections=50", "jit=off", "timezone=UTC", "log_timezone=UTC", "lc_messages=C",
            "random_page_cost=1.1", "work_mem=8MB", "max_wal_size=1GB", "log_min_messages=warning", "log_parameter_max_length=0",
            "log_parameter_max_length_on_error=0", "log_error_verbosity=terse", "log_min_error_statement=panic", "wal_level=minimal",
            "max_wal_senders=0",
        ]
        settings +=
            fsync
            ? [
                "shared_buffers=\(megabytes(8, atLeast: 128, atMost: 8192))", "maintenance_work_mem=\(megabytes(32, atLeast: 64, atMost: 1024))",
                "effective_cache_size=\(megabytes(2, atLeast: 512, atMost: 65_536))",
            ]
            : ["shared_buffers=64MB", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=500", "autovacuum=off"]
        return settings.flatMap { ["-c", $0] }
    }
}
