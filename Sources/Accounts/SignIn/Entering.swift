import Foundation
package import Postgres
package import Web

/// How somebody proved who they are.
package enum SignInMethod: String, Sendable {
    case password, link
    case singleSignOn = "single sign-on"
}

extension FrontOffice {
    /// Signs a person in who has proved who they are. Whoever has a second factor is asked for its code first, except after single sign-on, where
    /// the provider asks for what it wants.
    /// - Parameters:
    ///   - place: where they wanted to go; their own place where nil.
    ///   - database: or the transaction in which the proof, such as a link, was spent.
    package func enter(_ viewer: Viewer, _ ask: Ask, by method: SignInMethod, to place: Link? = nil, in database: some Database) async throws -> Answer {
        if method != .singleSignOn, try await database.one(TwoFactors.isOn(viewer.id)).value {
            return try await askForCode(of: viewer, by: method, to: place, in: database)
        }
        return try await beginSession(of: viewer, ask, by: method, withCode: false, to: place, in: database)
    }

    private func askForCode(of viewer: Viewer, by method: SignInMethod, to place: Link?, in database: some Database) async throws -> Answer {
        let lasts = SignInCode.lasts
        let token = try await SignInLinks.makeToken(.secondFactor, for: viewer.id, method: method, lasts: TimeInterval(lasts), in: database)
        return Answer.redirect(Link("sign-in", "code").query("to", place?.text), json: ["needs_code": true])
            .settingCookie(SignInCode.cookie, token, maxAge: lasts, site: site)
    }

    /// The old session of this browser ends with the new one's beginning: a token that was there before signing in is worth nothing after.
    func beginSession(of viewer: Viewer, _ ask: Ask, by method: SignInMethod, withCode: Bool, to place: Link?, in database: some Database) async throws
        -> Answer
    {
        let token = Token.random(), device = KnownDevices.token(ask) ?? Token.random()
        try await database.transaction { transaction in
            if let old = ask.sessionToken {
                try await transaction.run(Sessions.ending(old))
                sessions.forget(Token.hash(old))
            }
            try await transaction.run(
                Sessions.beginning(token, of: viewer.id, by: method, withCode: withCode, days: settings[.sessionDays], from: ask))
            try await transaction.run(Users.signedIn(viewer.id))
            try await transaction.run(SignInFailures.clearing(viewer.id, device: Token.hash(device)))
            try await meet(Token.hash(device), of: viewer, ask, in: transaction)
            try await transaction.run(
                ActivityLog.recording(
                    "LOGIN", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid),
                    "\(viewer.name) signed in by \(method.rawValue)\(withCode ? " and code" : "").", from: ask.origin))
        }
        return Answer.redirect(place ?? viewer.home, json: ["home": viewer.home.text])
            .settingCookie("session", token, maxAge: Sessions.cookieLasts, site: site)
            .settingCookie(KnownDevices.cookie, device, maxAge: KnownDevices.lasts, site: site)
    }

    /// Remembers this browser, and tells the person where it is new and not their first.
    private func meet(_ device: Data, of viewer: Viewer, _ ask: Ask, in transaction: some Database) async throws {
        let isKnown = try await transaction.one(KnownDevices.isKnown(device, to: viewer.id)).value
        let isFirst = try await !transaction.one(KnownDevices.hasAny(viewer.id)).value
        try await transaction.run(KnownDevices.seeing(device, of: viewer.id, from: ask))
        guard !isKnown, !isFirst, let address = try await transaction.first(Users.mailbox(viewer.id))?.email else { return }
        try await write(
            to: address, name: viewer.name, subject: "New sign-in to \(site.name)",
            """
            Hello \(viewer.name),

            somebody signed in to your account at \(site.name) with a browser that had not been here before:

            \(Device.words(ask.userAgent)), address \(ask.address), \(Moment(Date()).readable)

            If it was you, there is nothing to do. If not, end that session and choose a new password now:

            \(site.url(Link("account", "sessions")))
            \(site.url(Link("reset")))
            """, in: transaction)
    }
}
