import Accounts
import Documents
import Foundation
import Postgres
import Web

/// `/desk/candidates/review` and `/desk/candidates/:id/review`: the eye of a recruiter on what was read.
struct ReviewRoutes {
    let desk: Desk
    static let pageSize = 50

    private var images: PageImages { PageImages(files: desk.files) }

    func add(to routes: Routes) {
        routes.get("/desk/candidates/review", .may(.editCandidates), queue)
        routes.get("/desk/candidates/:id/review", .may(.editCandidates)) { ask in try await show(ask, try await subject(ask, file: nil)) }
        routes.get("/desk/candidates/:id/review/:file", .may(.editCandidates)) { ask in try await show(ask, try await subject(ask, file: ask.path("file"))) }
        routes.post("/desk/candidates/:id/review", .may(.editCandidates)) { ask, form in try await save(ask, form, file: nil) }
        routes.post("/desk/candidates/:id/review/:file", .may(.editCandidates)) { ask, form in try await save(ask, form, file: ask.path("file")) }
        routes.post("/desk/candidates/:id/review/:file/retry", .may(.editCandidates), retry)
        routes.get("/desk/candidates/:id/files/:file/pages/:page", .may(.downloadResumes), picture)
    }

    private func queue(_ ask: Ask) async throws -> Answer {
        let place = try ListPlace.read(ask.query("after"))
        let lines = try await desk.database.all(Reviews.queue(after: place, limit: Self.pageSize + 1))
        let page = Paged(lines, size: Self.pageSize) { ListPlace(at: $0.place, id: $0.file.uuid) }
        return .page(ReviewQueuePage(waiting: page.shown, next: page.next).page, json: ReviewQueueJSON(page.shown, page.next))
    }

    private func subject(_ ask: Ask, file: String?) async throws -> Reviews.Subject {
        guard let id = ID<User>(try ask.path("id")) else { throw Refusal.notFound }
        let wanted = file.map { ID<Candidates.SentFile>($0) }
        if case .some(.none) = wanted { throw Refusal.notFound }
        guard let subject = try await desk.database.first(Reviews.subject(id, file: wanted ?? nil, for: try ask.requireViewer())) else {
            throw Refusal.notFound
        }
        return subject
    }

    private func show(_ ask: Ask, _ subject: Reviews.Subject, typed: Form? = nil, _ problems: [Problem] = []) async throws -> Answer {
        let pages = await pages(of: subject), waiting = try await desk.database.one(Reviews.waiting()).value
        let page = ReviewPage(
            subject: subject, pages: pages, waiting: waiting, csrf: ask.csrf, scripts: desk.scripts("review.js"), typed: typed, problems: problems
        ).page
        if !problems.isEmpty { return try .again(page, problems, ask) }
        return Answer.page(page, json: ReviewJSON(subject, pages: pages)).keepingWhatIsTyped()
    }

    /// A PDF is counted once; a picture is one page; all else has none.
    private func pages(of subject: Reviews.Subject) async -> Int {
        guard let sent = subject.sent else { return 0 }
        switch MediaType(rawValue: sent.mediaType) {
        case .png?, .jpeg?: return 1
        case .pdf?:
            if subject.pages > 0 { return min(subject.pages, PageImages.mostPages) }
            let pages = await images.count(of: sent.digest.hex)
            if pages > 0 { _ = try? await desk.database.run(Readings.counting(pages: pages, of: sent.id)) }
            return pages
        default: return 0
        }
    }

    private func save(_ ask: Ask, _ form: Form, file: String?) async throws -> Answer {
        let subject = try await subject(ask, file: file), viewer = try ask.requireViewer()
        let (read, problems) = ReviewForm.read(form, subject)
        guard problems.isEmpty else { return try await show(ask, subject, typed: form, problems) }
        do {
            switch try await ReviewSaving(subject: subject, form: read, viewer: viewer, origin: ask.origin).save(in: desk.database) {
            case .saved: return try await goOn(from: subject)
            case .isOlder:
                let now = try await self.subject(ask, file: file)
                let words = "Somebody changed this profile in the meantime. What you typed is still here: look at it once more, then save."
                return try await show(ask, now, typed: form, [Problem(Reviews.fields[0].column, words)])
            }
        } catch let error as PostgresError where error.isUniqueViolation {
            let words = "Somebody else here has this address already: perhaps the same person."
            return try await show(ask, subject, typed: form, [Problem("email", words)])
        }
    }

