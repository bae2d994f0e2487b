import Accounts
import Foundation
import Postgres
import Web

/// Everyone, and the search over them.
struct SearchPage {
    let request: SearchRequest
    let result: SearchResult
    let found: FoundPage
    var problem: SearchProblem?
    let saved: [SavedSearches.Line]
    let viewer: Viewer
    /// Why there is no search by meaning; nil where there is one.
    let reasonOff: String?
    let csrf: HTML
    var scripts: HTML = .empty

    var page: Page { Page("Candidates", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main class="find"><div class="head"><div class="grow"><h1>Candidates</h1></div>\(ways)</div>\(box)\(keep)
        <div class="find-columns">\(FacetView(facets: result.facets, request: request).html)<div class="find-rows">\(status)\(rows)\(pager)</div></div></main>\(scripts)
        """
    }

    private var ways: HTML {
        let all: [(Permission, String, Link)] = [
            (.editCandidates, "Add somebody", Link("desk", "candidates", "new")), (.importCandidates, "Import", Link("desk", "imports")),
            (.mergeCandidates, "Duplicates", Link("desk", "duplicates")),
        ]
        return all.filter { viewer.may($0.0) }.html { "<a class=\"button\" href=\"\($0.2)\">\($0.1)</a>" }
    }

    // MARK: The box

    private var box: HTML {
        """
        <form class="find-form" method="get" action="\(Link("desk", "candidates"))" role="search"><div class="field grow"><label for="q">Search candidates</label>\
        <input id="q" name="q" type="search" value="\(request.text)" data-search data-search-language autocomplete="off" spellcheck="false" placeholder="skill:swift city:pune exp:3..6 “event driven”"\
        \(attribute: "aria-invalid", problem.map { _ in "true" })\(attribute: "aria-describedby", problem.map { _ in "q-problem" })></div>\
        <fieldset class="modes"><legend class="unseen">By</legend>\(SearchMode.allCases.html { mode in
            "<label><input type=\"radio\" name=\"mode\" value=\"\(mode.rawValue)\"\(flag: "checked", mode == request.mode)><span>\(mode.label)</span></label>"
        })</fieldset><button class="button primary">Search</button></form>\(wrong)\(help)
        """
    }

    /// The search again, with the place that is wrong.
    private var wrong: HTML {
        guard let problem else { return .empty }
        let text = Array(request.text), from = min(problem.place, text.count), to = min(text.count, from + problem.length)
        let part = from < to ? String(text[from..<to]) : " "
        return """
            <div class="flash bad find-wrong" role="alert" id="q-problem"><pre>\(String(text[..<from]))<mark>\(part)</mark>\(String(text[to...]))</pre><p>\(problem.words)</p></div>
            """
    }

    private var help: HTML {
        """
        <details class="find-help small"><summary>How to search</summary><div class="find-help-body"><p><b>Words</b> side by side must all be there: <code>swift vapor</code>. <code>OR</code> takes either, \
        <code>NOT</code> or <code>-</code> keeps out, brackets group, quotes keep words together, and <code>*</code> ends a beginning: <code>(spring OR quarkus*) NOT intern "event driven"</code>. \
        <b>Meaning</b> finds who does such work, whatever they call it; fields stay strict there.</p>\
        <dl class="facts">\(SearchField.all.html { "<dt><code>\($0.name):</code></dt><dd>\($0.hint) <code>\($0.example)</code></dd>" })</dl></div></details>
        """
    }

    // MARK: Kept searches

    private var keep: HTML {
        let current = SavedSearches.address(request)
        let chips = saved.html { line in
            """
            <li><a class="tag\(line.query == current ? " good" : "")" href="\(line.link)">\(line.name)\(line.isMailed ? " ✉" : "")</a></li>
            """
        }
        let form: HTML =
            request.text.isEmpty || problem != nil || saved.contains { $0.query == current }
            ? .empty
            : """
            <details class="find-keep"><summary class="button small quiet">Keep this search</summary><form class="form" method="post" action="\(Link("desk", "searches"))">\(csrf)\
            <input type="hidden" name="q" value="\(request.text)"><input type="hidden" name="mode" value="\(request.mode.rawValue)">\
            \(Field("name", "Name", value: String(request.text.prefix(60)), isRequired: true).input())\(Field("mail", "Mail me when somebody new fits").check())\
            <button class="button primary small">Keep</button></form></details>
            """
        let all: HTML = saved.isEmpty ? .empty : "<li><a class=\"small\" href=\"\(Link("desk", "searches"))\">Change</a></li>"
        return saved.isEmpty && request.text.isEmpty ? .empty : "<div class=\"find-kept\"><ul class=\"tags\" role=\"list\">\(chips)\(all)</ul>\(form)</div>"
    }

    // MARK: The rows

    private var status: HTML {
        guard problem == nil else { return .empty }
        var words: [HTML] = [HTML(text: result.matches.words)]
        if !request.text.isEmpty { words.append(order) }
        for (typed, names) in result.spelled.sorted(by: { $0.key < $1.key }) {
            words.append(
                "Nobody is called “\(typed)”: shown are \(names.prefix(3).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: ", ")).")
        }
        if result.isMeaningOff { words.append("\(reasonOff ?? "Search by meaning did not answer in time.") These are found by words.") }
        return "<p class=\"find-status small soft\" role=\"status\">\(words.enumerated().html { $0 == 0 ? $1 : " · \($1)" })</p>"
    }

    private var order: HTML {
        guard request.mode == .words else { return "nearest first" }
        let base = SavedSearches.link(request)
        return request.effectiveOrder == .best
            ? "best first\(result.isBestOfNewest ? " of the newest \(SearchLimits.measured.ranked)" : "") (<a href=\"\(base.query("order", "newest"))\">newest first</a>)"
            : "newest first (<a href=\"\(base)\">best first</a>)"
    }

    private var rows: HTML {
        if found.lines.isEmpty { return problem == nil ? nobody : .empty }
        return """
            <div class="table-wrap"><table class="table people"><thead><tr><th scope="col">Name</th><th scope="col">Experience</th><th scope="col">Lives in</th>\
            <th scope="col">Skills</th><th scope="col" class="number">Expects</th><th scope="col">Notice</th><th scope="col">Updated</th></tr></thead>
            <tbody data-keys>\(found.lines.html(row))</tbody></table></div>
            """
    }

    private var nobody: HTML {
        request.text.isEmpty
            ? .empty(
                "Nobody yet", "Everyone who applies or is imported is here.",
                action: "<a class=\"button\" href=\"\(Link("desk", "imports"))\">Import résumés</a>")
            : .empty(
                "Nobody fits", "Try fewer words, or look for what is meant.",
                action: "<a class=\"button\" href=\"\(SavedSearches.link(SearchRequest(text: request.text, mode: .meaning)))\">Search by meaning</a>")
    }

    private func row(_ line: FoundPage.Line) -> HTML {
        let person = line.person, snippet = found.snippet
        return """
            <tr><td class="who"><a href="\(Link("desk", "candidates", person.id.description))">\(snippet.marked(person.name))</a>\
            <p class="small soft">\(work(person))</p>\(why(line))</td>\
            <td data-label="Experience">\(person.years.map(Words.years) ?? "–")</td><td data-label="Lives in">\(person.city.map { snippet.marked($0.prefix { $0 != "," }.description) } ?? "–")</td>\
            <td data-label="Skills"><div class="tags">\(line.skills(snippet).html { "<span class=\"tag\($0.isFound ? " good" : "")\">\($0.name)</span>" })</div></td>\
            <td data-label="Expects" class="number">\(person.pay.map { Words.pay($0, person.currency) } ?? "–")</td>\
            <td data-label="Notice">\(person.notice.map(Words.notice) ?? "–")</td><td data-label="Updated">\(HTML.time(person.updatedAt))</td></tr>

            """
    }

    private func work(_ person: FoundPerson) -> HTML {
        let parts = [person.role, person.company].compactMap(\.self).map(found.snippet.marked)
        return parts.enumerated().html { $0 == 0 ? $1 : " at \($1)" } + person.tags.html { " <span class=\"tag small\">\($0)</span>" }
    }

    /// Why they were found: where the text speaks of it, or the skills that come nearest.
    private func why(_ line: FoundPage.Line) -> HTML {
        var parts: [HTML] = []
        if let text = line.person.text, let snippet = found.snippet.html(of: text) { parts.append("<p class=\"small find-why\">\(snippet)</p>") }
        if let likeness = line.hit.likeness {
            let skills = line.nearest.isEmpty ? HTML.empty : " by \(line.nearest.joined(separator: ", "))" as HTML
            parts.append("<p class=\"small soft find-why\">\(Int((likeness * 100).rounded())) % alike\(skills)</p>")
        }
        return parts.html { $0 }
    }

    private var pager: HTML { HTML.pager(SavedSearches.link(request).query("order", request.order?.rawValue), after: result.next) }
}

/// The commonest facts of who was found; each is a link that adds it to the search, or takes it out again.
struct FacetView {
    let facets: [Facet]
    let request: SearchRequest

    var html: HTML {
        guard !facets.isEmpty else { return "<aside class=\"find-facets\"></aside>" }
        return """
            <aside class="find-facets" aria-label="Narrow down"><input type="checkbox" class="unseen" id="narrow"><label class="button small" for="narrow">Narrow down</label>\
            <div class="find-groups">\(facets.html(group))</div></aside>
            """
    }

    private static let titles = ["skill": "Skill", "city": "Lives in", "exp": "Experience", "notice": "Notice", "source": "Source"]

    private func group(_ facet: Facet) -> HTML {
        """
        <section><h2>\(Self.titles[facet.kind] ?? facet.kind)</h2><ul role="list">\(facet.values.html { value in
            let term = Self.term(facet.kind, value.value), isIn = request.text.contains(term)
            let text = isIn ? request.text.replacing(term, with: "").split(separator: " ").joined(separator: " ") : Self.added(term, to: request.text)
            let count = value.count >= FacetSQL.mostCounted ? "\(FacetSQL.mostCounted)+" : String(value.count)
            return """
                <li><a href="\(SavedSearches.link(SearchRequest(text: text, mode: request.mode)))"\(attribute: "aria-current", isIn ? "true" : nil)>\
                <span>\(Self.words(facet.kind, value.value))</span><span class="number soft">\(isIn ? "✕" : count)</span></a></li>
                """ as HTML
        })</ul></section>
        """
    }

    static func term(_ kind: String, _ value: String) -> String {
        "\(kind):\(value.contains { $0.isWhitespace || "(),".contains($0) } ? "\"\(value)\"" : value)"
    }

    /// What is added holds for all of a search, also for one with OR in it.
    static func added(_ term: String, to text: String) -> String {
        let isLoose = text.contains(" OR ") && !(text.hasPrefix("(") && text.hasSuffix(")"))
        return text.isEmpty ? term : "\(isLoose ? "(\(text))" : text) \(term)"
    }

    private static func words(_ kind: String, _ value: String) -> String {
        switch (kind, value) {
        case ("exp", "<3"): "under 3 years"
        case ("exp", "3..<6"): "3 to 5 years"
        case ("exp", "6..<10"): "6 to 9 years"
        case ("exp", ">=10"): "10 years and more"
        case ("notice", "<=0"): "at once"
        case ("notice", let days) where days.hasPrefix("<="): "up to \(days.dropFirst(2)) days"
        case ("notice", let days) where days.hasPrefix(">"): "over \(days.dropFirst(1)) days"
        case ("city", _), ("source", _): value.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: " ")
        default: value
        }
    }
}
