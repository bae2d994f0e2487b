internal import Foundation

/// A line of the part about jobs, made ready to be judged: its date taken out, its place in the layout known.
struct JobLine {
    var line: ResumeText.Line
    var span: DateSpan?
    /// What stands in the line beside its date.
    var rest: [(text: String, isBold: Bool)]
    var isBullet: Bool
    /// Set further in than the heads of jobs: text of a job, even where the bullet is only drawn.
    var isIndented = false
    var isProse: Bool
    var isAnchor = false
    /// More room above than between the lines of a text.
    var opensBlock = false
    /// The date has a cell of its own or opens or ends its text; one in the middle of a text tells little.
    var dateStandsOut = false

    var look: Int { Int(line.size.rounded()) * 2 + (line.isBold ? 1 : 0) }
    var restWords: Int { rest.reduce(0) { $0 + $1.text.split(separator: " ").count { $0.contains(where: \.isLetter) } } }
    var isText: Bool { isBullet || isIndented }
}

/// Dates of which each has a label of its own: `From: Jan 2018   To: Present`, `Date of Joining: 2018` over `Date of Leaving: 2021`.
enum LabelledDates {
    /// The lines with such a pair made one span of time.
    static func joined(_ source: [ResumeText.Line]) -> [ResumeText.Line] {
        var lines = source
        for index in lines.indices {
            guard let place = lines[index].cells.firstIndex(where: { mayOpen($0.text) }) else { continue }
            let own = lines[index].cells[place].text
            if let whole = inOne(own) {
                lines[index].cells[place].text = whole
            } else if place + 1 < lines[index].cells.count, let whole = span(own, lines[index].cells[place + 1].text) {
                lines[index].cells[place].text = whole
                lines[index].cells.remove(at: place + 1)
            } else if index + 1 < lines.count, lines[index].cells.count == 1, lines[index + 1].cells.count == 1,
                let whole = span(own, lines[index + 1].cells[0].text)
            {
                lines[index].cells[place].text = whole
                lines[index + 1].cells = []
            }
        }
        return lines.filter { !$0.cells.isEmpty }
    }

    /// A quick look before the thorough one.
    private static func mayOpen(_ text: String) -> Bool {
        guard text.utf8.count < 80 else { return false }
        let opening = text.drop { !$0.isLetter }.prefix(4).lowercased()
        return ["from", "star", "date", "join", "doj", "doj:", "d.o."].contains(opening) && text.contains(where: \.isNumber)
    }

    private static var start: Regex<Substring> {
        /(?i)^[^\p{L}]*(?:from|start(?:ed)?(?: date| on)?|date of joining|date of join|joining date|date joined|joined(?: on)?|doj|d\.o\.j\.?)\s*[:\-–]\s*/
    }

    private static var end: Regex<Substring> {
        /(?i)(?:to|end(?:ed)?(?: date| on)?|till|until|date of (?:leaving|relieving)|(?:leaving|relieving) date|date left|left(?: on)?|dol|d\.o\.l\.?)\s*[:\-–]\s*/
    }

    private static func span(_ first: String, _ second: String) -> String? {
        guard let from = first.firstMatch(of: start), let to = second.prefixMatch(of: end) else { return nil }
        return checked(first[from.range.upperBound...] + " – " + second[to.range.upperBound...])
    }

    private static func inOne(_ text: String) -> String? {
        guard let from = text.firstMatch(of: start), let to = text[from.range.upperBound...].firstMatch(of: end) else { return nil }
        let first = text[from.range.upperBound..<to.range.lowerBound].trimmingCharacters(in: CharacterSet(charactersIn: " ,;|"))
        return checked(first + " – " + text[to.range.upperBound...])
    }

    private static func checked(_ text: String) -> String? {
        guard let span = DateSpan.first(in: text), span.isRange, JobLines.isOnly(span, text) else { return nil }
        return text
    }
}

/// Prepares the lines of a part: labels meet their values, dates in a margin that wrap are made whole, notes in the margin
/// go, and each line learns whether it is set in.
struct JobLines {
    private let lines: [ResumeText.Line]

    init(_ lines: [ResumeText.Line]) {
        self.lines = Self.withoutMargin(Self.withDatesOnTop(Self.wholeDates(Self.wholeEnds(LabelledDates.joined(lines.map(Self.labelled))))))
    }

