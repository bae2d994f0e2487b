import Accounts
package import Background
package import Documents
import Foundation
package import Postgres
import Web

/// The SQL of receipts.
enum Erasures {
    struct Receipt: RowDecodable {
        let number: ID<Erasure>
        let person: ID<User>
        let isAskedByPerson: Bool
        let at: Date
        let removed, kept: [String: Int]
        /// When the files had left the disk; nil while they are on their way.
        let filesGoneAt: Date?

        init(row: Row) throws {
            number = try row.get("id")
            person = try row.get("user_id")
            isAskedByPerson = try row.get("asked_by", as: String.self) == "person"
            at = try row.get("erased_at")
            removed = try row.get("removed", as: JSON<[String: Int]>.self).value
            kept = try row.get("kept", as: JSON<[String: Int]>.self).value
            filesGoneAt = try row.get("files_gone_at")
        }
    }

    struct Kept: RowDecodable {
        let counts: [String: Int]

        init(row: Row) throws {
            counts = ["trail": try row.get("trail"), "applications": try row.get("applications"), "consents": try row.get("consents")]
        }
    }

    private static let columns: SQL = "id, user_id, asked_by, erased_at, removed, kept, files_gone_at"

    static func receipt(_ number: ID<Erasure>) -> Query<Receipt> { Query("SELECT \(columns) FROM erasures WHERE id = \(number)") }

    static func newest(after place: ListPlace?, limit: Int) -> Query<Receipt> {
        let from: SQL = place.map { "WHERE (erased_at, id) < (\($0.at), \($0.id))" } ?? ""
        return Query("SELECT \(columns) FROM erasures \(from) ORDER BY erased_at DESC, id DESC LIMIT \(limit + 1)")
    }

    static func number(of person: ID<User>) -> Query<One<ID<Erasure>>> { Query("SELECT id FROM erasures WHERE user_id = \(person)") }

    static func recording(_ number: ID<Erasure>, of person: ID<User>, askedBy: String, removed: [String: Int], kept: [String: Int]) -> Command {
        Command(
            """
            INSERT INTO erasures (id, user_id, asked_by, removed, kept) VALUES (\(number), \(person), \(askedBy), \(JSON(removed)), \(JSON(kept)))
            """)
    }

    /// What stays of them, and the entry of the trail that the erasure itself writes.
    static func kept(_ traces: Traces) -> Query<Kept> {
        Query(
            """
            SELECT 1 + (SELECT count(*) FROM activity_logs WHERE user_id = ANY(\(traces.people)) OR entity_id = ANY(\(traces.people))
                    OR entity_id = ANY(\(traces.applications))) AS trail,
                (SELECT count(*) FROM applications WHERE candidate_id = ANY(\(traces.people))) AS applications,
                (SELECT count(*) FROM consents WHERE user_id = ANY(\(traces.people))) AS consents
            """)
    }

    /// What an erasure would find, for the page that asks whether to go on.
    struct Outlook: RowDecodable {
        let name: String
        let email: String?
        let isCandidate, isErased: Bool
        let files, applications, running, messages: Int

        init(row: Row) throws {
            name = try row.get("full_name")
            email = try row.get("email")
            isCandidate = try row.get("is_candidate")
            isErased = try row.get("is_erased")
            files = try row.get("files")
            applications = try row.get("applications")
            running = try row.get("running")
            messages = try row.get("messages")
        }
    }

    static func outlook(of person: ID<User>) -> Query<Outlook> {
        Query(
            """
            SELECT users.full_name, users.email, users.role = 'CANDIDATE' AS is_candidate, users.erased_at IS NOT NULL AS is_erased,
                (SELECT count(DISTINCT sha256) FROM candidate_files WHERE user_id = users.id) AS files,
                (SELECT count(*) FROM applications WHERE candidate_id = users.id) AS applications,
                (SELECT count(*) FROM applications WHERE candidate_id = users.id AND is_active) AS running,
                (SELECT count(*) FROM chat_messages JOIN applications ON applications.id = application_id WHERE candidate_id = users.id) AS messages
            FROM users WHERE users.id = \(person)
            """)
    }
}

/// After an erasure: its files leave the disk, and the letter with the receipt leaves the outbox once it was sent. Done again until both are so.
package struct ErasureWork: Sendable {
    package static let kind = "finish_erasure"

    struct Order: Codable, Sendable {
        var erasure: ID<Erasure>
        /// Of files, in hexadecimal.
        var digests: [String]
        /// The letter, where there is an address to send it to.
        var receipt: UUID?
        var begun: Date
    }

    /// How long a letter may wait for a mail server that is away; then it goes unsent.
    private static let patience: TimeInterval = 3 * 86_400

    let database: any Database
    let files: FileStore

    package init(database: any Database, files: FileStore) { (self.database, self.files) = (database, files) }

    static func enqueue(_ erasure: ID<Erasure>, receipt: UUID?, digests: [Data], in transaction: some Database) async throws {
        try await enqueue(Order(erasure: erasure, digests: digests.map(\.hex), receipt: receipt, begun: Date()), in: transaction)
    }

    private static func enqueue(_ order: Order, at time: Date? = nil, in database: some Database) async throws {
        try await Work.enqueue(kind: kind, payload: order, uniqueKey: "\(kind):\(order.erasure)", runAt: time, maxAttempts: 200, in: database)
    }

    package var handler: WorkHandler {
        Work.handler(of: Order.self) { order, _ in
            for digest in order.digests { try await StoredFiles.forget(digest, from: files, in: database) }
            try await database.run(Command("UPDATE erasures SET files_gone_at = now() WHERE id = \(order.erasure) AND files_gone_at IS NULL"))
            guard let receipt = order.receipt else { return }
            let isLate = order.begun.timeIntervalSinceNow < -Self.patience
            let isGone = Query<One<Bool>>(
                """
                WITH gone AS (DELETE FROM outbox WHERE id = \(receipt) AND (sent_at IS NOT NULL OR \(isLate)) RETURNING 1)
                SELECT NOT EXISTS (SELECT FROM outbox WHERE id = \(receipt)) OR EXISTS (SELECT FROM gone) AS is_gone
                """)
            if try await database.one(isGone).value { return }
            try await Self.enqueue(
                Order(erasure: order.erasure, digests: [], receipt: receipt, begun: order.begun), at: Date().addingTimeInterval(60), in: database)
        }
    }
}
