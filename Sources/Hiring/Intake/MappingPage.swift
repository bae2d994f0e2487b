import Accounts
import Foundation
import Postgres
import Web

/// What the columns of a table hold, tried before anything is written.
struct MappingPage {
    let work: Import
    let samples: [[String]]
    let typed: Form?
    let problems: [Problem]
    let csrf: HTML
    let scripts: HTML

    var page: Page { Page(work.name, frame: .desk(current: "imports"), body: body) }

    private var id: String { work.id.description }
    private var options: Import.Options { work.options }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><p class="small soft"><a href="\(Link("desk", "imports"))">Imports</a></p><h1>\(work.name)</h1>\
        <p class="soft">\(options.headers.count) columns, \(options.encoding ?? "UTF-8"), parted by \(separator)\(options.hasNames ? "" : "; its first line is a row, so columns have numbers")</p></div>\
        <form method="post" action="\(Link("desk", "imports", id, "cancel"))">\(csrf)<button class="button quiet">Leave it</button></form></div>
        \(problems.summary)<div id="check" data-live="\(Link("desk", "imports", id, "events"))">\(check)</div>
        <form class="form" method="post" action="\(Link("desk", "imports", id, "mapping"))">\(csrf)
        <div class="table-wrap"><table class="table mapping"><thead><tr><th scope="col">Column</th><th scope="col">Holds</th><th scope="col">Such as</th></tr></thead><tbody>\(options.headers.enumerated().html { row($0.offset, $0.element) })</tbody></table></div>
        <section class="panel"><header><h2>How</h2></header><div class="body form import-how">\(how)</div></section>
        <div class="bar"><button class="button\(options.check == nil ? " primary" : "")">Try it</button><p class="small soft">Nothing is written yet.</p></div></form></main>\(scripts)
        """
    }

    private var separator: String {
        switch options.separator {
        case UInt8(ascii: ";"): "semicolons"
        case UInt8(ascii: "\t"): "tabs"
        case UInt8(ascii: "|"): "bars"
        default: "commas"
        }
    }

    // MARK: Columns

    private func row(_ index: Int, _ header: String) -> HTML {
        let name = "column-\(index)", chosen = typed?[name] ?? (index < options.mapping.count ? options.mapping[index] ?? "" : "")
        let problem = problems.first { $0.field == name }?.message
        let shown = samples.compactMap { index < $0.count && !$0[index].isEmpty ? String($0[index].prefix(60)) : nil }.prefix(3)
        return """
            <tr><td data-label="Column"><label for="\(name)">\(header.isEmpty ? "(no name)" : header)</label></td><td data-label="Holds"><div class="field"><select id="\(name)" name="\(name)"\(attribute: "aria-invalid", problem.map { _ in "true" })>\
            <option value="">Left out</option>\(groups.html { group in
                "<optgroup label=\"\(group.0)\">\(group.1.html { "<option value=\"\($0.column)\"\(flag: "selected", $0.column == chosen)>\($0.label)</option>" })</optgroup>"
            })</select>\(problem.map { words in "<p class=\"problem\" id=\"\(name)-problem\">\(words)</p>" as HTML })</div></td>\
            <td data-label="Such as" class="soft">\(shown.joined(separator: " · "))</td></tr>
            """
    }

    private var groups: [(String, [ProfileField])] {
        let open = ListColumns.all.filter { !$0.isProtected }, closed = ListColumns.all.filter(\.isProtected)
        let byGroup = ProfileGroup.allCases.map { group in (group.titleAtDesk, open.filter { $0.group == group }) }
        return (byGroup + [("Protected facts, which must not decide", closed)]).filter { !$0.1.isEmpty }
    }

    private var how: HTML {
        let known = typed?["known"] ?? (options.skipsKnown ? "skip" : "update")
        return """
            \(Field("known", "Whoever is here already", value: known).select([("update", "fill in what is empty, propose the rest"), ("skip", "leave as they are")]))\
            \(Field("currency", "Currency of amounts without one", value: typed?["currency"] ?? options.currency, problems: problems).input())\
            \(Field("detail", "Where they came from", value: typed?["detail"] ?? options.detail ?? "", problems: problems).input())\
            \(Field("tags", "Tags for everyone", value: typed?["tags"] ?? options.tags.joined(separator: ", ")).input())\
            \(Field("strict", "Refuse rows in which anything cannot be read", value: typed.map { $0["strict"] } ?? (options.isStrict ? "yes" : ""), help: "Otherwise they come in without that value, and say so.").check())
            """
    }

    // MARK: The trial

    private var check: HTML {
        if options.isChecking { return "<p class=\"flash\" role=\"status\">Trying it: every row is read and looked up, and nothing is written.</p>" }
        guard let check = options.check else { return .empty }
        return """
            <section class="panel"><header><h2>What would happen</h2><span class="small soft">\(Words.grouped(check.rows)) rows</span></header><div class="body">\
            <ul class="import-numbers" role="list">\(numbers(check))</ul>\(notes(check))\
            <form class="row" method="post" action="\(Link("desk", "imports", id, "start"))">\(csrf)<button class="button primary"\(flag: "disabled", check.rows == check.failed)>Import \(Words.grouped(check.new + check.updated)) people</button>\
            \(check.failed + check.partly > 0 ? "<a class=\"button\" href=\"\(Link("desk", "imports", id, "check.csv"))\" download>Every reason as CSV</a>" : HTML.empty)</form></div></section>
            """
    }

    private func numbers(_ check: Import.Check) -> HTML {
        let all = [
            ("New", check.new), ("Updated", check.updated), ("Here, nothing new", check.same), ("Passed over", check.skipped),
            ("Without a value", check.partly),
            ("Failed", check.failed),
        ]
        return all.filter { $0.1 > 0 || $0.0 == "New" || $0.0 == "Failed" }.html {
            "<li><span\(attribute: "class", $0.0 == "Failed" && $0.1 > 0 ? "bad" : nil)><b>\(Words.grouped($0.1))</b> <span>\($0.0)</span></span></li>"
        }
    }

    private func notes(_ check: Import.Check) -> HTML {
        guard !check.notes.isEmpty else { return .empty }
        return """
            <details class="import-notes"\(flag: "open", check.failed > 0)><summary>\(check.notes.count < 200 ? "" : "The first ")\(check.notes.count) rows that do not come in whole</summary>\
            <ul class="small" role="list">\(check.notes.prefix(50).html { "<li><b>Row \($0.row)</b> \($0.name): \($0.reason)</li>" })</ul></details>
            """
    }
}
