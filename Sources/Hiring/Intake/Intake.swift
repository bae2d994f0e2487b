import Accounts
import Documents
import Foundation
import Postgres
import Web

/// Files that come to a person who is here already, and looks at them.
enum Intake {
    static func application(of file: ID<Candidates.SentFile>) -> Query<One<ID<Application>>> {
        Query("SELECT application_id FROM candidate_files WHERE id = \(file) AND application_id IS NOT NULL")
    }

    static func filing(_ digest: Data, _ name: String, of person: ID<User>) -> Command {
        Command("INSERT INTO candidate_files (id, user_id, sha256, file_name) VALUES (\(UUID.v7()), \(person), \(digest), \(name))")
    }

    /// The newest résumé is the master; the text of the one before stays until the new one is read.
    static func mastering(_ digest: Data, _ name: String, of person: ID<User>) -> Command {
        Command(
            """
            UPDATE candidate_profiles SET resume_problem = NULL, resume_sha256 = \(digest), resume_file_name = \(name),
                resume_url = '/desk/candidates/' || user_id::text || '/resume', resume_last_updated = now(), updated_at = now() WHERE user_id = \(person)
            """)
    }

    /// On record once an hour for each who looks and each they look at, however many pages there are and however many are asked for at once.
    static func recordView(of file: Candidates.SentFile, _ person: Candidates.Person, by viewer: Viewer, from origin: Origin, in database: any Database)
        async throws
    {
        let isRecorded = Query<One<Bool>>(
            """
            SELECT EXISTS (SELECT FROM activity_logs WHERE entity_id = \(person.id) AND user_id = \(viewer.id) AND action_type = 'VIEWED_RESUME'
                AND created_at > now() - interval '1 hour') AS is_recorded
            """)
        if try await database.one(isRecorded).value { return }
        try await database.transaction { transaction in
            try await transaction.run(Command("SELECT pg_advisory_xact_lock(hashtextextended(\(viewer.id.description + person.id.description), 11))"))
            if try await transaction.one(isRecorded).value { return }
            try await transaction.run(
                ActivityLog.recording(
                    "VIEWED_RESUME", by: viewer.id, of: ("candidate", person.id.uuid), "\(viewer.name) looked at \(file.name) of \(person.name).", from: origin)
            )
        }
    }
}
