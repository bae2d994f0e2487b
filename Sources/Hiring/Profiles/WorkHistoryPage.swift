import Accounts
import Foundation
import Postgres
import Web

/// The jobs of a person to be written: each opens in its place, a new one at the top.
struct WorkHistoryPage {
    /// A form that came back: of a job, or of a new one.
    struct Failed {
        let job: ID<WorkedJob>?
        let sent: Form
        let problems: [Problem]
    }

    let keeper: ProfileKeeper
    let record: ProfileRecord
    let jobs: [WorkedJobs.Line]
    let today: CalendarDate
    var failed: Failed?
    let csrf: HTML
    let scripts: HTML

    var page: Page { keeper.frame("\(ProfileGroup.history.title) · \(keeper.isSelf ? "Your profile" : record.name)", body) }

    private var body: HTML {
        """
        <main\(attribute: "class", keeper.isSelf ? "column-page" : nil)><div class="head"><div class="grow"><p class="small soft"><a href="\(keeper.home)">\(keeper.isSelf ? "Your profile" : record.name)</a></p>\
        <h1>\(ProfileGroup.history.title)</h1></div></div>\(summary)
        <section class="panel sheet"><details class="job-form"\(flag: "open", jobs.isEmpty || isFailed(nil))><summary>Add a job</summary>\(form(nil, WorkedJob()))</details></section>
        \(jobs.isEmpty ? .empty : list)<p class="row after-table"><a class="button" href="\(keeper.home)">Done</a></p></main>\(scripts)
        """
    }

    private func isFailed(_ job: ID<WorkedJob>?) -> Bool { failed.map { $0.job == job } ?? false }

    /// The links lead to the fields of the form that came back.
    private var summary: HTML {
        guard let failed else { return .empty }
        return failed.problems.map { Problem(prefix(failed.job) + $0.field, $0.message) }.summary
    }

    private func prefix(_ job: ID<WorkedJob>?) -> String { job.map { "j\($0.description.suffix(12))-" } ?? "new-" }

    private var list: HTML {
        let history = WorkHistory(jobs.map(\.job), today: today)
        return """
            <section class="panel sheet"><header><h2>\(jobs.count == 1 ? "One job" : "\(jobs.count) jobs")</h2>\(HistoryWords.total(history, record))</header>\
            <ol class="jobs-kept" role="list">\(jobs.enumerated().html { place, line in
                "<li>\(HistoryWords.between(history, place, jobs.map(\.job)))\(item(line))\(HistoryWords.gap(history, place))</li>"
            })</ol></section>
            """
    }

    private func item(_ line: WorkedJobs.Line) -> HTML {
        """
        <details class="job-form" id="job-\(line.id.description)"\(flag: "open", isFailed(line.id))><summary><strong>\(line.job.words)</strong> <span class="soft small">\(line.job.period ?? "no dates")</span></summary>\
        \(form(line.id, line.job))<form class="body" method="post" action="\(keeper.removal(of: line.id))">\(csrf)<button class="button quiet small">Remove this job</button></form></details>
        """
    }

    private func form(_ id: ID<WorkedJob>?, _ job: WorkedJob) -> HTML {
        """
        <form class="body form" method="post" action="\(id.map(keeper.job) ?? keeper.edit(.history))" novalidate>\(csrf)<div class="grid">\(ProfileFields.history.html { input($0, id, job) })</div>\
        <div class="row"><button class="button primary">\(id == nil ? "Add" : "Save")</button></div></form>
        """
    }

    private func input(_ field: ProfileField, _ id: ID<WorkedJob>?, _ job: WorkedJob) -> HTML {
        let standing = field.typed(job[field]), failed = isFailed(id) ? failed : nil
        return FieldInput(
            field: field, text: failed?.sent.text(of: field) ?? standing, standing: standing,
            problem: failed?.problems.first { $0.field == field.column }?.message, prefix: prefix(id)
        ).html
    }
}

/// What stands between jobs, in words.
enum HistoryWords {
    static func months(_ count: Int) -> String {
        if count < 24, count % 12 != 0 || count == 0 { return count == 1 ? "1 month" : "\(count) months" }
        let years = Words.years(Double(count / 12)), rest = count % 12
        return rest == 0 ? years : "\(years) and \(rest == 1 ? "1 month" : "\(rest) months")"
    }

    /// Above a job of a list that begins with the newest: what lies between it and the one shown before, and with whom it overlaps.
    static func between(_ history: WorkHistory, _ place: Int, _ jobs: [WorkedJob]) -> HTML {
        let overlaps = history.overlaps.filter { $0.later == place }.prefix(3)
        return overlaps.html { overlap in
            "<p class=\"between warn\">\(months(overlap.months)) at once with \(jobs[overlap.earlier].words)</p>"
        }
    }

    /// Below a job: the time without one before it.
    static func gap(_ history: WorkHistory, _ place: Int) -> HTML {
        guard let gap = history.gaps.first(where: { $0.before == place }) else { return .empty }
        return "<p class=\"between\">\(months(gap.months)) between</p>"
    }

    /// What the jobs add up to, and where that is not what the person says.
    static func total(_ history: WorkHistory, _ record: ProfileRecord) -> HTML {
        guard history.months > 0 else { return .empty }
        let stated = record["total_experience_years"].decimal
        return """
            <span class="small soft">\(Words.years(history.years)) in all\(history.differs(fromStated: stated) ? ", \(Words.years(stated ?? 0)) stated" : "")</span>
            """
    }
}
