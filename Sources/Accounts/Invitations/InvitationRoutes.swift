import Foundation
import Postgres
import Web

/// `/admin/users/invite`: inviting one person or many; `/invitation/…`: where the letter leads.
struct InvitationRoutes: Sendable {
    let office: FrontOffice

    static let roles = UserRole.allCases.filter(\.isStaff).map { ($0.rawValue, $0.words) }
    private var database: any Database { office.database }

    func add(to routes: Routes) {
        routes.get("/admin/users/invite", .may(.managePeople)) { ask in
            .page(InvitePage(csrf: ask.csrf).page, json: ["csrf": ask.csrfToken]).keepingWhatIsTyped()
        }
        routes.post("/admin/users/invite", .may(.managePeople), one)
        routes.post("/admin/users/invite/list", .may(.managePeople), upload: UploadLimit(megabytes: 1), many)
        routes.post("/admin/users/:id/invite", .may(.managePeople), again)
        routes.post("/admin/users/:id/withdraw", .may(.managePeople), withdraw)
        routes.get("/invitation/:token", .may(.signIn)) { ask in try await invitation(ask) }
        routes.post("/invitation/:token", .may(.signIn), accept)
    }

    // MARK: Inviting

    private func one(_ ask: Ask, _ form: Form) async throws -> Answer {
        let name = form["full_name"].split(whereSeparator: \.isWhitespace).joined(separator: " "), email = EmailAddress(form["email"])
        let role = UserRole(rawValue: form["role"].uppercased()).flatMap { $0.isStaff ? $0 : nil }
        var problems: [Problem] = []
        if !(1...200).contains(name.unicodeScalars.count) { problems.append(Problem("full_name", "Write a name of at most 200 characters.")) }
        if email == nil { problems.append(Problem("email", "Write an e-mail address such as asha@example.com.")) }
        if role == nil { problems.append(Problem("role", "Choose one from the list.")) }
        guard problems.isEmpty, let email, let role else { return try .again(InvitePage(values: form, problems: problems, csrf: ask.csrf).page, problems, ask) }
        let person = Invitee(name: name, email: email, role: role)
        guard try await !Invitations.invite([person], by: try ask.requireViewer().actor(ask), from: office).isEmpty else {
            let fate = try await Invitations.fates(of: [person], in: database)[0]
            let problems = [Problem("email", "Whoever has this address \(fate.words).")]
            return try .again(InvitePage(values: form, problems: problems, csrf: ask.csrf).page, problems, ask)
        }
        return .redirect(Link("admin", "users").query("only", "invited"), flash: .good("\(name) is invited: the letter is on its way."), json: ["invited": 1])
    }

    /// Without `confirm` a dry run, which writes nothing.
    private func many(_ ask: Ask, _ form: Form) async throws -> Answer {
        let role = UserRole(rawValue: form["list_role"].uppercased()).flatMap { $0.isStaff ? $0 : nil } ?? .recruiter
        let list = InvitationList(try await text(form), role: role)
        if let problem = list.problem.map({ Problem("list", $0) }) {
            return try .again(InvitePage(values: form, listProblem: problem, csrf: ask.csrf).page, [problem], ask)
        }
        let people = list.lines.compactMap(\.invitee)
        if form["confirm"] == "yes" { return try await inviteAll(people, ask) }
        let fates = Dictionary(uniqueKeysWithValues: zip(people.map(\.email.key), try await Invitations.fates(of: people, in: database)))
        let lines = list.lines.map { line in
            let fate = line.invitee.flatMap { fates[$0.email.key] }
            let words = fate.map { $0 == .invited ? "\($0.words), as \(line.invitee?.role.words ?? "")" : $0.words } ?? line.problem ?? ""
            return DryRunPage.Line(number: line.number, text: line.text, words: words, isGood: fate == .invited)
        }
        let good = people.filter { fates[$0.email.key] == .invited }
        return .page(
            DryRunPage(lines: lines, people: good, csrf: ask.csrf).page, json: DryRunJSON(lines: lines.map(DryRunJSON.Line.init), toInvite: good.count))
    }

