import Accounts
import Foundation
import Postgres

/// The SQL of candidates at the desk. Everyone who recruits sees all people; what they applied for only as far as they see the job, and pay
/// only as far as it is for them.
enum Candidates {
    /// A card shows three skills; the whole list would be read and decoded for nothing.
    static let firstSkills: SQL = "profile.skills->>0 AS skill_1, profile.skills->>1 AS skill_2, profile.skills->>2 AS skill_3"

    static func firstSkills(of row: Row) throws -> [String] {
        [try row.get("skill_1"), try row.get("skill_2"), try row.get("skill_3") as String?].compactMap(\.self)
    }

    /// Who somebody is, and their file; what their profile says is `Profiles.seen`.
    static func one(_ id: ID<User>, visibleTo viewer: Viewer) -> Query<Person> {
        Query(
            """
            SELECT users.id, users.full_name, users.email, profile.skills, profile.resume_file_name, profile.resume_sha256, stored_files.media_type,
                \(Visibility.people("users.id", to: viewer, .seeProtectedFacts)) AS sees_protected_facts
            FROM users JOIN candidate_profiles AS profile ON profile.user_id = users.id LEFT JOIN stored_files ON stored_files.sha256 = profile.resume_sha256
            WHERE users.id = \(id)
            """)
    }

    /// The files that a person sent, newest first; with one application or all of them.
    static func files(of person: ID<User>, with application: ID<Application>? = nil) -> Query<SentFile> {
        sentFiles("candidate_files.user_id = \(person)" + (application.map { " AND application_id = \($0)" } ?? ""))
    }

    static func file(_ id: ID<SentFile>, of person: ID<User>) -> Query<SentFile> {
        sentFiles("candidate_files.id = \(id) AND candidate_files.user_id = \(person)")
    }

    private static func sentFiles(_ condition: SQL) -> Query<SentFile> {
        Query(
            """
            SELECT candidate_files.id, candidate_files.file_name, candidate_files.created_at, candidate_files.sha256, stored_files.media_type
            FROM candidate_files JOIN stored_files ON stored_files.sha256 = candidate_files.sha256
            WHERE \(condition) ORDER BY candidate_files.created_at DESC, candidate_files.id DESC LIMIT 50
            """)
    }

    struct SentFile: RowDecodable {
        let id: ID<SentFile>
        let name: String
        let sentAt: Date
        let digest: Data
        let mediaType: String

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("file_name")
            sentAt = try row.get("created_at")
            digest = try row.get("sha256")
            mediaType = try row.get("media_type")
        }
    }

    static func applications(of id: ID<User>, visibleTo viewer: Viewer) -> Query<ApplicationLine> {
        Query(
            """
            SELECT applications.id, applications.status, applications.match_score, applications.applied_at, jobs.title, clients.name AS client_name
            FROM applications JOIN jobs ON jobs.id = applications.job_id JOIN clients ON clients.id = jobs.client_id
            WHERE applications.candidate_id = \(id) AND \(Visibility.jobs(to: viewer, .seeApplications)) ORDER BY applications.applied_at DESC, applications.id LIMIT 100
            """)
    }

    struct Person: RowDecodable {
        let id: ID<User>
        let name: String
        let email: String?
        let skills: [String]
        let fileName: String?
        let digest: Data?
        let mediaType: String?
        let seesProtectedFacts: Bool

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            email = try row.get("email")
            skills = try row.texts("skills")
            fileName = try row.get("resume_file_name")
            digest = try row.get("resume_sha256")
            mediaType = try row.get("media_type")
            seesProtectedFacts = try row.get("sees_protected_facts")
        }
    }

    struct ApplicationLine: RowDecodable {
        let id: ID<Application>
        let status: ApplicationStatus
        let score: Int?
        let appliedAt: Date
        let job, client: String

        init(row: Row) throws {
            id = try row.get("id")
            status = try row.get("status")
            score = try row.get("match_score")
            appliedAt = try row.get("applied_at")
            job = try row.get("title")
            client = try row.get("client_name")
        }
    }
}
