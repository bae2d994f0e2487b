import Accounts
import Foundation
import Postgres
import Web

/// `/desk/candidates`: everyone, found by words, meaning and filters; and the searches that somebody keeps.
struct SearchRoutes {
    let desk: Desk
    static let pageSize = 50

    func add(to routes: Routes) {
        routes.get("/desk/candidates", .may(.seeCandidates), list)
        routes.get("/desk/candidates/:id/similar", .may(.seeCandidates), similar)
        routes.get("/desk/searches", .may(.seeCandidates), searches)
        routes.post("/desk/searches", .may(.seeCandidates), keep)
        routes.post("/desk/searches/:id/mail", .may(.seeCandidates), mail)
        routes.post("/desk/searches/:id/delete", .may(.seeCandidates), forget)
    }

    private func search(_ viewer: Viewer) -> CandidateSearch { CandidateSearch(database: desk.database, viewer: viewer, embed: desk.meaning.meaning(of:)) }

    private func request(_ ask: Ask) -> SearchRequest {
        SearchRequest(
            text: ask.query("q", most: SearchLexer.longest + 1).trimmingCharacters(in: .whitespaces), mode: SearchMode(named: ask.query("mode")),
            order: SearchOrder(rawValue: ask.query("order")), after: ask.query("after"), limit: Self.pageSize)
    }

    private func list(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), request = request(ask)
        async let saved = desk.database.all(SavedSearches.all(of: viewer))
        let (result, found, problem) = try await answer(request, viewer)
        if let problem, ask.isAPI { throw Refusal.invalid([Problem("q", "\(problem.words) (at character \(problem.place + 1))")]) }
        let page = SearchPage(
            request: request, result: result, found: found, problem: problem, saved: try await saved, viewer: viewer, reasonOff: desk.meaning.reasonOff,
            csrf: ask.csrf,
            scripts: desk.scripts("search.js"))
        return .page(page.page, json: FoundJSON(result, found), status: problem == nil ? 200 : 422)
    }

    /// What is found, or what is wrong with the search as it was typed.
    private func answer(_ request: SearchRequest, _ viewer: Viewer) async throws -> (SearchResult, FoundPage, SearchProblem?) {
        do {
            let result = try await search(viewer).run(request)
            return (result, try await page(result, viewer), nil)
        } catch let wrong as SearchProblem { return (SearchResult(), FoundPage(lines: [], snippet: Snippet(stems: [])), wrong) }
    }

    private func page(_ result: SearchResult, _ viewer: Viewer) async throws -> FoundPage {
        let found = try await FoundPage.read(result.hits, result.sought?.expression, for: viewer, in: desk.database)
        guard let meaning = result.sought?.meaning else { return found }
        return await desk.nearestSkills(found, to: meaning)
    }

    private func similar(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard let id = ID<User>(try ask.path("id")), let person = try await desk.database.first(Candidates.one(id, visibleTo: viewer)) else {
            throw Refusal.notFound
        }
        let hits = try await SimilarPeople.of(id, most: Self.pageSize, for: viewer, in: desk.database)
        let found = try await FoundPage.read(hits, nil, for: viewer, in: desk.database)
        let result = SearchResult(hits: hits, matches: .exactly(hits.count), isMeaningOff: hits.isEmpty)
        return .page(SimilarPage(person: person, found: found, reasonOff: desk.meaning.reasonOff).page, json: FoundJSON(result, found))
    }

    // MARK: Kept searches

    private func searches(_ ask: Ask) async throws -> Answer {
        let all = try await desk.database.all(SavedSearches.all(of: try ask.requireViewer()))
        return .page(SavedSearchesPage(searches: all, csrf: ask.csrf).page, json: ["searches": all.map(SavedJSON.init)])
    }

    private func keep(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), name = form["name"].trimmingCharacters(in: .whitespaces)
        let request = SearchRequest(text: form["q"].trimmingCharacters(in: .whitespaces), mode: SearchMode(named: form["mode"]))
        var problems: [Problem] = []
        if !(1...100).contains(name.unicodeScalars.count) { problems.append(Problem("name", "Give the search a name of up to 100 letters.")) }
        do { if try SearchParser.parse(request.text) == nil { problems.append(Problem("q", "There is nothing to search for.")) } } catch {
            problems.append(Problem("q", error.words))
        }
        guard problems.isEmpty else { throw Refusal.invalid(problems) }
        guard try await desk.database.run(SavedSearches.keeping(request, as: name, isMailed: !form["mail"].isEmpty, of: viewer)) == 1 else {
            throw Refusal.conflict("You keep \(SavedSearches.most) searches already: forget one first.")
        }
        return .redirect(SavedSearches.link(request), flash: .good("“\(name)” is kept."))
    }

    private func mail(_ ask: Ask, _ form: Form) async throws -> Answer {
        try await change(ask, form["mail"].isEmpty ? "You are not mailed any more." : "You are mailed when somebody new fits.") { id, viewer in
            SavedSearches.mailing(id, !form["mail"].isEmpty, of: viewer)
        }
    }

    private func forget(_ ask: Ask, _ form: Form) async throws -> Answer {
        try await change(ask, "The search is forgotten.") { id, viewer in SavedSearches.forgetting(id, of: viewer) }
    }

    private func change(_ ask: Ask, _ words: String, _ command: (ID<SavedSearch>, Viewer) -> Command) async throws -> Answer {
        guard let id = ID<SavedSearch>(try ask.path("id")), try await desk.database.run(command(id, try ask.requireViewer())) == 1 else {
            throw Refusal.notFound
        }
        return .redirect(Link("desk", "searches"), flash: .good(words))
    }
}

private struct SavedJSON: Encodable, Sendable {
    let id, name, query: String
    let isMailed: Bool

    init(_ line: SavedSearches.Line) { (id, name, query, isMailed) = (line.id.description, line.name, line.query, line.isMailed) }
}

struct FoundJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let id, fullName: String
        let currentRole, company, currentLocation: String?
        let totalExperienceYears: Double?
        let skills, matchedSkills, tags: [String]
        let expectedCtc: Int?
        let currency: String?
        let noticePeriod: Int?
        let likeness: Double?
        let updatedAt: Date

        init(_ line: FoundPage.Line, _ snippet: Snippet) {
            let person = line.person
            (id, fullName, currentRole, company, currentLocation) = (person.id.description, person.name, person.role, person.company, person.city)
            (totalExperienceYears, skills, tags, expectedCtc, currency) = (person.years, person.skills, person.tags, person.pay, person.currency)
            (noticePeriod, likeness, updatedAt) = (person.notice, line.hit.likeness, person.updatedAt)
            matchedSkills = line.skills(snippet, most: 30).filter(\.isFound).map(\.name)
        }
    }

    let candidates: [Line]
    let total: Int
    /// Whether `total` is only as far as was counted.
    let isMore: Bool
    let facets: [Facet]
    let spelled: [String: [String]]
    let isMeaningOff: Bool
    let next: String?

    init(_ result: SearchResult, _ found: FoundPage) {
        candidates = found.lines.map { Line($0, found.snippet) }
        switch result.matches {
        case .exactly(let count): (total, isMore) = (count, false)
        case .moreThan(let count): (total, isMore) = (count, true)
        }
        (facets, spelled, isMeaningOff, next) = (result.facets, result.spelled, result.isMeaningOff, result.next)
    }
}
