package import Postgres

/// Which rows a viewer sees. What is not visible is not there: a 404, and in no count.
package enum Visibility {
    /// Everyone who recruits works all jobs, but a confidential one only where it is theirs. For a query in which the table is `jobs`.
    package static func jobs(to viewer: Viewer) -> SQL { viewer.isRecruiting ? openness(of: "jobs", to: viewer) : "false" }

    /// For counting the jobs of a client, which everyone at the agency may see. For the table or alias named.
    package static func openness(of table: String, to viewer: Viewer) -> SQL {
        if viewer.seesAll { return "true" }
        return "(NOT \(identifier: table).is_client_confidential OR \(identifier: table).assigned_recruiter_id = \(viewer.id))"
    }
}
