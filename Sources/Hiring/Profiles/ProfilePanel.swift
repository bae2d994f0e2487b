import Accounts
import Foundation
import Postgres
import Web

/// The whole profile as its keeper reads it: what waits to be decided, groups with who said what, work history, and how much is said.
struct ProfilePanel {
    let keeper: ProfileKeeper
    let record: ProfileRecord
    let jobs: [WorkedJobs.Line]
    let proposals: [Proposal]
    let today: CalendarDate
    let csrf: HTML
    let history: WorkHistory
    let completeness: Completeness

    static func of(_ keeper: ProfileKeeper, _ ask: Ask, in desk: Desk) async throws -> ProfilePanel {
        let record = try await keeper.load(from: desk.database), jobs = try await desk.database.all(WorkedJobs.of(keeper.person))
        let proposals = try await desk.database.all(Proposals.open(of: keeper.person)).filter { keeper.sees($0.field, of: record) }
        let today = CalendarDate(utc: Date())
        return ProfilePanel(
            keeper: keeper, record: record, jobs: jobs, proposals: proposals, today: today, csrf: ask.csrf, history: WorkHistory(jobs.map(\.job), today: today),
            completeness: Completeness(record, hasHistory: !jobs.isEmpty))
    }

    /// Whether this keeper may write, or only read.
    var mayWrite: Bool { keeper.isSelf || keeper.viewer.may(.editCandidates) }

    // MARK: Waiting

    var waiting: HTML {
        guard !proposals.isEmpty else { return .empty }
        let title = proposals.count == 1 ? "One thing was read that differs" : "\(proposals.count) things were read that differ"
        return """
            <section class="panel proposals" id="proposals"><header><h2>\(title)</h2></header><ul role="list">\(proposals.html(line))</ul></section>
            """
    }

    private func line(_ proposal: Proposal) -> HTML {
        """
        <li><div class="what"><h3>\(ProfileFields[proposal.field]?.label ?? "Work history")</h3>\(difference(proposal))\
        <p class="said">\(keeper.isSelf ? proposal.source.wordsToPerson : proposal.source.words), \(Words.day(proposal.createdAt))</p></div>\(decision(proposal))</li>
        """
    }

    private func decision(_ proposal: Proposal) -> HTML {
        guard mayWrite else { return .empty }
        let label = ProfileFields[proposal.field]?.label ?? "Work history"
        return """
            <form class="do" method="post" action="\(keeper.proposal(proposal.id, "accept"))">\(csrf)<button class="button small primary" aria-label="Accept \(label)">Accept</button>\
            <button class="button small" formaction="\(keeper.proposal(proposal.id, "refuse"))" aria-label="Refuse \(label)">Refuse</button></form>
            """
    }

    private func difference(_ proposal: Proposal) -> HTML {
        switch proposal.value {
        case .history(let read): return HistoryDiffList(kept: jobs.map(\.job), diff: HistoryDiff(from: jobs.map(\.job), to: read)).html
        case .field(let value):
            guard let field = ProfileFields[proposal.field], let value = field.fitting(value) else { return .empty }
            let now = record[field]
            if field.isAdditive, case .texts(let all) = field.accepting(value, over: now) {
                return "<p><ins>adds \(all.dropFirst(now.texts.count).joined(separator: ", "))</ins></p>"
            }
            return """
                <p class="was"><del>\(field.shown(now, currency: record.currency) ?? "emptied by hand")</del></p><p><ins>\(field.shown(value, currency: record.currency) ?? "")</ins></p>
                """
        }
    }

    // MARK: Groups

    var groups: HTML { "<div class=\"profile-groups\">\(ProfileGroup.ofProfile.html(panel))</div>" }

    private func panel(_ group: ProfileGroup) -> HTML {
        let fields = record.fields(of: group)
        guard !fields.isEmpty else { return .empty }
        let said = fields.filter { !record[$0].isEmpty && !$0.isProtected }, kept = fields.filter { !record[$0].isEmpty && $0.isProtected },
            unsaid = fields.filter { record[$0].isEmpty && !$0.isProtected }
        return """
            <section class="panel profile-group" id="\(group.rawValue)"><header><h2>\(keeper.title(group))</h2>\(edit(group))</header><div class="body">\
            \(said.isEmpty ? .empty : "<dl class=\"facts\">\(said.html(fact))</dl>" as HTML)\
            \(kept.isEmpty ? .empty : "<p class=\"small soft unsaid\">Kept apart, and never used to decide:</p><dl class=\"facts\">\(kept.html(fact))</dl>" as HTML)\
            \(unsaid.isEmpty ? .empty : "<p class=\"small soft unsaid\">Not said: \(unsaid.map(\.label).joined(separator: ", "))</p>" as HTML)</div></section>
            """
    }

    private func edit(_ group: ProfileGroup) -> HTML {
        mayWrite ? "<a class=\"small edit\" href=\"\(keeper.edit(group))\" aria-label=\"Edit \(keeper.title(group))\">Edit</a>" : .empty
    }

