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
import SingleSignOn
package import Web

/// The wiring: every area with what it needs, and all routes.
package struct House: Sendable {
    let settings: Settings
    let database: Pool
    let logger: Logger
    let listener: Listener
    package let changes: Changes
    package let files: FileStore
    let scoring: Scoring
    let sessions: Sessions.Store
    package let systemSettings: SystemSettings
    private let secret: Data
    let limiter = Limiter()

    package init(settings: Settings, database: Pool, logger: Logger, sessionsBelieved: Duration = .seconds(1)) throws {
        self.settings = settings
        self.database = database
        self.logger = logger
        listener = Listener(url: database.url, logger: logger)
        changes = Changes(listener: listener)
        sessions = Sessions.Store(database, believed: sessionsBelieved)
        secret = try Secret.load(in: settings.folder)
        systemSettings = SystemSettings(database)
        files = FileStore(root: settings.folder.appendingPathComponent("files"))
        scoring = Scoring(database: database, model: Scoring.Model(folder: settings.folder.appendingPathComponent("toolchain/minilm")))
    }

    package func site() throws -> Site {
        var site = Site(
            address: settings.address, name: settings.name, secret: secret, sessions: sessions,
            assets: try Assets.own(), logger: logger, isOutage: { ($0 as? PostgresError)?.isOutage ?? false }, frames: Frames.around)
        site.proxies = settings.proxies
        return site
    }

    private func office(_ site: Site) -> FrontOffice {
        FrontOffice(
            database: database, site: site, sessions: sessions, limiter: limiter, settings: systemSettings, vault: Vault(secret: secret), files: files,
            changes: changes)
    }

    package func routes(_ site: Site) -> Routes {
        let routes = Routes(site: site)
        JobBoard(database: database, site: site).add(to: routes)
        ApplyRoutes(applying: Applying(database: database, files: files, site: site), site: site, limiter: limiter).add(to: routes)
        Following(database: database, site: site).add(to: routes)
        let office = office(site)
        SignIn(office: office).add(to: routes)
        AccountRoutes(office: office).add(to: routes)
        TokenRoutes(office: office).add(to: routes)
        PeopleRoutes(office: office).add(to: routes)
        SettingsRoutes(office: office).add(to: routes)
        ActivityRoutes(office: office).add(to: routes)
        SingleSignOn(office: office).add(to: routes)
        Desk(database: database, site: site, files: files, changes: changes).add(to: routes)
        ClientRoutes(database: database).add(to: routes)
        if case .folder(let folder) = settings.mail, settings.isOnThisMachine { MailPages(folder: MailFolder(folder)).add(to: routes) }
        return routes
    }

    package func worker() throws -> Worker {
        let sender = try Mailbox(name: settings.name.oneLine, address: settings.sender)
        let reading = ResumeWork(database: database, files: files)
        return Worker(
            database: database, listener: listener,
            handlers: [
                Outbox.kind: Outbox.handler(database: database, mailer: settings.mail.mailer(), sender: sender), ResumeWork.kind: reading.handler,
                CleaningUp.kind: CleaningUp.handler(database),
                TrailKeeping.kind: TrailKeeping.handler(
                    database, seals: Seals(database, secret: secret, folder: settings.folder), settings: systemSettings, logger: logger),
            ].merging(scoring.handlers) { $1 }, logger: logger, onGivenUp: ResumeWork.onGivenUp)
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
            for table in ["sessions", "sign_in_links", "application_links"] {
                try await database.run(Command("DELETE FROM \(identifier: table) WHERE expires_at < now() - interval '1 day'"))
            }
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
