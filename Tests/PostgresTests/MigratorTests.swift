import Foundation
import Postgres
import TestKit
import Testing

@Suite("Migrator")
struct MigratorTests {
    private let first = Migration(number: 1, name: "people", sql: "CREATE TABLE people (n bigint); INSERT INTO people VALUES (1);")
    private let second = Migration(number: 2, name: "slow", sql: "SELECT pg_sleep(0.3); ALTER TABLE people ADD name text;")

    @Test func manyAtOnceRunEachOnce() async throws {
        try await withPool { pool async throws in
            let migrator = Migrator(migrations: [first, second])
            let runs = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 { group.addTask { try await migrator.run(on: pool.url) } }
                return try await group.reduce(into: [[Int]]()) { $0.append($1) }
            }
            #expect(runs.filter { $0 == [1, 2] }.count == 1 && runs.filter(\.isEmpty).count == 3)
            #expect(try await pool.scalar("SELECT count(*) FROM people", as: Int.self) == 1)
            #expect(try await migrator.run(on: pool) == [])
        }
    }

    @Test func anEditedOneIsRefused() async throws {
        try await withPool { pool async throws in
            try await Migrator(migrations: [first]).run(on: pool)
            let edited = Migration(number: 1, name: "people", sql: first.sql + " ")
            do {
                try await Migrator(migrations: [edited, second]).run(on: pool)
                Issue.record("an edited migration was taken")
            } catch let error as MigrationError {
                #expect(error.description.contains("migration 1 (people) was changed"))
            }
            #expect(try await pool.scalar("SELECT count(*) FROM schema_migrations", as: Int.self) == 1)
        }
    }

    @Test func aNewerDatabaseAndADisorderAreRefused() async throws {
        try await withPool { pool async throws in
            try await Migrator(migrations: [first, second]).run(on: pool)
            await #expect(throws: MigrationError.self) { try await Migrator(migrations: [first]).run(on: pool) }
            await #expect(throws: MigrationError.self) { try await Migrator(migrations: [second, first]).run(on: pool) }
        }
    }

    @Test func oneThatFailsIsUndoneWhole() async throws {
        try await withPool { pool async throws in
            let broken = Migration(number: 2, name: "broken", sql: "CREATE TABLE half (n bigint); SELECT 1/0;")
            do {
                try await Migrator(migrations: [first, broken]).run(on: pool)
                Issue.record("a broken migration was taken")
            } catch let error as MigrationError {
                #expect(error.description.contains("migration 2 (broken) failed and was undone"))
            }
            #expect(try await pool.scalar("SELECT to_regclass('half') IS NULL AND to_regclass('people') IS NOT NULL", as: Bool.self))
            #expect(try await Migrator(migrations: [first, second]).run(on: pool) == [2])
        }
    }
}
