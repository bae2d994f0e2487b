package import Accounts
import Background
package import Documents
import Foundation
import Messaging
package import Postgres
package import Web

/// A stranger applies: person, profile, consent, application, timeline, the recruiter's card, the confirmation and the work of reading
/// the résumé are written together. What comes later can fail without losing any of it.
package struct Applying: Sendable {
    let database: any Database
    let files: FileStore
    let site: Site

    package init(database: any Database, files: FileStore, site: Site) {
        self.database = database
        self.files = files
        self.site = site
    }

    package enum Outcome: String, Sendable, Codable {
        case received
        /// The same person applied before: the earlier application has the new details.
        case updated
        /// The same click twice: nothing was to be done again.
        case repeated
    }

    /// A job as far as applying to it goes.
    package struct OpenJob: Sendable, RowDecodable {
        package let id: ID<Job>
        package let title, employer: String
        package let slug: String
        package let isOpen: Bool

        package init(row: Row) throws {
            id = try row.get("id")
            title = try row.get("title")
            employer = try row.get("employer")
            slug = try row.get("slug_url")
            isOpen = try row.get("is_open")
        }
    }

    package func job(slug: String) async throws -> OpenJob? {
        try await database.first(
            Query(
                """
                SELECT jobs.id, jobs.title, jobs.slug_url,
                    CASE WHEN jobs.is_client_confidential THEN \(site.name)::text ELSE clients.name END AS employer,
                    \(Jobs.isOpen) AS is_open
                FROM jobs JOIN clients ON clients.id = jobs.client_id WHERE jobs.slug_url = \(slug) AND jobs.status <> 'Draft'
                """))
    }

    /// The file first, then all rows at once: a file that no row speaks of is harmless, a row without its file would not be.
    package func apply(_ applicant: Applicant, to job: OpenJob, from origin: Origin) async throws -> Outcome {
        let stored = try await offTheLoop { try files.put(fileAt: applicant.resume.temporary) }
        let digest = Data(hex: stored.sha256)
        return try await database.transaction { transaction in
            // Two requests of one person take turns: of whatever spelling the address.
            try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended(\(applicant.email.key), 7))"))
            guard try await transaction.first(Self.stillOpen(job.id)) != nil else { throw Refusal.gone("This job was closed a moment ago. Nothing was sent.") }
            let record = try await person(applicant, in: transaction), person = record.id
            if try await transaction.first(Self.justNow(person, job.id, digest, phone: applicant.phone)) != nil { return .repeated }
            guard try await transaction.one(Self.letters(to: person)).value < Self.mostLettersAnHour else { throw Refusal.tooMany(retryAfterSeconds: 3_600) }
            try await StoredFiles.keep(stored, applicant.mediaType, from: applicant.resume.temporary, in: files, transaction)
            try await transaction.run(Self.fillingProfile(of: person, applicant, digest: digest))
            try await transaction.run(Self.consenting(person, agency: site.name, job: job, origin))
            let application = try await transaction.one(Self.putting(person, job.id))
            try await transaction.run(Self.filing(digest, applicant.resume.fileName, of: person, with: application.id))
            try await transaction.run(Self.noting(application, by: person, file: applicant.resume.fileName))
            try await transaction.run(
                ActivityLog.recording(
                    "APPLIED", severity: .success, by: nil, of: ("application", application.id.uuid), "\(applicant.name) applied for \(job.title).",
                    change: .init(from: ["status": application.previous], to: ["status": application.status]), from: origin))
            if application.isNew || application.wasWithdrawn { try await transaction.run(ActionQueue.raisingMatches(for: job.id)) }
            try await confirm(applicant, at: record.email, job, application, in: transaction)
            try await ResumeWork.enqueue(application.id, of: person, digest: digest, fileName: applicant.resume.fileName, in: transaction)
            try await transaction.run(Changes.tell(Jobs.topic(of: job.id)))
            return application.isNew ? .received : .updated
        }
    }

    private struct Person: RowDecodable {
        let id: ID<User>
        /// On record: the spelling with which the person came first.
        let email: String

        init(id: ID<User>, email: String) { (self.id, self.email) = (id, email) }

        init(row: Row) throws {
            id = try row.get("id")
            email = try row.get("email")
        }
    }

    private func person(_ applicant: Applicant, in transaction: Transaction) async throws -> Person {
        let email = applicant.email
        // Whoever was merged into somebody is that one; the letter goes to the address that one has.
        if let known = try await KeptPerson.holding(email, in: transaction) { return Person(id: known.id, email: known.email ?? email.text) }
        let person = Person(id: ID(), email: email.text)
        try await transaction.run(Users.creating(person.id, name: applicant.name, email: email, role: .candidate, passwordHash: nil))
        return person
    }

    /// The private link, by mail only, and to the address on record: another spelling may be another mailbox on some server.
    private func confirm(_ applicant: Applicant, at address: String, _ job: OpenJob, _ application: Put, in transaction: Transaction) async throws {
        let token = Token.random()
        try await transaction.run(
            Command(
                "INSERT INTO application_links (token_hash, application_id, expires_at) VALUES (\(Token.hash(token)), \(application.id), now() + interval '1 year')"
            ))
        let opening = application.isNew ? "We have your application" : "You had applied before, and we have put your new details with that application,"
        let text = """
            Hello \(applicant.name),

            \(opening) for \(job.title) at \(job.employer).

            See where it stands, or withdraw it, at any time:
            \(site.url(Link("a", token)))

            The link is yours alone: whoever has it can see your application. If you did not apply, open it and withdraw.

            All your applications, your profile, your résumés and what we hold about you are on your own page. A link by mail lets you in:
            \(site.url(Link("me")))

            \(site.name)
            """
        try await Outbox.send(
            try EmailMessage(to: try mailbox(applicant, at: address), subject: "Your application: \(job.title)".oneLine, text: text), in: transaction)
    }
}

