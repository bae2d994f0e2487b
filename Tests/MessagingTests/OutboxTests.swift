import Background
import Foundation
import Postgres
import Schema
import Synchronization
import TestKit
import Testing

@testable import Messaging

@Suite struct OutboxTests {
    struct Undo: Error {}

    private func withDatabase<T>(_ body: (Pool) async throws -> T) async throws -> T {
        let url = try await TestCluster.shared.clone(of: "messaging") { url in
            try await Migrator(migrations: try Schema.migrations()).run(on: url)
        }
        let pool = Pool(url: url, size: 4)
        let result = try await body(pool)
        pool.close()
        try await TestCluster.shared.drop(url)
        return result
    }

    private func worker(_ pool: Pool, _ mailer: any Mailer) throws -> Worker {
        let sender = try Mailbox(name: "Shortlist", address: "desk@agency.example")
        return Worker(database: pool, handlers: [Outbox.kind: Outbox.handler(database: pool, mailer: mailer, sender: sender)])
    }

    private func message(to address: String = "zoe@example.org") throws -> EmailMessage {
        try EmailMessage(to: Mailbox(name: "Zoë Ünal", address: address), subject: "Grüße", text: "Hallo Zoë\n", html: "<p>Hallo</p>")
    }

    private func makeAllDue(_ pool: Pool) async throws {
        try await pool.run(Command("UPDATE background_jobs SET run_at = clock_timestamp() - interval '1 second'"))
    }

    @Test func aRollbackSendsNothing() async throws {
        try await withDatabase { pool in
            let message = try message()
            await #expect(throws: Undo.self) {
                try await pool.transaction { transaction in
                    try await Outbox.send(message, in: transaction)
                    throw Undo()
                }
            }
            #expect(try await pool.all(Outbox.newest()).isEmpty)
            #expect(try await pool.one(Work.census).due == 0)
        }
    }

    @Test func whatWasPutInTheOutboxIsSentOnce() async throws {
        let server = try MailServer()
        defer { server.stop() }
        try await withDatabase { pool in
            let message = try message()
            let id = try await pool.transaction { try await Outbox.send(message, in: $0) }
            let worker = try worker(pool, SMTPMailer(server: try SMTPServer(url: "smtp://127.0.0.1:\(server.port)")))
            #expect(try await worker.drain() == 1)
            let line = try await pool.one(Outbox.mail(id))
            #expect(line.sentAt != nil && line.messageID == "<\(id)@agency.example>")
            // The same work once more, as after a crash, finds it sent.
            try await Work.enqueue(kind: Outbox.kind, payload: Outbox.Order(mail: id), in: pool)
            #expect(try await worker.drain() == 1)
            let mail = try #require(try server.received().first)
            #expect(try server.received().count == 1 && mail.to == ["zoe@example.org"])
            let read = ReceivedMail(eml: mail.content)
            #expect(read.to == "Zoë Ünal <zoe@example.org>" && read.subject == "Grüße" && read.text == "Hallo Zoë\n")
        }
    }

    @Test func aServerThatIsDownLosesNothing() async throws {
        let first = try MailServer()
        first.stop()
        try await withDatabase { pool in
            let message = try message()
            let id = try await pool.transaction { try await Outbox.send(message, in: $0) }
            let worker = try worker(pool, SMTPMailer(server: try SMTPServer(url: "smtp://127.0.0.1:\(first.port)")))
            #expect(try await worker.drain() == 1)
            let before = try await pool.one(Outbox.mail(id))
            #expect(before.sentAt == nil && before.messageID != nil)
            let error = try await pool.one(Query<One<String>>("SELECT last_error FROM background_jobs")).value
            #expect(error.hasPrefix("the mail could not be sent") && !error.contains("zoe"))
            let second = try MailServer(.init(port: first.port))
            defer { second.stop() }
            try await makeAllDue(pool)
            #expect(try await worker.drain() == 1)
            let after = try await pool.one(Outbox.mail(id))
            #expect(after.sentAt != nil && after.messageID == before.messageID)
            #expect(ReceivedMail(eml: try #require(try second.received().first).content).messageID == before.messageID)
        }
    }

    @Test func aRefusedRecipientIsGivenUpAtOnce() async throws {
        let server = try MailServer()
        defer { server.stop() }
        try await withDatabase { pool in
            let message = try message(to: "nobody@example.org")
            let id = try await pool.transaction { try await Outbox.send(message, in: $0) }
            try await worker(pool, SMTPMailer(server: try SMTPServer(url: "smtp://127.0.0.1:\(server.port)"))).drain()
            #expect(try await pool.one(Outbox.mail(id)).sentAt == nil)
            #expect(try await pool.one(Work.census).failed == 1)
            let error = try await pool.one(Query<One<String>>("SELECT last_error FROM background_jobs")).value
            #expect(error == "the mail server refused the mail for good (550)")
        }
    }

    @Test func aMailDeletedBeforeItWentOutIsNotSent() async throws {
        try await withDatabase { pool in
            let folder = FileManager.default.temporaryDirectory.appending(path: "shortlist-eml-\(UUID().uuidString)")
            let message = try message()
            let id = try await pool.transaction { try await Outbox.send(message, in: $0) }
            try await pool.run(Command("DELETE FROM outbox WHERE id = \(id)"))
            #expect(try await worker(pool, FileMailer(folder: folder)).drain() == 1)
            #expect(MailFolder(folder).newest().isEmpty)
            #expect(try await pool.one(Work.census).failed == 0)
        }
    }
}
