import Accounts
import Background
import Foundation
import Matching
import Postgres
import Web

/// `/desk/jobs/{id}`, the board, and `/desk/applications/{id}`.
struct ApplicationRoutes {
    let desk: Desk
    static let longestRemarks = 5_000

    func add(to routes: Routes) {
        routes.get("/desk/jobs/:id", .may(.seeJobs), board)
        routes.get("/desk/jobs/:id/events", .may(.seeJobs), boardEvents)
        routes.get("/desk/applications/:id", .may(.seeApplications), application)
        routes.get("/desk/applications/:id/events", .may(.seeApplications), applicationEvents)
        routes.post("/desk/applications/:id/stage", .may(.moveApplications), move)
    }

    private func board(_ ask: Ask) async throws -> Answer {
        let only = ApplicationStatus(rawValue: ask.query("only")), viewer = try ask.requireViewer()
        guard let id = ID<Job>(try ask.path("id")), let head = try await desk.database.first(Jobs.head(id, visibleTo: viewer)) else {
            throw Refusal.notFound
        }
        guard head.showsApplications else {
            let counts = try await desk.database.all(Applications.counts(id))
            return .page(ProgressPage(head: head, counts: counts).page, json: ProgressJSON(head, counts))
        }
        let limit = only == nil ? Applications.columnLimit : 2_000
        let cards = try await desk.database.all(Applications.board(id, for: viewer, only: only, limit: limit))
        let counts = try await counts(id, cards, limit: limit)
        let page = BoardPage(
            head: head, cards: cards, counts: counts, only: only, csrf: ask.csrf, csrfToken: ask.csrfToken, scripts: desk.scripts("live.js", "board.js"),
            now: Date())
        return .page(page.page, json: BoardJSON(head, cards, counts))
    }

    /// The cards count themselves, unless a column is cut off.
    private func counts(_ id: ID<Job>, _ cards: [Applications.BoardCard], limit: Int) async throws -> [ApplicationStatus: Int] {
        var counts = Dictionary(grouping: cards, by: \.status).mapValues(\.count)
        guard counts.values.contains(where: { $0 >= limit }) else { return counts }
        for column in try await desk.database.all(Applications.counts(id)) { counts[column.status] = column.count }
        return counts
    }

    private func boardEvents(_ ask: Ask) async throws -> Answer {
        guard let id = ID<Job>(try ask.path("id")), try await desk.database.first(Jobs.head(id, visibleTo: try ask.requireViewer())) != nil else {
            throw Refusal.notFound
        }
        return .events(EventStream(desk.changes.watch(Jobs.topic(of: id))))
    }

    private func whole(_ ask: Ask) async throws -> Applications.WholeApplication {
        guard let id = ID<Application>(try ask.path("id")), let whole = try await desk.database.first(Applications.page(id, visibleTo: try ask.requireViewer()))
        else {
            throw Refusal.notFound
        }
        return whole
    }

    private func application(_ ask: Ask) async throws -> Answer {
        if let elsewhere = try await MovedAway.application(ask, in: desk) { return elsewhere }
        let page = try await page(ask)
        return .page(page.page, json: ApplicationJSON(page.whole, page.timeline))
    }

    private func page(_ ask: Ask, remarks: String = "", problems: [Problem] = []) async throws -> ApplicationPage {
        let whole = try await whole(ask)
        let timeline = try await desk.database.all(Applications.timeline(whole.id))
        let positions = try await desk.database.all(Applications.workHistory(ofApplication: whole.id))
        let files = try await desk.database.all(Candidates.files(of: whole.candidateID, with: whole.id))
        let duplicates = try await DuplicatePanel.line(about: whole.candidateID, ask, in: desk)
        return ApplicationPage(
            whole: whole, timeline: timeline, positions: positions, files: files, duplicates: duplicates, remarks: remarks, problems: problems, csrf: ask.csrf,
            scripts: desk.scripts("live.js"))
    }

    private func applicationEvents(_ ask: Ask) async throws -> Answer {
        guard let id = ID<Application>(try ask.path("id")),
            let job = try await desk.database.first(Applications.job(of: id, visibleTo: try ask.requireViewer()))
        else { throw Refusal.notFound }
        return .events(EventStream(desk.changes.watch(Jobs.topic(of: job.value))))
    }

