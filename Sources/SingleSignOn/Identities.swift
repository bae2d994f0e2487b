import Accounts
import Foundation
import Messaging
import Postgres
import Web

/// The SQL of who a person is at a provider.
enum Identities {
    /// Somebody an ID token may be about.
    struct Person: RowDecodable {
        let viewer: Viewer
        let email: String
        let isActive: Bool
        /// Has an identity of this issuer already.
        let isLinked: Bool

        init(row: Row) throws {
            viewer = Viewer(id: try row.get("id"), role: try row.get("role"), name: try row.get("full_name"))
            email = try row.get("email")
            isActive = try row.get("is_active")
            isLinked = try row.get("is_linked")
        }
    }

    static func known(_ subject: String, at issuer: String) -> Query<Person> {
        Query(
            """
            SELECT users.id, users.role, users.full_name, coalesce(users.email, '') AS email, users.status = 'Active' AS is_active, true AS is_linked
            FROM identities JOIN users ON users.id = identities.user_id WHERE identities.issuer = \(issuer) AND identities.subject = \(subject)
            """)
    }

    static func mailbox(_ email: EmailAddress, at issuer: String) -> Query<Person> {
        Query(
            """
            SELECT users.id, users.role, users.full_name, users.email, users.status = 'Active' AS is_active,
                EXISTS (SELECT FROM identities WHERE identities.user_id = users.id AND identities.issuer = \(issuer)) AS is_linked
            FROM users WHERE users.email_key = \(email.key)
            """)
    }

    static func linking(_ user: ID<User>, _ subject: String, at issuer: String) -> Command {
        Command("INSERT INTO identities (issuer, subject, user_id) VALUES (\(issuer), \(subject), \(user))")
    }

    static func used(_ subject: String, at issuer: String) -> Command {
        Command("UPDATE identities SET last_used_at = now() WHERE issuer = \(issuer) AND subject = \(subject)")
    }

    /// The provider has seen that the mailbox is theirs.
    static func verified(_ user: ID<User>) -> Command { Command("UPDATE users SET is_verified = true WHERE id = \(user) AND NOT is_verified") }

    /// What a person sees of their own.
    struct Line: RowDecodable, Encodable {
        let issuer, subject: String
        let createdAt, lastUsedAt: Date

        init(row: Row) throws {
            issuer = try row.get("issuer")
            subject = try row.get("subject")
            createdAt = try row.get("created_at")
            lastUsedAt = try row.get("last_used_at")
        }
    }

    static func of(_ user: ID<User>) -> Query<Line> {
        Query("SELECT issuer, subject, created_at, last_used_at FROM identities WHERE user_id = \(user) ORDER BY created_at, subject LIMIT 100")
    }

    static func unlinking(_ user: ID<User>, issuer: String, subject: String) -> Command {
        Command("DELETE FROM identities WHERE user_id = \(user) AND issuer = \(issuer) AND subject = \(subject)")
    }
}

/// Somebody whom the provider has named, at our door.
///
/// The order matters: the subject never changes hands at a provider, an address of e-mail may. An address counts only where the provider says that
/// it was verified, letter by letter, and for an account that is not linked with somebody else at this provider: a new colleague who is given
/// the address of one who left does not come into the old account.
struct Arrival {
    let office: FrontOffice
    let ask: Ask
    let settings: SingleSignOnSettings
    let token: IDToken
    let database: Transaction

    func person() async throws -> Viewer {
        if let known = try await database.first(Identities.known(token.subject, at: settings.issuer)) {
            try await database.run(Identities.used(token.subject, at: settings.issuer))
            return try admitted(known).viewer
        }
        guard let email = token.email.flatMap(EmailAddress.init), token.isEmailVerified else {
            throw SingleSignOnFailure.turnedAway(
                "The provider does not vouch for your e-mail address, so we cannot tell which account is yours. \(try await advice())",
                record: "the provider vouches for no address")
        }
        // Two arrivals of one person take turns.
        try await database.run(Command("SELECT pg_advisory_xact_lock(hashtextextended(\(email.key), 8))"))
        if let known = try await database.first(Identities.known(token.subject, at: settings.issuer)) { return try admitted(known).viewer }
        guard let person = try await database.first(Identities.mailbox(email, at: settings.issuer)) else { return try await newcomer(email) }
        try await link(try await linkable(person, email))
        return person.viewer
    }