    private func fact(_ field: ProfileField) -> HTML {
        """
        <dt>\(field.label)</dt><dd>\(value(field))\(keeper.note(field.column, of: record).map { note in " <small class=\"said\">\(note)</small>" as HTML })\(mark(field))</dd>
        """
    }

    private func value(_ field: ProfileField) -> HTML {
        let value = record[field], shown = field.shown(value, currency: record.currency) ?? ""
        switch field.kind {
        case .skills: return "<span class=\"tags\">\(value.texts.prefix(100).html { "<span class=\"tag\">\($0)</span>" })</span>"
        case .phone: return ContactLink.phone(shown) ?? HTML(text: shown)
        case .email: return ContactLink.mail(shown) ?? HTML(text: shown)
        case .link:
            return Link(external: shown).map { "<a href=\"\($0)\" rel=\"noopener nofollow\">\(shown.replacing(#/^https?:\/\/(www\.)?/#, with: ""))</a>" }
                ?? HTML(text: shown)
        case .longText: return "<span class=\"lines\">\(shown)</span>"
        default: return HTML(text: shown)
        }
    }

    /// That something else was read.
    private func mark(_ field: ProfileField) -> HTML {
        proposals.contains { $0.field == field.column } ? " <a class=\"tag warn\" href=\"#proposals\">differs</a>" : .empty
    }

    // MARK: Work history

    var worked: HTML {
        """
        <section class="panel" id="history"><header><h2>\(ProfileGroup.history.title)</h2>\(HistoryWords.total(history, record))\(edit(.history))</header><div class="body">\
        \(jobs.isEmpty ? "<p class=\"soft\">No jobs yet.</p>" : "<ol class=\"timeline worked\" role=\"list\">\(jobs.indices.html(job))</ol>" as HTML)</div></section>
        """
    }

    private func job(_ place: Int) -> HTML {
        let job = jobs[place].job
        return """
            <li><div><p><strong>\(job.jobTitle ?? job.companyName ?? "")</strong>\(job.jobTitle == nil ? "" : job.companyName.map { ", \($0)" } ?? "")</p>\
            <p class="small soft">\(Words.sentence([job.period, length(job), job.ctcAtRole]))</p>\(HistoryWords.between(history, place, jobs.map(\.job)))\
            \(job.responsibilities.map { text in "<p class=\"lines small\">\(text)</p>" as HTML })\
            \(job.toolsUsed.isEmpty ? .empty : "<div class=\"tags\">\(job.toolsUsed.html { "<span class=\"tag\">\($0)</span>" })</div>" as HTML)\(HistoryWords.gap(history, place))</div></li>
            """
    }

    private func length(_ job: WorkedJob) -> String? {
        let months = WorkHistory([job], today: today).months
        return months > 0 && (job.isCurrent || job.endDate != nil) ? HistoryWords.months(months) : nil
    }

    // MARK: How much is said

    var meter: HTML {
        """
        <section class="panel" id="complete"><header><h2>\(completeness.percent) % complete</h2></header><div class="body stack"><progress class="meter" max="100" value="\(completeness.percent)">\(completeness.percent) %</progress>\
        \(completeness.next.isEmpty ? "<p class=\"small soft\">Nothing is missing.</p>" : next(completeness.next))</div></section>
        """
    }

    private func next(_ steps: [Completeness.Step]) -> HTML {
        """
        <div><p class="small soft">\(keeper.isSelf ? "What helps most next" : "Worth asking next")</p><ul class="next" role="list">\(steps.html { step in
            let words = keeper.isSelf ? step.wordsToPerson : step.words
            return mayWrite && step.column != "resume" ? "<li><a href=\"\(keeper.edit(step.group).fragment(anchor(step)))\">\(words)</a></li>" : "<li>\(words)</li>"
        })</ul></div>
        """
    }

    private func anchor(_ step: Completeness.Step) -> String { step.group == .history ? "content" : step.column }
}

/// What accepting a newer history would do.
struct HistoryDiffList {
    let kept: [WorkedJob]
    let diff: HistoryDiff

    var html: HTML {
        guard !diff.isEmpty else { return "<p class=\"soft\">It says what stands here by now.</p>" }
        return """
            <ul class="diff" role="list">\(diff.added.html { "<li><ins>adds \($0.words)</ins> <span class=\"soft small\">\($0.period ?? "no dates")</span></li>" })\
            \(diff.changed.html { change in
                "<li>\(change.to.words) <del>\(kept[change.place].period ?? "no dates")</del> <ins>\(change.to.period ?? "no dates")</ins></li>"
            })</ul>
            """
    }
}

/// `/me/profile`: a candidate's own profile.
struct MyProfilePage {
    let panel: ProfilePanel

    var page: Page {
        panel.keeper.frame(
            "Your profile",
            """
            <main class="column-page profile"><h1>Your profile</h1>\
            <p class="lede">What recruiters see when they look for somebody. You change any part of it at any time.</p>\
            \(panel.meter)\(panel.waiting)\(panel.worked)\(panel.groups)</main>
            """)
    }
}
