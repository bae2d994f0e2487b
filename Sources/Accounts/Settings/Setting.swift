/// A setting that an installation's people change while it runs: its key, type, default and what it does. The registry is the list of `static`
/// members in `Settings/Registry.swift`; a key that is not in it is refused.
package struct Setting<Value: Codable & Sendable & Equatable>: Sendable {
    package let key: String
    package let defaultValue: Value

    package init(_ key: String, default value: Value) { (self.key, defaultValue) = (key, value) }
}

extension Setting where Value == Bool {
    /// Closes the house to all but ADMIN.
    package static var maintenanceMode: Setting { Setting("MAINTENANCE_MODE", default: false) }
    /// Fields are filled in from an uploaded résumé.
    package static var aiParsing: Setting { Setting("ENABLE_AI_PARSING", default: true) }
}

extension Setting where Value == Int {
    /// How long somebody stays signed in who does not come back.
    package static var sessionDays: Setting { Setting("SESSION_DAYS", default: 14) }
    package static var invitationDays: Setting { Setting("INVITATION_DAYS", default: 7) }
    /// 0: for ever.
    package static var auditRetentionMonths: Setting { Setting("AUDIT_RETENTION_MONTHS", default: 0) }
}

extension Setting where Value == [UserRole] {
    /// Whose role calls for a second factor.
    package static var twoFactorRoles: Setting { Setting("TWO_FACTOR_ROLES", default: []) }
}

/// Single sign-on by OpenID Connect; off where the issuer is empty. The client's secret is a setting of its own.
package struct SingleSignOnSettings: Codable, Sendable, Equatable {
    /// `https://login.example.com/tenant`: its discovery document is under `/.well-known/openid-configuration`.
    package var issuer = ""
    package var clientID = ""
    /// What the button says after “Sign in with”.
    package var label = "your company account"
    /// Domains of e-mail whose people get an account at their first sign-in, as `role`; none: only who was invited comes in.
    package var domains: [String] = []
    package var role = UserRole.recruiter

    package init() {}
}

extension Setting where Value == SingleSignOnSettings {
    package static var singleSignOn: Setting { Setting("SINGLE_SIGN_ON", default: SingleSignOnSettings()) }
}
