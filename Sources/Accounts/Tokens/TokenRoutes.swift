package import Web

/// `/account/tokens`: personal API tokens.
package struct TokenRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {}
}
