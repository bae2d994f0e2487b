import Accounts
import Documents
import Foundation
import Postgres
import Web

/// What was read in a résumé beside the résumé itself: what is doubtful comes first, one key accepts, another value corrects.
struct ReviewPage {
    let subject: Reviews.Subject
    let pages: Int
    /// How many wait, this one among them.
    let waiting: Int
    let csrf: HTML
    let scripts: HTML
    /// What was typed before, with its problems.
    var typed: Form?
    var problems: [Problem] = []

    var page: Page { Page("Review \(subject.name)", frame: .desk(current: "candidates"), body: body) }

    private var person: String { subject.person.description }

    private var body: HTML {
        """
        <main class="review-page"><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a> › \
        <a href="\(Link("desk", "candidates", person))">\(subject.name)</a></p><h1>\(subject.problem == nil ? "Look it over" : "Could not be read")</h1>\
        <p class="soft">\(subject.fileName)\(state)</p></div>\(queue)</div>
        \(problems.summary)\(failure)<div class="review" data-review>\(sheets)<div class="stack">\(form)\(ways)</div></div></main>\(scripts)
        """
    }

    private var state: String {
        if let at = subject.reviewedAt { return " · looked over by \(subject.reviewer ?? "a colleague"), \(Words.day(at))" }
        if subject.sent == nil { return "" }
        if !subject.isMaster { return " · an older file: a newer one fills the profile" }
        return subject.isRead ? "" : " · not read yet: look again in a moment, or fill in what you see"
    }

    private var queue: HTML {
        waiting == 0
            ? .empty : "<a class=\"button quiet\" href=\"\(Link("desk", "candidates", "review"))\">\(waiting >= 1_000 ? "1,000+" : String(waiting)) waiting</a>"
    }

    private var failure: HTML {
        guard let problem = subject.problem else { return .empty }
        return
            "<p class=\"flash bad\" role=\"status\"><b>\(subject.fileName) could not be read.</b> \(problem) Fill in by hand what you know, or get another copy.</p>"
    }

    // MARK: The document

    private var sheets: HTML {
        let pictures = (0..<pages).html(sheet)
        let inside = pages > 0 ? pictures : subject.text.map { ReviewText(text: $0, findings: subject.findings).html } ?? nothing
        return "<section class=\"sheets\" aria-label=\"The résumé\" tabindex=\"0\">\(inside)</section>"
    }

    private var nothing: HTML {
        guard let sent = subject.sent else { return .empty("No file", "There is no résumé here. Add one below, or fill in by hand what you know.") }
        return """
            <div class="empty"><h2>No page to show</h2><p>This file cannot be shown here. Download it to look inside.</p>\
            <a class="button" href="\(Link("desk", "candidates", person, "files", sent.id.description))">Download \(sent.name)</a></div>
            """
    }

    private func sheet(_ page: Int) -> HTML {
        let place = Link("desk", "candidates", person, "files", subject.sent?.id.description ?? "", "pages", "\(page + 1).png")
        return """
            <figure class="sheet"><img src="\(place)" alt="Page \(page + 1) of \(subject.fileName)"\(attribute: "loading", page > 0 ? "lazy" : nil)>\
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">\(boxes(on: page))</svg></figure>
            """
    }

    private func boxes(on page: Int) -> HTML {
        let fields = subject.findings.fields.map { ($0.key, $0.value.place) }
        let jobs = subject.findings.jobs.enumerated().map { ("job-\($0.offset)", $0.element.place) }
        return (fields + jobs).sorted { $0.0 < $1.0 }.html { name, place in
            guard place.page ?? 0 == page, let box = place.box else { return .empty }
            let parts = box.map { String(($0 * 10_000).rounded() / 100) }
            return
                "<rect data-box=\"\(name)\"\(attribute: "class", place.isDoubtful ? "doubtful" : nil) x=\"\(parts[0])\" y=\"\(parts[1])\" width=\"\(parts[2])\" height=\"\(parts[3])\"/>"
        }
    }

    // MARK: The fields

    private var form: HTML {
        let open = subject.fields.filter(isDoubtful), rest = subject.fields.filter { !isDoubtful($0) }
        return """
            <form class="panel review-form" method="post" action="\(subject.here)">\(csrf)<input type="hidden" name="version" value="\(subject.version)">\
            <header><h2>\(open.isEmpty ? "What was read" : open.count == 1 ? "One field is doubtful" : "\(open.count) fields are doubtful")</h2>\
            <span class="small soft" data-progress hidden></span></header>
            <ol class="review-fields" role="list" data-keys>\(open.html(row))\(rest.html(row))\(jobs.enumerated().html { job($0.offset, $0.element) })</ol>
            <div class="bar"><button class="button primary" data-accept-all>\(subject.problem == nil ? "Accept and go on" : "Save and go on")</button>\
            <p class="small soft" data-keys-help hidden><kbd>a</kbd> or <kbd>Enter</kbd> accepts, <kbd>A</kbd> accepts all, <kbd>e</kbd> corrects</p></div></form>
            """
    }

