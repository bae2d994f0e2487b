import Foundation
import Postgres
package import Web

/// `/account/sessions`: where somebody is signed in.
struct SessionRoutes: Sendable {
    let office: FrontOffice

    private var database: any Database { office.database }

    func add(to routes: Routes) {
        routes.get("/account/sessions", .may(.lookAfterAccount)) { ask in
            let viewer = try ask.requireViewer(), here = ask.sessionToken.map(Token.hash)
            let lines = try await database.all(Sessions.all(of: viewer.id))
            return .page(
                SessionsPage(viewer: viewer, lines: lines, here: here, days: office.settings[.sessionDays], csrf: ask.csrf).page,
                json: SessionsJSON(sessions: lines.map { SessionJSON($0, here: here) }, csrf: ask.csrfToken))
        }
        routes.post("/account/sessions/end-others", .may(.lookAfterAccount), endOthers)
        routes.post("/account/sessions/:id/end", .may(.lookAfterAccount), end)
    }

    private func end(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard let id = ID<Sessions>(try ask.path("id")) else { throw Refusal.notFound }
        let ended = try await database.transaction { transaction in
            guard let ended = try await transaction.first(Sessions.ending(id, of: viewer.id)) else { throw Refusal.notFound }
            try await transaction.run(record(viewer, "ended a session of theirs: \(Device.words(ended.userAgent))", ask))
            return ended
        }
        office.sessions.forget(viewer.id)
        guard ended.tokenHash != ask.sessionToken.map(Token.hash) else {
            return Answer.redirect(Link("sign-in"), flash: .good("You are signed out.")).settingCookie("session", "", maxAge: 0, site: office.site)
        }
        return .redirect(Link("account", "sessions"), flash: .good("\(Device.words(ended.userAgent)) is signed out."))
    }

    private func endOthers(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        try await database.transaction { transaction in
            try await transaction.run(Sessions.endingAll(of: viewer.id, but: ask.sessionToken.map(Token.hash)))
            try await transaction.run(record(viewer, "ended all other sessions of theirs", ask))
        }
        office.sessions.forget(viewer.id)
        return .redirect(Link("account", "sessions"), flash: .good("All others are signed out."))
    }

    private func record(_ viewer: Viewer, _ words: String, _ ask: Ask) -> Command {
        ActivityLog.recording("SESSION_REVOKED", severity: .warning, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) \(words).", from: ask.origin)
    }
}

struct SessionsPage {
    let viewer: Viewer
    let lines: [Sessions.Line]
    /// The hash of the token of the browser that looks.
    let here: Data?
    let days: Int
    let csrf: HTML

    var page: Page { Page("Sessions", frame: .account(of: viewer), body: body) }

    private var body: HTML {
        """
        <main class="column-page account"><div><p class="small soft"><a href="\(Link("account"))">Account</a></p><h1>Sessions</h1></div>\
        <p class="soft">Where you are signed in. Whoever stays away for \(days == 1 ? "a day" : "\(days) days") is signed out.</p>\
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Device</th><th scope="col">Address</th><th scope="col">Signed in</th>\
        <th scope="col">Last seen</th><th scope="col"><span class="unseen">End it</span></th></tr></thead><tbody>\(lines.html(row))</tbody></table></div>\
        \(lines.contains { $0.tokenHash != here } ? others : .empty)</main>
        """
    }

    private var others: HTML {
        "<form method=\"post\" action=\"\(Link("account", "sessions", "end-others"))\">\(csrf)<button class=\"button danger\">Sign out everywhere else</button></form>"
    }

    private func row(_ line: Sessions.Line) -> HTML {
        let isHere = line.tokenHash == here
        return """
            <tr><td data-label="Device">\(Device.words(line.userAgent))\(isHere ? " <span class=\"tag good\">this one</span>" : HTML.empty)</td>\
            <td data-label="Address">\(line.address ?? "–")</td>\
            <td data-label="Signed in"><span>\(HTML.time(line.beganAt)) <span class="soft">by \(line.method)\(line.hasSecondFactor ? " and code" : "")</span></span></td>\
            <td data-label="Last seen">\(HTML.time(line.seenAt))</td>\
            <td><form method="post" action="\(Link("account", "sessions", line.id.description, "end"))">\(csrf)\
            <button class="button small">Sign out\(isHere ? HTML.empty : "<span class=\"unseen\"> \(Device.words(line.userAgent))</span>")</button></form></td></tr>
            """
    }
}

extension Page.Frame {
    /// The desk for people who work here, the public side for candidates.
    package static func account(of viewer: Viewer) -> Page.Frame { viewer.role.isStaff ? .desk(current: "account") : .public }
}

private struct SessionsJSON: Encodable, Sendable {
    let sessions: [SessionJSON]
    let csrf: String
}

private struct SessionJSON: Encodable, Sendable {
    let id, device, method: String
    let address: String?
    let hasSecondFactor, isThisOne: Bool
    let createdAt, lastSeenAt: Date

    init(_ line: Sessions.Line, here: Data?) {
        (id, device, method, address) = (line.id.description, Device.words(line.userAgent), line.method, line.address)
        (hasSecondFactor, isThisOne, createdAt, lastSeenAt) = (line.hasSecondFactor, line.tokenHash == here, line.beganAt, line.seenAt)
    }
}
