import Accounts
import AsyncHTTPClient
import Background
import Configuration
import Demo
import Foundation
import Logging
import Messaging
import NIOCore
import NIOHTTP1
import Postgres
import Schema
import Server
import Synchronization
import TestKit
import Testing
import Web

@testable import Hiring

/// The whole program on a port of its own, over a database of its own with the small demo agency in it. Background work is done when a
/// test says so.
struct RunningHouse: Sendable {
    let pool: Pool
    let base: String
    let folder: URL
    let routes: [Routes.Entry]
    let worker: Worker
    let presence: Presence

    /// A browser of one's own, signed in as the longest-serving person of a role; as nobody without one.
    func browser(_ role: UserRole? = nil) async throws -> Browser {
        let browser = Browser(base: base)
        if let role { try await browser.signIn(with: try await SignInLinks.make(for: try await pool.one(Users.first(of: role)).id, in: pool).text) }
        return browser
    }

    /// All background work that is due, done.
    func work() async throws { _ = try await worker.drain() }

    func count(_ table: String, where condition: SQL = "true") async throws -> Int {
        try await pool.one(Query<One<Int>>("SELECT count(*) FROM \(identifier: table) WHERE \(condition)")).value
    }

    func text(_ sql: SQL) async throws -> String? { try await pool.first(Query<One<String?>>(sql))?.value }

    /// The newest mail to an address: its text, as it went out or as it waits. What was sent is kept without its secrets.
    func mail(to address: String) async throws -> String? {
        let waiting = try await text(
            "SELECT body_text FROM outbox WHERE recipient LIKE \("%\(address)%") AND sent_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1")
        if let waiting { return waiting }
        return MailFolder(folder.appendingPathComponent("mail")).newest().first { $0.mail.to.contains(address) }?.mail.text
    }

    /// An open job to apply for.
    func openJob() async throws -> (slug: String, id: ID<Job>) {
        struct Found: RowDecodable {
            let slug: String
            let id: ID<Job>
            init(row: Row) throws { (slug, id) = (try row.get("slug_url"), try row.get("id")) }
        }
        let job = try await pool.one(
            Query<Found>("SELECT slug_url, id FROM jobs WHERE status = 'Sourcing' AND NOT is_client_confidential ORDER BY slug_url LIMIT 1"))
        return (job.slug, job.id)
    }
}

/// What came back.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: String
    /// The same, as it came.
    var data = Data()

    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:] }
    var location: String? { headers.first(name: "Location") }
    var csrf: String? { body.firstMatch(of: #/name="csrf" value="([^"]+)"/#).map { String($0.1) } }
}

/// A browser without a screen: it keeps cookies, does not follow redirects, and sends the token of the page's form.
final class Browser: Sendable {
    struct File: Sendable {
        var name: String
        var data: Data
        var type = "application/octet-stream"
    }

    private let base: String
    private let cookies = Mutex<[String: String]>([:])

    init(base: String) { self.base = base }

    func get(_ path: String) async throws -> Reply { try await send(.GET, path, HTTPHeaders(), nil) }

    /// As a form, with a token of this browser's own unless another is given.
    func post(_ path: String, _ fields: [String: String] = [:], csrf: String? = nil) async throws -> Reply {
        var fields = fields
        fields["csrf"] = if let csrf { csrf } else { try await token() }
        let body = fields.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return try await send(.POST, path, ["Content-Type": "application/x-www-form-urlencoded"], .bytes(ByteBuffer(string: body)))
    }

    func postJSON(_ path: String, _ json: String) async throws -> Reply {
        try await send(.POST, path, ["Content-Type": "application/json"], .bytes(ByteBuffer(string: json)))
    }

    func upload(_ path: String, _ fields: [String: String], _ file: File?, field: String = "resume", csrf: String? = nil) async throws -> Reply {
        try await upload(path, fields, files: file.map { [$0] } ?? [], field: field, csrf: csrf)
    }

    func upload(_ path: String, _ fields: [String: String] = [:], files: [File], field: String, csrf: String? = nil) async throws -> Reply {
        let boundary = "xxBoundary\(UUID().uuidString)"
        var body = Data()
        var fields = fields
        fields["csrf"] = if let csrf { csrf } else { try await token() }
        for (name, value) in fields { body += Data("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8) }
        for file in files {
            body += Data(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(file.name)\"\r\nContent-Type: \(file.type)\r\n\r\n".utf8)
            body += file.data + Data("\r\n".utf8)
        }
        body += Data("--\(boundary)--\r\n".utf8)
        return try await send(.POST, path, ["Content-Type": "multipart/form-data; boundary=\(boundary)"], .bytes(ByteBuffer(bytes: body)))
    }

    /// Applies for a job; every field can be set otherwise.
    func apply(_ slug: String, _ changes: [String: String] = [:], file: File? = .resume) async throws -> Reply {
        var fields = ["full_name": "Lata Kulkarni", "email": "lata.kulkarni@example.com", "phone": "+91 98200 11223", "consent": "yes"]
        fields.merge(changes) { $1 }
        return try await upload("/jobs/\(slug)/apply", fields, file)
    }

    func signIn(with path: String) async throws {
        let reply = try await post(path)
        guard reply.status == 303 else { throw Refused(status: reply.status) }
    }

    /// The token of a form of ours, as this browser is now.
    func token() async throws -> String {
        let page = try await get("/jobs")
        if let token = page.csrf { return token }
        let signIn = try await get("/sign-in")
        if let token = signIn.csrf { return token }
        if let token = try await get(signIn.location ?? "/desk/clients").csrf { return token }
        return try await get("/account").csrf ?? ""
    }

    private struct Refused: Error { let status: Int }

    private func send(_ method: HTTPMethod, _ path: String, _ headers: HTTPHeaders, _ body: HTTPClientRequest.Body?) async throws -> Reply {
        var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : base + path)
        request.method = method
        request.headers = headers
        let kept = cookies.withLock { $0 }
        if !kept.isEmpty { request.headers.add(name: "Cookie", value: kept.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")) }
        request.body = body
        let response = try await Self.client.execute(request, timeout: .seconds(30))
        keep(response.headers["Set-Cookie"])
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes), data: Data(bytes.readableBytesView))
    }

    /// The names of events as they come.
    func events(_ path: String) async throws -> AsyncStream<String> {
        var request = HTTPClientRequest(url: base + path)
        request.headers.add(name: "Cookie", value: cookies.withLock { $0 }.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))
        let response = try await Self.client.execute(request, timeout: .seconds(60))
        try #require(response.status == .ok)
        let (names, sink) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            for try await buffer in response.body {
                for line in String(buffer: buffer).split(separator: "\n") where line.hasPrefix("event: ") { sink.yield(String(line.dropFirst(7))) }
            }
            sink.finish()
        }
        sink.onTermination = { _ in task.cancel() }
        return names
    }

    private func keep(_ lines: [String]) {
        for line in lines {
            let pair = (line.split(separator: ";").first ?? "").split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, !line.contains("Max-Age=0") else { cookies.withLock { $0[pair.first ?? ""] = nil }; continue }
            cookies.withLock { $0[pair[0]] = pair[1] }
        }
    }

    private static func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.decompression = .disabled
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}

