import Accounts
import Foundation
import Postgres

@testable import Hiring

/// A run of random operations: what was done to the database, and the model that plays the same list again.
struct MergePlay {
    let world: MergeWorld
    var dice: Dice
    private(set) var told: [String] = []
    private var events: [Event] = []
    private var undone: Set<ID<Merge>> = []
    private var fresh = 0
    private var erased: Set<ID<User>> = []
    /// Of applications, which no undoing changes.
    private var statuses: [ID<Application>: ApplicationStatus] = [:]
    private var jobOf: [ID<Application>: ID<Job>] = [:]
    /// The model after the last comparison: nothing happened since.
    private var known: Played?

    enum Event {
        case merge(ID<Merge>, kept: ID<User>, gone: ID<User>, taking: Set<String>)
        case edit(ID<User>, String, String)
        case item(ID<User>, String, String, isThere: Bool)
        case row(kind: String, id: String, of: ID<User>)
        case application(ID<Application>, of: ID<User>)
        case child(kind: String, id: String, of: ID<Application>)
        case work(ID<User>, String)
        case erase(Set<ID<User>>)
    }

    /// What the model knows of one person who is nobody else.
    struct Model: Equatable {
        var columns: [String: String] = [:]
        var items: [String: Set<String>] = [:]
        var rows: Set<String> = []
        var companies: Set<String> = []
        /// By application: whose it is after all.
        var applications: Set<ID<Application>> = []
    }

    typealias Played = (people: [ID<User>: Model], children: [ID<Application>: Set<String>], into: [ID<User>: ID<User>])

    init(world: MergeWorld, dice: Dice) {
        (self.world, self.dice) = (world, dice)
    }

    // MARK: Playing

    /// The people who are left, and all that each has, when the list is played without what was undone.
    private func model() -> Played {
        var people = Dictionary(uniqueKeysWithValues: world.people.map { ($0, Model()) }), children: [ID<Application>: Set<String>] = [:],
            into: [ID<User>: ID<User>] = [:]
        for event in events {
            switch event {
            case .merge(let id, let kept, let gone, let taking):
                guard !undone.contains(id), var mine = people[kept], var theirs = people[gone] else { continue }
                for column in taking.subtracting(["email"]) { mine.columns[column] = theirs.columns[column] }
                if taking.contains("email") { (mine.columns["email"], theirs.columns["email"]) = (theirs.columns["email"], mine.columns["email"]) }
                for (list, items) in theirs.items { mine.items[list, default: []].formUnion(items) }
                mine.rows.formUnion(theirs.rows)
                mine.companies.formUnion(theirs.companies)
                mine.applications.formUnion(theirs.applications)
                (people[kept], people[gone], into[gone]) = (mine, theirs, kept)
            case .edit(let person, let column, let value): people[person]?.columns[column] = value
            case .item(let person, let list, let item, let isThere):
                if isThere { people[person]?.items[list, default: []].insert(item) } else { people[person]?.items[list]?.remove(item) }
            case .row(let kind, let id, let person): people[person]?.rows.insert("\(kind) \(id)")
            case .application(let id, let person): people[person]?.applications.insert(id)
            case .child(let kind, let id, let application): children[application, default: []].insert("\(kind) \(id)")
            case .work(let person, let company): people[person]?.companies.insert(company)
            case .erase(let gone):
                // A file that somebody brought while they were one hangs on the other's application, and goes with whoever brought it.
                let files = Set(gone.flatMap { people[$0]?.rows ?? [] }.filter { $0.hasPrefix("file ") }.map { $0.replacing("file ", with: "attached ") })
                for application in children.keys { children[application]?.subtract(files) }
                for person in gone { people[person] = nil }
            }
        }
        return (people, children, into)
    }

    // MARK: Comparing

    private struct Live: RowDecodable {
        let id: ID<Application>
        let job: ID<Job>
        let person: ID<User>
        let status: ApplicationStatus
        init(row: Row) throws {
            id = try row.get("id")
            job = try row.get("job_id")
            person = try row.get("candidate_id")
            status = try row.get("status")
        }
    }

    private struct Person: RowDecodable {
        let id: ID<User>
        let into: ID<User>?
        let columns: [String: String]
        let skills, tags, companies: [String]
        init(row: Row) throws {
            id = try row.get("id")
            into = try row.get("merged_into")
            columns = try row.get("columns", as: JSON<[String: String]>.self).value
            skills = try row.texts("skills")
            tags = try row.texts("tags")
            companies = try row.texts("companies")
        }
    }

    private static let people: Query<Person> = Query(
        """
        SELECT users.id, merged_into, jsonb_strip_nulls(jsonb_build_object('full_name', full_name, 'email', email, 'bio', bio, 'expected_role', expected_role)) AS columns, skills,
            (SELECT coalesce(jsonb_agg(tag), '[]') FROM candidate_tags WHERE user_id = users.id) AS tags,
            (SELECT coalesce(jsonb_agg(company_name), '[]') FROM candidate_work_history WHERE profile_id = users.id) AS companies
        FROM users JOIN candidate_profiles ON user_id = users.id ORDER BY users.id
        """)

