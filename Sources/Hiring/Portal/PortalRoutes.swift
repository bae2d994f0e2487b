package import Accounts
import Foundation
import Postgres
package import Web

/// `/me`: what belongs to a candidate: résumé versions, consents, a copy of everything, and the end of it.
package struct PortalRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {}
}
