import Accounts
import Foundation
import Hiring
package import Postgres
package import Web

/// The public job board: `/jobs` lists and searches, `/jobs/{slug}` is one job, with the structured data that search engines read.
package struct JobBoard: Sendable {
    let database: any Database
    let site: Site

    static let pageSize = 25
    /// A closed job says so for a month, then it is gone for good.
    static let closedPageLasts: TimeInterval = 30 * 86_400

    package init(database: any Database, site: Site) {
        self.database = database
        self.site = site
    }

    package func add(to routes: Routes) {
        routes.get("/", .may(.browseJobs), list)
        routes.get("/jobs", .may(.browseJobs), list)
        routes.get("/jobs/:slug", .may(.browseJobs), job)
        routes.get("/sitemap.xml", .may(.browseJobs)) { _ in try await sitemap() }
        routes.get("/robots.txt", .may(.browseJobs)) { _ in
            .text("User-agent: *\nDisallow: /api/\nSitemap: \(site.address)/sitemap.xml\n", type: "text/plain; charset=utf-8")
        }
    }

    private func list(_ ask: Ask) async throws -> Answer {
        let text = ask.query("q")
        let place = try ListPlace.read(ask.query("after"))
        let lines = try await database.all(Jobs.open(matching: text, after: place, agency: site.name, limit: Self.pageSize))
        let page = Paged(lines, size: Self.pageSize) { ListPlace(at: $0.publishedAt, id: $0.id.uuid) }
        return .page(
            JobListPage(text: text, jobs: page.shown, next: page.next).page, json: JobListJSON(jobs: page.shown.map(JobLineJSON.init), next: page.next))
    }

    private func job(_ ask: Ask) async throws -> Answer {
        guard let job = try await database.first(Jobs.published(slug: try ask.path("slug"), agency: site.name)) else { throw Refusal.notFound }
        if let closed = job.closedAt, Date().timeIntervalSince(closed) > Self.closedPageLasts {
            throw Refusal.gone("“\(job.title)” was filled or closed. The open jobs are at \(site.address)/jobs.")
        }
        let posting = JobPosting(job, agency: site.name, agencyAddress: site.address)
        return .page(JobPage(job: job, posting: posting).page(), json: JobJSON(job, posting: posting))
    }

    private func sitemap() async throws -> Answer {
        let entries = try await database.all(Jobs.addresses).map { job in
            "<url><loc>\(site.url(Link("jobs", job.slug)))</loc><lastmod>\(Moment(job.updatedAt).iso)</lastmod></url>"
        }
        let xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc>\(site.url(Link("jobs")))</loc></url>
            \(entries.joined(separator: "\n"))
            </urlset>
            """
        return .text(xml, type: "application/xml")
    }
}

struct JobListJSON: Encodable, Sendable {
    let jobs: [JobLineJSON]
    let next: String?
}

struct JobLineJSON: Encodable, Sendable {
    let id, slug, title, employer, workMode, employmentType: String
    let locations, skills: [String]
    let salary: Salary?
    let publishedAt: Date

    init(_ line: JobLine) {
        (id, slug, title, employer) = ("\(line.id)", line.slug, line.title, line.employer)
        (workMode, employmentType) = (line.workMode.rawValue, line.employmentType.rawValue)
        (locations, skills, salary, publishedAt) = (line.locations, line.skills, line.salary, line.publishedAt)
    }
}

struct JobJSON: Encodable, Sendable {
    let id, slug, title, employer, status, description, country, workMode, employmentType: String
    let locations, requiredSkills, preferredSkills: [String]
    let salary: Salary?
    let applicationDeadline: String?

    init(_ job: Job, posting: JobPosting) {
        (id, slug, title, employer, status) = ("\(job.id)", job.slug, job.title, job.employer, job.status.rawValue)
        (description, country) = (posting.description, job.country)
        (workMode, employmentType) = (job.workMode.rawValue, job.employmentType.rawValue)
        (locations, requiredSkills, preferredSkills, salary) = (job.locations, job.requiredSkills, job.preferredSkills, job.salary)
        applicationDeadline = job.deadline.map { "\($0)" }
    }
}
