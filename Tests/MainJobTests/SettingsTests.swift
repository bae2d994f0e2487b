import Background
import Crypto
import Demo
import Foundation
import Hiring
import Logging
import Postgres
import Synchronization
import TestKit
import Testing
import Web

@testable import Accounts

/// Settings through the page, as programs and administrators meet them.
@Suite("Settings", .fewAtATime) struct SettingsTests {
    // MARK: The registry

    @Test func everyDefaultFitsItsOwnRules() throws {
        #expect(Set(Registry.entries.map(\.key)).count == Registry.entries.count)
        for entry in Registry.entries where !entry.kind.isSecret {
            let (checked, problems) = entry.check(entry.defaultValue)
            #expect(checked?.value == entry.defaultValue, "\(entry.key): \(problems)")
        }
        for entry in Registry.entries { #expect(!entry.description.isEmpty && !entry.effect.isEmpty && !entry.title.isEmpty) }
    }

    @Test func membersOfAnObjectAreThoseOfItsType() throws {
        for entry in Registry.entries {
            guard case .object(let fields) = entry.kind else { continue }
            #expect(Set(fields.map(\.name)) == Set((entry.defaultValue.members ?? [:]).keys), "\(entry.key)")
        }
    }

    @Test(arguments: [
        ("MAINTENANCE_MODE", SettingValue.text("yes"), "true or false"), ("SESSION_DAYS", .number(91), "1 to 90"), ("SESSION_DAYS", .text("7"), "whole number"),
        ("AUDIT_RETENTION_MONTHS", .number(2), "3 to 240, or 0"), ("TWO_FACTOR_ROLES", .list([.text("BOSS")]), "ADMIN, MANAGER"),
        ("TWO_FACTOR_ROLES", .list([.text("ADMIN"), .text("ADMIN")]), "at most once"), ("AGENCY_NAME", .text("a\nb"), "at most 100"),
        ("MAINTENANCE_MESSAGE", .text(""), "1 to 500"), ("HOT_DROPS", .object(["hours": .text("x")]), "1 to 8760"),
        ("HOT_DROPS", .object(["colour": .text("x")]), "hours, sources"), ("HOT_DROPS", .list([]), "hours, sources"),
        ("MAIL_SENDER", .text("nobody"), "e-mail address"),
        ("MAIL_SERVER", .text("http://x"), "smtp://"),
        ("SINGLE_SIGN_ON", .object(["issuer": .text("http://login.example.com"), "clientID": .text("x")]), "https://"),
        ("SINGLE_SIGN_ON", .object(["issuer": .text("https://login.example.com")]), "client ID"),
        ("SINGLE_SIGN_ON", .object(["role": .text("ADMIN")]), "Choose one"),
    ])
    func aWrongValueIsRefusedWithWhatWouldBeRight(key: String, value: SettingValue, demand: String) throws {
        let (checked, problems) = try #require(Registry.entry(key)).check(value)
        #expect(checked == nil && problems.contains { $0.message.contains(demand) && $0.field.hasPrefix(key) }, "\(problems)")
    }

    @Test func theDemoWritesWhatTheRegistryAccepts() async throws {
        try await withHouse { house in
            let rows = try await house.texts("SELECT key || ' ' || value::text FROM system_settings ORDER BY key")
            #expect(rows.count >= 4)
            for row in rows {
                let parts = row.split(separator: " ", maxSplits: 1).map(String.init)
                let entry = try #require(Registry.entry(parts[0]), "\(row)")
                #expect(entry.check(SettingValue(json: parts[1])).checked != nil, "\(row)")
            }
            let admin = try await house.browser(.admin)
            #expect((try await admin.get("/api/v1/admin/settings").json["refused"] as? [Any])?.isEmpty == true)
        }
    }

    // MARK: Seeing and changing

    @Test func administratorsSeeAndChangeAndNobodyElse() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), page = try await admin.get("/admin/settings")
            #expect(page.status == 200)
            for entry in Registry.entries { #expect(page.says("id=\"setting-\(entry.key)\"") && page.says(entry.title)) }
            for role in UserRole.allCases where role != .admin {
                let browser = try await house.browser(role)
                #expect(try await browser.get("/admin/settings").status == 403)
                #expect(try await browser.post("/admin/settings/SESSION_DAYS", ["SESSION_DAYS": "30", "version": "default"]).status == 403)
                #expect(try await browser.post("/admin/test/mail").status == 403)
            }
            #expect(try await house.count("setting_changes") == 0)
            let saved = try await admin.change("SESSION_DAYS", ["SESSION_DAYS": "30"])
            #expect(saved.status == 303 && saved.location == "/admin/settings#setting-SESSION_DAYS")
            #expect(try await house.text("SELECT value::text FROM system_settings WHERE key = 'SESSION_DAYS'") == "30")
            let trail = try await house.text(
                "SELECT before::text || after::text || description FROM activity_logs WHERE action_type = 'SETTING_CHANGED' AND user_id IS NOT NULL")
            #expect(trail == #"{"SESSION_DAYS": "14"}{"SESSION_DAYS": "30"}Meera Krishnan changed the setting “Days of a session”."#)
            let after = try await admin.get("/admin/settings")
            #expect(after.says("value=\"30\"") && after.says("by Meera Krishnan"))
            // Back to the default leaves no row.
            #expect(try await admin.change("SESSION_DAYS", ["SESSION_DAYS": "14"]).status == 303)
            #expect(try await house.count("system_settings", where: "key = 'SESSION_DAYS'") == 0)
            #expect(try await house.count("setting_changes", where: "key = 'SESSION_DAYS'") == 2)
        }
    }

    @Test func whatDoesNotFitComesBackBesideItsField() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), before = try await house.everything()
            let again = try await admin.change("SESSION_DAYS", ["SESSION_DAYS": "a week"])
            #expect(again.status == 422 && again.hasProblem(beside: "SESSION_DAYS") && again.says("value=\"a week\"") && again.says("1 to 90"))
            let drops = try await admin.change("HOT_DROPS", ["HOT_DROPS.hours": "0", "HOT_DROPS.sources": "LinkedIn"])
            #expect(drops.status == 422 && drops.hasProblem(beside: "HOT_DROPS.hours"))
            let unknown = try await admin.post("/admin/settings/MAINTENANCE", ["value": "true", "version": "default"])
            #expect(unknown.status == 422 && unknown.says("There is no setting of this name") && unknown.says("MAINTENANCE_MODE"))
            #expect(try await admin.get("/admin/settings/MAINTENANCE").status == 404)
            #expect(try await admin.post("/admin/settings/DEMO_DATA", ["value": "true", "version": "default"]).status == 403)
            let csrf = try await admin.token()
            let json = try await admin.postJSON("/api/v1/admin/settings/SESSION_DAYS", #"{"value": "x", "version": "default", "csrf": "\#(csrf)"}"#)
            #expect(json.status == 422 && json.says("\"field\":\"SESSION_DAYS\""))
            #expect(try await admin.postJSON("/api/v1/admin/settings/SESSION_DAYS", #"{"value": 7, "csrf": "\#(csrf)"}"#).says("version"))
            #expect(try await house.everything() == before)
            #expect(try await house.count("setting_changes") == 0)
            let good = try await admin.postJSON("/api/v1/admin/settings/SESSION_DAYS", #"{"value": 7, "version": "default", "csrf": "\#(csrf)"}"#)
            #expect(good.status == 200 && good.json["value"] as? Int == 7 && good.json["version"] as? String != "default")
        }
    }

    @Test func ofTwoAdministratorsTheSecondIsTold() async throws {
        try await withHouse { house in
            let one = try await house.browser(.admin), two = try await house.browser(.admin)
            let version = try await one.version("INVITATION_DAYS")
            #expect(try await one.post("/admin/settings/INVITATION_DAYS", ["INVITATION_DAYS": "3", "version": version]).status == 303)
            let late = try await two.post("/admin/settings/INVITATION_DAYS", ["INVITATION_DAYS": "9", "version": version])
            #expect(late.status == 409 && late.says("Somebody else changed “Days of an invitation”"))
            #expect(try await house.text("SELECT value::text FROM system_settings WHERE key = 'INVITATION_DAYS'") == "3")
            // At the same moment.
            let fresh = try await one.version("INVITATION_DAYS"), tokens = (try await one.token(), try await two.token())
            async let first = one.post("/admin/settings/INVITATION_DAYS", ["INVITATION_DAYS": "4", "version": fresh], csrf: tokens.0)
            async let second = two.post("/admin/settings/INVITATION_DAYS", ["INVITATION_DAYS": "5", "version": fresh], csrf: tokens.1)
            let statuses = [try await first.status, try await second.status]
            #expect(statuses.sorted() == [303, 409])
            #expect(try await house.count("setting_changes", where: "key = 'INVITATION_DAYS'") == 2)
            // The same value again is no change.
            let value = try #require(try await house.text("SELECT value::text FROM system_settings WHERE key = 'INVITATION_DAYS'"))
            #expect(try await one.change("INVITATION_DAYS", ["INVITATION_DAYS": value]).status == 303)
            #expect(try await house.count("setting_changes", where: "key = 'INVITATION_DAYS'") == 2)
        }
    }

    @Test func anotherProcessKnowsWithinASecond() async throws {
        try await withHouse { house in
            try await withHouse(on: house.pool.url) { other in
                let admin = try await house.browser(.admin), visitor = try await other.browser()
                #expect(try await visitor.get("/jobs").says("Saffron Talent"))
                var slowest = Duration.zero
                for name in ["Indigo People", "Teal Talent"] {
                    let start = ContinuousClock.now
                    #expect(try await admin.change("AGENCY_NAME", ["AGENCY_NAME": name]).status == 303)
                    #expect(try await house.browser().get("/jobs").says(name), "the process that changed it knows at once")
                    while try await !visitor.get("/jobs").says("· \(name)</title>") {
                        try #require(ContinuousClock.now - start < .seconds(1), "not within a second")
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    slowest = max(slowest, ContinuousClock.now - start)
                }
                print("settings: the other process knew after \(slowest)")
            }
        }
    }

    @Test func everyEarlierStateCanBeHadAgain() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            for days in ["20", "30"] { #expect(try await admin.change("SESSION_DAYS", ["SESSION_DAYS": days]).status == 303) }
            let history = try await admin.get("/admin/settings/SESSION_DAYS")
            #expect(history.says("14 (default)") && history.says("Take back") && history.says("Set to this") && history.says("Set to what was before"))
            let changes = try #require(try await admin.get("/api/v1/admin/settings/SESSION_DAYS").json["changes"] as? [[String: Any]])
            #expect(changes.map { $0["after"] as? String } == ["30", "20"])
            func revert(_ place: Int, _ state: String) async throws -> Reply {
                let id = try #require(changes[place]["id"] as? String)
                return try await admin.post(
                    "/admin/settings/SESSION_DAYS/revert", ["change": id, "state": state, "version": try await admin.version("SESSION_DAYS")])
            }
            for (place, state, value) in [(1, "after", "20"), (0, "after", "30"), (1, "before", nil)] as [(Int, String, String?)] {
                #expect(try await revert(place, state).location == "/admin/settings/SESSION_DAYS")
                #expect(try await house.text("SELECT value::text FROM system_settings WHERE key = 'SESSION_DAYS'") == value)
            }
            #expect(try await house.count("activity_logs", where: "action_type = 'SETTING_CHANGED'") == 5)
            #expect(try await house.count("activity_logs", where: "description LIKE '%took back a change of%'") == 3)
            // What the registry does not accept any more is not brought back either.
            let id = try #require(changes[0]["id"] as? String)
            try await house.run("UPDATE setting_changes SET after = '900' WHERE id = \(id)::uuid")
            #expect(try await revert(0, "after").status == 422)
            let stale = ["change": id, "state": "before", "version": "0123456789abcdef"]
            #expect(try await admin.post("/admin/settings/SESSION_DAYS/revert", stale).status == 409)
            let foreign = ["change": id, "state": "after", "version": try await admin.version("INVITATION_DAYS")]
            #expect(try await admin.post("/admin/settings/INVITATION_DAYS/revert", foreign).status == 422, "another setting's history")
        }
    }

    @Test func theProgramMayNotRewriteTheHistory() async throws {
        try await withHouse { house in
            try await house.browser(.admin).change("SESSION_DAYS", ["SESSION_DAYS": "20"])
            let program = Pool(url: house.pool.url, role: "shortlist_program", size: 1)
            defer { program.close() }
            await #expect(throws: PostgresError.self) { try await program.run(Command("DELETE FROM setting_changes")) }
            await #expect(throws: PostgresError.self) { try await program.run(Command("UPDATE setting_changes SET after = NULL")) }
            #expect(try await house.count("setting_changes", where: "after = '20'") == 1)
        }
    }

    // MARK: Secrets

    @Test func aSecretIsNeverSeenAgain() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let secrets = ["smtp://automaton:swordfish-one@mail.example.com", "smtp://automaton:swordfish-two@mail.example.com"]
            for secret in secrets {
                let saved = try await admin.change("MAIL_SERVER", ["MAIL_SERVER": secret])
                #expect(saved.status == 303 && !saved.body.contains("swordfish"))
            }
            let wrong = try await admin.change("MAIL_SERVER", ["MAIL_SERVER": "http://swordfish-three"])
            #expect(wrong.status == 422 && wrong.hasProblem(beside: "MAIL_SERVER") && !wrong.says("swordfish"))
            for path in [
                "/admin/settings", "/admin/settings/MAIL_SERVER", "/api/v1/admin/settings", "/api/v1/admin/settings/MAIL_SERVER", "/api/v1/admin/doctor",
            ] {
                let page = try await admin.get(path)
                #expect(page.status == 200 && !page.says("swordfish") && !page.says("automaton") && !page.says("sealed\""), "\(path)")
            }
            let page = try await admin.get("/admin/settings")
            #expect(page.says("Set on") && page.says("Replace") && page.says("Remove"))
            // Nowhere in the database, but for the sealed value itself.
            for table in ["system_settings", "setting_changes", "activity_logs", "background_jobs", "outbox"] {
                #expect(
                    try await house.text(
                        "SELECT 'found' FROM \(identifier: table) AS row WHERE row::text LIKE '%swordfish%' OR row::text LIKE '%c3dvcmRmaXNo%'") == nil)
            }
            let trail = try await house.texts("SELECT before::text || after::text FROM activity_logs WHERE action_type = 'SETTING_CHANGED' ORDER BY id")
            #expect(trail == [#"{"MAIL_SERVER": "not set"}{"MAIL_SERVER": "set"}"#, #"{"MAIL_SERVER": "set"}{"MAIL_SERVER": "set"}"#])
            #expect(try await admin.post("/admin/settings/MAIL_SERVER/default", ["version": try await admin.version("MAIL_SERVER")]).status == 303)
            #expect(try await house.count("system_settings", where: "key = 'MAIL_SERVER'") == 0)
            let newest = try #require((try await admin.get("/api/v1/admin/settings/MAIL_SERVER").json["changes"] as? [[String: Any]])?.first)
            let back = ["change": try #require(newest["id"] as? String), "state": "before", "version": try await admin.version("MAIL_SERVER")]
            #expect(try await admin.post("/admin/settings/MAIL_SERVER/revert", back).status == 303)
            #expect(try await admin.get("/admin/settings").says("smtp://mail.example.com:587"), "where mail goes is shown, without its password")
        }
    }

    @Test func secretsAreOpenedWithTheirKeyAloneAndStayOutOfTheLog() async throws {
        try await withHouse { house in
            let log = Lines(), logger = Logger(label: "test") { _ in log.handler }
            let settings = SystemSettings(house.pool, vault: Vault(secret: Data(repeating: 1, count: 32)), logger: logger)
            let entry = try #require(Registry.entry("MAIL_SERVER")), admin = try await house.pool.one(Users.first(of: .admin))
            let origin = Origin(address: "127.0.0.1", requestID: "test")
            _ = try await settings.change(entry, to: .text("smtps://u:swordfish@h"), version: "default", by: admin, from: origin)
            #expect(try settings.secret("MAIL_SERVER") == "smtps://u:swordfish@h")
            let stranger = SystemSettings(house.pool, vault: Vault(secret: Data(repeating: 2, count: 32)), logger: logger)
            try await stranger.load()
            #expect(throws: Vault.Unreadable.self) { try stranger.secret("MAIL_SERVER") }
            // A sealed value in another one's place does not open.
            try await house.run("INSERT INTO system_settings (key, value) SELECT 'SINGLE_SIGN_ON_SECRET', value FROM system_settings WHERE key = 'MAIL_SERVER'")
            try await house.run(#"UPDATE system_settings SET value = '"smtp://u:swordfish@plain"' WHERE key = 'MAIL_SERVER'"#)
            try await settings.load()
            #expect(throws: Vault.Unreadable.self) { try settings.secret("SINGLE_SIGN_ON_SECRET") }
            #expect(settings.refused.map(\.key) == ["MAIL_SERVER"])
            #expect(!log.all.isEmpty && !log.all.contains { $0.contains("swordfish") })
        }
    }

    // MARK: Edited by hand

    @Test func aValueThatIsNoneIsIgnoredAndSaid() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            try await house.run(
                """
                INSERT INTO system_settings (key, value) VALUES ('SESSION_DAYS', '"for ever"'), ('NO_SUCH_THING', '1'), ('INVITATION_DAYS', 'null'),
                    ('SINGLE_SIGN_ON', '{"issuer": 5}'), ('HOT_DROPS', '[1.5]') ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """)
            try await house.run("SELECT pg_notify('settings', '')")
            var page = try await admin.get("/admin/settings")
            for _ in 0..<100 where !page.says("cannot be used") {
                try await Task.sleep(for: .milliseconds(10))
                page = try await admin.get("/admin/settings")
            }
            #expect(page.says("Write a whole number from 1 to 90. The default holds.") && page.says("value=\"14\"") && page.says("NO_SUCH_THING"))
            let doctor = try await admin.finding("Settings")
            #expect(doctor.state == "warning" && doctor.words.contains("SESSION_DAYS") && doctor.words.contains("NO_SUCH_THING"))
            // Saving over it mends it.
            #expect(try await admin.change("SESSION_DAYS", ["SESSION_DAYS": "5"]).status == 303)
            #expect(try await !admin.get("/admin/settings").says("1 to 90. The default holds."))
        }
    }
}

