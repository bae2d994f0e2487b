import Foundation
import Testing

@testable import Messaging

@Suite struct SMTPTests {
    private func mailer(_ url: String, total: Duration = .seconds(20)) throws -> SMTPMailer {
        SMTPMailer(server: try SMTPServer(url: url), totalLimit: total)
    }

    private func letter(to address: String = "asha@example.org", text: String = "Hi\n.\n..\nzoë\n") throws -> Letter {
        let message = try EmailMessage(to: Mailbox(name: "Zoë Ünal", address: address), subject: "Grüße 👋", text: text, html: "<b>zoë</b>")
        return try Letter(message, from: Mailbox(address: "desk@agency.example"), messageID: "<1@agency.example>", date: .now)
    }

    @Test func aLetterArrivesByteForByte() async throws {
        let server = try MailServer()
        defer { server.stop() }
        let letter = try letter()
        try await mailer("smtp://127.0.0.1:\(server.port)").deliver(letter)
        let mail = try #require(try server.received().first)
        #expect(mail.from == "desk@agency.example" && mail.to == ["asha@example.org"] && !mail.tls)
        #expect(mail.content == letter.bytes)
        #expect(ReceivedMail(eml: mail.content).text == "Hi\n.\n..\nzoë\n")
    }

    @Test(arguments: [
        ("nobody@example.org", "Hi", MailFailure.refused(reply: 550)),
        ("asha@example.org", "FORBIDDEN", MailFailure.refused(reply: 554)),
    ])
    func aRefusalForGoodIsToldApart(address: String, text: String, failure: MailFailure) async throws {
        let server = try MailServer()
        defer { server.stop() }
        let (mailer, letter) = (try mailer("smtp://127.0.0.1:\(server.port)"), try letter(to: address, text: text))
        await #expect(throws: failure) { try await mailer.deliver(letter) }
        #expect(try server.received().isEmpty)
    }

    @Test func aRefusalForNowIsNotForGood() async throws {
        let server = try MailServer()
        defer { server.stop() }
        let (mailer, letter) = (try mailer("smtp://127.0.0.1:\(server.port)"), try letter(to: "later@example.org"))
        await #expect { try await mailer.deliver(letter) } throws: { error in
            if case MailFailure.notNow(_, reply: 451) = error { true } else { false }
        }
    }

    @Test func aServerThatIsDownIsNotNow() async throws {
        let server = try MailServer()
        server.stop()
        let (mailer, letter) = (try mailer("smtp://127.0.0.1:\(server.port)"), try letter())
        await #expect { try await mailer.deliver(letter) } throws: { error in
            if case MailFailure.notNow(_, reply: 0) = error { true } else { false }
        }
    }

    @Test func aSilentServerTimesOut() async throws {
        let server = try MailServer(.init(silent: true))
        defer { server.stop() }
        let (mailer, letter) = (try mailer("smtp://127.0.0.1:\(server.port)", total: .milliseconds(800)), try letter())
        let start = ContinuousClock.now
        await #expect(throws: MailFailure.timedOut) { try await mailer.deliver(letter) }
        #expect(ContinuousClock.now - start < .seconds(40))  // the machine may be busy; the default would be a minute
    }

    @Test func aCancelledTaskStopsTheSending() async throws {
        let server = try MailServer(.init(silent: true))
        defer { server.stop() }
        let (mailer, letter) = (try mailer("smtp://127.0.0.1:\(server.port)"), try letter())
        let sending = Task { try await mailer.deliver(letter) }
        try await Task.sleep(for: .milliseconds(300))
        let start = ContinuousClock.now
        sending.cancel()
        await #expect(throws: CancellationError.self) { try await sending.value }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func userAndPasswordAreSentAndChecked() async throws {
        let server = try MailServer(.init(user: "desk@agency", password: "p:w d"))
        defer { server.stop() }
        let letter = try letter()
        try await mailer("smtp://desk%40agency:p%3Aw%20d@127.0.0.1:\(server.port)").deliver(letter)
        #expect(try server.received().first?.user == "desk@agency")
        let wrong = try mailer("smtp://desk%40agency:wrong@127.0.0.1:\(server.port)")
        await #expect(throws: MailFailure.signInRefused) { try await wrong.deliver(letter) }
    }

    @Test func tlsIsUsedWhereOfferedAndItsCertificateChecked() async throws {
        let certificate = try Certificate()
        defer { certificate.remove() }
        let server = try MailServer(.init(starttls: true, certificate: certificate.certificate, key: certificate.key))
        defer { server.stop() }
        let letter = try letter()
        try await mailer("smtp://127.0.0.1:\(server.port)?ca=\(certificate.certificate)").deliver(letter)
        #expect(try server.received().map(\.tls) == [true])
        let strange = try mailer("smtp://127.0.0.1:\(server.port)")
        await #expect(throws: MailFailure.self) { try await strange.deliver(letter) }
        #expect(try server.received().count == 1)
    }

    @Test func wrappedTLSWorks() async throws {
        let certificate = try Certificate()
        defer { certificate.remove() }
        let server = try MailServer(.init(wrapped: true, certificate: certificate.certificate, key: certificate.key))
        defer { server.stop() }
        try await mailer("smtps://127.0.0.1:\(server.port)?ca=\(certificate.certificate)").deliver(try letter())
        #expect(try server.received().map(\.tls) == [true])
    }

    @Test func aPasswordNeverTravelsWithoutTLSWhereItIsRequired() async throws {
        let server = try MailServer(.init(user: "u", password: "p"))
        defer { server.stop() }
        let (mailer, letter) = (try mailer("smtp://u:p@127.0.0.1:\(server.port)?tls=required"), try letter())
        await #expect(throws: MailFailure.self) { try await mailer.deliver(letter) }
        #expect(try server.received().isEmpty)
    }
}
