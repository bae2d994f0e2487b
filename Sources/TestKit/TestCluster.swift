package import Foundation
import Postgres
import Synchronization

/// The database of the tests: a real PostgreSQL that is made for this run, thrown away at its end, and quick because it never
/// waits for the disk.
///
///     let url = try await TestCluster.shared.clone(of: "schema") { url in try await Migrator(…).run(on: url) }
package actor TestCluster {
    package static let shared = TestCluster()

    private var starting: Task<String, any Error>?
    private var templates: [String: Task<Void, any Error>] = [:]
    private var copies = 0

    /// The package's folder: the nearest one above this file that has the unpacked PostgreSQL under `var`.
    package static let home: URL = {
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: toolchain(in: folder).path) { return folder }
            folder = folder.deletingLastPathComponent()
        }
        return URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    }()

    /// PostgreSQL's programs.
    package static var binaries: URL { toolchain(in: home) }

    private static func toolchain(in folder: URL) -> URL {
        let variable = ProcessInfo.processInfo.environment["SHORTLIST_VAR"]
        return (variable.map { URL(fileURLWithPath: $0) } ?? folder.appendingPathComponent("var")).appendingPathComponent("toolchain/postgres")
    }

    /// A folder for the files of this run, removed at its end: in memory where there is plenty of it, since the tests make and drop a
    /// database each, and most of that time is the disk's (19 s against 7 s for the tests of the main job).
    package static let folder: URL = {
        let onDisk = toolchain(in: home).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("test")
        let all = hasMemory ? URL(fileURLWithPath: "/dev/shm/shortlist-test-\(getuid())") : onDisk
        removeLeftovers(in: all)
        return all.appendingPathComponent("\(ProcessInfo.processInfo.processIdentifier)")
    }()

    /// The cluster's own database, for what concerns the server as a whole.
    package func server() async throws -> String {
        if let starting { return try await starting.value }
        let task = Task {
            let cluster = EmbeddedCluster(binaries: Self.binaries, data: Self.folder.appendingPathComponent("postgres"), fsync: false)
            let url = try await cluster.start()
            Farewell.shared.register(cluster, process: await cluster.processID(), folder: Self.folder)
            return url
        }
        starting = task
        return try await task.value
    }

    /// A database without anything in it.
    package func empty() async throws -> String { try await create(from: "template1") }

    /// A copy, in some 50 ms, of a database that `prepare` fills once for all who name the same template.
    package func clone(of template: String, prepare: @escaping @Sendable (_ url: String) async throws -> Void) async throws -> String {
        try await self.template(template, prepare)
        return try await create(from: "template_\(template)")
    }

    package func drop(_ url: String) async throws {
        let name = Self.name(in: url)
        guard name.hasPrefix("copy_") else { return }
        try await onServer { try await $0.run(Command("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")) }
    }

    private func template(_ template: String, _ prepare: @escaping @Sendable (String) async throws -> Void) async throws {
        if let making = templates[template] { return try await making.value }
        let task = Task {
            let name = "template_\(template)"
            try await self.onServer { try await $0.run(Command("CREATE DATABASE \(identifier: name)")) }
            try await prepare(Self.replacing(try await self.server(), name))
        }
        templates[template] = task
        try await task.value
    }

    private func create(from template: String) async throws -> String {
        copies += 1
        let name = "copy_\(copies)"
        // A connection to the template that is just closing would refuse the copy: try again for a while.
        for attempt in 1... {
            do {
                try await onServer { try await $0.run(Command("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: template)")) }
                break
            } catch let error as PostgresError where error.sqlState == "55006" && attempt < 100 {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        return Self.replacing(try await server(), name)
    }

    @discardableResult
    private func onServer<T: Sendable>(_ body: (Pool) async throws -> T) async throws -> T {
        let pool = Pool(url: try await server(), size: 1, statementTimeout: .seconds(60))
        defer { pool.close() }
        return try await body(pool)
    }

    private static func replacing(_ url: String, _ name: String) -> String {
        url.replacing("dbname=shortlist", with: "dbname=\(name)")
    }

    private static func name(in url: String) -> String {
        url.split(separator: " ").last { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
    }

    /// 8 GB free in memory, as Linux gives it.
    private static var hasMemory: Bool {
        let free = (try? FileManager.default.attributesOfFileSystem(forPath: "/dev/shm")[.systemFreeSize]) as? NSNumber
        return (free?.int64Value ?? 0) >= 8 << 30 && FileManager.default.isWritableFile(atPath: "/dev/shm")
    }

    /// What runs that were killed could not remove themselves.
    private static func removeLeftovers(in folder: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names {
            guard let process = Int32(name), kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }
}

/// Stops the cluster and removes its files when the test program ends.
private final class Farewell: Sendable {
    static let shared = Farewell()
    private let left = Mutex<(cluster: EmbeddedCluster, process: Int32?, folder: URL)?>(nil)

    func register(_ cluster: EmbeddedCluster, process: Int32?, folder: URL) {
        left.withLock { $0 = (cluster, process, folder) }
        atexit { Farewell.shared.leave() }
    }

    private func leave() {
        guard let (_, process, folder) = left.withLock({ $0 }) else { return }
        // Nothing of it is kept, so it need not write anything down: SIGQUIT ends it at once.
        if let process {
            kill(process, SIGQUIT)
            for _ in 0..<200 where kill(process, 0) == 0 { usleep(10_000) }
        }
        try? FileManager.default.removeItem(at: folder)
    }
}
