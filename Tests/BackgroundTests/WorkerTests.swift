@testable import Background
import Foundation
import Postgres
import Synchronization
import Testing

@Suite struct WorkerTests {
    @Test func twoWorkersNeverDoOnePieceAtOnce() async throws {
        try await WorkBench.with { bench in
            let log = Log()
            let handler: WorkHandler = { _, attempt in
                log.begin("\(attempt.job)")
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...10)))
                log.end("\(attempt.job)")
            }
            for number in 0..<200 { try await Work.enqueue(kind: "note", payload: Note(text: "\(number)"), in: bench.pool) }
            let other = Pool(url: bench.url, size: 6)
            let workers = [bench.worker(["note": handler]), Worker(database: other, handlers: ["note": handler])]
            let running = workers.map { worker in Task { await worker.run() } }
            #expect(try await eventually { log.total == 200 })
            for task in running {
                task.cancel()
                await task.value
            }
            other.close()
            #expect(log.clashes == 0 && log.runs.values.allSatisfy { $0 == 1 })
            #expect(try await bench.jobs().allSatisfy { $0.isFinished && !$0.isHeld && $0.attempts == 1 })
        }
    }

    @Test func theWorkOfACrashedWorkerIsTakenOver() async throws {
        try await WorkBench.with { bench in
            try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool)
            // What is left of a worker that was killed: a claim that nobody renews.
            let dead = try #require(try await bench.pool.all(Claims.claim(1, of: ["note"], lease: .milliseconds(400))).first)
            let log = Log()
            let worker = bench.worker(["note": { _, attempt in log.begin("\(attempt.number)") }])
            #expect(try await worker.drain() == 0)
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await worker.drain() == 1)
            #expect(log.runs == ["2": 1])
            // Were it alive after all, it could not undo what the other did.
            #expect(try await bench.pool.run(Claims.retry(dead, after: .zero, reason: "late")) == 0)
        }
    }

    @Test func aCrashInTheLastAttemptIsGivenUp() async throws {
        try await WorkBench.with { bench in
            let hooks = Mutex(0)
            let worker = bench.worker(["note": { _, _ in }]) { _, _ in hooks.withLock { $0 += 1 } }
            try await Work.enqueue(kind: "note", payload: Note(), maxAttempts: 1, in: bench.pool)
            _ = try await bench.pool.all(Claims.claim(1, of: ["note"], lease: .milliseconds(50)))
            try await Task.sleep(for: .milliseconds(100))
            #expect(try await worker.drain() == 0)
            #expect(try await bench.jobs().first?.isFailed == true)
            #expect(hooks.withLock { $0 } == 1)
        }
    }

    @Test func longWorkKeepsItsLease() async throws {
        try await WorkBench.with { bench in
            let log = Log()
            let handler: WorkHandler = { _, _ in
                log.begin("x")
                try await Task.sleep(for: .seconds(6))
                log.end("x")
            }
            try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool)
            let running = (0..<2).map { _ in
                let worker = bench.worker(["note": handler], lease: .milliseconds(2_500))  // more than a busy machine loses between two renewals
                return Task { await worker.run() }
            }
            #expect(try await eventually { try await bench.jobs().first?.isFinished == true })
            running.forEach { $0.cancel() }
            for task in running { await task.value }
            #expect(log.runs == ["x": 1])
        }
    }

    @Test func whoLosesTheLeaseIsCancelledAndWritesNothing() async throws {
        try await WorkBench.with { bench in
            let wasCancelled = Mutex(false)
            try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool)
            let worker = bench.worker(
                [
                    "note": { _, _ in
                        // Another worker has it now, with a lease of its own.
                        try await bench.pool.run(
                            Command("UPDATE background_jobs SET attempts = 5, locked_until = clock_timestamp() + interval '1 minute'"))
                        do { try await Task.sleep(for: .seconds(20)) } catch {
                            wasCancelled.withLock { $0 = true }
                            throw error
                        }
                    }
                ], lease: .milliseconds(300))
            #expect(try await worker.drain() == 1)
            #expect(wasCancelled.withLock { $0 })
            #expect(try await bench.jobs().first?.attempts == 5)
        }
    }

    @Test func aStoppingWorkerFinishesWhatItCanAndPutsBackTheRest() async throws {
        try await WorkBench.with { bench in
            let log = Log()
            let worker = bench.worker(
                [
                    "short": { _, _ in
                        log.begin("short")
                        try await Task.sleep(for: .milliseconds(600))
                    },
                    "long": { _, _ in
                        log.begin("long")
                        try await Task.sleep(for: .seconds(60))
                    },
                ], grace: .seconds(1))
            try await Work.enqueue(kind: "short", payload: Note(), in: bench.pool)
            try await Work.enqueue(kind: "long", payload: Note(), in: bench.pool)
            let running = Task { await worker.run() }
            #expect(try await eventually { log.total == 2 })
            running.cancel()
            await running.value
            let jobs = try await bench.jobs()
            #expect(jobs.map(\.isFinished) == [true, false])
            #expect(jobs.map(\.isHeld) == [false, false] && jobs.map(\.attempts) == [1, 0])
        }
    }

    @Test func pausedItTakesNothing() async throws {
        try await WorkBench.with { bench in
            let isPaused = Flag(true)
            let log = Log()
            let worker = bench.worker(["note": { _, _ in log.begin("x") }], isPaused: { isPaused.value })
            try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool)
            let running = Task { await worker.run() }
            try await Task.sleep(for: .milliseconds(300))
            #expect(log.total == 0)
            isPaused.value = false
            #expect(try await eventually { log.total == 1 })
            running.cancel()
            await running.value
        }
    }

    @Test func aDatabaseThatGoesAwayAndComesBackStopsNothing() async throws {
        try await WorkBench.with { bench in
            let log = Log()
            let worker = bench.worker([
                "note": { _, _ in
                    log.begin("x")
                    try await Task.sleep(for: .milliseconds(5))
                    log.end("y")
                }
            ])
            for _ in 0..<40 { try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool) }
            let running = Task { await worker.run() }
            let axe = Pool(url: bench.url, size: 1)
            for _ in 0..<5 {
                try await axe.run(
                    Command(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """))
                try await Task.sleep(for: .milliseconds(60))
            }
            #expect(try await eventually { try await axe.one(Query<One<Bool>>("SELECT bool_and(finished_at IS NOT NULL) FROM background_jobs")).value })
            running.cancel()
            await running.value
            axe.close()
        }
    }
}

final class Flag: Sendable {
    private let state: Mutex<Bool>
    init(_ value: Bool) { state = Mutex(value) }
    var value: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
