import Accounts
import Foundation
import Postgres
import Web

/// All jobs, as a table.
struct DeskJobsPage {
    let text: String
    let status: JobStatus?
    let jobs: [Jobs.DeskJobLine]
    let next: String?
    let mayWrite: Bool

    var page: Page { Page("Jobs", frame: .desk(current: "jobs"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Jobs</h1></div>\(mayWrite ? new : .empty)</div>
        \(HTML.search("Search jobs", at: Link("desk", "jobs"), for: text, hint: "Title, skill or place", more: statusChoice))
        \(jobs.isEmpty ? empty : table)\
        \(HTML.pager(Link("desk", "jobs").query("q", text).query("status", status?.rawValue), after: next))</main>
        """
    }

    private var statusChoice: HTML {
        Field("status", "Status", value: status?.rawValue ?? "").select([("", "Any")] + JobStatus.allCases.map { ($0.rawValue, $0.rawValue) })
    }

    private var new: HTML { "<a class=\"button primary\" href=\"\(Link("desk", "jobs", "new"))\">New job</a>" }

    private var empty: HTML {
        text.isEmpty && status == nil
            ? (mayWrite
                ? .empty("No job yet", "A job begins as a draft that only colleagues see.", action: new)
                : .empty("No job yet", "The jobs of the clients whose account you manage are here."))
            : .empty("No job fits", "Try fewer words or another status.", action: "<a class=\"button\" href=\"\(Link("desk", "jobs"))\">All jobs</a>")
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Job</th><th scope="col">Client</th><th scope="col">Status</th>\
        <th scope="col">Place</th><th scope="col">Recruiter</th><th scope="col" class="number">Active</th><th scope="col">Closes</th></tr></thead>
        <tbody data-keys>\(jobs.html(row))</tbody></table></div>
        """
    }

    private func row(_ job: Jobs.DeskJobLine) -> HTML {
        """
        <tr><td data-label="Job"><a href="\(Link("desk", "jobs", job.id.description))">\(job.title)</a>\
        \(job.internalID.map { " <span class=\"small soft\">\($0)</span>" as HTML })</td><td data-label="Client">\(job.client)</td>\
        <td data-label="Status">\(job.status.tag)</td><td data-label="Place">\(Words.place(job.locations, job.workMode))</td>\
        <td data-label="Recruiter">\(job.recruiter ?? "–")</td><td data-label="Active" class="number">\(job.active)</td>\
        <td data-label="Closes">\(job.deadline.flatMap(Words.day) ?? "–")</td></tr>
        """
    }
}

extension JobStatus {
    var tag: HTML {
        switch self {
        case .draft: "<span class=\"tag warn\">Draft</span>"
        case .closed: "<span class=\"tag\">Closed</span>"
        case .sourcing, .interview, .offer: "<span class=\"tag good\">\(rawValue)</span>"
        }
    }
}

/// The job as the public will see it, with the gate's findings and the button that publishes it.
struct PreviewPage {
    let whole: Jobs.WholeJob
    let gate: PublishGate
    let posting: JobPosting
    let csrf: HTML

    var page: Page { Page("Preview of \(whole.job.title)", frame: .desk(current: "jobs"), body: body) }

    private var id: String { whole.job.id.description }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "jobs", id))">\(whole.job.title)</a></p><h1>Preview</h1>\
        <p class="soft">This is what the public \(whole.job.status.isOpen ? "sees" : "will see").</p></div>\
        <a class="button" href="\(Link("desk", "jobs", id, "edit"))">Edit</a>\(whole.job.status.isOpen ? HTML.empty : publish)</div>
        \(GateList.html(gate))<div class="panel"><div class="body">\(article)</div></div></main>
        """
    }

    private var publish: HTML {
        "<form method=\"post\" action=\"\(Link("desk", "jobs", id, "publish"))\">\(csrf)<button type=\"submit\" class=\"button primary\">Publish</button></form>"
    }

    private var article: HTML { JobPage(job: whole.job, posting: posting).article }
}
