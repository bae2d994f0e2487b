import AsyncHTTPClient
import Demo
import Foundation
import JobBoard
import Logging
import NIOCore
import NIOHTTP1
import Postgres
import TestKit
import Testing
import Web

/// A board on a port of its own, over a database of its own with the small demo agency in it.
struct RunningBoard: Sendable {
    struct Reply {
        let status: Int
        let type: String
        let text: String
    }

    let pool: Pool
    let port: Int

    func get(_ path: String) async throws -> Reply {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)"), timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 1 << 22)
        return Reply(status: Int(response.status.code), type: response.headers["Content-Type"].first ?? "", text: String(buffer: body))
    }

    func json(_ path: String) async throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(try await get(path).text.utf8)) as? [String: Any])
    }

    /// The structured data of a job's page.
    func posting(_ path: String) async throws -> [String: Any] {
        let page = try await get(path).text
        let start = try #require(page.range(of: "<script type=\"application/ld+json\">"))
        let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
        return try #require(try JSONSerialization.jsonObject(with: Data(page[start.upperBound..<end.lowerBound].utf8)) as? [String: Any])
    }
}

private struct Strangers: SessionStore {
    func find(tokenHash: Data) async throws -> (any SignedIn)? { nil }
}

func withBoard(_ body: @escaping @Sendable (RunningBoard) async throws -> Void) async throws {
    try await withEmptyDatabase { pool in
        try await Demo.fillSmall(pool)
        var logger = Logger(label: "board")
        logger.logLevel = .critical
        let site = Site(
            address: "https://jobs.example.com", name: "Saffron Talent", secret: Data(repeating: 7, count: 32), sessions: Strangers(), assets: try Assets.own(),
            logger: logger, isOutage: { ($0 as? PostgresError)?.isOutage ?? false }, frames: { _, page in page.body })
        let routes = Routes(site: site)
        JobBoard(database: pool, site: site).add(to: routes)
        let (ports, ready) = AsyncStream<Int>.makeStream()
        let app = WebApp(routes: routes, host: "127.0.0.1", port: 0, logger: logger) { ready.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await app.run() }
            for await port in ports {
                try await body(RunningBoard(pool: pool, port: port))
                break
            }
            group.cancelAll()
        }
    }
}
