import Foundation
import Postgres
import Web

/// Browsers that a person signed in with before. Each has a random token in a cookie; the database keeps its SHA-256, per person.
enum KnownDevices {
    static let cookie = "device"
    /// A year.
    static let lasts = 31_536_000

    /// The token of this browser, where it has one of the right form.
    static func token(_ ask: Ask) -> String? { ask.cookie(cookie).flatMap { $0.utf8.count == 43 ? $0 : nil } }
    static func hash(_ ask: Ask) -> Data? { token(ask).map(Token.hash) }

    static func isKnown(_ hash: Data, to user: ID<User>?) -> Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM known_devices WHERE user_id = \(user) AND token_hash = \(hash)) AS is_known")
    }

    static func hasAny(_ user: ID<User>) -> Query<One<Bool>> {
        Query("SELECT EXISTS (SELECT FROM known_devices WHERE user_id = \(user)) AS has_any")
    }

    static func seeing(_ hash: Data, of user: ID<User>, from ask: Ask) -> Command {
        Command(
            """
            INSERT INTO known_devices (token_hash, user_id, user_agent, ip_address) VALUES (\(hash), \(user), \(ask.userAgent), \(ask.address))
            ON CONFLICT (user_id, token_hash) DO UPDATE SET last_seen_at = now(), user_agent = excluded.user_agent, ip_address = excluded.ip_address
            """)
    }

    /// None is known any more: after a password was reset.
    static func forgetting(_ user: ID<User>) -> Command { Command("DELETE FROM known_devices WHERE user_id = \(user)") }
}

/// What somebody reads pages with, in words: “Firefox on Windows”.
enum Device {
    /// From the header `User-Agent`. Browsers name those that they descend from too, so the youngest is looked for first.
    static func words(_ userAgent: String?) -> String {
        let agent = userAgent ?? ""
        let browser = browsers.first { agent.contains($0.mark) }?.name, system = systems.first { agent.contains($0.mark) }?.name
        switch (browser, system) {
        case (let browser?, let system?): return "\(browser) on \(system)"
        case (let browser?, nil): return browser
        case (nil, let system?): return "a browser on \(system)"
        case (nil, nil): return agent.isEmpty ? "an unnamed program" : "another program"
        }
    }

    private static let browsers: [(mark: String, name: String)] = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"), ("YaBrowser/", "Yandex Browser"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chromium/", "Chromium"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"),
        ("Safari/", "Safari"), ("curl/", "curl"), ("python-requests/", "Python"), ("Python-urllib/", "Python"),
    ]

    private static let systems: [(mark: String, name: String)] = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"),
        ("Macintosh", "macOS"), ("Linux", "Linux"),
    ]
}
