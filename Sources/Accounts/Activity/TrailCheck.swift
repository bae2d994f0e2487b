package import Foundation
import Postgres

/// What looking through the sealed trail found.
package struct TrailReport: Sendable {
    package var rows = 0
    package var seals = 0
    /// Written since the newest seal.
    package var unsealed = 0
    /// Sealed rows of months that were removed, as the trail itself says.
    package var pruned = 0
    /// The first thing that is wrong; nil where all is as it was sealed.
    package var fault: TrailFault?
    /// What is not wrong and should be known.
    package var notes: [String] = []
}

/// Something in the trail that is not as it was sealed.
package enum TrailFault: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Entry: Sendable, Equatable {
        package let id: UUID
        package let at: String
        /// nil where the row is gone.
        package let action: String?
    }

    case altered(Entry)
    case missing(Entry)
    case inserted(Entry)
    case monthGone(String, rows: Int, first: Entry)
    case moreGone(String, missing: Int, recorded: Int)
    case sealMissing(Int)
    case sealAltered(Int)
    case newestSealsGone(known: Int, last: Int)
    case otherSeal(Int)

    package var description: String {
        switch self {
        case .altered(let entry): "row \(entry) was altered after it was sealed"
        case .missing(let entry): "row \(entry) is missing"
        case .inserted(let entry): "row \(entry) was inserted after its time was sealed"
        case .monthGone(let month, let rows, let first):
            "all \(rows) sealed rows of \(month) are missing, and the trail has no record of a removal; the first is row \(first)"
        case .moreGone(let month, let missing, let recorded):
            "\(missing) sealed rows of \(month) are missing, but the record of its removal speaks of \(recorded)"
        case .sealMissing(let number): "seal \(number) is missing"
        case .sealAltered(let number): "seal \(number) was altered, or was made with another key"
        case .newestSealsGone(let known, let last):
            "the newest seals are missing: audit.head knows seal \(known), and the database ends with \(last == 0 ? "none" : "seal \(last)")"
        case .otherSeal(let number): "seal \(number) is not the one that audit.head knows"
        }
    }
}

extension TrailFault.Entry: CustomStringConvertible {
    package var description: String { "\(id.lowercase) of \(at)" + (action.map { " (\($0))" } ?? "") }
}

