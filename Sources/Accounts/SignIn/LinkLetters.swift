package import Background
import Foundation
package import Postgres
import Web

/// Mails with a link that somebody asked for who is not signed in. They are written in the background: the answer takes as long for an address
/// that nobody has.
package struct LinkLetters: Sendable {
    package static let kind = "link_letter"

    struct Order: Codable, Sendable {
        /// `sign-in` or `reset`.
        var purpose: String
        var email: String
        /// Where it was asked for, in words for the person.
        var origin: String
    }

    private static let lasts: TimeInterval = 3_600

    private let database: any Database
    private let address: String
    private let agency: @Sendable () -> String
    private var name: String { agency() }
    private let settings: SystemSettings

    /// - Parameters:
    ///   - address: of the installation, without a slash at the end.
    ///   - name: of the agency.
    package init(database: any Database, address: String, name: @escaping @Sendable () -> String, settings: SystemSettings) {
        (self.database, self.address, agency, self.settings) = (database, address, name, settings)
    }

    /// Whoever asks again within the time in which one is written gets one.
    static func enqueue(_ purpose: SignInLinks.Purpose, to email: EmailAddress, _ ask: Ask, in database: some Database) async throws {
        let order = Order(purpose: purpose.rawValue, email: email.text, origin: "\(Device.words(ask.userAgent)), address \(ask.address)")
        try await Work.enqueue(kind: kind, payload: order, uniqueKey: "\(kind):\(purpose.rawValue):\(Token.hash(email.key).hex)", in: database)
    }

    package var handler: WorkHandler { Work.handler(of: Order.self) { order, _ in try await self.write(order) } }

    private func write(_ order: Order) async throws {
        guard let purpose = SignInLinks.Purpose(rawValue: order.purpose), let email = EmailAddress(order.email),
            let person = try await database.first(Recipient.query(email)), let mailbox = EmailAddress(person.email)
        else { return }
        guard try await database.one(SignInFailures.taking(SignInFailures.mail(purpose, to: person.viewer.id), .mailbox)).value == 0 else { return }
        switch purpose {
        case .signIn where person.viewer.role.isStaff: try await sayStaffHavePasswords(person, mailbox, order)
        case .signIn where settings[.signInLinks]: try await send(.signIn, person, mailbox, order)
        case .reset where person.hasAccount: try await send(.reset, person, mailbox, order)
        default: return
        }
    }

    private func send(_ purpose: SignInLinks.Purpose, _ person: Recipient, _ mailbox: EmailAddress, _ order: Order) async throws {
        let wish = purpose == .reset ? "choose a new password" : "sign in"
        try await database.transaction { transaction in
            let link = try await SignInLinks.make(purpose, for: person.viewer.id, email: mailbox, lasts: Self.lasts, in: transaction)
            try await Letters.write(
                to: mailbox, name: person.viewer.name, subject: purpose == .reset ? "Choose a new password: \(name)" : "Sign in to \(name)",
                """
                Hello \(person.viewer.name),

                somebody, probably you, asked to \(wish) at \(name). This link works once, for an hour:

                \(address)\(link.text)

                If it was not you, there is nothing to do: without this mail nobody gets in.

                Asked for with \(order.origin).
                """, in: transaction)
        }
    }

    private func sayStaffHavePasswords(_ person: Recipient, _ mailbox: EmailAddress, _ order: Order) async throws {
        try await Letters.write(
            to: mailbox, name: person.viewer.name, subject: "Sign in to \(name)",
            """
            Hello \(person.viewer.name),

            somebody, probably you, asked for a link to sign in at \(name). People who work here sign in with a password. If you have none yet, or
            forgot it, choose one:

            \(address)\(Link("reset").text)

            Asked for with \(order.origin).
            """, in: database)
    }
}

/// Whose mailbox it is.
private struct Recipient: RowDecodable {
    let viewer: Viewer
    let email: String
    /// Somebody who was found elsewhere and never came here claims their profile, and resets nothing.
    let hasAccount: Bool

    static func query(_ email: EmailAddress) -> Query<Recipient> {
        Query(
            """
            SELECT id, role, full_name, email, role <> 'CANDIDATE' OR password_hash IS NOT NULL OR last_login IS NOT NULL AS has_account
            FROM users WHERE email_key = \(email.key) AND status = 'Active'
            """)
    }

    init(row: Row) throws {
        viewer = try Viewer(row: row)
        email = try row.get("email")
        hasAccount = try row.get("has_account")
    }
}
