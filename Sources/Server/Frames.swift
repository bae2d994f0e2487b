import Accounts
import Hiring
import Web

/// What stands around a page.
enum Frames {
    static func around(_ ask: Ask, _ page: Page, banner: HTML) -> HTML {
        if case .desk(let current) = page.frame, let viewer = ask.viewer { return banner + desk(ask, page, viewer, current) }
        return """
            \(banner)\(skip)<div class="public\(page.frame == .narrow ? " narrow" : "")"><header>\
            <a class="brand" href="\(Link("jobs"))">\(mark)\(ask.site.name)</a><nav class="small" aria-label="Main"><a href="\(Link("jobs"))">All jobs</a>\(way(ask))</nav></header>\
            \(flash(ask))<div id="content" tabindex="-1">\(places(ask))\(page.body)</div></div>
            """
    }

    /// A candidate's account is one of the places of their portal.
    private static func places(_ ask: Ask) -> HTML? {
        guard let viewer = ask.viewer, !viewer.role.isStaff, ask.path == "/account" || ask.path.hasPrefix("/account/") else { return nil }
        return PortalPage.placesOfAccount
    }

    private static func desk(_ ask: Ask, _ page: Page, _ viewer: Viewer, _ current: String) -> HTML {
        """
        \(skip)<div class="frame"><aside class="rail"><a class="brand" href="\(viewer.home)">\(mark)\(ask.site.name)</a><nav aria-label="Main">\(entries(viewer).html { entry in
            "<a\(attribute: "class", entry.name == "activity" ? "apart" : nil) href=\"\(entry.link)\"\(attribute: "aria-current", entry.name == current ? "page" : nil)>\(entry.words)</a>"
        })</nav><div class="me"><a class="who" aria-label="\(viewer.name): your account" href="\(Link("account"))"\(attribute: "aria-current", current == "account" ? "page" : nil)>\(HTML.face(viewer.name, picture: viewer.avatar))<span class="small">\(viewer.name)<br><span class="soft">\(viewer.role.words)</span></span></a>\
        <form method="post" action="\(Link("sign-out"))">\(ask.csrf)<button class="button quiet small">Sign out</button></form></div></aside>\
        <div id="content" tabindex="-1">\(flash(ask))\(page.body)</div></div>
        """
    }

    private static func entries(_ viewer: Viewer) -> [(name: String, words: String, link: Link)] {
        let all: [(permission: Permission, name: String, words: String, link: Link)] = [
            (.workQueue, "queue", "Queue", Link("desk")), (.seeJobs, "jobs", "Jobs", Link("desk", "jobs")),
            (.seeCandidates, "candidates", "Candidates", Link("desk", "candidates")),
            (.importCandidates, "imports", "Imports", Link("desk", "imports")), (.seeClients, "clients", "Clients", Link("desk", "clients")),
            (.seeActivity, "activity", "Activity", Link("admin", "activity")), (.seePeople, "users", "People", Link("admin", "users")),
            (.changeSettings, "settings", "Settings", Link("admin", "settings")), (.seeDoctor, "doctor", "Doctor", Link("admin", "doctor")),
        ]
        return all.filter { viewer.may($0.permission) }.map { ($0.name, $0.words, $0.link) }
    }

    /// On the public side: to one's own place, or in.
    private static func way(_ ask: Ask) -> HTML {
        guard let viewer = ask.viewer else { return "<a href=\"\(Link("sign-in"))\">Sign in</a>" }
        return "<a href=\"\(viewer.home)\">\(viewer.role == .candidate ? "My page" : "Desk")</a><a href=\"\(Link("account"))\">Account</a>"
    }

    private static func flash(_ ask: Ask) -> HTML? {
        ask.flash.map { flash in "<p class=\"flash \(flash.kind.rawValue)\" role=\"status\">\(flash.text)</p>" }
    }

    private static let skip: HTML = "<a class=\"skip\" href=\"#content\">To the content</a>"

    private static let mark: HTML = """
        <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M2 4h14M2 9h9M2 14h5" stroke="currentColor" \
        stroke-width="2.4" stroke-linecap="round" fill="none"/><path d="m11 13.5 2 2 3.5-4.5" stroke="currentColor" stroke-width="2.2" \
        stroke-linecap="round" stroke-linejoin="round" fill="none"/></svg>
        """
}
