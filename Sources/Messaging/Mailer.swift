package import Foundation

/// Whatever takes a letter to where it is read.
package protocol Mailer: Sendable {
    /// Returns once the letter is safe with the next station; throws `MailFailure`.
    func deliver(_ letter: Letter) async throws
}

/// Why a letter was not delivered. `description` names no person: it is fit for the log and for `last_error`.
package enum MailFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The server will not take this letter to this recipient, however often it is tried.
    case refused(reply: Int)
    /// The server could not be reached, or wants it tried later; 0 where it gave no reply.
    case notNow(reason: String, reply: Int)
    case timedOut
    /// User name or password are wrong: the settings, not the letter.
    case signInRefused
    case cannotWrite(String)

    package var description: String {
        switch self {
        case .refused(let reply): "the mail server refused the mail for good (\(reply))"
        case .notNow(let reason, 0): "the mail could not be sent: \(reason)"
        case .notNow(let reason, let reply): "the mail could not be sent: \(reason) (\(reply))"
        case .timedOut: "the mail server did not answer in time"
        case .signInRefused: "the mail server refused the user name or the password"
        case .cannotWrite(let reason): "the mail could not be written: \(reason)"
        }
    }
}

/// Where mail goes, as one setting: `file:var/mail`, `smtp://user:password@host:port` or `smtps://…`.
///
/// `?tls=required|offered|none` chooses STARTTLS for `smtp:`. Without it, a password travels only under TLS, unless the
/// server is this very machine; a server without a password gets TLS where it offers it.
package enum MailRoute: Sendable, Hashable {
    case folder(URL)
    case server(SMTPServer)

    package struct Malformed: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    package init(_ text: String) throws(Malformed) {
        if text.hasPrefix("file:") {
            let path = text.hasPrefix("file://") ? text.dropFirst(7) : text.dropFirst(5)
            guard !path.isEmpty else { throw Malformed(description: "file: needs the path of a folder, such as file:var/mail") }
            self = .folder(URL(filePath: String(path), directoryHint: .isDirectory))
            return
        }
        self = .server(try SMTPServer(url: text))
    }

    package func mailer() -> any Mailer {
        switch self {
        case .folder(let folder): FileMailer(folder: folder)
        case .server(let server): SMTPMailer(server: server)
        }
    }
}

/// A mail server and how to speak to it.
package struct SMTPServer: Sendable, Hashable {
    package enum TLS: String, Sendable, CaseIterable { case none, offered, required }

    package var host: String
    package var port: Int
    /// TLS from the first byte (`smtps:`).
    package var isWrapped: Bool
    package var startTLS: TLS
    package var username: String?
    package var password: String?
    /// The authority to trust besides the system's, as a PEM file.
    package var authorityFile: String?

    package init(url text: String) throws(MailRoute.Malformed) {
        let form = "a mail setting reads file:FOLDER, smtp://USER:PASSWORD@HOST:PORT or smtps://…"
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), ["smtp", "smtps"].contains(scheme),
            let host = parts.host, !host.isEmpty, !host.hasControlCharacter
        else { throw MailRoute.Malformed(description: form) }
        let items = parts.queryItems ?? []
        if let odd = items.first(where: { !["tls", "ca"].contains($0.name) }) {
            throw MailRoute.Malformed(description: "a mail setting knows ?tls= and ?ca=, not \(odd.name)")
        }
        self.host = host
        isWrapped = scheme == "smtps"
        username = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password
        port = parts.port ?? (isWrapped ? 465 : username == nil ? 25 : 587)
        authorityFile = items.first { $0.name == "ca" }?.value
        let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
        startTLS = username != nil && !isLocal ? .required : .offered
        if let wish = items.first(where: { $0.name == "tls" }) {
            guard let tls = wish.value.flatMap(TLS.init(rawValue:)) else {
                throw MailRoute.Malformed(description: "tls= may be none, offered or required")
            }
            startTLS = tls
        }
    }
}
