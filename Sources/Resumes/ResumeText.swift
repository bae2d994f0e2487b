/// The text of a résumé as it stands on its pages: what this target reads, however it was extracted.
package struct ResumeText: Sendable {
    package var lines: [Line]
    package var links: [Link]
    /// In points; empty where the kind of document has no pages.
    package var pageSizes: [PageSize]
    /// Recognised from a picture, so that single letters may be wrong.
    package var isRecognised: Bool

    package init(lines: [Line], links: [Link] = [], pageSizes: [PageSize] = [], isRecognised: Bool = false) {
        self.lines = lines.filter { !$0.cells.isEmpty }
        self.links = links
        self.pageSizes = pageSizes
        self.isRecognised = isRecognised
    }

    package struct PageSize: Sendable {
        package var width: Double
        package var height: Double

        package init(width: Double, height: Double) {
            self.width = width
            self.height = height
        }
    }

    /// A line in reading order. `flow` numbers the column that it belongs to; lengths are points.
    package struct Line: Sendable {
        package var page: Int
        package var flow: Int
        package var y: Double
        package var height: Double
        package var cells: [Cell]

        package init(page: Int, flow: Int, y: Double, height: Double = 12, cells: [Cell]) {
            self.page = page
            self.flow = flow
            self.y = y
            self.height = height
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
