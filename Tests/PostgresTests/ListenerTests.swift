import Foundation
import Postgres
import Testing

@Suite("Listener")
struct ListenerTests {
    @Test(.timeLimit(.minutes(1))) func itSurvivesALostConnection() async throws {
        try await withPool { pool async throws in
            let listener = Listener(url: pool.url)
            defer { listener.close() }
            var heard = listener.listen("jobs. and \"more\"").makeAsyncIterator()
            #expect(await heard.next() == .reconnected)
            try await pool.run(Command("SELECT pg_notify(\("jobs. and \"more\""), \("first"))"))
            #expect(await heard.next() == .message(payload: "first"))
            try await pool.run(
                Command(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()"
                ))
            #expect(await heard.next() == .reconnected)
            try await pool.run(Command("SELECT pg_notify(\("jobs. and \"more\""), \("second"))"))
            #expect(await heard.next() == .message(payload: "second"))
        }
    }

    @Test(.timeLimit(.minutes(1))) func channelsAreKeptApart() async throws {
        try await withPool { pool async throws in
            let listener = Listener(url: pool.url)
            var one = listener.listen("one").makeAsyncIterator()
            var two = listener.listen("two").makeAsyncIterator()
            #expect(await one.next() == .reconnected)
            #expect(await two.next() == .reconnected)
            for number in 0..<100 { try await pool.run(Command("SELECT pg_notify(\(number % 2 == 0 ? "one" : "two"), \(String(number)))")) }
            for number in 0..<100 {
                let next = number % 2 == 0 ? await one.next() : await two.next()
                #expect(next == .message(payload: String(number)))
            }
            listener.close()
            #expect(await one.next() == nil)
        }
    }
}