    private struct Owned: RowDecodable {
        let kind, id: String
        let owner: UUID
        init(row: Row) throws {
            kind = try row.get("kind")
            id = try row.get("id")
            owner = try row.get("owner", as: UUID.self)
        }
    }

    /// What is different between the database and the model, in words.
    mutating func differences() async throws -> [String] {
        if events.isEmpty { try await learn() }
        let model = model()
        known = model
        let live = try await world.pool.all(Query<Live>("SELECT id, job_id, candidate_id, status FROM applications")).filter { !erased.contains($0.person) }
        var found = try await world.remains(of: erased.sorted()).map { "still there: \($0)" }
        func compare<T: Equatable>(_ what: String, _ real: T, _ expected: T) { if real != expected { found.append("\(what): \(real), and not \(expected)") } }
        let rows = Dictionary(grouping: try await world.pool.all(Query<Owned>(MergeWorld.owned)), by: \.owner).mapValues {
            Set($0.map { "\($0.kind) \($0.id)" })
        }
        for person in try await world.pool.all(Self.people) {
            guard let expected = model.people[person.id] else { continue }
            let name = "person \(world.people.firstIndex(of: person.id) ?? -1)"
            compare("\(name) is", person.into, model.into[person.id])
            compare("\(name) e-mail", person.columns["email"], expected.columns["email"])
            guard person.into == nil else {
                compare("\(name), gone, has rows", rows[person.id.uuid] ?? [], [])
                continue
            }
            compare("\(name) says", person.columns, expected.columns)
            compare("\(name) skills", person.skills.sorted(), (expected.items["skills"] ?? []).sorted())
            compare("\(name) tags", person.tags.sorted(), (expected.items["tags"] ?? []).sorted())
            compare("\(name) worked at", person.companies.sorted(), expected.companies.sorted())
            compare("\(name) has", rows[person.id.uuid] ?? [], expected.rows)
        }
        let children = Dictionary(
            grouping: try await world.pool.all(Query<Owned>("SELECT kind, id, application_id AS owner FROM (\(MergeWorld.hung)) AS hung")), by: \.owner
        )
        .mapValues { Set($0.map { "\($0.kind) \($0.id)" }) }
        for (person, expected) in model.people where model.into[person] == nil {
            let groups = Dictionary(grouping: expected.applications) { jobOf[$0] }
            let mine = live.filter { $0.person == person }
            compare("jobs of \(world.people.firstIndex(of: person) ?? -1)", mine.map(\.job).sorted(), groups.keys.compactMap(\.self).sorted())
            for application in mine {
                let group = groups[application.job] ?? []
                if !group.contains(application.id) { found.append("an application of somebody else: \(application.id)") }
                compare("stage", application.status, statuses[application.id])
                compare(
                    "what hangs on \(application.id.description.suffix(4))", children[application.id.uuid] ?? [],
                    group.reduce(into: []) { $0.formUnion(model.children[$1] ?? []) })
            }
        }
        compare(
            "applications", live.count, model.people.filter { model.into[$0.key] == nil }.reduce(0) { $0 + Set($1.value.applications.map { jobOf[$0] }).count })
        return found
    }

    /// The beginning, as events.
    private mutating func learn() async throws {
        for person in try await world.pool.all(Self.people) {
            for (column, value) in person.columns { events.append(.edit(person.id, column, value)) }
            for skill in person.skills { events.append(.item(person.id, "skills", skill, isThere: true)) }
            for tag in person.tags { events.append(.item(person.id, "tags", tag, isThere: true)) }
            for company in person.companies { events.append(.work(person.id, company)) }
        }
        for row in try await world.pool.all(Query<Owned>(MergeWorld.owned)) { events.append(.row(kind: row.kind, id: row.id, of: ID(row.owner))) }
        for row in try await world.pool.all(Query<Owned>("SELECT kind, id, application_id AS owner FROM (\(MergeWorld.hung)) AS hung")) {
            events.append(.child(kind: row.kind, id: row.id, of: ID(row.owner)))
        }
        for application in try await world.pool.all(Query<Live>("SELECT id, job_id, candidate_id, status FROM applications")) {
            events.append(.application(application.id, of: application.person))
            (statuses[application.id], jobOf[application.id]) = (application.status, application.job)
        }
    }

    // MARK: Doing

    private mutating func newWord(_ kind: String) -> String {
        fresh += 1
        return "\(kind) \(fresh)"
    }

    private mutating func name(_ person: ID<User>) -> String { "\(world.people.firstIndex(of: person) ?? -1)" }

