import Foundation
import Postgres
import Testing

@Suite("Values there and back")
struct ValueTests {
    /// Through a parameter, through COPY and in an array.
    private func check<T: SQLValue & Equatable>(_ values: [T], column type: String, in pool: Pool) async throws {
        let table: SQL = "there_\(raw: type.filter(\.isLetter))"
        try await pool.run(Command("CREATE TABLE \(table) (n bigint, v \(raw: type))"))
        for (number, value) in values.enumerated() {
            try await pool.run(Command("INSERT INTO \(table) VALUES (\(number), \(value))"))
        }
        let name = "there_\(type.filter(\.isLetter))"
        let rows: [[any SQLValue]] = values.enumerated().map { [$0.offset + values.count, $0.element] }
        try await pool.copy(into: name, columns: ["n", "v"], rows: rows)
        let back = try await pool.all(Query<One<T>>("SELECT v FROM \(table) ORDER BY n")).map(\.value)
        #expect(back == values + values, "\(type)")
        if T.arrayType.oid != 17 {
            let array: [T] = try await pool.scalar("SELECT \(values)::\(raw: type)[] AS v")
            #expect(array == values, "\(type)[]")
        }
        let nulls: [T?] = try await pool.scalar("SELECT array_append(\(values)::\(raw: type)[], NULL) AS v")
        #expect(nulls == values.map(Optional.some) + [nil])
    }

    @Test func numbersAndTruth() async throws {
        try await withPool { pool async throws in
            try await check([0, 1, -1, Int.max, Int.min], column: "bigint", in: pool)
            try await check([Int32.max, .min, 0], column: "integer", in: pool)
            try await check([Int16.max, .min, 0], column: "smallint", in: pool)
            try await check([true, false], column: "boolean", in: pool)
            try await check([0, -0.1, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude], column: "double precision", in: pool)
            let numbers = [
                "0", "0.1", "-0.0001", "12345.6789", "10000", "100000000", "-99999999999999999999.999999999999999999", "0.00000000000000000001", "1.10",
            ]
            try await check(numbers.map { Decimal(string: $0) ?? .nan }, column: "numeric", in: pool)
            #expect(try await pool.scalar("SELECT 'NaN'::numeric", as: Decimal.self).isNaN)
            #expect(try await pool.scalar("SELECT sum(x) FROM (VALUES (\(1)), (\(2))) AS v(x)", as: Int.self) == 3)
            let tooLong = await postgresError { _ = try await pool.scalar("SELECT repeat('9', 60)::numeric", as: Decimal.self) }
            #expect(tooLong?.message.contains("38 digits") == true)
        }
    }

    @Test func textOfEveryPlane() async throws {
        try await withPool { pool async throws in
            var all = ""
            for plane in 0...16 {
                for low in [1, 0x41, 0x3FF, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF] {
                    if let scalar = Unicode.Scalar(UInt32(plane << 16 | low)) { all.unicodeScalars.append(scalar) }
                }
            }
            let texts = [
                "", " ", all, "tab\tnew\nline\rback\\slash", "\\N", "NULL", "{a,b}", "\"", "👩🏽‍💻 مرحبا שלום e\u{301}", String(repeating: "x", count: 100_000),
            ]
            try await check(texts, column: "text", in: pool)
            let refused = await postgresError { try await pool.run(Command("SELECT \("a\0b")")) }
            #expect(refused?.kind == .badValue)
            #expect(refused?.description.contains("NUL") == true)
            let inArray = await postgresError { try await pool.run(Command("SELECT \(["a\0b"])")) }
            #expect(inArray?.kind == .badValue)
        }
    }

    @Test func identities() async throws {
        try await withPool { pool async throws in
            let zero = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
            try await check([UUID(), UUID.v7(), zero], column: "uuid", in: pool)
            let id = ID<Mood>()
            #expect(try await pool.scalar("SELECT \(id)", as: ID<Mood>.self) == id)
            #expect(ID<Mood>(id.description) == id)
            #expect(id.uuid.uuid.6 >> 4 == 7 && id.uuid.uuid.8 >> 6 == 2)
            let made = (0..<3).map { UUID.v7(at: Date(timeIntervalSince1970: Double($0 * 10))).uuidString }
            #expect(made == made.sorted())
            #expect(try JSONDecoder().decode(ID<Mood>.self, from: JSONEncoder().encode(id)) == id)
        }
    }

