import Postgres
import Synchronization

/// How one part of the installation fares: in one line, and what to do about it.
struct Finding: Sendable, Encodable, Equatable {
    enum State: String, Sendable, Encodable, CaseIterable { case ok, warning, bad }

    let name: String
    let state: State
    let words: String
    let advice: String?

    /// Said where somebody runs the command.
    var line: String {
        let mark =
            switch state {
            case .ok: "✓";
            case .warning: "!";
            case .bad: "✗"
            }
        return "\(mark) \(name): \(words)" + (advice.map { "\n    \($0)" } ?? "")
    }
}

/// One thing to look at.
struct Check: Sendable {
    enum Verdict: Sendable {
        case ok(String)
        case warning(String, String)
        case bad(String, String)
    }

    let name: String
    /// What to do where looking itself fails.
    let advice: String
    let look: @Sendable () async throws -> Verdict

    init(_ name: String, advice: String, look: @escaping @Sendable () async throws -> Verdict) {
        (self.name, self.advice, self.look) = (name, advice, look)
    }

    fileprivate func finding() async -> Finding {
        do {
            switch try await look() {
            case .ok(let words): return Finding(name: name, state: .ok, words: words, advice: nil)
            case .warning(let words, let advice): return Finding(name: name, state: .warning, words: words, advice: advice)
            case .bad(let words, let advice): return Finding(name: name, state: .bad, words: words, advice: advice)
            }
        } catch let error as PostgresError where error.sqlState == "42P01" {
            return Finding(name: name, state: .warning, words: "its table is not there yet", advice: "Run: shortlist migrate")
        } catch {
            return Finding(name: name, state: .bad, words: "\(error)", advice: advice)
        }
    }
}

/// All checks, made at the same time. One that does not answer in time is said to be so, and holds up nobody.
struct Checkup: Sendable {
    var checks: [Check]
    var limit: Duration = .seconds(6)

    /// In the order of the checks.
    func run() async -> [Finding] {
        await withTaskGroup(of: (Int, Finding).self) { group in
            for (place, check) in checks.enumerated() { group.addTask { (place, await limited(check)) } }
            return await group.reduce(into: [Int: Finding]()) { $0[$1.0] = $1.1 }.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// Looks in a task of its own, which is left behind where it does not end.
    private func limited(_ check: Check) async -> Finding {
        let (answers, sink) = AsyncStream<Finding>.makeStream()
        let looking = Task.detached { sink.yield(await check.finding()) }
        let clock = Task.detached { [limit] in
            try await Task.sleep(for: limit)
            sink.yield(Finding(name: check.name, state: .bad, words: "no answer within \(limit.components.seconds) seconds", advice: check.advice))
        }
        defer { [looking.cancel, clock.cancel].forEach { $0() } }
        for await finding in answers { return finding }
        return Finding(name: check.name, state: .bad, words: "was not finished", advice: check.advice)
    }
}

extension [Finding] {
    /// The worst of them.
    var state: Finding.State { contains { $0.state == .bad } ? .bad : contains { $0.state == .warning } ? .warning : .ok }
}
