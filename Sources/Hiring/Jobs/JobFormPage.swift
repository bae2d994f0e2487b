import Accounts
import Postgres
import Web

/// The form of a job, every field of the order in sections.
struct JobFormPage {
    /// What the fields hold: the job's own values, or what was just sent.
    let values: Form
    var problems: [Problem] = []
    var gate: PublishGate?
    let clients: [Jobs.Choice<Client>]
    let recruiters: [Viewer]
    /// nil: a new job.
    let job: (id: ID<Job>, version: Int)?
    let csrf: HTML

    var page: Page {
        Page(job == nil ? "New job" : "Edit job", frame: .desk(current: "jobs"), body: body)
    }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow">\(back)<h1>\(job == nil ? "New job" : values["title"])</h1></div></div>
        \(problems.summary)\(gate.map(GateList.html))
        <form class="form sheet" method="post" action="\(action)">\(csrf)\(job.map { "<input type=\"hidden\" name=\"version\" value=\"\($0.version)\">" as HTML })
        \(basics)\(placeAndPay)\(description)\(process)\(search)
        <div class="bar"><button type="submit" class="button primary">\(job == nil ? "Save draft" : "Save")</button>\
        <a class="button" href="\(job.map { Link("desk", "jobs", $0.id.description) } ?? Link("desk", "jobs"))">Cancel</a></div></form></main>
        """
    }

    private var action: Link { job.map { Link("desk", "jobs", $0.id.description, "edit") } ?? Link("desk", "jobs") }
    private var back: HTML { "<p class=\"small soft\"><a href=\"\(Link("desk", "jobs"))\">Jobs</a></p>" }

    private var basics: HTML {
        section(
            "Basics",
            """
            \(field("client_id", "Client", isRequired: true, help: clients.isEmpty ? "There is no client yet: add one first." : nil)
                .select([("", "Choose…")] + clients.map { ($0.id.description, $0.name) }))\
            \(field("assigned_recruiter_id", "Recruiter").select([("", "Nobody yet")] + recruiters.map { ($0.id.description, $0.name) }))\
            \(wide(field("title", "Job title", isRequired: true, help: "The role only, without pay, place or codes: Google wants it so.").input()))\
            \(field("internal_job_id", "Reference").input())\(field("number_of_openings", "Openings").input(inputMode: "numeric"))\
            \(field("employment_type", "Employment").select(EmploymentType.allCases.map { ($0.rawValue, $0.words) }))\
            \(field("work_mode", "Work mode").select(WorkMode.allCases.map { ($0.rawValue, $0.rawValue) }))\
            \(stage)\(field("industry", "Industry").input())\(field("functional_area", "Functional area").input())\
            \(wide(field("is_client_confidential", "Keep the client’s name from the public, and from colleagues who do not work on it").check()))
            """)
    }

    /// How far the search is; a draft and a closed job are published, not set.
    private var stage: HTML {
        guard let status = JobStatus(rawValue: values["status"]), status.isOpen else { return .empty }
        return field("status", "The search is at", help: "The public page stays open in all three.").select(JobStatus.open.map { ($0.rawValue, $0.rawValue) })
    }

    private var placeAndPay: HTML {
        section(
            "Place and pay",
            """
            \(wide(field("job_locations", "Places", help: "One “City, State” a line. Wholly remote work needs none.").textarea(rows: 2)))\
            \(field("country", "Country", help: "Two letters, of every place and of remote work.").input())\
            \(field("currency", "Currency").input())\
            \(field("min_salary", "Salary from", help: "Whole units, such as 2400000.").input(inputMode: "numeric"))\
            \(field("max_salary", "Salary to").input(inputMode: "numeric"))\
            \(field("salary_unit", "Per").select([("YEAR", "Year"), ("MONTH", "Month"), ("HOUR", "Hour")]))\
            \(wide(field("benefits_perks", "Benefits", help: "One a line.").textarea(rows: 3)))
            """)
    }

    private var description: HTML {
        section(
            "The work and the person",
            """
            \(wide(field("job_summary", "Description", help: "What the work is, in a few paragraphs.").textarea(rows: 7)))\
            \(wide(field("responsibilities", "Responsibilities", help: "One a line.").textarea(rows: 4)))\
            \(field("required_skills", "Required skills", help: "One a line, or with commas.").textarea(rows: 4))\
            \(field("preferred_skills", "Preferred skills").textarea(rows: 4))\
            \(field("tools_tech_stack", "Tools").textarea(rows: 3))\
            \(field("about_company", "About the company").textarea(rows: 3))\
            \(field("experience_required", "Experience", help: "Such as “3-5 Years”.").input())\
            \(field("education_qualification", "Education").input())
            """)
    }

    private var process: HTML {
        section(
            "Applying",
            """
            \(field("application_deadline", "Deadline").input(type: "date"))\
            \(field("notice_period_accepted", "Notice accepted", help: "Such as “Immediate to 30 Days”.").input())\
            \(wide(field("hiring_process_rounds", "Rounds", help: "One a line, in their order.").textarea(rows: 3)))
            """)
    }

    private var search: HTML {
        section(
            "Search engines",
            """
            \(wide(field("slug_url", "Address", help: "The end of /jobs/… Left empty, it is made from title and place.").input()))\
            \(field("meta_title", "Title in results").input())\(field("meta_description", "Text in results").textarea(rows: 2))
            """)
    }

    private func section(_ title: String, _ fields: HTML) -> HTML {
        "<fieldset class=\"panel\"><legend>\(title)</legend><div class=\"body grid\">\(fields)</div></fieldset>"
    }

    private func wide(_ field: HTML) -> HTML { "<div class=\"wide\">\(field)</div>" }

    private func field(_ name: String, _ label: String, isRequired: Bool = false, help: String? = nil) -> Field {
        Field(name, label, value: values.all(name).joined(separator: "\n"), help: help, problems: problems, isRequired: isRequired)
    }
}

/// The findings of the publish gate, worst first, each with a way to its field.
enum GateList {
    static func html(_ gate: PublishGate) -> HTML {
        let findings = gate.errors.map { ("bad", $0) } + gate.warnings.map { ("warn", $0) }
        guard !findings.isEmpty else { return "<ul class=\"gate\" role=\"list\"><li class=\"good\"><b>JobPosting</b> Google’s rules are met.</li></ul>" }
        return """
            <ul class="gate" role="list">\(findings.html { level, finding in
                "<li class=\"\(level)\"><b>\(finding.property)</b> <a href=\"#\(finding.field)\">\(finding.message)</a></li>"
            })</ul>
            """
    }
}

extension Form {
    /// A job's values, as its form shows them.
    init(_ whole: Jobs.WholeJob) {
        let job = whole.job
        func lines(_ entries: [String]) -> String { entries.joined(separator: "\n") }
        let texts: [(String, String?)] = [
            ("status", job.status.isOpen ? job.status.rawValue : nil), ("client_id", whole.clientID.description),
            ("assigned_recruiter_id", whole.recruiterID?.description), ("title", job.title),
            ("internal_job_id", job.internalID), ("employment_type", job.employmentType.rawValue), ("work_mode", job.workMode.rawValue),
            ("industry", job.industry), ("functional_area", job.functionalArea), ("job_locations", lines(job.locations)), ("country", job.country),
            ("min_salary", job.salary?.from.map(String.init)), ("max_salary", job.salary?.to.map(String.init)), ("currency", whole.currency),
            ("salary_unit", whole.salaryUnit.rawValue), ("benefits_perks", lines(job.benefits)), ("about_company", whole.aboutCompany),
            ("job_summary", job.summary), ("responsibilities", lines(job.responsibilities)), ("experience_required", job.experience),
            ("education_qualification", job.education), ("required_skills", lines(job.requiredSkills)), ("preferred_skills", lines(job.preferredSkills)),
            ("tools_tech_stack", lines(job.tools)), ("number_of_openings", String(job.openings)), ("application_deadline", job.deadline?.description),
            ("hiring_process_rounds", lines(job.rounds)), ("notice_period_accepted", job.notice), ("slug_url", job.slug),
            ("meta_title", job.metaTitle), ("meta_description", job.metaDescription), ("is_client_confidential", whole.isConfidential ? "yes" : nil),
        ]
        self.init(texts.compactMap { name, value in value.map { (name, $0) } })
    }

    /// Of a new job.
    static func newJob(for viewer: Viewer) -> Form {
        Form([("assigned_recruiter_id", viewer.id.description), ("country", "IN"), ("currency", "INR"), ("number_of_openings", "1")])
    }
}
