@testable import Background
import Foundation
import Postgres
import Synchronization
import Testing

@Suite struct EnqueueTests {
    struct Undo: Error {}

    @Test func workExistsExactlyWhenItsCauseDoes() async throws {
        try await WorkBench.with { bench in
            await #expect(throws: Undo.self) {
                try await bench.pool.transaction { transaction in
                    try await Work.enqueue(kind: "note", payload: Note(), in: transaction)
                    throw Undo()
                }
            }
            #expect(try await bench.jobs().isEmpty)
            try await bench.pool.transaction { try await Work.enqueue(kind: "note", payload: Note(), in: $0) }
            #expect(try await bench.jobs().count == 1)
        }
    }

    @Test func aUniqueKeyKeepsOneUnfinishedPieceWithTheNewestPayload() async throws {
        try await WorkBench.with { bench in
            let seen = Mutex<[String]>([])
            let worker = bench.worker(["note": Work.handler(of: Note.self) { note, _ in seen.withLock { $0.append(note.text) } }])
            try await Work.enqueue(kind: "note", payload: Note(text: "old"), uniqueKey: "k", runAt: .now + 3600, in: bench.pool)
            #expect(try await worker.drain() == 0)
            try await Work.enqueue(kind: "note", payload: Note(text: "new"), uniqueKey: "k", in: bench.pool)
            #expect(try await bench.jobs().count == 1)
            #expect(try await worker.drain() == 1)
            try await Work.enqueue(kind: "note", payload: Note(text: "after"), uniqueKey: "k", in: bench.pool)
            #expect(try await worker.drain() == 1)
            #expect(seen.withLock { $0 } == ["new", "after"])
        }
    }

    @Test func askedForAgainWhileUnderWayItIsDoneOnceMore() async throws {
        try await WorkBench.with { bench in
            let log = Log()
            let worker = bench.worker([
                "note": Work.handler(of: Note.self) { note, attempt in
                    log.begin(note.text)
                    defer { log.end(note.text) }
                    guard note.text == "first" else { return }
                    try await Work.enqueue(kind: "note", payload: Note(text: "second"), uniqueKey: "k", in: bench.pool)
                }
            ])
            try await Work.enqueue(kind: "note", payload: Note(text: "first"), uniqueKey: "k", in: bench.pool)
            #expect(try await worker.drain() == 2)
            #expect(log.runs == ["first": 1, "second": 1])
            #expect(try await bench.jobs().map(\.isFinished) == [true])
        }
    }

    @Test func workWakesAWorkerAtOnce() async throws {
        try await WorkBench.with { bench in
            let listener = Listener(url: bench.url)
            let log = Log()
            let worker = bench.worker(["note": { _, _ in log.begin("x") }], poll: .seconds(600), listener: listener)
            let running = Task { await worker.run() }
            // The first look around, and time to begin listening.
            try await Task.sleep(for: .milliseconds(500))
            let clock = ContinuousClock()
            let start = clock.now
            try await bench.pool.transaction { try await Work.enqueue(kind: "note", payload: Note(), in: $0) }
            #expect(try await eventually { log.total == 1 })
            #expect(clock.now - start < .seconds(2))
            running.cancel()
            await running.value
        }
    }

    @Test func aPayloadOfAnotherShapeIsGivenUpAtOnce() async throws {
        try await WorkBench.with { bench in
            let worker = bench.worker(["note": Work.handler(of: Note.self) { _, _ in }])
            try await Work.enqueue(kind: "note", payload: ["text": 5], in: bench.pool)
            #expect(try await worker.drain() == 1)
            let job = try #require(try await bench.jobs().first)
            #expect(job.isFailed && job.lastError == "the payload has another shape than Note")
        }
    }

    @Test func theCensusCounts() async throws {
        try await WorkBench.with { bench in
            try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool)
            try await Work.enqueue(kind: "note", payload: Note(), runAt: .now + 600, in: bench.pool)
            let worker = bench.worker(["bad": { _, _ in throw GiveUp("no") }, "good": { _, _ in }])
            try await Work.enqueue(kind: "bad", payload: Note(), in: bench.pool)
            try await Work.enqueue(kind: "good", payload: Note(), in: bench.pool)
            try await worker.drain()
            var census = try await bench.pool.one(Work.census)
            #expect((census.due, census.later, census.running, census.failed) == (1, 1, 0, 1))
            #expect(try await bench.pool.run(Work.retryFailed(kind: "bad")) == 1)
            census = try await bench.pool.one(Work.census)
            #expect((census.due, census.failed) == (2, 0))
            try await bench.pool.run(Command("UPDATE background_jobs SET finished_at = now() - interval '8 days' WHERE finished_at IS NOT NULL"))
            #expect(try await bench.pool.run(Work.forgetFinished()) == 1)
        }
    }
}
