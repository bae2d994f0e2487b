import Foundation
import Postgres
import Web

/// What the list of people is narrowed to.
struct PeopleFilter: Sendable, Equatable {
    enum Special: String, CaseIterable, Sendable {
        case invited
        case withoutSecondFactor = "no-second-factor"

        var words: String {
            switch self {
            case .invited: "Invited, not come yet"
            case .withoutSecondFactor: "Staff without a second factor"
            }
        }
    }

    var text = ""
    var role: UserRole?
    /// nil: both.
    var isActive: Bool?
    var special: Special?

    /// What is no filter of ours is left out.
    init(_ ask: Ask) {
        text = ask.query("q").lowercased()
        role = UserRole(rawValue: ask.query("role").uppercased())
        isActive =
            switch ask.query("status").lowercased() {
            case "active": true
            case "inactive": false
            default: nil
            }
        special = Special(rawValue: ask.query("only"))
    }

    init() {}

    var link: Link {
        Link("admin", "users").query("q", text).query("role", role?.rawValue).query("status", isActive.map { $0 ? "active" : "inactive" })
            .query("only", special?.rawValue)
    }

    var isEmpty: Bool { self == PeopleFilter() }
}

/// Where a page of the list ended: staff or candidates, the name as it is sorted, and the identity.
struct PeoplePlace: Sendable, Equatable {
    let isCandidate: Bool
    let name: String
    let id: ID<User>

    init(_ line: People.Line) { (isCandidate, name, id) = (line.role == .candidate, line.sortName, line.id) }

    var text: String { "\(isCandidate ? 1 : 0)-\(id)-\(name)" }

    static func read(_ text: String) throws(Refusal) -> PeoplePlace? {
        if text.isEmpty { return nil }
        guard let place = PeoplePlace(text) else { throw .malformed("This link to the next page is broken. Start again at the first page.") }
        return place
    }

    private init?(_ text: String) {
        guard text.hasPrefix("0-") || text.hasPrefix("1-"), let id = ID<User>(String(text.dropFirst(2).prefix(36))), text.dropFirst(38).first == "-" else {
            return nil
        }
        (isCandidate, self.id, name) = (text.hasPrefix("1"), id, String(text.dropFirst(39)))
    }
}

/// The SQL of who has an account.
enum People {
    static let pageSize = 50
    /// So many candidates are looked through for the beginning of a name or address.
    static let mostFound = 500

    /// Staff first, by name. Colleagues are found by any part of name or address; candidates, of whom there may be millions, by the beginning.
    static func list(_ filter: PeopleFilter, after place: PeoplePlace?) -> Query<Line> {
        var conditions: [SQL] = ["users.erased_at IS NULL"]
        switch filter.role {
        case .candidate?: conditions.append("(users.role = 'CANDIDATE')")
        case let role?: conditions.append("users.role = \(role)")
        case nil: break
        }
        if let isActive = filter.isActive { conditions.append(isActive ? "users.status = 'Active'" : "users.status = 'Inactive'") }
        switch filter.special {
        case .invited?: conditions.append("users.role <> 'CANDIDATE' AND users.status = 'Active' AND \(hasNotCome)")
        case .withoutSecondFactor?: conditions.append("users.role <> 'CANDIDATE' AND users.status = 'Active' AND NOT \(hasSecondFactor)")
        case nil: break
        }
        if let place { conditions.append("((users.role = 'CANDIDATE'), \(sortName), users.id) > (\(place.isCandidate), \(place.name), \(place.id))") }
        let joined = filter.text.isEmpty ? SQL("users") : "users JOIN (\(found(filter.text))) AS found ON found.id = users.id"
        return Query(
            """
            SELECT \(columns) FROM \(joined) WHERE \(conditions.joined(" AND "))
            ORDER BY (users.role = 'CANDIDATE'), \(sortName), users.id LIMIT \(pageSize + 1)
            """)
    }

    private static let sortName: SQL = "(lower(users.full_name) COLLATE \"C\")"
    /// An invitation that was not taken up.
    private static let hasNotCome: SQL = "users.invited_at IS NOT NULL AND users.password_hash IS NULL AND users.last_login IS NULL"
    private static let hasSecondFactor: SQL = "EXISTS (SELECT FROM two_factors WHERE two_factors.user_id = users.id AND confirmed_at IS NOT NULL)"

    private static let columns: SQL = """
        users.id, users.full_name, users.email, users.role, users.status, users.avatar_url, users.last_login, users.invited_at, \(sortName) AS sort_name,
        coalesce(users.status = 'Active' AND users.last_active > now() - make_interval(secs => \(TimeInterval(Presence.minutes * 60))), false) AS is_present,
        \(hasSecondFactor) AS has_second_factor, (\(hasNotCome)) AS has_not_come
        """

