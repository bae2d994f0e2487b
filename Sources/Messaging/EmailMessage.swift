package import Foundation

/// A mail to one person: what they read, before it is put into the form that travels.
///
/// Text always, HTML beside it where there is one. The subject can hold no line break.
package struct EmailMessage: Sendable, Hashable {
    package let recipient: Mailbox
    package let subject: String
    package let text: String
    package let html: String?

    package init(to recipient: Mailbox, subject: String, text: String, html: String? = nil) throws(MessageProblem) {
        if subject.hasControlCharacter { throw .controlCharacter(in: "subject") }
        if subject.utf8.count > 2000 { throw .tooLong("subject") }
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
    }
}

/// A mail ready to travel: the message with its sender, its time and the Message-ID that stays the same however often it
/// is tried, so that a mail program shows a mail sent twice as one.
package struct Letter: Sendable, Hashable {
    package let message: EmailMessage
    package let sender: Mailbox
    /// With its angle brackets: `<…@example.org>`.
    package let messageID: String
    package let date: Date

    package init(_ message: EmailMessage, from sender: Mailbox, messageID: String, date: Date) throws(MessageProblem) {
        guard messageID.first == "<", messageID.last == ">", messageID.isPrintableASCII, messageID.utf8.count <= 250 else {
            throw .controlCharacter(in: "Message-ID")
        }
        self.message = message
        self.sender = sender
        self.messageID = messageID
        self.date = date
    }

    /// RFC 5322 and MIME, 7-bit throughout, lines ending in CRLF.
    package var bytes: Data {
        let head = [
            "Date: \(Self.timestamp(date))",
            "From: \(Self.header(sender))",
            "To: \(Self.header(message.recipient))",
            "Message-ID: \(messageID)",
            "Subject: \(EncodedWord.header(message.subject))",
            // Keeps out-of-office robots from answering.
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        return Data((head.joined(separator: "\r\n") + "\r\n" + body + "\r\n").utf8)
    }

    private var body: String {
        guard let html = message.html else { return Self.part(message.text, type: "plain") }
        // "=_" cannot occur in quoted-printable, so no body can hold the boundary.
        let boundary = "=_\(messageID.filter { $0.isLetter || $0.isNumber || $0 == "-" }.prefix(60))"
        return """
            Content-Type: multipart/alternative; boundary="\(boundary)"\r
            \r
            --\(boundary)\r
            \(Self.part(message.text, type: "plain"))\r
            --\(boundary)\r
            \(Self.part(html, type: "html"))\r
            --\(boundary)--
            """
    }

    private static func part(_ text: String, type: String) -> String {
        """
        Content-Type: text/\(type); charset=utf-8\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        \(QuotedPrintable.encode(text))
        """
    }

    private static func header(_ mailbox: Mailbox) -> String {
        guard let name = mailbox.name else { return "<\(mailbox.address)>" }
        let encoded = EncodedWord.header(name)
        let isPlain = encoded == name
        let shown = isPlain ? "\"" + name.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\"" : encoded
        return shown + "\r\n <\(mailbox.address)>"
    }

    /// RFC 5322's date, in UTC: `Wed, 25 Nov 2026 08:46:12 +0000`.
    static func timestamp(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
        return formatter.string(from: date)
    }
}
