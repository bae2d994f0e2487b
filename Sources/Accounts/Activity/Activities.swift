package import Foundation
package import Postgres

/// One entry of the trail.
package struct Activity: RowDecodable {
    package let id: UUID
    package let at: Date
    package let userID: ID<User>?
    package let person: String?
    package let action: String
    package let severity: ActivityLog.Severity
    package let entityID: UUID?
    package let entityType: String?
    package let description: String
    package let address: String?
    package let requestID: String?
    /// JSON objects.
    package let before: String?
    package let after: String?

    package init(row: Row) throws {
        id = try row.get("id", as: UUID.self)
        at = try row.get("created_at")
        userID = try row.get("user_id")
        person = try row.get("person")
        action = try row.get("action_type")
        severity = try row.get("severity")
        entityID = try row.get("entity_id", as: UUID?.self)
        entityType = try row.get("entity_type")
        description = try row.get("description")
        address = try row.get("ip_address")
        requestID = try row.get("request_id")
        before = try row.get("before")
        after = try row.get("after")
    }
}

/// The SQL of searching the trail.
///
/// Ten million rows answer within milliseconds because each way in has an index that holds its rows in the order of their time, so that the
/// newest fifty are the first fifty. Where several values are asked for at once (all severities of an action, several people),
/// the newest of each are taken and put together: `LATERAL` … `LIMIT`. Times are compared as ids, which leaves out whole months.
package enum Activities {
    /// The newest first, at most `limit` rows.
    /// - Parameter after: the last id of the page before.
    package static func search(_ filter: ActivityFilter, for viewer: Viewer, after: UUID?, limit: Int) -> Query<Activity> {
        let search = Search(filter: filter, after: after, limit: limit)
        return Query(
            """
            SELECT log.id, log.created_at, log.user_id, users.full_name AS person, log.action_type, log.severity, log.entity_id, log.entity_type,
                log.description, log.ip_address, log.request_id, log.before::text AS before, log.after::text AS after
            FROM (SELECT id FROM (\(search.found(for: viewer))) AS found ORDER BY id DESC \(search.most)) AS page
            JOIN activity_logs AS log ON log.id = page.id LEFT JOIN users ON users.id = log.user_id ORDER BY log.id DESC
            """)
    }

    /// All actions that the trail knows, read by leaps over the index: a few for each month, however many rows there are.
    static var actions: Query<One<String>> { Query("SELECT action FROM (\(allActions)) AS known ORDER BY action") }

    fileprivate static let allActions: SQL = """
        WITH RECURSIVE names AS (
            (SELECT action_type FROM activity_logs ORDER BY action_type LIMIT 1)
            UNION ALL
            SELECT (SELECT log.action_type FROM activity_logs AS log WHERE log.action_type > names.action_type ORDER BY log.action_type LIMIT 1)
            FROM names WHERE names.action_type IS NOT NULL
        ) SELECT action_type AS action FROM names WHERE action_type IS NOT NULL
        """

    /// To choose a person from.
    static var colleagues: Query<One<String>> {
        Query("SELECT DISTINCT full_name FROM users WHERE role <> 'CANDIDATE' ORDER BY full_name LIMIT 500")
    }
}

private struct Search {
    var filter: ActivityFilter
    let after: UUID?
    let limit: Int

    /// As text and not as a parameter: a plan that does not know how few rows are wanted sorts them all.
    var most: SQL { "LIMIT \(raw: String(limit))" }

    /// The ids, as far as the viewer may read them.
    func found(for viewer: Viewer) -> SQL {
        switch viewer.reach(.seeActivity) {
        case .all, .open: rows()
        case .assigned: "(\(own(viewer))) UNION ALL (\(desk(viewer)))"
        case .own: own(viewer)
        case nil: "SELECT NULL::uuid AS id WHERE false"
        }
    }

    // MARK: Whose rows

    /// What the viewer did, except to a confidential job that is somebody else's now.
    private func own(_ viewer: Viewer) -> SQL {
        var mine = self
        mine.filter.person = .one(viewer.id)
        let isAsked: SQL = filter.person.map { " AND \(viewer.id) = ANY(\(Self.people($0)))" } ?? ""
        return mine.rows(
            """
             AND NOT EXISTS (SELECT FROM jobs WHERE jobs.id = log.desk_id AND jobs.is_client_confidential AND NOT \(Visibility.jobs(to: viewer, .seeActivity)))\
            \(isAsked)
            """)
    }

    /// What others did to the jobs that the viewer recruits for, to their applications, and to the clients whose account the viewer manages.
    private func desk(_ viewer: Viewer) -> SQL {
        let desks: SQL = """
            SELECT jobs.id FROM jobs WHERE jobs.assigned_recruiter_id = \(viewer.id)
            UNION ALL SELECT clients.id FROM clients WHERE clients.account_manager_id = \(viewer.id)
            """
        let others: SQL = " AND log.user_id IS DISTINCT FROM \(viewer.id)\(person)\(action)\(severity)"
        if filter.entity != nil { return one("log.desk_id IN (\(desks))\(others)\(entity)") }
        return recentFirst("log.desk_id = ANY(ARRAY(\(desks)))\(others)")
    }