    func items() -> [JobLine] {
        var items = lines.map(Self.item)
        let margins = Self.margins(lines)
        let pitch = Self.pitch(lines)
        for index in items.indices {
            let line = items[index].line
            if let margin = margins[line.flow], line.cells.count == 1 || items[index].span == nil { items[index].isIndented = line.cells[0].x > margin + 6 }
            if index == 0 || lines[index - 1].flow != line.flow || lines[index - 1].page != line.page {
                items[index].opensBlock = true
            } else {
                items[index].opensBlock = line.y - lines[index - 1].y > pitch * 1.22 + 1
            }
        }
        // Where even the dates stand in, nothing is "set in".
        if !items.contains(where: { $0.span?.isRange == true && !$0.isIndented }) { for index in items.indices { items[index].isIndented = false } }
        Self.readShortYears(&items)
        for index in items.indices { items[index].isAnchor = Self.isAnchor(items[index]) }
        // Single dates are jobs where no spans are, or where they stand as the spans do.
        let spans = items.filter { $0.isAnchor && $0.span?.isRange == true }
        for index in items.indices where items[index].isAnchor && items[index].span?.isRange == false && !spans.isEmpty {
            items[index].isAnchor = spans.contains { $0.look == items[index].look && ($0.line.cells.count > 1) == (items[index].line.cells.count > 1) }
        }
        return items
    }

    /// `2003-05` among spans of whole years is one of two years, and no month.
    private static func readShortYears(_ items: inout [JobLine]) {
        let spans = items.compactMap(\.span).filter(\.isRange)
        guard !spans.isEmpty, spans.allSatisfy({ $0.start.month == nil && $0.end?.month == nil }) else { return }
        for index in items.indices {
            guard let span = items[index].span, !span.isRange, let month = span.start.month, month > span.start.year % 100,
                items[index].line.cells.contains(where: { $0.text.contains("\(span.start.year)-\(span.start.text.suffix(2))") })
            else { continue }
            items[index].span?.end = YearMonth(year: span.start.year / 100 * 100 + month, month: nil)
            items[index].span?.start.month = nil
            items[index].span?.isRange = true
        }
    }

    // MARK: Lines

    /// `Designation ¦ : Nurse` is one piece, and so is `Designation ¦ Nurse`.
    private static func labelled(_ line: ResumeText.Line) -> ResumeText.Line {
        guard line.cells.count > 1 else { return line }
        var line = line
        let isValue = line.cells[1].text.hasPrefix(":")
        if isValue || (JobLabels.isLabel(line.cells[0].text) && line.cells.count == 2) {
            let value = line.cells.remove(at: 1)
            line.cells[0].text += (isValue || line.cells[0].text.hasSuffix(":") ? " " : ": ") + value.text
            line.cells[0].width = value.x + value.width - line.cells[0].x
        }
        return line
    }

    /// `Jan 2025 –` over `Present` beside a text: the date of the first line goes on below.
    private static func wholeDates(_ source: [ResumeText.Line]) -> [ResumeText.Line] {
        var lines = source
        var index = 0
        while index < lines.count {
            defer { index += 1 }
            let line = lines[index]
            guard line.cells.count > 1 || isOpenEnded(line.cells[0].text),
                DateSpan.first(in: line.cells[0].text)?.isRange != true || isOpenEnded(line.cells[0].text)
            else { continue }
            guard line.cells[0].text.count < 28, line.cells[0].text.contains(where: \.isNumber) || isOpenEnded(line.cells[0].text) else { continue }
            var text = line.cells[0].text
            var best: (count: Int, text: String)?
            for count in 1...3 where index + count < lines.count {
                let next = lines[index + count]
                guard next.flow == line.flow, let first = next.cells.first, isUnder(first, line.cells[0]), first.text.count < 24,
                    line.cells.count == 1 || next.cells.count == 1 && first.x + first.width < line.cells[1].x || next.cells.count > 1
                else { break }
                text += " " + first.text
                if let span = DateSpan.first(in: text), span.isRange, isOnly(span, text) { best = (count, text) }
            }
            guard let best else { continue }
            lines[index].cells[0].text = best.text
            for count in 1...best.count { lines[index + count].cells.removeFirst() }
            lines.removeAll { $0.cells.isEmpty }
        }
        return lines
    }

    /// Whether two dates in a margin stand at one left edge or, as LaTeX sets them, at one right edge.
    private static func isUnder(_ second: ResumeText.Cell, _ first: ResumeText.Cell) -> Bool {
        abs(second.x - first.x) < 4 || abs(second.x + second.width - first.x - first.width) < 4
    }

    /// `Nurse | Mercy General | Oct 2023 –` over `Jul 2026`: a span that is broken at the end of a line.
    private static func wholeEnds(_ source: [ResumeText.Line]) -> [ResumeText.Line] {
        var lines = source
        var index = 0
        while index + 1 < lines.count {
            defer { index += 1 }
            let last = lines[index].cells.count - 1, text = lines[index].cells[last].text
            guard text.count > 12, lines[index].flow == lines[index + 1].flow, DateSpan.best(in: text)?.isRange != true,
                let next = lines[index + 1].cells.first,
                next.text.count < 40, lines[index + 1].cells.count == 1
            else { continue }
            let joined = text + " " + next.text
            guard let span = DateSpan.best(in: joined), span.isRange else { continue }
            let border = joined.index(joined.startIndex, offsetBy: text.count)
            guard span.range.lowerBound < border, span.range.upperBound > border, joined[span.range.upperBound...].split(separator: " ").count <= 3 else {
                continue
            }
            lines[index].cells[last].text = joined
            lines.remove(at: index + 1)
        }
        return lines
    }

