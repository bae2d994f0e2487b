import Foundation
import Postgres
import Web

/// The board of a job: a column for each stage, the best first.
struct BoardPage {
    let head: Jobs.JobHead
    let cards: [Applications.BoardCard]
    let counts: [ApplicationStatus: Int]
    let only: ApplicationStatus?
    let csrf: HTML
    let csrfToken: String
    let scripts: HTML
    let now: Date

    var page: Page { Page(head.title, frame: .desk(current: "jobs"), body: body) }

    private var id: String { head.id.description }

    private var body: HTML {
        """
        <main data-board data-csrf="\(csrfToken)"><div class="head"><div class="grow"><p class="small soft">\(Words.sentence([head.client, head.internalID, Words.place(head.locations, head.workMode)]))</p>\
        <h1>\(head.title)</h1></div><div class="tags">\(head.status.tag)<span class="tag">\(head.openings) \(head.openings == 1 ? "opening" : "openings")</span>\
        \(head.deadline.flatMap(Words.day).map { day in "<span class=\"tag\">closes \(day)</span>" as HTML })</div>\(actions)</div>
        <form id="move" method="post">\(csrf)</form>\(counts.isEmpty ? empty : HTML.empty)
        <div class="board" id="board" tabindex="0" role="region" aria-label="Board" data-live="\(Link("desk", "jobs", id, "events"))">\(columns)</div></main>\(scripts)
        """
    }

    private var actions: HTML {
        let edit: HTML = "<a class=\"button\" href=\"\(Link("desk", "jobs", id, "edit"))\">Edit</a>"
        if head.status.isOpen {
            return """
                <a class="button" href="\(Link("jobs", head.slug))">Public page</a>\(edit)<form method="post" action="\(Link("desk", "jobs", id, "close"))">\(csrf)\
                <button class="button quiet">Close job</button></form>
                """
        }
        return """
            \(edit)<a class="button" href="\(Link("desk", "jobs", id, "preview"))">Preview</a><form method="post" action="\(Link("desk", "jobs", id, "publish"))">\(csrf)\
            <button type="submit" class="button primary">\(head.status == .closed ? "Open again" : "Publish")</button></form>
            """
    }

    private var empty: HTML {
        switch head.status {
        case .draft: .empty("Not published yet", "Look at the preview, then publish the job: applications land here, scored.")
        case .closed: .empty("Nobody applied", "The job is closed. Opened again, it takes applications once more.")
        case .sourcing, .interview, .offer: .empty("Nobody has applied yet", "Share the public page: people apply there in two minutes, without an account.")
        }
    }

    private var columns: HTML {
        let byStatus = Dictionary(grouping: cards, by: \.status)
        return (only.map { [$0] } ?? ApplicationStatus.allCases).html { status in
            column(status, byStatus[status] ?? [], count: counts[status] ?? 0)
        }
    }

    private func column(_ status: ApplicationStatus, _ cards: [Applications.BoardCard], count: Int) -> HTML {
        """
        <section class="column" data-status="\(status.rawValue)" aria-label="\(status.rawValue)"><header>\(status.rawValue)<span>\(count)</span></header>
        <ol role="list">\(cards.html(card))</ol>\(count > cards.count ? rest(status, count - cards.count) : HTML.empty)</section>
        """
    }

    private func rest(_ status: ApplicationStatus, _ more: Int) -> HTML {
        "<p class=\"more small\"><a href=\"\(Link("desk", "jobs", id).query("only", status.rawValue))\">\(more) more</a></p>"
    }

    private func card(_ card: Applications.BoardCard) -> HTML {
        let id = card.id.description
        return """
            <li class="card" id="card-\(id)" data-application="\(id)" data-version="\(card.version)"><div class="who"><div><h3><a href="\(Link("desk", "applications", id))">\(card.name)</a></h3>\
            <p class="small soft">\(Words.sentence([card.role, card.years.map(Words.years)]))</p></div>\(HTML.score(card.score))</div>\
            <div class="tags">\(card.isApproved ? "<span class=\"tag good\">Approved</span>" : HTML.empty)\(card.skills.html { "<span class=\"tag\">\($0)</span>" })</div>\
            <div class="meta"><span>\(Words.sentence([card.pay.map { Words.pay($0, card.currency) }, card.notice.map(Words.notice)]))</span>\(age(card))</div>\(moves(card))</li>

            """
    }

    /// More than five days in a stage that waits for us is late.
    private func age(_ card: Applications.BoardCard) -> HTML {
        let seconds = now.timeIntervalSince(card.changedAt)
        return "<span\(attribute: "class", seconds > 5 * 86_400 && !card.status.isOver ? "late" : nil)>\(Words.age(seconds))</span>"
    }

    private func moves(_ card: Applications.BoardCard) -> HTML {
        guard let next = card.status.next ?? (card.status.isOver ? .new : nil) else { return .empty }
        let words = card.status.isOver ? "Reopen" : "→ \(next.rawValue)"
        let action = Link("desk", "applications", card.id.description, "stage").query("version", String(card.version))
        return """
            <div class="moves"><button class="button quiet small" form="move" formaction="\(action)" name="status" value="\(next.rawValue)"\
            \(attribute: "aria-label", "\(card.status.isOver ? "Reopen" : "Advance") \(card.name) \(card.status.isOver ? "as" : "to") \(next.rawValue)")>\(words)</button></div>
            """
    }
}

extension Words {
    static func years(_ years: Double) -> String {
        let tenths = Int((years * 10).rounded())
        return tenths == 10 ? "1 year" : tenths % 10 == 0 ? "\(tenths / 10) years" : "\(tenths / 10).\(tenths % 10) years"
    }

    /// A year's pay, short: ₹24 L, ₹1.2 Cr, $120k.
    static func pay(_ amount: Int, _ currency: String?) -> String {
        let currency = currency ?? "INR"
        let sign = ["INR": "₹", "USD": "$", "GBP": "£", "EUR": "€"][currency] ?? "\(currency) "
        func short(_ size: Double, _ unit: String) -> String {
            let tenths = Int((Double(amount) / size * 10).rounded())
            return sign + (tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)") + unit
        }
        if currency == "INR", amount >= 10_000_000 { return short(10_000_000, " Cr") }
        if currency == "INR", amount >= 100_000 { return short(100_000, " L") }
        return amount >= 10_000 ? short(1_000, "k") : "\(sign)\(amount)"
    }

    static func notice(_ days: Int) -> String { days == 0 ? "at once" : "\(days) days" }

    /// How long something has been so.
    static func age(_ seconds: TimeInterval) -> String {
        switch seconds {
        case ..<60: "just now"
        case ..<3_600: "\(Int(seconds / 60)) min"
        case ..<86_400: "\(Int(seconds / 3_600)) h"
        default: "\(Int(seconds / 86_400)) d in stage"
        }
    }
}