    private func move(_ ask: Ask, _ form: Form) async throws -> Answer {
        guard let id = ID<Application>(try ask.path("id")) else { throw Refusal.notFound }
        guard let status = ApplicationStatus(rawValue: form["status"]) else {
            throw Refusal.invalid([Problem("status", "Choose one of \(ApplicationStatus.allCases.map(\.rawValue).joined(separator: ", ")).")])
        }
        let remarks = form["remarks"]
        guard remarks.unicodeScalars.count <= Self.longestRemarks else {
            let problems = [Problem("remarks", "The remarks are \(remarks.unicodeScalars.count) characters long; at most \(Self.longestRemarks) fit.")]
            return try .again(try await page(ask, remarks: remarks, problems: problems).page, problems, ask)
        }
        let moved = try await Applications.move(
            id, to: status, version: Int(form["version"].isEmpty ? ask.query("version") : form["version"]), remarks: remarks.isEmpty ? nil : remarks,
            by: try ask.requireViewer(), from: ask.origin, in: desk.database)
        let back: (ID<Job>) -> Link = { form["back"] == "application" ? Link("desk", "applications", id.description) : Link("desk", "jobs", $0.description) }
        switch moved {
        case nil: throw Refusal.notFound
        case .conflict(let now):
            throw Refusal.conflict("A colleague moved this card to \(now.rawValue) a moment ago. Nothing of yours was changed: load the page again and look.")
        case .done(let job, _, let version):
            return .redirect(
                back(job), flash: .good("Moved to \(status.rawValue)."), json: MovedJSON(id: id.description, status: status.rawValue, version: version))
        case .wasThere(let job, let version):
            return .redirect(back(job), json: MovedJSON(id: id.description, status: status.rawValue, version: version))
        }
    }
}

private struct MovedJSON: Encodable, Sendable {
    let id, status: String
    let version: Int
}

private struct ProgressJSON: Encodable, Sendable {
    let id, title, status, client: String
    let counts: [String: Int]

    init(_ head: Jobs.JobHead, _ counts: [Applications.ColumnCount]) {
        (id, title, status, client) = (head.id.description, head.title, head.status.rawValue, head.client)
        self.counts = Dictionary(uniqueKeysWithValues: counts.map { ($0.status.rawValue, $0.count) })
    }
}

private struct BoardJSON: Encodable, Sendable {
    struct Card: Encodable, Sendable {
        let id, status, name: String
        let matchScore: Int?
        let version: Int
        let statusChangedAt: Date
    }

    let id, title, status, client: String
    let counts: [String: Int]
    let applications: [Card]

    init(_ head: Jobs.JobHead, _ cards: [Applications.BoardCard], _ counts: [ApplicationStatus: Int]) {
        (id, title, status, client) = (head.id.description, head.title, head.status.rawValue, head.client)
        self.counts = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
        applications = cards.map {
            Card(id: $0.id.description, status: $0.status.rawValue, name: $0.name, matchScore: $0.score, version: $0.version, statusChangedAt: $0.changedAt)
        }
    }
}

private struct ApplicationJSON: Encodable, Sendable {
    struct Entry: Encodable, Sendable {
        let previousStatus: String?
        let newStatus: String
        let remarks, changedBy: String?
        let createdAt: Date
    }

    let id, jobId, candidateId, status, fullName: String
    let email, phone, currentRole, summary, resumeText, resumeProblem: String?
    let matchScore: Int?
    let reasons: [Reason]
    let skills: [String]
    let totalExperienceYears: Double?
    let version: Int
    let appliedAt: Date
    let timeline: [Entry]

    init(_ whole: Applications.WholeApplication, _ timeline: [Applications.TimelineEntry]) {
        (id, jobId, candidateId) = (whole.id.description, whole.jobID.description, whole.candidateID.description)
        (status, fullName, email, phone, currentRole) = (whole.status.rawValue, whole.name, whole.email, whole.phone, whole.role)
        (summary, resumeText, resumeProblem, matchScore, reasons) = (whole.summary, whole.resumeText, whole.resumeProblem, whole.score, whole.reasons)
        (skills, totalExperienceYears, version, appliedAt) = (whole.skills, whole.years, whole.version, whole.appliedAt)
        self.timeline = timeline.map { Entry(previousStatus: $0.previous, newStatus: $0.new, remarks: $0.remarks, changedBy: $0.who, createdAt: $0.at) }
    }
}