    mutating func step() async throws -> String {
        if events.isEmpty { try await learn() }
        let model = known ?? model(), roots = world.people.filter { model.into[$0] == nil && !erased.contains($0) }
        guard let person = roots.randomElement(using: &dice) else { return "nobody" }
        let word: String
        switch Int.random(in: -2..<100, using: &dice) {
        case ..<0: word = roots.count > 4 ? try await erase(person, model) : "nobody is erased"
        case ..<22: word = roots.count > 1 ? try await merge(roots) : try await undoOne() ?? "nothing"
        case ..<40: word = try await undoOne() ?? "nothing to undo"
        case ..<52:
            let column = ["bio", "expected_role", "full_name"].randomElement(using: &dice) ?? "bio", value = newWord(column)
            try await world.edit(person, column, value)
            events.append(.edit(person, column, value))
            word = "edit \(column) of \(name(person))"
        case ..<60: word = try await changeItem(person, model.people[person])
        case ..<84: word = try await application(person, model.people[person])
        case ..<90:
            let id = try await world.addConsent(person)
            events.append(.row(kind: "consent", id: id, of: person))
            word = "consent of \(name(person))"
        default:
            let company = dice.chance(50) ? "Shared \(Int.random(in: 0..<3, using: &dice))" : newWord("Firm")
            guard model.people[person]?.companies.contains(company) == false else { return "nothing" }
            try await world.addWork(person, company)
            events.append(.work(person, company))
            word = "\(company) for \(name(person))"
        }
        told.append(word)
        return word
    }

    private mutating func merge(_ roots: [ID<User>]) async throws -> String {
        let two = roots.shuffled(using: &dice), kept = two[0], gone = two[1]
        var taking = Set<String>()
        for column in MergeWorld.columns where dice.chance(50) { taking.insert(column) }
        let id = try await Merging.merge(.init(kept: kept, gone: gone, taking: taking), by: world.viewer, from: world.origin, in: world.pool)
        events.append(.merge(id, kept: kept, gone: gone, taking: taking))
        return "merge \(name(gone)) into \(name(kept)) taking \(taking.sorted())"
    }

    /// With everybody who was merged into them.
    private mutating func erase(_ person: ID<User>, _ model: Played) async throws -> String {
        func root(of one: ID<User>) -> ID<User> { model.into[one].map { root(of: $0) } ?? one }
        let gone = Set(world.people.filter { root(of: $0) == person })
        try await world.erase(gone.randomElement(using: &dice) ?? person)
        erased.formUnion(gone)
        events.append(.erase(gone))
        return "erasure of \(gone.compactMap(world.people.firstIndex).sorted())"
    }

    private mutating func undoOne() async throws -> String? {
        let active = events.compactMap { if case .merge(let id, _, let gone, _) = $0, !undone.contains(id), !erased.contains(gone) { id } else { nil } }
        guard let id = active.randomElement(using: &dice) else { return nil }
        let result = try await Merging.undo(id, areDifferent: dice.chance(50), by: world.viewer, from: world.origin, in: world.pool)
        undone.insert(id)
        return "undo of \(name(result.gone)), \(active.count - 1) left"
    }

    mutating func undoAll() async throws {
        while let word = try await undoOne() { told.append(word) }
    }

    private mutating func changeItem(_ person: ID<User>, _ model: Model?) async throws -> String {
        let list = MergeWorld.lists.randomElement(using: &dice) ?? "tags"
        if dice.chance(50), let item = model?.items[list]?.sorted().randomElement(using: &dice) {
            try await world.setItem(person, list, item, isThere: false)
            events.append(.item(person, list, item, isThere: false))
            return "\(list) of \(name(person)) without \(item)"
        }
        let item = newWord("item")
        try await world.setItem(person, list, item, isThere: true)
        events.append(.item(person, list, item, isThere: true))
        return "\(list) of \(name(person)) with \(item)"
    }

    private mutating func application(_ person: ID<User>, _ model: Model?) async throws -> String {
        let live = try await world.pool.all(Query<Live>("SELECT id, job_id, candidate_id, status FROM applications WHERE candidate_id = \(person) ORDER BY id"))
        if dice.chance(35), let job = world.jobs.filter({ job in !live.contains { $0.job == job } }).randomElement(using: &dice) {
            let status = ApplicationStatus.allCases.randomElement(using: &dice) ?? .new
            let id = try await world.addApplication(person, job, status)
            events.append(.application(id, of: person))
            (statuses[id], jobOf[id]) = (status, job)
            return "application of \(name(person))"
        }
        guard let one = live.randomElement(using: &dice) else { return "no application" }
        switch Int.random(in: 0..<4, using: &dice) {
        case 0:
            let status = ApplicationStatus.allCases.randomElement(using: &dice) ?? .new
            try await world.move(one.id, status)
            statuses[one.id] = status
            return "move to \(status.rawValue)"
        case 1:
            let id = try await world.addFile(person, of: one.id)
            events.append(.row(kind: "file", id: id, of: person))
            events.append(.child(kind: "attached", id: id, of: one.id))
            return "file of \(name(person))"
        default:
            let table = dice.chance(50) ? "chat_messages" : "application_timeline"
            events.append(.child(kind: table == "chat_messages" ? "chat" : "timeline", id: try await world.addChild(table, of: one.id), of: one.id))
            return "\(table) of \(name(person))"
        }
    }
}