    /// Staff are few enough to look through; of candidates three indexes know the beginnings.
    private static func found(_ text: String) -> SQL {
        let end = text + "\u{10FFFF}", key = EmailAddress(text)?.key ?? text
        return """
            SELECT id FROM users WHERE role <> 'CANDIDATE' AND (strpos(lower(full_name), \(text)) > 0 OR strpos(lower(email), \(text)) > 0)
            UNION (SELECT id FROM users WHERE (role = 'CANDIDATE') AND (lower(full_name) COLLATE "C") >= \(text) AND (lower(full_name) COLLATE "C") < \(end)
                ORDER BY (lower(full_name) COLLATE "C"), id LIMIT \(mostFound))
            UNION (SELECT id FROM users WHERE role = 'CANDIDATE' AND (email_key COLLATE "C") >= \(key) AND (email_key COLLATE "C") < \(key + "\u{10FFFF}")
                ORDER BY (email_key COLLATE "C") LIMIT \(mostFound))
            """
    }

    struct Line: RowDecodable {
        let id: ID<User>
        let name, sortName: String
        let email, avatar: String?
        let role: UserRole
        let isActive, isPresent, hasSecondFactor, hasNotCome: Bool
        let lastLogin, invitedAt: Date?

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            sortName = try row.get("sort_name")
            email = try row.get("email")
            avatar = try row.get("avatar_url")
            role = try row.get("role")
            isActive = try row.get("status", as: UserStatus.self) == .active
            isPresent = try row.get("is_present")
            hasSecondFactor = try row.get("has_second_factor")
            hasNotCome = try row.get("has_not_come")
            lastLogin = try row.get("last_login")
            invitedAt = try row.get("invited_at")
        }
    }

    static func one(_ id: ID<User>) -> Query<Person> {
        Query(
            """
            SELECT \(columns), users.version, users.is_verified, users.created_at, users.last_active, users.deactivated_at, users.password_hash IS NOT NULL AS has_password,
                inviter.full_name AS inviter, (SELECT count(*) FROM sessions WHERE user_id = users.id AND expires_at > now()) AS sessions,
                (SELECT max(expires_at) FROM sign_in_links WHERE user_id = users.id AND purpose = 'invitation' AND used_at IS NULL) AS invited_until, \(work)
            FROM users LEFT JOIN users AS inviter ON inviter.id = users.invited_by WHERE users.id = \(id)
            """)
    }

    /// What would be nobody's if they left.
    private static let work: SQL = """
        (SELECT count(*) FROM jobs WHERE jobs.assigned_recruiter_id = users.id AND jobs.status IN ('Sourcing', 'Interview', 'Offer')) AS open_jobs,
        (SELECT count(*) FROM clients WHERE clients.account_manager_id = users.id AND clients.status = 'Active') AS clients
        """

    struct Person: RowDecodable {
        let line: Line
        let version, sessions, openJobs, clients: Int
        let isVerified, hasPassword: Bool
        let createdAt: Date
        let lastActive, deactivatedAt, invitedUntil: Date?
        let inviter: String?

        /// A colleague who never was here and may be sent another invitation.
        var mayBeInvited: Bool { line.role.isStaff && line.isActive && !hasPassword && line.lastLogin == nil }

        init(row: Row) throws {
            line = try Line(row: row)
            version = try row.get("version")
            sessions = try row.get("sessions")
            openJobs = try row.get("open_jobs")
            clients = try row.get("clients")
            isVerified = try row.get("is_verified")
            hasPassword = try row.get("has_password")
            createdAt = try row.get("created_at")
            lastActive = try row.get("last_active")
            deactivatedAt = try row.get("deactivated_at")
            invitedUntil = try row.get("invited_until")
            inviter = try row.get("inviter")
        }
    }

    /// Those of some people who can be deactivated, with what they leave behind.
    static func leaving(_ people: [ID<User>], except viewer: ID<User>) -> Query<Leaving> {
        Query(
            """
            SELECT users.id, users.full_name, users.role, \(work) FROM users
            WHERE id = ANY(\(people)) AND status = 'Active' AND id <> \(viewer) ORDER BY \(sortName), id
            """)
    }

    struct Leaving: RowDecodable {
        let id: ID<User>
        let name: String
        let role: UserRole
        let openJobs, clients: Int

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            role = try row.get("role")
            openJobs = try row.get("open_jobs")
            clients = try row.get("clients")
        }
    }

    static func lately(_ id: ID<User>) -> Query<Deed> {
        Query("SELECT description, created_at FROM activity_logs WHERE user_id = \(id) ORDER BY id DESC LIMIT 10")
    }

    struct Deed: RowDecodable {
        let words: String
        let at: Date

        init(row: Row) throws { (words, at) = (try row.get("description"), try row.get("created_at")) }
    }

    static func removingSecondFactor(of id: ID<User>) -> Query<One<Int>> {
        Query(
            """
            WITH factor AS (DELETE FROM two_factors WHERE user_id = \(id) RETURNING 1), codes AS (DELETE FROM recovery_codes WHERE user_id = \(id) RETURNING 1)
            SELECT (SELECT count(*) FROM factor) + (SELECT count(*) FROM codes) AS removed
            """)
    }
}

enum UserStatus: String, SQLEnum {
    case active = "Active", inactive = "Inactive"
    static var sqlType: String { "user_status" }
}
