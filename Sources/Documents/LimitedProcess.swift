package import Foundation

#if canImport(Glibc)
    internal import Glibc
#endif

/// A program of the system that reads a stranger's file, held to limits of time, memory, files and output.
///
/// It is started without a shell and with an environment of four fixed names, in a folder of its own that goes when it
/// ends. The kernel holds it to processor time, memory and file size (`prlimit`), we hold it to wall time.
package struct LimitedProcess: Sendable {
    package struct Outcome: Sendable {
        package var status: Int32
        package var output: Data
        /// The first 4 kB of what it said on standard error.
        package var complaint: String
    }

    let program: String
    let limits: ExtractionLimits

    private let environment: [String: String]

    /// - Parameters:
    ///   - program: its name; it is looked for where the system keeps its programs.
    ///   - environment: what it is told beside the four fixed names.
    package init(program: String, limits: ExtractionLimits, environment: [String: String] = [:]) {
        (self.program, self.limits, self.environment) = (program, limits, environment)
    }

    private static let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/bin"]

    static func find(_ program: String) -> String? {
        folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs the program in `folder` and answers what it printed. A program that outlives its wall time is killed: `timeout`.
    package func run(_ arguments: [String], in folder: ScratchFolder) async throws -> Outcome {
        guard let path = Self.find(program) else { throw ExtractionFailure.toolMissing }
        let process = Process()
        let command = limited(path, arguments)
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = [
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": folder.url.path, "OMP_THREAD_LIMIT": "1",
        ].merging(environment) { fixed, _ in fixed }
        process.currentDirectoryURL = folder.url
        let output = folder.url.appending(path: "output-\(UUID().uuidString)")
        let complaints = folder.url.appending(path: "complaints-\(UUID().uuidString)")
        for place in [output, complaints] { _ = FileManager.default.createFile(atPath: place.path, contents: nil) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: complaints)
        let status = try await finish(process)
        let complaint = try FileHandle(forReadingFrom: complaints).read(upToCount: 4096) ?? Data()
        return Outcome(
            status: status, output: try Data(contentsOf: output), complaint: String(decoding: complaint, as: UTF8.self))
    }

    private func limited(_ path: String, _ arguments: [String]) -> [String] {
        guard let prlimit = Self.find("prlimit") else { return [path] + arguments }
        return [
            prlimit, "--as=\(limits.memoryBytes)", "--cpu=\(limits.cpuSeconds)", "--fsize=\(limits.outputBytes)", "--nofile=64",
            "--core=0", "--", path,
        ] + arguments
    }

    private func finish(_ process: Process) async throws -> Int32 {
        let running = Running(process)
        return try await withThrowingTaskGroup(of: Int32?.self) { group in
            group.addTask { try await running.status() }
            group.addTask {
                try? await Task.sleep(for: limits.wallTime)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            guard let status = first else {
                running.kill()
                try Task.checkCancellation()
                throw ExtractionFailure.timeout
            }
            return status
        }
    }
}

/// A started process. `Process` is not marked Sendable on every platform; this box touches it from one task, and from
/// the killer only through its process id under the lock.
private final class Running: @unchecked Sendable {
    private let process: Process
    private let lock = NSLock()
    private var hasEnded = false

    init(_ process: Process) {
        self.process = process
    }

    func status() async throws -> Int32 {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { [self] ended in
                    lock.withLock { hasEnded = true }
                    let byExit = ended.terminationReason == .exit
                    continuation.resume(returning: byExit ? ended.terminationStatus : 128 + ended.terminationStatus)
                }
                do {
                    try lock.withLock { try process.run() }
                } catch {
                    process.terminationHandler = nil
                    continuation.resume(throwing: ExtractionFailure.toolMissing)
                }
                if Task.isCancelled { kill() }
            }
        } onCancel: {
            kill()
        }
    }

    func kill() {
        lock.withLock {
            guard !hasEnded, process.processIdentifier > 0 else { return }
            _ = Foundation.kill(process.processIdentifier, SIGKILL)
        }
    }
}

/// A folder that only we may read and that is gone when its owner is.
package final class ScratchFolder: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "shortlist-read-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
