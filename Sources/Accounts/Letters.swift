import Messaging
package import Postgres

/// Letters about somebody's account.
package enum Letters {
    /// Puts a letter down to be sent, in the transaction of its cause.
    /// - Parameter text: plain; addresses in it stand alone on their lines.
    package static func write(to address: EmailAddress, name: String? = nil, subject: String, _ text: String, in transaction: some Database) async throws {
        let mailbox = try Mailbox(name: name?.oneLine, address: address.text)
        try await Outbox.send(try EmailMessage(to: mailbox, subject: subject.oneLine, text: text), in: transaction)
    }
}

extension FrontOffice {
    /// Puts a letter down to be sent, in the transaction of its cause.
    /// - Parameter text: plain; addresses in it stand alone on their lines.
    package func write(to address: EmailAddress, name: String? = nil, subject: String, _ text: String, in transaction: some Database) async throws {
        try await Letters.write(to: address, name: name, subject: subject, text, in: transaction)
    }
}
