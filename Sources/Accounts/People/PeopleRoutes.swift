package import Web

/// `/admin/users`: who has an account.
package struct PeopleRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {}
}