extension Applying {
    /// With the name where a header can hold it; a name of 200 emoji is no reason to lose an application.
    private func mailbox(_ applicant: Applicant, at address: String) throws -> Mailbox {
        if let named = try? Mailbox(name: applicant.name.oneLine, address: address) { return named }
        return try Mailbox(address: address)
    }
}

// MARK: The statements, in their order

extension Applying {
    /// A stranger can type anybody's address: their mailbox gets so many of our letters an hour and no more.
    private static let mostLettersAnHour = 10

    private static func letters(to person: ID<User>) -> Query<One<Int>> {
        Query(
            """
            SELECT count(*) FROM application_links JOIN applications ON applications.id = application_links.application_id
            WHERE applications.candidate_id = \(person) AND application_links.created_at > now() - interval '1 hour'
            """)
    }

    /// Held open until the application is written.
    private static func stillOpen(_ job: ID<Job>) -> Query<One<ID<Job>>> { Query("SELECT id FROM jobs WHERE id = \(job) AND \(Jobs.isOpen) FOR SHARE") }

    /// The same file and number for the same job within the last minute.
    private static func justNow(_ person: ID<User>, _ job: ID<Job>, _ digest: Data, phone: String) -> Query<One<ID<Application>>> {
        Query(
            """
            SELECT applications.id FROM applications JOIN candidate_profiles ON candidate_profiles.user_id = applications.candidate_id
            WHERE applications.job_id = \(job) AND applications.candidate_id = \(person) AND candidate_profiles.resume_sha256 = \(digest)
                AND applications.status <> 'Withdrawn' AND \(phone) IN (candidate_profiles.phone, candidate_profiles.alternate_phone)
                AND EXISTS (SELECT FROM application_links WHERE application_id = applications.id AND created_at > now() - interval '1 minute')
            """)
    }

