import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import Web

/// Sessions of people who do not exist, by the hash of their token.
struct FakeSessions: SessionStore {
    struct Person: SignedIn { var identity: String }

    /// With this token the store does not answer.
    static let outage = "outage"

    func find(tokenHash: Data) async throws -> (any SignedIn)? {
        if tokenHash == Token.hash(Self.outage) { throw Broken() }
        return [Token.hash("ashas-token"), Token.hash("ashas-other-token")].contains(tokenHash) ? Person(identity: "Asha") : nil
    }
}

/// What a handler got, once it was let through.
final class Seen: Sendable {
    struct File: Equatable { var name: String, bytes: Int, sha256: String, isThere: Bool }

    private let posts = Mutex(0)
    private let lastFile = Mutex<File?>(nil)

    var count: Int { posts.withLock { $0 } }
    var file: File? { lastFile.withLock { $0 } }

    func post() { posts.withLock { $0 += 1 } }
    func got(_ file: UploadedFile?) {
        let seen = file.map { File(name: $0.fileName, bytes: $0.bytes, sha256: $0.sha256, isThere: FileManager.default.fileExists(atPath: $0.temporary.path)) }
        lastFile.withLock { $0 = seen }
    }
}

/// What was logged, a line with all its metadata each.
final class LogBook: Sendable {
    private let written = Mutex<[String]>([])

    var lines: [String] { written.withLock { $0 } }

    func write(_ line: String) { written.withLock { $0.append(line) } }
}

private struct LogBookHandler: LogHandler {
    let book: LogBook
    var logLevel = Logger.Level.notice
    var metadata: Logger.Metadata = [:]

    init(_ book: LogBook) { self.book = book }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { book.write("\(event.message) \(metadata) \(event.metadata ?? [:])") }
}

struct Broken: Error, CustomStringConvertible {
    let description = "password=hunter2 in table accounts"
}

struct Reply {
    let status: Int
    let headers: HTTPHeaders
    let body: String

    func header(_ name: String) -> String? { headers.first(name: name) }

    /// The value of the cookie that this answer sets.
    func cookie(_ name: String) -> String? { cookieLine(name)?.split(separator: ";").first.map { String($0.dropFirst(name.count + 1)) } }
    func cookieLine(_ name: String) -> String? { headers["Set-Cookie"].first { $0.hasPrefix(name + "=") } }

    /// The token in the form of this page.
    var csrf: String? { body.firstMatch(of: #/name="csrf" value="([^"]+)"/#).map { String($0.1) } }

    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:] }
}

struct Client: Sendable {
    let base: String
    let http: HTTPClient
    let seen: Seen
    let log: LogBook
    let folder: URL

    func get(_ path: String, _ headers: [(String, String)] = []) async throws -> Reply {
        try await send(.GET, path, headers, nil)
    }

    func post(_ path: String, _ headers: [(String, String)], _ body: HTTPClientRequest.Body) async throws -> Reply {
        try await send(.POST, path, headers, body)
    }

    func post(_ path: String, form: String, _ headers: [(String, String)] = []) async throws -> Reply {
        try await post(path, [("Content-Type", "application/x-www-form-urlencoded")] + headers, .bytes(ByteBuffer(string: form)))
    }

    func send(_ method: HTTPMethod, _ path: String, _ headers: [(String, String)], _ body: HTTPClientRequest.Body?) async throws -> Reply {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.headers = HTTPHeaders(headers)
        request.body = body
        let response = try await http.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 8 << 20)
        return Reply(status: Int(response.status.code), headers: response.headers, body: String(buffer: bytes))
    }

    /// The cookie and the token of a visitor who has loaded a page with a form.
    func visitor() async throws -> (cookie: (String, String), token: String) {
        let page = try await get("/form")
        guard let cookie = page.cookie("shortlist-visitor"), let token = page.csrf else { throw Broken() }
        return (("Cookie", "shortlist-visitor=\(cookie)"), token)
    }

    var leftInFolder: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? ["no folder"] }
}