    /// Looks at the newest month first, and further back only where that has too few. A recruiter with 200 jobs finds the newest fifty in a third
    /// of the time that it takes to look at each month for each job.
    private func recentFirst(_ condition: SQL) -> SQL {
        let end = [after?.timeOfVersion7, filter.to].compactMap(\.self).min() ?? Date()
        let start: SQL = "first_id_at(\(end.addingTimeInterval(-31 * 86_400)))"
        return """
            WITH recent AS MATERIALIZED (\(one("\(condition) AND log.id >= \(start)")))
            (SELECT id FROM recent) UNION ALL
            (SELECT older.id FROM (\(one("\(condition) AND log.id < \(start) AND (SELECT count(*) FROM recent) < \(raw: String(limit))"))) AS older)
            """
    }

    // MARK: The way in

    /// - Parameter extra: more conditions, beginning with AND.
    private func rows(_ extra: SQL = "") -> SQL {
        if filter.entity != nil { return one("true\(entity)\(person)\(action)\(severity)\(extra)") }
        if let person = filter.person { return acts(of: person, extra) }
        if let action = filter.action {
            return newest(of: [severities], "log.action_type = \(action) AND log.severity = severities.severity\(extra)")
        }
        return one("true\(severity)\(extra)")
    }

    private func acts(of person: ActivityFilter.Person, _ extra: SQL) -> SQL {
        let people: Source = ("(SELECT unnest(\(Self.people(person))))", "people(id)")
        guard filter.action != nil || filter.severity != nil else { return newest(of: [people], "log.user_id = people.id\(extra)") }
        let actions: SQL = filter.action.map { "(SELECT \($0)::text)" } ?? "(\(Activities.allActions))"
        return newest(
            of: [people, (actions, "actions(action)"), severities],
            "log.user_id = people.id AND log.action_type = actions.action AND log.severity = severities.severity\(extra)")
    }

    private typealias Source = (rows: SQL, name: SQL)

    private func one(_ condition: SQL) -> SQL {
        "SELECT log.id FROM activity_logs AS log WHERE \(condition)\(time) ORDER BY log.id DESC \(most)"
    }

    /// The newest of each combination.
    private func newest(of sources: [Source], _ condition: SQL) -> SQL {
        let each = sources.map { source in SQL("\(source.rows) AS \(source.name)") }.joined(" CROSS JOIN ")
        return "SELECT newest.id FROM \(each) CROSS JOIN LATERAL (\(one(condition))) AS newest"
    }

    // MARK: Conditions

    private var entity: SQL { filter.entity.map { " AND log.entity_id = \($0)" } ?? "" }
    private var person: SQL { filter.person.map { " AND log.user_id = ANY(\(Self.people($0)))" } ?? "" }
    private var action: SQL { filter.action.map { " AND log.action_type = \($0)" } ?? "" }
    /// As text, so that the planner sees which of them the index of warnings and errors holds.
    private var severity: SQL { filter.severity.map { " AND log.severity = \(Self.literal($0))" } ?? "" }

    private var severities: Source {
        let asked = filter.severity.map { [$0] } ?? ActivityLog.Severity.allCases
        return ("(VALUES \(asked.map { SQL("(\(Self.literal($0)))") }.joined()))", "severities(severity)")
    }

    private static func literal(_ severity: ActivityLog.Severity) -> SQL { "\(raw: "'\(severity.rawValue)'::log_severity")" }

    private var time: SQL {
        let from: SQL = filter.from.map { " AND log.id >= first_id_at(\($0))" } ?? ""
        let to: SQL = filter.to.map { " AND log.id < first_id_at(\($0))" } ?? ""
        let after: SQL = after.map { " AND log.id < \($0)" } ?? ""
        return from + to + after
    }

    private static func people(_ person: ActivityFilter.Person) -> SQL {
        switch person {
        case .one(let id): "ARRAY[\(id)]::uuid[]"
        case .named(let text):
            """
            ARRAY(SELECT users.id FROM users WHERE users.role <> 'CANDIDATE' AND strpos(lower(users.full_name), lower(\(text))) > 0
                ORDER BY users.full_name, users.id LIMIT 10)
            """
        }
    }
}

extension UUID {
    /// When an id of version 7 was made.
    fileprivate var timeOfVersion7: Date {
        let milliseconds = withUnsafeBytes(of: uuid) { bytes in bytes.prefix(6).reduce(0) { $0 << 8 | UInt64($1) } }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}
