package import Messaging

/// How letters leave: asked anew for each, so that a change of the settings holds at once.
package struct MailSettings: Sendable {
    package let route: @Sendable () throws -> MailRoute
    package let sender: @Sendable () throws -> Mailbox

    package init(route: @escaping @Sendable () throws -> MailRoute, sender: @escaping @Sendable () throws -> Mailbox) {
        (self.route, self.sender) = (route, sender)
    }

    /// Sends each letter by the route that holds then.
    package var mailer: any Mailer { RoutedMailer(settings: self) }
}

private struct RoutedMailer: Mailer {
    let settings: MailSettings

    func deliver(_ letter: Letter) async throws {
        let route: MailRoute
        do { route = try settings.route() } catch { throw MailFailure.notNow(reason: "the setting MAIL_SERVER cannot be read", reply: 0) }
        try await route.mailer().deliver(letter)
    }
}
