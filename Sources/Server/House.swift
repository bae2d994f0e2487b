package import Accounts
package import Background
package import Documents
import Foundation
import Hiring
import JobBoard
package import Logging
import Messaging
package import Postgres
import Sales
package import SingleSignOn
package import Web

/// The wiring: every area with what it needs, and all routes.
package struct House: Sendable {
    let settings: Settings
    let database: Pool
    let logger: Logger
    let listener: Listener
    package let changes: Changes
    package let files: FileStore
    let meaning: Meaning
    let vectors: Vectors
    let reader: LanguageModelReader
    let scoring: Scoring
    package let sessions: Sessions.Store
    private let tokens: APITokens.Store
    /// Another way to configure single sign-on than by the settings of the installation, for tests.
    package var singleSignOn: (@Sendable () throws -> SingleSignOn.Configuration?)?
    package let presence: Presence
    package let systemSettings: SystemSettings
    private let secret: Data
    let limiter = Limiter()

    package init(settings: Settings, database: Pool, logger: Logger, sessionsBelieved: Duration = .seconds(1)) throws {
        self.settings = settings
        self.database = database
        self.logger = logger
        listener = Listener(url: database.url, logger: logger)
        changes = Changes(listener: listener)
        secret = try Secret.load(in: settings.folder)
        let systemSettings = SystemSettings(database, vault: Vault(secret: secret), logger: logger, overriding: settings.overriding)
        self.systemSettings = systemSettings
        presence = Presence(database) { TimeInterval(systemSettings[.sessionDays] * 86_400) }
        sessions = Sessions.Store(database, settings: systemSettings, listener: listener, believed: sessionsBelieved, presence: presence)
        tokens = APITokens.Store(database, settings: systemSettings, limiter: limiter, believed: sessionsBelieved)
        files = FileStore(root: settings.folder.appendingPathComponent("files"))
        meaning = Meaning(
            folder: settings.folder.appendingPathComponent("toolchain/minilm"),
            service: {
                let address = systemSettings[.embeddingsAddress]
                guard !address.isEmpty else { return nil }
                return Meaning.Service(address: address, model: systemSettings[.embeddingsModel], key: try systemSettings.secret(SecretSetting.embeddings))
            }, isWanted: { systemSettings[.matchScores] })
        vectors = Vectors(database: database, meaning: meaning)
        reader = LanguageModelReader {
            let (address, model) = (systemSettings[.languageModelAddress], systemSettings[.languageModelName])
            guard !address.isEmpty, !model.isEmpty else { return nil }
            return Meaning.Service(address: address, model: model, key: try systemSettings.secret(SecretSetting.languageModel))
        }
        scoring = Scoring(database: database, vectors: vectors, isOn: { systemSettings[.matchScores] })
        systemSettings.with(Setting<Bool>.matchScores.key) { value, transaction in
            guard value == .truth(true) else { return }
            try await Scoring.catchUp(in: transaction)
            try await Vectors.sweep(in: transaction)
        }
        // Another service or model: everybody's vector is made anew.
        for key in [Setting<String>.embeddingsAddress.key, Setting<String>.embeddingsModel.key] {
            systemSettings.with(key) { _, transaction in try await Vectors.sweep(in: transaction) }
        }
        let changes = changes
        // Who may not come in any more is not told of changes either.
        systemSettings.whenever(Setting<Bool>.maintenanceMode.key) { changes.endAll() }
    }

    /// Before anything is served or worked on: the settings are read.
    package func prepare() async throws { try await systemSettings.load() }

    /// For as long as the program runs: what other processes say is heard, and who was here is written.
    package func attend() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await changes.run() }
            group.addTask { await sessions.run() }
            group.addTask { await systemSettings.follow(listener) }
            group.addTask { await presence.run() }
        }
    }

    /// The way of letters: what the environment says goes before the settings.
    var mail: MailSettings {
        let (settings, stored, name) = (settings, systemSettings, agencyName)
        return MailSettings(
            route: {
                guard settings.overriding[SecretSetting.mailServer] == nil, let text = try stored.secret(SecretSetting.mailServer) else { return settings.mail }
                return try MailRoute(text)
            },
            sender: {
                let key = Setting<String>.mailSender.key, wish = settings.overriding[key] == nil ? stored[.mailSender] : ""
                return try Mailbox(name: name().oneLine, address: wish.isEmpty ? settings.sender : wish)
            })
    }

    private var agencyName: @Sendable () -> String {
        let (name, stored) = (settings.name, systemSettings)
        guard settings.overriding[Setting<String>.agencyName.key] == nil else { return { name } }
        return {
            let wish = stored[.agencyName]
            return wish.isEmpty ? name : wish
        }
    }

    package func site() throws -> Site {
        let stored = systemSettings
        var site = Site(
            address: settings.address, name: settings.name, secret: secret, sessions: SignedInBy(sessions: sessions, tokens: tokens),
            assets: try Assets.own(), logger: logger, isOutage: { ($0 as? PostgresError)?.isOutage ?? false },
            frames: { ask, page in Frames.around(ask, page, banner: Maintenance.banner(ask, stored)) })
        site.naming = agencyName
        site.admission = { ask in try Maintenance.admit(ask, stored) }
        site.proxies = settings.proxies
        return site
    }

    func office(_ site: Site) -> FrontOffice {
        FrontOffice(
            database: database, site: site, sessions: sessions, limiter: limiter, settings: systemSettings, vault: Vault(secret: secret), files: files,
            changes: changes)
    }

    private func singleSignOn(_ office: FrontOffice) -> SingleSignOn {
        singleSignOn.map { SingleSignOn(office: office, configuration: $0) } ?? SingleSignOn(office: office)
    }

    package func routes(_ site: Site) -> Routes {
        let routes = Routes(site: site)
        JobBoard(database: database, site: site).add(to: routes)
        ApplyRoutes(applying: Applying(database: database, files: files, site: site), site: site, limiter: limiter, settings: systemSettings)
            .add(to: routes)
        Following(database: database, site: site).add(to: routes)
        var office = office(site)
        let providers = singleSignOn(office)
        office.waysIn = { providers.button($0) }
        office.accountPanels = { AvatarForm.panel(of: $0) + TokenRoutes.panel + providers.panel + PortalRoutes.panel($0) }
        SignIn(office: office).add(to: routes)
        AccountRoutes(office: office).add(to: routes)
        TokenRoutes(office: office).add(to: routes)
        PeopleRoutes(office: office).add(to: routes)
        AvatarRoutes(office: office).add(to: routes)
        SettingsRoutes(office: office, mail: mail).add(to: routes)
        ActivityRoutes(office: office).add(to: routes)
        providers.add(to: routes)
        Desk(database: database, site: site, files: files, changes: changes, meaning: meaning).add(to: routes)
        Claiming(office: office).add(to: routes)
        PortalRoutes(office: office).add(to: routes)
        ClientRoutes(database: database).add(to: routes)
        DoctorRoutes(house: self).add(to: routes)
        if case .folder(let folder) = settings.mail, settings.isOnThisMachine { MailPages(folder: MailFolder(folder)).add(to: routes) }
        return routes
    }

    package func worker() throws -> Worker {
        let mail = mail, stored = systemSettings
        let reading = ResumeWork(database: database, files: files, fillsFields: { stored[.aiParsing] }, proposer: reader)
        let letters = LinkLetters(database: database, address: settings.address, name: agencyName, settings: stored)
        return Worker(
            database: database, listener: listener,
            handlers: [
                Outbox.kind: Outbox.handler(database: database, mailer: mail.mailer, sender: try mail.sender()), ResumeWork.kind: reading.handler,
                CleaningUp.kind: CleaningUp.handler(database), LinkLetters.kind: letters.handler,
                TrailKeeping.kind: TrailKeeping.handler(
                    database, seals: Seals(database, secret: secret, folder: settings.folder), settings: stored, logger: logger),
            ].merging(scoring.handlers) { $1 }.merging(vectors.handlers.filter { !BenchRoutes.isWanted || $0.key != Vectors.kindOfSweep }) { $1 }.merging(
                CandidateWork(database: database, files: files, address: settings.address, agency: agencyName, meaning: meaning).handlers
            ) { $1 }, logger: logger,
            onGivenUp: CandidateWork.onGivenUp,
            isPaused: { stored[.maintenanceMode] })
    }
}

