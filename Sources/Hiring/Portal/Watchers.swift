import Accounts
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

    let lines: [Line]
    let looks: [Look]

    static func of(_ person: ID<User>, in database: any Database) async throws -> Watchers {
        let roles = Query<Line>("SELECT role, count(*) AS count FROM users WHERE role <> 'CANDIDATE' AND status = 'Active' GROUP BY role ORDER BY role")
        return Watchers(lines: try await database.all(roles).filter(\.seesProfile), looks: try await database.all(Look.latest(at: person, limit: 100)))
    }
}
