/// Makes the rows of a table whole whose cells stand in the middle of their height.
///
/// There a cell of one line stands beside the second of three, so the lines of a page cut the rows apart. Where a row names columns, the
/// text below it is taken in bands from gap to gap, and what a band holds of a column is one cell.
enum TableBands {
    static func whole(_ runs: [PositionedRun]) -> [PositionedRun] {
        guard runs.count(where: { TableWords.isName($0.text) }) >= 2 else { return runs }
        let sorted = runs.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
        guard let pitch = pitch(sorted) else { return runs }
        let bands = bands(sorted, pitch: pitch)
        var result: [PositionedRun] = []
        var columns: [Double] = []
        for band in bands {
            if let named = named(band) { columns = named } else if !columns.isEmpty, !isOfTable(band, columns: columns) { columns = [] }
            result += columns.isEmpty ? band : merged(band, columns: columns, pitch: pitch) ?? band
        }
        return result
    }

    /// How far apart the lines of a text stand: the lower quarter of the steps between pieces at one left edge.
    private static func pitch(_ runs: [PositionedRun]) -> Double? {
        var last: [Int: PositionedRun] = [:]
        var steps: [Double] = []
        for run in runs {
            let edge = Int(run.x.rounded())
            if let above = last[edge], run.y > above.y + 0.5 * above.height, run.y - above.y < 3 * above.height { steps.append(run.y - above.y) }
            last[edge] = run
        }
        return steps.isEmpty ? nil : steps.sorted()[steps.count / 4]
    }

    /// Parted where more room is left than between the lines of a text.
    private static func bands(_ runs: [PositionedRun], pitch: Double) -> [[PositionedRun]] {
        var bands: [[PositionedRun]] = []
        var bottom = -Double.infinity
        for run in runs {
            let room = max(pitch - run.height, 0) + 0.2 * run.height
            if bands.isEmpty || run.y > bottom + room { bands.append([]) }
            bands[bands.count - 1].append(run)
            bottom = max(bottom, run.bottom)
        }
        return bands
    }

    /// The left edges of the columns that a band names, at least three of them.
    private static func named(_ band: [PositionedRun]) -> [Double]? {
        guard band.count >= 3, band.count <= 24, band.contains(where: { TableWords.isName($0.text) }) else { return nil }
        let columns = edges(band)
        guard columns.count >= 3 else { return nil }
        let texts = columns.indices.map { index in cell(index, columns, band).map(\.text).joined(separator: " ") }
        let names = texts.count { TableWords.isName($0) }
        return names * 4 >= texts.count * 3 && texts.allSatisfy { $0.count <= 40 } ? columns : nil
    }

    /// Pieces that overlap from side to side are of one column.
    private static func edges(_ band: [PositionedRun]) -> [Double] {
        var edges: [Double] = []
        var right = -Double.infinity
        for run in band.sorted(by: { $0.x < $1.x }) {
            if run.x > right + 3 { edges.append(run.x) }
            right = max(right, run.right)
        }
        return edges
    }

    private static func column(of run: PositionedRun, _ columns: [Double]) -> Int { columns.lastIndex { $0 <= run.x + 4 } ?? 0 }

    private static func cell(_ index: Int, _ columns: [Double], _ band: [PositionedRun]) -> [PositionedRun] {
        band.filter { column(of: $0, columns) == index }
    }

    /// Nothing of it runs over the edge of a column, and no heading opens another part.
    private static func isOfTable(_ band: [PositionedRun], columns: [Double]) -> Bool {
        if band.count == 1, SectionWords.opens(band[0].text) { return false }
        return band.allSatisfy { run in
            let next = column(of: run, columns) + 1
            return run.x >= columns[0] - 4 && (next >= columns.count || run.right <= columns[next] + 2)
        }
    }

    /// The cells of a row, or nil where its lines do not show that they are centred.
    private static func merged(_ band: [PositionedRun], columns: [Double], pitch: Double) -> [PositionedRun]? {
        let cells = columns.indices.map { cell($0, columns, band) }.filter { !$0.isEmpty }
        let blocks = cells.map { Row.rows(of: $0) }
        guard cells.count >= 2, Set(blocks.map(\.count)).count > 1 else { return nil }
        let middles = blocks.map { (($0.first?.y ?? 0) + ($0.last?.bottom ?? 0)) / 2 }
        guard let low = middles.min(), let high = middles.max(), high - low < 0.3 * pitch, blocks.allSatisfy({ isOneText($0, pitch: pitch) }) else {
            return nil
        }
        let y = band.map(\.y).min() ?? 0
        return zip(cells, blocks).map { cell, rows in
            var run = cell[0]
            (run.x, run.y) = (cell.map(\.x).min() ?? run.x, y)
            run.width = (cell.map(\.right).max() ?? run.right) - run.x
            run.isBold = cell.allSatisfy(\.isBold)
            run.text = rows.map(\.text).joined(separator: " ")
            return run
        }
    }

    private static func isOneText(_ rows: [Row], pitch: Double) -> Bool {
        zip(rows, rows.dropFirst()).allSatisfy { $1.y - $0.y < 1.25 * pitch }
    }
}
