import Foundation
import Messaging
import Web

extension Setting where Value == Bool {
    /// Scores and vectors are computed.
    package static var matchScores: Setting { Setting("ENABLE_MATCH_SCORES", default: true) }
    /// The public form takes applications.
    package static var applications: Setting { Setting("ENABLE_APPLICATIONS", default: true) }
    /// Candidates may ask for a link that signs them in.
    package static var signInLinks: Setting { Setting("ENABLE_SIGN_IN_LINKS", default: true) }
}

extension Setting where Value == Int {
    /// From one address.
    package static var applicationsPerHour: Setting { Setting("APPLICATIONS_PER_HOUR", default: 60) }
}

extension Setting where Value == String {
    package static var maintenanceMessage: Setting {
        Setting("MAINTENANCE_MESSAGE", default: "We are working on this site and will be back soon. Nothing that you sent before is lost.")
    }
    /// Empty: the environment's.
    package static var agencyName: Setting { Setting("AGENCY_NAME", default: "") }
    /// Of a service that makes the vectors; empty: the model in this process does.
    package static var embeddingsAddress: Setting { Setting("EMBEDDINGS_URL", default: "") }
    package static var embeddingsModel: Setting { Setting("EMBEDDINGS_MODEL", default: "text-embedding-3-small") }
    /// Of a service that helps reading résumés; empty: the rules do it alone.
    package static var languageModelAddress: Setting { Setting("LANGUAGE_MODEL_URL", default: "") }
    package static var languageModelName: Setting { Setting("LANGUAGE_MODEL_NAME", default: "") }
    /// Empty: the environment's.
    package static var mailSender: Setting { Setting("MAIL_SENDER", default: "") }
}

/// How long a job that was found elsewhere stays on the board of hot drops, and where such jobs come from.
package struct HotDropSettings: Codable, Sendable, Equatable {
    package var hours = 72
    package var sources: [String] = []

    package init() {}
}

extension Setting where Value == HotDropSettings {
    package static var hotDrops: Setting { Setting("HOT_DROPS", default: HotDropSettings()) }
}

/// Keys of the settings that are secrets.
package enum SecretSetting {
    package static let mailServer = "MAIL_SERVER"
    package static let singleSignOn = "SINGLE_SIGN_ON_SECRET"
    package static let embeddings = "EMBEDDINGS_KEY"
    package static let languageModel = "LANGUAGE_MODEL_KEY"
}

/// Where a setting stands on the screen.
package enum SettingGroup: String, Sendable, CaseIterable {
    case house = "The house", features = "Features", access = "Access", models = "Models", mail = "Mail", signOn = "Single sign-on", trail = "The trail"
    case program = "Of the program"
}

/// All that is known of a setting.
package struct SettingEntry: Sendable {
    package let key: String
    package let title: String
    package let group: SettingGroup
    package let kind: SettingKind
    package let defaultValue: SettingValue
    /// What it is.
    package let description: String
    /// What changing it does.
    package let effect: String
    /// Who may change it.
    package let permission: Permission
    private let also: @Sendable (SettingValue) -> Problem?
    private let decode: @Sendable (SettingValue) -> (any Sendable)?

    fileprivate init<Value>(
        _ setting: Setting<Value>, _ title: String, _ group: SettingGroup, _ kind: SettingKind, _ description: String, effect: String,
        permission: Permission = .changeSettings, also: @escaping @Sendable (SettingValue) -> Problem? = { _ in nil }
    ) {
        (key, self.title, self.group, self.kind) = (setting.key, title, group, kind)
        defaultValue = SettingValue(encoding: setting.defaultValue)
        (self.description, self.effect, self.permission, self.also) = (description, effect, permission, also)
        decode = { $0.decoded(as: Value.self) }
    }

    /// A value that was found to be right, as the program uses it. Members that are not given have their default.
    struct Checked {
        let value: SettingValue
        let typed: any Sendable
    }

    /// The value, or every problem with it. For a secret, its plain text.
    func check(_ value: SettingValue) -> (checked: Checked?, problems: [Problem]) {
        var value = value
        if case .object = kind, let given = value.members, let all = defaultValue.members { value = .object(all.merging(given) { $1 }) }
        let problems = kind.problems(with: value, at: key)
        guard problems.isEmpty else { return (nil, problems) }
        if let problem = also(value) { return (nil, [problem]) }
        guard let typed = decode(value) else { return (nil, [Problem(key, kind.demand)]) }
        return (Checked(value: value, typed: typed), [])
    }
}

