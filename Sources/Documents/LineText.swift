internal import Foundation

/// Plain text. Its columns are spaces, so a gap of three or a tab parts the cells of a line.
enum LineText {
    static func read(_ bytes: Data) throws -> ExtractedText {
        guard let text = PlainText.decode(bytes) else { throw ExtractionFailure.corrupt }
        return ExtractedText(mediaType: .text, lines: lines(of: text))
    }

    static func lines(of text: String) -> [TextLine] {
        var lines: [TextLine] = []
        var row = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            row += 1
            let cells = self.cells(of: String(line))
            // A line drawn of dashes, stars or equals signs says nothing.
            guard cells.contains(where: { $0.text.contains { $0.isLetter || $0.isNumber } }) else { continue }
            lines.append(TextLine(page: 0, flow: 0, y: Double(row) * 12, height: 12, cells: cells))
        }
        return lines
    }

    static func cells(of line: String, size: Double = 11, isBold: Bool = false) -> [TextCell] {
        var cells: [TextCell] = []
        var column = 0
        for part in line.replacing("\t", with: "    ").replacing("   ", with: "\u{1}").split(
            separator: "\u{1}", omittingEmptySubsequences: false)
        {
            let text = Typography.clean(String(part)).trimmingCharacters(in: .whitespaces)
            if !text.isEmpty {
                if let last = cells.last, last.text.count <= 2, !last.text.contains(where: \.isLetter) {
                    cells[cells.count - 1].text += " " + text
                } else {
                    cells.append(
                        TextCell(
                            text: text, x: Double(column) * 6, width: Double(text.count) * 6, size: size, isBold: isBold))
                }
            }
            column += part.count + 3
        }
        return cells
    }
}
