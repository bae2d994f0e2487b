import Accounts
import Background
import Documents
import Foundation
import Postgres
import Web

/// `/desk/imports`: many people at once, from an archive of résumés or a table.
struct ImportRoutes {
    let desk: Desk
    static let pageSize = 30

    func add(to routes: Routes) {
        routes.get("/desk/imports", .may(.importCandidates)) { ask in try await list(ask) }
        routes.post("/desk/imports/resumes", .may(.importCandidates), upload: ImportForm.archive, takeResumes)
        routes.post("/desk/imports/csv", .may(.importCandidates), upload: ImportForm.table, takeTable)
        routes.get("/desk/imports/:id", .may(.importCandidates)) { ask in try await show(ask, try await found(ask)) }
        routes.get("/desk/imports/:id/events", .may(.importCandidates)) { ask in
            let work = try await found(ask)
            return .events(EventStream(Self.calm(desk.changes.watch(Import.topic(work.id)))))
        }
        routes.get("/desk/imports/:id/failures.csv", .may(.importCandidates), failures)
        routes.get("/desk/imports/:id/check.csv", .may(.importCandidates), checked)
        routes.post("/desk/imports/:id/mapping", .may(.importCandidates), map)
        routes.post("/desk/imports/:id/start", .may(.importCandidates), start)
        for turn in Turn.allCases {
            routes.post("/desk/imports/:id/\(turn.rawValue)", .may(.importCandidates)) { ask, _ in try await self.turn(turn, ask) }
        }
    }

    private func found(_ ask: Ask) async throws -> Import {
        guard let id = ID<Import>(try ask.path("id")), let work = try await desk.database.first(Imports.one(id)) else { throw Refusal.notFound }
        return work
    }

    private func list(_ ask: Ask, typed: Form? = nil, _ problems: [Problem] = []) async throws -> Answer {
        let place = try ListPlace.read(ask.query("after"))
        let lines = try await desk.database.all(Imports.list(after: place.map { ($0.at, $0.id) }, limit: Self.pageSize + 1))
        let shown = Paged(lines, size: Self.pageSize) { ListPlace(at: $0.createdAt, id: $0.id.uuid) }
        let waiting = try await desk.database.one(Reviews.waiting()).value
        let page = ImportListPage(imports: shown.shown, next: shown.next, waiting: waiting, typed: typed, problems: problems, csrf: ask.csrf).page
        if !problems.isEmpty { return try .again(page, problems, ask) }
        return .page(page, json: ImportsJSON(imports: shown.shown.map { ImportJSON($0) }, next: shown.next))
    }

    private func show(_ ask: Ask, _ work: Import, typed: Form? = nil, _ problems: [Problem] = []) async throws -> Answer {
        if work.status == .mapping {
            let samples = (try? await offTheLoop { [files = desk.files, options = work.options] in try ListOpening.samples(options, 4, in: files) }) ?? []
            let page = MappingPage(work: work, samples: samples, typed: typed, problems: problems, csrf: ask.csrf, scripts: desk.scripts("live.js")).page
            if !problems.isEmpty { return try .again(page, problems, ask) }
            return Answer.page(page, json: ImportJSON(work, samples: samples)).keepingWhatIsTyped()
        }
        let wish = ask.query("status"), status = ["imported", "updated", "duplicate", "failed", "skipped", "waiting"].contains(wish) ? wish : nil
        let after = Int(ask.query("after")) ?? 0
        let counts = try await desk.database.one(Imports.counts(of: work.id))
        let only = status ?? (counts.failed > 0 && after == 0 ? "failed" : nil)
        let items = try await desk.database.all(Imports.items(of: work.id, status: only, after: after, limit: 51))
        let page = ImportPage(
            work: work, counts: counts, status: only, items: Array(items.prefix(50)), next: items.count > 50 ? items[49].number : nil,
            share: share(work, counts),
            csrf: ask.csrf, scripts: desk.scripts("live.js"))
        return .page(page.page, json: ImportJSON(work, counts, items.prefix(50).map { $0 }))
    }

    /// Of a table whose rows nobody counted, by bytes.
    private func share(_ work: Import, _ counts: Import.Counts) -> Double? {
        if work.status.isOver { return 1 }
        if work.total > 0 { return min(Double(counts.done) / Double(work.total), 1) }
        guard work.kind == .csv, let name = work.options.file, let place = try? desk.files.open(name),
            let size = try? FileManager.default.attributesOfItem(atPath: place.path)[.size] as? Int, size > 0
        else { return nil }
        return min(Double(work.options.place) / Double(size), 1)
    }

    // MARK: Taking in

