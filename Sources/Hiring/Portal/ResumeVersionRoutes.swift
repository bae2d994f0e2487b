import Accounts
import Documents
import Foundation
import Postgres
import Web

/// `/me/resumes`: one's own résumés; and `/desk/candidates/:id/resumes`, where a recruiter adds one that came in another way.
struct ResumeVersionRoutes {
    let office: FrontOffice
    private static let mostAnHour = 20

    private var database: any Database { office.database }

    func add(to routes: Routes) {
        routes.get("/me/resumes", .may(.keepOwnProfile)) { ask in try await list(ask) }
        routes.post("/me/resumes", .may(.keepOwnProfile), upload: ApplyForm.limit, send)
        routes.get("/me/resumes/:file", .may(.keepOwnProfile), download)
        routes.post("/me/resumes/:file/master", .may(.keepOwnProfile), choose)
        routes.post("/me/resumes/:file/remove", .may(.keepOwnProfile), remove)
        routes.post("/desk/candidates/:id/resumes", .may(.editCandidates), upload: ApplyForm.limit, addForSomebody)
    }

    private func list(_ ask: Ask, _ problems: [Problem] = []) async throws -> Answer {
        let versions = try await database.all(ResumeVersions.all(of: try ask.requireViewer().id))
        let page = ResumeVersionsPage(versions: versions, problems: problems, csrf: ask.csrf).page
        guard problems.isEmpty else { return try .again(page, problems, ask) }
        return .page(page, json: VersionsJSON(resumes: versions.map(VersionsJSON.Version.init), csrf: ask.csrfToken))
    }

    private func send(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        let resume: ApplyForm.Resume
        switch try await offTheLoop({ ApplyForm.resume(form) }) {
        case .failure(let problem): return try await list(ask, [problem])
        case .success(let sent): resume = sent
        }
        try office.limiter.admit("résumés of \(viewer.id)", most: Self.mostAnHour, within: .seconds(3_600))
        do {
            let taken = try await ResumeVersions.take(resume.file, resume.type, of: viewer.id, by: viewer, ask, office)
            let words = taken == .known ? "You had sent this file before. It is your résumé now." : "This is your résumé now. We are reading it."
            return .redirect(Link("me", "resumes"), flash: .good(words))
        } catch ResumeVersions.Failure.tooMany {
            return try await list(ask, [Problem("resume", "There are \(ResumeVersions.most) versions already. Remove some first.")])
        }
    }

    private func addForSomebody(_ ask: Ask, _ form: Form) async throws -> Answer {
        guard let id = ID<User>(try ask.path("id")), try await database.first(Candidates.one(id, visibleTo: try ask.requireViewer())) != nil else {
            throw Refusal.notFound
        }
        let back = Link("desk", "candidates", id.description)
        let resume: ApplyForm.Resume
        switch try await offTheLoop({ ApplyForm.resume(form) }) {
        case .failure(let problem):
            if ask.isAPI { throw Refusal.invalid([problem]) }
            return .redirect(back, flash: .bad(problem.message))
        case .success(let sent): resume = sent
        }
        do {
            let taken = try await ResumeVersions.take(resume.file, resume.type, of: id, by: try ask.requireViewer(), ask, office)
            return .redirect(back, flash: .good(taken == .known ? "This file was here already. It is the master résumé now." : "Added, and being read."))
        } catch ResumeVersions.Failure.tooMany {
            throw Refusal.conflict("There are \(ResumeVersions.most) versions already.")
        }
    }

    private func download(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard let id = ID<Candidates.SentFile>(try ask.path("file")), let file = try await database.first(Candidates.file(id, of: viewer.id)),
            let bytes = try? await offTheLoop({ [files = office.files] in Array(try files.read(file.digest.hex)) })
        else { throw Refusal.notFound }
        return .attachment(bytes, named: file.name, type: file.mediaType)
    }

    private func choose(_ ask: Ask, _ form: Form) async throws -> Answer {
        guard let id = ID<Candidates.SentFile>(try ask.path("file")),
            let name = try await ResumeVersions.choose(id, of: try ask.requireViewer(), ask, in: database)
        else { throw Refusal.notFound }
        return .redirect(Link("me", "resumes"), flash: .good("\(name) is your résumé now. We are reading it."))
    }

    private func remove(_ ask: Ask, _ form: Form) async throws -> Answer {
        guard let id = ID<Candidates.SentFile>(try ask.path("file")) else { throw Refusal.notFound }
        switch try await ResumeVersions.remove(id, of: try ask.requireViewer(), ask, in: database) {
        case .done: return .redirect(Link("me", "resumes"), flash: .good("Removed. It leaves our disk within moments."))
        case .isMaster: throw Refusal.conflict("This is the résumé that your profile is filled from. Send or choose another first, then remove this one.")
        case .notThere: throw Refusal.notFound
        }
    }
}

private struct VersionsJSON: Encodable, Sendable {
    struct Version: Encodable, Sendable {
        let id, fileName, mediaType, sha256: String
        let sentAt: Date
        let bytes: Int
        let isMaster, isRead: Bool
        let problem: String?
        let jobs, found: [String]

        init(_ version: ResumeVersions.Version) {
            (id, fileName, mediaType, sha256) = (version.id.description, version.name, version.mediaType, version.digest.hex)
            (sentAt, bytes, isMaster, isRead) = (version.sentAt, version.bytes, version.isMaster, version.isRead)
            (problem, jobs, found) = (version.problem, version.jobs, version.found)
        }
    }

    let resumes: [Version]
    let csrf: String
}
