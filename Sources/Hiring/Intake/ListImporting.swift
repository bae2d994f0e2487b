import Accounts
import Background
import Documents
import Foundation
import Postgres

/// Brings a table in, a stretch at a time. A stretch and the place where the next begins are written together, so that each row is brought
/// in once, whatever ends in the middle.
struct ListImporting {
    static let stretch = 1_000

    let database: any Database
    let files: FileStore

    // MARK: Importing

    /// Stretches until the table or the time is over. The next is read while one is written.
    /// - Returns: whether nothing is left.
    func run(_ work: Import, until end: ContinuousClock.Instant) async throws -> Bool {
        let reading = ListReading(work.options)
        while true {
            let again = try await waiting(work.id, reading)
            if again.isEmpty { break }
            guard try await write(again, work.id, reading, place: nil) != nil, ContinuousClock.now < end else { return false }
        }
        try await catchUp(work)
        if work.options.isRegistered { return true }
        var next = Self.reading(try open(work), reading), from = work.options.place, finding = Task<Void, any Error> {}
        defer { next.cancel() }
        while ContinuousClock.now < end {
            try Task.checkCancellation()
            let (rows, file) = await next.value
            if rows.isEmpty {
                try await finding.value
                try await database.run(Imports.registered(work.id))
                return true
            }
            next = Self.reading(file, reading)
            guard let people = try await write(rows, work.id, reading, place: (from, file)) else { break }
            from = file.place
            try await finding.value
            finding = Task { try await find(people, of: work.id, upTo: file.count) }
        }
        try await finding.value
        return false
    }

    // Half of the database's work is writing what people are found by; beside the next stretch it has a core of its own.

    private func find(_ people: [ID<User>], of id: ID<Import>, upTo row: Int) async throws {
        try await Importing.trying {
            try await database.transaction { transaction in
                try await Importing.prepare(transaction, takesTurns: false)
                try await transaction.run(Importing.refreshing(people))
            }
        }
        try await database.run(Command("UPDATE imports SET options = options || \(JSON(["searched": row])) WHERE id = \(id)"))
    }

    /// A program that ended in the middle may have left its last people unfindable.
    private func catchUp(_ work: Import) async throws {
        guard work.options.searched < work.options.row else { return }
        let people = Query<One<ID<User>>>(
            """
            SELECT DISTINCT candidate_id FROM import_items WHERE import_id = \(work.id) AND number > \(work.options.searched)::int
                AND number <= \(work.options.row)::int AND candidate_id IS NOT NULL
            """)
        try await find(try await database.all(people).map(\.value), of: work.id, upTo: work.options.row)
    }

    private static func reading(_ file: SeparatedFile, _ reading: ListReading) -> Task<([ListRow], SeparatedFile), Never> {
        Task.detached {
            var file = file
            return (file.next(stretch).map(reading.row), file)
        }
    }

    func open(_ work: Import) throws -> SeparatedFile {
        guard let name = work.options.file, let bytes = try? Data(contentsOf: try files.open(name), options: .alwaysMapped) else {
            throw GiveUp("the stored table is missing")
        }
        var file = SeparatedFile(bytes, separator: work.options.separator ?? UInt8(ascii: ","), place: work.options.place, count: work.options.row)
        if file.place == 0, work.options.hasNames { _ = file.next(1) }
        return file
    }

    /// Rows that failed and are to be tried once more.
    private func waiting(_ id: ID<Import>, _ reading: ListReading) async throws -> [ListRow] {
        struct Kept: RowDecodable {
            let number: Int
            let cells: [String]
            init(row: Row) throws { (number, cells) = (try row.get("number"), try row.texts("payload")) }
        }
        let kept = try await database.all(
            Query<Kept>(
                "SELECT number, payload FROM import_items WHERE import_id = \(id) AND status = 'waiting' AND payload IS NOT NULL ORDER BY number LIMIT \(Self.stretch)"
            ))
        return kept.map { reading.row(.init(number: $0.number, cells: $0.cells)) }
    }

    /// An application with the same address may come in at the same moment: then the stretch is planned anew.
    /// - Parameter place: where the rows began, as the import remembers it, and where the next begin; nil for rows that are tried again.
    /// - Returns: who is to be findable; nil where it was not written: somebody paused or cancelled the import, or another worker did this stretch.
    func write(_ rows: [ListRow], _ id: ID<Import>, _ reading: ListReading, place: (from: Int, to: SeparatedFile)?) async throws -> [ID<User>]? {
        try await Importing.trying { try await database.transaction { try await write(rows, id, reading, place: place, in: $0) } }
    }

    private func write(_ rows: [ListRow], _ id: ID<Import>, _ reading: ListReading, place: (from: Int, to: SeparatedFile)?, in transaction: Transaction)
        async throws -> [ID<User>]?
    {
        guard let now = try await transaction.first(Imports.held(id)), now.status == .running else { return nil }
        if let place, now.options.place != place.from { return nil }
        try await Importing.prepare(transaction)
        var seen: [Int: (row: Int, person: ID<User>)] = [:]
        let plan = try await ListPlan.make(rows, now.options, seen: &seen, in: transaction)
        let writing = ListWriting(columns: reading.columns, options: now.options, owner: now.startedBy)
        let new = plan.new
        if !new.isEmpty {
            try await transaction.run(writing.users(new))
            try await transaction.run(writing.profiles(new))
        }
        let effects = try await update(plan, writing, in: transaction)
        let people = new + plan.known
        if let companies = writing.companies(people) { try await transaction.run(companies) }
        if let tags = writing.tags(people) { try await transaction.run(tags) }
        try await transaction.run(writing.items(id, plan.rows.map { Self.ending($0.row, $0.fate, effects) }))
        let findable = Array(Set(people.map(\.id)))
        if let place {
            try await transaction.run(Self.advancing(id, to: place.to))
        } else {
            try await transaction.run(Importing.refreshing(findable))
        }
        try await transaction.run(Imports.tell(id))
        return findable
    }

