package import Web

/// `/admin/settings`: the settings of the installation, with their history.
package struct SettingsRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {}
}
