import Foundation
import Postgres
package import Web

/// `/admin/users`: who has an account, and what is done about them.
package struct PeopleRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    private var database: any Database { office.database }

    package func add(to routes: Routes) {
        InvitationRoutes(office: office).add(to: routes)
        routes.get("/admin/users", .may(.seePeople), list)
        routes.post("/admin/users/deactivate", .may(.managePeople), deactivate)
        routes.post("/admin/users/undo", .may(.managePeople), undo)
        routes.get("/admin/users/:id", .may(.seePeople)) { ask in try await page(ask, try await found(ask)) }
        routes.post("/admin/users/:id", .may(.managePeople), change)
        routes.post("/admin/users/:id/reactivate", .may(.managePeople), reactivate)
        routes.post("/admin/users/:id/end-sessions", .may(.managePeople), endSessions)
        routes.post("/admin/users/:id/remove-second-factor", .may(.managePeople), removeSecondFactor)
    }

    // MARK: Looking

    private func list(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), filter = PeopleFilter(ask)
        let lines = try await database.all(People.list(filter, after: try PeoplePlace.read(ask.query("after"))))
        let shown = Array(lines.prefix(People.pageSize)), next = lines.count > shown.count ? shown.last.map { PeoplePlace($0).text } : nil
        var undo: (people: [Employment.Changed], moment: Int)?
        if let moment = Int(ask.query("deactivated")), viewer.may(.managePeople), moment > 0, moment < 1 << 53 {
            undo = (try await database.all(Employment.deactivated(at: moment)), moment)
        }
        return .page(
            PeoplePage(filter: filter, people: shown, next: next, undo: undo, viewer: viewer, csrf: ask.csrf).page,
            json: PeopleJSON(users: shown.map(PeopleJSON.Line.init), next: next))
    }

    private func found(_ ask: Ask) async throws -> People.Person {
        guard let id = ID<User>(try ask.path("id")), let person = try await database.first(People.one(id)) else { throw Refusal.notFound }
        return person
    }

    private func page(_ ask: Ask, _ person: People.Person, values: Form? = nil, _ problems: [Problem] = []) async throws -> Answer {
        let deeds = try await database.all(People.lately(person.line.id))
        let page = PersonPage(person: person, deeds: deeds, viewer: try ask.requireViewer(), values: values, problems: problems, csrf: ask.csrf).page
        guard problems.isEmpty else { return try .again(page, problems, ask) }
        return .page(page, json: PersonJSON(person)).keepingWhatIsTyped()
    }

    // MARK: Changing

    private func change(_ ask: Ask, _ form: Form) async throws -> Answer {
        let person = try await found(ask), name = form["full_name"].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var problems: [Problem] = []
        if !(1...200).contains(name.unicodeScalars.count) { problems.append(Problem("full_name", "Write a name of at most 200 characters.")) }
        let role = UserRole(rawValue: form["role"])
        if role?.isStaff != person.line.role.isStaff { problems.append(Problem("role", "Choose one from the list.")) }
        let version = Int(form["version"])
        if version == nil { problems.append(Problem("version", "Send the version that you read, so that nobody's change is lost.")) }
        guard problems.isEmpty, let role, let version else { return try await page(ask, person, values: form, problems) }
        do {
            try await Employment.change(person.line.id, name: name, role: role, version: version, by: try ask.requireViewer().actor(ask), in: database)
        } catch let failure as Employment.Failure {
            let refusal = refusal(for: failure)
            guard !ask.isAPI, case .changedMeanwhile = failure else {
                if ask.isAPI { throw refusal }
                return try await page(ask, person, values: form, [Problem("role", refusal.detail)])
            }
            let now = try await found(ask)
            return try await page(ask, now, values: form.setting("version", String(now.version)), [Problem("full_name", refusal.detail)])
        }
        return .redirect(place(person.line.id), flash: .good("Saved \(name)."))
    }

    private func refusal(for failure: Employment.Failure) -> Refusal {
        switch failure {
        case .notFound: .notFound
        case .lastAdmin: .conflict("This is the last active administrator. Make somebody else one first.")
        case .changedMeanwhile:
            .conflict("Somebody else changed this person while you were looking. Compare in a second tab; saving once more puts yours over theirs.")
        }
    }

    private func deactivate(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), ids = form.all("id").prefix(500).compactMap { ID<User>($0) }
        let people = try await database.all(People.leaving(ids, except: viewer.id))
        guard !people.isEmpty else {
            let words = ids == [viewer.id] ? "Nobody deactivates themselves: ask another administrator." : "Nobody was ticked who is active."
            if ask.isAPI { throw Refusal.conflict(words) }
            return .redirect(Link("admin", "users"), flash: .bad(words))
        }
        guard form["confirm"] == "yes" else {
            return .page(DeactivationPage(people: people, csrf: ask.csrf).page, json: LeavingJSON(people))
        }
        do {
            let gone = try await Employment.deactivate(people.map(\.id), by: viewer.actor(ask), in: database)
            let moment = gone.first?.moment.map(String.init)
            return .redirect(
                Link("admin", "users").query("deactivated", moment), json: DeactivatedJSON(deactivated: gone.map(\.id.description), moment: moment))
        } catch let failure as Employment.Failure { throw refusal(for: failure) }
    }

    private func undo(_ ask: Ask, _ form: Form) async throws -> Answer {
        guard let moment = Int(form["moment"]), moment > 0, moment < 1 << 53 else { throw Refusal.malformed("What is to be undone is not said.") }
        let back = try await Employment.reactivateAll(deactivatedAt: moment, by: try ask.requireViewer().actor(ask), in: database)
        return .redirect(
            Link("admin", "users"),
            flash: back.isEmpty ? .bad("There was nothing to undo.") : .good("\(PeopleWords.names(back.map(\.name))) can sign in again."),
            json: ["reactivated": back.map(\.id.description)])
    }

    private func reactivate(_ ask: Ask, _ form: Form) async throws -> Answer {
        let person = try await found(ask)
        let back = try await Employment.reactivate([person.line.id], by: try ask.requireViewer().actor(ask), in: database)
        return .redirect(
            place(person.line.id), flash: back.isEmpty ? .bad("\(person.line.name) was active already.") : .good("\(person.line.name) can sign in again."))
    }

    private func endSessions(_ ask: Ask, _ form: Form) async throws -> Answer {
        let person = try await found(ask), actor = try ask.requireViewer().actor(ask)
        let count = try await database.transaction { transaction in
            let count = try await Employment.endSessions(of: [person.line.id], in: transaction)
            if count > 0 {
                try await transaction.run(
                    Employment.recording(
                        "ENDED_SESSIONS", severity: .warning, by: actor, of: person.line.id,
                        "\(actor.name) signed \(person.line.name) out of \(count) browsers."))
            }
            return count
        }
        return .redirect(place(person.line.id), flash: .good(count == 1 ? "One session ended." : "\(count) sessions ended."), json: ["ended": count])
    }

    /// After a lost phone. Whoever removed it is named in a letter to the person: it must not happen behind their back.
    private func removeSecondFactor(_ ask: Ask, _ form: Form) async throws -> Answer {
        let person = try await found(ask), actor = try ask.requireViewer().actor(ask)
        guard person.line.id != actor.id else { throw Refusal.conflict("Your own second factor is turned off in your account, with your password or a code.") }
        let isGone = try await database.transaction { transaction in
            guard try await transaction.one(People.removingSecondFactor(of: person.line.id)).value > 0 else { return false }
            try await Employment.endSessions(of: [person.line.id], in: transaction)
            try await transaction.run(
                Employment.recording(
                    "REMOVED_SECOND_FACTOR", severity: .warning, by: actor, of: person.line.id,
                    "\(actor.name) removed the second factor of \(person.line.name)."))
            if let email = person.line.email.flatMap(EmailAddress.init) {
                try await office.write(
                    to: email, name: person.line.name, subject: "Your second factor was removed",
                    """
                    Hello \(person.line.name),

                    \(actor.name) removed the second factor of your account at \(office.site.name). You were signed out everywhere, and your password alone lets you in.

                    If you did not ask for this, answer to \(actor.name) at once. Set up a new one here:
                    \(office.site.url(Link("account", "two-factor")))

                    \(office.site.name)
                    """, in: transaction)
            }
            return true
        }
        return .redirect(
            place(person.line.id), flash: isGone ? .good("The second factor is gone, and they are signed out everywhere.") : .bad("There was none."))
    }

    private func place(_ id: ID<User>) -> Link { Link("admin", "users", id.description) }
}

