package import Configuration
package import Foundation
import Messaging
import SystemPackage
import Web

/// What an installation is told from outside: environment variables first, then the file `shortlist.json` in the working directory.
package struct Settings: Sendable {
    var databaseURL: String?
    var host: String
    var port: Int
    package var address: String
    package var folder: URL
    var mail: MailRoute
    var name: String
    /// The address that mail is sent from.
    var sender: String
    /// Variables that were given for what is also a setting, which they go before, by the setting's key.
    var overriding: [String: String]
    /// Proxies whose `X-Forwarded-For` is believed.
    var proxies: [AddressRange]

    /// Whether only this machine can reach the pages.
    var isOnThisMachine: Bool {
        ["127.0.0.1", "localhost", "::1"].contains(host) && ["127.0.0.1", "localhost", "[::1]", "::1"].contains(URL(string: address)?.host ?? "")
    }

    package struct Wrong: Error, CustomStringConvertible {
        package let description: String
    }

    static func read() async throws -> Settings {
        let path = FileManager.default.currentDirectoryPath + "/shortlist.json"
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider()]
        if FileManager.default.fileExists(atPath: path) { providers.append(try await FileProvider<JSONSnapshot>(filePath: .init(path))) }
        return try Settings(ConfigReader(providers: providers))
    }

    package init(_ config: ConfigReader) throws {
        databaseURL = config.string(forKey: "database.url", isSecret: true)
        host = config.string(forKey: "shortlist.host") ?? "127.0.0.1"
        // A number in the file is no text there.
        port = try Self.port(config.string(forKey: "shortlist.port") ?? config.int(forKey: "shortlist.port").map(String.init))
        address = try Self.address(config.string(forKey: "shortlist.address") ?? "http://127.0.0.1:\(port)")
        folder = URL(fileURLWithPath: config.string(forKey: "shortlist.var") ?? "var").standardizedFileURL
        let route = config.string(forKey: "shortlist.mail", isSecret: true) ?? "file:\(folder.appendingPathComponent("mail").path)"
        do { mail = try MailRoute(route) } catch { throw Wrong(description: "SHORTLIST_MAIL: \(error)") }
        let given = [("MAIL_SERVER", "shortlist.mail"), ("AGENCY_NAME", "shortlist.name"), ("MAIL_SENDER", "shortlist.sender")].filter {
            config.string(forKey: ConfigKey($0.1), isSecret: true) != nil
        }
        overriding = Dictionary(uniqueKeysWithValues: given.map { ($0.0, $0.1.uppercased().replacing(".", with: "_")) })
        name = config.string(forKey: "shortlist.name") ?? "Saffron Talent"
        sender = config.string(forKey: "shortlist.sender") ?? "no-reply@shortlist.example"
        let ranges = (config.string(forKey: "shortlist.proxies") ?? "").split { ", ".contains($0) }.map(String.init)
        proxies = try ranges.map { text in
            guard let range = AddressRange(text) else {
                throw Wrong(description: "SHORTLIST_PROXIES names “\(text)”; it may be addresses and ranges such as 127.0.0.1, 10.0.0.0/8")
            }
            return range
        }
        guard (try? Mailbox(address: sender)) != nil else {
            throw Wrong(description: "SHORTLIST_SENDER is “\(sender)”; it may be an e-mail address such as jobs@example.com")
        }
    }

    private static func port(_ text: String?) throws -> Int {
        guard let text else { return 8080 }
        guard let port = Int(text), (0...65_535).contains(port) else {
            throw Wrong(description: "SHORTLIST_PORT is “\(text)”; it may be a number from 0 (any free port) to 65535")
        }
        return port
    }

    private static func address(_ text: String) throws -> String {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false, url.path.isEmpty || url.path == "/" else {
            throw Wrong(description: "SHORTLIST_ADDRESS is “\(text)”; it may be http://HOST[:PORT] or https://HOST[:PORT], without a path")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
