/// Puts the pieces of a page in the order in which a person reads them.
///
/// A page is cut along the white gutters between its columns, as long as what stands on both sides reads on its own: dates
/// at a margin, labels before their values and centred contact lines look like columns too and must stay in their lines.
enum ReadingOrder {
    static func lines(of runs: [PositionedRun]) -> [TextLine] {
        var regions: [Region] = []
        for page in Set(runs.map(\.page)).sorted() {
            let pageRows = PageFurniture.drop(Row.rows(of: TableBands.whole(HintColumn.parted(runs.filter { $0.page == page }))))
            regions += ColumnCut.cut(pageRows, depth: 0)
        }
        var lines: [TextLine] = []
        for (flow, region) in ordered(regions).enumerated() {
            let stops = Row.stops(of: region.rows)
            lines += region.rows.map { $0.line(flow: flow, stops: stops) }.filter { !$0.cells.isEmpty }
        }
        return lines
    }

    /// A sidebar that goes on over the next page is one flow: all left columns first, then all right ones.
    private static func ordered(_ regions: [Region]) -> [Region] {
        var result: [Region] = []
        var index = 0
        while index < regions.count {
            guard regions[index].side == .left, index + 1 < regions.count else {
                result.append(regions[index])
                index += 1
                continue
            }
            var left = regions[index], right = regions[index + 1]
            index += 2
            while index + 1 < regions.count, regions[index].side == .left, abs(regions[index].gutter - left.gutter) < 20 {
                left.rows += regions[index].rows
                right.rows += regions[index + 1].rows
                index += 2
            }
            result += [left, right]
        }
        return result
    }
}

/// A part of a page that is read from top to bottom.
struct Region {
    enum Side { case whole, left, right }
    var side: Side
    var gutter: Double
    var rows: [Row]
}

/// Pieces of text that stand on one line.
struct Row {
    var runs: [PositionedRun]
    var y: Double
    var bottom: Double

    static func rows(of runs: [PositionedRun]) -> [Row] {
        var rows: [Row] = []
        for run in runs.sorted(by: { ($0.y + $0.bottom, $0.x) < ($1.y + $1.bottom, $1.x) }) {
            if let index = rows.indices.suffix(4).last(where: { rows[$0].holds(run) }) {
                rows[index].runs.append(run)
                rows[index].y = min(rows[index].y, run.y)
                rows[index].bottom = max(rows[index].bottom, run.bottom)
            } else {
                rows.append(Row(runs: [run], y: run.y, bottom: run.bottom))
            }
        }
        for index in rows.indices { rows[index].runs.sort { $0.x < $1.x } }
        return rows
    }

    private func holds(_ run: PositionedRun) -> Bool {
        let reference = runs[0]
        let overlap = min(reference.bottom, run.bottom) - max(reference.y, run.y)
        return overlap > 0.55 * min(reference.height, run.height)
    }

    /// Where at least three rows have a piece that begins with some room before it: there even less room parts two cells.
    static func stops(of rows: [Row]) -> [Double] {
        let starts = rows.flatMap { row in
            zip(row.runs, row.runs.dropFirst()).filter { $1.x - $0.right > 0.45 * $1.size && $0.text.count > 3 && !$0.text.hasSuffix(":") }.map(\.1.x)
        }.sorted()
        return starts.indices.filter { $0 + 2 < starts.count && starts[$0 + 2] - starts[$0] < 1 }.map { starts[$0] }
    }

    /// Cells are parted where the gap is wider than a justified line ever makes one.
    func line(flow: Int, stops: [Double] = []) -> TextLine {
        var cells: [TextCell] = []
        var right = -Double.infinity
        for run in runs {
            let gap = run.x - right
            // Where the weight changes too, less room parts them: a date in the margin of LaTeX's moderncv and the post beside it.
            let room = cells.last.map { $0.isBold == run.isBold } == false ? 0.6 : 0.8
            let isStop = gap > 0.45 * run.size && (cells.last?.text.count ?? 0) > 2 && stops.contains { abs($0 - run.x) < 1.2 }
            if var last = cells.last, gap < room * run.size && !isStop || Self.isMark(last.text) {
                last.text += (gap > 0.12 * run.size && !last.text.hasSuffix(" ") ? " " : "") + run.text
                last.width = run.right - last.x
                last.isBold = last.isBold && run.isBold
                cells[cells.count - 1] = last
            } else {
                cells.append(TextCell(text: run.text, x: run.x, width: run.width, size: run.size, isBold: run.isBold))
            }
            right = max(right, run.right)
        }
        for index in cells.indices {
            cells[index].text = Typography.unspaced(cells[index].text)
        }
        return TextLine(page: runs[0].page, flow: flow, y: y, height: bottom - y, cells: cells.filter { !$0.text.isEmpty })
    }

    private static func isMark(_ text: String) -> Bool {
        text.count <= 2 && !text.contains { $0.isLetter || $0.isNumber }
    }

    func part(left: Bool, of gutter: Double) -> Row? {
        let kept = runs.filter { ($0.middle < gutter) == left }
        guard let first = kept.first else { return nil }
        return Row(
            runs: kept, y: kept.map(\.y).min() ?? first.y, bottom: kept.map(\.bottom).max() ?? first.bottom)
    }

    var text: String { runs.map(\.text).joined(separator: " ") }
}

/// What belongs to the sheet and not to the text: page numbers and running titles.
enum PageFurniture {
    static func drop(_ rows: [Row]) -> [Row] {
        guard rows.count > 3, let last = rows.last else { return rows }
        let gap = last.y - rows[rows.count - 2].bottom
        let text = last.text.lowercased()
        let isNumber =
            text.count < 60 && text.contains { $0.isNumber } && !text.contains("@") && gap > 6
            && (text.contains("page") || text.contains("/") || text.last?.isNumber == true)
        let words = text.split { !$0.isLetter }
        let isTitle = words.contains { ["page", "résumé", "resume", "cv", "vitae"].contains($0) }
        let isBare = words.isEmpty && text.count <= 7
        let isNamed = text.split(separator: " ").last.map { $0.contains("/") && $0.count <= 5 } ?? false
        return isNumber && (isTitle || isBare || isNamed) ? Array(rows.dropLast()) : rows
    }
}
