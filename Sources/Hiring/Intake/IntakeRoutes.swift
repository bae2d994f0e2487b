import Accounts
import Foundation
import Postgres
import Web

/// `/desk/imports` and `/desk/candidates/:id/review`: résumés and lists coming in, and the eye of a recruiter on what was read.
struct IntakeRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        ReviewRoutes(desk: desk).add(to: routes)
        ImportRoutes(desk: desk).add(to: routes)
    }
}

extension Form {
    /// Whether the form had such a field, empty or not.
    func has(_ name: String) -> Bool { !all(name).isEmpty }
}
