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
                throw Refusal.forbidden("You may not \(permission.words). Somebody who looks after this installation can change what you may do.")
            }
            if viewer.lacksSecondFactor, !permission.isOpenWithoutSecondFactor {
                throw Refusal.elsewhere(Link("account", "two-factor"), "Set up a second factor first: your role calls for one.")
            }
        }
    }
}
