import Accounts
import Foundation
import Postgres
import Web

/// `/desk/imports` and `/desk/candidates/:id/review`: résumés and lists coming in, and the eye of a recruiter on what was read.
struct IntakeRoutes {
    let desk: Desk

    func add(to routes: Routes) {}
}

/// On the page of a person: their files, what could not be read, and the way to the review.
enum IntakePanel {
    static func html(of person: Candidates.Person, _ ask: Ask, in desk: Desk) async throws -> HTML { .empty }
}
