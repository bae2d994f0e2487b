package import Postgres
import Schema

/// Runs `body` on a database of its own with the newest schema and no rows, and throws it away afterwards.
///
///     try await withEmptyDatabase { pool in … }
package func withEmptyDatabase<T>(size: Int = 4, _ body: (Pool) async throws -> T) async throws -> T {
    let url = try await TestCluster.shared.clone(of: "schema") { url in
        try await Migrator(migrations: try Schema.migrations()).run(on: url)
    }
    let pool = Pool(url: url, size: size)
    do {
        let value = try await body(pool)
        pool.close()
        try await TestCluster.shared.drop(url)
        return value
    } catch {
        pool.close()
        try? await TestCluster.shared.drop(url)
        throw error
    }
}
