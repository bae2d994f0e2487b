package import Foundation

/// Mail as `.eml` files in a folder: the default, for development and for a first look. Any mail program opens them.
///
/// A file appears whole or not at all. Its name follows from the letter, so that one tried twice is there once.
package struct FileMailer: Mailer {
    package let folder: URL

    package init(folder: URL) { self.folder = folder }

    package func deliver(_ letter: Letter) async throws {
        let (folder, name, bytes) = (folder, Self.fileName(of: letter), letter.bytes)
        try await MailThreads.run { try Self.write(bytes, to: name, in: folder) }
    }

    static func fileName(of letter: Letter) -> String {
        let time = letter.date.formatted(.iso8601.timeSeparator(.omitted).dateSeparator(.omitted))
        return time + "-" + letter.messageID.filter { $0.isLetter || $0.isNumber || $0 == "-" }.prefix(120) + ".eml"
    }

    private static func write(_ bytes: Data, to name: String, in folder: URL) throws {
        do {
            // Mail holds private links: nobody else on the machine may read it.
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let temporary = folder.appending(path: ".\(name).\(UUID().uuidString)")
            try bytes.write(to: temporary)
            // rename(2) replaces in one step; FileManager's move refuses where the name is taken.
            guard rename(temporary.path, folder.appending(path: name).path) == 0 else {
                let reason = String(cString: strerror(errno))
                try? FileManager.default.removeItem(at: temporary)
                throw MailFailure.cannotWrite(reason)
            }
        } catch let failure as MailFailure {
            throw failure
        } catch {
            throw MailFailure.cannotWrite((error as? CocoaError).map { "error \($0.code.rawValue)" } ?? "unknown error")
        }
    }
}

/// Threads for work that blocks, so that a slow mail server never holds up the cooperative pool.
enum MailThreads {
    /// Four letters at once: more would only queue at the server.
    private static let queue: OperationQueue = {
        let queue = OperationQueue()
        queue.name = "shortlist.mail"
        queue.maxConcurrentOperationCount = 4
        return queue
    }()

    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result(catching: work)) }
        }
    }
}
