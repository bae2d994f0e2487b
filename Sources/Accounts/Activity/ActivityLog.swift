package import Foundation
package import Postgres

/// Where a request came from.
package struct Origin: Sendable, Hashable {
    package var address: String
    package var requestID: String

    package init(address: String, requestID: String) { (self.address, self.requestID) = (address, requestID) }
}

/// The audit trail. Entries are written in the transaction of what they tell of.
package enum ActivityLog {
    package enum Severity: String, SQLEnum {
        case info = "INFO", warning = "WARN", error = "ERROR", success = "SUCCESS"
        package static var sqlType: String { "log_severity" }
    }

    /// - Parameters:
    ///   - action: the order's words: `CREATED_JOB`, `APPLIED`, `LOGIN` …
    ///   - user: nil for what the system does by itself, or a stranger.
    ///   - entity: what it is about: the table's word for it and its identity.
    package static func recording(
        _ action: String, severity: Severity = .info, by user: ID<User>?, of entity: (type: String, id: UUID)? = nil, _ description: String,
        from origin: Origin? = nil
    ) -> Command {
        Command(
            """
            INSERT INTO activity_logs (id, user_id, action_type, severity, entity_id, entity_type, description, ip_address, request_id)
            VALUES (\(UUID.v7()), \(user), \(action), \(severity), \(entity?.id), \(entity?.type), \(String(description.prefix(1_000))), \(origin?.address), \(origin?.requestID))
            """)
    }
}
