import Foundation
import Postgres
import TestKit

/// A pool on an empty database of its own.
func withPool<T: Sendable>(
    size: Int = 4, waitLimit: Duration = .seconds(20), statementTimeout: Duration = .seconds(30),
    _ body: (Pool) async throws -> T
) async throws -> T {
    let url = try await TestCluster.shared.empty()
    let pool = Pool(url: url, size: size, waitLimit: waitLimit, statementTimeout: statementTimeout)
    defer { pool.close() }
    return try await body(pool)
}

extension Database {
    func scalar<T: SQLValue>(_ sql: SQL, as: T.Type = T.self) async throws -> T {
        try await one(Query<One<T>>(sql)).value
    }
}

/// The error that `body` throws, if it is one of the database's.
func postgresError(_ body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

enum Mood: String, SQLEnum {
    case calm = "CALM"
    case odd = "it's \"odd\", {really}\\"
    static var sqlType: String { "mood" }
}
