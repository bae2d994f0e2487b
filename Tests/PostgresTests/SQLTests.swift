import Foundation
import Postgres
import Testing

@Suite("SQL")
struct SQLTests {
    @Test func piecesComposeAndAreNumberedAtTheEnd() {
        let name = "Asha"
        let condition: SQL = "name = \(name) AND age > \(30)"
        let whole: SQL = "SELECT * FROM \(identifier: "people") WHERE \(condition) OR \(sql: condition) LIMIT \(5)"
        #expect(whole.description == #"SELECT * FROM "people" WHERE name = $1 AND age > $2 OR name = $3 AND age > $4 LIMIT $5"#)
        let list = ["a", "b"].map { "\($0)" as SQL }.joined(", ")
        #expect(("IN (" + list + ")").description == "IN ($1, $2)")
        #expect(("x = \(Mood.calm)" as SQL).description == "x = $1::mood")
        #expect(("SELECT \(identifier: "a\"; DROP TABLE x; --")" as SQL).description == #"SELECT "a""; DROP TABLE x; --""#)
    }

    @Test(arguments: [
        "'; DROP TABLE victims; --", "' OR '1'='1", "\\'; DROP TABLE victims; --", "$1", "\"; DROP TABLE victims; --", "/*", "--",
        "1); DELETE FROM victims; --", "%00", "'||(SELECT secret FROM victims)||'", "\u{2019}; DROP TABLE victims", "${jndi:x}", "E'\\x27'",
    ])
    func noValueBreaksOut(attack: String) async throws {
        try await withPool { pool async throws in
            try await pool.run(Command("CREATE TABLE victims (secret text)"))
            try await pool.run(Command("INSERT INTO victims VALUES ('s')"))
            #expect(try await pool.scalar("SELECT \(attack)::text", as: String.self) == attack)
            #expect(try await pool.scalar("SELECT \([attack, attack])", as: [String].self) == [attack, attack])
            #expect(try await pool.scalar("SELECT \(JSON([attack]))", as: JSON<[String]>.self).value == [attack])
            #expect(try await pool.all(Query<One<String>>("SELECT secret FROM victims WHERE secret = \(attack)")).isEmpty)
            try await pool.copy(into: "victims", columns: ["secret"], rows: [try CopyRow(attack)])
            #expect(try await pool.scalar("SELECT count(*) FROM victims WHERE secret = \(attack)", as: Int.self) == 1)
            #expect(try await pool.scalar("SELECT 1 AS \(identifier: attack)", as: Int.self) == 1)
            #expect(try await pool.scalar("SELECT count(*) FROM victims", as: Int.self) == 2)
        }
    }

    @Test func aPreparedStatementSurvivesAChangeOfItsTable() async throws {
        try await withPool(size: 1) { pool async throws in
            try await pool.run(Command("CREATE TABLE t (a bigint)"))
            try await pool.run(Command("INSERT INTO t VALUES (1)"))
            for _ in 0..<2 { #expect(try await pool.all(Query<Wide>("SELECT * FROM t")).first?.columns == 1) }
            try await pool.run(Command("ALTER TABLE t ADD b text"))
            #expect(try await pool.all(Query<Wide>("SELECT * FROM t")).first?.columns == 2)
        }
    }

    @Test func moreStatementsThanTheCacheHolds() async throws {
        try await withPool(size: 1) { pool async throws in
            for round in 0..<2 {
                for number in 0..<300 { #expect(try await pool.scalar("SELECT \(round)::int + \(raw: String(number))", as: Int.self) == round + number) }
            }
            #expect(try await pool.scalar("SELECT count(*) FROM pg_prepared_statements", as: Int.self) <= 257)
        }
    }

    private struct Wide: RowDecodable {
        var columns: Int
        init(row: Row) throws { columns = row.has("b") ? 2 : 1 }
    }

    @Test func errorsSayWhichConstraintAndNeverTheData() async throws {
        try await withPool { pool async throws in
            try await pool.run(Command("CREATE TABLE people (email text CONSTRAINT one_email UNIQUE, age int CONSTRAINT grown CHECK (age > 17))"))
            try await pool.run(Command("INSERT INTO people VALUES ('me@secret.example', 20)"))
            let twice = await postgresError { try await pool.run(Command("INSERT INTO people VALUES (\("me@secret.example"), 20)")) }
            #expect(twice?.isUniqueViolation == true && twice?.constraint == "one_email" && twice?.table == "people")
            let young = await postgresError { try await pool.run(Command("INSERT INTO people VALUES ('x', 3)")) }
            #expect(young?.isCheckViolation == true && young?.constraint == "grown")
            let bad = await postgresError { try await pool.run(Command("SELECT \("topsecret")::text::uuid")) }
            for error in [twice, young, bad] {
                let words = String(describing: error) + (error?.message ?? "")
                #expect(!words.contains("secret"), "\(words)")
            }
        }
    }
}
