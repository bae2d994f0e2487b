import Accounts
package import Background
package import Documents
import Foundation
package import Postgres

/// The background work of imports: a slice of some seconds at a time, so that a program that stops is not held up, and other work gets its turn.
package struct Importing: Sendable {
    package static let kind = "import"
    static let checkKind = "check_import"

    struct Order: Codable, Sendable { var `import`: ID<Import> }

    let database: any Database
    let files: FileStore
    let slice: Duration

    package init(database: any Database, files: FileStore, slice: Duration = .seconds(5)) {
        (self.database, self.files, self.slice) = (database, files, slice)
    }

    static func enqueue(_ id: ID<Import>, in transaction: some Database) async throws {
        try await Work.enqueue(kind: kind, payload: Order(import: id), uniqueKey: "\(kind):\(id)", in: transaction)
    }

    static func enqueueCheck(_ id: ID<Import>, in transaction: some Database) async throws {
        try await Work.enqueue(kind: checkKind, payload: Order(import: id), uniqueKey: "\(checkKind):\(id)", in: transaction)
    }

    package var handlers: [String: WorkHandler] {
        [
            Self.kind: Work.handler(of: Order.self) { order, _ in try await work(order.import) },
            Self.checkKind: Work.handler(of: Order.self) { order, _ in try await check(order.import) },
        ]
    }

    /// What every transaction says that writes many people: the search rows are written at its end, plans go by index (the tables have just
    /// grown by more than their statistics know), and imports take turns. Plans for each set of values would be planned for each person, in
    /// `candidate_doc`: that took 6 ms a row instead of 0.2.
    static func prepare(_ transaction: Transaction, takesTurns: Bool = true) async throws {
        for words in ["shortlist.search = 'later'", "enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off", "enable_material = off"] {
            try await transaction.run(Command(SQL(raw: "SET LOCAL \(words)")))
        }
        if takesTurns { try await transaction.run(Command("SELECT pg_advisory_xact_lock(5, 4)")) }
    }

    static func refreshing(_ people: [ID<User>]) -> Command { Command("SELECT refresh_candidate_search(\(people)::uuid[])") }

    /// Somebody may apply with the same address at the same moment, or change a person who is being written: then it is done anew.
    static func trying<T>(_ body: () async throws -> T) async throws -> T {
        var attempt = 1
        while true {
            do { return try await body() } catch let error as PostgresError where attempt < 4 && (error.isUniqueViolation || error.sqlState == "40P01") {
                attempt += 1
            }
        }
    }

    private func work(_ id: ID<Import>) async throws {
        guard let work = try await database.first(Imports.one(id)), work.status == .running else { return }
        do {
            if try await isOver(work, until: .now + slice) {
                try await finish(id)
            } else {
                try await Self.enqueue(id, in: database)
            }
        } catch let unreadable as Registering.Unreadable {
            try await fail(work, unreadable.words)
        } catch is GiveUp {
            try await fail(work, "The file of this import is not here any more.")
        }
    }

    private func isOver(_ work: Import, until end: ContinuousClock.Instant) async throws -> Bool {
        switch work.kind {
        case .csv: return try await ListImporting(database: database, files: files).run(work, until: end)
        case .resumes:
            if !work.options.isRegistered { guard try await Registering(database: database, files: files).run(work, until: end) else { return false } }
            return try await ResumeImporting(database: database, files: files).run(work, until: end)
        }
    }

    private func finish(_ id: ID<Import>) async throws {
        try await database.transaction { transaction in
            guard let work = try await transaction.first(Imports.held(id)), work.status == .running else { return }
            let counts = try await transaction.one(Imports.counts(of: id))
            guard counts.waiting == 0 else { return try await Self.enqueue(id, in: transaction) }
            try await transaction.run(Imports.turning(id, from: [.running], to: .done))
            if work.total != counts.done { try await transaction.run(Imports.totalling(id, counts.done)) }
            try await transaction.run(
                ActivityLog.recording(
                    "FINISHED_IMPORT", severity: counts.failed == 0 ? .success : .warning, by: nil, of: ("import", id.uuid),
                    "The import of \(work.name) is over: \(counts.words)."))
        }
        // What it was made of is not kept: the archive is unpacked by now, and rows that failed have their cells.
        if let digest = try await database.first(Imports.one(id))?.options.file { try await StoredFiles.forget(digest, from: files, in: database) }
    }

    private func fail(_ work: Import, _ words: String) async throws {
        try await database.transaction { transaction in
            guard try await transaction.run(Imports.turning(work.id, from: [.running], to: .failed, problem: words)) == 1 else { return }
            try await transaction.run(
                ActivityLog.recording("FAILED_IMPORT", severity: .error, by: nil, of: ("import", work.id.uuid), "The import of \(work.name) stopped: \(words)"))
        }
    }

    private func check(_ id: ID<Import>) async throws {
        guard let work = try await database.first(Imports.one(id)), work.status == .mapping, work.options.isChecking else { return }
        let check = try await ListImporting(database: database, files: files).check(work)
        try await database.transaction { transaction in
            // Where the columns were named otherwise in the meantime, that has a check of its own.
            guard let now = try await transaction.first(Imports.held(id)), now.status == .mapping, now.options.mapping == check.mapping else { return }
            var options = now.options
            (options.check, options.isChecking) = (check, false)
            try await transaction.run(Imports.optioning(id, options, total: check.rows))
            try await transaction.run(Imports.tell(id))
        }
    }

    /// Every attempt failed: the import says so, and can be told to go on.
    package static let onGivenUp: GivenUpHook = { givenUp, transaction in
        guard [kind, checkKind].contains(givenUp.attempt.kind), let order = try? JSONDecoder().decode(Order.self, from: givenUp.payload) else { return }
        try await transaction.run(
            Imports.turning(
                order.import, from: [.running], to: .failed, problem: "Something broke each time that it was tried. Tell it to go on when it is mended."))
        // A trial that does not end is begun anew by whoever wants it.
        try await transaction.run(Imports.notChecking(order.import))
        try await transaction.run(Imports.tell(order.import))
    }
}

extension Import.Counts {
    package var words: String {
        let parts = [
            (imported, "imported"), (updated, "updated"), (duplicate, "here already"), (skipped, "passed over"), (failed, "failed"),
        ]
        let told = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return told.isEmpty ? "nothing in it" : told.joined(separator: ", ")
    }
}
