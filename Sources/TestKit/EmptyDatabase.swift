package import Postgres
import Schema

/// A database of a test's own, with all tables and no rows, for what a rolled-back transaction cannot hold: several connections,
/// VACUUM, changes to tables. It takes some 50 ms.
package func withEmptyDatabase<T>(_ body: (Pool) async throws -> T) async throws -> T {
    let url = try await TestCluster.shared.clone(of: "tables") { url in
        try await Migrator(migrations: try Schema.migrations()).run(on: url)
    }
    let pool = Pool(url: url, size: 4)
    let result: Result<T, any Error>
    do { result = .success(try await body(pool)) } catch { result = .failure(error) }
    pool.close()
    try await TestCluster.shared.drop(url)
    return try result.get()
}