/// Once a day: what has had its time goes.
enum CleaningUp {
    static let kind = "clean_up"

    private struct Order: Codable, Sendable {}

    /// Waits for the given time; asked again before, it is still one.
    static func enqueue(at time: Date = Date(), in database: some Database) async throws {
        try await Background.Work.enqueue(kind: kind, payload: Order(), uniqueKey: kind, runAt: time, in: database)
    }

    static func handler(_ database: Pool) -> WorkHandler {
        Background.Work.handler(of: Order.self) { _, _ in
            for table in ["sessions", "sign_in_links", "application_links", "single_sign_on_attempts"] {
                try await database.run(Command("DELETE FROM \(identifier: table) WHERE expires_at < now() - interval '1 day'"))
            }
            for command in AccountCleaning.all { try await database.run(command) }
            try await database.run(Background.Work.forgetFinished())
            try await enqueue(at: Date().addingTimeInterval(86_400), in: database)
        }
    }
}

/// `/dev/mail`: what an installation on a developer's own machine would have sent.
struct MailPages {
    let folder: MailFolder

    func add(to routes: Routes) {
        routes.get("/dev/mail", .may(.seeLocalMail)) { _ in
            let mails = try await offTheLoop { folder.newest() }
            return .page(Page("Mail", frame: .public, body: list(mails)), json: ["mails": mails.map { [$0.fileName, $0.mail.to, $0.mail.subject] }])
        }
        routes.get("/dev/mail/:name", .may(.seeLocalMail)) { ask in
            let name = try ask.path("name")
            guard let mail = try await offTheLoop({ folder.mail(named: name) }) else { throw Refusal.notFound }
            return .page(Page(mail.subject, frame: .public, body: one(mail)), json: ["to": mail.to, "subject": mail.subject, "text": mail.text])
        }
    }

