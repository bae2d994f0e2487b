internal import Foundation

/// Plain text. Its columns are spaces, so a gap of three or a tab parts the cells of a line.
enum LineText {
    static func read(_ bytes: Data) throws -> ExtractedText {
        guard let text = PlainText.decode(bytes) else { throw ExtractionFailure.corrupt }
        return ExtractedText(mediaType: .text, lines: lines(of: text))
    }

    static func lines(of text: String) -> [TextLine] {
        var lines: [TextLine] = []
        let rows = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        for (index, line) in rows.enumerated() {
            let beside = [index - 1, index + 1].filter(rows.indices.contains).map { rows[$0] }
            let cells = self.cells(of: parted(line, as: beside))
            // A line drawn of dashes, stars or equals signs says nothing.
            guard cells.contains(where: { $0.text.contains { $0.isLetter || $0.isNumber } }) else { continue }
            lines.append(TextLine(page: 0, flow: 0, y: Double(index + 1) * 12, height: 12, cells: cells))
        }
        return lines
    }

    /// The longest label of a column leaves two spaces: they part it from its value where a cell of a line beside it begins there too.
    private static func parted(_ line: String, as others: [String]) -> String {
        guard line.contains("  "), let gap = line.firstRange(of: /\S  (?=\S)/), !line[..<gap.upperBound].contains("   ") else { return line }
        let column = line.distance(from: line.startIndex, to: gap.upperBound)
        let isColumn =
            column > 4
            && others.contains { other in
                guard other.count > column else { return false }
                let start = other.index(other.startIndex, offsetBy: column)
                return other[start] != " " && other[..<start].hasSuffix("   ") && other[..<start].contains { $0 != " " }
            }
        return isColumn ? line.replacingCharacters(in: line.index(gap.upperBound, offsetBy: -2)..<gap.upperBound, with: "   ") : line
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
