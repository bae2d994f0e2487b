import Foundation
import Postgres
import Web

/// Links that somebody asks for by mail, and what happens where they lead: sign in, a new password, an address that is proved or changed.
struct MailedLinks: Sendable {
    let office: FrontOffice

    private var database: any Database { office.database }

    func add(to routes: Routes) {
        routes.get("/sign-in/link", .may(.signIn)) { ask in
            try requireLinks()
            return .page(signInLink(ask), json: ["csrf": ask.csrfToken])
        }
        routes.post("/sign-in/link", .may(.signIn)) { ask, form in
            try requireLinks()
            return try await send(.signIn, ask, form) { signInLink(ask, email: $0, problems: $1) }
        }
        routes.get("/reset", .may(.signIn)) { ask in .page(resetLink(ask), json: ["csrf": ask.csrfToken]) }
        routes.post("/reset", .may(.signIn)) { ask, form in try await send(.reset, ask, form) { resetLink(ask, email: $0, problems: $1) } }
        routes.get("/reset/:token", .may(.signIn)) { ask in
            let open = try await open(ask, .reset)
            return SignInLinks.hidingAddress(
                .page(SignInPages.newPassword(ask, token: try ask.path("token"), email: open.userEmail), json: ["csrf": ask.csrfToken]))
        }
        routes.post("/reset/:token", .may(.signIn), reset)
        routes.get("/verify/:token", .may(.signIn)) { ask in
            _ = try await open(ask, .verification)
            let page = SignInPages.button(
                "Your address", "One click, and we know that mail reaches you.", "This is my address", to: Link("verify", try ask.path("token")), ask)
            return SignInLinks.hidingAddress(.page(page, json: ["csrf": ask.csrfToken]))
        }
        routes.post("/verify/:token", .may(.signIn), verify)
        routes.get("/email/:token", .may(.signIn)) { ask in
            let open = try await open(ask, .email)
            let page = SignInPages.button(
                "Your new address", "From now on your account has the address \(open.email ?? "").", "Use this address",
                to: Link("email", try ask.path("token")), ask)
            return SignInLinks.hidingAddress(.page(page, json: ["csrf": ask.csrfToken]))
        }
        routes.post("/email/:token", .may(.signIn), changeEmail)
    }

    private func requireLinks() throws { if !office.settings[.signInLinks] { throw Refusal.notFound } }

    private func open(_ ask: Ask, _ purpose: SignInLinks.Purpose) async throws -> SignInLinks.Open {
        guard let open = try await database.first(SignInLinks.open(try ask.path("token"), purpose)) else { throw SignInLinks.spent }
        return open
    }

    private func signInLink(_ ask: Ask, email: String = "", problems: [Problem] = []) -> Page {
        SignInPages.address(
            ask, "A link by mail", "For people who applied for a job: the link signs you in, once, without a password.", "E-mail me a link",
            to: Link("sign-in", "link"), email: email, problems: problems)
    }

    private func resetLink(_ ask: Ask, email: String = "", problems: [Problem] = []) -> Page {
        SignInPages.address(
            ask, "Forgot your password?", "A link by mail lets you choose a new one.", "E-mail me a link", to: Link("reset"), email: email, problems: problems)
    }

    /// The same answer, after the same time, whether or not the address is known.
    private func send(_ purpose: SignInLinks.Purpose, _ ask: Ask, _ form: Form, again: (String, [Problem]) -> Page) async throws -> Answer {
        try office.limiter.admit("link from \(Network.name(of: ask.address))", most: 20, within: .seconds(900))
        guard let email = EmailAddress(form["email"]) else {
            let problems = [Problem("email", "Write an e-mail address such as asha@example.com.")]
            return try .again(again(form["email"], problems), problems, ask)
        }
        try await LinkLetters.enqueue(purpose, to: email, ask, in: database)
        return .page(SignInPages.sent("Link", to: email.text), json: ["done": true])
    }

