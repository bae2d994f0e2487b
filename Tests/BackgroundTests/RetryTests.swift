@testable import Background
import Foundation
import Postgres
import Synchronization
import Testing

@Suite struct RetryTests {
    struct Secret: Error, CustomStringConvertible { var description = "Zoë's phone is 555" }

    @Test func aFailureIsRetriedLaterAndKeepsNoPersonalData() async throws {
        try await WorkBench.with { bench in
            let tries = Mutex(0)
            let worker = bench.worker([
                "note": { _, attempt in
                    #expect(
                        tries.withLock {
                            $0 += 1; return $0
                        } == attempt.number)
                    if attempt.number < 3 { throw Secret() }
                }
            ])
            try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool)
            #expect(try await worker.drain() == 1)
            var job = try #require(try await bench.jobs().first)
            #expect(!job.isHeld && !job.isFailed && job.attempts == 1)
            #expect((10...19).contains(job.due))
            #expect(job.lastError == "BackgroundTests.RetryTests.Secret")
            try await bench.makeAllDue()
            #expect(try await worker.drain() == 1)
            job = try #require(try await bench.jobs().first)
            #expect((32...57).contains(job.due))
            try await bench.makeAllDue()
            #expect(try await worker.drain() == 1)
            job = try #require(try await bench.jobs().first)
            #expect(job.isFinished && job.attempts == 3)
        }
    }

    @Test func afterTheLastAttemptTheHookIsCalledInTheSameTransaction() async throws {
        try await WorkBench.with { bench in
            let worker = bench.worker(["note": { _, _ in throw Secret() }]) { given, transaction in
                #expect(given.attempt.isLast && String(decoding: given.payload, as: UTF8.self).contains("hello"))
                try await Work.enqueue(kind: "card", payload: Note(), in: transaction)
            }
            try await Work.enqueue(kind: "note", payload: Note(text: "hello"), maxAttempts: 2, in: bench.pool)
            try await worker.drain()
            #expect(try await bench.jobs().count == 1)
            try await bench.makeAllDue()
            try await worker.drain()
            let jobs = try await bench.jobs()
            #expect(jobs.map(\.isFailed) == [true, false])
            #expect(try await worker.drain() == 0)
        }
    }

    @Test func aHookThatFailsIsCalledAgain() async throws {
        try await WorkBench.with { bench in
            let calls = Mutex(0)
            let worker = bench.worker(["note": { _, _ in throw GiveUp("no") }], lease: .milliseconds(400)) { _, transaction in
                let call = calls.withLock {
                    $0 += 1; return $0
                }
                try await Work.enqueue(kind: "card", payload: Note(), in: transaction)
                if call == 1 { throw Secret() }
            }
            try await Work.enqueue(kind: "note", payload: Note(), in: bench.pool)
            try await worker.drain()
            // The first call's own write was taken back.
            #expect(try await bench.jobs().map(\.isFailed) == [true, false])
            #expect(calls.withLock { $0 } == 2)
        }
    }

    @Test func theDelayGrowsIsBoundedAndSpread() {
        let backOff = BackOff()
        #expect((1...8).map { backOff.delay(after: $0, spread: 0).seconds.rounded() } == [15, 45, 135, 405, 1215, 3645, 10935, 21600])
        #expect(backOff.delay(after: 1, spread: -1) == .seconds(11.25))
        #expect(backOff.delay(after: .max, spread: 1) == .seconds(27000))
        #expect(Set((0..<20).map { _ in backOff.delay(after: 1) }).count > 10)
    }
}