    /// To the next one who waits, or back to the person.
    private func goOn(from subject: Reviews.Subject) async throws -> Answer {
        let next = try await desk.database.all(Reviews.queue(after: nil, limit: 1)).first
        guard let next else {
            return .redirect(
                Link("desk", "candidates", subject.person.description), flash: .good("Looked over. Nobody else waits."), json: ReviewedJSON(next: nil))
        }
        return .redirect(
            Reviews.place(next.person, next.file), flash: .good("\(subject.name) is looked over; here is the next."),
            json: ReviewedJSON(next: next.person.description))
    }

    private func retry(_ ask: Ask, _ form: Form) async throws -> Answer {
        let subject = try await subject(ask, file: ask.path("file")), viewer = try ask.requireViewer()
        guard let sent = subject.sent else { throw Refusal.notFound }
        try await desk.database.transaction { transaction in
            try await ResumeWork.enqueue(
                try await transaction.first(Intake.application(of: sent.id))?.value, of: subject.person, digest: sent.digest,
                fileName: subject.fileName, in: transaction)
            try await transaction.run(
                ActivityLog.recording(
                    "ASKED_TO_READ_AGAIN", by: viewer.id, of: ("candidate", subject.person.uuid),
                    "\(viewer.name) had \(subject.fileName) of \(subject.name) read again.", from: ask.origin))
        }
        return .redirect(subject.here, flash: .good("The file is being read again."))
    }

    // MARK: Pictures of pages

    private func picture(_ ask: Ask) async throws -> Answer {
        guard let id = ID<User>(try ask.path("id")), let person = try await desk.database.first(Candidates.one(id, visibleTo: try ask.requireViewer())),
            let fileID = ID<Candidates.SentFile>(try ask.path("file")), let file = try await desk.database.first(Candidates.file(fileID, of: person.id)),
            let match = try ask.path("page").wholeMatch(of: #/([1-9]\d?)\.png/#), let number = Int(match.1), number <= PageImages.mostPages,
            let type = MediaType(rawValue: file.mediaType)
        else { throw Refusal.notFound }
        let picture: (bytes: [UInt8], type: String)
        switch type {
        case .png where number == 1, .jpeg where number == 1:
            let digest = file.digest.hex
            guard let bytes = try? await offTheLoop({ [files = desk.files] in Array(try files.read(digest)) }) else { throw Refusal.notFound }
            picture = (bytes, type.rawValue)
        case .pdf:
            guard let png = try? await images.png(number, of: file.digest.hex) else { throw Refusal.notFound }
            picture = (Array(png), "image/png")
        default: throw Refusal.notFound
        }
        try await Intake.recordView(of: file, person, by: try ask.requireViewer(), from: ask.origin, in: desk.database)
        return Answer.bytes(picture.bytes, type: picture.type).with("Content-Security-Policy", "default-src 'none'; sandbox")
            .with("Cache-Control", "private, max-age=600")
    }
}

private struct ReviewedJSON: Encodable, Sendable {
    var reviewed = true
    let next: String?
}

private struct ReviewQueueJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let candidate, file, fullName, fileName: String
        let problem: String?
        let readAt: Date
    }

    let waiting: [Line]
    let next: String?

    init(_ lines: [Reviews.Waiting], _ next: String?) {
        waiting = lines.map {
            Line(
                candidate: $0.person.description, file: $0.file.description, fullName: $0.name, fileName: $0.fileName, problem: $0.problem, readAt: $0.readAt)
        }
        self.next = next
    }
}

private struct ReviewJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let name: String
        let value, found: ProfileValue
        let source: String?
        let confidence: Double?
        let page: Int?
        let box: [Double]?
        let isDoubtful: Bool
    }

    let candidate, fullName: String
    let file, fileName: String?
    let version, pages: Int
    let problem: String?
    let reviewedAt: Date?
    let fields: [Line]

    init(_ subject: Reviews.Subject, pages: Int) {
        (candidate, file, fullName, fileName) = (subject.person.description, subject.sent?.id.description, subject.name, subject.sent?.name)
        (version, self.pages, problem, reviewedAt) = (subject.version, pages, subject.problem, subject.reviewedAt)
        fields = subject.fields.map { field in
            let found = subject.findings.fields[field.column]
            return Line(
                name: field.column, value: subject.values[field.column] ?? .nothing, found: found?.value ?? .nothing, source: subject.sources[field.column],
                confidence: found?.place.confidence, page: found?.place.page, box: found?.place.box,
                isDoubtful: subject.problem == nil && subject.findings.isDoubtful(field.column))
        }
    }
}