    /// Sets the password and ends whatever the old one opened. The person is signed in, or asked for their code: a mail is no second factor.
    private func reset(_ ask: Ask, _ form: Form) async throws -> Answer {
        let token = try ask.path("token"), open = try await open(ask, .reset), own = [open.name ?? "", open.userEmail ?? "", office.site.name]
        if let problem = Password.problem(with: form["password"], of: own) {
            let problems = [Problem("password", problem)]
            return try .again(SignInPages.newPassword(ask, token: token, email: open.userEmail, problems: problems), problems, ask)
        }
        let hash = try await office.hash(form["password"])
        var user: ID<User>?
        let answer = try await database.transaction { transaction in
            guard let viewer = try await transaction.first(SignInLinks.spending(token, .reset)) else { throw SignInLinks.spent }
            user = viewer.id
            try await transaction.run(Users.settingPassword(of: viewer.id, to: hash))
            try await transaction.run(KnownDevices.forgetting(viewer.id))
            try await transaction.run(SignInFailures.clearing(viewer.id))
            try await office.passwordChanged(of: viewer, "chose a new password by a link in a mail", keeping: nil, ask, in: transaction)
            return try await office.enter(viewer, ask, by: .link, in: transaction)
        }
        if let user { office.sessions.forget(user) }
        return answer
    }

    private func verify(_ ask: Ask, _ form: Form) async throws -> Answer {
        let token = try ask.path("token")
        try await database.transaction { transaction in
            guard let viewer = try await transaction.first(SignInLinks.spending(token, .verification)) else { throw SignInLinks.spent }
            try await transaction.run(
                ActivityLog.recording(
                    "EMAIL_VERIFIED", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) proved their address.", from: ask.origin)
            )
        }
        return .redirect(ask.viewer == nil ? Link("sign-in") : Link("account"), flash: .good("Thank you: mail reaches you."))
    }

    private func changeEmail(_ ask: Ask, _ form: Form) async throws -> Answer {
        let token = try ask.path("token"), open = try await open(ask, .email)
        guard let email = open.email.flatMap({ EmailAddress($0) }) else { throw SignInLinks.spent }
        do {
            try await database.transaction { transaction in
                guard let viewer = try await transaction.first(SignInLinks.spending(token, .email)) else { throw SignInLinks.spent }
                try await office.moveMail(of: viewer, to: email, ask, in: transaction)
            }
        } catch let error as PostgresError where error.isUniqueViolation {
            throw Refusal.conflict("Another account has this address by now, so it was not put on yours. Sign in to that one, or use another address.")
        }
        return .redirect(ask.viewer == nil ? Link("sign-in") : Link("account"), flash: .good("Your address is now \(email.text)."))
    }
}

extension FrontOffice {
    /// What follows from another password: other sessions end, links that are on their way stop working, the person and the trail are told.
    /// - Parameter kept: the hash of the token of the session that stays.
    func passwordChanged(of viewer: Viewer, _ words: String, keeping kept: Data?, _ ask: Ask, in transaction: some Database) async throws {
        try await transaction.run(Sessions.endingAll(of: viewer.id, but: kept))
        try await transaction.run(SignInLinks.withdrawingAll(of: viewer.id))
        // Who chose a new one by mail may have lost the old one to somebody who made tokens with it.
        if kept == nil { try await transaction.run(APITokens.revokingAll(of: viewer.id)) }
        try await transaction.run(
            ActivityLog.recording(
                "PASSWORD_CHANGED", severity: .warning, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) \(words).", from: ask.origin))
        try await tell(
            viewer, "Your password was changed",
            "your password was changed just now, with \(Device.words(ask.userAgent)), address \(ask.address). All other sessions have ended\(kept == nil ? ", and API tokens were revoked" : "").",
            Link("account"),
            in: transaction)
    }

    /// Puts a proved address in the place of the old one, which is told. Throws a unique violation where another account has it.
    fileprivate func moveMail(of viewer: Viewer, to email: EmailAddress, _ ask: Ask, in transaction: some Database) async throws {
        let old = try await transaction.first(Users.mailbox(viewer.id))?.email
        try await transaction.run(Users.changingEmail(of: viewer.id, to: email))
        try await transaction.run(SignInLinks.withdrawingAll(of: viewer.id))
        try await transaction.run(
            ActivityLog.recording(
                "EMAIL_CHANGED", severity: .warning, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) changed their address.",
                change: .init(before: ["email": old?.text], after: ["email": email.text]), from: ask.origin))
        guard let old else { return }
        try await write(
            to: old, name: viewer.name, subject: "Your address was changed: \(site.name)",
            """
            Hello \(viewer.name),

            your account at \(site.name) now has the address \(email.text). Mail no longer goes to this one.

            If it was not you, answer whoever looks after \(site.name) at once: they can end that person's sessions and put your address back.
            """, in: transaction)
    }
}