    private func list(_ mails: [MailFolder.Entry]) -> HTML {
        """
        <main class="column-page"><h1>Mail</h1><p class="lede">Nothing leaves this machine: mail is kept in \(folder.folder.path).</p>
        \(mails.isEmpty ? HTML.empty("No mail yet", "Apply for a job, and its confirmation is here.") : HTML.empty)
        <ul class="jobs" role="list" data-keys>\(mails.html { entry in
            "<li class=\"panel\"><div class=\"body\"><h2><a href=\"\(Link("dev", "mail", entry.fileName))\">\(entry.mail.subject)</a></h2><p class=\"soft small\">To \(entry.mail.to) · \(entry.mail.date)</p></div></li>"
        })</ul></main>
        """
    }

    private func one(_ mail: ReceivedMail) -> HTML {
        """
        <main class="column-page"><p class="small soft"><a href="\(Link("dev", "mail"))">Mail</a></p><h1>\(mail.subject)</h1>\
        <dl class="facts small"><dt>From</dt><dd>\(mail.from)</dd><dt>To</dt><dd>\(mail.to)</dd><dt>Date</dt><dd>\(mail.date)</dd></dl>\
        <pre class="resume" tabindex="0">\(linked(mail.text))</pre></main>
        """
    }

    /// Addresses of http become links.
    private func linked(_ text: String) -> HTML {
        text.split(separator: " ", omittingEmptySubsequences: false).enumerated().html { index, word in
            let space: HTML = index == 0 ? "" : " "
            let lines = word.split(separator: "\n", omittingEmptySubsequences: false).map { line -> HTML in
                line.hasPrefix("http")
                    ? Link(external: String(line)).map { "<a href=\"\($0)\">\(String(line))</a>" } ?? HTML(text: String(line)) : HTML(text: String(line))
            }
            return space + lines.enumerated().html { number, line in number == 0 ? line : "\n\(line)" }
        }
    }
}
