import Foundation
import Postgres
import Web

/// Everyone in the database, newest news first.
struct CandidateListPage {
    let text: String
    let people: [Candidates.Line]
    let next: String?
    var mayAdd = false

    var page: Page { Page("Candidates", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Candidates</h1></div>\(mayAdd ? "<a class=\"button primary\" href=\"\(Link("desk", "candidates", "new"))\">Add a candidate</a>" : HTML.empty)</div>
        \(HTML.search("Search candidates", at: Link("desk", "candidates"), for: text, hint: "Skill, role or words of the résumé"))
        \(people.isEmpty ? empty : table)\
        \(HTML.pager(Link("desk", "candidates").query("q", text), after: next))</main>
        """
    }

    private var empty: HTML {
        text.isEmpty
            ? .empty(
                "Nobody yet", "Everyone who applies is here, with what their résumé says.",
                action: "<a class=\"button\" href=\"\(Link("desk", "jobs"))\">Publish a job</a>")
            : .empty("Nobody fits “\(text)”", "Try fewer words.", action: "<a class=\"button\" href=\"\(Link("desk", "candidates"))\">Everyone</a>")
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Experience</th><th scope="col">Lives in</th>\
        <th scope="col">Skills</th><th scope="col" class="number">Expects</th><th scope="col">Notice</th><th scope="col">Updated</th></tr></thead>
        <tbody data-keys>\(people.html(row))</tbody></table></div>
        """
    }

    private func row(_ person: Candidates.Line) -> HTML {
        """
        <tr><td data-label="Name"><a href="\(Link("desk", "candidates", person.id.description))">\(person.name)</a></td><td data-label="Role">\(person.role ?? "–")</td>\
        <td data-label="Experience">\(person.years.map(Words.years) ?? "–")</td><td data-label="Lives in">\(person.place ?? "–")</td>\
        <td data-label="Skills"><div class="tags">\(person.skills.html { "<span class=\"tag\">\($0)</span>" })</div></td>\
        <td data-label="Expects" class="number">\(person.pay.map { Words.pay($0, person.currency) } ?? "–")</td>\
        <td data-label="Notice">\(person.notice.map(Words.notice) ?? "–")</td><td data-label="Updated">\(HTML.time(person.updatedAt))</td></tr>

        """
    }
}

/// One person: the page that a recruiter lives in. What was read and differs on top, the profile in the middle, how the agency deals with them
/// at the side.
struct CandidatePage {
    let person: Candidates.Person
    let profile: ProfilePanel
    let handling: HandlingPanel
    let applications: [Candidates.ApplicationLine]
    let onlookers: Onlookers
    /// Inviting somebody who was found elsewhere.
    var claim: HTML?
    /// Of the features beside the profile.
    var panels: [HTML] = []
    var scripts: HTML = .empty
    /// Below everything: what is seldom wanted.
    var foot = HTML.empty

    var page: Page { Page(person.name, frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main class="candidate"><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a></p><h1>\(person.name)</h1>\
        <p class="soft">\(Words.sentence([person.role, person.years.map(Words.years), person.locations.joined(separator: " or "), notice, isSearching]))</p>\(contact)</div>\(download)</div>
        <div class="split"><div class="stack">\(profile.waiting)\(panels.html { $0 })\(skills)\(applied)\(profile.worked)\(profile.groups)</div>\
        <aside>\(profile.meter)\(handling.html)\(claim)\(protected)\(onlookers.panel)\(foot)</aside></div></main>\(scripts)
        """
    }

    private var notice: String? { profile.record["notice_period"].number.map { $0 == 0 ? "can start at once" : "notice \(Words.notice($0))" } }
    private var isSearching: String? { profile.record["is_actively_searching"].flag == false ? "not looking" : nil }

    private var contact: HTML {
        let numbers = [person.phone, profile.record["alternate_phone"].text].compactMap(\.self)
        let addresses = [person.email, profile.record["alternate_email"].text].compactMap(\.self)
        let links =
            addresses.compactMap { text in Link(external: "mailto:" + text).map { ($0, text) } }
            + numbers.compactMap { text in Link(external: "tel:" + text.filter { $0 == "+" || $0.isNumber }).map { ($0, PhoneField.shown(text)) } }
        guard !links.isEmpty else { return "<p class=\"small soft\">No way to reach them yet.</p>" }
        return "<p class=\"contact\">\(links.html { "<a href=\"\($0.0)\">\($0.1)</a> " })</p>"
    }

    private var skills: HTML {
        person.skills.isEmpty
            ? .empty
            : "<div class=\"tags top-skills\" aria-label=\"Skills\">\(person.skills.prefix(12).html { "<span class=\"tag\">\($0)</span>" })\(person.skills.count > 12 ? "<a class=\"small\" href=\"#skills\">\(person.skills.count - 12) more</a>" : HTML.empty)</div>"
    }

    private var applied: HTML {
        guard !applications.isEmpty else {
            return "<section class=\"panel\"><header><h2>Applications</h2></header><div class=\"body\"><p class=\"soft\">None that you see.</p></div></section>"
        }
        return """
            <section><h2 class="section">Applications</h2><div class="table-wrap"><table class="table"><thead><tr><th scope="col">Job</th><th scope="col">Client</th><th scope="col">Stage</th>\
            <th scope="col" class="number">Score</th><th scope="col">Applied</th></tr></thead><tbody data-keys>\(applications.html(row))</tbody></table></div></section>
            """
    }

    private var protected: HTML {
        let words: HTML =
            person.seesProtectedFacts
            ? """
            <p>Gender, marital status, date of birth, category and disability are kept apart: they must not decide. Opening them is recorded.</p>\
            <a class="button" href="\(Link("desk", "candidates", person.id.description, "protected"))">Open protected facts</a>
            """
            : "<p>Gender, marital status, date of birth, category and disability are kept apart. They open to managers, and to the recruiter of a job that the person applied for.</p>"
        return "<section class=\"panel protected\"><header><h2>Protected facts</h2></header><div class=\"body\">\(words)</div></section>"
    }

    private var download: HTML {
        person.digest == nil ? .empty : "<a class=\"button\" href=\"\(Link("desk", "candidates", person.id.description, "resume"))\">Download résumé</a>"
    }

    private func row(_ line: Candidates.ApplicationLine) -> HTML {
        """
        <tr><td data-label="Job"><a href="\(Link("desk", "applications", line.id.description))">\(line.job)</a></td><td data-label="Client">\(line.client)</td>\
        <td data-label="Stage">\(line.status.tag)</td><td data-label="Score" class="number">\(line.score.map(String.init) ?? "–")</td>\
        <td data-label="Applied">\(HTML.time(line.appliedAt))</td></tr>
        """
    }
}
