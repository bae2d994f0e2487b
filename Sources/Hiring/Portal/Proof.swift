import Accounts
import Foundation
import Postgres
import Web

/// Before everything is handed out or erased, whoever is signed in has shown lately who they are: a browser left open on somebody's table is not
/// enough. A sign-in within the last ten minutes is; else the password, or a new link by mail.
struct Proof: Sendable {
    /// For a sign-in to count as proof.
    static let minutes = 10

    let isNeeded: Bool
    let passwordHash: String?
    let email: String?
    /// The installation lets people in by a link.
    let hasLinks: Bool

    private struct Known: RowDecodable {
        let passwordHash, email: String?
        let isFresh: Bool

        init(row: Row) throws {
            passwordHash = try row.get("password_hash")
            email = try row.get("email")
            isFresh = try row.get("is_fresh")
        }
    }

    static func of(_ ask: Ask, _ office: FrontOffice) async throws -> Proof {
        let person = try ask.requireViewer().id, token = ask.sessionToken.map(Token.hash)
        let known = try await office.database.one(
            Query<Known>(
                """
                SELECT password_hash, email, EXISTS (SELECT FROM sessions WHERE token_hash = \(token) AND user_id = users.id
                    AND created_at > now() - make_interval(mins => \(Int32(minutes)))) AS is_fresh
                FROM users WHERE id = \(person)
                """))
        return Proof(isNeeded: !known.isFresh, passwordHash: known.passwordHash, email: known.email, hasLinks: office.settings[.signInLinks])
    }

    /// What is wrong with the proof that came with a form; nil where it will do. Tries are counted.
    func problem(with form: Form, _ ask: Ask, _ office: FrontOffice) async throws -> Problem? {
        guard isNeeded else { return nil }
        guard let passwordHash else { return Problem("password", "You signed in more than \(Self.minutes) minutes ago. Sign in again by a new link first.") }
        guard try await !office.isPassword(form["password"], passwordHash, of: try ask.requireViewer().id) else { return nil }
        return Problem("password", "This is not your password.")
    }

    /// The field for it, where a password is asked for.
    func password(_ problems: [Problem]) -> HTML {
        guard isNeeded, passwordHash != nil else { return .empty }
        return Field("password", "Your password", help: "You signed in a while ago.", problems: problems, isRequired: true)
            .input(type: "password", autocomplete: "current-password")
    }

    /// Whether a form can be shown at all: who has no password signs in anew.
    var isByMailOnly: Bool { isNeeded && passwordHash == nil }

    /// The way to sign in anew.
    func panel(_ csrf: HTML, before what: String) -> HTML {
        guard hasLinks, let email else {
            return
                "<div class=\"body\"><p>You signed in a while ago. <a href=\"\(Link("reset"))\">Choose a password</a>, or sign in anew, to \(what).</p></div>"
        }
        return """
            <form class="body form" method="post" action="\(Link("sign-in", "link"))">\(csrf)<input type="hidden" name="email" value="\(email)">\
            <p>You signed in a while ago. A new link by mail to \(email) lets you \(what) for \(Self.minutes) minutes.</p><div class="row"><button class="button">E-mail me a link</button></div></form>
            """
    }
}
