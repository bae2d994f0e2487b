import Postgres
package import Web

/// Coming in and going out: by password, by a link that works once, and the set-up of an empty installation.
package struct SignIn: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    private var database: any Database { office.database }
    private var site: Site { office.site }

    package func add(to routes: Routes) {
        routes.get("/sign-in", .may(.signIn)) { ask in
            if let viewer = ask.viewer { return .redirect(viewer.home) }
            return .page(page(ask, to: ask.query("to")), json: ["csrf": ask.csrfToken])
        }
        routes.post("/sign-in", .may(.signIn), byPassword)
        routes.get("/sign-in/:token", .may(.signIn)) { ask in
            let token = try ask.path("token")
            try await requireOpen(token, .signIn)
            return SignInLinks.hidingAddress(.page(SignInPages.link(ask, token: token), json: ["csrf": ask.csrfToken]))
        }
        routes.post("/sign-in/:token", .may(.signIn), byLink)
        routes.post("/sign-out", .may(.lookAfterAccount), out)
        routes.get("/set-up/:token", .may(.signIn)) { ask in
            let token = try ask.path("token")
            try await requireOpen(token, .setUp)
            return SignInLinks.hidingAddress(.page(SignInPages.setUp(ask, token: token), json: ["csrf": ask.csrfToken]))
        }
        routes.post("/set-up/:token", .may(.signIn), setUp)
        SignInCode(office: office).add(to: routes)
        MailedLinks(office: office).add(to: routes)
    }

    private func page(_ ask: Ask, email: String = "", to place: String, problems: [Problem] = []) -> Page {
        SignInPages.signIn(ask, email: email, to: place, problems: problems, hasLinks: office.settings[.signInLinks], others: office.waysIn(ask))
    }

    private func byPassword(_ ask: Ask, _ form: Form) async throws -> Answer {
        let typed = form["email"], email = EmailAddress(typed)
        // Against floods only: what counts is in the table `sign_in_failures`, for accounts that do not exist as well, or it would tell who has one.
        try office.limiter.admit("sign-in from \(Network.name(of: ask.address))", most: 200, within: .seconds(900))
        let user = try await email.asyncFlatMap { try await database.first(Users.credentials(of: $0)) }
        let attempt = try await office.takeTry(of: email?.key ?? typed, user: user?.id, ask)
        let matches: Bool
        do {
            matches = try await Password.matches(form["password"], user?.passwordHash)
        } catch Password.Failure.tooBusy {
            try await office.giveBack(attempt)
            throw Refusal.tooMany(retryAfterSeconds: 5)
        }
        guard let user, user.isActive, matches, let viewer = try await database.first(Users.viewer(user.id)) else {
            try await database.run(
                ActivityLog.recording("LOGIN_FAILED", severity: .warning, by: user?.id, "A sign-in was refused.", from: ask.origin))
            let problems = [Problem("password", "This e-mail and password do not go together. Check both, or ask for a link.")]
            return try .again(page(ask, email: typed, to: form["to"], problems: problems), problems, ask)
        }
        try await office.giveBack(attempt)
        try await renew(user, form["password"])
        return try await office.enter(viewer, ask, by: .password, to: Link(returning: form["to"]), in: database)
    }

    /// A hash of fewer rounds than are made today is made anew, now that the password is known. Left for the next time where many wait.
    private func renew(_ user: Users.Credentials, _ password: String) async throws {
        guard let old = user.passwordHash, Password.isOutdated(old), let new = try? await Password.hash(password) else { return }
        try await database.run(Users.changingPassword(of: user.id, from: old, to: new))
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
        if let problem = Password.problem(with: form["password"], of: [name, form["email"], site.name]) { problems.append(Problem("password", problem)) }
        guard problems.isEmpty, let email else { return try .again(SignInPages.setUp(ask, token: token, form: form, problems: problems), problems, ask) }
        let viewer = Viewer(id: ID(), role: .admin, name: name), hash = try await office.hash(form["password"])
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
            let viewer = try ask.requireViewer()
            try await database.transaction { transaction in
                try await transaction.run(Sessions.ending(token))
                try await transaction.run(Sessions.tell(viewer.id))
                try await transaction.run(
                    ActivityLog.recording("LOGOUT", by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) signed out.", from: ask.origin))
            }
            office.sessions.forget(Token.hash(token))
        }
        return Answer.redirect(Link("sign-in"), flash: .good("You are signed out.")).with("Clear-Site-Data", "\"cache\", \"storage\"").settingCookie(
            "session", "", maxAge: 0, site: site)
    }

    private func requireOpen(_ token: String, _ purpose: SignInLinks.Purpose) async throws {
        guard try await database.first(SignInLinks.open(token, purpose)) != nil else { throw SignInLinks.spent }
    }
}

extension FrontOffice {
    /// Throws `tooMany` where so many wait for theirs that one more would wait too long.
    package func hash(_ password: String) async throws -> String {
        do { return try await Password.hash(password) } catch Password.Failure.tooBusy { throw Refusal.tooMany(retryAfterSeconds: 5) }
    }
}

extension SignInLinks {
    /// For a page whose address is a secret: no page that is reached from it learns the address.
    static func hidingAddress(_ answer: Answer) -> Answer { answer.with("Referrer-Policy", "no-referrer") }
}

extension Optional {
    func asyncFlatMap<T>(_ body: (Wrapped) async throws -> T?) async rethrows -> T? {
        if let self { try await body(self) } else { nil }
    }
}
