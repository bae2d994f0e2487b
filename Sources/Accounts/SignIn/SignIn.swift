import Postgres
package import Web

/// Coming in and going out: by password, by a link that works once, and the set-up of an empty installation.
package struct SignIn: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    private var database: any Database { office.database }
    private var site: Site { office.site }
    private var sessions: Sessions.Store { office.sessions }
    private var limiter: Limiter { office.limiter }

    package func add(to routes: Routes) {
        routes.get("/sign-in", .may(.signIn)) { ask in
            if let viewer = ask.viewer { return .redirect(viewer.home) }
            return .page(SignInPages.signIn(ask, to: ask.query("to")), json: ["csrf": ask.csrfToken])
        }
        routes.post("/sign-in", .may(.signIn), byPassword)
        routes.get("/sign-in/:token", .may(.signIn)) { ask in
            let token = try ask.path("token")
            try await requireOpen(token, .signIn)
            return .page(SignInPages.link(ask, token: token), json: ["csrf": ask.csrfToken])
        }
        routes.post("/sign-in/:token", .may(.signIn), byLink)
        routes.post("/sign-out", .may(.lookAfterAccount), out)
        routes.get("/set-up/:token", .may(.signIn)) { ask in
            let token = try ask.path("token")
            try await requireOpen(token, .setUp)
            return .page(SignInPages.setUp(ask, token: token), json: ["csrf": ask.csrfToken])
        }
        routes.post("/set-up/:token", .may(.signIn), setUp)
    }

    private func byPassword(_ ask: Ask, _ form: Form) async throws -> Answer {
        let email = EmailAddress(form["email"]), account = "sign-in \(email?.key ?? "")"
        // For an address that does not exist as well, or the limit would tell who has an account.
        try limiter.admit("sign-in from \(ask.address)", most: 50, within: .seconds(900))
        try limiter.admit(account, most: 10, within: .seconds(900))
        let user = try await email.asyncFlatMap { try await database.first(Users.credentials(of: $0)) }
        let matches: Bool
        do {
            matches = try await Password.matches(form["password"], user?.passwordHash)
        } catch Password.Failure.tooBusy {
            throw Refusal.tooMany(retryAfterSeconds: 5)
        }
        guard let user, user.isActive, matches, let viewer = try await database.first(Users.viewer(user.id)) else {
            try await database.run(
                ActivityLog.recording("LOGIN_FAILED", severity: .warning, by: user?.id, "A sign-in was refused.", from: ask.origin))
            let problems = [Problem("password", "This e-mail and password do not go together. Check both, or ask for a link.")]
            return try .again(SignInPages.signIn(ask, email: form["email"], to: form["to"], problems: problems), problems, ask)
        }
        limiter.forget(account)
        return try await office.enter(viewer, ask, by: .password, to: Link(returning: form["to"]), in: database)
    }

    private func byLink(_ ask: Ask, _ form: Form) async throws -> Answer {
        let token = try ask.path("token")
        return try await database.transaction { transaction in
            guard let viewer = try await transaction.first(SignInLinks.spending(token)) else { throw SignInLinks.spent }
            return try await office.enter(viewer, ask, by: .link, in: transaction)
        }
    }

    private func setUp(_ ask: Ask, _ form: Form) async throws -> Answer {
        let token = try ask.path("token")
        try await requireOpen(token, .setUp)
        let name = form["full_name"], email = EmailAddress(form["email"])
        var problems: [Problem] = []
        if !(1...200).contains(name.unicodeScalars.count) { problems.append(Problem("full_name", "Write your name, in at most 200 characters.")) }
        if email == nil { problems.append(Problem("email", "Write an e-mail address such as asha@example.com.")) }
        if let problem = Password.problem(with: form["password"]) { problems.append(Problem("password", problem)) }
        guard problems.isEmpty, let email else { return try .again(SignInPages.setUp(ask, token: token, form: form, problems: problems), problems, ask) }
        let viewer = Viewer(id: ID(), role: .admin, name: name), hash = try await Password.hash(form["password"])
        guard try await database.first(Users.find(email)) == nil else {
            let problems = [Problem("email", "Somebody has this address already, perhaps a candidate who applied with it. Use another.")]
            return try .again(SignInPages.setUp(ask, token: token, form: form, problems: problems), problems, ask)
        }
        return try await database.transaction { transaction in
            guard try await transaction.run(SignInLinks.spendingSetUp(token)) == 1 else { throw SignInLinks.spent }
            try await transaction.run(Users.creating(viewer.id, name: name, email: email, role: .admin, passwordHash: hash))
            try await transaction.run(
                ActivityLog.recording(
                    "CREATED_USER", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(name) set up this installation.", from: ask.origin))
            return try await office.enter(viewer, ask, by: .link, in: transaction)
        }
    }

    private func out(_ ask: Ask, _ form: Form) async throws -> Answer {
        if let token = ask.sessionToken {
            try await database.run(Sessions.ending(token))
            sessions.forget(Token.hash(token))
        }
        return Answer.redirect(Link("sign-in"), flash: .good("You are signed out.")).settingCookie("session", "", maxAge: 0, site: site)
    }

    private func requireOpen(_ token: String, _ purpose: SignInLinks.Purpose) async throws {
        guard try await database.first(SignInLinks.open(token, purpose)) != nil else { throw SignInLinks.spent }
    }
}

extension Optional {
    func asyncFlatMap<T>(_ body: (Wrapped) async throws -> T?) async rethrows -> T? {
        if let self { try await body(self) } else { nil }
    }
}
