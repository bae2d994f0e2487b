import Accounts
import Foundation
import Postgres
import Web

/// What needs this recruiter now.
struct QueuePage {
    let viewer: Viewer
    let actions: [ActionQueue.Action]
    let csrf: HTML
    let scripts: HTML

    var page: Page { Page("Queue", frame: .desk(current: "queue"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Your queue</h1></div></div>
        <div id="queue" data-live="\(Link("desk", "events"))"><p class="lede">\(count)</p>\(actions.isEmpty ? empty : list)</div></main>\(scripts)
        """
    }

    private var count: String {
        switch actions.count {
        case 0: "Nothing needs you right now."
        case 1: "One thing needs you."
        case 100...: "More than a hundred things need you; the most urgent are here."
        default: "\(actions.count) things need you."
        }
    }

    private var empty: HTML {
        .empty(
            "All done", "New applicants and unreadable résumés appear here by themselves.",
            action: "<a class=\"button\" href=\"\(Link("desk", "jobs"))\">Look at the jobs</a>")
    }

    private var list: HTML { "<ul class=\"queue\" role=\"list\" data-keys>\(actions.html(card))</ul>" }

    private func card(_ action: ActionQueue.Action) -> HTML {
        let level: HTML = action.priority == .high ? "high" : action.priority == .medium ? "medium" : "low"
        return """
            <li class="action \(level)" id="action-\(action.id.description)"><div><h3>\(action.priority == .high ? "<span class=\"unseen\">Urgent: </span>" : HTML.empty)<a href="\(place(action))">\(action.title)</a></h3><p class="why">\(action.description)</p>\
            <p class="small soft">\(HTML.time(action.updatedAt))</p></div><div class="do"><a class="button primary" href="\(place(action))">\(verb(action))</a>\
            <form method="post" action="\(Link("desk", "actions", action.id.description, "dismiss"))">\(csrf)<button class="button quiet">Done</button></form></div></li>
            """
    }

    private func place(_ action: ActionQueue.Action) -> Link {
        if isToErase(action), let candidate = action.candidate { return Link("desk", "candidates", candidate.description, "erase") }
        if action.type == .parseFailure, let candidate = action.candidate { return Link("desk", "candidates", candidate.description, "review") }
        if let application = action.application { return Link("desk", "applications", application.description) }
        if let job = action.job { return Link("desk", "jobs", job.description) }
        return action.candidate.map { Link("desk", "candidates", $0.description) } ?? Link("desk")
    }

    /// Somebody wants to be removed, and this is who may do it.
    private func isToErase(_ action: ActionQueue.Action) -> Bool { action.isDeclined && viewer.may(.eraseCandidates) }

    private func verb(_ action: ActionQueue.Action) -> String {
        if isToErase(action) { return "Erase" }
        return switch action.type {
        case .newMatches: "Review \(action.count)"
        case .parseFailure: "Look at it"
        case .chatFollowUp, .noResponse: "Follow up"
        case .interventionNeeded: "Take over"
        }
    }
}
