import Foundation
import Postgres
import Web

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
    /// Below everything: what is seldom wanted.
    var foot = HTML.empty

    var page: Page { Page(person.name, frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main class="candidate"><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a></p><h1>\(person.name)</h1>\
        <p class="soft">\(Words.sentence([record["current_role"].text, record["total_experience_years"].decimal.map(Words.years), record["current_locations"].texts.joined(separator: " or "), notice, isSearching]))</p>\(contact)</div>\(download)</div>
        <div class="split"><div class="stack">\(profile.waiting)\(panels.html { $0 })\(skills)\(applied)\(profile.worked)\(profile.groups)</div>\
        <aside>\(profile.meter)\(handling.html)\(claim)\(protected)\(onlookers.panel)\(foot)</aside></div></main>
        """
    }

    private var record: ProfileRecord { profile.record }
    private var notice: String? { record["notice_period"].number.map { $0 == 0 ? "can start at once" : "notice \(Words.notice($0))" } }
    private var isSearching: String? { record["is_actively_searching"].flag == false ? "not looking" : nil }

    private var contact: HTML {
        let numbers = [record["phone"].text, record["alternate_phone"].text].compactMap(\.self)
        let addresses = [person.email, record["alternate_email"].text].compactMap(\.self)
        let links = addresses.compactMap(ContactLink.mail) + numbers.compactMap(ContactLink.phone)
        guard !links.isEmpty else { return "<p class=\"small soft\">No way to reach them yet.</p>" }
        return "<p class=\"contact\">\(links.html { "\($0) " })</p>"
    }

    private var skills: HTML {
        let skills = record["skills"].texts
        guard !skills.isEmpty else { return .empty }
        return
            "<div class=\"tags top-skills\" aria-label=\"Skills\">\(skills.prefix(12).html { "<span class=\"tag\">\($0)</span>" })\(skills.count > 12 ? "<a class=\"small\" href=\"#skills\">\(skills.count - 12) more</a>" : HTML.empty)</div>"
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
