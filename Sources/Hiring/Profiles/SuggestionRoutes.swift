import Accounts
import Foundation
import Postgres
import Web

/// `/suggest/…`: skills, cities and the like while somebody types.
struct SuggestionRoutes {
    func add(to routes: Routes) {}
}
