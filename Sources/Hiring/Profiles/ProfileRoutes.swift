import Accounts
import Foundation
import Postgres
import Web

/// `/desk/candidates/:id/edit` and `/me/profile`: the master profile, group by group, by whoever keeps it.
struct ProfileRoutes {
    let desk: Desk

    func add(to routes: Routes) {}
}

/// The whole profile on the page of a person: groups, who said what, work history, tags, source, owner, proposals.
enum ProfilePanel {
    static func html(of person: Candidates.Person, _ ask: Ask, in desk: Desk) async throws -> HTML { .empty }
}
