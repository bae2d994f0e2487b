package import Web

/// `/account`: what people look after themselves.
package struct AccountRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {}
}
