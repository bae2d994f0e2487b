import Accounts
import Foundation
import Postgres
import Synchronization
import Web

/// What `scripts/bench` measures against; there only where `SHORTLIST_BENCH` is 1.
final class BenchRoutes: Sendable {
    /// The statements of the last request for each path.
    private let last = Mutex<[String: StatementLog]>([:])

    static var isWanted: Bool { ProcessInfo.processInfo.environment["SHORTLIST_BENCH"] == "1" }

    func around(_ path: String, _ request: () async -> Void) async {
        guard !path.hasPrefix("/bench/") else { return await request() }
        let log = StatementLog()
        await StatementLog.$current.withValue(log) { await request() }
        last.withLock { $0[path] = log }
    }

    func add(to routes: Routes) {
        routes.get("/bench/constant", .anyone) { ask in
            .bytes([UInt8](repeating: 32, count: min(Int(ask.query("bytes")) ?? 0, 16 << 20)), type: "text/html; charset=utf-8")
        }
        for (path, gate) in [("/bench/page", Gate.anyone), ("/bench/signed-in-page", .may(.lookAfterAccount))] {
            routes.get(path, gate) { _ in .page(Page("Bench", frame: .narrow, body: "<main><h1>Bench</h1></main>"), json: ["bench": true]) }
        }
        routes.get("/bench/statements", .anyone) { [self] ask in
            let log = last.withLock { $0[ask.query("path")] }
            guard let log else { throw Refusal.notFound }
            return .text(log.script, type: "text/plain; charset=utf-8")
        }
    }
}
