import Foundation
import Postgres
import Testing

@Suite("Bulk", .serialized)
struct BulkTests {
    struct Line: RowDecodable {
        var number: Int
        var text: String

        init(row: Row) throws {
            number = try row.get("number")
            text = try row.get("text")
        }
    }

    @Test func aMillionRowsInConstantMemory() async throws {
        try await withPool(size: 1) { pool async throws in
            let before = residentBytes()
            var peak = 0
            var count = 0
            var sum = 0
            for try await line in pool.stream(Query<Line>("SELECT n AS number, repeat('x', 800) AS text FROM generate_series(1, 1000000) AS n")) {
                count += 1
                sum += line.number
                if count % 50_000 == 0 { peak = max(peak, residentBytes()) }
            }
            #expect(count == 1_000_000 && sum == 500_000_500_000)
            // The rows are some 850 MB. Other tests run in this program at the same time and share its memory, so a generous bound.
            #expect(peak - before < 300 << 20, "grew by \((peak - before) >> 20) MB")
        }
    }

    @Test func aStreamThatIsLeftEarlyGivesItsConnectionBack() async throws {
        try await withPool(size: 1) { pool async throws in
            for round in 0..<5 {
                var seen = 0
                for try await _ in pool.stream(Query<One<Int>>("SELECT generate_series(1, 100000) AS n")) {
                    seen += 1
                    if seen == 10 + 600 * round { break }
                }
                #expect(try await pool.scalar("SELECT 1", as: Int.self) == 1)
            }
            let error = await postgresError { for try await _ in pool.stream(Query<One<Int>>("SELECT 1/(n - 700) FROM generate_series(1, 1000) AS n")) {} }
            #expect(error?.kind == .server(sqlState: "22012"))
            let wrong = await postgresError { for try await _ in pool.stream(Query<One<Int>>("SELECT nonsense")) {} }
            #expect(wrong?.kind == .server(sqlState: "42703"))
            #expect(try await pool.scalar("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test func streamsInATransaction() async throws {
        try await withPool(size: 1) { pool async throws in
            try await pool.transaction { transaction async throws in
                var count = 0
                for try await _ in transaction.stream(Query<One<Int>>("SELECT generate_series(1, \(1200)) AS n")) {
                    for try await _ in transaction.stream(Query<One<Int>>("SELECT 1 AS n")) { count += 1 }
                }
                #expect(count == 1200)
            }
        }
    }

    @Test func copyOfAHundredThousandRows() async throws {
        try await withPool { pool async throws in
            try await pool.run(Command("CREATE TABLE people (id uuid PRIMARY KEY, name text, born date, skills text[], pay bigint, at timestamptz)"))
            let rows = (0..<100_000).lazy.map { number -> [any SQLValue] in
                [
                    UUID.v7(), "Name\t\(number)\n\\N", CalendarDate(utc: Date(timeIntervalSince1970: Double(number) * 10_000)), ["a", "b\"{\(number)}"],
                    number % 2 == 0 ? number : Int?.none, Date(),
                ]
            }
            let count = try await pool.copy(into: "people", columns: ["id", "name", "born", "skills", "pay", "at"], rows: rows)
            #expect(count == 100_000)
            #expect(
                try await pool.scalar("SELECT count(*) FROM people WHERE name LIKE \("Name\t%\n\\\\N") AND skills[2] LIKE 'b\"{%}'", as: Int.self) == 100_000)
            #expect(try await pool.scalar("SELECT count(pay) FROM people", as: Int.self) == 50_000)
        }
    }

    @Test func aCopyThatFailsLoadsNothing() async throws {
        struct Refused: Error {}
        try await withPool(size: 1) { pool async throws in
            try await pool.run(Command("CREATE TABLE notes (n bigint PRIMARY KEY)"))
            let twice = await postgresError { try await pool.copy(into: "notes", columns: ["n"], rows: [try CopyRow(1), try CopyRow(1)]) }
            #expect(twice?.isUniqueViolation == true)
            let early = await postgresError {
                try await pool.copy(into: "notes", columns: ["n"], rows: (0..<200_000).lazy.map { [$0 == 5 ? "x" : "\($0)"] as [any SQLValue] })
            }
            #expect(early?.kind == .server(sqlState: "22P02"))
            var number = 0
            await #expect(throws: Refused.self) {
                try await pool.copy(into: "notes", columns: ["n"]) {
                    number += 1
                    if number == 3 { throw Refused() }
                    return Array("\(number)\n".utf8)
                }
            }
            let missing = await postgresError { try await pool.copy(into: "nowhere", columns: ["n"], rows: [try CopyRow(1)]) }
            #expect(missing?.kind == .server(sqlState: "42P01"))
            #expect(try await pool.scalar("SELECT count(*) FROM notes", as: Int.self) == 0)
        }
    }
}

/// Of this program, from the kernel.
private func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * 4096
}
