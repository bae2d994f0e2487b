import Accounts
import Foundation
import Postgres
import Web

/// The jobs of a person: add, change, remove, by the person and at the desk.
struct WorkHistoryRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        routes.get("/me/profile/history", .may(.keepOwnProfile)) { ask in try await show(try .own(ask), ask) }
        routes.post("/me/profile/history", .may(.keepOwnProfile)) { ask, form in try await add(try .own(ask), form, ask) }
        routes.post("/me/profile/history/:job", .may(.keepOwnProfile)) { ask, form in try await change(try .own(ask), form, ask) }
        routes.post("/me/profile/history/:job/remove", .may(.keepOwnProfile)) { ask, _ in try await remove(try .own(ask), ask) }
        routes.get("/desk/candidates/:id/history", .may(.editCandidates)) { ask in try await show(try .desk(ask), ask) }
        routes.post("/desk/candidates/:id/history", .may(.editCandidates)) { ask, form in try await add(try .desk(ask), form, ask) }
        routes.post("/desk/candidates/:id/history/:job", .may(.editCandidates)) { ask, form in try await change(try .desk(ask), form, ask) }
        routes.post("/desk/candidates/:id/history/:job/remove", .may(.editCandidates)) { ask, _ in try await remove(try .desk(ask), ask) }
    }

    private func show(_ keeper: ProfileKeeper, _ ask: Ask) async throws -> Answer {
        let page = try await page(keeper, ask)
        return .page(page.page, json: WorkHistoryJSON(page.jobs, today: page.today)).keepingWhatIsTyped()
    }

    private func page(_ keeper: ProfileKeeper, _ ask: Ask) async throws -> WorkHistoryPage {
        let record = try await keeper.load(from: desk.database), jobs = try await desk.database.all(WorkedJobs.of(keeper.person))
        return WorkHistoryPage(
            keeper: keeper, record: record, jobs: jobs, today: CalendarDate(utc: Date()), csrf: ask.csrf, scripts: desk.scripts("profile.js", "suggest.js"))
    }

    private func add(_ keeper: ProfileKeeper, _ sent: Form, _ ask: Ask) async throws -> Answer {
        let (job, problems) = JobOfHistoryForm.read(sent, over: WorkedJob(), isNew: true)
        guard let job else { return try await again(keeper, sent, nil, problems, ask) }
        let id = try await desk.database.transaction { transaction in
            let record = try await keeper.hold(in: transaction), kept = try await transaction.all(WorkedJobs.of(keeper.person))
            // The second click finds the job there.
            if let same = kept.first(where: { $0.job == job }) { return same.id }
            guard kept.count < WorkedJobs.most else { throw Refusal.conflict("\(WorkedJobs.most) jobs fit into a profile. Remove one first.") }
            try await transaction.run(WorkedJobs.adding([job], to: keeper.person))
            try await note(keeper, record, "added \(job.words)", ActivityLog.Change(from: [:], to: job.recorded), ask, in: transaction)
            return try await transaction.all(WorkedJobs.of(keeper.person)).first { $0.job == job }?.id ?? ID()
        }
        return .redirect(keeper.edit(.history), flash: .good("Added."), json: ["id": id.description])
    }

    private func change(_ keeper: ProfileKeeper, _ sent: Form, _ ask: Ask) async throws -> Answer {
        let id = try job(ask)
        let problems = try await desk.database.transaction { transaction -> [Problem] in
            let record = try await keeper.hold(in: transaction)
            guard let old = try await transaction.all(WorkedJobs.of(keeper.person)).first(where: { $0.id == id })?.job else { throw Refusal.notFound }
            let (job, problems) = JobOfHistoryForm.read(sent, over: old, isNew: false)
            guard let job else { return problems }
            if job == old { return [] }
            try await transaction.run(WorkedJobs.changing(id, of: keeper.person, to: job))
            try await note(keeper, record, "changed \(job.words)", ActivityLog.Change(from: old.recorded, to: job.recorded), ask, in: transaction)
            return []
        }
        guard problems.isEmpty else { return try await again(keeper, sent, id, problems, ask) }
        return .redirect(keeper.edit(.history), flash: .good("Saved."), json: ["id": id.description])
    }

    private func remove(_ keeper: ProfileKeeper, _ ask: Ask) async throws -> Answer {
        let id = try job(ask)
        try await desk.database.transaction { transaction in
            let record = try await keeper.hold(in: transaction)
            guard let old = try await transaction.all(WorkedJobs.of(keeper.person)).first(where: { $0.id == id })?.job else { throw Refusal.notFound }
            try await transaction.run(WorkedJobs.removing(id, of: keeper.person))
            try await note(keeper, record, "removed \(old.words)", ActivityLog.Change(from: old.recorded, to: [:]), ask, in: transaction)
        }
        return .redirect(keeper.edit(.history), flash: .good("Removed."))
    }

    private func job(_ ask: Ask) throws(Refusal) -> ID<WorkedJob> {
        guard let id = ID<WorkedJob>(try ask.path("job")) else { throw .notFound }
        return id
    }

    private func note(_ keeper: ProfileKeeper, _ record: ProfileRecord, _ what: String, _ change: ActivityLog.Change?, _ ask: Ask, in transaction: Transaction)
        async throws
    {
        try await transaction.run(Profile.sayingHistory(of: keeper.person, by: keeper.source))
        try await transaction.run(
            ActivityLog.recording(
                "CHANGED_WORK_HISTORY", severity: .success, by: keeper.viewer.id, of: ("candidate", keeper.person.uuid),
                "\(keeper.viewer.name) \(what) in the work history of \(record.name).", change: change, from: ask.origin))
    }

    private func again(_ keeper: ProfileKeeper, _ sent: Form, _ job: ID<WorkedJob>?, _ problems: [Problem], _ ask: Ask) async throws -> Answer {
        var page = try await page(keeper, ask)
        page.failed = WorkHistoryPage.Failed(job: job, sent: sent, problems: problems)
        return try .again(page.page, problems, ask)
    }
}

