import Accounts
import Foundation
import Postgres
import Web

/// Who can see a candidate, told to the candidate: by role and never by name, worked out from the table of permissions.
struct Watchers: Sendable {
    struct Line: RowDecodable {
        let role: UserRole
        let count: Int

        init(row: Row) throws {
            role = try row.get("role")
            count = try row.get("count")
        }

        private func reach(_ permission: Permission) -> Reach? { Permission.rules[permission]?[role] }
        var seesProfile: Bool { reach(.seeCandidates) != nil }
        var seesPay: Bool { reach(.seePay) != nil }
        var downloads: Bool { reach(.downloadResumes) != nil }
        var seesApplications: Reach? { reach(.seeApplications) }
        var seesProtectedFacts: Reach? { reach(.seeProtectedFacts) }

        /// “3 recruiters”
        var words: String {
            let word = role.words.lowercased()
            return count == 1 ? "1 \(word)" : "\(count) \(word)s"
        }
    }

    /// Somebody opened what is recorded.
    struct Reading: RowDecodable {
        let role: UserRole?
        let action: String
        let at: Date

        init(row: Row) throws {
            role = try row.get("role", as: UserRole?.self)
            action = try row.get("action_type")
            at = try row.get("created_at")
        }

        func words(_ agency: String) -> String {
            let who = role.map { "\($0 == .admin ? "An admin" : "A \($0.words.lowercased())") of \(agency)" } ?? "Somebody"
            switch action {
            case "READ_PROTECTED_FACTS": return "\(who) read your protected facts"
            case "SHOWED_PROFILE": return "The link of our invitation showed your profile to whoever opened it"
            default: return "\(who) downloaded your résumé"
            }
        }
    }

    let lines: [Line]
    let readings: [Reading]

    static func of(_ person: ID<User>, in database: any Database) async throws -> Watchers {
        let roles = Query<Line>("SELECT role, count(*) AS count FROM users WHERE role <> 'CANDIDATE' AND status = 'Active' GROUP BY role ORDER BY role")
        let people = try await database.all(Merges.people(of: person)).map(\.value)
        let readings = Query<Reading>(
            """
            SELECT users.role, log.action_type, log.created_at FROM activity_logs AS log LEFT JOIN users ON users.id = log.user_id
            WHERE log.entity_id = ANY(\(people))
                AND log.action_type IN ('READ_PROTECTED_FACTS', 'DOWNLOADED_RESUME', 'SHOWED_PROFILE') ORDER BY log.id DESC LIMIT 100
            """)
        return Watchers(lines: try await database.all(roles).filter(\.seesProfile), readings: try await database.all(readings))
    }
}
