package import Web

extension Gate {
    /// Lets through who has the permission, whatever its reach: which rows they see is decided where the SQL is written.
    package static func may(_ permission: Permission) -> Gate {
        Gate(permission.rawValue) { ask in
            guard let viewer = ask.viewer else {
                if Permission.ofNobody.contains(permission) { return }
                throw Refusal.signInNeeded(returnTo: ask.pathAndQuery)
            }
            guard viewer.may(permission) else {
                if let scope = viewer.scope, !scope.contains(permission) {
                    throw Refusal.forbidden(
                        Permission.forTokens.contains(permission)
                            ? "This API token was not given “\(permission.rawValue)”: make one that may \(permission.words)."
                            : "No API token may \(permission.words): sign in for that.")
                }
                throw Refusal.forbidden("You may not \(permission.words). Somebody who looks after this installation can change what you may do.")
            }
            if viewer.lacksSecondFactor, !permission.isOpenWithoutSecondFactor {
                throw Refusal.elsewhere(Link("account", "two-factor"), "Set up a second factor first: your role calls for one.")
            }
        }
    }
}
