import Foundation
import Postgres
import Testing

@testable import Hiring

/// How long a look takes in a database that is there: `SHORTLIST_DUPLICATES_URL` names one, such as `shortlist demo --scale 100000` fills. Nothing is measured without it.
@Suite("Speed of duplicates", .enabled(if: ProcessInfo.processInfo.environment["SHORTLIST_DUPLICATES_URL"] != nil))
struct DuplicateSpeedTests {
    private let url = ProcessInfo.processInfo.environment["SHORTLIST_DUPLICATES_URL"] ?? ""

    @Test func everybodyAndOnePerson() async throws {
        let pool = Pool(url: url, size: 2, statementTimeout: .seconds(600))
        defer { pool.close() }
        let clock = ContinuousClock(), everybody = try await pool.one(Query<One<Int>>("SELECT count(*) FROM candidate_profiles")).value
        var last: UUID?, seen = 0
        let whole = try await clock.measure {
            while true {
                let from: SQL = last.map { " WHERE user_id > \($0)" } ?? ""
                let people = try await pool.all(Query<One<UUID>>("SELECT user_id FROM candidate_profiles\(from) ORDER BY user_id LIMIT \(Duplicates.batch)"))
                    .map(\.value)
                guard let end = people.last else { return }
                try await pool.transaction { try await Duplicates.look(at: people, in: $0) }
                (last, seen) = (end, seen + people.count)
                if seen % 10_000 == 0 { print("looked at \(seen) of \(everybody)") }
            }
        }
        var times: [Duration] = []
        for person in try await pool.all(Query<One<UUID>>("SELECT user_id FROM candidate_profiles ORDER BY md5(user_id::text) LIMIT 200")).map(\.value) {
            times.append(try await clock.measure { try await pool.transaction { try await Duplicates.look(at: [person], in: $0) } })
        }
        times.sort()
        let pairs = try await pool.one(Query<One<Int>>("SELECT count(*) FROM duplicate_pairs")).value
        print("duplicates: \(seen) people in \(whole), one person: median \(times[100]), p95 \(times[190]); \(pairs) pairs")
        #expect(times[190] < .milliseconds(200))
    }
}
