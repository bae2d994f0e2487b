import Accounts
import Foundation
import Postgres
import Web

/// `/desk/duplicates`: who may be one person, merging them, and undoing it.
struct DuplicateRoutes {
    let desk: Desk

    func add(to routes: Routes) {}
}

/// On the page of a person: who else may be them, and what was merged into them.
enum DuplicatePanel {
    static func html(of person: Candidates.Person, _ ask: Ask, in desk: Desk) async throws -> HTML { .empty }
}
