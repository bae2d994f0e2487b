import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestKit

/// A real provider of OpenID Connect (Python's oidc-provider-mock, over Authlib) for one test.
final class RealProvider: Sendable {
    struct Person: Encodable {
        var sub: String
        var claims: Claims

        struct Claims: Encodable {
            var email: String
            var email_verified: Bool
            var name: String?
        }

        init(_ sub: String, _ email: String, isVerified: Bool = true, name: String? = nil) {
            self.sub = sub
            claims = Claims(email: email, email_verified: isVerified, name: name)
        }
    }

    let issuer: String
    private let process: Process
    /// The provider ends with its input, so it never outlives the tests.
    private let input = Pipe()

    struct NoProvider: Error {}

    init(_ people: [Person]) throws {
        process = Process()
        process.executableURL = Self.python
        process.arguments = ["-c", Self.program, String(decoding: try JSONEncoder().encode(people), as: UTF8.self)]
        process.environment = ProcessInfo.processInfo.environment.merging(["AUTHLIB_INSECURE_TRANSPORT": "1"]) { $1 }
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw NoProvider() }
        issuer = "http://localhost:\(port)"
    }

    func stop() {
        // SIGTERM would stay pending: a thread of the cooperative pool starts its children with the signal blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Presses the button of a person on the provider's page, or the one that denies; gives the path that it leads back to.
    func back(from location: String, as subject: String?) async throws -> String {
        var request = HTTPClientRequest(url: location)
        request.method = .POST
        request.headers = ["Content-Type": "application/x-www-form-urlencoded"]
        request.body = .bytes(ByteBuffer(string: subject.map { "sub=\($0)" } ?? "action=deny"))
        let response = try await Self.client.execute(request, timeout: .seconds(30))
        guard let place = response.headers.first(name: "Location"), let parts = URLComponents(string: place) else { throw NoProvider() }
        // Authlib's refusal leaves the state out where it was not handed on.
        let state = LyingProvider.parameters(URLComponents(string: location)?.percentEncodedQuery ?? "")["state"] ?? ""
        let query = parts.percentEncodedQuery ?? ""
        return "\(parts.path)?\(query.contains("state=") ? query : "\(query)&state=\(state)")"
    }

    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton, configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

    /// `SHORTLIST_TEST_PYTHON`, or the environment that scripts/setup makes.
    private static var python: URL {
        if let path = ProcessInfo.processInfo.environment["SHORTLIST_TEST_PYTHON"] { return URL(filePath: path) }
        return TestCluster.binaries.deletingLastPathComponent().appending(path: "python/bin/python3")
    }

    private static let program = """
        import json, sys
        from oidc_provider_mock import run_server_in_thread, User
        people = [User(**person) for person in json.loads(sys.argv[1])]
        with run_server_in_thread(port=0, user_claims=people) as server:
            print(server.server_port, flush=True)
            sys.stdin.read()
        """
}