    private func admitted(_ person: Identities.Person) throws -> Identities.Person {
        guard person.isActive else {
            throw SingleSignOnFailure.turnedAway(
                "Your account here was deactivated. Somebody who looks after this installation can open it again.", record: "the account is not active",
                user: person.viewer.id)
        }
        guard person.viewer.role.isStaff else {
            throw SingleSignOnFailure.turnedAway(
                "This address belongs to a candidate, and candidates sign in by a link that we send them.", record: "the account is a candidate’s",
                user: person.viewer.id)
        }
        return person
    }

    private func linkable(_ person: Identities.Person, _ email: EmailAddress) async throws -> Identities.Person {
        let person = try admitted(person)
        guard person.email.lowercased() == email.text.lowercased() else {
            throw SingleSignOnFailure.turnedAway(
                "An account here has nearly your address, but not letter by letter. \(try await advice())", record: "the address is another spelling",
                user: person.viewer.id)
        }
        guard !person.isLinked else {
            throw SingleSignOnFailure.turnedAway(
                """
                The account with your address is linked with somebody else at the provider. If it is yours, sign in another way, end the old link under \
                “Single sign-on” in your account, and come back.
                """, record: "the account is linked with another identity", user: person.viewer.id)
        }
        return person
    }

    private func link(_ person: Identities.Person) async throws {
        let viewer = person.viewer
        try await database.run(Identities.linking(viewer.id, token.subject, at: settings.issuer))
        try await database.run(Identities.verified(viewer.id))
        // They came, so the letter that invited them has had its time.
        try await database.run(SignInLinks.withdrawing(.invitation, of: viewer.id))
        try await database.run(
            ActivityLog.recording(
                "LINKED_IDENTITY", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) was linked with single sign-on.",
                change: ActivityLog.Change(from: ["issuer": nil], to: ["issuer": settings.issuer]), from: ask.origin))
        guard let address = EmailAddress(person.email) else { return }
        try await office.write(
            to: address, name: viewer.name, subject: "Your account now opens by single sign-on",
            """
            Hello \(viewer.name),

            somebody signed in to your account at \(office.site.name) with \(settings.label), and the two are linked from now on. If that was you, there is \
            nothing to do.

            If it was not, sign in with your password, end the link here, and tell whoever looks after this installation:

            \(office.site.url(Link("account", "single-sign-on")))
            """, in: database)
    }

    /// An account for somebody of a domain whose people all may come in.
    private func newcomer(_ email: EmailAddress) async throws -> Viewer {
        let domain = email.text.lowercased().split(separator: "@").last.map(String.init) ?? ""
        guard settings.role.isStaff, settings.domains.contains(where: { $0.lowercased() == domain }) else {
            throw SingleSignOnFailure.turnedAway(
                "Nobody here has the address \(email.text) yet. \(try await advice())", record: "no account has the address")
        }
        let given = (token.name ?? "").oneLine.trimmingCharacters(in: .whitespaces).filter { $0 != "\0" }
        let name = given.isEmpty ? String(email.text.split(separator: "@")[0]) : String(given.unicodeScalars.prefix(200))
        let viewer = Viewer(id: ID(), role: settings.role, name: name)
        try await database.run(Users.creating(viewer.id, name: name, email: email, role: settings.role, passwordHash: nil))
        try await database.run(Identities.linking(viewer.id, token.subject, at: settings.issuer))
        try await database.run(Identities.verified(viewer.id))
        try await database.run(
            ActivityLog.recording(
                "CREATED_USER", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(name) came in by single sign-on for the first time.",
                change: ActivityLog.Change(from: ["role": nil], to: ["role": settings.role.rawValue]), from: ask.origin))
        return viewer
    }

    private func advice() async throws -> String {
        let admin = try await database.first(Users.first(of: .admin))
        return "Ask \(admin?.name ?? "whoever looks after this installation") to invite you."
    }
}
