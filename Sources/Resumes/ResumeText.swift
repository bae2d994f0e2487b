/// The text of a résumé as it stands on its pages: what this target reads, however it was extracted.
package struct ResumeText: Sendable {
    package var lines: [Line]
    package var links: [Link]

    package init(lines: [Line], links: [Link] = []) {
        self.lines = lines.filter { !$0.cells.isEmpty }
        self.links = links
    }

    /// A line in reading order. `flow` numbers the column that it belongs to; lengths are points.
    package struct Line: Sendable {
        package var page: Int
        package var flow: Int
        package var y: Double
        package var cells: [Cell]

        package init(page: Int, flow: Int, y: Double, cells: [Cell]) {
            self.page = page
            self.flow = flow
            self.y = y
            self.cells = cells
        }

        package var text: String { cells.map(\.text).joined(separator: "   ") }
        var size: Double { cells.first?.size ?? 0 }
        var isBold: Bool { cells.first?.isBold ?? false }
        var right: Double { cells.last.map { $0.x + $0.width } ?? 0 }
        var words: Int { cells.reduce(0) { $0 + $1.text.split(separator: " ").count } }
    }

    package struct Cell: Sendable {
        package var text: String
        package var x: Double
        package var width: Double
        package var size: Double
        package var isBold: Bool

        package init(text: String, x: Double, width: Double, size: Double, isBold: Bool) {
            self.text = text
            self.x = x
            self.width = width
            self.size = size
            self.isBold = isBold
        }
    }

    package struct Link: Sendable {
        package var target: String
        package var label: String
        package var page: Int

        package init(target: String, label: String, page: Int) {
            self.target = target
            self.label = label
            self.page = page
        }
    }
}
