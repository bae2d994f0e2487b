import Foundation
package import Postgres
package import Web

/// `/account`: what people look after themselves.
package struct AccountRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    private var database: any Database { office.database }

    package func add(to routes: Routes) {
        routes.get("/account", .may(.lookAfterAccount)) { ask in
            let viewer = try ask.requireViewer(), facts = try await facts(viewer)
            return .page(try page(ask, facts), json: AccountJSON(facts, csrf: ask.csrfToken))
        }
        routes.post("/account/name", .may(.lookAfterAccount), rename)
        routes.post("/account/password", .may(.lookAfterAccount), changePassword)
        routes.post("/account/email", .may(.lookAfterAccount), askForEmail)
        routes.post("/account/email/cancel", .may(.lookAfterAccount)) { ask, _ in
            try await database.run(SignInLinks.withdrawing(.email, of: try ask.requireViewer().id))
            return .redirect(Link("account"), flash: .good("Your address stays as it is."))
        }
        routes.post("/account/verification", .may(.lookAfterAccount), sendVerification)
        SessionRoutes(office: office).add(to: routes)
        TwoFactorRoutes(office: office).add(to: routes)
    }

    private func facts(_ viewer: Viewer) async throws -> AccountFacts {
        guard let facts = try await database.first(AccountFacts.query(viewer.id)) else { throw Refusal.notFound }
        return facts
    }

    private func page(_ ask: Ask, _ facts: AccountFacts, _ form: Form = Form([]), _ problems: [Problem] = []) throws -> Page {
        let viewer = try ask.requireViewer()
        let more = office.accountPanels(viewer)
        return AccountPage(viewer: viewer, facts: facts, form: form, problems: problems, csrf: ask.csrf, more: more).page
    }

    private func again(_ ask: Ask, _ facts: AccountFacts, _ form: Form, _ problems: [Problem]) throws -> Answer {
        try .again(try page(ask, facts, form, problems), problems, ask)
    }

    private func rename(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), facts = try await facts(viewer), name = form["full_name"].split { $0.isNewline }.joined(separator: " ")
        guard (1...200).contains(name.unicodeScalars.count) else {
            return try again(ask, facts, form, [Problem("full_name", "Write your name, in at most 200 characters.")])
        }
        guard let change = ActivityLog.Change(from: ["full_name": facts.name], to: ["full_name": name]) else { return .redirect(Link("account")) }
        try await database.transaction { transaction in
            guard try await transaction.run(AccountFacts.renaming(viewer.id, to: name, version: Int(form["version"]) ?? facts.version)) == 1 else {
                throw Refusal.conflict("Your account was changed while this page was open. Load it again to see what it is now.")
            }
            try await transaction.run(
                ActivityLog.recording(
                    "UPDATED_ACCOUNT", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(name) changed their name.", change: change,
                    from: ask.origin))
            try await transaction.run(Sessions.tell(viewer.id))
        }
        office.sessions.forget(viewer.id)
        return .redirect(Link("account"), flash: .good("Your name is \(name)."))
    }

    private func changePassword(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), facts = try await facts(viewer)
        let old = try requirePassword(facts)
        if let problem = Password.problem(with: form["new_password"], of: [facts.name, facts.email?.text ?? "", office.site.name]) {
            return try again(ask, facts, form, [Problem("new_password", problem)])
        }
        guard try await office.isPassword(form["current_password"], old, of: viewer.id) else {
            return try again(ask, facts, form, [Problem("current_password", Self.wrongPassword)])
        }
        let hash = try await office.hash(form["new_password"])
        try await database.transaction { transaction in
            guard try await transaction.run(Users.changingPassword(of: viewer.id, from: old, to: hash)) == 1 else {
                throw Refusal.conflict("Your password was changed in the same moment elsewhere. Sign in with the new one.")
            }
            try await office.passwordChanged(of: viewer, "changed their password", keeping: ask.sessionToken.map(Token.hash), ask, in: transaction)
        }
        office.sessions.forget(viewer.id)
        return .redirect(Link("account"), flash: .good("Your password is changed, and your other sessions have ended."))
    }

    /// Whoever came by link only sets a first password by mail: a borrowed browser must not be enough.
    private func requirePassword(_ facts: AccountFacts) throws -> String {
        guard let hash = facts.passwordHash else {
            throw Refusal.elsewhere(Link("reset"), "You have no password yet. Choose one first: a link by mail leads there.")
        }
        return hash
    }

    /// Mails a link to the new address, and tells the old one. What the page says is the same where somebody else has the new one.
    private func askForEmail(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), facts = try await facts(viewer), hash = try requirePassword(facts)
        guard let email = EmailAddress(form["email"]) else {
            return try again(ask, facts, form, [Problem("email", "Write an e-mail address such as asha@example.com.")])
        }
        guard email != facts.email else { return try again(ask, facts, form, [Problem("email", "This is your address already.")]) }
        guard try await office.isPassword(form["email_password"], hash, of: viewer.id) else {
            return try again(ask, facts, form, [Problem("email_password", Self.wrongPassword)])
        }
        try await office.limitMails(.email, to: viewer.id)
        try await database.transaction { transaction in
            let owner = try await transaction.first(Users.owner(of: email))
            let link = try await SignInLinks.make(.email, for: viewer.id, email: email, in: transaction)
            if owner == nil || owner?.value == viewer.id {
                try await office.write(
                    to: email, name: facts.name, subject: "Your new address: \(office.site.name)", AccountLetters.proof(facts, link, office.site),
                    in: transaction)
            } else {
                try await office.write(to: email, subject: "This address is taken: \(office.site.name)", AccountLetters.taken(office.site), in: transaction)
            }
            if let old = facts.email {
                try await office.write(
                    to: old, name: facts.name, subject: "A change of address: \(office.site.name)", AccountLetters.notice(facts, email, office.site),
                    in: transaction)
            }
            try await transaction.run(
                ActivityLog.recording(
                    "EMAIL_CHANGE_REQUESTED", by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) asked for another address.", from: ask.origin))
        }
        return .redirect(Link("account"), flash: .good("A link is on its way to \(email.text). Your address changes once you open it."))
    }

    private func sendVerification(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer(), facts = try await facts(viewer)
        guard !facts.isVerified, let email = facts.email else { return .redirect(Link("account")) }
        try await office.limitMails(.verification, to: viewer.id)
        try await database.transaction { transaction in
            let link = try await SignInLinks.make(.verification, for: viewer.id, email: email, in: transaction)
            try await office.write(
                to: email, name: facts.name, subject: "Your address: \(office.site.name)", AccountLetters.verification(facts, link, office.site),
                in: transaction)
        }
        return .redirect(Link("account"), flash: .good("A link is on its way to \(email.text)."))
    }

    private static let wrongPassword = "This is not your password now."
}

