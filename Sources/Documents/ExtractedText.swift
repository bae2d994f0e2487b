/// What was read from a document: its lines in the order a person reads them, with where each stood on the page.
///
/// Columns and sidebars come one after the other, each with a `flow` number of its own, so that text of two columns is
/// never mixed into one sentence.
package struct ExtractedText: Sendable, Equatable {
    package var mediaType: MediaType
    package var lines: [TextLine]
    package var links: [DocumentLink]
    package var pages: Int
    /// In points, one for each page; empty where the kind of document has no pages of its own.
    package var pageSizes: [PageSize] = []
    /// True where the text was recognised from a picture, so that a reader may doubt single letters.
    package var isRecognised = false

    package init(mediaType: MediaType, lines: [TextLine], links: [DocumentLink] = [], pages: Int = 1) {
        self.mediaType = mediaType
        self.lines = lines
        self.links = links
        self.pages = pages
    }

    package struct PageSize: Sendable, Equatable {
        package var width: Double
        package var height: Double
    }

    /// The whole text, a line a line; parts of a line that stand apart are parted by three spaces.
    package var text: String {
        lines.map(\.text).joined(separator: "\n")
    }
}

/// One line of a document. Lengths are points (1/72 inch) from the page's top left corner.
package struct TextLine: Sendable, Equatable {
    package var page: Int
    /// Lines of the same flow belong to the same column of text.
    package var flow: Int
    package var y: Double
    package var height: Double
    package var cells: [TextCell]

    package init(page: Int, flow: Int, y: Double, height: Double, cells: [TextCell]) {
        self.page = page
        self.flow = flow
        self.y = y
        self.height = height
        self.cells = cells
    }

    package var text: String {
        cells.map(\.text).joined(separator: "   ")
    }
}

/// A part of a line that stands apart from the rest of it, such as a date at the right margin.
package struct TextCell: Sendable, Equatable {
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

/// Where a clickable part of a document leads, and the words that were to be clicked (an icon has none).
package struct DocumentLink: Sendable, Hashable {
    package var target: String
    package var label: String
    package var page: Int

    package init(target: String, label: String, page: Int) {
        self.target = target
        self.label = label
        self.page = page
    }
}
