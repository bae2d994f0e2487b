import Foundation
import Postgres
import TestKit
import Testing

@Suite("Pool and transactions")
struct PoolTests {
    @Test func aSpentPoolSaysSoAfterItsWaitLimit() async throws {
        try await withPool(size: 1, waitLimit: .milliseconds(200)) { pool async throws in
            try await pool.transaction { _ in
                let start = ContinuousClock.now
                let error = await postgresError { try await pool.run(Command("SELECT 1")) }
                #expect(error?.kind == .poolSpent(waited: .milliseconds(200)))
                #expect(error?.description.contains("all 1 connections are in use") == true)
                #expect((.milliseconds(190)...Duration.seconds(2)).contains(ContinuousClock.now - start))
            }
            #expect(try await pool.scalar("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test func waitersAreServedInTheOrderOfAsking() async throws {
        try await withPool(size: 1) { pool async throws in
            try await pool.run(Command("CREATE TABLE served (n bigint, at bigserial)"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await pool.transaction { transaction async throws in
                    for number in 0..<10 {
                        group.addTask { try await pool.run(Command("INSERT INTO served (n) VALUES (\(number))")) }
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    try await transaction.run(Command("SELECT 1"))
                }
                try await group.waitForAll()
            }
            #expect(try await pool.all(Query<One<Int>>("SELECT n FROM served ORDER BY at")).map(\.value) == Array(0..<10))
        }
    }

    @Test func manyTasksShareFewConnections() async throws {
        try await withPool(size: 3) { pool async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<500 { group.addTask { try await pool.scalar("SELECT \(number)") } }
                let sum = try await group.reduce(0, +)
                #expect(sum == 499 * 250)
            }
            #expect(try await pool.scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", as: Int.self) <= 3)
        }
    }

    @Test func aCancelledTaskCancelsItsQuery() async throws {
        try await withPool(size: 1) { pool async throws in
            let start = ContinuousClock.now
            let task = Task { try await pool.run(Command("SELECT pg_sleep(20)")) }
            try await Task.sleep(for: .milliseconds(200))
            task.cancel()
            let error = await postgresError { _ = try await task.value }
            #expect(error?.kind == .cancelled)
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(
                try await pool.scalar(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(20)%' AND state = 'active' AND pid <> pg_backend_pid()",
                    as: Int.self) == 0)
            for _ in 0..<50 { #expect(try await pool.scalar("SELECT 1", as: Int.self) == 1) }
        }
    }

    @Test func cancellingAtAnyMomentHurtsNobodyElse() async throws {
        try await withPool(size: 2) { pool async throws in
            for round in 0..<150 {
                let task = Task { try await pool.scalar("SELECT count(*) FROM generate_series(1, 20000)", as: Int.self) }
                try await Task.sleep(for: .microseconds(round * 40))
                task.cancel()
                #expect(try await pool.scalar("SELECT \(round)", as: Int.self) == round)
                do { #expect(try await task.value == 20_000) } catch let error as PostgresError { #expect(error.kind == .cancelled) }
            }
        }
    }

    @Test func aWaitingTaskCanBeCancelled() async throws {
        try await withPool(size: 1) { pool async throws in
            try await pool.transaction { _ in
                let task = Task { try await pool.run(Command("SELECT 1")) }
                try await Task.sleep(for: .milliseconds(50))
                task.cancel()
                #expect(await postgresError { _ = try await task.value }?.kind == .cancelled)
            }
            #expect(try await pool.scalar("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test func aSlowStatementTimesOut() async throws {
        try await withPool(statementTimeout: .milliseconds(200)) { pool async throws in
            let error = await postgresError { try await pool.run(Command("SELECT pg_sleep(10)")) }
            #expect(error?.kind == .timedOut)
        }
    }

    @Test func aConnectionLostInMidQuery() async throws {
        try await withPool(size: 1) { pool async throws in
            let other = Pool(url: pool.url, size: 1)
            defer { other.close() }
            let process: Int = try await pool.scalar("SELECT pg_backend_pid()")
            let task = Task { try await pool.run(Command("SELECT pg_sleep(20)")) }
            try await Task.sleep(for: .milliseconds(200))
            try await other.run(Command("SELECT pg_terminate_backend(\(process)::int)"))
            let error = await postgresError { _ = try await task.value }
            #expect(error?.kind == .connectionLost)
            #expect(error?.description.contains("connection to the database was lost") == true)
            #expect(try await pool.scalar("SELECT pg_backend_pid()", as: Int.self) != process)
        }
    }

    @Test func aConnectionLostInMidTransactionLeavesNothingHalfWritten() async throws {
        try await withPool(size: 1) { pool async throws in
            let other = Pool(url: pool.url, size: 1)
            defer { other.close() }
            try await pool.run(Command("CREATE TABLE notes (n bigint)"))
            let error = await postgresError {
                try await pool.transaction { transaction async throws in
                    try await transaction.run(Command("INSERT INTO notes VALUES (1)"))
                    let process: Int = try await transaction.scalar("SELECT pg_backend_pid()")
                    try await other.run(Command("SELECT pg_terminate_backend(\(process)::int, 2000)"))
                    try await transaction.run(Command("INSERT INTO notes VALUES (2)"))
                }
            }
            #expect(error?.kind == .connectionLost)
            #expect(try await pool.scalar("SELECT count(*) FROM notes", as: Int.self) == 0)
        }
    }

    @Test func anIdleConnectionThatWasLostIsReplaced() async throws {
        try await withPool(size: 3) { pool async throws in
            let other = Pool(url: pool.url, size: 1)
            defer { other.close() }
            _ = try await pool.scalar("SELECT 1", as: Int.self)
            try await other.run(
                Command("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))
            try await Task.sleep(for: .milliseconds(50))
            for _ in 0..<5 { #expect(try await pool.scalar("SELECT 1", as: Int.self) == 1) }
        }
    }

    @Test func aServerThatIsNotThereIsAClearError() async throws {
        let pool = Pool(url: "host=/nowhere/at/all dbname=x", size: 1)
        for _ in 0..<3 {
            let error = await postgresError { try await pool.run(Command("SELECT 1")) }
            #expect(error?.kind == .connectionLost && error?.message.contains("could not connect") == true)
        }
    }

    @Test func aTransactionStandsOrFallsTogether() async throws {
        struct Refused: Error {}
        try await withPool { pool async throws in
            try await pool.run(Command("CREATE TABLE notes (n bigint PRIMARY KEY)"))
            try await pool.transaction { transaction async throws in
                try await transaction.run(Command("INSERT INTO notes VALUES (1)"))
                await #expect(throws: Refused.self) {
                    try await transaction.transaction { inner in
                        try await inner.run(Command("INSERT INTO notes VALUES (2)"))
                        throw Refused()
                    }
                }
                let twice = await postgresError { _ = try await transaction.transaction { try await $0.run(Command("INSERT INTO notes VALUES (1)")) } }
                #expect(twice?.isUniqueViolation == true)
                try await transaction.transaction { _ = try await $0.run(Command("INSERT INTO notes VALUES (3)")) }
            }
            #expect(try await pool.all(Query<One<Int>>("SELECT n FROM notes ORDER BY n")).map(\.value) == [1, 3])
            await #expect(throws: Refused.self) {
                try await pool.transaction { transaction async throws in
                    try await transaction.run(Command("DELETE FROM notes"))
                    throw Refused()
                }
            }
            #expect(try await pool.scalar("SELECT count(*) FROM notes", as: Int.self) == 2)
        }
    }

    @Test func anErrorThatTheBodySwallowedIsNotTakenForACommit() async throws {
        try await withPool { pool async throws in
            try await pool.run(Command("CREATE TABLE notes (n bigint PRIMARY KEY)"))
            let error = await postgresError {
                try await pool.transaction { transaction async throws in
                    try await transaction.run(Command("INSERT INTO notes VALUES (1)"))
                    _ = try? await transaction.run(Command("INSERT INTO notes VALUES (1)"))
                }
            }
            #expect(error?.kind == .server(sqlState: "25P02"))
            #expect(try await pool.scalar("SELECT count(*) FROM notes", as: Int.self) == 0)
        }
    }

    @Test func tasksInOneTransactionTakeTurns() async throws {
        try await withPool(size: 1) { pool async throws in
            try await pool.transaction { transaction async throws in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<50 {
                        group.addTask { try await transaction.transaction { try await $0.scalar("SELECT \(number)") } }
                    }
                    let sum = try await group.reduce(0, +)
                    #expect(sum == 49 * 25)
                }
            }
        }
    }

    @Test func aCancelledTransactionRollsBack() async throws {
        try await withPool(size: 1) { pool async throws in
            try await pool.run(Command("CREATE TABLE notes (n bigint)"))
            let task = Task {
                try await pool.transaction { transaction async throws in
                    try await transaction.run(Command("INSERT INTO notes VALUES (1)"))
                    try await transaction.run(Command("SELECT pg_sleep(20)"))
                }
            }
            try await Task.sleep(for: .milliseconds(200))
            task.cancel()
            #expect(await postgresError { _ = try await task.value }?.kind == .cancelled)
            #expect(try await pool.scalar("SELECT count(*) FROM notes", as: Int.self) == 0)
        }
    }
}
