package import Postgres
package import Web

/// How somebody proved who they are.
package enum SignInMethod: String, Sendable {
    case password, link
    case singleSignOn = "single sign-on"
}

extension FrontOffice {
    /// Signs a person in who has proved who they are. The old session of this browser ends with the new one's beginning: a token that was
    /// there before signing in is worth nothing after.
    package func enter(_ viewer: Viewer, _ ask: Ask, by method: SignInMethod, to place: Link? = nil, in database: some Database) async throws -> Answer {
        let token = Token.random()
        try await database.transaction { transaction in
            if let old = ask.sessionToken {
                try await transaction.run(Sessions.ending(old))
                sessions.forget(Token.hash(old))
            }
            try await transaction.run(Sessions.beginning(token, of: viewer.id, by: method, from: ask))
            try await transaction.run(Users.signedIn(viewer.id))
            try await transaction.run(
                ActivityLog.recording(
                    "LOGIN", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) signed in by \(method.rawValue).",
                    from: ask.origin))
        }
        return Answer.redirect(place ?? viewer.home, json: ["home": viewer.home.text])
            .settingCookie("session", token, maxAge: Int(Sessions.lasts), site: site)
    }
}
