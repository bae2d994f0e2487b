package import Web

/// One job as the public sees it; also its preview at the desk.
package struct JobPage {
    let job: Job
    let posting: JobPosting

    package init(job: Job, posting: JobPosting) { (self.job, self.posting) = (job, posting) }

    package func page() -> Page {
        Page(
            job.metaTitle ?? "\(job.title), \(job.employer)", frame: .public, description: job.metaDescription,
            canonical: Link("jobs", job.slug), isIndexed: job.takesApplications, structuredData: job.takesApplications ? posting.json() : nil, body: body)
    }

    private var body: HTML {
        """
        <main>\(article)\(job.takesApplications ? bar : HTML.empty)</main>
        """
    }

    /// What the public reads, without the page around it.
    package var article: HTML {
        """
        <article class="job">\(job.takesApplications || job.status == .draft ? HTML.empty : closed)<div class="split"><div>
        <p class="small soft">\(job.employer)\(job.publishedAt.map { " · posted \(Words.day($0))" })</p><h1>\(job.title)</h1>
        <p class="lede">\(Words.sentence([Words.place(job.locations, job.workMode), job.employmentType.words, job.salary.map(Words.salary)]))</p>
        <div class="tags">\(job.requiredSkills.html { "<span class=\"tag good\">\($0)</span>" })\(job.preferredSkills.html { "<span class=\"tag\">\($0)</span>" })</div>
        <div class="prose">\(paragraphs(job.summary))\(list("What you will do", job.responsibilities))\(list("Tools", job.tools))\
        \(list("Benefits", job.benefits))\(list("How we hire", job.rounds))\(about)</div></div>
        <aside class="panel"><div class="body form">\(job.takesApplications ? apply : HTML.empty)<h2>At a glance</h2><dl class="facts small">\(facts)</dl></div></aside></div></article>
        """
    }

    private var applyLink: Link { Link("jobs", job.slug, "apply") }

    private var apply: HTML {
        """
        <a class="button primary wide" href="\(applyLink)">Apply in two minutes</a><p class="small soft">No account. You can see where it stands at any time.</p>
        """
    }

    /// Under the thumb, on a phone.
    private var bar: HTML { "<div class=\"apply-bar\"><a class=\"button primary\" href=\"\(applyLink)\">Apply in two minutes</a></div>" }

    private var closed: HTML {
        "<p class=\"flash\" role=\"status\">\(job.status == .closed ? "This job is closed." : "This job takes no more applications.") <a href=\"\(Link("jobs"))\">See the open ones</a>.</p>"
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
        Words.lines(text).html { "<p>\($0)</p>" }
    }
}
