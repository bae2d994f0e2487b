import Accounts
import Foundation
import Matching
import Postgres
import Web

/// `/desk/duplicates`: who may be one person, what speaks for it, and one click to look closer.
struct DuplicateQueuePage {
    let lines: [DuplicateQueue.Line]
    let next: String?
    let waiting: Int
    let sweep: DuplicateQueue.Progress?
    let csrf: HTML

    var page: Page { Page("Duplicates", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "candidates"))">Candidates</a></p><h1>Duplicates</h1>\
        <p class="soft">\(DuplicateWords.waiting(waiting)) Every merge can be undone.</p></div><a class="button" href="\(Link("desk", "duplicates", "merges"))">Merges</a>\(look)</div>
        \(lines.isEmpty ? empty : list)\(HTML.pager(Link("desk", "duplicates"), after: next))</main>
        """
    }

    private var look: HTML {
        if let sweep, !sweep.isGivenUp { return "<span class=\"soft small\" role=\"status\">Looking through everyone: \(sweep.seen) so far</span>" }
        return """
            <form method="post" action="\(Link("desk", "duplicates", "sweep"))">\(csrf)<button class="button">Look through everyone</button></form>
            """
    }

    private var empty: HTML {
        .empty(
            "Nobody is here twice",
            "Whoever comes in is compared with everybody who is here. You can look through everyone once more, for instance after an import.")
    }

    private var list: HTML { "<ul class=\"queue pairs\" role=\"list\" data-keys>\(lines.html(line))</ul>" }

    private func line(_ line: DuplicateQueue.Line) -> HTML {
        """
        <li class="action\(line.isCertain ? " high" : "")"><div><h3><a href="\(DuplicateWords.link(line.first.id, line.second.id))">\(line.first.name) and \(line.second.name)</a> \
        \(DuplicateWords.tag(line))</h3><p class="why">\(line.evidence.words)</p><div class="faces small soft">\([line.first, line.second].html(face))</div></div>\
        <div class="do"><a class="button\(line.isCertain ? " primary" : "")" href="\(DuplicateWords.link(line.first.id, line.second.id))">Compare</a>\
        \(DuplicateWords.different(line.first.id, line.second.id, csrf))</div></li>
        """
    }

    private func face(_ face: DuplicateQueue.Face) -> HTML { "<p>\(face.words.isEmpty ? "nothing else is known" : face.words)</p>" }
}

enum DuplicateWords {
    static func link(_ one: ID<User>, _ other: ID<User>) -> Link {
        let pair = DuplicatePairs.Pair(one, other)
        return Link("desk", "duplicates", pair.first.description, pair.second.description)
    }

    static func tag(_ line: DuplicateQueue.Line) -> HTML {
        line.isCertain ? "<span class=\"tag warn\">certain</span>" : "<span class=\"tag\">\(line.score >= 0.75 ? "very likely" : "likely")</span>"
    }

    static func waiting(_ count: Int) -> String {
        switch count {
        case 0: "Nobody waits to be compared."
        case 1: "One pair may be one person."
        case ...DuplicateQueue.counted: "\(count) pairs may be one person each."
        default: "More than \(DuplicateQueue.counted) pairs may be one person each."
        }
    }

    /// A button that says that they are two.
    static func different(_ one: ID<User>, _ other: ID<User>, _ csrf: HTML, back: String = "queue") -> HTML {
        let pair = DuplicatePairs.Pair(one, other)
        return """
            <form method="post" action="\(Link("desk", "duplicates", pair.first.description, pair.second.description, "different"))">\(csrf)\
            <input type="hidden" name="back" value="\(back)"><button class="button quiet">Not the same</button></form>
            """
    }
}

/// One line for other pages.
enum DuplicateLink {
    /// The way to the queue, with how many wait; nothing for whom it is not.
    static func html(_ ask: Ask, in desk: Desk) async throws -> HTML {
        guard try ask.requireViewer().may(.mergeCandidates) else { return .empty }
        let waiting = try await desk.database.one(DuplicateQueue.count).value
        let count = waiting > DuplicateQueue.counted ? "\(DuplicateQueue.counted)+" : "\(waiting)"
        return
            "<a class=\"button\" href=\"\(Link("desk", "duplicates"))\">Duplicates\(waiting == 0 ? .empty : " <span class=\"tag warn\">\(count)</span>" as HTML)</a>"
    }
}

/// On the page of a person: who else may be them, and what was merged into them.
enum DuplicatePanel {
    static func html(of person: Candidates.Person, _ ask: Ask, in desk: Desk) async throws -> HTML {
        guard try ask.requireViewer().may(.mergeCandidates) else { return .empty }
        let waiting = try await desk.database.all(DuplicateQueue.waiting(for: person.id, limit: 5))
        let merges = try await desk.database.all(Merges.of(person.id))
        return waiting.html { offer($0, to: person.id, ask.csrf) } + (merges.isEmpty ? .empty : merged(merges, ask.csrf))
    }

    private static func offer(_ line: DuplicateQueue.Line, to person: ID<User>, _ csrf: HTML) -> HTML {
        let other = line.other(than: person)
        return """
            <section class="panel same-person" aria-label="Perhaps the same person"><div class="body"><div><h2>\(line.isCertain ? "This is most likely the same person as" : "This may be the same person as") \
            <a href="\(Link("desk", "candidates", other.id.description))">\(other.name)</a></h2><p>\(line.evidence.words).</p><p class="small soft">\(other.words)</p></div>\
            <div class="row"><a class="button primary" href="\(DuplicateWords.link(person, other.id))">Compare and merge</a>\(DuplicateWords.different(person, other.id, csrf, back: person.description))</div></div></section>
            """
    }

    private static func merged(_ merges: [Merges.Line], _ csrf: HTML) -> HTML {
        """
        <section class="panel"><header><h2>Merged</h2><a class="small" href="\(Link("desk", "duplicates", "merges"))">All merges</a></header><div class="body stack">\(merges.html { MergeListPage.line($0, csrf) })</div></section>
        """
    }

    /// On the page of an application: one line, about whom it is most likely.
    static func line(about person: ID<User>, _ ask: Ask, in desk: Desk) async throws -> HTML {
        guard try ask.requireViewer().may(.mergeCandidates), let line = try await desk.database.first(DuplicateQueue.waiting(for: person, limit: 1)) else {
            return .empty
        }
        let other = line.other(than: person)
        return """
            <p class="flash" role="status">\(line.isCertain ? "Most likely the same person as" : "Perhaps the same person as") <b>\(other.name)</b>: \(line.evidence.words.prefix(1).lowercased() + line.evidence.words.dropFirst()). \
            <a href="\(DuplicateWords.link(person, other.id))">Compare and merge</a></p>
            """
    }
}

/// `/desk/duplicates/merges`: all that was merged, with the way back.
struct MergeListPage {
    let merges: [Merges.Line]
    let next: String?
    let csrf: HTML

    var page: Page { Page("Merges", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "duplicates"))">Duplicates</a></p><h1>Merges</h1>\
        <p class="soft">Undoing one sends back what came with it, also after later changes; what was written since stays.</p></div></div>
        \(merges.isEmpty ? empty : list)\
        \(HTML.pager(Link("desk", "duplicates", "merges"), after: next))</main>
        """
    }

    private var empty: HTML {
        .empty(
            "Nobody was merged yet", "Two profiles of one person become one from the queue of duplicates.",
            action: "<a class=\"button\" href=\"\(Link("desk", "duplicates"))\">Duplicates</a>")
    }

    private var list: HTML {
        "<div class=\"stack merges\">\(merges.html { "<section class=\"panel\"><div class=\"body\">\(Self.line($0, csrf))</div></section>" })</div>"
    }

    static func line(_ merge: Merges.Line, _ csrf: HTML) -> HTML {
        """
        <div class="merge" id="merge-\(merge.id.description)"><p><b>\(merge.goneName)</b> was merged into <a href="\(Link("desk", "candidates", merge.root.description))">\(merge.keptName)</a> \
        <span class="small soft">by \(merge.by ?? "somebody who left"), \(HTML.time(merge.at))</span></p>\(way(merge, csrf))</div>
        """
    }

    private static func way(_ merge: Merges.Line, _ csrf: HTML) -> HTML {
        if let undone = merge.undoneAt {
            return
                "<p class=\"small soft\">Undone by \(merge.undoneBy ?? "somebody who left"), \(HTML.time(undone)). <a href=\"\(Link("desk", "candidates", merge.gone.description))\">\(merge.goneName)</a> stands alone again.</p>"
        }
        if merge.isErased { return "<p class=\"small soft\">One of the two was erased: this cannot be undone any more.</p>" }
        let name = "different-\(merge.id)"
        return """
            <form class="row" method="post" action="\(Link("desk", "merges", merge.id.description, "undo"))">\(csrf)<div class="field check">\
            <input type="checkbox" id="\(name)" name="different" value="yes" checked><label for="\(name)">They are two people: do not propose them again</label></div>\
            <button class="button">Undo</button></form>
            """
    }
}
