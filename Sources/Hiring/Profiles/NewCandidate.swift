import Accounts
import Foundation
import PhoneNumbers
import Postgres
import Web

/// Somebody whom a recruiter found and adds by hand.
struct NewCandidate: Sendable, Equatable {
    let name: String
    let email: EmailAddress?
    /// E.164.
    let phone: String?
    let role: String?
    let source: String
    let sourceDetail: String?

    static func read(_ form: Form) -> (person: NewCandidate?, problems: [Problem]) {
        var problems: [Problem] = []
        func said(_ column: String) -> String? {
            guard let field = ProfileFields[column] else { return nil }
            switch field.parse(form[column]) {
            case .success(let value): return value.text
            case .failure(let problem):
                problems.append(problem)
                return nil
            }
        }
        let name = form["full_name"].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if name.isEmpty { problems.append(Problem("full_name", "Write their name.")) }
        if name.unicodeScalars.count > 200 { problems.append(Problem("full_name", "This name is longer than 200 characters.")) }
        let email = EmailAddress(form["email"])
        if email == nil, !form["email"].isEmpty { problems.append(Problem("email", "Write an e-mail address, such as asha@example.com, or leave it empty.")) }
        let phone = said("phone"), role = said("current_role"), source = form["source"].isEmpty ? "Sourced" : form["source"], detail = form["source_detail"]
        if !Handling.sources.contains(source) { problems.append(Problem("source", "Choose one from the list.")) }
        if detail.unicodeScalars.count > 500 { problems.append(Problem("source_detail", "At most 500 characters fit.")) }
        guard problems.isEmpty else { return (nil, problems) }
        return (NewCandidate(name: name, email: email, phone: phone, role: role, source: source, sourceDetail: detail.isEmpty ? nil : detail), [])
    }

    /// Somebody who has the same address or number already.
    struct Known: RowDecodable {
        let id: ID<User>
        let name: String
        let isCandidate: Bool
        let byEmail: Bool
        let role: String?

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            isCandidate = try row.get("is_candidate")
            byEmail = try row.get("by_email")
            role = try row.get("current_role")
        }
    }

    /// By the index of search, whose marks hold every address and the last ten digits of every number.
    static func known(email: EmailAddress?, phone: String?) -> Query<Known> {
        let address = email.map { quoted("@" + $0.text.lowercased().prefix(100)) }, number = phone.map { quoted("+" + $0.filter(\.isNumber).suffix(10)) }
        let marks = [address, number].compactMap(\.self).joined(separator: " | ")
        let found: SQL =
            marks.isEmpty ? "SELECT NULL::uuid AS id WHERE false" : "SELECT user_id FROM candidate_search WHERE doc @@ \(marks)::text::tsquery"
        return Query(
            """
            SELECT coalesce(users.merged_into, users.id) AS id, users.full_name, users.role = 'CANDIDATE' AS is_candidate, profile."current_role",
                coalesce(users.email_key = \(email?.key) OR lower(profile.alternate_email) = \(email?.text.lowercased()), false) AS by_email
            FROM users LEFT JOIN candidate_profiles AS profile ON profile.user_id = users.id
            WHERE users.id IN (SELECT users.id FROM users WHERE users.email_key = \(email?.key) UNION \(found)) ORDER BY by_email DESC, users.full_name, users.id LIMIT 10
            """)
    }

    /// A lexeme as `tsquery` reads it.
    private static func quoted(_ mark: String) -> String { "'" + mark.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'" }

    /// The same person, added by the same colleague a moment ago: the second click.
    func justAdded(by viewer: ID<User>) -> Query<One<ID<User>>> {
        Query(
            """
            SELECT users.id FROM users JOIN candidate_profiles AS profile ON profile.user_id = users.id
            WHERE profile.owner_id = \(viewer) AND profile.created_at > now() - interval '1 minute' AND users.full_name = \(name)
                AND users.email_key IS NOT DISTINCT FROM \(email?.key) AND profile.phone IS NOT DISTINCT FROM \(phone) LIMIT 1
            """)
    }

    func add(_ id: ID<User>, by viewer: Viewer, from origin: Origin, in transaction: Transaction) async throws {
        try await transaction.run(
            Command(
                "INSERT INTO users (id, email, email_key, full_name, role, is_verified) VALUES (\(id), \(email?.text), \(email?.key), \(name), 'CANDIDATE', false)"
            ))
        try await transaction.run(
            Command(
                "INSERT INTO candidate_profiles (user_id, source, source_detail, owner_id) VALUES (\(id), \(source), \(sourceDetail), \(viewer.id))"))
        let said = [("phone", phone), ("current_role", role)].compactMap { column, text in
            text.flatMap { text in ProfileFields[column].map { (field: $0, value: ProfileValue.text(text)) } }
        }
        try await Profile.say(said, of: id, by: .recruiter, editor: viewer.id, in: transaction)
        try await transaction.run(
            ActivityLog.recording(
                "ADDED_CANDIDATE", severity: .success, by: viewer.id, of: ("candidate", id.uuid), "\(viewer.name) added \(name).",
                change: .init(before: [:], after: ["full_name": name, "source": source]), from: origin))
    }
}

