import Accounts
package import Background
package import Documents
import Foundation
package import Postgres
import Web

/// After an application: reads the résumé and fills the profile. Done again until it works; where a résumé cannot be read the application
/// stays and the recruiter gets a card. Scoring follows as work of its own, read or not.
package struct ResumeWork: Sendable {
    package static let kind = "read_resume"

    package struct Order: Codable, Sendable {
        /// With which it came; nil where somebody sent it by itself.
        var application: ID<Application>?
        var candidate: ID<User>
        /// Of the file, in hexadecimal: an order about a file that was replaced since has nothing left to do but score.
        var sha256: String
        var fileName: String
    }

    let database: any Database
    let files: FileStore
    /// Whether the profile is filled from what was read, asked for each résumé; else only the text is kept.
    let fillsFields: @Sendable () -> Bool
    let proposer: (any ResumeProposer)?

    package init(
        database: any Database, files: FileStore, fillsFields: @escaping @Sendable () -> Bool = { true }, proposer: (any ResumeProposer)? = nil
    ) {
        self.database = database
        self.files = files
        self.fillsFields = fillsFields
        self.proposer = proposer
    }

    static func enqueue(_ application: ID<Application>?, of candidate: ID<User>, digest: Data, fileName: String, in transaction: some Database) async throws {
        let order = Order(application: application, candidate: candidate, sha256: digest.hex, fileName: fileName)
        try await Work.enqueue(kind: kind, payload: order, uniqueKey: "\(kind):\(application?.description ?? "of \(candidate)")", in: transaction)
    }

    package var handler: WorkHandler { Work.handler(of: Order.self) { order, attempt in try await read(order, isLast: attempt.isLast) } }

    private func read(_ order: Order, isLast: Bool) async throws {
        let file: URL
        do {
            file = try files.open(order.sha256)
        } catch FileStoreError.notFound {
            throw GiveUp("the stored file is missing")
        }
        do {
            if fillsFields() {
                try await keep(try await ResumeReading.read(file, named: order.fileName, proposer: proposer), order)
            } else {
                try await keep(text: try await Extraction.extract(file: file, named: order.fileName).text, order)
            }
        } catch let failure as ExtractionFailure {
            // Slow or short of a tool may be over in a minute; all else will not get better.
            if [.timeout, .toolMissing].contains(failure), !isLast { throw failure }
            try await database.transaction { try await Self.refuse(order, failure.message, in: $0) }
        }
    }

    private func keep(_ reading: ResumeReading.Reading, _ order: Order) async throws {
        try await database.transaction { transaction in
            guard let order = try await Self.following(order, in: transaction) else { return }
            try await transaction.run(Readings.keeping(reading, of: order.candidate, digest: Data(hex: order.sha256)))
            // Where a newer file took its place, that one's own work does the rest.
            guard let columns = try await Profile.fill(order.candidate, from: reading, digest: Data(hex: order.sha256), in: transaction) else { return }
            try await Scoring.enqueue(order.candidate, in: transaction)
            try await transaction.run(ActionQueue.settlingParseFailures(of: order.candidate))
            try await transaction.run(
                ActivityLog.recording(
                    "READ_RESUME", severity: .success, by: nil, of: ("candidate", order.candidate.uuid),
                    "A résumé was read. It speaks of: \(columns.joined(separator: ", "))."))
        }
    }

    /// The text alone, for search and for the recruiter's eye.
    private func keep(text: String, _ order: Order) async throws {
        try await database.transaction { transaction in
            guard let order = try await Self.following(order, in: transaction) else { return }
            guard try await transaction.run(Profile.keeping(text: text, of: order.candidate, digest: Data(hex: order.sha256))) == 1 else { return }
            try await Scoring.enqueue(order.candidate, in: transaction)
            try await transaction.run(ActionQueue.settlingParseFailures(of: order.candidate))
        }
    }

    /// The same about whoever its person was merged into meanwhile: their files are there by now. Nobody merges or erases them until the transaction
    /// ends; of somebody who was erased before, there is nothing left that could be written to.
    private static func following(_ order: Order, in transaction: Transaction) async throws -> Order? {
        guard let kept = try await KeptPerson.holding(order.candidate, in: transaction) else { return nil }
        var order = order
        order.candidate = kept.id
        return order
    }

    /// Done again, it finds its words and its card there and adds nothing; a card that somebody set aside stays aside.
    private static func refuse(_ order: Order, _ message: String, in transaction: Transaction) async throws {
        guard let order = try await following(order, in: transaction) else { return }
        try await transaction.run(Readings.refusing(message, of: order.candidate, digest: Data(hex: order.sha256)))
        guard let told = try await transaction.first(telling(order)) else { return }
        guard !told.isTold else { return }
        try await transaction.run(
            Command("UPDATE candidate_profiles SET resume_problem = \(message), updated_at = now() WHERE user_id = \(order.candidate)"))
        if let job = told.job {
            try await transaction.run(ActionQueue.raisingParseFailure(job: job, candidate: order.candidate, file: order.fileName, reason: message))
            try await transaction.run(Changes.tell(Jobs.topic(of: job)))
        }
        let entity = order.application.map { ("application", $0.uuid) } ?? ("candidate", order.candidate.uuid)
        try await transaction.run(ActivityLog.recording("PARSE_FAILURE", severity: .warning, by: nil, of: entity, message))
        try await Scoring.enqueue(order.candidate, in: transaction)
    }

    /// People who were one until now: what was read of either's résumé meanwhile may be with the other, and what was not read is read now.
    static func readAgain(_ people: [ID<User>], since time: Date, in transaction: Transaction) async throws {
        for unread in try await transaction.all(Unread.since(time, of: people)) {
            try await enqueue(nil, of: unread.person, digest: unread.digest, fileName: unread.fileName, in: transaction)
        }
    }

    private struct Unread: RowDecodable {
        let person: ID<User>
        let digest: Data
        let fileName: String

        init(row: Row) throws {
            person = try row.get("user_id")
            digest = try row.get("resume_sha256")
            fileName = try row.get("resume_file_name")
        }

        static func since(_ time: Date, of people: [ID<User>]) -> Query<Unread> {
            Query(
                """
                SELECT profile.user_id, profile.resume_sha256, coalesce(profile.resume_file_name, 'resume') AS resume_file_name
                FROM candidate_profiles AS profile JOIN stored_files ON stored_files.sha256 = profile.resume_sha256
                WHERE profile.user_id = ANY(\(people)) AND (profile.resume_text IS NULL AND profile.resume_problem IS NULL OR EXISTS (
                    SELECT FROM candidate_files AS file JOIN resume_readings AS reading ON reading.file_id = file.id
                    WHERE file.user_id = ANY(\(people)) AND reading.read_at >= \(time)))
                """)
        }
    }

    private struct Told: RowDecodable {
        /// Of the application that it came with, and where there is none (any more), of the newest that is going on; nil where nobody waits for it.
        let job: ID<Job>?
        let isTold: Bool

        init(row: Row) throws {
            job = try row.get("job_id")
            isTold = try row.get("is_told")
        }
    }

    /// No row where a newer file took the place of the one in question.
    private static func telling(_ order: Order) -> Query<Told> {
        Query(
            """
            SELECT newest.job_id, profile.resume_problem IS NOT NULL AND (newest.job_id IS NULL OR EXISTS (
                SELECT FROM action_queue WHERE type = 'PARSE_FAILURE' AND related_job_id = newest.job_id AND related_candidate_id = profile.user_id)) AS is_told
            FROM candidate_profiles AS profile LEFT JOIN LATERAL (
                SELECT job_id FROM applications WHERE candidate_id = profile.user_id AND (id = \(order.application) OR is_active)
                ORDER BY (id = \(order.application)) DESC NULLS LAST, applied_at DESC LIMIT 1) AS newest ON true
            WHERE profile.user_id = \(order.candidate) AND profile.resume_sha256 = \(Data(hex: order.sha256)) FOR UPDATE OF profile
            """)
    }

    /// Every attempt failed: the recruiter is told in the transaction that gives the work up.
    package static let onGivenUp: GivenUpHook = { givenUp, transaction in
        guard givenUp.attempt.kind == kind, let order = try? JSONDecoder().decode(Order.self, from: givenUp.payload) else { return }
        try await refuse(order, "We could not read this file. Please look at it, or ask for another copy.", in: transaction)
    }
}