    /// A new number does not push out one that the person gave before: it is kept beside it. The newest résumé is the master; the text of
    /// the one before stays until the new one is read.
    private static func fillingProfile(of person: ID<User>, _ applicant: Applicant, digest: Data) -> Command {
        Command(
            """
            INSERT INTO candidate_profiles AS profile (user_id, phone, resume_sha256, resume_file_name, resume_url, resume_last_updated, field_sources, field_dates, source)
            VALUES (\(person), \(applicant.phone), \(digest), \(applicant.resume.fileName), '/desk/candidates/' || \(person)::text || '/resume', now(), '{"phone": "person"}', \(Profile.dates(["phone"])), 'Applied')
            ON CONFLICT (user_id) DO UPDATE SET
                phone = CASE WHEN profile.phone IS NULL OR profile.field_sources->>'phone' = 'resume' THEN excluded.phone ELSE profile.phone END,
                alternate_phone = CASE WHEN (profile.alternate_phone IS NULL OR profile.field_sources->>'alternate_phone' = 'apply') AND profile.phone IS NOT NULL AND profile.field_sources->>'phone' IS DISTINCT FROM 'resume'
                    AND right(regexp_replace(profile.phone, '[^0-9]', '', 'g'), 10) <> right(regexp_replace(excluded.phone, '[^0-9]', '', 'g'), 10)
                    THEN excluded.phone ELSE profile.alternate_phone END,
                field_sources = CASE WHEN profile.phone IS NULL OR profile.field_sources->>'phone' = 'resume'
                    THEN profile.field_sources || excluded.field_sources
                    WHEN profile.alternate_phone IS NULL THEN profile.field_sources || '{"alternate_phone": "apply"}' ELSE profile.field_sources END,
                field_dates = CASE WHEN profile.phone IS NULL OR profile.field_sources->>'phone' = 'resume' THEN profile.field_dates || excluded.field_dates
                    WHEN profile.alternate_phone IS NULL THEN profile.field_dates || \(Profile.dates(["alternate_phone"])) ELSE profile.field_dates END,
                source = coalesce(profile.source, excluded.source), version = profile.version + 1,
                resume_problem = CASE WHEN profile.resume_sha256 = excluded.resume_sha256 THEN profile.resume_problem END,
                resume_sha256 = excluded.resume_sha256, resume_file_name = excluded.resume_file_name, resume_url = excluded.resume_url,
                resume_last_updated = now(), updated_at = now()
            """)
    }

    /// Every file stays findable, also when a newer one is the master.
    private static func filing(_ digest: Data, _ name: String, of person: ID<User>, with application: ID<Application>) -> Command {
        Command(
            """
            INSERT INTO candidate_files (id, user_id, application_id, sha256, file_name) VALUES (\(UUID.v7()), \(person), \(application), \(digest), \(name))
            """)
    }

    private static func consenting(_ person: ID<User>, agency: String, job: OpenJob, _ origin: Origin) -> Command {
        Command(
            """
            INSERT INTO consents (id, user_id, purpose, wording, ip_address)
            VALUES (\(UUID.v7()), \(person), 'apply:' || \(job.id)::text, \(Applicant.consent(agency: agency)), \(origin.address))
            """)
    }

    struct Put: RowDecodable {
        let id: ID<Application>
        let isNew: Bool
        let previous: String?
        let status: String
        var wasWithdrawn: Bool { previous == ApplicationStatus.withdrawn.rawValue }

        init(row: Row) throws {
            id = try row.get("id")
            isNew = try row.get("is_new")
            previous = try row.get("previous")
            status = try row.get("status")
        }
    }

    /// Whoever withdrew and applies again is new again; whoever was rejected stays where they are, and the recruiter sees it in the timeline.
    private static func putting(_ person: ID<User>, _ job: ID<Job>) -> Query<Put> {
        Query(
            """
            WITH old AS (SELECT status FROM applications WHERE job_id = \(job) AND candidate_id = \(person))
            INSERT INTO applications AS application (id, job_id, candidate_id) VALUES (\(UUID.v7()), \(job), \(person))
            ON CONFLICT (job_id, candidate_id) DO UPDATE SET times_applied = application.times_applied + 1, version = application.version + 1,
                status = CASE WHEN application.status = 'Withdrawn' THEN 'New' ELSE application.status END,
                is_active = application.status <> 'Rejected' AND application.follow_up_status IS DISTINCT FROM 'Joined',
                status_changed_at = CASE WHEN application.status = 'Withdrawn' THEN now() ELSE application.status_changed_at END
            RETURNING id, times_applied = 1 AS is_new, (SELECT status::text FROM old) AS previous, status::text AS status
            """)
    }

    private static func noting(_ application: Put, by person: ID<User>, file: String) -> Command {
        Command(
            """
            INSERT INTO application_timeline (id, application_id, previous_status, new_status, changed_by, remarks)
            VALUES (\(UUID.v7()), \(application.id), \(application.previous), \(application.status), \(person),
                \((application.isNew ? "Applied from the job page with " : "Applied again with ") + file + "."))
            """)
    }
}

extension Data {
    /// Two digits a byte; what is no digit counts as none.
    init(hex: String) {
        let digits = hex.utf8.compactMap { byte -> UInt8? in Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init) }
        self.init(stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }
}
