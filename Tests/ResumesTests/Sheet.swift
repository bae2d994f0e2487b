@testable import Resumes

/// A résumé typed for a test: a line a line, cells parted by a bar with room, `#` for a large line, `!` for a bold one.
enum Sheet {
    static func text(_ source: String, links: [ResumeText.Link] = []) -> ResumeText {
        var lines: [ResumeText.Line] = []
        for (row, line) in source.split(separator: "\n").enumerated() {
            let size = line.hasPrefix("##") ? 14.0 : line.hasPrefix("#") ? 24 : 10
            let isBold = line.hasPrefix("!")
            let bare = line.drop { $0 == "#" || $0 == "!" }
            let cells = bare.split(separator: " ¦ ").enumerated().map { index, cell in
                ResumeText.Cell(text: String(cell), x: 50 + 300 * Double(index), width: Double(cell.count) * 5, size: size, isBold: isBold)
            }
            lines.append(.init(page: 0, flow: 0, y: Double(row) * 14, cells: cells))
        }
        return ResumeText(lines: lines, links: links)
    }

    static func parse(_ source: String, links: [ResumeText.Link] = []) -> ParsedResume {
        Resumes.parse(text(source, links: links), today: (2026, 11))
    }
}
