import Accounts
import Foundation
import Postgres
import Web

/// Bringing people in, and what was brought in before.
struct ImportListPage {
    let imports: [Import]
    let next: String?
    /// To look over.
    let waiting: Int
    let typed: Form?
    let problems: [Problem]
    let csrf: HTML

    var page: Page { Page("Imports", frame: .desk(current: "imports"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Imports</h1><p class="soft">Many people at once. Whoever is here already is not made twice.</p></div>\(review)</div>
        \(problems.summary)<div class="import-ways">\(resumes)\(table)</div>
        <h2 class="section">Brought in before</h2>\(imports.isEmpty ? .empty("Nothing yet", "An import shows here how far it is, and what became of each file and row.") : list)\
        \(HTML.pager(Link("desk", "imports"), after: next))</main>
        """
    }

    private var review: HTML {
        waiting == 0
            ? .empty : "<a class=\"button\" href=\"\(Link("desk", "candidates", "review"))\">\(waiting >= 1_000 ? "1,000+" : String(waiting)) to look over</a>"
    }

    private func value(_ name: String) -> String { typed?[name] ?? "" }

    private var resumes: HTML {
        """
        <section class="panel"><header><h2>Résumés</h2></header><form class="body form" method="post" enctype="multipart/form-data" action="\(Link("desk", "imports", "resumes"))">\(csrf)\
        <div class="field"><label for="files">A ZIP of any number, or up to 500 files</label><input type="file" id="files" name="files" multiple\(attribute: "aria-invalid", problem("files") == nil ? nil : "true")>\
        <p class="help">PDF, Word, text and pictures, each up to 10 MB. It goes on in the background, also when you leave.</p>\(problem("files").map { words in "<p class=\"problem\" id=\"files-problem\">\(words)</p>" as HTML })</div>\
        \(about("resumes"))<div><button class="button primary">Import résumés</button></div></form></section>
        """
    }

    private var table: HTML {
        """
        <section class="panel"><header><h2>A table</h2></header><form class="body form" method="post" enctype="multipart/form-data" action="\(Link("desk", "imports", "csv"))">\(csrf)\
        \(Field("table", "A CSV file, up to 200 MB", help: "Exports of other systems and saved spreadsheets. You say what its columns hold, and try it, before anything is written.", problems: problems).file(endings: ".csv,.tsv,.txt"))\
        \(about("table"))<div><button class="button primary">Look at its columns</button></div></form></section>
        """
    }

    private func problem(_ field: String) -> String? { problems.first { $0.field == field }?.message }

    /// Both forms have these; their ids differ.
    private func about(_ form: String) -> HTML {
        """
        <div class="field"><label for="\(form)-detail">Where they came from</label><input id="\(form)-detail" name="detail" value="\(value("detail"))" placeholder="Job fair in Pune, November">\
        \(problem("detail").map { words in "<p class=\"problem\">\(words)</p>" as HTML })</div>\
        <div class="field"><label for="\(form)-tags">Tags</label><input id="\(form)-tags" name="tags" value="\(value("tags"))" placeholder="fair-2026, java"></div>
        """
    }

    private var list: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Import</th><th scope="col">State</th><th scope="col" class="number">Files or rows</th><th scope="col">By</th><th scope="col">Begun</th></tr></thead>
        <tbody data-keys>\(imports.html(row))</tbody></table></div>
        """
    }

    private func row(_ work: Import) -> HTML {
        """
        <tr><td data-label="Import"><a href="\(Link("desk", "imports", work.id.description))">\(work.name)</a></td><td data-label="State">\(work.tag)</td>\
        <td data-label="Files or rows" class="number">\(work.total == 0 ? "–" : Words.grouped(work.total))</td><td data-label="By">\(work.starter ?? "the command line")</td>\
        <td data-label="Begun">\(HTML.time(work.createdAt))</td></tr>
        """
    }
}

extension Import {
    /// Its state in a word.
    var tag: HTML {
        switch status {
        case .mapping: "<span class=\"tag warn\">not begun</span>"
        case .running: "<span class=\"tag good\">running</span>"
        case .paused: "<span class=\"tag warn\">paused</span>"
        case .cancelled: "<span class=\"tag\">cancelled</span>"
        case .done: "<span class=\"tag\">done</span>"
        case .failed: "<span class=\"tag bad\">stopped</span>"
        }
    }
}

extension Words {
    /// 12,345
    static func grouped(_ number: Int) -> String {
        let digits = String(abs(number))
        let parts = stride(from: digits.count, to: 0, by: -3).map { end in String(digits.dropFirst(max(end - 3, 0)).prefix(end - max(end - 3, 0))) }
        return (number < 0 ? "-" : "") + parts.reversed().joined(separator: ",")
    }
}

/// One import: how far it is, what became of each file and row, and what can be done about it.
struct ImportPage {
    let work: Import
    let counts: Import.Counts
    /// Of which items are shown; nil for all.
    let status: String?
    let items: [Imports.Item]
    /// After which number the next page begins.
    let next: Int?
    /// From 0 to 1; nil where it cannot be told.
    let share: Double?
    let csrf: HTML
    let scripts: HTML

    var page: Page { Page(work.name, frame: .desk(current: "imports"), body: body) }

    private var id: String { work.id.description }
    private var here: Link { Link("desk", "imports", id) }

    private var body: HTML {
        """
        <main><div id="import" data-live="\(Link("desk", "imports", id, "events"))"><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "imports"))">Imports</a></p><h1>\(work.name)</h1>\
        <p class="soft">\(work.tag) begun by \(work.starter ?? "the command line"), \(HTML.time(work.createdAt))\(work.options.detail.map { " · \($0)" })</p></div>\(buttons)</div>
        \(problem)\(progress)\(numbers)<h2 class="section">\(title)</h2>\(items.isEmpty ? nothing : table)\
        \(HTML.pager(here.query("status", status), after: next.map(String.init)))</div></main>\(scripts)
        """
    }

    private var problem: HTML { work.problem.map { "<p class=\"flash bad\" role=\"status\">\($0)</p>" } ?? .empty }

    // MARK: How far

    private var progress: HTML {
        guard !work.status.isOver else { return .empty }
        let total = work.total > 0 ? " of \(Words.grouped(work.total))" : ""
        return """
            <div class="import-progress"><progress max="100"\(attribute: "value", share.map { String(Int($0 * 100)) }) aria-label="How far it is"></progress>\
            <p class="small soft" role="status">\(Words.grouped(counts.done))\(total) \(work.kind == .csv ? "rows" : "files") done\(work.status == .running && !work.options.isRegistered && work.kind == .resumes ? ", still unpacking" : "")</p></div>
            """
    }

    private var numbers: HTML {
        let all = [
            ("imported", "New", counts.imported), ("updated", "Updated", counts.updated), ("duplicate", "Here already", counts.duplicate),
            ("skipped", "Passed over", counts.skipped), ("failed", "Failed", counts.failed), ("waiting", "Waiting", counts.waiting),
        ]
        return """
            <ul class="import-numbers" role="list">\(all.filter { $0.2 > 0 || $0.0 == "imported" || $0.0 == "failed" }.html { name, words, count in
                "<li><a href=\"\(here.query("status", name))\"\(attribute: "aria-current", status == name ? "true" : nil)\(attribute: "class", name == "failed" && count > 0 ? "bad" : nil)><b>\(Words.grouped(count))</b> <span>\(words)</span></a></li>"
            })</ul>
            """
    }

    // MARK: What can be done

    private var buttons: HTML {
        var buttons: [HTML] = []
        if work.status == .running { buttons.append(button("pause", "Pause")) }
        if work.status == .paused || work.status == .failed { buttons.append(button("continue", "Go on", isMain: true)) }
        if counts.retriable > 0, [.done, .running].contains(work.status) {
            buttons.append(button("retry", "Try \(counts.retriable == 1 ? "the failure" : "\(Words.grouped(counts.retriable)) failures") again"))
        }
        if !work.status.isOver { buttons.append(button("cancel", "Cancel")) }
        if counts.failed > 0 { buttons.append("<a class=\"button\" href=\"\(Link("desk", "imports", id, "failures.csv"))\" download>Failures as CSV</a>") }
        return buttons.html { $0 }
    }

    private func button(_ verb: String, _ words: String, isMain: Bool = false) -> HTML {
        "<form method=\"post\" action=\"\(Link("desk", "imports", id, verb))\">\(csrf)<button class=\"button\(isMain ? " primary" : "")\">\(words)</button></form>"
    }

    // MARK: Items

    private var title: String {
        switch status {
        case "failed": "What failed, and why"
        case "imported": "New people"
        case "updated": "People who were here, updated"
        case "duplicate": "Here already"
        case "skipped": "Passed over"
        case "waiting": "Waiting"
        default: work.kind == .csv ? "Rows" : "Files"
        }
    }

    private var nothing: HTML {
        .empty("Nothing here", work.status == .running ? "It is being worked on." : "No \(work.kind == .csv ? "row" : "file") ended so.")
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">\(work.kind == .csv ? "Row" : "File")</th><th scope="col">Came to</th><th scope="col">Person</th><th scope="col">Why</th></tr></thead>
        <tbody data-keys>\(items.html(row))</tbody></table></div>
        """
    }

    private func row(_ item: Imports.Item) -> HTML {
        let words = ["imported": "new", "updated": "updated", "duplicate": "here already", "failed": "failed", "skipped": "passed over", "waiting": "waiting"]
        let tone: HTML = item.status == "failed" ? " bad" : item.status == "imported" ? " good" : ""
        let person = item.person.map { id in
            "<a href=\"\(Link("desk", "candidates", id.description))\">\(item.personName ?? "Profile")</a>" as HTML
        }
        return """
            <tr id="item-\(item.number)"><td data-label="\(work.kind == .csv ? "Row" : "File")"><span class="soft">\(item.number)</span> \(item.name)</td>\
            <td data-label="Came to"><span class="tag\(tone)">\(words[item.status] ?? item.status)</span></td><td data-label="Person">\(person ?? "–")</td><td data-label="Why">\(item.reason ?? "")</td></tr>
            """
    }
}
