import Accounts
import Foundation
import Hiring
import NIOHTTP1
import Postgres
import Synchronization
import Testing
import Web

/// What several tests do on their way.
extension RunningHouse {
    /// A browser of one's own, signed in as one person.
    func browser(as id: ID<User>) async throws -> Browser {
        let browser = Browser(base: base)
        try await browser.signIn(with: try await SignInLinks.make(for: id, in: pool).text)
        return browser
    }

    func run(_ sql: SQL) async throws { try await pool.run(Command(sql)) }

    func texts(_ sql: SQL) async throws -> [String] { try await pool.all(Query<One<String>>(sql)).map(\.value) }

    func id<Owner>(_ sql: SQL, of: Owner.Type = Owner.self) async throws -> ID<Owner> { try await pool.one(Query<One<ID<Owner>>>(sql)).value }

    /// The newest application of whoever has an address.
    func application(of email: String = "lata.kulkarni@example.com") async throws -> ID<Application> {
        try await id(
            "SELECT applications.id FROM applications JOIN users ON users.id = candidate_id WHERE email_key = \(email) ORDER BY applied_at DESC LIMIT 1")
    }

    /// The path of the private link in the newest mail to an address.
    func privateLink(of email: String = "lata.kulkarni@example.com") async throws -> String {
        String(try #require(try await mail(to: email)?.firstMatch(of: #/\/a\/[\w-]+/#)?.0))
    }

    /// All rows of all tables that people write to, as one number: equal before and after means that nothing was changed.
    func everything() async throws -> String {
        var sums: [String] = []
        for table in [
            "users", "clients", "jobs", "candidate_profiles", "applications", "application_timeline", "application_links", "consents", "action_queue",
            "activity_logs", "background_jobs", "outbox", "stored_files", "candidate_work_history", "candidate_tags", "profile_proposals",
        ] {
            sums.append("\(table): " + (try await text("SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM \(identifier: table) AS row") ?? "none"))
        }
        return sums.joined(separator: "\n")
    }

    /// Every file that the store keeps.
    func storedFiles() -> [String] {
        let names = FileManager.default.enumerator(atPath: folder.appendingPathComponent("files").path)?.allObjects as? [String] ?? []
        return names.filter { $0.utf8.count > 60 }
    }

    /// The recruiter of a job; where it has none, the manager.
    func owner(of job: ID<Job>) async throws -> ID<User> {
        try await id("SELECT coalesce(assigned_recruiter_id, (SELECT id FROM users WHERE role = 'MANAGER' LIMIT 1)) FROM jobs WHERE id = \(job)")
    }
}

extension Reply {
    /// Whether the page says something, letter by letter: `String.contains` takes other spellings of a character for the same.
    func says(_ text: String) -> Bool { Data(body.utf8).range(of: Data(text.utf8)) != nil }

    func header(_ name: String) -> String? { headers.first(name: name) }

    /// Whether a form says what is wrong beside a field.
    func hasProblem(beside field: String) -> Bool { says("id=\"\(field)-problem\"") }
}

/// What a browser hears from an event stream, with the time of each.
final class Hearing: Sendable {
    private let heard = Mutex<[ContinuousClock.Instant]>([])
    private let task: Task<Void, Never>

    var count: Int { heard.withLock { $0.count } }

    init(_ names: AsyncStream<String>) {
        let (times, sink) = AsyncStream<ContinuousClock.Instant>.makeStream()
        task = Task {
            for await name in names where name == "changed" { sink.yield(.now) }
            sink.finish()
        }
        Task { [weak self] in for await time in times { self?.heard.withLock { $0.append(time) } } }
    }

    /// Waits for one more than `count`; nil where it does not come in time.
    func next(after count: Int, within limit: Duration) async throws -> ContinuousClock.Instant? {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < limit {
            if let time = heard.withLock({ $0.count > count ? $0[count] : nil }) { return time }
            try await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }

    func end() { task.cancel() }
}

extension RunningHouse {
    /// Listens to a page's events, and returns once something said on its topic arrives.
    func hearing(_ browser: Browser, _ path: String, topic: String) async throws -> Hearing {
        let hearing = Hearing(try await browser.events(path))
        for _ in 0..<200 where hearing.count == 0 {
            try await run("SELECT pg_notify('changes', \(topic))")
            _ = try await hearing.next(after: 0, within: .milliseconds(25))
        }
        // What was said twice on the way is not taken for what the test is about.
        try await Task.sleep(for: .milliseconds(60))
        try #require(hearing.count > 0, "nothing is heard at \(path)")
        return hearing
    }
}

/// A house has some eight connections and the test cluster a hundred: so only a few houses stand at once.
struct FewAtATime: SuiteTrait, TestTrait, TestScoping {
    private static let places = Places(5)

    var isRecursive: Bool { true }

    func provideScope(for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void) async throws {
        guard testCase != nil else { return try await body() }
        await Self.places.take()
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await Self.places.giveBack()
        try result.get()
    }

    private actor Places {
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ count: Int) { free = count }

        func take() async {
            if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        }

        func giveBack() {
            if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        }
    }
}

extension Trait where Self == FewAtATime {
    static var fewAtATime: FewAtATime { FewAtATime() }
}
