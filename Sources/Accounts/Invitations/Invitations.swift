import Foundation
package import Postgres
import Web

/// Inviting colleagues: their row without a password, a link that lets them choose one, and the letter with it, in one transaction.
package enum Invitations {
    /// What would happen to somebody who is to be invited.
    package enum Fate: Sendable, Equatable {
        case invited
        case alreadyHere(UserRole)
        case alreadyInvited(UserRole)
        case inactive
        case candidate

        package var words: String {
            switch self {
            case .invited: "is invited"
            case .alreadyHere(let role): "is here already, as \(role.words)"
            case .alreadyInvited(let role): "was invited already, as \(role.words); send it again on their page"
            case .inactive: "was here and is inactive; reactivate them on their page"
            case .candidate: "applied here as a candidate, and a candidate’s account is not made a colleague’s; ask for another address"
            }
        }
    }

    private struct Known: RowDecodable {
        let key: String
        let fate: Fate

        init(row: Row) throws {
            key = try row.get("email_key")
            let role = try row.get("role", as: UserRole.self)
            fate =
                if role == .candidate { .candidate } else if try !row.get("is_active") as Bool { .inactive } else if try row.get("has_not_come") {
                    .alreadyInvited(role)
                } else { .alreadyHere(role) }
        }
    }

    /// What inviting these people would do to each, in their order. Writes nothing.
    package static func fates(of people: [Invitee], in database: some Database) async throws -> [Fate] {
        let known = try await database.all(
            Query<Known>(
                """
                SELECT email_key, role, status = 'Active' AS is_active, (invited_at IS NOT NULL AND password_hash IS NULL AND last_login IS NULL) AS has_not_come
                FROM users WHERE email_key = ANY(\(people.map(\.email.key)))
                """))
        let byKey = Dictionary(known.map { ($0.key, $0.fate) }, uniquingKeysWith: { $1 })
        return people.map { byKey[$0.email.key] ?? .invited }
    }

    /// Invites those who are not known yet: all of them or, where anything fails, none. Whoever was put in a moment ago by another click is
    /// passed over, and gets no second letter.
    /// - Returns: who was invited.
    package static func invite(_ people: [Invitee], by actor: Employment.Actor, from office: FrontOffice) async throws -> [Invitee] {
        try await office.database.transaction { transaction in
            var invited: [Invitee] = []
            // In one order, so that two lists at the same time cannot wait for each other.
            for person in people.sorted(by: { $0.email.key < $1.email.key }) {
                let id = ID<User>()
                guard try await transaction.run(creating(id, person, by: actor.id)) == 1 else { continue }
                try await send(to: id, person, by: actor, from: office, in: transaction)
                try await transaction.run(
                    Employment.recording(
                        "INVITED_USER", by: actor, of: id, "\(actor.name) invited \(person.name) as \(person.role.words).",
                        .init(before: [:], after: ["full_name": person.name, "email": person.email.text, "role": person.role.rawValue])))
                invited.append(person)
            }
            return invited
        }
    }

    private static func creating(_ id: ID<User>, _ person: Invitee, by actor: ID<User>?) -> Command {
        Command(
            """
            INSERT INTO users (id, email, email_key, full_name, role, invited_by, invited_at)
            VALUES (\(id), \(person.email.text), \(person.email.key), \(person.name), \(person.role), \(actor), now()) ON CONFLICT DO NOTHING
            """)
    }

    /// Once more, for somebody who has not come: the link of the letter before stops working.
    /// - Returns: false where they came meanwhile, or are inactive.
    static func resend(to id: ID<User>, by actor: Employment.Actor, from office: FrontOffice) async throws -> Bool {
        try await office.database.transaction { transaction in
            guard let person = try await transaction.first(inviting(id, by: actor.id)), let email = EmailAddress(person.email) else { return false }
            try await send(to: id, Invitee(name: person.name, email: email, role: person.role), by: actor, from: office, in: transaction)
            try await transaction.run(
                Employment.recording("INVITED_USER", by: actor, of: id, "\(actor.name) sent another invitation to \(person.name)."))
            return true
        }
    }

    private struct Person: RowDecodable {
        let name, email: String
        let role: UserRole

        init(row: Row) throws {
            name = try row.get("full_name")
            email = try row.get("email")
            role = try row.get("role")
        }
    }

    private static func inviting(_ id: ID<User>, by actor: ID<User>?) -> Query<Person> {
        Query(
            """
            UPDATE users SET invited_at = now(), invited_by = \(actor) WHERE id = \(id) AND role <> 'CANDIDATE' AND status = 'Active'
                AND password_hash IS NULL AND last_login IS NULL RETURNING full_name, email, role
            """)
    }

    private static func send(to id: ID<User>, _ person: Invitee, by actor: Employment.Actor, from office: FrontOffice, in transaction: Transaction) async throws
    {
        let days = office.settings[.invitationDays], lasts = TimeInterval(days * 86_400), agency = office.site.name
        let link = try await SignInLinks.make(.invitation, for: id, email: person.email, lasts: lasts, in: transaction)
        let until = Moment(Date().addingTimeInterval(lasts))
        try await office.write(
            to: person.email, name: person.name, subject: "\(agency) invites you",
            """
            Hello \(person.name),

            \(actor.id == nil ? "You are invited" : "\(actor.name) invites you") to work with \(agency) in Shortlist, as \(person.role.words).

            Choose a password and begin, until \(until.day) \(until.monthName) \(until.year):
            \(office.site.url(link))

            The link is yours alone and works once. If you do not expect this, do nothing: nobody can use your address without it.

            \(agency)
            """, in: transaction)
    }

    /// Takes an invitation back from somebody who has not come: the link stops working and the account is inactive. The row stays, as the
    /// trail speaks of it.
    static func withdraw(from id: ID<User>, by actor: Employment.Actor, in database: some Database) async throws -> Bool {
        try await database.transaction { transaction in
            let open = Query<One<ID<User>>>(
                "SELECT id FROM users WHERE id = \(id) AND role <> 'CANDIDATE' AND status = 'Active' AND invited_at IS NOT NULL AND password_hash IS NULL AND last_login IS NULL FOR UPDATE"
            )
            guard try await transaction.first(open) != nil else { return false }
            return try await Employment.deactivate([id], by: actor, because: "the invitation was withdrawn", in: transaction).count == 1
        }
    }

    /// The person is here: with a password of their own, and an address that is known to be theirs, since the letter reached them.
    static func accepting(_ id: ID<User>, passwordHash: String) -> Command {
        Command("UPDATE users SET password_hash = \(passwordHash), is_verified = true, version = version + 1 WHERE id = \(id)")
    }

    /// Who invited somebody, for the page of the link.
    static func inviter(of id: ID<User>) -> Query<One<String>> {
        Query("SELECT inviter.full_name FROM users JOIN users AS inviter ON inviter.id = users.invited_by WHERE users.id = \(id)")
    }
}
