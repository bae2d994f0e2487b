internal import Foundation

#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// Walks the XML of a word processor and makes paragraphs of it.
///
/// The cells of a table row become one line where each holds one paragraph (a real table), and one block after another
/// where a cell holds several (a table that only lays out the page). Text boxes are blocks of their own.
final class OfficeReader: NSObject, XMLParserDelegate {
    enum Dialect { case word, openDocument }

    private(set) var links: [DocumentLink] = []
    private let dialect: Dialect
    private let relations: [String: String]
    private var styles: OfficeStyles
    private var open: [[[OfficeParagraph]]] = [[[]]]
    private var paragraphs: [OfficeParagraph] = []
    private var tables: [[[[OfficeParagraph]]]] = []
    private var skipped = 0
    private var isListItem = false
    private var run = (bold: false, size: 0.0)
    /// What the paragraph's own style says, and the spans that are open within it.
    private var ground = (bold: false, size: 0.0)
    private var spans: [(bold: Bool, size: Double)] = []
    private var letters = (bold: 0, all: 0)
    private var listens = false
    private var link: (target: String, label: String)?

    init(dialect: Dialect, relations: [String: String], styles: OfficeStyles = OfficeStyles()) {
        self.dialect = dialect
        self.relations = relations
        self.styles = styles
    }

    var blocks: [[OfficeParagraph]] { open[0].filter { !$0.isEmpty } }

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if skipped > 0 || element == "mc:Fallback" || element == "text:tracked-changes" || element == "w:del" {
            skipped += 1
            return
        }
        switch element {
        case "w:p", "text:p", "text:h": startParagraph(element, attributes)
        case "w:pStyle": style(attributes["w:val"] ?? "")
        case "w:t": listens = true
        case "w:tab" where !paragraphs.isEmpty && dialect == .word: add("\t")
        case "text:tab": add("\t")
        case "w:br", "w:cr", "text:line-break": add("\n")
        case "w:noBreakHyphen": add("-")
        case "text:s": add(String(repeating: " ", count: min(Int(attributes["text:c"] ?? "1") ?? 1, 20)))
        case "w:r": run = ground
        case "w:rStyle": if let named = styles.look(of: attributes["w:val"] ?? "") { run = (named.bold ?? run.bold, named.size ?? run.size) }
        case "style:style", "style:text-properties", "style:default-style": styles.read(element, attributes)
        case "text:span": openSpan(attributes["text:style-name"] ?? "")
        case "w:b": run.bold = !["0", "false"].contains(attributes["w:val"] ?? "1")
        case "w:sz": run.size = (Double(attributes["w:val"] ?? "") ?? 0) / 2
        case "w:numPr" where dialect == .word: mark()
        case "text:list-item": isListItem = true
        case "w:tbl", "table:table": tables.append([])
        case "w:tr", "table:table-row": if !tables.isEmpty { tables[tables.count - 1] = [] }
        case "w:tc", "table:table-cell", "w:txbxContent", "draw:text-box": open.append([[]])
        case "w:hyperlink": startLink(relations[attributes["r:id"] ?? ""])
        case "text:a": startLink(attributes["xlink:href"])
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        guard skipped == 0, listens || (dialect == .openDocument && !paragraphs.isEmpty) else { return }
        add(text)
    }

    func parser(_ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?) {
        if skipped > 0 {
            skipped -= 1
            return
        }
        switch element {
        case "w:t": listens = false
        case "w:p", "text:p", "text:h": endParagraph()
        case "text:span": run = spans.popLast() ?? ground
        case "w:tc", "table:table-cell": endCell()
        case "w:tr", "table:table-row": endRow()
        case "w:tbl", "table:table": _ = tables.popLast()
        case "w:txbxContent", "draw:text-box": endBox()
        case "w:hyperlink", "text:a": endLink()
        default: break
        }
    }

    private func startParagraph(_ element: String, _ attributes: [String: String]) {
        var paragraph = OfficeParagraph()
        if element == "text:h" { paragraph.size = 14 }
        paragraphs.append(paragraph)
        if isListItem { paragraphs[paragraphs.count - 1].text = "• " }
        isListItem = false
        (ground, spans) = ((false, 0), [])
        if let name = attributes["text:style-name"] { style(name) }
        letters = (0, 0)
        run = ground
    }

    private func openSpan(_ name: String) {
        spans.append(run)
        if let look = styles.look(of: name) { run = (look.bold ?? run.bold, look.size ?? run.size) }
    }

    /// Named styles stand in for the sizes that they have: a title is larger than a heading is larger than text.
    private func style(_ name: String) {
        guard !paragraphs.isEmpty else { return }
        let last = paragraphs.count - 1
        if let look = styles.look(of: name) {
            ground = (look.bold ?? false, look.size ?? 0)
            if let size = look.size { paragraphs[last].size = size }
        }
        let plain = styles.ancestor(of: name).lowercased()
        if plain == "title" || plain.hasPrefix("name") { paragraphs[last].size = 22 }
        if plain.hasPrefix("heading") {
            paragraphs[last].size = plain.hasSuffix("1") ? 16 : plain.hasSuffix("2") ? 14 : 12
        }
        if plain.contains("listbullet") || plain == "listparagraph" { mark() }
    }

    private func mark() {
        guard let last = paragraphs.indices.last, paragraphs[last].text.isEmpty else { return }
        paragraphs[last].text = "• "
    }

    private func add(_ text: String) {
        guard let last = paragraphs.indices.last else { return }
        paragraphs[last].text += text
        let count = text.count { $0.isLetter }
        letters.all += count
        if run.bold { letters.bold += count }
        if count > 0, run.size > paragraphs[last].size { paragraphs[last].size = run.size }
        link?.label += text
    }

    private func endParagraph() {
        guard var paragraph = paragraphs.popLast() else { return }
        paragraph.isBold = letters.all > 0 && letters.bold * 10 >= letters.all * 9
        keep(paragraph)
    }

    private func keep(_ paragraph: OfficeParagraph) {
        guard !paragraph.text.allSatisfy({ $0.isWhitespace || $0 == "•" }) else { return }
        let level = open.count - 1
        open[level][open[level].count - 1].append(paragraph)
    }

    private func endCell() {
        guard open.count > 1, let cell = open.popLast(), !tables.isEmpty else { return }
        tables[tables.count - 1].append(cell.filter { !$0.isEmpty })
    }

    private func endRow() {
        guard let cells = tables.last else { return }
        tables[tables.count - 1] = []
        let level = open.count - 1
        let columns = cells.map { cell in cell.flatMap { $0 } }
        let holdsParts = columns.contains { $0.count > 1 && $0.contains { SectionWords.opens($0.text) } }
        guard !holdsParts, columns.count > 1 else {
            for cell in cells { open[level] += cell }
            open[level].append([])
            return
        }
        // Side by side, as on the page.
        for pieces in OfficeParagraph.sideBySide(columns) {
            guard let first = pieces.first else { continue }
            var line = OfficeParagraph(text: pieces.map(\.text).joined(separator: "\t"), size: first.size, isBold: first.isBold)
            line.cells = pieces
            open[level][open[level].count - 1].append(line)
        }
    }

    private func endBox() {
        guard open.count > 1, let box = open.popLast() else { return }
        let level = open.count - 1
        let current = open[level].removeLast()
        open[level] += [current] + box + [[]]
    }

    private func startLink(_ target: String?) {
        link = target.map { ($0, "") }
    }

    private func endLink() {
        if let link, links.count < 500 {
            links.append(DocumentLink(target: link.target, label: link.label.trimmingCharacters(in: .whitespaces), page: 0))
        }
        link = nil
    }
}