    private func takeResumes(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), uploads = form.files("files").filter { $0.bytes > 0 }
        var options = Import.Options(), problems: [Problem] = []
        ImportForm.describe(form, &options, &problems)
        guard let first = uploads.first else {
            return try await list(ask, typed: form, problems + [Problem("files", "Choose a ZIP archive, or some résumés.")])
        }
        guard problems.isEmpty else { return try await list(ask, typed: form, problems) }
        let described = options, importing = NewImport(viewer: viewer, origin: ask.origin)
        let isArchive = uploads.count == 1 ? try await offTheLoop { Self.isArchive(first.temporary) } : false
        let id: ID<Import>
        if isArchive {
            let archive = try await offTheLoop { [files = desk.files] in try files.put(fileAt: first.temporary).sha256 }
            options.file = archive
            id = try await desk.database.transaction { [options, files = desk.files] transaction in
                try await StoredFiles.hold([archive], in: files, transaction) { _ in _ = try files.put(fileAt: first.temporary) }
                return try await importing.start(.resumes, first.fileName, options, in: transaction)
            }
        } else {
            let name = uploads.count == 1 ? first.fileName : "\(uploads.count) files"
            id = try await Registering(database: desk.database, files: desk.files).take(uploads) { transaction in
                var options = described
                options.isRegistered = true
                return try await importing.start(.resumes, name, options, total: uploads.count, in: transaction)
            }
        }
        return .redirect(Link("desk", "imports", id.description), json: ["id": id.description])
    }

    /// An archive that is no document.
    private static func isArchive(_ file: URL) -> Bool {
        guard let bytes = try? Data(contentsOf: file, options: .alwaysMapped), bytes.starts(with: Array("PK".utf8)) else { return false }
        return bytes.count > ExtractionLimits().fileBytes || MediaType.sniff(bytes) == nil
    }

    private func takeTable(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        var problems: [Problem] = []
        guard let file = form.file("table"), file.bytes > 0 else { return try await list(ask, typed: form, [Problem("table", "Choose a table: a CSV file.")]) }
        var options: Import.Options
        do { options = try await offTheLoop { [files = desk.files] in try ListOpening.open(file.temporary, in: files) } } catch let refused
            as ListOpening.Refused
        {
            return try await list(ask, typed: form, [Problem("table", refused.words)])
        }
        ImportForm.describe(form, &options, &problems)
        guard problems.isEmpty else { return try await list(ask, typed: form, problems) }
        let id = ID<Import>()
        try await desk.database.run(Imports.creating(id, .csv, name: file.fileName, status: .mapping, options, by: viewer.id))
        return .redirect(Link("desk", "imports", id.description), json: ["id": id.description])
    }

    private func map(_ ask: Ask, _ form: Form) async throws -> Answer {
        let work = try await found(ask)
        var options = work.options, problems: [Problem] = []
        ImportForm.describe(form, &options, &problems)
        ImportForm.map(form, &options, &problems)
        guard problems.isEmpty else { return try await show(ask, work, typed: form, problems) }
        (options.check, options.isChecking) = (nil, true)
        let isOpen = try await desk.database.transaction { [options] transaction in
            guard let now = try await transaction.first(Imports.held(work.id)), now.status == .mapping else { return false }
            try await transaction.run(Imports.optioning(work.id, options))
            try await Importing.enqueueCheck(work.id, in: transaction)
            return true
        }
        guard isOpen else { throw Refusal.conflict("This import has begun: its columns are settled.") }
        return .redirect(Link("desk", "imports", work.id.description).fragment("check"))
    }

    private func start(_ ask: Ask, _ form: Form) async throws -> Answer {
        let work = try await found(ask), viewer = try ask.requireViewer()
        if work.status == .mapping, let words = ListReading.problem(of: work.options.mapping) { return try await show(ask, work, [Problem("column-0", words)]) }
        try await desk.database.transaction { transaction in
            guard try await transaction.run(Imports.turning(work.id, from: [.mapping], to: .running)) == 1 else { return }
            try await NewImport(viewer: viewer, origin: ask.origin).begin(work.id, work.name, in: transaction)
        }
        return .redirect(Link("desk", "imports", work.id.description))
    }

    // MARK: Turns

    enum Turn: String, CaseIterable {
        case pause, `continue`, cancel, retry

        var action: String { "\(self == .pause ? "PAUSED" : self == .cancel ? "CANCELLED" : self == .retry ? "RETRIED" : "CONTINUED")_IMPORT" }
        var words: String { self == .pause ? "paused" : self == .cancel ? "cancelled" : self == .retry ? "tried the failures of" : "went on with" }
    }

    /// A second click finds it turned and changes nothing.
    private func turn(_ turn: Turn, _ ask: Ask) async throws -> Answer {
        let work = try await found(ask), viewer = try ask.requireViewer()
        let isTurned = try await desk.database.transaction { transaction in
            guard try await take(turn, work.id, in: transaction) else { return false }
            try await transaction.run(
                ActivityLog.recording(
                    turn.action, by: viewer.id, of: ("import", work.id.uuid), "\(viewer.name) \(turn.words) the import of \(work.name).", from: ask.origin))
            return true
        }
        if turn == .cancel, isTurned, let digest = work.options.file { try await StoredFiles.forget(digest, from: desk.files, in: desk.database) }
        let place = Link("desk", "imports", work.id.description)
        if turn == .retry, !isTurned { return .redirect(place, flash: .bad("Nothing can be tried again: these files never came in. Send mended ones.")) }
        return .redirect(place)
    }

    private func take(_ turn: Turn, _ id: ID<Import>, in transaction: Transaction) async throws -> Bool {
        switch turn {
        case .pause: return try await transaction.run(Imports.turning(id, from: [.running], to: .paused)) == 1
        case .cancel:
            guard try await transaction.run(Imports.turning(id, from: [.mapping, .running, .paused, .failed], to: .cancelled)) == 1 else { return false }
            try await transaction.run(Imports.skippingWaiting(id))
            return true
        case .continue:
            guard try await transaction.run(Imports.turning(id, from: [.paused, .failed], to: .running)) == 1 else { return false }
        case .retry:
            guard let work = try await transaction.first(Imports.held(id)), [Import.Status.done, .running].contains(work.status) else { return false }
            guard try await transaction.run(Imports.retrying(id)) > 0 else { return false }
            try await transaction.run(Imports.turning(id, from: [.done], to: .running))
        }
        try await Importing.enqueue(id, in: transaction)
        return true
    }

    // MARK: Lists to take along

    private struct Failed: RowDecodable {
        let number: Int
        let name: String
        let reason: String?
        let cells: [String]?

        init(row: Row) throws {
            number = try row.get("number")
            name = try row.get("name")
            reason = try row.get("reason")
            cells = try row.get("payload", as: Postgres.JSON<[String]>?.self)?.value
        }
    }

    private func failures(_ ask: Ask) async throws -> Answer {
        let work = try await found(ask), database = desk.database
        let query = Query<Failed>(
            "SELECT number, name, reason, payload FROM import_items WHERE import_id = \(work.id) AND status = 'failed' ORDER BY number")
        let headers = work.kind == .csv ? work.options.headers : ["File"]
        return Answer.stream(type: "text/csv; charset=utf-8; header=present") { send in
            try await send(Array("\u{FEFF}".utf8) + CSV.line(headers + ["Row", "Why it failed"]))
            for try await line in database.stream(query) {
                let cells = line.cells ?? [line.name]
                let whole = (0..<headers.count).map { $0 < cells.count ? cells[$0] : "" }
                try await send(CSV.line(whole + [String(line.number), line.reason ?? ""]))
            }
        }
        .with("Content-Disposition", "attachment; filename=\"failures.csv\"")
    }

    /// Every row that would not come in whole, with the reason: the trial once more, since the page keeps only the first.
    private func checked(_ ask: Ask) async throws -> Answer {
        let work = try await found(ask)
        guard work.kind == .csv, work.status == .mapping, ListReading.problem(of: work.options.mapping) == nil else { throw Refusal.notFound }
        let importing = ListImporting(database: desk.database, files: desk.files)
        return Answer.stream(type: "text/csv; charset=utf-8; header=present") { send in
            try await send(Array("\u{FEFF}".utf8) + CSV.line(["Row", "First words", "Why"]))
            _ = try await importing.check(work, most: 0) { note in try await send(CSV.line([String(note.row), note.name, note.reason])) }
        }
        .with("Content-Disposition", "attachment; filename=\"check.csv\"")
    }

    /// At most one call a second: a batch is written several times a second, and each call makes a page read again.
    private static func calm(_ names: AsyncStream<String>) -> AsyncStream<String> {
        AsyncStream { sink in
            let task = Task {
                for await name in names {
                    sink.yield(name)
                    try? await Task.sleep(for: .seconds(1))
                }
                sink.finish()
            }
            sink.onTermination = { _ in task.cancel() }
        }
    }
}

/// Puts an import down with its line in the trail and the work of it.
struct NewImport: Sendable {
    var viewer: Viewer?
    var origin: Origin?

    func start(_ kind: Import.Kind, _ name: String, _ options: Import.Options, total: Int = 0, in transaction: Transaction) async throws -> ID<Import> {
        let id = ID<Import>()
        try await transaction.run(Imports.creating(id, kind, name: name, status: .running, options, total: total, by: viewer?.id))
        try await begin(id, name, in: transaction)
        return id
    }

    func begin(_ id: ID<Import>, _ name: String, in transaction: Transaction) async throws {
        try await Importing.enqueue(id, in: transaction)
        try await transaction.run(
            ActivityLog.recording(
                "STARTED_IMPORT", by: viewer?.id, of: ("import", id.uuid), "\(viewer?.name ?? "The command line") began to import \(name).", from: origin))
    }
}
