import Foundation
import Testing

@testable import Messaging

@Suite struct ComposeTests {
    static let moment = Date(timeIntervalSince1970: 1_795_596_372)

    static func letter(to name: String? = "Asha Rao", subject: String = "Hello", text: String = "Hi", html: String? = nil) throws -> Letter {
        let message = try EmailMessage(to: Mailbox(name: name, address: "asha@example.org"), subject: subject, text: text, html: html)
        return try Letter(message, from: Mailbox(name: "Shortlist", address: "desk@agency.example"), messageID: "<1@agency.example>", date: moment)
    }

    @Test func aPlainLetterReadsAsItShould() throws {
        let expected = [
            "Date: Wed, 25 Nov 2026 08:46:12 +0000", "From: \"Shortlist\"", " <desk@agency.example>", "To: \"Asha Rao\"", " <asha@example.org>",
            "Message-ID: <1@agency.example>", "Subject: Hello", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", "Hi", "",
        ]
        #expect(String(decoding: try Self.letter().bytes, as: UTF8.self) == expected.joined(separator: "\r\n"))
    }

    static let names = ["Zoë Ünal", "محمد الفاتح", "नमस्ते शर्मा", "👩‍👩‍👧‍👦 Family", "O\"Brien, \\ Pat", "=?UTF-8?B?eA==?=", String(repeating: "é", count: 150)]

    @Test(arguments: names) func everyTextComesBack(name: String) throws {
        let text = "Dear \(name),\n\nline = one \t\n.\n..dot\nFrom here\n" + String(repeating: name, count: 30) + "\n"
        let html = "<p>\(name) &amp; “you”</p>\r\n"
        let bytes = try Self.letter(to: name, subject: "For \(name)", text: text, html: html).bytes
        #expect(bytes.allSatisfy { $0 == 13 || $0 == 10 || (0x20...0x7E).contains($0) })
        let lines = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
        #expect(!lines.contains("\r") && lines.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
        let mail = ReceivedMail(eml: bytes)
        #expect(mail.subject == "For \(name)")
        #expect(mail.text == text)
        #expect(mail.html == "<p>\(name) &amp; “you”</p>\n")
        #expect(mail.to.hasSuffix("<asha@example.org>") && mail.messageID == "<1@agency.example>")
    }

    @Test(arguments: ["a\r\nBcc: x@y.zz", "a\nb", "a\rb", "a\u{0}b", "a\u{2028}b", "a\u{85}b", "\u{7F}"])
    func headerInjectionIsRefused(text: String) throws {
        #expect(throws: MessageProblem.controlCharacter(in: "subject")) { try Self.letter(subject: text) }
        #expect(throws: MessageProblem.controlCharacter(in: "name")) { try Self.letter(to: text) }
        #expect(throws: MessageProblem.badAddress) { try Mailbox(address: "a@b.example" + text) }
        #expect(throws: MessageProblem.badAddress) { try Mailbox(address: text + "a@b.example") }
        #expect(try Self.letter(to: text.oneLine, subject: text.oneLine).message.subject == text.oneLine)
    }

    @Test(arguments: [
        "", "a", "@b", "a@", "a@b@c", "a b@c.example", "a@b c", "<a@b.example>", "a@-b.example", "a..b@c.example", "zoë@example.org", "a@b..example",
        "a@b.example>",
    ])
    func badAddressesAreRefused(address: String) {
        #expect(throws: MessageProblem.badAddress) { try Mailbox(address: address) }
    }

    @Test(arguments: ["a@localhost", "first.last+tag@sub.example.co.in", "o'brien@example.org", "x_y-z@a-b.example"])
    func goodAddressesAreTaken(address: String) throws {
        #expect(try Mailbox(address: address).address == address)
    }

    @Test(arguments: [nil, "Zoë Ünal", "A <b> c", "Rao, Asha"] as [String?]) func aMailboxIsReadAsItIsWritten(name: String?) throws {
        let mailbox = try Mailbox(name: name, address: "a@b.example")
        #expect(try Mailbox(written: mailbox.description) == mailbox)
    }

    @Test func routesAreRead() throws {
        #expect(try MailRoute("file:var/mail") == .folder(URL(filePath: "var/mail", directoryHint: .isDirectory)))
        guard case .server(let server) = try MailRoute("smtp://a%40b:p%3Aw@mail.example:2525") else { throw MailFailure.timedOut }
        #expect(server.username == "a@b" && server.password == "p:w" && server.port == 2525 && server.startTLS == .required)
        guard case .server(let plain) = try MailRoute("smtp://mail.example") else { throw MailFailure.timedOut }
        #expect(plain.port == 25 && plain.startTLS == .offered)
        guard case .server(let wrapped) = try MailRoute("smtps://mail.example") else { throw MailFailure.timedOut }
        #expect(wrapped.port == 465 && wrapped.isWrapped)
        for bad in ["", "file:", "http://x", "smtp://", "mail.example", "smtp://x?tls=perhaps", "smtp://x?what=1"] {
            #expect(throws: MailRoute.Malformed.self) { try MailRoute(bad) }
        }
    }

    @Test func mailInAFolderIsThereOnceHoweverOftenItIsTried() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shortlist-eml-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let mailer = MailRoute.folder(folder).mailer()
        let letter = try Self.letter(to: "Zoë", subject: "Nämlich", text: "ü\n")
        for _ in 0..<3 { try await mailer.deliver(letter) }
        let entries = MailFolder(folder).newest()
        #expect(entries.map(\.mail.subject) == ["Nämlich"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [entries[0].fileName])
        #expect(try Data(contentsOf: folder.appending(path: entries[0].fileName)) == letter.bytes)
        for name in ["../x.eml", ".hidden.eml", "no.eml", "x.txt"] { #expect(MailFolder(folder).mail(named: name) == nil) }
    }

    @Test func aFolderThatCannotBeWrittenIsAClearFailure() async throws {
        let mailer = FileMailer(folder: URL(filePath: "/dev/null/mail"))
        let letter = try Self.letter()
        await #expect { try await mailer.deliver(letter) } throws: { error in
            if case MailFailure.cannotWrite = error { true } else { false }
        }
    }
}