extension FrontOffice {
    /// Whether somebody who is signed in knows their password. Tries are counted.
    package func isPassword(_ password: String, _ hash: String, of user: ID<User>) async throws -> Bool {
        try await isPassword(password, hash, counted: try await takeProof(of: user))
    }

    /// The same of a try that was counted already.
    func isPassword(_ password: String, _ hash: String, counted attempt: SignInTry) async throws -> Bool {
        do {
            guard try await Password.matches(password, hash) else { return false }
        } catch Password.Failure.tooBusy {
            try await giveBack(attempt)
            throw Refusal.tooMany(retryAfterSeconds: 5)
        }
        try await forget(attempt)
        return true
    }

    /// Nobody's mailbox is filled by clicking.
    func limitMails(_ purpose: SignInLinks.Purpose, to user: ID<User>) async throws {
        let wait = try await database.one(SignInFailures.taking(SignInFailures.mail(purpose, to: user), .mailbox)).value
        if wait > 0 { throw Refusal.tooMany(retryAfterSeconds: wait) }
    }
}

/// The texts of letters about an address.
private enum AccountLetters {
    static func proof(_ facts: AccountFacts, _ link: Link, _ site: Site) -> String {
        """
        Hello \(facts.name),

        you want your account at \(site.name) to have this address. Open this link within a day to make it so:

        \(site.url(link))

        If you know nothing of this, there is nothing to do.
        """
    }

    static func taken(_ site: Site) -> String {
        """
        Hello,

        somebody wanted this address for another account at \(site.name). Your account here has it, so nothing was changed. If it was you, sign in to
        the account that has it:

        \(site.url(Link("sign-in")))
        """
    }

    static func notice(_ facts: AccountFacts, _ email: EmailAddress, _ site: Site) -> String {
        """
        Hello \(facts.name),

        somebody, probably you, asked for your account at \(site.name) to have the address \(email.text) in place of this one. It changes once the link in
        a mail to that address is opened.

        If it was not you, somebody knows your password. Choose a new one now: that stops the change, and ends all sessions:

        \(site.url(Link("reset")))
        """
    }

    static func verification(_ facts: AccountFacts, _ link: Link, _ site: Site) -> String {
        """
        Hello \(facts.name),

        open this link within a day, so that \(site.name) knows that mail reaches you:

        \(site.url(link))
        """
    }
}

private struct AccountJSON: Encodable, Sendable {
    let fullName: String
    let email, nextEmail: String?
    let isVerified, hasPassword, hasSecondFactor: Bool
    let version, sessions: Int
    let csrf: String

    init(_ facts: AccountFacts, csrf: String) {
        (fullName, email, nextEmail, isVerified) = (facts.name, facts.email?.text, facts.nextEmail, facts.isVerified)
        (hasPassword, hasSecondFactor, version, sessions) = (facts.passwordHash != nil, facts.hasSecondFactor, facts.version, facts.sessions)
        self.csrf = csrf
    }
}
