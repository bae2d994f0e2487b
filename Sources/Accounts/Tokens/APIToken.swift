import Foundation
import Messaging
import Postgres
import Web

/// A personal API token: what a program of somebody's carries in their place, for some of what they may do.
package enum APIToken {
    /// In front of every token, so that whoever looks through code for secrets knows one when they see it.
    package static let prefix = "slt_"
    /// So many of a person work at one time.
    static let most = 20
    static let shortestDays = 1, longestDays = 365, usualDays = 90
    /// Requests a minute.
    package static let mostRequests = 600

    /// 256 random bits.
    static func make() -> String { prefix + Token.random() }
}

/// The form of a new token, checked.
struct APITokenDraft: Sendable, Equatable {
    var name: String
    var permissions: [Permission]
    var days: Int

    /// What a person may give a token: what they may do themselves, and never the keys to their account.
    static func choices(for viewer: Viewer) -> [Permission] { Permission.forTokens.filter(viewer.may) }

    /// A valid draft, or every problem at once.
    static func read(_ form: Form, by viewer: Viewer) -> (draft: APITokenDraft?, problems: [Problem]) {
        var problems: [Problem] = []
        let name = form["name"].oneLine, choices = choices(for: viewer), asked = Set(form.all("permissions"))
        let permissions = choices.filter { asked.contains($0.rawValue) }
        if name.isEmpty { problems.append(Problem("name", "Write what the token is for, such as “nightly export”.")) }
        if name.unicodeScalars.count > 100 { problems.append(Problem("name", "This is \(name.unicodeScalars.count) characters long; at most 100 fit.")) }
        if asked.isEmpty {
            problems.append(Problem("permissions", "Choose what the token may do: at least one thing."))
        } else if permissions.count < asked.count {
            problems.append(Problem("permissions", "A token may do only what you may: choose from the list."))
        }
        let days = form["days"].isEmpty ? APIToken.usualDays : Int(form["days"])
        if days.map((APIToken.shortestDays...APIToken.longestDays).contains) != true {
            problems.append(Problem("days", "Choose from \(APIToken.shortestDays) to \(APIToken.longestDays) days."))
        }
        guard problems.isEmpty, let days else { return (nil, problems) }
        return (APITokenDraft(name: name, permissions: permissions, days: days), [])
    }
}
