package import Accounts
package import Web

/// Signing in by OpenID Connect.
package struct SingleSignOn: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {}
}