private func routes(site: Site, seen: Seen, folder: URL) -> Routes {
    let routes = Routes(site: site)
    let staff = Gate("staff") { ask in
        guard ask.signedIn != nil else { throw Refusal.signInNeeded(returnTo: ask.pathAndQuery) }
    }
    routes.get("/jobs/:id", .anyone) { ask in
        let id = try ask.path("id"), q = ask.query("q")
        return .page(Page(id, frame: .public, body: "<main title=\"\(id)\">\(id)<i>\(q)</i></main>"), json: ["id": id, "q": q])
    }
    routes.get("/desk", staff) { ask in
        let name = ask.signedIn?.identity ?? ""
        return .page(Page("Desk", frame: .desk(current: "desk"), body: "<main>\(name)</main>"), json: ["name": name])
    }
    routes.post("/desk/notes", staff) { _, _ in
        seen.post()
        return .redirect(Link("desk"))
    }
    routes.get("/a/:token", .anyone) { _ in .text("private", type: "text/plain").with("Referrer-Policy", "no-referrer") }
    routes.get("/download", .anyone) { _ in .text("file", type: "text/plain").with("Content-Security-Policy", "default-src 'none'; sandbox") }
    routes.get("/broken/:token", .anyone) { _ in throw Broken() }
    routes.get("/slow/:token", .anyone) { _ in
        try await Task.sleep(for: .milliseconds(1_050))
        return .text("slow", type: "text/plain")
    }
    routes.get("/form", .anyone) { ask in .page(Page("Form", frame: .narrow, body: "<form>\(ask.csrf)</form>"), json: ["done": true]) }
    routes.post("/form", .anyone) { _, form in
        seen.post()
        return .redirect(Link("jobs", form["name"]), flash: .good("Saved <\(form["name"])>."))
    }
    routes.post("/echo", .anyone) { _, form in
        .page(Page("Echo", frame: .narrow, body: .empty), json: ["a": form.all("a"), "b": [form["b"]], "missing": [form["missing"]]])
    }
    routes.post("/upload", .anyone, upload: UploadLimit(megabytes: 1, folder: folder)) { _, form in
        seen.post()
        seen.got(form.file("resume"))
        return .redirect(Link("form"), json: ["name": form["name"]])
    }
    routes.get("/invalid", .anyone) { _ in throw Refusal.invalid([Problem("email", "An address has an <@>.")]) }
    routes.get("/busy", .anyone) { _ in throw Refusal.tooMany(retryAfterSeconds: 30) }
    routes.get("/broken", .anyone) { _ in throw Broken() }
    routes.get("/data", .anyone) { _ in
        let data = Data("{\"title\":\"x</script><b>\u{600}</script><b>\"}".utf8)
        return .page(Page("Data", frame: .public, isIndexed: true, structuredData: data, body: .empty), json: ["done": true])
    }
    return routes
}

/// Runs a small application on a free port for as long as `body` runs.
func withApp(address: String = "http://jobs.example.com", _ body: @Sendable @escaping (Client) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shortlist-web-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = LogBook()
    let logger = Logger(label: "web-tests") { _ in SwiftLogNoOpLogHandler() }
    let site = Site(
        address: address, name: "Short & List", secret: Data(repeating: 7, count: 32), sessions: FakeSessions(), assets: try .own(),
        logger: Logger(label: "web-tests") { _ in LogBookHandler(log) },
        frames: { ask, page in "<p id=\"flash\">\(ask.flash?.text)</p>\(page.body)" })
    let seen = Seen()
    let (ports, told) = AsyncStream.makeStream(of: Int.self)
    let app = WebApp(routes: routes(site: site, seen: seen, folder: folder), host: "127.0.0.1", port: 0, logger: logger) { port in
        told.yield(port)
    }
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.decompression = .disabled
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let outcome = await withTaskGroup(of: Void.self, returning: Result<Void, any Error>.self) { group in
        group.addTask {
            try? await app.run()
            told.finish()
        }
        defer { group.cancelAll() }
        do {
            guard let port = await ports.first(where: { _ in true }) else { throw Broken() }
            return .success(try await body(Client(base: "http://127.0.0.1:\(port)", http: http, seen: seen, log: log, folder: folder)))
        } catch {
            return .failure(error)
        }
    }
    try await http.shutdown()
    try outcome.get()
}
