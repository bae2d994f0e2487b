import Accounts
import Foundation
import Postgres
import Web

/// `/desk/candidates`: everyone, found by words, meaning and filters; and the searches that somebody keeps.
struct SearchRoutes {
    let desk: Desk

    func add(to routes: Routes) {}
}

/// On the page of a person: people like them.
enum SimilarPanel {
    static func html(of person: Candidates.Person, _ ask: Ask, in desk: Desk) async throws -> HTML { .empty }
}
