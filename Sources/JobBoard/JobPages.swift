import Foundation
import Hiring
import Postgres
import Web

/// The list of open jobs.
struct JobListPage {
    let text: String
    let jobs: [JobLine]
    let next: String?

    var page: Page {
        Page(
            text.isEmpty ? "Open jobs" : "Jobs for “\(text)”", frame: .public, description: "Open jobs, with what they pay and how to apply.",
            canonical: Link("jobs"), isIndexed: text.isEmpty, body: body)
    }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Open jobs</h1></div></div>
        \(HTML.search("Search jobs", at: Link("jobs"), for: text, hint: "Title, skill or city", isMain: true))
        \(jobs.isEmpty ? empty : HTML.empty)<ul class="jobs" role="list" data-keys>\(jobs.html(line))</ul>\
        \(HTML.pager(Link("jobs").query("q", text), after: next, "More jobs"))</main>
        """
    }

    private var empty: HTML {
        text.isEmpty
            ? "<p class=\"soft\">No job is open at the moment. Come back soon: new ones appear here first.</p>"
            : "<p class=\"soft\">No open job fits “\(text)”. Try fewer words, or <a href=\"\(Link("jobs"))\">see them all</a>.</p>"
    }

    private func line(_ job: JobLine) -> HTML {
        """
        <li class="panel"><div class="body"><h2><a href="\(Link("jobs", job.slug))">\(job.title)</a></h2>\
        <p class="soft">\(Words.sentence([job.employer, Words.place(job.locations, job.workMode), job.employmentType.words, job.salary.map(Words.salary)]))</p>\
        <div class="tags">\(job.skills.prefix(6).html { "<span class=\"tag\">\($0)</span>" })</div></div></li>
        """
    }
}
