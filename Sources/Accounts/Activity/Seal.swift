import Crypto
import Foundation
import Postgres

/// One link of the chain that holds the trail: some rows, what they were like, and the seal before.
///
/// The rule it protects: whoever changes the database behind the program's back cannot make a seal that fits, since its key is not in there.
struct Seal: RowDecodable, Sendable {
    let number: Int
    let span: Span
    /// The rows of the span whose ids come after this one; nil: from its beginning.
    let afterID: UUID?
    let lastID: UUID
    let rows: Int
    let manifest: Data
    let previousHash: Data
    let hash: Data

    /// Whole transactions, of one cluster that the database lived in: from this one to before that one.
    struct Span: Sendable, Equatable {
        let epoch: Int
        let from: UInt64
        let to: UInt64
    }

    init(row: Row) throws {
        number = try row.get("number")
        span = Span(epoch: try row.get("epoch"), from: try row.number("from_transaction"), to: try row.number("to_transaction"))
        afterID = try row.get("after_id", as: UUID?.self)
        lastID = try row.get("last_id", as: UUID.self)
        rows = try row.get("rows")
        manifest = try row.get("manifest", as: Data.self)
        previousHash = try row.get("previous_hash", as: Data.self)
        hash = try row.get("hash", as: Data.self)
    }

    init(number: Int, span: Span, afterID: UUID?, manifest: Manifest, previousHash: Data, key: SymmetricKey) {
        (self.number, self.span, self.afterID, self.previousHash) = (number, span, afterID, previousHash)
        (lastID, rows, self.manifest) = (manifest.lastID, manifest.count, manifest.bytes)
        let message = Self.message(number, span, afterID, manifest.lastID, manifest.count, manifest.bytes, previousHash)
        hash = Data(HMAC<SHA256>.authenticationCode(for: message, using: key))
    }

    func isGenuine(_ key: SymmetricKey) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(hash, authenticating: Self.message(number, span, afterID, lastID, rows, manifest, previousHash), using: key)
    }

    /// Every field of fixed width, but for the manifest, which comes last and whose length is the number of rows.
    private static func message(_ number: Int, _ span: Span, _ afterID: UUID?, _ lastID: UUID, _ rows: Int, _ manifest: Data, _ previousHash: Data) -> Data {
        var message = Data("shortlist seal 1".utf8)
        for part in [UInt64(number), UInt64(span.epoch), span.from, span.to, UInt64(rows), UInt64(previousHash.count), UInt64(manifest.count)] {
            withUnsafeBytes(of: part.bigEndian) { message.append(contentsOf: $0) }
        }
        message.append(afterID == nil ? 0 : 1)
        for id in [afterID ?? UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), lastID] {
            withUnsafeBytes(of: id.uuid) { message.append(contentsOf: $0) }
        }
        return message + previousHash + manifest
    }

    static func after(_ number: Int) -> Query<Seal> { Query("\(all) WHERE number > \(number) ORDER BY number LIMIT 1") }
    static var newest: Query<Seal> { Query("\(all) ORDER BY number DESC LIMIT 1") }

    private static let all: SQL = """
        SELECT number, epoch, from_transaction::text AS from_transaction, to_transaction::text AS to_transaction, after_id, last_id, rows, manifest,
            previous_hash, hash FROM activity_seals
        """

    var inserting: Command {
        Command(
            """
            INSERT INTO activity_seals (number, epoch, from_transaction, to_transaction, after_id, last_id, rows, manifest, previous_hash, hash)
            VALUES (\(number), \(span.epoch), \(String(span.from))::xid8, \(String(span.to))::xid8, \(afterID), \(lastID), \(rows), \(manifest),
                \(previousHash), \(hash))
            """)
    }
}

extension Row {
    /// Of a transaction: 64 bits without a sign, read as text.
    func number(_ column: String) throws -> UInt64 {
        guard let number = UInt64(try get(column, as: String.self)) else {
            throw PostgresError(.decoding(column: column, wanted: "xid8", found: "something else"), "not a number of a transaction")
        }
        return number
    }
}

/// What some rows of the trail are like: 16 bytes of each row's id and 16 of the SHA-256 of all its columns, in the order of ids.
struct Manifest: Sendable, Equatable {
    static let width = 32
    let bytes: Data

    var count: Int { bytes.count / Self.width }
    var lastID: UUID { id(count - 1) }

    func id(_ index: Int) -> UUID {
        UUID(uuid: piece(index, 0).withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
    }

    /// As they stand in the order of ids, which is the order of bytes.
    func key(_ index: Int) -> Data { piece(index, 0) }
    func digest(_ index: Int) -> Data { piece(index, 16) }

    private func piece(_ index: Int, _ offset: Int) -> Data {
        let start = bytes.startIndex + index * Self.width + offset
        return bytes.subdata(in: start..<start + 16)
    }

    /// For a transaction that reads manifests: the server's own functions and operators come first whatever else it was told, and each
    /// slice is planned for itself, since one is a minute and another half a year.
    static var preparing: Command {
        Command(
            """
            SELECT set_config('search_path', 'pg_catalog, public', true), set_config('plan_cache_mode', 'force_custom_plan', true),
                set_config('statement_timeout', '600000', true)
            """)
    }

    /// Computed by the server with its own functions, each named with its schema: a function of ours could be replaced by one that lies.
    /// - Parameters:
    ///   - through: no row with a later id.
    ///   - limit: the first so many rows.
    static func of(_ span: Seal.Span, after: UUID?, through: UUID? = nil, limit: Int? = nil) -> Query<One<Data?>> {
        let last: SQL = through.map { " AND id <= \($0)" } ?? "", most: SQL = limit.map { " LIMIT \(raw: String($0))" } ?? ""
        return Query(
            """
            SELECT pg_catalog.string_agg(pg_catalog.uuid_send(id) || pg_catalog.substr(pg_catalog.sha256(pg_catalog.convert_to(
                pg_catalog.jsonb_build_array(id, user_id, action_type, severity, entity_id, description, ip_address,
                    (EXTRACT(epoch FROM created_at) * 1000000)::bigint, entity_type, request_id, before, after, desk_id, transaction_id::text, epoch)::text,
                'UTF8')), 1, 16), ''::bytea ORDER BY id) AS manifest
            FROM (SELECT * FROM activity_logs WHERE \(span.condition)\(after.map { " AND id > \($0)" as SQL } ?? "")\(last) ORDER BY id\(most)) AS slice
            """)
    }
}

extension Seal.Span {
    var condition: SQL { "epoch = \(epoch)::integer AND transaction_id >= \(String(from))::xid8 AND transaction_id < \(String(to))::xid8" }
}
