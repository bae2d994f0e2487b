import Accounts
import Foundation
import Postgres
import Web

/// What a recruiter sends after looking a résumé over: each field as it shall stand in the profile.
struct ReviewForm: Sendable {
    struct Job: Sendable, Equatable {
        var id: UUID?
        var title, company: String?
        var start, end: CalendarDate?
        var isCurrent = false

        var isEmpty: Bool { title == nil && company == nil }
    }

    /// With who says what will stand in a field: the résumé, as it was accepted, or the recruiter who corrected it.
    var changes: [(field: ProfileField, value: ProfileValue, source: FieldSource)] = []
    /// nil where the positions stay as they are.
    var jobs: [Job]?
    var version = 0

    static let mostJobs = 60

    /// The fields that changed, or every problem at once.
    static func read(_ form: Form, _ subject: Reviews.Subject) -> (form: ReviewForm, problems: [Problem]) {
        var read = ReviewForm(), problems: [Problem] = []
        read.version = Int(form["version"]) ?? 0
        let context = FieldContext(currency: currency(in: form, subject))
        for field in subject.fields where isOpen(field, subject) && form.has(field.column) {
            let held = subject.values[field.column] ?? .nothing, text = form[field.column]
            // What stands there as it was, valid or not, is no problem of whoever looks.
            if text == ReviewForm.typed(held, field, subject) { continue }
            switch field.parse(text, context) {
            case .failure(let problem): problems.append(problem)
            case .success(let value):
                if field == Reviews.name, value.isEmpty {
                    problems.append(Problem("full_name", "Write a name: it is how colleagues find this person.")); continue
                }
                guard !isSame(value, held, field) else { continue }
                let found = subject.findings.fields[field.column]?.value
                let isAsRead = found.map { isSame(value, field.fitting($0) ?? $0, field) } ?? false
                read.changes.append((field, value, isAsRead ? .resume : .recruiter))
            }
        }
        if form.has("jobs") { readJobs(form, subject, &read, &problems) }
        return (read, problems)
    }

    /// The address of somebody who has come here is their way in: it is theirs to change.
    static func isOpen(_ field: ProfileField, _ subject: Reviews.Subject) -> Bool { field != Reviews.email || !subject.hasCome }

    static func typed(_ value: ProfileValue, _ field: ProfileField, _ subject: Reviews.Subject) -> String {
        FormText.clean(field.typed(value, currency: subject.currency))
    }

    /// Of the pay in a form: as its own field says; an empty or unreadable one says nothing.
    private static func currency(in form: Form, _ subject: Reviews.Subject) -> String {
        guard form.has("currency") else { return subject.currency }
        return (try? ProfileFields["currency"]?.parse(form["currency"]).get())?.text ?? FieldContext().currency
    }

    private static func isSame(_ one: ProfileValue, _ other: ProfileValue, _ field: ProfileField) -> Bool {
        one == other || (try? field.parse(field.typed(other)).get()) == one
    }

    private static func readJobs(_ form: Form, _ subject: Reviews.Subject, _ read: inout ReviewForm, _ problems: inout [Problem]) {
        let held = subject.jobs.map(Job.init), known = Set(subject.jobs.map(\.id))
        var jobs: [Job] = []
        for number in 0..<min(Int(form["jobs"]) ?? 0, mostJobs) {
            let name = { (part: String) in "job-\(number)-\(part)" }
            var job = Job()
            job.id = UUID(uuidString: form[name("id")]).flatMap { known.contains($0) ? $0 : nil }
            for (part, path) in [("title", \Job.title), ("company", \Job.company)] {
                let text = form[name(part)]
                if text.unicodeScalars.count > 300 { problems.append(Problem(name(part), "At most 300 characters fit here.")) }
                job[keyPath: path] = text.isEmpty ? nil : text
            }
            for (part, path) in [("start", \Job.start), ("end", \Job.end)] where !form[name(part)].isEmpty {
                guard let day = DayText.month(form[name(part)]) else {
                    problems.append(Problem(name(part), "Write month and year, such as Mar 2021."))
                    continue
                }
                job[keyPath: path] = day
            }
            job.isCurrent = !form[name("current")].isEmpty
            if job.isCurrent { job.end = nil }
            if let start = job.start, let end = job.end, end < start { problems.append(Problem(name("end"), "This job ends before it begins.")) }
            if !job.isEmpty { jobs.append(job) }
        }
        if jobs != held { read.jobs = jobs }
    }
}

extension ReviewForm.Job {
    init(_ job: Reviews.HeldJob) {
        self.init(
            id: job.id, title: job.jobTitle, company: job.companyName, start: job.startDate.flatMap { CalendarDate($0) },
            end: job.endDate.flatMap { CalendarDate($0) }, isCurrent: job.isCurrent)
    }

    init(_ found: FoundJob) {
        self.init(
            title: found.title, company: found.company, start: found.start.flatMap { DayText.month($0) },
            end: found.isCurrent ? nil : found.end.flatMap { DayText.month($0) }, isCurrent: found.isCurrent)
    }
}
