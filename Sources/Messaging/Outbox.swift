package import Background
package import Foundation
package import Postgres

/// The mail that the house sends, kept as a row before it goes out.
///
/// The row and the work of sending it are written in the transaction of whatever caused the mail: a rollback sends nothing,
/// and a mail server that is down loses nothing. Sent once in all but one case: where the program dies between the server's
/// "yes" and our mark, it goes out again with the same Message-ID, so that mail programs show it once.
package enum Outbox {
    package static let kind = "send_email"

    struct Order: Codable, Sendable {
        var mail: ID<Outbox>
    }

    /// - Returns: the row's identity.
    @discardableResult
    package static func send(_ message: EmailMessage, in transaction: some Database) async throws -> ID<Outbox> {
        let id = ID<Outbox>()
        try await transaction.transaction { transaction in
            try await transaction.run(insert(message, as: id))
            try await Work.enqueue(kind: kind, payload: Order(mail: id), uniqueKey: "\(kind):\(id)", in: transaction)
        }
        return id
    }

    /// The bare address in what a column like `outbox.recipient` says, in small letters: as the index `outbox_address` has it, which serves no other spelling.
    package static func address(in recipient: SQL) -> SQL { "coalesce(lower(substring(\(recipient) FROM '<([^<>]*)>$')), lower(\(recipient)))" }

    static func insert(_ message: EmailMessage, as id: ID<Outbox>) -> Command {
        Command(
            """
            INSERT INTO outbox (id, recipient, subject, body_text, body_html)
            VALUES (\(id), \(message.recipient.description), \(message.subject), \(message.text), \(message.html))
            """)
    }

    /// The handler of `kind`: register it with the worker under `Outbox.kind`.
    /// - Parameter sender: asked for each letter.
    package static func handler(database: any Database, mailer: any Mailer, sender: @autoclosure @escaping @Sendable () throws -> Mailbox) -> WorkHandler {
        Work.handler(of: Order.self) { order, _ in
            try await deliver(order.mail, from: try sender(), through: mailer, in: database)
        }
    }

    private static func deliver(_ id: ID<Outbox>, from sender: Mailbox, through mailer: any Mailer, in database: any Database) async throws {
        let messageID = "<\(id)@\(sender.domain)>"
        // Kept before the first try, so that a retry under another sender keeps it too.
        guard let line = try await database.first(begin(id, messageID: messageID)) else { return }
        let letter: Letter
        do {
            let message = try EmailMessage(to: Mailbox(written: line.recipient), subject: line.subject, text: line.text, html: line.html)
            letter = try Letter(message, from: sender, messageID: line.messageID ?? messageID, date: line.createdAt)
        } catch let problem {
            throw GiveUp(problem.description)
        }
        do {
            try await mailer.deliver(letter)
        } catch let failure as MailFailure {
            if case .refused = failure { throw GiveUp(failure.description) }
            throw failure
        }
        try await database.run(sent(id))
    }

    /// Secrets that it carried, 256 bits in base64url, are needed no longer: only their hashes stay in the database.
    private static func sent(_ id: ID<Outbox>) -> Command {
        let secret = "[A-Za-z0-9_-]{43}"
        return Command(
            """
            UPDATE outbox SET sent_at = clock_timestamp(), body_text = regexp_replace(body_text, \(secret)::text, '…', 'g'),
                body_html = regexp_replace(body_html, \(secret)::text, '…', 'g')
            WHERE id = \(id)
            """)
    }

    /// No row where it was sent already, or deleted with the person.
    private static func begin(_ id: ID<Outbox>, messageID: String) -> Query<Line> {
        Query(
            """
            UPDATE outbox SET message_id = coalesce(message_id, \(messageID)) WHERE id = \(id) AND sent_at IS NULL
            RETURNING id, recipient, subject, body_text, body_html, created_at, sent_at, message_id
            """)
    }

    // MARK: Reading

    package struct Line: RowDecodable, Sendable {
        package let id: ID<Outbox>
        package let recipient: String
        package let subject: String
        package let text: String
        package let html: String?
        package let createdAt: Date
        /// nil: still waiting, or given up.
        package let sentAt: Date?
        package let messageID: String?

        package init(row: Row) throws {
            id = try row.get("id")
            recipient = try row.get("recipient")
            subject = try row.get("subject")
            text = try row.get("body_text")
            html = try row.get("body_html")
            createdAt = try row.get("created_at")
            sentAt = try row.get("sent_at")
            messageID = try row.get("message_id")
        }
    }

    package static func newest(_ count: Int = 50) -> Query<Line> {
        Query("SELECT \(columns) FROM outbox ORDER BY created_at DESC, id DESC LIMIT \(Int64(count))")
    }

    package static func mail(_ id: ID<Outbox>) -> Query<Line> {
        Query("SELECT \(columns) FROM outbox WHERE id = \(id)")
    }

    private static let columns: SQL = "id, recipient, subject, body_text, body_html, created_at, sent_at, message_id"
}

/// Its words name no person.
extension MailFailure: ExplainedFailure {}
