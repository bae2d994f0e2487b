import Accounts
import Foundation
import Postgres
import Web

/// Somebody opened what a person may want to know of. Their own page and the page that colleagues have tell the same looks, each in its words.
struct Look: RowDecodable {
    /// What is on record, as `activity_logs.action_type` has it.
    enum Kind: String, CaseIterable {
        case protectedFacts = "READ_PROTECTED_FACTS"
        case download = "DOWNLOADED_RESUME"
        case view = "VIEWED_RESUME"
        /// The link of an invitation showed the profile.
        case link = "SHOWED_PROFILE"
    }

    let kind: Kind
    let at: Date
    /// nil: whoever had the link, or somebody whose row is gone.
    private let name: String?
    private let role: UserRole?

    init(row: Row) throws {
        let action: String = try row.get("action_type")
        guard let kind = Kind(rawValue: action) else { throw PostgresError(.badValue, "no look is called \(action)") }
        self.kind = kind
        at = try row.get("created_at")
        name = try row.get("full_name")
        role = try row.get("role", as: UserRole?.self)
    }

    /// The latest first, at this person or at whoever was found to be the same one.
    static func latest(at person: ID<User>, limit: Int) -> Query<Look> {
        Query(
            """
            SELECT log.action_type, log.created_at, users.full_name, users.role FROM activity_logs AS log LEFT JOIN users ON users.id = log.user_id
            WHERE log.entity_id IN (SELECT people_of(\(person))) AND log.action_type = ANY(\(Kind.allCases.map(\.rawValue))) ORDER BY log.id DESC LIMIT \(limit)
            """)
    }

    /// “Asha Rao downloaded a résumé”
    var wordsForColleagues: String {
        let who = name ?? "Somebody"
        return switch kind {
        case .protectedFacts: "\(who) read the protected facts"
        case .download: "\(who) downloaded a résumé"
        case .view: "\(who) looked at a résumé"
        case .link: "The link of the invitation showed the profile to whoever opened it"
        }
    }

    /// “A recruiter of Saffron Talent downloaded your résumé”: by role, never by name.
    func wordsForThePerson(_ agency: String) -> String {
        let who = role.map { "\($0 == .admin ? "An admin" : "A \($0.words.lowercased())") of \(agency)" } ?? "Somebody"
        return switch kind {
        case .protectedFacts: "\(who) read your protected facts"
        case .download: "\(who) downloaded your résumé"
        case .view: "\(who) looked at your résumé"
        case .link: "The link of our invitation showed your profile to whoever opened it"
        }
    }
}
