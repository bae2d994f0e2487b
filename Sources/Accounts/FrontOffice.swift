package import Background
package import Documents
package import Postgres
package import Web

/// What every room of this area needs.
package struct FrontOffice: Sendable {
    package let database: any Database
    package let site: Site
    package let sessions: Sessions.Store
    package let limiter: Limiter
    package let settings: SystemSettings
    package let vault: Vault
    package let files: FileStore
    package let changes: Changes
    /// What stands on the sign-in page below the password: ways in that another area offers, each a panel or a button. `ask.query("to")` is where
    /// somebody wanted to go.
    package var waysIn: @Sendable (Ask) -> HTML = { _ in .empty }
    /// Panels of other areas on `/account`, below its own.
    package var accountPanels: @Sendable (Viewer) -> HTML = { _ in .empty }

    package init(
        database: any Database, site: Site, sessions: Sessions.Store, limiter: Limiter, settings: SystemSettings, vault: Vault, files: FileStore,
        changes: Changes
    ) {
        self.database = database
        self.site = site
        self.sessions = sessions
        self.limiter = limiter
        self.settings = settings
        self.vault = vault
        self.files = files
        self.changes = changes
    }
}