/// Every setting there is. What is not in it is refused.
package enum Registry {
    package static let entries: [SettingEntry] = house + features + access + models + mail + signOn + trail + program

    package static func entry(_ key: String) -> SettingEntry? { byKey[key] }

    private static let byKey = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0) })

    /// What to answer to a key that is none.
    static func unknown(_ key: String) -> Refusal {
        .invalid([Problem("key", "There is no setting of this name. There are: \(entries.map(\.key).sorted().joined(separator: ", ")).")])
    }

    private static let house = [
        SettingEntry(
            .maintenanceMode, "Maintenance mode", .house, .truth, "Closes the house to all but administrators.",
            effect:
                "On: everybody else reads the message below, with status 503; the sign-in stays open, and background work waits. Off: all goes on where it stopped."
        ),
        SettingEntry(
            .maintenanceMessage, "Maintenance message", .house, .text(1...500, isLong: true), "What people read while the house is closed.",
            effect: "Shown on the page, and in the answers to programs."),
        SettingEntry(
            .agencyName, "Name of the agency", .house, .text(0...100),
            "Stands at the head of every page and letter, and for the client's name where a job is confidential.",
            effect: "Empty: the name in SHORTLIST_NAME. Where SHORTLIST_NAME is given, that name holds."),
    ]

    private static let features = [
        SettingEntry(
            .aiParsing, "Reading of résumés", .features, .truth, "Fills a candidate's profile from the résumé that they sent.",
            effect: "Off: résumés are stored and their text is read for search, but no field is filled in from it."),
        SettingEntry(
            .matchScores, "Match scores", .features, .truth, "Compares what a job asks with what is known of each candidate.",
            effect: "Off: no score and no vector is computed; those there stay. On again: what was left out is computed."),
        SettingEntry(
            .applications, "Applications", .features, .truth, "Takes applications through the public form.",
            effect: "Off: the form says kindly that applications are closed for now; the jobs stay readable."),
        SettingEntry(
            .applicationsPerHour, "Applications an hour", .features, .number(1...10_000), "How many applications one network address may send in an hour.",
            effect: "More than that are asked to wait. An office behind one address may send many; a machine sends more."),
        SettingEntry(
            .hotDrops, "Hot drops", .features,
            .object([
                SettingField("hours", "Hours", .number(1...8_760), "How long a found job stays on the board."),
                SettingField(
                    "sources", "Sources", .choices(["AI_Scraper", "LinkedIn", "Indeed"].map { SettingChoice($0, $0.replacing("_", with: " ")) }),
                    "Where to look."),
            ]), "Jobs that were found elsewhere.", effect: "Found jobs leave the board after so many hours."),
    ]

    private static let access = [
        SettingEntry(
            .signInLinks, "Sign-in by mailed link", .access, .truth, "Candidates may ask for a link that signs them in.",
            effect: "Off: no such link is sent; links on their way still work until they are too old."),
        SettingEntry(
            .sessionDays, "Days of a session", .access, .number(1...90), "How long somebody stays signed in who does not come back.",
            effect: "Holds from the next page that a person opens."),
        SettingEntry(
            .invitationDays, "Days of an invitation", .access, .number(1...30), "How long the link in an invitation works.",
            effect: "Holds for invitations sent from now on."),
        SettingEntry(
            .twoFactorRoles, "Second factor for", .access, .choices(UserRole.allCases.map { SettingChoice($0.rawValue, $0.words) }),
            "Roles that must sign in with a code of their phone beside the password.",
            effect: "Who has such a role and no second factor yet is asked to set one up before anything else."),
    ]

    private static let models = [
        SettingEntry(
            .embeddingsAddress, "Service for vectors", .models, .text(0...300),
            "A service that speaks OpenAI’s API and makes the vectors of search by meaning, up to its version: https://api.example.com/v1.",
            effect:
                "Empty: the model in this process makes them. Else skills, role and summary of candidates, without names and contact data, and what people search for are sent there, and everybody’s vector is made anew in the background.",
            also: { serviceProblem($0, "EMBEDDINGS_URL") }),
        SettingEntry(
            .embeddingsModel, "Model for vectors", .models, .text(1...100), "What the service calls the model. It must be able to make vectors of 384 numbers.",
            effect:
                "Another model makes everybody’s vector anew in the background. One that cannot make 384 numbers switches search by meaning off, and the doctor says so."
        ),
        secret(
            SecretSetting.embeddings, "Key for vectors", .models, longest: 1_000, "What the service for vectors knows us by.",
            effect: "Sent to the service for vectors alone."),
        SettingEntry(
            .languageModelAddress, "Service for reading", .models, .text(0...300),
            "A service that speaks OpenAI’s API and proposes what a résumé says, up to its version: https://api.example.com/v1.",
            effect:
                "Empty: rules read alone. Else, while the reading of résumés is on, the text of each new résumé is sent there, with all that stands in it; what comes back is checked by the rules, and where nothing comes they go on without.",
            also: { serviceProblem($0, "LANGUAGE_MODEL_URL") }),
        SettingEntry(
            .languageModelName, "Model for reading", .models, .text(0...100), "What the service calls the model.", effect: "Empty: none is asked."),
        secret(
            SecretSetting.languageModel, "Key for reading", .models, longest: 1_000, "What the service for reading knows us by.",
            effect: "Sent to the service for reading alone."),
    ]

    private static let mail = [
        secret(
            SecretSetting.mailServer, "Mail server", .mail, longest: 1_000,
            "The way out for letters: smtp://USER:PASSWORD@HOST:PORT, smtps://… or file:FOLDER.",
            effect: "Where SHORTLIST_MAIL is given, that holds. Without either, letters are files in the folder mail.",
            also: { value in
                (try? MailRoute(value.text ?? "")) == nil
                    ? Problem(SecretSetting.mailServer, "Write smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT or file:FOLDER.") : nil
            }),
        SettingEntry(
            .mailSender, "Sender", .mail, .text(0...254), "The address that letters come from.",
            effect: "Empty: the address in SHORTLIST_SENDER. Where SHORTLIST_SENDER is given, that holds.",
            also: { value in
                guard let text = value.text, !text.isEmpty, (try? Mailbox(address: text)) == nil else { return nil }
                return Problem("MAIL_SENDER", "Write an e-mail address such as jobs@example.com.")
            }),
    ]

    private static let signOn = [
        SettingEntry(
            .singleSignOn, "Single sign-on", .signOn,
            .object([
                SettingField("issuer", "Issuer", .text(0...300), "Such as https://login.example.com/tenant; empty switches single sign-on off."),
                SettingField("clientID", "Client ID", .text(0...300), "What the provider calls this installation."),
                SettingField("label", "Label", .text(1...60), "What the button says after “Sign in with”."),
                SettingField(
                    "domains", "Domains", .texts(most: 50, longest: 253),
                    "Of e-mail: their people get an account at their first sign-in. None: only who was invited comes in."),
                SettingField(
                    "role", "Role", .choice(UserRole.allCases.filter { ![.admin, .candidate].contains($0) }.map { SettingChoice($0.rawValue, $0.words) }),
                    "Of an account that is made this way."),
            ]), "Signs colleagues in at a provider of OpenID Connect.", effect: "With an issuer, the sign-in page has a button for it.", also: signOnProblem),
        secret(
            SecretSetting.singleSignOn, "Single sign-on: secret", .signOn, longest: 1_000, "The client's secret at the provider.",
            effect: "Sent to the provider alone, when somebody signs in."),
    ]

    private static let trail = [
        SettingEntry(
            .auditRetentionMonths, "Months of the trail", .trail, .number(3...240, also: 0), "How long entries of the activity trail are kept.",
            effect: "0 keeps them for ever. Else whole months that are over for longer are removed, and that is on record.")
    ]

    private static let program = [
        SettingEntry(
            Setting("DEMO_DATA", default: false), "Demo data", .program, .mark, "This installation was filled with made-up people.",
            effect: "Whoever starts the program gets links to sign in as one of them.")
    ]

    private static func secret(
        _ key: String, _ title: String, _ group: SettingGroup, longest: Int, _ description: String, effect: String,
        also: @escaping @Sendable (SettingValue) -> Problem? = { _ in nil }
    ) -> SettingEntry {
        SettingEntry(Setting(key, default: ""), title, group, .secret(longest: longest), description, effect: effect, also: also)
    }

    private static func serviceProblem(_ value: SettingValue, _ key: String) -> Problem? {
        guard let text = value.text, !text.isEmpty else { return nil }
        return ServiceAddress.problem(text).map { Problem(key, $0) }
    }

    /// An issuer speaks TLS, unless it is this very machine.
    private static func signOnProblem(_ value: SettingValue) -> Problem? {
        guard let settings = value.decoded(as: SingleSignOnSettings.self) else { return Problem("SINGLE_SIGN_ON", "One of its members cannot be read.") }
        let url = URL(string: settings.issuer), isLocal = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(url?.host ?? "")
        if !settings.issuer.isEmpty, url?.host == nil || !(url?.scheme == "https" || url?.scheme == "http" && isLocal) {
            return Problem("SINGLE_SIGN_ON.issuer", "Write an address that begins with https://.")
        }
        if !settings.issuer.isEmpty, settings.clientID.isEmpty { return Problem("SINGLE_SIGN_ON.clientID", "An issuer needs the client ID that it gave you.") }
        if let odd = settings.domains.first(where: { EmailAddress("somebody@\($0)") == nil }) {
            return Problem("SINGLE_SIGN_ON.domains", "“\(odd.prefix(80))” is no domain such as example.com.")
        }
        return nil
    }
}

