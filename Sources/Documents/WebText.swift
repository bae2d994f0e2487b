internal import Foundation

/// Reads an HTML page as text: blocks become lines, headings keep their weight, links keep their targets.
enum WebText {
    private static let blocks: Set<String> = [
        "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "header", "footer",
        "article", "br", "hr", "dt", "dd", "main", "aside", "nav", "blockquote", "pre", "body", "html", "form", "label",
    ]
    private static let sizes = ["h1": 22.0, "h2": 16, "h3": 14, "h4": 12.5, "h5": 12, "h6": 11.5]

    static func read(_ bytes: Data) throws -> ExtractedText {
        guard let page = PlainText.decode(bytes) else { throw ExtractionFailure.corrupt }
        var reader = Reader()
        reader.read(page)
        return ExtractedText(mediaType: .html, lines: reader.lines, links: reader.links)
    }

    private struct Reader {
        var lines: [TextLine] = []
        var links: [DocumentLink] = []
        private var line = ""
        private var size = 11.0
        private var isBold = false
        private var isInLink = false

        mutating func read(_ page: String) {
            var rest = page[...]
            while let start = rest.firstIndex(of: "<") {
                addText(rest[..<start])
                rest = rest[start...]
                if rest.hasPrefix("<!--") {
                    rest = rest.range(of: "-->").map { rest[$0.upperBound...] } ?? rest.suffix(0)
                    continue
                }
                guard let end = rest.firstIndex(of: ">") else { return endLine() }
                let tag = rest[rest.index(after: start)..<end]
                rest = rest[rest.index(after: end)...]
                rest = take(tag, then: rest)
            }
            addText(rest)
            endLine()
        }

        private mutating func take(_ tag: Substring, then rest: Substring) -> Substring {
            let isEnd = tag.hasPrefix("/")
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
            if !isEnd, ["script", "style", "head", "template", "svg", "noscript"].contains(name) {
                return rest.range(of: "</\(name)", options: .caseInsensitive).map { rest[$0.lowerBound...] } ?? rest.suffix(0)
            }
            if blocks.contains(name) { endLine() }
            if let large = sizes[name] { size = isEnd ? 11 : large }
            if name == "b" || name == "strong" { isBold = !isEnd }
            if name == "li", !isEnd { line = "• " }
            if (name == "td" || name == "th"), isEnd { line += "\t" }
            if name == "a" { if isEnd { isInLink = false } else { addLink(tag) } }
            return rest
        }

        private mutating func addText(_ text: Substring) {
            let plain = Markup.plain(text)
            let words = plain.split { $0.isWhitespace }.joined(separator: " ")
            guard !words.isEmpty else {
                if !plain.isEmpty, !line.isEmpty, !line.hasSuffix(" ") { line += " " }
                return
            }
            if plain.first?.isWhitespace == true, !line.isEmpty, !line.hasSuffix(" ") { line += " " }
            line += words
            if isInLink, let last = links.indices.last { links[last].label += (links[last].label.isEmpty ? "" : " ") + words }
            if plain.last?.isWhitespace == true { line += " " }
        }

        private mutating func addLink(_ tag: Substring) {
            isInLink = false
            guard let start = tag.range(of: "href=", options: .caseInsensitive) else { return }
            let value = tag[start.upperBound...]
            guard let quote = value.first, quote == "\"" || quote == "'" else { return }
            let target = Markup.plain(value.dropFirst().prefix { $0 != quote })
            guard links.count < 500 else { return }
            links.append(DocumentLink(target: target, label: "", page: 0))
            isInLink = true
        }

        private mutating func endLine() {
            // The bullet of a list item waits for the item's text, which may come in a block of its own.
            if line.trimmingCharacters(in: .whitespaces) == "•" { return }
            let cells = LineText.cells(of: line, size: size, isBold: isBold || size > 12)
            line = ""
            guard !cells.isEmpty else { return }
            let y = (lines.last?.y ?? 0) + 14
            lines.append(TextLine(page: 0, flow: 0, y: y, height: 12, cells: cells))
        }
    }
}