    @Test func times() async throws {
        try await withPool { pool async throws in
            let seconds: [Double] = [0, -0.5, 1_700_000_000.123456, -62_135_596_800, -210_866_803_200, 253_402_300_799, 9_224_318_015_999]
            try await check([Date.distantFuture, .distantPast] + seconds.map { Date(timeIntervalSince1970: $0) }, column: "timestamptz", in: pool)
            #expect(try await pool.scalar("SELECT \(Date.distantFuture) = 'infinity'::timestamptz AND \(Date.distantPast) = '-infinity'", as: Bool.self))
            #expect(try await pool.scalar("SELECT '294276-12-31 23:59:59+00'::timestamptz", as: Date.self).timeIntervalSince1970 == 9_224_318_015_999)
            let outside = await postgresError { try await pool.run(Command("SELECT \(Date(timeIntervalSince1970: 1e15))")) }
            #expect(outside?.kind == .badValue)
            let days = [
                "2000-01-01", "1999-12-31", "2024-02-29", "0001-01-01", "0000-12-31", "-0043-03-15", "-4712-01-01", "9999-12-31", "10000-01-01",
                "5874897-12-31", "infinity", "-infinity",
            ]
            try await check(try days.map { try #require(CalendarDate($0)) }, column: "date", in: pool)
            #expect(try await pool.scalar("SELECT '0044-03-15 BC'::date", as: CalendarDate.self).description == "-0043-03-15")
            for wrong in ["2023-02-29", "2023-13-01", "2023-00-10", "2023-1-1", "", "99999999-01-01", "2023-01-01x"] {
                #expect(CalendarDate(wrong) == nil, "\(wrong)")
            }
        }
    }

    @Test func documentsBytesVectorsAndEnums() async throws {
        try await withPool { pool async throws in
            struct Fact: Codable, Equatable, Sendable { var name: String; var at: [Int]; var note: String? }
            try await check([JSON(Fact(name: "a\"\\\n😀", at: [1, .max], note: nil)), JSON(Fact(name: "", at: [], note: "x"))], column: "jsonb", in: pool)
            #expect(try await pool.scalar("SELECT \(JSON("plain"))", as: JSON<String>.self).value == "plain")
            try await check([Data(), Data(0...255)], column: "bytea", in: pool)
            #expect(try await pool.scalar("SELECT \([UInt8](0...255))", as: [UInt8].self) == Array(0...255))
            try await pool.run(Command("CREATE TYPE mood AS ENUM ('CALM', \(raw: "'it''s \"odd\", {really}\\'"))"))
            try await check([Mood.calm, .odd], column: "mood", in: pool)
            try await pool.run(Command("ALTER TYPE mood ADD VALUE 'NEW'"))
            let unknown = await postgresError { _ = try await pool.scalar("SELECT 'NEW'::mood AS m", as: Mood.self) }
            #expect(unknown?.kind == .decoding(column: "m", wanted: "mood", found: "a label that the program does not know"))
            try await pool.run(Command("CREATE EXTENSION vector"))
            let long = Vector((0..<384).map { Float($0) / 7 - 20 })
            try await check([Vector([0]), Vector([1, -1, .leastNormalMagnitude, .greatestFiniteMagnitude]), long], column: "vector", in: pool)
            #expect(try await pool.scalar("SELECT \(Vector([1, 0])) <=> \(Vector([0, 1]))", as: Double.self) == 1)
            let bad = await postgresError { try await pool.run(Command("SELECT \(Vector([.nan]))")) }
            #expect(bad?.kind == .badValue)
        }
    }

    @Test func nothingIsNotAZero() async throws {
        try await withPool { pool async throws in
            let none: String? = nil
            let number: Int? = nil
            #expect(try await pool.scalar("SELECT \(none)::text", as: String?.self) == nil)
            #expect(try await pool.scalar("SELECT \(number) IS NULL", as: Bool.self))
            #expect(try await pool.scalar("SELECT \(UUID?.none) IS NULL AND \([String]?.none) IS NULL AND \(Date?.none) IS NULL", as: Bool.self))
            #expect(try await pool.scalar("SELECT \([String]())", as: [String].self) == [])
            let null = await postgresError { _ = try await pool.scalar("SELECT NULL::bigint AS pay", as: Int.self) }
            #expect(null?.kind == .decoding(column: "pay", wanted: "bigint", found: "NULL"))
        }
    }

    @Test func aDecodeErrorNamesTheColumnAndNotTheData() async throws {
        try await withPool { pool async throws in
            let error = await postgresError { _ = try await pool.scalar("SELECT 'secret'::text AS pay", as: Int.self) }
            #expect(error?.kind == .decoding(column: "pay", wanted: "bigint", found: "text"))
            #expect(error?.description.contains("secret") == false)
            let twice = await postgresError { _ = try await pool.first(Query<Pay>("SELECT 1 AS pay, 2 AS pay")) }
            #expect(twice?.message.contains("more than one") == true)
            let missing = await postgresError { _ = try await pool.first(Query<Pay>("SELECT 1 AS salary")) }
            #expect(missing?.message.contains("no such column") == true)
        }
    }

    private struct Pay: RowDecodable {
        var pay: Int
        init(row: Row) throws { pay = try row.get("pay") }
    }
}