extension Registry {
    /// `docs/settings.md`.
    package static var markdown: String {
        var lines = [
            "# Settings", "",
            "Made from `Sources/Accounts/Settings/Registry.swift` by a test; `SHORTLIST_WRITE_DOCS=1 make unit FILTER=SettingsDocument` writes it anew.", "",
            "Administrators change them at `/admin/settings`, one at a time. A change reaches every running process within a second, is in the activity trail with before and",
            "after, and can be taken back from the history of the setting. They are kept in the table `system_settings`; a value there that does not fit is ignored, and the log,",
            "the page and `shortlist doctor` say so.", "",
            "Secrets are sealed with AES-256-GCM. The key comes from the file `secret` in `SHORTLIST_VAR`: keep a copy of it apart from the database's, for without it they have to be",
            "set anew.", "",
        ]
        for group in SettingGroup.allCases {
            lines += ["## \(group.rawValue)", "", "| key | type | default | what it is, and what changing it does |", "|---|---|---|---|"]
            lines += entries.filter { $0.group == group }.map { entry in
                let value = entry.kind.isSecret ? "not set" : "`\(entry.defaultValue.json)`"
                let type = entry.kind.typeWords + (entry.kind.isMark ? "" : "; \(who(entry))")
                return "| `\(entry.key)` | \(type) | \(value) | \(entry.description) \(entry.effect) |"
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private static func who(_ entry: SettingEntry) -> String {
        UserRole.allCases.filter { Permission.rules[entry.permission]?[$0] != nil }.map(\.rawValue).joined(separator: ", ")
    }
}
