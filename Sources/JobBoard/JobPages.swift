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
        <form class="search-form" method="get" action="\(Link("jobs"))" role="search"><div class="field"><label for="q">Search jobs</label>\
        <input id="q" name="q" type="search" value="\(text)" data-search placeholder="Title, skill or city"></div>\
        <button class="button primary">Search</button></form>
        \(jobs.isEmpty ? empty : HTML.empty)<ul class="jobs" role="list" data-keys>\(jobs.html(line))</ul>\
        \(next.map { next in "<p><a class=\"button\" rel=\"next\" href=\"\(Link("jobs").query("q", text).query("after", next))\">More jobs</a></p>" as HTML })</main>
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

/// One job.
struct JobPage {
    let job: Job
    let posting: JobPosting

    func page() throws -> Page {
        Page(
            job.metaTitle ?? "\(job.title), \(job.employer)", frame: .public, description: job.metaDescription,
            canonical: Link("jobs", job.slug), isIndexed: job.status.isOpen, structuredData: job.status.isOpen ? try posting.json() : nil, body: body)
    }

    private var body: HTML {
        """
        <main><article class="job">\(job.status.isOpen ? HTML.empty : closed)<div class="split"><div>
        <p class="small soft">\(job.employer)\(job.publishedAt.map { " · posted \(Words.day($0))" })</p><h1>\(job.title)</h1>
        <p class="lede">\(Words.sentence([Words.place(job.locations, job.workMode), job.employmentType.words, job.salary.map(Words.salary)]))</p>
        <div class="tags">\(job.requiredSkills.html { "<span class=\"tag good\">\($0)</span>" })\(job.preferredSkills.html { "<span class=\"tag\">\($0)</span>" })</div>
        <div class="prose">\(paragraphs(job.summary))\(list("What you will do", job.responsibilities))\(list("Tools", job.tools))\
        \(list("Benefits", job.benefits))\(list("How we hire", job.rounds))\(about)</div></div>
        <aside class="panel"><div class="body"><h2>At a glance</h2><dl class="facts small">\(facts)</dl></div></aside></div></article></main>
        """
    }

    private var closed: HTML {
        "<p class=\"flash\" role=\"status\">This job is closed. <a href=\"\(Link("jobs"))\">See the open ones</a>.</p>"
    }

    private var about: HTML {
        guard let text = job.aboutCompany, !text.isEmpty else { return .empty }
        return "<h2>About \(job.employer)</h2>\(paragraphs(text))"
    }

    private var facts: HTML {
        [
            ("Openings", "\(job.openings)"), ("Experience", job.experience), ("Education", job.education), ("Notice", job.notice),
            ("Industry", job.industry), ("Area", job.functionalArea), ("Closes", job.deadline.flatMap(Words.day)), ("Reference", job.internalID),
        ].html { name, value in value.map { "<dt>\(name)</dt><dd>\($0)</dd>" } ?? HTML.empty }
    }

    private func list(_ heading: String, _ items: [String]) -> HTML {
        items.isEmpty ? .empty : "<h2>\(heading)</h2><ul>\(items.html { "<li>\($0)</li>" })</ul>"
    }

    private func paragraphs(_ text: String) -> HTML {
        text.split(separator: "\n").html { "<p>\(String($0))</p>" }
    }
}

/// Facts as people say them.
enum Words {
    static func sentence(_ parts: [String?]) -> String { parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ") }

    static func place(_ locations: [String], _ mode: WorkMode) -> String {
        let cities = locations.map { $0.split(separator: ",").first.map(String.init) ?? $0 }.joined(separator: ", ")
        switch mode {
        case .remote: return "Remote"
        case .hybrid: return cities.isEmpty ? "Hybrid" : "\(cities), hybrid"
        case .onSite: return cities
        }
    }

    /// Rupees in lakh and crore a year, everything else in thousands: ₹22 to 26 lakh a year, $100k to 120k a year.
    static func salary(_ salary: Salary) -> String {
        let unit = ["YEAR": "a year", "MONTH": "a month", "HOUR": "an hour"][salary.unit.rawValue] ?? ""
        let sign = ["INR": "₹", "USD": "$", "GBP": "£", "EUR": "€"][salary.currency] ?? "\(salary.currency) "
        let (size, word): (Double, String) =
            switch salary.currency {
            case "INR" where (salary.to ?? salary.from ?? 0) >= 10_000_000: (10_000_000, " crore")
            case "INR" where (salary.to ?? salary.from ?? 0) >= 100_000: (100_000, " lakh")
            case _ where (salary.to ?? salary.from ?? 0) >= 10_000: (1_000, "k")
            default: (1, "")
            }
        func amount(_ value: Int) -> String { (Double(value) / size).formatted(.number.precision(.fractionLength(0...2)).grouping(.never)) }
        switch (salary.from, salary.to) {
        case (let from?, let to?) where from != to: return "\(sign)\(amount(from)) to \(amount(to))\(word) \(unit)"
        case (let from?, nil): return "from \(sign)\(amount(from))\(word) \(unit)"
        case (nil, let to?): return "up to \(sign)\(amount(to))\(word) \(unit)"
        case (let value, _): return "\(sign)\(amount(value ?? 0))\(word) \(unit)"
        }
    }

    static func day(_ date: CalendarDate) -> String? {
        Calendar(identifier: .gregorian).date(from: DateComponents(year: date.year, month: date.month, day: date.day)).map { day($0) }
    }

    static func day(_ date: Date) -> String { date.formatted(.dateTime.day().month(.wide).year().locale(Locale(identifier: "en_GB"))) }
}
