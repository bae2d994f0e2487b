import Accounts
import Foundation
import Matching
import Postgres
package import Web

/// One application: who, why the score, what they sent, what happened, and the ways on.
struct ApplicationPage {
    let whole: Applications.WholeApplication
    let timeline: [Applications.TimelineEntry]
    let positions: [Applications.Position]
    let files: [Candidates.SentFile]
    /// Who else this may be.
    var duplicates: HTML = .empty
    /// What was just typed, where it cannot be taken.
    var remarks = ""
    var problems: [Problem] = []
    let csrf: HTML
    let scripts: HTML

    var page: Page { Page(whole.name, frame: .desk(current: "jobs"), body: body) }

    private var id: String { whole.id.description }

    private var body: HTML {
        """
        <main id="application" data-live="\(Link("desk", "applications", id, "events"))"><div class="head">\(HTML.score(whole.score))<div class="grow">\
        <p class="small soft">Applied for <a href="\(Link("desk", "jobs", whole.jobID.description))">\(whole.jobTitle)</a>, \(whole.client)</p>\
        <h1>\(whole.name)</h1><p class="soft">\(headline)</p></div><div class="tags">\(whole.status.tag)\
        \(whole.timesApplied > 1 ? "<span class=\"tag\">applied \(whole.timesApplied) times</span>" : HTML.empty)</div></div>
        \(problems.summary)\(problem)\(duplicates)<div class="split"><div class="stack">\(why)\(profile)\(history)\(resume)</div>
        <div class="stack"><aside class="panel"><header><h2>Move</h2></header><div class="body">\(moves)</div></aside>
        <aside class="panel"><header><h2>Timeline</h2></header><div class="body"><ol class="timeline" role="list">\(timeline.html(TimelineView.entry))</ol></div></aside></div></div></main>\(scripts)
        """
    }

    private var headline: String {
        let pay = [whole.currentPay.map { Words.pay($0, whole.currency) }, whole.expectedPay.map { "expects \(Words.pay($0, whole.currency))" }]
        return Words.sentence([
            whole.role, whole.locations.first, whole.years.map(Words.years), pay.compactMap(\.self).joined(separator: ", "),
            whole.notice.map { "notice \(Words.notice($0))" },
        ])
    }

    private var problem: HTML {
        guard let problem = whole.resumeProblem else { return .empty }
        return "<p class=\"flash bad\" role=\"status\"><b>The résumé could not be read.</b> \(whole.fileName ?? "The file"): \(problem)</p>"
    }

    // MARK: Why this score

    private var why: HTML {
        guard let score = whole.score else {
            return
                "<section class=\"panel\"><header><h2>Score</h2></header><div class=\"body\"><p class=\"soft\">The résumé is being read; the score is here in a moment.</p></div></section>"
        }
        return """
            <section class="panel"><header><h2>Why \(score)</h2><span class="small soft">personal facts are never used</span></header><div class="body">\
            \(whole.summary.map { text in "<p class=\"summary\">\(text)</p>" as HTML })<ol class="evidence" role="list">\(whole.reasons.html(reason))</ol></div></section>
            """
    }

    private func reason(_ reason: Reason) -> HTML {
        let (level, sign, words): (HTML, HTML, HTML) =
            switch reason.verdict {
            case .met: ("met", "✓", "met")
            case .partly: ("unclear", "~", "partly met")
            case .unknown: ("unclear", "?", "not known")
            case .missing: ("missing", "–", "not met")
            }
        return """
            <li><span class="\(level)" role="img" aria-label="\(words)">\(sign)</span><span>\(reason.requirement)</span>\
            \(Self.evidence(reason))\
            <span class="soft small">\(Self.points(reason.points)) of \(Self.points(reason.of))</span></li>
            """
    }

    /// The candidate's words; a skill of the very same name needs no quoting.
    private static func evidence(_ reason: Reason) -> HTML {
        guard let words = reason.evidence else { return "<span class=\"soft said\">nothing said</span>" }
        return words.lowercased() == reason.requirement.lowercased() ? "<span class=\"soft said\">named</span>" : "<q>\(words)</q>"
    }

