package import Web

/// `/admin/activity`: the trail, searched, exported and followed live.
package struct ActivityRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {}
}
