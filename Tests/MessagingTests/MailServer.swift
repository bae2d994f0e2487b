import Foundation
import TestKit

/// A real SMTP server (Python's aiosmtpd) for one test.
///
/// It refuses the recipient `nobody@…` for good and `later@…` for now, rejects a letter that holds the word FORBIDDEN after
/// it was handed over, and keeps all others.
final class MailServer: Sendable {
    struct Received: Decodable {
        var from: String
        var to: [String]
        var content: Data
        var user: String?
        var tls: Bool
    }

    struct Settings: Encodable {
        var port = 0
        /// Accepts connections and never says a word.
        var silent = false
        var starttls = false
        var wrapped = false
        var user: String?
        var password: String?
        var certificate: String?
        var key: String?
        var folder = ""
    }

    let port: Int
    private let folder: URL
    private let process: Process
    /// The server ends with its input, so it never outlives the tests.
    private let input = Pipe()

    struct NoServer: Error {}

    init(_ settings: Settings = Settings()) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "shortlist-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var settings = settings
        settings.folder = folder.path
        process = Process()
        process.executableURL = Self.python
        process.arguments = ["-c", Self.program, String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)]
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        // It tells at length of every refusal that a test provokes.
        process.standardError = FileHandle.nullDevice
        try process.run()
        // One short line: the port.
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw NoServer() }
        self.port = port
    }

    func stop() {
        // SIGTERM would stay pending: a thread of the cooperative pool starts its children with the signal blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    func received() throws -> [Received] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }.sorted()
        return try names.map { try JSONDecoder().decode(Received.self, from: Data(contentsOf: folder.appending(path: $0))) }
    }

    /// `SHORTLIST_TEST_PYTHON`, or the environment that scripts/setup makes.
    private static var python: URL {
        if let path = ProcessInfo.processInfo.environment["SHORTLIST_TEST_PYTHON"] { return URL(filePath: path) }
        return TestCluster.binaries.deletingLastPathComponent().appending(path: "python/bin/python3")
    }

    private static let program = """
        import asyncio, base64, json, os, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult
        wish = json.loads(sys.argv[1])
        count = 0
        class Handler:
            async def handle_RCPT(self, server, session, envelope, address, options):
                local = address.split("@")[0]
                if local == "nobody": return "550 no such user"
                if local == "later": return "451 try again later"
                envelope.rcpt_tos.append(address)
                return "250 OK"
            async def handle_DATA(self, server, session, envelope):
                global count
                if b"FORBIDDEN" in envelope.content: return "554 rejected"
                count += 1
                mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "content": base64.b64encode(envelope.content).decode(),
                        "user": session.auth_data, "tls": session.ssl is not None or wish["wrapped"]}
                name = os.path.join(wish["folder"], "%04d" % count)
                with open(name, "w") as file: json.dump(mail, file)
                os.rename(name, name + ".json")
                return "250 kept"
        def check(server, session, envelope, mechanism, data):
            good = data.login.decode() == wish["user"] and data.password.decode() == wish["password"]
            return AuthResult(success=good, handled=False, auth_data=data.login.decode())
        context = None
        if wish.get("certificate"):
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(wish["certificate"], wish["key"])
        def session():
            if wish["silent"]: return asyncio.Protocol()
            needs = wish.get("user") is not None
            return SMTP(Handler(), tls_context=context if wish["starttls"] else None, auth_require_tls=False,
                        authenticator=check if needs else None, auth_required=needs)
        async def main():
            loop = asyncio.get_running_loop()
            server = await loop.create_server(session, "127.0.0.1", wish["port"], ssl=context if wish["wrapped"] else None)
            print(server.sockets[0].getsockname()[1], flush=True)
            await loop.run_in_executor(None, sys.stdin.read)
        asyncio.run(main())
        """
}

/// A certificate for localhost that signs itself, made by openssl for one test.
struct Certificate {
    let certificate: String
    let key: String

    private let folder: URL

    struct NotMade: Error {}

    func remove() { try? FileManager.default.removeItem(at: folder) }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "shortlist-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "certificate.pem").path
        key = folder.appending(path: "key.pem").path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotMade() }
    }
}
