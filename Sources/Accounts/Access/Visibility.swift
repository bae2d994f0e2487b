package import Postgres

/// Which rows a viewer sees. What is not visible is not there: a 404, and in no count.
package enum Visibility {
    /// The jobs that a permission reaches, `see-jobs` unless another is asked for. For a query in which the table is `jobs`.
    package static func jobs(to viewer: Viewer, _ permission: Permission = .seeJobs) -> SQL { jobs("jobs", to: viewer, permission) }

    /// The same for a table or alias of another name.
    package static func jobs(_ table: String, to viewer: Viewer, _ permission: Permission = .seeJobs) -> SQL {
        switch viewer.reach(permission) {
        case .all: "true"
        case .open: "(NOT \(identifier: table).is_client_confidential OR \(identifier: table).assigned_recruiter_id = \(viewer.id))"
        case .assigned, .own:
            """
            (\(identifier: table).assigned_recruiter_id = \(viewer.id)
                OR EXISTS (SELECT FROM clients WHERE clients.id = \(identifier: table).client_id AND clients.account_manager_id = \(viewer.id)))
            """
        case nil: "false"
        }
    }

    /// The people that a permission reaches. `person` is the column of their id, such as `users.id`.
    package static func people(_ person: SQL, to viewer: Viewer, _ permission: Permission) -> SQL {
        switch viewer.reach(permission) {
        case .all, .open: "true"
        case .assigned:
            """
            EXISTS (SELECT FROM applications JOIN jobs ON jobs.id = applications.job_id
                WHERE applications.candidate_id = \(person) AND jobs.assigned_recruiter_id = \(viewer.id))
            """
        case .own: "\(person) = \(viewer.id)"
        case nil: "false"
        }
    }
}

extension Visibility {
    /// A private fact in a list of columns: its value where the permission reaches this person, NULL elsewhere, so that what may not be seen
    /// never leaves the database.
    package static func fact(_ column: SQL, of person: SQL, _ permission: Permission, for viewer: Viewer) -> SQL {
        "CASE WHEN \(people(person, to: viewer, permission)) THEN \(column) END"
    }

    /// What somebody earns or expects, in whole units of `currency`.
    package static func pay(_ column: SQL, of person: SQL, for viewer: Viewer) -> SQL { fact(column, of: person, .seePay, for: viewer) }
}