extension WorkedJob {
    subscript(_ field: ProfileField) -> ProfileValue {
        get {
            func text(_ text: String?) -> ProfileValue { text.map { .text($0) } ?? .nothing }
            func day(_ day: CalendarDate?) -> ProfileValue { day.map { .day($0) } ?? .nothing }
            return switch field.column {
            case "job_title": text(jobTitle)
            case "company_name": text(companyName)
            case "start_date": day(startDate)
            case "end_date": day(endDate)
            case "is_current": .flag(isCurrent)
            case "responsibilities": text(responsibilities)
            case "tools_used": .texts(toolsUsed)
            case "ctc_at_role": text(ctcAtRole)
            default: .nothing
            }
        }
        set {
            switch field.column {
            case "job_title": jobTitle = newValue.text
            case "company_name": companyName = newValue.text
            case "start_date": startDate = newValue.day
            case "end_date": endDate = newValue.day
            case "is_current": isCurrent = newValue.flag ?? false
            case "responsibilities": responsibilities = newValue.text
            case "tools_used": toolsUsed = newValue.texts
            case "ctc_at_role": ctcAtRole = newValue.text
            default: break
            }
        }
    }

    /// For the trail.
    var recorded: [String: String?] {
        Dictionary(
            uniqueKeysWithValues: ProfileFields.history.compactMap { field in
                let text = field.typed(self[field])
                return text.isEmpty ? nil : (field.column, text)
            })
    }
}

/// One job as somebody types it: whole, or with every problem.
enum JobOfHistoryForm {
    static func read(_ sent: Form, over old: WorkedJob, isNew: Bool) -> (job: WorkedJob?, problems: [Problem]) {
        // What a new job does not say of itself it does not have; of an old one only what is sent is changed.
        let form = FieldForm(sent, ProfileFields.history, now: { old[$0] }, currency: "INR", today: CalendarDate(utc: Date()))
        var job = old, problems = form.problems
        for item in form.said { job[item.field] = item.value }
        if job.isCurrent {
            if form.said.contains(where: { $0.field.column == "end_date" && !$0.value.isEmpty }) {
                problems.append(Problem("end_date", "A job that goes on has no last month. Leave one of the two empty."))
            }
            job.endDate = nil
        }
        if job.jobTitle == nil, job.companyName == nil, !problems.contains(where: { ["job_title", "company_name"].contains($0.field) }) {
            problems.append(Problem("job_title", "Give the job a title or a company."))
        }
        if !job.inOrder { problems.append(Problem("end_date", "The job ends before it begins.")) }
        return (problems.isEmpty ? job : nil, problems)
    }
}

/// The jobs with what stands between them.
struct WorkHistoryJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let id: String
        let companyName, jobTitle, startDate, endDate: String?
        let isCurrent: Bool
        let responsibilities: String?
        let toolsUsed: [String]
        let ctcAtRole: String?

        init(_ line: WorkedJobs.Line) {
            let job = line.job
            (id, companyName, jobTitle, startDate) = (line.id.description, job.companyName, job.jobTitle, job.startDate?.description)
            (endDate, isCurrent, responsibilities) = (job.endDate?.description, job.isCurrent, job.responsibilities)
            (toolsUsed, ctcAtRole) = (job.toolsUsed, job.ctcAtRole)
        }
    }

    struct Between: Encodable, Sendable {
        let months: Int
        /// Identities of the jobs: the one after a gap, or both that overlap.
        let jobs: [String]
    }

    let jobs: [Line]
    let gaps, overlaps: [Between]
    let totalYears: Double

    init(_ lines: [WorkedJobs.Line], today: CalendarDate) {
        let history = WorkHistory(lines.map(\.job), today: today)
        jobs = lines.map(Line.init)
        gaps = history.gaps.map { Between(months: $0.months, jobs: [lines[$0.before].id.description]) }
        overlaps = history.overlaps.map { Between(months: $0.months, jobs: [lines[$0.earlier].id.description, lines[$0.later].id.description]) }
        totalYears = history.years
    }
}
