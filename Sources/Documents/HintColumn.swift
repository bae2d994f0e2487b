/// Parts labels from what stands beside them where they end at one edge and their texts begin at another, close to it.
///
/// LaTeX's moderncv sets its hints so: `CAD  AutoCAD, Revit`. Poppler makes one piece of a label and a text in one font that stand so close,
/// and the dates of the page, whose texts are bold, show where the two edges are.
enum HintColumn {
    private struct Edges {
        var right: Double
        var left: Double
    }

    static func parted(_ runs: [PositionedRun]) -> [PositionedRun] {
        guard let edges = edges(runs) else { return runs }
        let starts = Dictionary(grouping: runs.filter { crosses($0, edges) }) { Int($0.x.rounded()) }.mapValues(\.count)
        // Lines of a text that all begin at one place are no labels.
        return runs.flatMap { run in crosses(run, edges) && starts[Int(run.x.rounded())] == 1 ? split(run, edges) ?? [run] : [run] }
    }

    /// Two pieces or more that end at one place, each with a piece right of it that begins at one place, in a page of many such beginnings.
    private static func edges(_ runs: [PositionedRun]) -> Edges? {
        var found: [Edges] = []
        for (label, text) in zip(runs, runs.dropFirst()) {
            let room = text.x - label.right
            if label.text.count > 3, abs(label.y - text.y) < 1, room > 0.4 * text.size, room < 1.6 * text.size {
                found.append(Edges(right: label.right, left: text.x))
            }
        }
        return found.prefix(40).first { edges in
            let alike = found.filter { abs($0.right - edges.right) < 1 && abs($0.left - edges.left) < 1 }
            let labels = runs.filter { abs($0.right - edges.right) < 1 }
            return alike.count >= 2 && labels.contains { abs($0.x - labels[0].x) > 4 } && runs.count { abs($0.x - edges.left) < 1 } >= 3
        }
    }

    private static func crosses(_ run: PositionedRun, _ edges: Edges) -> Bool {
        run.x < edges.right - run.size && run.right > edges.left + run.size && run.text.contains(" ")
    }

    /// At the space that stands between the edges as far as the mean width of a letter tells.
    private static func split(_ run: PositionedRun, _ edges: Edges) -> [PositionedRun]? {
        let letter = run.width / Double(run.text.count)
        let words = run.text.split(separator: " ")
        var best: (words: Int, miss: Double)?
        var end = 0
        for count in 1...max(1, min(4, words.count - 1)) {
            end += words[count - 1].count + 1
            let miss = abs(run.x + (Double(end) - 0.5) * letter - (edges.right + edges.left) / 2)
            if miss < best?.miss ?? 2.2 * letter { best = (count, miss) }
        }
        guard let best, best.words < words.count else { return nil }
        var label = run, text = run
        label.text = words.prefix(best.words).joined(separator: " ")
        label.width = edges.right - run.x
        text.text = words.dropFirst(best.words).joined(separator: " ")
        (text.x, text.width) = (edges.left, run.right - edges.left)
        return [label, text]
    }
}
