import Accounts
import Foundation
import Postgres
import Web

/// A search that somebody keeps, to run again with one click or to be told of who is new.
enum SavedSearch {}

enum SavedSearches {
    static let most = 50

    struct Line: RowDecodable, Sendable {
        let id: ID<SavedSearch>
        let name, query: String
        let isMailed: Bool
        let createdAt: Date

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("name")
            query = try row.get("query")
            isMailed = try row.get("is_mailed")
            createdAt = try row.get("created_at")
        }

        var request: SearchRequest { SavedSearches.request(query) }
        var link: Link { SavedSearches.link(request) }
    }

    static func all(of viewer: Viewer) -> Query<Line> {
        Query("SELECT id, name, query, is_mailed, created_at FROM saved_searches WHERE user_id = \(viewer.id) ORDER BY lower(name), id LIMIT \(most)")
    }

    /// The search as it is kept: the query of its address.
    static func address(_ request: SearchRequest) -> String { String(link(request).text.drop { $0 != "?" }.dropFirst()) }

    static func link(_ request: SearchRequest) -> Link {
        Link("desk", "candidates").query("q", request.text).query("mode", request.mode == .words ? nil : request.mode.rawValue)
    }

    static func request(_ address: String) -> SearchRequest {
        let form = Form(urlencoded: address)
        return SearchRequest(text: form["q"], mode: SearchMode(named: form["mode"]))
    }

    /// Kept twice under one name, it is the newer one.
    static func keeping(_ request: SearchRequest, as name: String, isMailed: Bool, of viewer: Viewer) -> Command {
        Command(
            """
            INSERT INTO saved_searches AS saved (id, user_id, name, query, is_mailed)
            SELECT \(ID<SavedSearch>()), \(viewer.id), \(name), \(address(request)), \(isMailed)
            WHERE (SELECT count(*) FROM saved_searches WHERE user_id = \(viewer.id) AND name <> \(name)) < \(most)
            ON CONFLICT (user_id, name) DO UPDATE SET query = excluded.query, is_mailed = excluded.is_mailed, checked_at = now()
            """)
    }

    static func mailing(_ id: ID<SavedSearch>, _ isMailed: Bool, of viewer: Viewer) -> Command {
        Command("UPDATE saved_searches SET is_mailed = \(isMailed), checked_at = now() WHERE id = \(id) AND user_id = \(viewer.id)")
    }

    static func forgetting(_ id: ID<SavedSearch>, of viewer: Viewer) -> Command {
        Command("DELETE FROM saved_searches WHERE id = \(id) AND user_id = \(viewer.id)")
    }
}

/// All that somebody keeps.
struct SavedSearchesPage {
    let searches: [SavedSearches.Line]
    let csrf: HTML

    var page: Page { Page("Kept searches", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main class="column-page"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a></p><h1>Kept searches</h1>
        \(searches.isEmpty ? HTML.empty("Nothing kept", "Search for people, then keep the search: it is one click away, and can mail you when somebody new fits.", action: "<a class=\"button primary\" href=\"\(Link("desk", "candidates"))\">Search</a>") : HTML.empty)
        <ul class="jobs" role="list">\(searches.html(item))</ul></main>
        """
    }

    private func item(_ line: SavedSearches.Line) -> HTML {
        let id = line.id.description
        return """
            <li class="panel"><div class="body"><h2><a href="\(line.link)">\(line.name)</a></h2><p class="soft"><code>\(line.request.text)</code> by \(line.request.mode.label.lowercased())</p>\
            <div class="buttons"><form method="post" action="\(Link("desk", "searches", id, "mail"))">\(csrf)<input type="hidden" name="mail" value="\(line.isMailed ? "" : "yes")">\
            <button class="button small">\(line.isMailed ? "Stop mailing me" : "Mail me when somebody new fits")</button></form>\
            <form method="post" action="\(Link("desk", "searches", id, "delete"))">\(csrf)<button class="button small quiet">Forget</button></form></div></div></li>
            """
    }
}
