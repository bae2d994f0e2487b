import Accounts
import Foundation
import Postgres

/// The SQL of candidates at the desk. Everyone who recruits sees all people; what they applied for only as far as they see the job, and pay
/// only as far as it is for them.
enum Candidates {
    static func list(matching text: String, visibleTo viewer: Viewer, after place: ListPlace?, limit: Int) -> Query<Line> {
        let search: SQL = text.isEmpty ? "" : " AND search.doc @@ \(SearchText.query(text))"
        let from: SQL = place.map { " AND (search.updated_at, search.user_id) < (\($0.at), \($0.id))" } ?? ""
        return Query(
            """
            SELECT profile.user_id, users.full_name, profile."current_role", profile.total_experience_years::float8 AS years, profile.current_locations->>0 AS place,
                \(firstSkills), \(Visibility.pay("profile.expected_ctc", of: "profile.user_id", for: viewer)) AS expected_ctc, profile.currency,
                profile.notice_period, profile.updated_at
            FROM candidate_search AS search JOIN candidate_profiles AS profile ON profile.user_id = search.user_id JOIN users ON users.id = profile.user_id
            WHERE true\(search)\(from) ORDER BY search.updated_at DESC, search.user_id DESC LIMIT \(limit + 1)
            """)
    }

    /// A card and a line show three skills; the whole list would be read and decoded for nothing.
    static let firstSkills: SQL = "profile.skills->>0 AS skill_1, profile.skills->>1 AS skill_2, profile.skills->>2 AS skill_3"

    static func firstSkills(of row: Row) throws -> [String] {
        [try row.get("skill_1"), try row.get("skill_2"), try row.get("skill_3") as String?].compactMap(\.self)
    }

    static func one(_ id: ID<User>, visibleTo viewer: Viewer) -> Query<Person> {
        Query(
            """
            SELECT users.id, users.full_name, users.email, profile.phone, profile."current_role", profile.total_experience_years::float8 AS years,
                profile.skills, profile.current_locations, profile.resume_file_name, profile.resume_sha256, stored_files.media_type,
                \(Visibility.pay("profile.current_ctc", of: "users.id", for: viewer)) AS current_ctc,
                \(Visibility.pay("profile.expected_ctc", of: "users.id", for: viewer)) AS expected_ctc, profile.currency,
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

    struct Line: RowDecodable {
        let id: ID<User>
        let name: String
        let role: String?
        let years: Double?
        let place: String?
        let skills: [String]
        let pay: Int?
        let currency: String?
        let notice: Int?
        let updatedAt: Date

        init(row: Row) throws {
            id = try row.get("user_id")
            name = try row.get("full_name")
            role = try row.get("current_role")
            years = try row.get("years")
            place = try row.get("place")
            skills = try firstSkills(of: row)
            pay = try row.get("expected_ctc")
            currency = try row.get("currency")
            notice = try row.get("notice_period")
            updatedAt = try row.get("updated_at")
        }
    }

    struct Person: RowDecodable {
        let id: ID<User>
        let name: String
        let email, phone, role: String?
        let years: Double?
        let skills, locations: [String]
        let fileName: String?
        let digest: Data?
        let mediaType: String?
        let currentPay, expectedPay: Int?
        let currency: String?
        let seesProtectedFacts: Bool

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            email = try row.get("email")
            phone = try row.get("phone")
            role = try row.get("current_role")
            years = try row.get("years")
            skills = try row.texts("skills")
            locations = try row.texts("current_locations")
            fileName = try row.get("resume_file_name")
            digest = try row.get("resume_sha256")
            mediaType = try row.get("media_type")
            currentPay = try row.get("current_ctc")
            expectedPay = try row.get("expected_ctc")
            currency = try row.get("currency")
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