/// `/desk/candidates/new`
struct NewCandidateRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        routes.get("/desk/candidates/new", .may(.editCandidates), show)
        routes.post("/desk/candidates/new", .may(.editCandidates), add)
    }

    /// The script asks here while somebody types: who has this address or number.
    private func show(_ ask: Ask) async throws -> Answer {
        let typed = Form(["full_name", "email", "phone"].map { ($0, ask.query($0, most: 300)) })
        let known = try await known(typed)
        return .page(page(typed, [], known, ask).page, json: KnownJSON(known)).keepingWhatIsTyped()
    }

    private func known(_ form: Form) async throws -> [NewCandidate.Known] {
        let phone = PhoneNumber(form["phone"])?.e164, email = EmailAddress(form["email"])
        return phone == nil && email == nil ? [] : try await desk.database.all(NewCandidate.known(email: email, phone: phone))
    }

    private func add(_ ask: Ask, _ sent: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), (person, readProblems) = NewCandidate.read(sent)
        if let person, let id = try await desk.database.first(person.justAdded(by: viewer.id))?.value { return added(id) }
        let known = try await known(sent), problems = readProblems + Self.problems(known, isMeant: !sent["anyway"].isEmpty)
        guard let person, problems.isEmpty else { return try .again(page(sent, problems, known, ask).page, problems, ask) }
        do {
            return added(
                try await desk.database.transaction { transaction in
                    try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended(\("adding:\(viewer.id)"), 7))"))
                    if let id = try await transaction.first(person.justAdded(by: viewer.id))?.value { return id }
                    let id = ID<User>()
                    try await person.add(id, by: viewer, from: ask.origin, in: transaction)
                    return id
                })
        } catch let error as PostgresError where error.isUniqueViolation {
            let problems = [Problem("email", "Somebody has this address already.")]
            return try .again(page(sent, problems, try await self.known(sent), ask).page, problems, ask)
        }
    }

    private func added(_ id: ID<User>) -> Answer {
        .redirect(
            Link("desk", "candidates", id.description), flash: .good("Added. Fill in what you know, or invite them to claim it."), json: ["id": id.description])
    }

    /// An address belongs to one person; a number may be a family's.
    private static func problems(_ known: [NewCandidate.Known], isMeant: Bool) -> [Problem] {
        if let owner = known.first(where: \.byEmail) {
            return [
                Problem(
                    "email",
                    owner.isCandidate ? "This is the address of \(owner.name), who is here already." : "This is the address of \(owner.name), who works here.")
            ]
        }
        guard let owner = known.first, !isMeant else { return [] }
        return [Problem("phone", "\(owner.name) has this number. Look at their profile first; tick “somebody else” if this is another person.")]
    }

    private func page(_ values: Form, _ problems: [Problem], _ known: [NewCandidate.Known], _ ask: Ask) -> NewCandidatePage {
        NewCandidatePage(values: values, problems: problems, known: known, csrf: ask.csrf, scripts: desk.scripts("profile.js"))
    }
}

struct NewCandidatePage {
    let values: Form
    let problems: [Problem]
    let known: [NewCandidate.Known]
    let csrf: HTML
    let scripts: HTML

    var page: Page { Page("Add a candidate", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a></p><h1>Add a candidate</h1></div></div>\(problems.summary)
        <form class="form sheet" method="post" action="\(Link("desk", "candidates", "new"))" data-known="\(Link("api", "v1", "desk", "candidates", "new"))" novalidate>\(csrf)<section class="panel"><div class="body grid">\
        \(wide(field("full_name", "Name", isRequired: true).input(autocomplete: "off")))\(field("email", "E-mail", help: "Without one they cannot be invited.").input(type: "email"))\
        \(field("phone", "Phone", help: "With the country, such as +91 98765 43210.").input(type: "tel"))\(warning)\(field("current_role", "Role now").input())\
        \(Field("source", "Source", value: values["source"].isEmpty ? "Sourced" : values["source"], problems: problems).select(Handling.sources.map { ($0, $0) }))\
        \(wide(field("source_detail", "More about it", help: "Such as the event, or the colleague who referred them.").input()))</div></section>
        <div class="bar"><button class="button primary">Add</button><a class="button" href="\(Link("desk", "candidates"))">Cancel</a></div></form></main>\(scripts)
        """
    }

    /// Who has the address or number already; the script fills it while somebody types.
    private var warning: HTML {
        """
        <div class="wide known" data-known-here role="status"\(flag: "hidden", known.isEmpty)><p>Somebody here has this address or number:</p>\
        <ul>\(known.html(line))</ul>\(Field("anyway", "This is somebody else", value: values["anyway"]).check())</div>
        """
    }

    private func line(_ person: NewCandidate.Known) -> HTML {
        let words = Words.sentence([person.role, person.byEmail ? "same e-mail" : "same phone"])
        return person.isCandidate
            ? "<li><a href=\"\(Link("desk", "candidates", person.id.description))\">\(person.name)</a> <span class=\"soft\">\(words)</span></li>"
            : "<li>\(person.name) <span class=\"soft\">works here</span></li>"
    }

    private func field(_ name: String, _ label: String, isRequired: Bool = false, help: String? = nil) -> Field {
        Field(name, label, value: values[name], help: help, problems: problems, isRequired: isRequired)
    }

    private func wide(_ field: HTML) -> HTML { "<div class=\"wide\">\(field)</div>" }
}

private struct KnownJSON: Encodable, Sendable {
    struct Person: Encodable, Sendable {
        let id: String?
        let name: String
        let currentRole: String?
        let sameEmail: Bool
    }

    let known: [Person]

    init(_ people: [NewCandidate.Known]) {
        known = people.map { Person(id: $0.isCandidate ? $0.id.description : nil, name: $0.name, currentRole: $0.role, sameEmail: $0.byEmail) }
    }
}