private struct PeopleJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let id, fullName, role, status: String
        let email, avatarUrl: String?
        let lastLogin, invitedAt: Date?
        let isPresent, hasSecondFactor: Bool

        init(_ line: People.Line) {
            (id, fullName, role, status) = (line.id.description, line.name, line.role.rawValue, line.isActive ? "Active" : "Inactive")
            (email, avatarUrl, lastLogin, invitedAt) = (line.email, line.avatar, line.lastLogin, line.invitedAt)
            (isPresent, hasSecondFactor) = (line.isPresent, line.hasSecondFactor)
        }
    }

    let users: [Line]
    let next: String?
}

private struct PersonJSON: Encodable, Sendable {
    let user: PeopleJSON.Line
    let version, sessions, openJobs, clients: Int
    let createdAt: Date
    let lastActive, deactivatedAt: Date?
    let isVerified: Bool

    init(_ person: People.Person) {
        user = PeopleJSON.Line(person.line)
        (version, sessions, openJobs, clients) = (person.version, person.sessions, person.openJobs, person.clients)
        (createdAt, lastActive, deactivatedAt, isVerified) = (person.createdAt, person.lastActive, person.deactivatedAt, person.isVerified)
    }
}

private struct LeavingJSON: Encodable, Sendable {
    struct Line: Encodable, Sendable {
        let id, fullName: String
        let openJobs, clients: Int
    }

    let people: [Line]
    let confirm = "yes"

    init(_ people: [People.Leaving]) {
        self.people = people.map { Line(id: $0.id.description, fullName: $0.name, openJobs: $0.openJobs, clients: $0.clients) }
    }
}

private struct DeactivatedJSON: Encodable, Sendable {
    let deactivated: [String]
    let moment: String?
}