    private static func points(_ points: Double) -> String {
        let tenths = Int((points * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    // MARK: What is known

    private var profile: HTML {
        let links = [whole.linkedIn, whole.gitHub, whole.portfolio].compactMap(\.self)
        return """
            <section class="panel"><header><h2>Profile</h2><a class="small" href="\(Link("desk", "candidates", whole.candidateID.description))">All applications</a></header><div class="body"><dl class="facts">\
            \(fact("E-mail", whole.email.map { ContactLink.mail($0) ?? HTML(text: $0) }))\(fact("Phone", whole.phone.map(Self.phone)))\(fact("Other phone", whole.alternatePhone.map(Self.phone)))\
            \(fact("Links", links.isEmpty ? nil : links.html(Self.external)))\(fact("Skills", tags(whole.skills)))\(fact("Lives in", text(whole.locations.joined(separator: ", "))))\
            \(fact("Prefers", text(whole.preferredLocations.joined(separator: ", "))))\(fact("Education", text(Words.sentence([whole.education, whole.yearOfPassing.map(String.init)]))))\
            \(fact("Applied", HTML.time(whole.appliedAt)))</dl>\(whole.bio.map { bio in "<p class=\"bio\">\(bio)</p>" as HTML })</div></section>
            """
    }

    private func fact(_ name: String, _ value: HTML?) -> HTML { value.map { "<dt>\(name)</dt><dd>\($0)</dd>" } ?? .empty }
    private func text(_ text: String) -> HTML? { text.isEmpty ? nil : HTML(text: text) }
    private func tags(_ words: [String]) -> HTML? {
        words.isEmpty ? nil : "<div class=\"tags\">\(words.prefix(40).html { "<span class=\"tag\">\($0)</span>" })</div>"
    }

    private static func phone(_ number: String) -> HTML { ContactLink.phone(number) ?? HTML(text: number) }

    /// What a résumé calls a link goes nowhere but to http.
    private static func external(_ address: String) -> HTML {
        let whole = address.contains("://") ? address : "https://\(address)"
        return Link(external: whole).map { "<a href=\"\($0)\" rel=\"noopener noreferrer nofollow\">\(address)</a> " } ?? "\(address) "
    }

    private var history: HTML {
        guard !positions.isEmpty else { return .empty }
        return """
            <section class="panel"><header><h2>Work history</h2></header><div class="body"><ol class="timeline" role="list">\(positions.html { position in
                let title = Words.sentence([position.title, position.company])
                return "<li><div><strong>\(title)</strong><p class=\"small soft\">\(span(position))</p>\(position.responsibilities.map { text in "<p class=\"small lines\">\(text)</p>" as HTML })</div></li>"
            })</ol></div></section>
            """
    }

    private func span(_ position: Applications.Position) -> String {
        let end = position.isCurrent ? "today" : position.end.map { "\($0)".prefix(7).description }
        return [position.start.map { "\($0)".prefix(7).description }, end].compactMap(\.self).joined(separator: " to ")
    }

    private var resume: HTML {
        let note: HTML =
            whole.resumeProblem != nil && whole.resumeText != nil ? "<p class=\"small soft\">From an earlier file, which could be read:</p>" : .empty
        let text: HTML =
            whole.resumeText.map { "<pre class=\"resume\" tabindex=\"0\" role=\"region\" aria-label=\"Text of the résumé\">\($0)</pre>" }
            ?? "<p class=\"soft\">\(whole.hasFile ? "No text yet." : "No résumé.")</p>"
        return "<section class=\"panel\"><header><h2>Résumé</h2>\(downloads)</header><div class=\"body\">\(note)\(text)</div></section>"
    }

    /// Every file that came with this application; of people who were brought in otherwise, the one on record.
    private var downloads: HTML {
        if files.isEmpty, whole.hasFile { return download(Link("desk", "candidates", whole.candidateID.description, "resume"), whole.fileName ?? "the file") }
        return
            "<span class=\"row\">\(files.html { download(Link("desk", "candidates", whole.candidateID.description, "files", $0.id.description), $0.name) })</span>"
    }

    private func download(_ link: Link, _ name: String) -> HTML { "<a class=\"small\" href=\"\(link)\">\(name)</a>" }

    // MARK: The ways on

    private var moves: HTML {
        """
        <form class="form moves-form" id="move" method="post" action="\(Link("desk", "applications", id, "stage"))">\(csrf)\
        <input type="hidden" name="version" value="\(whole.version)"><input type="hidden" name="back" value="application">\
        \(Field("remarks", "Remarks", value: remarks, help: "For colleagues; kept in the timeline.", problems: problems).textarea(rows: 2))\(buttons)</form>
        """
    }

    private var buttons: HTML {
        let next = whole.status.next
        let advance: HTML = next.map { button($0, "Advance to \($0.rawValue)", "primary wide") } ?? .empty
        let others = ApplicationStatus.way.filter { $0 != whole.status && $0 != next }
        let ends: HTML = whole.status.isOver ? .empty : button(.rejected, "Reject", "") + button(.withdrawn, "Withdraw", "quiet")
        return
            "\(advance)<div class=\"row\">\(others.html { button($0, whole.status.isOver ? "Reopen as \($0.rawValue)" : "To \($0.rawValue)", "quiet") })</div><div class=\"row\">\(ends)</div>"
    }

    private func button(_ status: ApplicationStatus, _ words: String, _ kind: String) -> HTML {
        "<button type=\"submit\" class=\"button \(kind)\" name=\"status\" value=\"\(status.rawValue)\">\(words)</button>"
    }
}

/// What happened, newest first.
package enum TimelineView {
    static func entry(_ entry: Applications.TimelineEntry) -> HTML {
        let who = entry.who.map { "by \($0)" } ?? ""
        return """
            <li><div><strong>\(title(entry))</strong>\(entry.remarks.map { text in "<p class=\"small lines\">\(text)</p>" as HTML })\
            <p class="small soft">\(who) \(HTML.time(entry.at))</p></div></li>
            """
    }

    /// For the candidate: stages and days, without the recruiters' names and remarks.
    package static func entryForCandidate(_ entry: Applications.TimelineEntry) -> HTML {
        if isNote(entry) { return .empty }
        let status = ApplicationStatus(rawValue: entry.new)
        let words = entry.previous == entry.new ? "You sent new details" : status?.wordsForCandidate ?? "In progress"
        return "<li><div><strong>\(words)</strong><p class=\"small soft\">\(HTML.time(entry.at))</p></div></li>"
    }

    /// The program's own word, such as on two applications that were put together.
    private static func isNote(_ entry: Applications.TimelineEntry) -> Bool { entry.previous == entry.new && entry.who == nil }

    private static func title(_ entry: Applications.TimelineEntry) -> String {
        guard let previous = entry.previous else { return "Applied" }
        if isNote(entry) { return "Put in order" }
        return previous == entry.new ? "Sent new details" : "\(previous) → \(entry.new)"
    }
}

extension ApplicationStatus {
    var tag: HTML {
        switch self {
        case .rejected: "<span class=\"tag bad\">Rejected</span>"
        case .withdrawn: "<span class=\"tag\">Withdrawn</span>"
        case .new: "<span class=\"tag warn\">New</span>"
        case .screening, .interview, .offer: "<span class=\"tag good\">\(rawValue)</span>"
        }
    }
}
