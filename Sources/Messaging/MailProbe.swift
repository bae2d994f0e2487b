import Foundation

extension MailRoute {
    /// Where letters go, without user name and password.
    package var words: String {
        switch self {
        case .folder(let folder): "files in \(folder.path)"
        case .server(let server): "\(server.isWrapped ? "smtps" : "smtp")://\(server.host):\(server.port)"
        }
    }

    /// Finds out whether letters would leave, and sends none: a server is greeted and signed in to, a folder is written to.
    /// Throws `MailFailure`.
    package func probe() async throws {
        switch self {
        case .folder(let folder): try await MailThreads.run { try Self.write(into: folder) }
        case .server(let server): try await SMTPMailer(server: server, connectLimit: .seconds(3), totalLimit: .seconds(4)).probe()
        }
    }

    private static func write(into folder: URL) throws {
        let place = folder.appending(path: ".probe-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data("probe".utf8).write(to: place)
            try FileManager.default.removeItem(at: place)
        } catch {
            throw MailFailure.cannotWrite("\(folder.path) is not writable")
        }
    }
}
