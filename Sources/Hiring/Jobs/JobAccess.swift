package import Accounts
package import Postgres

extension Jobs {
    /// Everyone who recruits works all jobs, but a confidential one only where it is theirs. What is not visible is not there.
    package static func visible(to viewer: Viewer) -> SQL {
        if viewer.seesAll { return "true" }
        guard viewer.role == .recruiter else { return "false" }
        return "(NOT jobs.is_client_confidential OR jobs.assigned_recruiter_id = \(viewer.id))"
    }
}
