import Accounts
import Documents
import Foundation
import Postgres
import Web

/// The résumés that somebody has here: the newest that was sent, or the one chosen since, is the master, which the profile is filled from and
/// recruiters read. The same file sent twice is one version.
enum ResumeVersions {
    /// Of different content, a person.
    static let most = 50

    struct Version: RowDecodable {
        /// Of its newest row.
        let id: ID<Candidates.SentFile>
        let name: String
        let sentAt: Date
        let digest: Data
        let bytes: Int
        let mediaType: String
        let isMaster: Bool
        /// Titles of jobs that it was sent for.
        let jobs: [String]
        /// Some of those applications are going on.
        let isInUse: Bool
        let isRead: Bool
        let problem: String?
        let pages: Int?
        /// What it spoke of, as columns.
        let found: [String]

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("file_name")
            sentAt = try row.get("created_at")
            digest = try row.get("sha256", as: Data.self)
            bytes = try row.get("bytes")
            mediaType = try row.get("media_type")
            isMaster = try row.get("is_master")
            jobs = try row.texts("jobs")
            isInUse = try row.get("is_in_use")
            isRead = try row.get("is_read")
            problem = try row.get("problem")
            pages = try row.get("pages")
            found = try row.texts("found")
        }
    }

    /// Newest first. What was read is kept with each file; of a master from before that was so, the profile knows.
    static func all(of person: ID<User>) -> Query<Version> {
        Query(
            """
            WITH versions AS (
                SELECT DISTINCT ON (sha256) id, file_name, created_at, sha256 FROM candidate_files WHERE user_id = \(person)
                ORDER BY sha256, created_at DESC, id DESC)
            SELECT versions.*, stored_files.bytes, stored_files.media_type, coalesce(profile.resume_sha256 = versions.sha256, false) AS is_master,
                coalesce(sent.jobs, '[]') AS jobs, coalesce(sent.is_in_use, false) AS is_in_use,
                CASE WHEN reading.file_id IS NOT NULL THEN reading.problem WHEN profile.resume_sha256 = versions.sha256 THEN profile.resume_problem END AS problem,
                CASE WHEN reading.file_id IS NOT NULL THEN reading.problem IS NULL
                    ELSE coalesce(profile.resume_sha256 = versions.sha256 AND profile.resume_problem IS NULL AND profile.resume_text IS NOT NULL AND NOT \(isWaiting), false) END AS is_read,
                reading.pages,
                CASE WHEN jsonb_typeof(reading.findings) = 'object' AND reading.findings <> '{}' THEN (SELECT jsonb_agg(key ORDER BY key) FROM jsonb_object_keys(reading.findings) AS key)
                    WHEN profile.resume_sha256 = versions.sha256 AND NOT \(isWaiting)
                        THEN coalesce((SELECT jsonb_agg(key ORDER BY key) FROM jsonb_each_text(profile.field_sources) WHERE value = 'resume'), '[]')
                    ELSE '[]' END AS found
            FROM versions JOIN stored_files ON stored_files.sha256 = versions.sha256 LEFT JOIN candidate_profiles AS profile ON profile.user_id = \(person)
            LEFT JOIN LATERAL (
                SELECT jsonb_agg(DISTINCT jobs.title) AS jobs, bool_or(applications.is_active) AS is_in_use
                FROM candidate_files AS same JOIN applications ON applications.id = same.application_id JOIN jobs ON jobs.id = applications.job_id
                WHERE same.user_id = \(person) AND same.sha256 = versions.sha256) AS sent ON true
            LEFT JOIN LATERAL (
                SELECT resume_readings.* FROM resume_readings JOIN candidate_files AS same ON same.id = resume_readings.file_id
                WHERE same.user_id = \(person) AND same.sha256 = versions.sha256 ORDER BY read_at DESC LIMIT 1) AS reading ON true
            ORDER BY versions.created_at DESC, versions.id DESC
            """)
    }

    /// The work of reading the master is still to be done: what the profile says is of another file.
    private static let isWaiting: SQL = """
        EXISTS (SELECT FROM background_jobs WHERE kind = \(ResumeWork.kind) AND finished_at IS NULL AND failed_at IS NULL
            AND payload->>'sha256' = encode(profile.resume_sha256, 'hex') AND payload->>'candidate' = profile.user_id::text)
        """

    enum Taken { case added, known }

    enum Failure: Error { case tooMany }

    /// Another résumé becomes the master.
    /// - Parameter viewer: its person, or a colleague who adds it.
    static func take(_ file: UploadedFile, _ type: MediaType, of person: ID<User>, by viewer: Viewer, _ ask: Ask, _ office: FrontOffice) async throws -> Taken {
        let stored = try await offTheLoop { [files = office.files] in try files.put(fileAt: file.temporary) }, digest = Data(hex: stored.sha256)
        return try await office.database.transaction { transaction in
            let name = try await hold(person, in: transaction)
            let count = try await transaction.one(
                Query<One<Int>>("SELECT count(DISTINCT sha256) FROM candidate_files WHERE user_id = \(person) AND sha256 <> \(digest)"))
            guard count.value < most else { throw Failure.tooMany }
            try await StoredFiles.keep(stored, type, from: file.temporary, in: office.files, transaction)
            let isNew = try await transaction.run(filing(digest, file.fileName, of: person)) == 1
            try await makeMaster(digest, file.fileName, of: person, in: transaction)
            let words = viewer.id == person ? "\(name) sent a résumé" : "\(viewer.name) added a résumé of \(name)"
            try await transaction.run(
                ActivityLog.recording(
                    "ADDED_RESUME", severity: .success, by: viewer.id, of: ("candidate", person.uuid), "\(words): \(file.fileName).", from: ask.origin))
            return isNew ? .added : .known
        }
    }

    /// An earlier one becomes the master again.
    /// - Returns: its name; nil where it is not theirs.
    static func choose(_ id: ID<Candidates.SentFile>, of viewer: Viewer, _ ask: Ask, in database: any Database) async throws -> String? {
        try await database.transaction { transaction in
            _ = try await hold(viewer.id, in: transaction)
            guard let file = try await transaction.first(Candidates.file(id, of: viewer.id)) else { return nil }
            try await makeMaster(file.digest, file.name, of: viewer.id, in: transaction)
            try await transaction.run(
                ActivityLog.recording(
                    "CHOSE_RESUME", severity: .success, by: viewer.id, of: ("candidate", viewer.id.uuid),
                    "\(viewer.name) chose an earlier résumé: \(file.name).",
                    from: ask.origin))
            return file.name
        }
    }

    enum Removed { case done, isMaster, notThere }

    /// One that is not the master goes, from the disk too where nobody else sent the same.
    static func remove(_ id: ID<Candidates.SentFile>, of viewer: Viewer, _ ask: Ask, in database: any Database) async throws -> Removed {
        try await database.transaction { transaction in
            _ = try await hold(viewer.id, in: transaction)
            guard let file = try await transaction.first(Candidates.file(id, of: viewer.id)) else { return .notThere }
            let master = Query<One<Bool>>(
                "SELECT coalesce(resume_sha256 = \(file.digest), false) AS is_master FROM candidate_profiles WHERE user_id = \(viewer.id) FOR UPDATE")
            if try await transaction.first(master)?.value == true { return .isMaster }
            try await transaction.run(Command("DELETE FROM candidate_files WHERE user_id = \(viewer.id) AND sha256 = \(file.digest)"))
            try await FileWork.enqueue([file.digest], in: transaction)
            try await transaction.run(
                ActivityLog.recording(
                    "REMOVED_RESUME", severity: .success, by: viewer.id, of: ("candidate", viewer.id.uuid), "\(viewer.name) removed a résumé.", from: ask.origin
                ))
            return .done
        }
    }

    /// Holds the person against being erased meanwhile. A 404 for who is none, is erased, or is kept under another profile.
    /// - Returns: their name.
    private static func hold(_ person: ID<User>, in transaction: Transaction) async throws -> String {
        let held = Query<One<String>>(
            "SELECT full_name FROM users WHERE id = \(person) AND role = 'CANDIDATE' AND erased_at IS NULL AND merged_into IS NULL FOR NO KEY UPDATE")
        guard let name = try await transaction.first(held)?.value else { throw Refusal.notFound }
        return name
    }

    /// No row where they sent the same file before.
    private static func filing(_ digest: Data, _ name: String, of person: ID<User>) -> Command {
        Command(
            """
            INSERT INTO candidate_files (id, user_id, sha256, file_name) SELECT \(UUID.v7())::uuid, \(person)::uuid, \(digest)::bytea, \(name)::text
            WHERE NOT EXISTS (SELECT FROM candidate_files WHERE user_id = \(person) AND sha256 = \(digest))
            """)
    }

    /// The text of the one before stays until this one is read.
    private static func makeMaster(_ digest: Data, _ name: String, of person: ID<User>, in transaction: Transaction) async throws {
        try await transaction.run(
            Command(
                """
                INSERT INTO candidate_profiles AS profile (user_id, resume_sha256, resume_file_name, resume_url, resume_last_updated)
                VALUES (\(person), \(digest), \(name), '/desk/candidates/' || \(person)::text || '/resume', now())
                ON CONFLICT (user_id) DO UPDATE SET resume_problem = CASE WHEN profile.resume_sha256 = excluded.resume_sha256 THEN profile.resume_problem END,
                    resume_sha256 = excluded.resume_sha256, resume_file_name = excluded.resume_file_name, resume_url = excluded.resume_url,
                    resume_last_updated = now(), updated_at = now()
                """))
        try await ResumeWork.enqueue(nil, of: person, digest: digest, fileName: name, in: transaction)
    }
}
