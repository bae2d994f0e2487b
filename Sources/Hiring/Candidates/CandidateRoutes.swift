import Accounts
import Documents
import Foundation
import Postgres
import Web

/// `/desk/candidates/:id`: one person, and their résumé as they sent it.
struct CandidateRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        routes.get("/desk/candidates/:id", .may(.seeCandidates), person)
        routes.get("/desk/candidates/:id/protected", .may(.seeProtectedFacts), protected)
        routes.get("/desk/candidates/:id/resume", .may(.downloadResumes), resume)
        routes.get("/desk/candidates/:id/files/:file", .may(.downloadResumes), file)
    }

    private func found(_ ask: Ask) async throws -> Candidates.Person {
        guard let id = ID<User>(try ask.path("id")), let person = try await desk.database.first(Candidates.one(id, visibleTo: try ask.requireViewer())) else {
            throw Refusal.notFound
        }
        return person
    }

    private func person(_ ask: Ask) async throws -> Answer {
        if let elsewhere = try await MovedAway.person(ask, in: desk) { return elsewhere }
        let person = try await found(ask), viewer = try ask.requireViewer()
        let applications = try await desk.database.all(Candidates.applications(of: person.id, visibleTo: viewer))
        let onlookers = try await Onlookers.of(person.id, for: viewer, in: desk.database)
        let state = viewer.may(.inviteCandidates) ? try await desk.database.first(Claims.state(of: person.id)) : nil
        let claim = state.map { ClaimPanel(person: person.id, state: $0, csrf: ask.csrf).html }
        let profile = try await ProfilePanel.of(try .desk(ask), ask, in: desk)
        let handling = try await Handling.of(person.id, owner: profile.record.owner, in: desk.database)
        let panels = [
            try await DuplicatePanel.html(of: person, ask, in: desk), try await IntakePanel.html(of: person, ask, in: desk),
            try await SimilarPanel.html(of: person, ask, in: desk),
        ]
        return .page(
            CandidatePage(
                person: person, profile: profile,
                handling: HandlingPanel(record: profile.record, handling: handling, mayWrite: profile.mayWrite, csrf: ask.csrf), applications: applications,
                onlookers: onlookers, claim: claim, panels: panels, foot: ErasePanel.html(of: person.id, viewer)
            ).page,
            json: PersonJSON(person, applications, profile, handling))
    }

    private func protected(_ ask: Ask) async throws -> Answer {
        guard let id = ID<User>(try ask.path("id")),
            let facts = try await ProtectedFacts.read(id, by: try ask.requireViewer(), from: ask.origin, in: desk.database)
        else { throw Refusal.notFound }
        return .page(ProtectedFactsPage(facts: facts).page, json: ProtectedFactsJSON(facts))
    }

    private func resume(_ ask: Ask) async throws -> Answer {
        let person = try await found(ask)
        guard let digest = person.digest else { throw Refusal.notFound }
        return try await download(digest, named: person.fileName ?? "resume", as: person.mediaType ?? "application/octet-stream", of: person, ask)
    }

    private func file(_ ask: Ask) async throws -> Answer {
        let person = try await found(ask)
        guard let id = ID<Candidates.SentFile>(try ask.path("file")), let file = try await desk.database.first(Candidates.file(id, of: person.id)) else {
            throw Refusal.notFound
        }
        return try await download(file.digest, named: file.name, as: file.mediaType, of: person, ask)
    }

    /// Never shown in our own site's name: a stranger made it.
    private func download(_ digest: Data, named name: String, as type: String, of person: Candidates.Person, _ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), place = digest.hex
        guard let bytes = try? await offTheLoop({ Array(try desk.files.read(place)) }) else { throw Refusal.notFound }
        try await desk.database.run(
            ActivityLog.recording(
                "DOWNLOADED_RESUME", by: viewer.id, of: ("candidate", person.id.uuid), "\(viewer.name) downloaded \(name) of \(person.name).", from: ask.origin)
        )
        return .attachment(bytes, named: name, type: type)
    }
}

private struct PersonJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let id, job, client, status: String
        let matchScore: Int?
        let appliedAt: Date
    }

    let id, fullName: String
    let email, phone, currentRole: String?
    let currentCtc, expectedCtc: Int?
    let currency: String?
    let skills: [String]
    let applications: [Line]
    let profile: ProfileJSON
    let tags: [String]
    let source, sourceDetail, ownerId, owner: String?

    init(_ person: Candidates.Person, _ lines: [Candidates.ApplicationLine], _ profile: ProfilePanel, _ handling: Handling) {
        let record = profile.record
        self.profile = ProfileJSON(profile)
        tags = handling.tags
        (source, sourceDetail, ownerId, owner) = (record.source, record.sourceDetail, record.owner?.description, record.ownerName)
        (id, fullName, email, phone) = (person.id.description, person.name, person.email, record["phone"].text)
        (currentRole, skills) = (record["current_role"].text, record["skills"].texts)
        (currentCtc, expectedCtc, currency) = (record["current_ctc"].number, record["expected_ctc"].number, record["currency"].text)
        applications = lines.map {
            Line(id: $0.id.description, job: $0.job, client: $0.client, status: $0.status.rawValue, matchScore: $0.score, appliedAt: $0.appliedAt)
        }
    }
}

private struct ProtectedFactsJSON: Encodable, Sendable {
    let id: String
    let gender, maritalStatus, dob, reservationCategory, disability: String?

    init(_ facts: ProtectedFacts) {
        (id, gender, maritalStatus) = (facts.id.description, facts.gender, facts.maritalStatus)
        (dob, reservationCategory, disability) = (facts.birthDate.map { "\($0)" }, facts.category, facts.disability)
    }
}