    /// - Returns: by the number of the row.
    private func update(_ plan: ListPlan, _ writing: ListWriting, in transaction: Transaction) async throws -> [Int: ListWriting.Effect] {
        var effects: [Int: ListWriting.Effect] = [:]
        for round in plan.rounds {
            let found = Dictionary(try await transaction.all(writing.effects(on: round)).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            for item in round { effects[item.row.number] = found[item.id] }
            let proposing = round.filter { found[$0.id]?.proposed ?? 0 > 0 }, filling = round.filter { found[$0.id]?.filled ?? 0 > 0 }
            if let command = writing.proposing(proposing) { try await transaction.run(command) }
            if let command = writing.filling(filling) { try await transaction.run(command) }
            if let command = writing.addressing(round) { try await transaction.run(command) }
        }
        return effects
    }

    private static func advancing(_ id: ID<Import>, to file: SeparatedFile) -> Command {
        Command("UPDATE imports SET options = options || \(JSON(["place": file.place, "row": file.count])) WHERE id = \(id)")
    }

    static func ending(_ row: ListRow, _ fate: ListPlan.Fate, _ effects: [Int: ListWriting.Effect]) -> ListWriting.Ending {
        let left = row.omissions.isEmpty ? nil : "Without " + row.omissions.joined(separator: " ")
        switch fate {
        case .new(let id): return .init(row: row, status: "imported", reason: left, person: id)
        case .failed(let reason): return .init(row: row, status: "failed", reason: reason, person: nil)
        case .skipped(let reason): return .init(row: row, status: "skipped", reason: reason, person: nil)
        case .known(let id, let by, let earlier):
            let who = earlier.map { "The same person as row \($0)" } ?? "Here already (same \(by))"
            let effect = effects[row.number], filled = effect?.filled ?? 0, proposed = effect?.proposed ?? 0
            let did = [filled > 0 ? "\(filled) filled in" : nil, proposed > 0 ? "\(proposed) proposed" : nil].compactMap(\.self).joined(separator: ", ")
            let words = [who + (did.isEmpty ? ": nothing new." : ": \(did)."), left].compactMap(\.self).joined(separator: " ")
            return .init(row: row, status: did.isEmpty ? "duplicate" : "updated", reason: words, person: id)
        }
    }

    // MARK: Trying

    /// Goes through the whole table without writing anything.
    /// - Parameters:
    ///   - most: so many failures are kept.
    ///   - told: hears of each row that is not imported whole.
    func check(_ work: Import, most: Int = 200, told: (Import.Check.Note) async throws -> Void = { _ in }) async throws -> Import.Check {
        var check = Import.Check(), first: [ID<User>: [String?]] = [:], seen: [Int: (row: Int, person: ID<User>)] = [:], options = work.options
        (options.place, options.row) = (0, 0)
        check.mapping = options.mapping
        var fresh = work
        fresh.options = options
        let reading = ListReading(options), writing = ListWriting(columns: reading.columns, options: options, owner: nil)
        var file = try open(fresh)
        while true {
            try Task.checkCancellation()
            let rows = file.next(Self.stretch).map(reading.row)
            if rows.isEmpty { return check }
            let plan = try await ListPlan.make(rows, options, seen: &seen, in: database)
            var effects: [Int: ListWriting.Effect] = [:]
            for round in plan.rounds {
                let found = Dictionary(try await database.all(writing.effects(on: round)).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
                for item in round { effects[item.row.number] = found[item.id] }
            }
            for item in plan.rows {
                if case .new(let id) = item.fate, !KnownPeople.marks(of: item.row.keys).isEmpty { first[id] = item.row.values }
                if case .known(let id, _, _?) = item.fate { effects[item.row.number] = Self.effect(of: item.row, on: id, &first) }
                let ending = Self.ending(item.row, item.fate, effects)
                check.count(ending, isPartly: !item.row.omissions.isEmpty)
                guard let reason = ending.reason, ending.status == "failed" || ending.status == "skipped" || !item.row.omissions.isEmpty else { continue }
                let note = Import.Check.Note(row: item.row.number, name: item.row.name, reason: reason)
                if check.notes.count < most { check.notes.append(note) }
                try await told(note)
            }
        }
    }
}

extension ListImporting {
    /// What a later row about somebody would do to what an earlier one says.
    private static func effect(of row: ListRow, on person: ID<User>, _ first: inout [ID<User>: [String?]]) -> ListWriting.Effect {
        var held = first[person] ?? row.values, effect = ListWriting.Effect(id: person, filled: 0, proposed: 0)
        for (index, value) in row.values.enumerated() {
            guard let value else { continue }
            if held[index] == nil {
                effect.filled += 1
                held[index] = value
            } else if held[index] != value {
                effect.proposed += 1
            }
        }
        first[person] = held
        return effect
    }
}

extension Import.Check {
    mutating func count(_ ending: ListWriting.Ending, isPartly: Bool) {
        rows += 1
        switch ending.status {
        case "imported": new += 1
        case "updated": updated += 1
        case "duplicate": same += 1
        case "skipped": skipped += 1
        default: failed += 1
        }
        if isPartly, ending.status != "failed" { partly += 1 }
    }
}
