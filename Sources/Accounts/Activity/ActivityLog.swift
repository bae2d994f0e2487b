import Background
package import Foundation
package import Postgres

/// Where a request came from.
package struct Origin: Sendable, Hashable {
    package var address: String
    package var requestID: String

    package init(address: String, requestID: String) { (self.address, self.requestID) = (address, requestID) }
}

/// The audit trail. Entries are written in the transaction of what they tell of, and never changed.
package enum ActivityLog {
    /// What open pages of the trail watch.
    package static let topic = "activity"

    /// Longer values of a change are cut: a job's text is 5,000 characters, and the trail is kept for years.
    static let longestValue = 10_000

    package enum Severity: String, SQLEnum, CaseIterable {
        case info = "INFO", warning = "WARN", error = "ERROR", success = "SUCCESS"
        package static var sqlType: String { "log_severity" }
    }

    /// What a change replaced and what it put there, by column. Never a secret, never a protected fact's value.
    package struct Change: Sendable, Equatable {
        package var before: [String: String?]
        package var after: [String: String?]

        package init(before: [String: String?], after: [String: String?]) { (self.before, self.after) = (before, after) }

        /// Only what differs; nil where nothing does.
        package init?(from before: [String: String?], to after: [String: String?]) {
            let keys = Set(before.keys).union(after.keys).filter { (before[$0] ?? nil) != (after[$0] ?? nil) }
            guard !keys.isEmpty else { return nil }
            self.before = before.filter { keys.contains($0.key) }
            self.after = after.filter { keys.contains($0.key) }
        }
    }

    /// - Parameters:
    ///   - action: the order's words: `CREATED_JOB`, `APPLIED`, `LOGIN` …
    ///   - user: nil for what the system does by itself, or a stranger.
    ///   - entity: what it is about: the table's word for it and its identity.
    package static func recording(
        _ action: String, severity: Severity = .info, by user: ID<User>?, of entity: (type: String, id: UUID)? = nil, _ description: String,
        change: Change? = nil, from origin: Origin? = nil
    ) -> Command {
        Command(
            """
            INSERT INTO activity_logs
                (id, user_id, action_type, severity, entity_id, entity_type, description, before, after, ip_address, request_id, desk_id)
            VALUES (\(UUID.v7()), \(user), \(action), \(severity), \(entity?.id), \(entity?.type), \(String(description.prefix(1_000))),
                \(change.map { JSON(cut($0.before)) }), \(change.map { JSON(cut($0.after)) }), \(origin?.address), \(origin?.requestID), \(desk(of: entity)))
            RETURNING \(telling)
            """)
    }

    /// An expression that calls open pages of the trail, for a statement that writes to `activity_logs` by itself.
    package static var telling: SQL { Changes.telling("\(topic)::text") }

    /// What it hangs on, for whoever recruits for the job or manages the client.
    private static func desk(of entity: (type: String, id: UUID)?) -> SQL {
        switch entity?.type {
        case "job", "client": "\(entity?.id)"
        case "application": "(SELECT job_id FROM applications WHERE applications.id = \(entity?.id))"
        default: "NULL"
        }
    }

    private static func cut(_ values: [String: String?]) -> [String: String?] {
        values.mapValues { value in
            guard let value, value.unicodeScalars.count > longestValue else { return value }
            return String(String.UnicodeScalarView(value.unicodeScalars.prefix(longestValue))) + "…"
        }
    }
}
