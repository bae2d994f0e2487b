package import Postgres
package import Web

package enum UserRole: String, SQLEnum, Codable, CaseIterable {
    case admin = "ADMIN", manager = "MANAGER", recruiter = "RECRUITER", sales = "SALES", candidate = "CANDIDATE"
    package static var sqlType: String { "user_role" }

    package var isStaff: Bool { self != .candidate }

    package var words: String { rawValue.prefix(1) + rawValue.dropFirst().lowercased() }
}

/// Somebody with a row in `users`: a colleague, or a candidate.
package enum User {}

/// Who is looking. Every read of what belongs to someone takes one.
package struct Viewer: SignedIn, RowDecodable {
    package let id: ID<User>
    package let role: UserRole
    package let name: String
    /// The path of their portrait.
    package var avatar: String?
    /// What the API token that they came with was given; nil for a session, which may all that its person may.
    package var scope: Set<Permission>?
    /// Their role calls for a second factor, and they have none yet.
    package var lacksSecondFactor = false

    package init(id: ID<User>, role: UserRole, name: String) {
        (self.id, self.role, self.name) = (id, role, name)
    }

    package init(row: Row) throws {
        id = try row.get("id")
        role = try row.get("role")
        name = try row.get("full_name")
    }

    package var identity: String { id.description }

    /// On which rows they may, nil where they may not at all.
    package func reach(_ permission: Permission) -> Reach? {
        guard scope.map({ $0.contains(permission) }) ?? true else { return nil }
        return Permission.rules[permission]?[role]
    }

    package func may(_ permission: Permission) -> Bool { reach(permission) != nil }

    /// Where this person's work begins.
    package var home: Link {
        if may(.workQueue) { return Link("desk") }
        return may(.seeClients) ? Link("desk", "clients") : Link("me")
    }
}

extension Ask {
    package var viewer: Viewer? { signedIn as? Viewer }

    /// For handlers behind a gate that lets only signed-in people through.
    package func requireViewer() throws(Refusal) -> Viewer {
        guard let viewer else { throw .signInNeeded(returnTo: pathAndQuery) }
        return viewer
    }

    /// Where this request came from, for the activity log.
    package var origin: Origin { Origin(address: address, requestID: requestID) }
}