    /// What somebody said themselves is not doubtful, whatever the résumé says.
    private func isDoubtful(_ field: ProfileField) -> Bool {
        guard subject.reviewedAt == nil, ReviewForm.isOpen(field, subject) else { return false }
        let held = subject.values[field.column] ?? .nothing, source = subject.sources[field.column]
        guard subject.problem == nil else { return held.isEmpty && ReviewFindings.expected.contains(field.column) }
        if !held.isEmpty, field == Reviews.name || field == Reviews.email || source.map({ $0 != "resume" }) ?? false {
            return subject.sources["full_name"] == "resume" && field == Reviews.name && subject.findings.isDoubtful(field.column)
        }
        return subject.findings.isDoubtful(field.column) && (held.isEmpty || subject.findings.fields[field.column] != nil)
    }

    private func row(_ field: ProfileField) -> HTML {
        let name = field.column, held = subject.values[name] ?? .nothing, found = subject.findings.fields[name]
        let read = found.flatMap { field.fitting($0.value) }, shown = held.isEmpty ? read ?? .nothing : held
        let value = typed?.all(name).first ?? field.typed(shown, currency: subject.currency)
        guard ReviewForm.isOpen(field, subject) else { return closed(field, value) }
        let doubt = isDoubtful(field), problem = problems.first { $0.field == name }?.message
        var input = Field(name, field.label, value: value, help: note(field, held, read), problems: problems)
        input.problem = problem
        let long = field.isLong || field.kind == .skills || value.utf8.count > 90
        return """
            <li class="review-field\(doubt ? " doubtful" : "")" data-field="\(name)">\(long ? input.textarea(rows: 2) : input.input())\(mark(found, doubt: doubt, isMissing: shown.isEmpty))\(accept(field.label))</li>
            """
    }

    private func closed(_ field: ProfileField, _ value: String) -> HTML {
        """
        <li class="review-field" data-field="\(field.column)"><div class="field"><span class="label">\(field.label)</span><p>\(value)</p>\
        <p class="help">Their way in: they change it themselves.</p></div></li>
        """
    }

    private func note(_ field: ProfileField, _ held: ProfileValue, _ read: ProfileValue?) -> String? {
        guard let read, !held.isEmpty, read != held, field.typed(read) != field.typed(held) else { return nil }
        let said = subject.sources[field.column].flatMap(FieldSource.init).map { " \($0 == .resume ? "by an earlier résumé" : $0.words)" } ?? ""
        return "The résumé says “\(String(field.typed(read, currency: subject.currency).prefix(200)))”; what stands here was said\(said)."
    }

    private func mark(_ found: ReviewFinding?, doubt: Bool, isMissing: Bool) -> HTML {
        let sure = found?.place.confidence.map { "\(Int(($0 * 100).rounded())) % sure" }
        if doubt { return "<span class=\"tag warn\">\(isMissing ? "not found" : sure ?? "doubtful")</span>" }
        return sure.map { "<span class=\"tag\">\($0)</span>" } ?? .empty
    }

    private func accept(_ label: String) -> HTML {
        "<button type=\"button\" class=\"button small\" data-accept hidden aria-label=\"Accept \(label)\" aria-pressed=\"false\">✓</button>"
    }

    // MARK: Positions

    private var jobs: [ReviewForm.Job] {
        let held = subject.jobs.map(ReviewForm.Job.init)
        let known = held.isEmpty ? subject.findings.jobs.map(ReviewForm.Job.init) : held
        return known + (typed == nil && subject.problem == nil ? [] : [ReviewForm.Job()]) + (known.isEmpty && typed == nil ? [ReviewForm.Job()] : [])
    }