    private static func isOpenEnded(_ text: String) -> Bool {
        text.count < 24 && text.contains(where: \.isNumber) && ["-", "–", "—", " to", " until"].contains { text.hasSuffix($0) }
    }

    static func isOnly(_ span: DateSpan, _ text: String) -> Bool {
        let rest = text[..<span.range.lowerBound] + text[span.range.upperBound...]
        return rest.count { $0.isLetter || $0.isNumber } <= 2
    }

    /// A table with `Acme` over `Nairobi` over `2019 – 2021` in its left column, and the post with its text in the right one: the dates go
    /// beside the employer, and what stands between is a note.
    private static func withDatesOnTop(_ source: [ResumeText.Line]) -> [ResumeText.Line] {
        func isDate(_ line: ResumeText.Line) -> Bool {
            line.cells.count == 2 && DateSpan.first(in: line.cells[0].text).map { $0.isRange && isOnly($0, line.cells[0].text) } == true
        }
        let dated = source.indices.filter { isDate(source[$0]) }
        guard dated.count > 1, let x = dated.first.map({ source[$0].cells[0].x }) else { return source }
        var lines = source
        for index in dated {
            var top = index
            while top > 0, index - top < 3, source[top - 1].cells.count == 2, source[top - 1].flow == source[index].flow,
                abs(source[top - 1].cells[0].x - x) < 4, !isDate(source[top - 1]), !hasBullet(source[top - 1].cells[0].text)
            {
                top -= 1
            }
            // Where the dates open the block it is set out as any other.
            guard top < index, !hasBullet(source[top].cells[1].text), source[top].words <= 14 else { return source }
            lines[top].cells.append(source[index].cells[0])
            for row in (top + 1)...index { lines[row].cells.removeFirst() }
        }
        return lines
    }

    /// Where the dates stand left of everything, what else stands below them (a town, a length of time) is a note.
    private static func withoutMargin(_ lines: [ResumeText.Line]) -> [ResumeText.Line] {
        let dated = lines.filter { line in
            line.cells.count > 1 && DateSpan.first(in: line.cells[0].text).map { isOnly($0, line.cells[0].text) } == true
        }
        guard let first = dated.first else { return lines }
        let x = first.cells[0].x, content = first.cells[1].x
        guard dated.allSatisfy({ abs($0.cells[1].x - content) < 8 || $0.flow != first.flow }) else { return lines }
        let anchored = lines.count { $0.cells.contains { DateSpan.first(in: $0.text)?.isRange == true } }
        guard dated.count * 2 >= anchored else { return lines }
        return lines.map { line in
            guard line.cells.count > 1, abs(line.cells[0].x - x) < 6, line.cells[1].x > content - 8 else { return line }
            var line = line
            if DateSpan.first(in: line.cells[0].text) == nil { line.cells.removeFirst() }
            return line
        }
    }

    /// The left edge at which the heads of jobs stand, for each flow.
    private static func margins(_ lines: [ResumeText.Line]) -> [Int: Double] {
        var margins: [Int: Double] = [:]
        for line in lines where line.size > 0 {
            // Beside a date in the margin the text begins at the second cell.
            let isDated = line.cells.count > 1 && DateSpan.first(in: line.cells[0].text).map { isOnly($0, line.cells[0].text) } == true
            let x = isDated ? line.cells[1].x : line.cells[0].x
            margins[line.flow] = min(margins[line.flow] ?? x, x)
        }
        return margins
    }

    private static func pitch(_ lines: [ResumeText.Line]) -> Double {
        let steps = zip(lines, lines.dropFirst()).filter { $0.flow == $1.flow && $0.page == $1.page && $1.y > $0.y }.map { $1.y - $0.y }.sorted()
        return steps.isEmpty ? 0 : steps[steps.count / 3]
    }

