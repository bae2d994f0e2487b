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

    package init(id: ID<User>, role: UserRole, name: String) {
        (self.id, self.role, self.name) = (id, role, name)
    }

    package init(row: Row) throws {
        id = try row.get("id")
        role = try row.get("role")
        name = try row.get("full_name")
    }

    package var identity: String { id.description }

    /// Works with jobs and candidates.
    package var isRecruiting: Bool { [.admin, .manager, .recruiter].contains(role) }
    /// Works with clients: everyone at the agency.
    package var isStaff: Bool { role.isStaff }
    /// Sees every desk.
    package var seesAll: Bool { role == .admin || role == .manager }

    /// Where this person's work begins.
    package var home: Link {
        if isRecruiting { return Link("desk") }
        return isStaff ? Link("desk", "clients") : Link("me")
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

extension Gate {
    package static let recruiting = role("recruiting", "This is for people who recruit.") { $0.isRecruiting }
    package static let staff = role("staff", "This is for people who work here.") { $0.isStaff }
    package static let signedIn = role("signed in", "") { _ in true }

    private static func role(_ name: String, _ words: String, _ allows: @escaping @Sendable (Viewer) -> Bool) -> Gate {
        Gate(name) { ask in
            guard allows(try ask.requireViewer()) else { throw Refusal.forbidden(words) }
        }
    }
}