    private func inviteAll(_ people: [Invitee], _ ask: Ask) async throws -> Answer {
        let invited = try await Invitations.invite(people, by: try ask.requireViewer().actor(ask), from: office)
        let flash: Flash =
            invited.isEmpty
            ? .bad("Everybody on this list was here already: nobody was invited twice.")
            : .good("\(PeopleWords.names(invited.map(\.name))) \(invited.count == 1 ? "is" : "are") invited.")
        return .redirect(Link("admin", "users").query("only", "invited"), flash: flash, json: ["invited": invited.count])
    }

    /// The file where one was chosen, otherwise what was pasted.
    private func text(_ form: Form) async throws -> String {
        guard let file = form.file("file"), file.bytes > 0 else { return form["list"] }
        let data = try await offTheLoop { try Data(contentsOf: file.temporary) }
        if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]), let text = String(data: data, encoding: .utf16) { return text }
        return String(data: data, encoding: .utf8) ?? String(data: data, encoding: .windowsCP1252) ?? ""
    }

    private func found(_ ask: Ask) async throws -> People.Person {
        guard let id = ID<User>(try ask.path("id")), let person = try await database.first(People.one(id)) else { throw Refusal.notFound }
        return person
    }

    private func again(_ ask: Ask, _ form: Form) async throws -> Answer {
        let person = try await found(ask), id = person.line.id
        try office.limiter.admit("invitation of \(id)", most: 10, within: .seconds(86_400))
        guard try await Invitations.resend(to: id, by: try ask.requireViewer().actor(ask), from: office) else { throw Self.isHere(person) }
        return .redirect(Link("admin", "users", id.description), flash: .good("Another letter to \(person.line.name) is on its way."))
    }

    private func withdraw(_ ask: Ask, _ form: Form) async throws -> Answer {
        let person = try await found(ask), id = person.line.id
        guard try await Invitations.withdraw(from: id, by: try ask.requireViewer().actor(ask), in: database) else { throw Self.isHere(person) }
        return .redirect(Link("admin", "users", id.description), flash: .good("The invitation of \(person.line.name) is withdrawn."))
    }

    private static func isHere(_ person: People.Person) -> Refusal {
        .conflict("\(person.line.name) has been here already or cannot come in: there is no open invitation.")
    }

    // MARK: Accepting

    private func open(_ ask: Ask) async throws -> (token: String, user: ID<User>, name: String, role: UserRole) {
        let token = try ask.path("token")
        guard let open = try await database.first(SignInLinks.open(token, .invitation)), let user = open.user, let name = open.name, let role = open.role else {
            throw SignInLinks.spent
        }
        return (token, user, name, role)
    }

    private func invitation(_ ask: Ask, _ problems: [Problem] = []) async throws -> Answer {
        let open = try await open(ask), provider = office.settings[.singleSignOn]
        let page = InvitationPage(
            token: open.token, name: open.name, role: open.role, inviter: try await database.first(Invitations.inviter(of: open.user))?.value,
            agency: office.site.name, singleSignOn: provider.issuer.isEmpty ? nil : provider.label, problems: problems, csrf: ask.csrf
        ).page
        guard problems.isEmpty else { return try .again(page, problems, ask).with("Referrer-Policy", "no-referrer") }
        return .page(page, json: ["full_name": open.name, "role": open.role.rawValue, "csrf": ask.csrfToken]).with("Referrer-Policy", "no-referrer")
    }

    private func accept(_ ask: Ask, _ form: Form) async throws -> Answer {
        let open = try await open(ask)
        if let problem = Password.problem(with: form["password"], of: [open.name, office.site.name]) {
            return try await invitation(ask, [Problem("password", problem)])
        }
        let hash = try await office.hash(form["password"])
        return try await database.transaction { transaction in
            guard let viewer = try await transaction.first(SignInLinks.spending(open.token, .invitation)) else { throw SignInLinks.spent }
            try await transaction.run(Invitations.accepting(viewer.id, passwordHash: hash))
            try await transaction.run(
                ActivityLog.recording(
                    "ACCEPTED_INVITATION", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) took up the invitation.",
                    from: ask.origin))
            return try await office.enter(viewer, ask, by: .link, in: transaction)
        }
    }
}

private struct DryRunJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let number: Int
        let text, outcome: String
        let isInvited: Bool

        init(_ line: DryRunPage.Line) { (number, text, outcome, isInvited) = (line.number, line.text, line.words, line.isGood) }
    }

    let lines: [Line]
    let toInvite: Int
}
