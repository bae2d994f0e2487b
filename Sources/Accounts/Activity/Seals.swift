import Background
import Crypto
package import Foundation
package import Postgres

/// Seals what was written to the trail, a batch after the other, so that a change behind the program's back is found: see `TrailCheck`.
///
/// A batch holds whole transactions that are over, so that no row comes too late for it. Its seal is keyed with the installation's secret,
/// which is not in the database, and names the one before. The newest seal is also noted outside the database, in `audit.head`:
/// without that, cutting off the newest seals would leave a chain without a fault.
package struct Seals: Sendable {
    let database: any Database
    let key: SymmetricKey
    let head: SealHead
    /// Rows of one seal.
    private let sliceSize: Int

    /// - Parameters:
    ///   - secret: the installation's.
    ///   - folder: the installation's `var`.
    ///   - sliceSize: rows of one seal.
    package init(_ database: any Database, secret: Data, folder: URL, sliceSize: Int = 20_000) {
        self.database = database
        self.sliceSize = sliceSize
        key = Vault.key(for: "trail", from: secret)
        head = SealHead(file: folder.appendingPathComponent("audit.head"))
    }

    package struct Sealed: Sendable, Equatable {
        package var seals = 0
        package var rows = 0
    }

    /// The chain does not go on where it ended: somebody took seals away, or an older copy of the database was restored.
    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    /// Seals what is there. Safe to call from several processes at once: they take turns.
    /// - Parameter afterRestore: take the chain as it is now for the true one, although `audit.head` knows a later seal.
    @discardableResult
    package func seal(afterRestore: Bool = false) async throws -> Sealed {
        let (sealed, newest) = try await database.transaction { transaction in
            try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended('activity seals', 7))"))
            try await transaction.run(Manifest.preparing)
            var newest = try await transaction.first(Seal.newest)
            if !afterRestore { try await checkHead(newest, transaction) }
            var sealed = Sealed()
            for span in try await due(after: newest?.span, transaction) {
                var afterID: UUID?
                while let manifest = try await transaction.one(Manifest.of(span, after: afterID, limit: sliceSize)).value.map(Manifest.init) {
                    let seal = Seal(
                        number: (newest?.number ?? 0) + 1, span: span, afterID: afterID, manifest: manifest, previousHash: newest?.hash ?? Data(), key: key)
                    try await transaction.run(seal.inserting)
                    (newest, afterID) = (seal, seal.lastID)
                    sealed.seals += 1
                    sealed.rows += seal.rows
                    if seal.rows < sliceSize { break }
                }
            }
            return (sealed, newest)
        }
        if let newest { try head.write(newest) }
        return sealed
    }

    /// The seal that is noted outside must still be there.
    private func checkHead(_ newest: Seal?, _ database: some Database) async throws {
        guard let noted = head.read() else { return }
        guard let newest, newest.number >= noted.number else {
            throw Broken(
                description:
                    "audit.head knows seal \(noted.number), and the database ends with \(newest.map { "seal \($0.number)" } ?? "none"): the newest seals were taken away, or an older copy was restored. After a restore: shortlist audit seal --after-restore"
            )
        }
        let kept = newest.number == noted.number ? newest : try await database.first(Seal.after(noted.number - 1))
        guard kept?.number == noted.number, kept?.hash == noted.hash else {
            throw Broken(description: "seal \(noted.number) is not the one that audit.head knows. After a restore: shortlist audit seal --after-restore")
        }
    }

    /// What is not sealed yet: the rest of each cluster before this one, and of this one what is over for every transaction.
    private func due(after last: Seal.Span?, _ database: some Database) async throws -> [Seal.Span] {
        let now = try await database.one(TransactionClock.now)
        var spans: [Seal.Span] = [], start = last?.to ?? 0
        for epoch in (last?.epoch ?? min(1, now.epoch))...max(now.epoch, last?.epoch ?? 1) {
            let end = epoch == now.epoch ? now.horizon : UInt64.max
            if start < end { spans.append(Seal.Span(epoch: epoch, from: start, to: end)) }
            start = 0
        }
        return spans
    }
}

/// The number and hash of the newest seal, in a file outside the database.
package struct SealHead: Sendable {
    let file: URL

    struct Noted: Equatable {
        let number: Int
        let hash: Data
    }

    func read() -> Noted? {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let number = Int(parts[0]), let hash = Data(base64Encoded: String(parts[1])) else { return nil }
        return Noted(number: number, hash: hash)
    }

    func write(_ seal: Seal) throws {
        let noted = Noted(number: seal.number, hash: seal.hash)
        guard read() != noted else { return }
        try Data("\(noted.number) \(noted.hash.base64EncodedString())\n".utf8).write(to: file, options: .atomic)
        try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    }
}

/// How the database numbers its transactions now.
struct TransactionClock: RowDecodable {
    /// Every transaction before this one is over.
    let horizon: UInt64
    /// The first number that is not given yet.
    let next: UInt64
    /// What new rows say: which cluster this is, counted.
    let epoch: Int

    init(row: Row) throws {
        horizon = try row.number("horizon")
        next = try row.number("next")
        guard let epoch = Int(try row.get("epoch", as: String.self)) else { throw PostgresError(.noRow, "activity_logs.epoch has no number as its default") }
        self.epoch = epoch
    }

    static var now: Query<TransactionClock> {
        Query(
            """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, pg_snapshot_xmax(pg_current_snapshot())::text AS next,
                (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
                 WHERE adrelid = 'activity_logs'::regclass AND attname = 'epoch') AS epoch
            """)
    }
}

/// A database that was restored into another cluster: that one numbers its transactions anew, and lower than the trail does.
package enum TrailEpoch {
    private struct Reached: RowDecodable {
        let number: UInt64?
        init(row: Row) throws { number = try row.get("reached", as: String?.self).flatMap(UInt64.init) }
    }

    /// Begins a new count where the trail knows transactions that this cluster has not reached. Only the owner of the tables can.
    /// - Returns: the new count, nil where nothing had to be done.
    package static func renew(in database: some Database) async throws -> Int? {
        try await database.transaction { transaction in
            try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended('activity seals', 7))"))
            let now = try await transaction.one(TransactionClock.now)
            let reached = try await transaction.one(
                Query<Reached>(
                    """
                    SELECT greatest(
                        (SELECT to_transaction FROM activity_seals WHERE epoch = \(now.epoch)::integer ORDER BY number DESC LIMIT 1),
                        (SELECT transaction_id FROM activity_logs WHERE epoch = \(now.epoch)::integer ORDER BY transaction_id DESC LIMIT 1))::text AS reached
                    """))
            guard let number = reached.number, number > now.next else { return nil }
            try await transaction.run(Command("ALTER TABLE activity_logs ALTER COLUMN epoch SET DEFAULT \(raw: String(now.epoch + 1))"))
            return now.epoch + 1
        }
    }
}