    private static func item(_ line: ResumeText.Line) -> JobLine {
        var span: DateSpan?
        var standsOut = false
        var rest: [(text: String, isBold: Bool)] = []
        let isBullet = hasBullet(line.cells[0].text)
        let opens = isBullet && line.cells.count > 1
        // The date of a line is its span of time, and any other only where no cell holds one.
        let spans = line.cells.map { DateSpan.best(in: $0.text) }
        let place =
            spans.indices.first { spans[$0]?.isRange == true && !(opens && $0 == 0) && fits(spans[$0], line.cells[$0].text) }
            ?? spans.indices.first { spans[$0] != nil && !(opens && $0 == 0) && fits(spans[$0], line.cells[$0].text) }
        for (index, cell) in line.cells.enumerated() {
            var text = cell.text
            if index == place, let found = spans[index] {
                span = found
                let before = text[..<found.range.lowerBound], after = text[found.range.upperBound...]
                standsOut = before.count { $0.isLetter } <= 6 || !after.contains { $0.isLetter } || after.first.map { ",|·•)]".contains($0) } == true
                text.replaceSubrange(found.range, with: " | ")
            }
            rest.append((text, cell.isBold))
        }
        if let first = place, let found = span, found.isRange == false, let joined = columnsOfDates(line, from: first) {
            (span, standsOut) = (joined, true)
            rest[first + 1].text = ""
        }
        // `3/2020 –` with nothing behind it goes on to this day.
        if let first = place, var found = span, !found.isRange, isOpenEnded(line.cells[first].text) {
            (found.isOpen, found.isRange, found.end) = (true, true, nil)
            (span, standsOut) = (found, true)
            rest[first].text = rest[first].text.trimmingCharacters(in: CharacterSet(charactersIn: " -–—"))
        }
        var plain = line
        if place == 0, span?.isRange == true { plain.cells[0].text = rest[0].text }
        var item = JobLine(line: line, span: span, rest: rest, isBullet: isBullet, isProse: isProse(plain))
        item.dateStandsOut = standsOut
        return item
    }

    /// `Sep 2022 ¦ Jan 2025`: from and to in columns of their own.
    private static func columnsOfDates(_ line: ResumeText.Line, from index: Int) -> DateSpan? {
        guard index + 1 < line.cells.count else { return nil }
        let text = line.cells[index].text + " – " + line.cells[index + 1].text
        guard let span = DateSpan.first(in: text), span.isRange, isOnly(span, text) else { return nil }
        var whole = span
        let own = line.cells[index].text
        whole.range = own.startIndex..<own.endIndex
        return whole
    }

    /// A date in the middle of a sentence is no job's.
    private static func fits(_ span: DateSpan?, _ text: String) -> Bool {
        guard let span else { return false }
        let around = (text[..<span.range.lowerBound] + " " + text[span.range.upperBound...]).split(separator: " ").count
        return span.isRange ? around <= 16 : around <= 9
    }

    static func hasBullet(_ text: String) -> Bool {
        guard let first = text.first else { return false }
        if "•·*◦▪●○■□➢►✓✔‣⁃❖➤⦁∙▸▹".contains(first) { return true }
        return "-–+o¢«e©".contains(first) && text.dropFirst().first == " "
    }

    private static func isProse(_ line: ResumeText.Line) -> Bool {
        let text = line.cells[0].text
        let words = text.split(separator: " ").count
        let endsSentence = text.hasSuffix(".") && words > 4 && (words > 6 || !Vocabulary.legalForms.contains(Vocabulary.words(text).last ?? ""))
        return endsSentence || words > 13 || isDescription(text) || text.first?.isLowercase == true && !text.contains(".")
    }

    /// "A leading maker of pumps with 4,000 people": written like a sentence though it has no stop.
    private static func isDescription(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        guard words.count >= 6 else { return false }
        let joints: Set<String> = ["of", "and", "in", "at", "for", "the", "to", "&", "with", "a", "an", "on", "de", "la", "und", "von", "from", "as"]
        let small = words.count { $0.first?.isLowercase == true && !joints.contains(String($0)) }
        return small >= 3 || small >= 2 && ["a", "an", "the"].contains(words[0].lowercased())
    }

    private static func isAnchor(_ item: JobLine) -> Bool {
        guard let span = item.span else { return false }
        let isAlone = item.line.cells.count == 1
        if JobHeader.isSentence(item.line.text) { return span.isRange }
        if item.isText, isAlone, !span.isRange { return false }
        let around = item.rest.map(\.text).joined(separator: " ")
        if span.isRange {
            if isAlone, item.isText, item.isProse || !item.dateStandsOut || item.restWords > 9 { return false }
            if isAlone, !item.dateStandsOut, item.restWords >= 5 { return false }
            if item.isProse, isAlone, Vocabulary.titleWeight(around) == 0, !around.hasPrefix(" |"), around.split(separator: " ").count >= 5 { return false }
            // "since 2018" at the end of a sentence is a remark.
            if span.isSince, isAlone, item.restWords >= 5, !around.hasPrefix(" |") { return false }
            return true
        }
        // A single date anchors only where it stands apart or the line is a header already.
        guard item.dateStandsOut, !item.isProse, item.restWords <= 9 else { return false }
        if item.restWords <= 6, around.hasPrefix(" |") { return true }
        return !isAlone || item.restWords <= 1 || (item.restWords <= 6 && item.line.isBold) || (item.restWords <= 6 && Vocabulary.titleWeight(around) > 0)
    }
}