/// Looks through the trail from its first seal: that the chain is whole, that each seal was made with our key, and that each row is as it was.
package struct TrailCheck: Sendable {
    let seals: Seals

    package init(_ seals: Seals) { self.seals = seals }

    /// In one snapshot, reading only, a seal at a time: memory does not grow with the trail.
    package func run() async throws -> TrailReport {
        try await seals.database.transaction { transaction in
            try await transaction.run(Command("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            try await transaction.run(Manifest.preparing)
            var walk = Walk(seals: seals, database: transaction)
            do { try await walk.go() } catch let fault as TrailFault { walk.report.fault = fault }
            return walk.report
        }
    }
}

private struct Walk {
    let seals: Seals
    let database: Transaction
    var report = TrailReport()
    /// Months that the trail says were removed, and how many rows each had.
    private var removed: [String: Int] = [:]
    private var gone: [String: Int] = [:]
    private var removable: [String: Bool] = [:]

    init(seals: Seals, database: Transaction) { (self.seals, self.database) = (seals, database) }

    mutating func go() async throws {
        let clock = try await database.one(TransactionClock.now)
        removed = try await Prunings.recorded(in: database)
        try await head(try await database.first(Seal.newest))
        var previous: Seal?, current = try await database.first(Seal.after(0))
        if let first = current { try await refuseRows("epoch < \(first.span.epoch)::integer") }
        while let seal = current {
            try link(seal, to: previous)
            if let previous, previous.span != seal.span { try await refuseBetween(previous.span, seal.span) }
            let next = try await database.first(Seal.after(seal.number))
            try await rows(of: seal, isLast: next?.span != seal.span)
            report.seals += 1
            report.rows += seal.rows
            (previous, current) = (seal, next)
        }
        for (month, missing) in gone.sorted(by: { $0.key < $1.key }) where missing > removed[month] ?? 0 {
            throw TrailFault.moreGone(month, missing: missing, recorded: removed[month] ?? 0)
        }
        try await refuseRows("epoch > \(max(clock.epoch, previous?.span.epoch ?? 0))::integer")
        try await countUnsealed(after: previous?.span)
    }

    // MARK: The chain

    private func link(_ seal: Seal, to previous: Seal?) throws {
        guard seal.number == (previous?.number ?? 0) + 1 else { throw TrailFault.sealMissing((previous?.number ?? 0) + 1) }
        let isNext = seal.span == previous?.span ? seal.afterID == previous?.lastID : seal.afterID == nil
        let follows = seal.previousHash == previous?.hash ?? Data() && isNext && (previous?.span).map { seal.span.follows($0) } ?? true
        guard seal.isGenuine(seals.key), follows else { throw TrailFault.sealAltered(seal.number) }
    }

    private mutating func head(_ newest: Seal?) async throws {
        guard let noted = seals.head.read() else {
            if newest != nil { note("there is no audit.head beside the database: seals that were cut off at the end would not be noticed") }
            return
        }
        guard let newest, newest.number >= noted.number else { throw TrailFault.newestSealsGone(known: noted.number, last: newest?.number ?? 0) }
        let kept = try await database.first(Seal.after(noted.number - 1))
        guard kept?.hash == noted.hash else { throw TrailFault.otherSeal(noted.number) }
    }

    // MARK: The rows

    private mutating func rows(of seal: Seal, isLast: Bool) async throws {
        let sealed = Manifest(bytes: seal.manifest)
        let found = Manifest(bytes: try await database.one(Manifest.of(seal.span, after: seal.afterID, through: isLast ? nil : seal.lastID)).value ?? Data())
        guard sealed != found else { return }
        try await compare(sealed, found)
    }

    /// Both are in the order of ids: walks along the two and stops at the first that differs.
    private mutating func compare(_ sealed: Manifest, _ found: Manifest) async throws {
        var left = 0, right = 0
        while left < sealed.count || right < found.count {
            let isMissing = right == found.count || left < sealed.count && sealed.key(left).lexicographicallyPrecedes(found.key(right))
            if isMissing {
                try await missing(sealed.id(left))
                left += 1
            } else if left == sealed.count || found.key(right).lexicographicallyPrecedes(sealed.key(left)) {
                throw TrailFault.inserted(try await entry(found.id(right)))
            } else {
                if sealed.digest(left) != found.digest(right) { throw TrailFault.altered(try await entry(found.id(right))) }
                left += 1
                right += 1
            }
        }
    }

    private mutating func missing(_ id: UUID) async throws {
        let entry = try await entry(id), month = String(entry.at.prefix(7))
        // It is there, and says that another transaction wrote it.
        if entry.action != nil { throw TrailFault.altered(entry) }
        if removed[month] != nil, try await mayBeRemoved(id, month) {
            gone[month, default: 0] += 1
            report.pruned += 1
            return
        }
        if let rows = try await sealedRowsOfEmptyMonth(id) { throw TrailFault.monthGone(month, rows: rows, first: entry) }
        throw TrailFault.missing(entry)
    }

    /// Whether the month of a row can have been removed as the program does it: whole, and over for at least 3 months. The record alone proves
    /// nothing, since whoever can write to the trail can write one.
    private mutating func mayBeRemoved(_ id: UUID, _ month: String) async throws -> Bool {
        if let known = removable[month] { return known }
        let start: SQL = "date_trunc('month', id_time(\(id)) AT TIME ZONE 'UTC')"
        let answer = try await database.one(
            Query<One<Bool>>(
                """
                SELECT \(start) + interval '4 months' <= now() AT TIME ZONE 'UTC' AND NOT EXISTS (SELECT FROM activity_logs
                    WHERE id >= first_id_at(\(start) AT TIME ZONE 'UTC') AND id < first_id_at((\(start) + interval '1 month') AT TIME ZONE 'UTC')) AS may
                """)
        ).value
        removable[month] = answer
        return answer
    }

    /// How many rows the seals know of a month that has none left at all; nil where it has some, or had one only.
    private func sealedRowsOfEmptyMonth(_ id: UUID) async throws -> Int? {
        let start: SQL = "date_trunc('month', id_time(\(id)) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
        let end: SQL = "(date_trunc('month', id_time(\(id)) AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC'"
        let isEmpty = try await database.one(
            Query<One<Bool>>("SELECT NOT EXISTS (SELECT FROM activity_logs WHERE id >= first_id_at(\(start)) AND id < first_id_at(\(end))) AS is_empty"))
        guard isEmpty.value else { return nil }
        let ends = try await database.one(Query<Bounds>("SELECT first_id_at(\(start)) AS first, first_id_at(\(end)) AS next"))
        var count = 0, number = 0
        while let seal = try await database.first(Seal.after(number)) {
            number = seal.number
            let manifest = Manifest(bytes: seal.manifest)
            for index in 0..<manifest.count
            where !manifest.key(index).lexicographicallyPrecedes(ends.first) && manifest.key(index).lexicographicallyPrecedes(ends.next) {
                count += 1
            }
        }
        return count > 1 ? count : nil
    }

    private struct Bounds: RowDecodable {
        let first, next: Data
        init(row: Row) throws {
            func bytes(_ column: String) throws -> Data { withUnsafeBytes(of: try row.get(column, as: UUID.self).uuid) { Data($0) } }
            (first, next) = (try bytes("first"), try bytes("next"))
        }
    }

    /// Rows where none may be: they say that they are of a transaction that no seal was left open for.
    private func refuseRows(_ condition: SQL) async throws {
        if let id = try await database.first(Query<One<UUID>>("SELECT id FROM activity_logs WHERE \(condition) ORDER BY id LIMIT 1")) {
            throw TrailFault.inserted(try await entry(id.value))
        }
    }

    private func refuseBetween(_ one: Seal.Span, _ other: Seal.Span) async throws {
        guard one.epoch != other.epoch || one.to != other.from else { return }
        try await refuseRows(
            """
            (epoch, transaction_id) >= (\(one.epoch)::integer, \(String(one.to))::xid8)
                AND (epoch, transaction_id) < (\(other.epoch)::integer, \(String(other.from))::xid8)
            """)
    }

    private mutating func countUnsealed(after last: Seal.Span?) async throws {
        let rest: SQL = last.map { "(epoch, transaction_id) >= (\($0.epoch)::integer, \(String($0.to))::xid8)" } ?? "true"
        report.unsealed = try await database.one(Query<One<Int>>("SELECT count(*) FROM activity_logs WHERE \(rest)")).value
        if last == nil, report.unsealed > 0 { note("nothing is sealed yet: run “shortlist audit seal”, or “shortlist serve”, which seals every minute") }
    }

    private mutating func note(_ text: String) { report.notes.append(text) }

    private struct Found: RowDecodable {
        let at: String
        let action: String?
        init(row: Row) throws { (at, action) = (try row.get("at"), try row.get("action_type")) }
    }

    private func entry(_ id: UUID) async throws -> TrailFault.Entry {
        let found = try await database.one(
            Query<Found>(
                """
                SELECT to_char(coalesce(created_at, id_time(asked.id)) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' AS at, log.action_type
                FROM (SELECT \(id)::uuid AS id) AS asked LEFT JOIN activity_logs AS log ON log.id = asked.id
                """))
        return TrailFault.Entry(id: id, at: found.at, action: found.action)
    }
}

extension Seal.Span {
    /// Where the one before ended, or at the beginning of a later cluster.
    fileprivate func follows(_ other: Seal.Span) -> Bool {
        self == other || epoch == other.epoch && from == other.to || epoch > other.epoch && from == 0
    }
}