    private func job(_ number: Int, _ job: ReviewForm.Job) -> HTML {
        let name = { (part: String) in "job-\(number)-\(part)" }
        func input(_ part: String, _ label: String, _ value: String?) -> HTML {
            Field(name(part), label, value: typed?.all(name(part)).first ?? value ?? "", problems: problems).input()
        }
        let month = { (day: CalendarDate?) in day.map { DayText.typed(month: $0) } }
        let place = subject.jobs.isEmpty && number < subject.findings.jobs.count ? subject.findings.jobs[number].place : matching(job)
        let doubt = subject.reviewedAt == nil && (place?.isDoubtful ?? false)
        return """
            <li class="review-field\(doubt ? " doubtful" : "")" data-field="job-\(boxNumber(job, number))"><fieldset class="review-job"><legend>\(number == 0 ? "Work history" : "and")</legend>\
            <input type="hidden" name="\(name("id"))" value="\(job.id?.uuidString.lowercased())">\(number == jobs.count - 1 ? "<input type=\"hidden\" name=\"jobs\" value=\"\(jobs.count)\">" : HTML.empty)\
            \(input("title", "Title", job.title))\(input("company", "Company", job.company))\(input("start", "From", month(job.start)))\(input("end", "To", month(job.end)))\
            \(Field(name("current"), "Works there now", value: typed == nil ? (job.isCurrent ? "yes" : "") : typed?.all(name("current")).first ?? "").check())</fieldset>\
            \(doubt ? "<span class=\"tag warn\">\(place?.confidence.map { "\(Int(($0 * 100).rounded())) % sure" } ?? "doubtful")</span>" : HTML.empty)\(accept(job.title ?? job.company ?? "the position"))</li>
            """
    }

    private func index(of job: ReviewForm.Job) -> Int? {
        subject.findings.jobs.firstIndex { ReviewForm.Job($0).title == job.title && ReviewForm.Job($0).company == job.company }
    }

    private func matching(_ job: ReviewForm.Job) -> FoundPlace? { index(of: job).map { subject.findings.jobs[$0].place } }
    private func boxNumber(_ job: ReviewForm.Job, _ number: Int) -> Int { index(of: job) ?? number }

    // MARK: Other ways

    private var ways: HTML {
        """
        <section class="panel"><header><h2>Another copy</h2></header><div class="body form">\
        <form class="form" method="post" enctype="multipart/form-data" action="\(Link("desk", "candidates", person, "resumes"))">\(csrf)\
        \(Field("resume", "A newer or better file", help: ApplyForm.fileHelp, problems: problems).file(endings: ".pdf,.doc,.docx,.odt,.rtf,.txt"))\
        <button class="button">Upload</button></form>\
        \(again)</div></section>
        """
    }

    private var again: HTML {
        guard let sent = subject.sent else { return .empty }
        let place = Link("desk", "candidates", person, "review", sent.id.description, "retry")
        return "<form method=\"post\" action=\"\(place)\">\(csrf)<button class=\"button quiet\">Read this file again</button></form>"
    }
}

/// The text of a document without pages, the lines marked in which something was found.
struct ReviewText {
    let text: String
    let findings: ReviewFindings

    var html: HTML {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let marks = marks(in: lines)
        return """
            <pre class="resume">\(lines.enumerated().html { number, line in
                let names = marks[number]?.joined(separator: " ")
                return names.map { "<mark data-box=\"\($0)\">\(line)</mark>\n" as HTML } ?? "\(line)\n"
            })</pre>
            """
    }

    private func marks(in lines: [String]) -> [Int: [String]] {
        var marks: [Int: [String]] = [:]
        let fields = findings.fields.map { ($0.key, $0.value.place.text ?? $0.value.value.text) }
        let jobs = findings.jobs.enumerated().map { ("job-\($0.offset)", $0.element.place.text ?? $0.element.company ?? $0.element.title) }
        for (name, words) in (fields + jobs).sorted(by: { $0.0 < $1.0 }) {
            guard let first = words?.split(separator: "\n").first.map({ $0.trimmingCharacters(in: .whitespaces) }), first.utf8.count >= 3 else { continue }
            if let number = lines.firstIndex(where: { $0.contains(first) }) { marks[number, default: []].append(name) }
        }
        return marks
    }
}

/// Everyone whose newest résumé wants a recruiter's eye.
struct ReviewQueuePage {
    let waiting: [Reviews.Waiting]
    let next: String?

    var page: Page { Page("To look over", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a></p><h1>To look over</h1>\
        <p class="soft">Résumés that could not be read, and those in which something is doubtful.</p></div></div>
        \(waiting.isEmpty ? .empty("Nothing to look over", "What was read is sure, or somebody has seen it.", action: "<a class=\"button\" href=\"\(Link("desk", "candidates"))\">Candidates</a>") : table)\
        \(HTML.pager(Link("desk", "candidates", "review"), after: next))</main>
        """
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Name</th><th scope="col">File</th><th scope="col">Why</th><th scope="col">Read</th></tr></thead>
        <tbody data-keys>\(waiting.html(row))</tbody></table></div>
        """
    }

    private func row(_ line: Reviews.Waiting) -> HTML {
        """
        <tr><td data-label="Name"><a href="\(Link("desk", "candidates", line.person.description, "review", line.file.description))">\(line.name)</a></td>\
        <td data-label="File">\(line.fileName)</td><td data-label="Why">\(line.problem ?? "Something in it is doubtful.")</td><td data-label="Read">\(HTML.time(line.readAt))</td></tr>
        """
    }
}