extension Browser.File {
    static let resumeText = """
        Lata Kulkarni
        lata.kulkarni@example.com | +91 98200 11223 | Pune, India

        Summary
        Backend engineer with 6 years of experience.

        Skills
        Swift, PostgreSQL, Docker, Kubernetes

        Experience
        Senior Engineer, Northwind Payments
        March 2021 - Present
        - Built the ledger.

        Engineer, Contoso Logistics
        June 2018 - February 2021
        - Built parcel tracking.

        Education
        B.E. Computer Science, Pune University, 2018
        """

    static let resume = Browser.File(name: "lata.txt", data: Data(resumeText.utf8), type: "text/plain")

    static func pdf(_ text: String = resumeText, name: String = "lata.pdf") -> Browser.File {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        let pieces = lines.filter { !$0.element.isEmpty }.map { SamplePDF.Piece(text: String($0.element), x: 50, y: 800 - $0.offset * 16) }
        return Browser.File(name: name, data: SamplePDF.make(pieces), type: "application/pdf")
    }
}

/// Runs the program for as long as `body` runs.
///
/// - Parameters:
///   - withModel: whether vectors are computed; most tests are about something else.
///   - sessionsBelieved: how long a session that was found is not looked up again; not at all, so that no test has to wait.
func withHouse(withModel: Bool = false, sessionsBelieved: Duration = .zero, _ body: @escaping @Sendable (RunningHouse) async throws -> Void) async throws {
    let url = try await TestCluster.shared.clone(of: "saffron") { url in
        try await Migrator(migrations: try Schema.migrations()).run(on: url)
        let pool = Pool(url: url, size: 2)
        defer { pool.close() }
        try await Demo.fillSmall(pool)
        // Once for all tests: everybody of the demo was compared with everybody.
        while try await Duplicates.lookAtAsked(in: pool) > 0 {}
        try await pool.run(Command("DELETE FROM background_jobs WHERE kind = \(Duplicates.kind)"))
    }
    let result: Result<Void, any Error>
    do { result = .success(try await withHouse(on: url, withModel: withModel, sessionsBelieved: sessionsBelieved, body)) } catch { result = .failure(error) }
    try await TestCluster.shared.drop(url)
    try result.get()
}

/// The same over a database that the caller looks after.
func withHouse(on url: String, withModel: Bool = false, sessionsBelieved: Duration = .zero, _ body: @escaping @Sendable (RunningHouse) async throws -> Void)
    async throws
{
    let folder = TestCluster.folder.appendingPathComponent("house-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if withModel {
        try FileManager.default.createSymbolicLink(
            at: folder.appendingPathComponent("toolchain"), withDestinationURL: TestCluster.binaries.deletingLastPathComponent())
    }
    let logger = Logger(label: "house") { _ in SwiftLogNoOpLogHandler() }
    let settings = try Settings(ConfigReader(provider: InMemoryProvider(values: ["shortlist.var": .init(.string(folder.path), isSecret: false)])))
    let pool = Pool(url: url, size: 2, logger: logger), programs = Pool(url: url, role: Schema.programRole, size: 6, logger: logger)
    defer { [pool, programs].forEach { $0.close() } }
    let house = try House(settings: settings, database: programs, logger: logger, sessionsBelieved: sessionsBelieved)
    try await house.prepare()
    let routes = house.routes(try house.site())
    let (ports, ready) = AsyncStream<Int>.makeStream()
    let app = WebApp(routes: routes, host: "127.0.0.1", port: 0, logger: logger) { ready.yield($0) }
    let table = routes.table
    let worker = try house.worker()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await app.run() }
        group.addTask { await house.attend() }
        for await port in ports {
            try await body(RunningHouse(pool: pool, base: "http://127.0.0.1:\(port)", folder: folder, routes: table, worker: worker, presence: house.presence))
            break
        }
        group.cancelAll()
    }
}
