import Foundation
import Postgres
import Web

/// How far the search for a job is, for those who look after its client: how many people are in each stage, and nobody's name.
struct ProgressPage {
    let head: Jobs.JobHead
    let counts: [Applications.ColumnCount]

    var page: Page { Page(head.title, frame: .desk(current: "jobs"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft">\(Words.sentence([head.client, head.internalID, Words.place(head.locations, head.workMode)]))</p>\
        <h1>\(head.title)</h1></div><div class="tags">\(head.status.tag)<span class="tag">\(head.openings) \(head.openings == 1 ? "opening" : "openings")</span>\
        \(head.deadline.flatMap(Words.day).map { day in "<span class=\"tag\">closes \(day)</span>" as HTML })</div>\
        \(head.status.isOpen ? "<a class=\"button\" href=\"\(Link("jobs", head.slug))\">Public page</a>" : HTML.empty)</div>
        \(total == 0 ? HTML.empty("Nobody has applied yet", "As soon as somebody does, the stages are counted here.") : table)</main>
        """
    }

    private var total: Int { counts.reduce(0) { $0 + $1.count } }

    private var table: HTML {
        let byStatus = Dictionary(uniqueKeysWithValues: counts.map { ($0.status, $0.count) })
        return """
            <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Stage</th><th scope="col" class="number">People</th></tr></thead><tbody>\
            \(ApplicationStatus.allCases.html { status in
                "<tr><td data-label=\"Stage\">\(status.tag)</td><td data-label=\"People\" class=\"number\">\(byStatus[status] ?? 0)</td></tr>"
            })</tbody></table></div><p class="small soft">Who they are is for those who recruit.</p>
            """
    }
}
