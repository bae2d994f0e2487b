import Accounts
import Background
import Foundation
import Postgres
import Web

/// `/desk/jobs`: list, form, preview, publish, close.
struct JobRoutes {
    let desk: Desk
    static let pageSize = 50

    func add(to routes: Routes) {
        routes.get("/desk/jobs", .may(.seeJobs), list)
        routes.get("/desk/jobs/new", .may(.editJobs), new)
        routes.post("/desk/jobs", .may(.editJobs), create)
        routes.get("/desk/jobs/:id/edit", .may(.editJobs), edit)
        routes.post("/desk/jobs/:id/edit", .may(.editJobs), update)
        routes.get("/desk/jobs/:id/preview", .may(.editJobs), preview)
        routes.post("/desk/jobs/:id/publish", .may(.publishJobs), publish)
        routes.post("/desk/jobs/:id/close", .may(.publishJobs), close)
    }

    // MARK: Reading

    private func list(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), text = ask.query("q"), status = JobStatus(rawValue: ask.query("status"))
        let place = try ListPlace.read(ask.query("after"))
        let lines = try await desk.database.all(Jobs.list(visibleTo: viewer, matching: text, status: status, after: place, limit: Self.pageSize))
        let page = Paged(lines, size: Self.pageSize) { ListPlace(at: $0.createdAt, id: $0.id.uuid) }
        return .page(
            DeskJobsPage(text: text, status: status, jobs: page.shown, next: page.next, mayWrite: try ask.requireViewer().may(.editJobs)).page,
            json: JobsJSON(jobs: page.shown.map(JobsJSON.Line.init), next: page.next))
    }

    private func new(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer()
        let page = try await form(ask, Form.newJob(for: viewer), job: nil)
        return .page(page.page, json: ["csrf": ask.csrfToken]).keepingWhatIsTyped()
    }

    private func edit(_ ask: Ask) async throws -> Answer {
        let whole = try await whole(ask), gate = gate(whole)
        let page = try await form(ask, Form(whole), job: (whole.job.id, whole.version), gate: gate)
        return .page(page.page, json: WholeJobJSON(whole, gate)).keepingWhatIsTyped()
    }

    private func preview(_ ask: Ask) async throws -> Answer {
        let whole = try await whole(ask), gate = gate(whole)
        let page = PreviewPage(whole: whole, gate: gate, posting: posting(whole), csrf: ask.csrf).page
        return .page(page, json: WholeJobJSON(whole, gate))
    }

    // MARK: Changing

    private func create(_ ask: Ask, _ sent: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), (draft, problems) = JobForm.read(sent)
        guard let draft else { return try await again(ask, sent, job: nil, problems) }
        guard try await desk.database.one(Jobs.isActive(draft.clientID)).value else {
            return try await again(
                ask, sent, job: nil, [Problem("client_id", "Choose a client that the agency works with: this one is not active, or was removed.")])
        }
        let id = ID<Job>()
        do {
            try await desk.database.transaction { transaction in
                try await transaction.run(Jobs.creating(id, draft))
                let now = try await transaction.one(Jobs.whole(id, visibleTo: nil, agency: desk.site.name))
                try await transaction.run(record("CREATED_JOB", id, "\(viewer.name) created a new job: \(draft.title)", from: [:], to: Form(now).recorded, ask))
            }
        } catch let error as PostgresError {
            return try await again(ask, sent, job: nil, try Self.problems(of: error))
        }
        return try await saved(id, "Saved as a draft.", ask)
    }

    private func update(_ ask: Ask, _ sent: Form) async throws -> Answer {
        let whole = try await whole(ask), (draft, problems) = JobForm.read(sent)
        if ask.isAPI, Int(sent["version"]) == nil {
            throw Refusal.invalid([Problem("version", "Send the version that you read, so that nobody's change is lost.")])
        }
        // A form that comes back holds the version of now: saving it once more is a decision.
        let version = Int(sent["version"]) ?? whole.version, job = (whole.job.id, whole.version)
        guard let draft else { return try await again(ask, sent, job: job, problems) }
        do {
            try await save(draft, whole, version, ask)
        } catch let refusal as Refusal where !ask.isAPI {
            return try await again(ask, sent, job: job, refusal.problems.isEmpty ? [Problem("title", refusal.detail)] : refusal.problems)
        } catch let error as PostgresError {
            return try await again(ask, sent, job: job, try Self.problems(of: error))
        }
        return try await saved(whole.job.id, "Saved.", ask)
    }

    /// To the preview; to the list where saving gave the job out of the viewer's own sight.
    private func saved(_ id: ID<Job>, _ words: String, _ ask: Ask) async throws -> Answer {
        let isVisible = try await desk.database.first(Jobs.head(id, visibleTo: try ask.requireViewer())) != nil
        let place = isVisible ? Link("desk", "jobs", id.description, "preview") : Link("desk", "jobs")
        return .redirect(place, flash: .good(isVisible ? words : "\(words) It is confidential and somebody else's now."), json: ["id": id.description])
    }

    private func save(_ draft: JobDraft, _ whole: Jobs.WholeJob, _ version: Int, _ ask: Ask) async throws {
        let viewer = try ask.requireViewer(), id = whole.job.id
        try await desk.database.transaction { transaction in
            guard try await transaction.run(Jobs.updating(id, draft, version: version, by: viewer)) == 1 else {
                throw Refusal.conflict("Somebody else saved this job while you were writing. Compare in a second tab; saving once more puts yours over theirs.")
            }
            if let stage = draft.stage { try await transaction.run(Jobs.settingStage(id, to: stage, by: viewer)) }
            let now = try await transaction.one(Jobs.whole(id, visibleTo: nil, agency: desk.site.name))
            // An open job must stay one that Google takes: what breaks it is refused, and nothing is saved.
            if whole.job.status.isOpen {
                let errors = gate(now).errors.filter { $0.property != "validThrough" }
                if !errors.isEmpty {
                    throw Refusal.invalid(errors.map { Problem($0.field, "\($0.message) An open job needs it: close the job first, or fill it in.") })
                }
            }
            if let old = whole.recruiterID, let new = draft.recruiterID, old != new {
                try await transaction.run(ActionQueue.handingOver(id, from: old, to: new))
            }
            try await transaction.run(
                record("UPDATED_JOB", id, "\(viewer.name) changed the job \(draft.title).", from: Form(whole).recorded, to: Form(now).recorded, ask))
            try await Scoring.enqueue(id, in: transaction)
            try await transaction.run(Changes.tell(Jobs.topic(of: id)))
        }
    }

    private func publish(_ ask: Ask, _ form: Form) async throws -> Answer {
        let whole = try await whole(ask), viewer = try ask.requireViewer(), id = whole.job.id, gate = gate(whole)
        guard gate.isOpen else {
            let problems = gate.errors.map { Problem($0.field, "\($0.property): \($0.message)") }
            return try await again(ask, Form(whole), job: (id, whole.version), problems, gate: gate)
        }
        try await desk.database.transaction { transaction in
            // The second click finds it published and changes nothing.
            guard try await transaction.run(Jobs.publishing(id, by: viewer)) == 1 else { return }
            try await transaction.run(
                record(
                    "PUBLISHED_JOB", id, "\(viewer.name) published \(whole.job.title).", from: ["status": whole.job.status.rawValue],
                    to: ["status": JobStatus.sourcing.rawValue], ask))
            try await transaction.run(Changes.tell(Jobs.topic(of: id)))
        }
        return .redirect(
            Link("desk", "jobs", id.description), flash: .good("Published at \(desk.site.url(Link("jobs", whole.job.slug)))"),
            json: ["id": id.description, "url": desk.site.url(Link("jobs", whole.job.slug))])
    }

    private func close(_ ask: Ask, _ form: Form) async throws -> Answer {
        let whole = try await whole(ask), viewer = try ask.requireViewer(), id = whole.job.id
        try await desk.database.transaction { transaction in
            guard try await transaction.run(Jobs.closing(id, by: viewer)) == 1 else { return }
            try await transaction.run(
                record(
                    "CLOSED_JOB", id, "\(viewer.name) closed \(whole.job.title).", from: ["status": whole.job.status.rawValue],
                    to: ["status": JobStatus.closed.rawValue], ask))
            try await transaction.run(Changes.tell(Jobs.topic(of: id)))
        }
        return .redirect(Link("desk", "jobs", id.description), flash: .good("Closed. Its public page says so for 30 days."))
    }

    // MARK: Pieces

    private func whole(_ ask: Ask) async throws -> Jobs.WholeJob {
        guard let id = ID<Job>(try ask.path("id")),
            let whole = try await desk.database.first(Jobs.whole(id, visibleTo: try ask.requireViewer(), agency: desk.site.name))
        else { throw Refusal.notFound }
        return whole
    }

    private func posting(_ whole: Jobs.WholeJob) -> JobPosting { JobPosting(whole.job, agency: desk.site.name, agencyAddress: desk.site.address) }

    private func gate(_ whole: Jobs.WholeJob) -> PublishGate {
        PublishGate(whole.job, posting: posting(whole), today: CalendarDate(utc: Date()), hasTwin: whole.hasTwin)
    }

    private func form(
        _ ask: Ask, _ values: Form, job: (id: ID<Job>, version: Int)?, problems: [Problem] = [], gate: PublishGate? = nil
    ) async throws -> JobFormPage {
        let clients = try await desk.database.all(Jobs.clients(keeping: ID(values["client_id"])))
        let recruiters = try await desk.database.all(Users.recruiters(keeping: ID(values["assigned_recruiter_id"])))
        return JobFormPage(values: values, problems: problems, gate: gate, clients: clients, recruiters: recruiters, job: job, csrf: ask.csrf)
    }

    /// The form once more: what was typed stays on the page.
    private func again(
        _ ask: Ask, _ values: Form, job: (id: ID<Job>, version: Int)?, _ problems: [Problem], gate: PublishGate? = nil
    ) async throws -> Answer {
        try .again(try await form(ask, values, job: job, problems: problems, gate: gate).page, problems, ask)
    }

    private func record(
        _ action: String, _ id: ID<Job>, _ words: String, from before: [String: String?], to after: [String: String?], _ ask: Ask
    ) -> Command {
        ActivityLog.recording(
            action, severity: .success, by: ask.viewer?.id, of: ("job", id.uuid), words, change: .init(from: before, to: after), from: ask.origin)
    }

    /// What the database refused, beside the field it is about; anything else is not the form's fault.
    private static func problems(of error: PostgresError) throws -> [Problem] {
        switch error.constraint {
        case "jobs_slug_url_unique": [Problem("slug_url", "Another job has this address. Choose another, or leave it empty.")]
        case "jobs_client_id_fkey": [Problem("client_id", "Choose a client from the list.")]
        case "jobs_assigned_recruiter_id_fkey": [Problem("assigned_recruiter_id", "Choose a colleague from the list.")]
        default: throw error
        }
    }
}

extension Form {
    /// For the trail: the fields, without what only the form needs.
    fileprivate var recorded: [String: String?] { firstValues.filter { $0.key != "version" && !$0.value.isEmpty } }
}

private struct JobsJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let id, title, client, status: String
        let internalJobId, recruiter: String?
        let jobLocations: [String]
        let activeApplications: Int
        let createdAt: Date

        init(_ line: Jobs.DeskJobLine) {
            (id, title, client, status) = (line.id.description, line.title, line.client, line.status.rawValue)
            (internalJobId, recruiter, jobLocations, activeApplications, createdAt) = (
                line.internalID, line.recruiter, line.locations, line.active, line.createdAt
            )
        }
    }

    let jobs: [Line]
    let next: String?
}

private struct WholeJobJSON: Encodable, Sendable {
    let id: String
    let version: Int
    let status: String
    let client: String
    let fields: [String: String]
    let gate: PublishGate

    init(_ whole: Jobs.WholeJob, _ gate: PublishGate) {
        (id, version, status, client, self.gate) = (whole.job.id.description, whole.version, whole.job.status.rawValue, whole.clientName, gate)
        fields = Form(whole).firstValues
    }
}