/// `docs/settings.md` says what the registry says.
@Suite struct SettingsDocument {
    @Test func isUpToDate() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/settings.md").standardizedFileURL
        if ProcessInfo.processInfo.environment["SHORTLIST_WRITE_DOCS"] == "1" { try Data(Registry.markdown.utf8).write(to: file) }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == Registry.markdown, "run the tests with SHORTLIST_WRITE_DOCS=1")
    }
}

extension Browser {
    /// Which state of a setting this administrator sees.
    func version(_ key: String) async throws -> String {
        let setting = try await get("/api/v1/admin/settings/\(key)").json["setting"] as? [String: Any]
        return try #require(setting?["version"] as? String)
    }

    /// Saves one setting as its form does.
    @discardableResult
    func change(_ key: String, _ fields: [String: String]) async throws -> Reply {
        try await post("/admin/settings/\(key)", fields.merging(["version": try await version(key)]) { $1 })
    }

    /// What the doctor says of one thing.
    func finding(_ name: String) async throws -> (state: String, words: String, advice: String?) {
        let checks = try #require(try await get("/api/v1/admin/doctor").json["checks"] as? [[String: Any]])
        let check = try #require(checks.first { $0["name"] as? String == name }, "no check is called \(name)")
        return (try #require(check["state"] as? String), try #require(check["words"] as? String), check["advice"] as? String)
    }
}

/// A log that is kept.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    var handler: Handler { Handler(lines: self) }

    struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") } }
    }
}
