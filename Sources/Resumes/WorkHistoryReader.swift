internal import Foundation

/// Reads the jobs of a résumé: each is anchored at its dates, and the first one, with nothing but the heading above it,
/// shows how this résumé sets out all of them.
struct WorkHistoryReader {
    let sections: [Section]

    private struct Item {
        var line: ResumeText.Line
        var span: DateSpan?
        var rest: [(text: String, isBold: Bool)]
        var isBullet: Bool
        var isProse: Bool
        var isAnchor = false
        var key: Int { Int(line.size.rounded()) * 2 + (line.isBold ? 1 : 0) }
    }

    func jobs() -> [ParsedResume.Job] {
        var order: JobHeader.Order?
        var jobs: [ParsedResume.Job] = []
        let own = sections.filter { $0.kind == .experience }.map { items(of: $0.lines) }
        for items in own { order = order ?? learnOrder(items) }
        for items in own { jobs += read(items, order: order) }
        return own.isEmpty ? withoutHeading() : jobs
    }

    /// A résumé without a heading over its jobs: only what is surely one counts.
    private func withoutHeading() -> [ParsedResume.Job] {
        let kinds: Set<Section.Kind> = [.header, .summary, .other, .contact]
        return sections.filter { kinds.contains($0.kind) }.flatMap { read(items(of: $0.lines), order: .titleFirst) }
            .filter { job in
                Vocabulary.isTitle(job.jobTitle ?? "") && job.companyName != nil && (job.isCurrent || job.startDate != job.endDate)
            }
    }

    // MARK: Lines

    private func items(of lines: [ResumeText.Line]) -> [Item] {
        var items = lines.map(item)
        for index in items.indices { items[index].isAnchor = isAnchor(items, index) }
        return items
    }

    private func item(_ line: ResumeText.Line) -> Item {
        var span: DateSpan?
        var rest: [(text: String, isBold: Bool)] = []
        let isBullet = Self.hasBullet(line.cells.first?.text ?? "")
        for (index, cell) in line.cells.enumerated() {
            if span == nil, !(isBullet && index == 0 && line.cells.count > 1), let found = DateSpan.first(in: cell.text), Self.fits(found, cell.text) {
                span = found
                var text = cell.text
                text.replaceSubrange(found.range, with: " | ")
                rest.append((text, cell.isBold))
            } else {
                rest.append((cell.text, cell.isBold))
            }
        }
        return Item(line: line, span: span, rest: rest, isBullet: isBullet, isProse: isProse(line))
    }

    /// A date in the middle of a sentence is no job's.
    private static func fits(_ span: DateSpan, _ text: String) -> Bool {
        let around = (text[..<span.range.lowerBound] + " " + text[span.range.upperBound...]).split(separator: " ").count
        return span.isRange ? around <= 14 : around <= 9
    }

    private static func hasBullet(_ text: String) -> Bool {
        guard let first = text.first else { return false }
        if "•·*◦▪●○■□➢►✓✔‣⁃❖➤".contains(first) { return true }
        return "-–+o¢«".contains(first) && text.dropFirst().first == " "
    }

    private func isProse(_ line: ResumeText.Line) -> Bool {
        guard let text = line.cells.first?.text else { return true }
        let words = text.split(separator: " ").count
        let endsSentence = text.hasSuffix(".") && words > 4 && (words > 6 || !Vocabulary.legalForms.contains(Vocabulary.words(text).last ?? ""))
        return endsSentence || words > 13 || text.first?.isLowercase == true && !text.contains(".")
    }

    private func isAnchor(_ items: [Item], _ index: Int) -> Bool {
        let item = items[index]
        guard let span = item.span else { return false }
        let around = item.rest.map(\.text).joined(separator: " ")
        if span.isRange, item.isProse, item.line.cells.count == 1, Vocabulary.titleWeight(around) == 0,
            !around.hasPrefix(" |"), around.split(separator: " ").count >= 5
        {
            return false
        }
        if span.isRange, JobHeader.isSentence(item.line.text) { return true }
        if span.isRange { return !(item.isBullet && item.line.cells.count == 1 && item.isProse) }
        // A single date anchors only where it stands apart or the line is a header already.
        let text = item.rest.map(\.text).joined(separator: " ").split(separator: " ").count
        return !item.isBullet && !item.isProse && text <= 10 && (item.line.cells.count > 1 || text <= 6 || item.line.isBold)
    }

    private func isHeaderLike(_ items: [Item], _ index: Int) -> Bool {
        let item = items[index]
        guard !item.isAnchor, !item.isProse, item.line.words <= 14 else { return false }
        guard item.isBullet else { return true }
        // A list whose items are the employers: the dates follow on the next line.
        return item.line.cells.count > 1 || (index + 1 < items.count && items[index + 1].isAnchor && !items[index + 1].isBullet && item.line.words <= 6)
    }

    // MARK: Entries

    private func anchors(_ items: [Item]) -> [Int] { items.indices.filter { items[$0].isAnchor } }

    private func headAbove(_ items: [Item]) -> Int {
        guard let first = anchors(items).first else { return 0 }
        var count = 0
        while count < 3, first - count - 1 >= 0, isHeaderLike(items, first - count - 1) { count += 1 }
        return count
    }

    private func learnOrder(_ items: [Item]) -> JobHeader.Order? {
        var votes: [Bool: Int] = [:]
        let above = headAbove(items)
        for (start, anchor, end) in spans(items, above: above) {
            var header = self.header(items, start: start, anchor: anchor, end: end)
            if let order = header.settle(order: nil) { votes[order == .titleFirst, default: 0] += 1 }
        }
        guard let best = votes.max(by: { $0.value < $1.value }) else { return nil }
        return best.key ? .titleFirst : .companyFirst
    }

    /// For each anchor: where its head starts, itself, and where the next head starts.
    private func spans(_ items: [Item], above: Int) -> [(Int, Int, Int)] {
        let anchors = anchors(items)
        guard let first = anchors.first else { return [] }
        let looks = Set(items[(first - above)..<first].map(\.key))
        var starts: [Int] = []
        for (number, anchor) in anchors.enumerated() {
            var start = anchor
            let floor = number == 0 ? 0 : anchors[number - 1] + 1
            while anchor - start < above, start > floor, isHeaderLike(items, start - 1) {
                // A later head is set in the looks of the first one; a line in another look is text of the job before.
                if number > 0, !looks.contains(items[start - 1].key) { break }
                start -= 1
            }
            starts.append(start)
        }
        return anchors.indices.map { (starts[$0], anchors[$0], $0 + 1 < starts.count ? starts[$0 + 1] : items.count) }
    }

    private func header(_ items: [Item], start: Int, anchor: Int, end: Int) -> JobHeader {
        var header = JobHeader()
        for index in start..<anchor { header.add(items[index].rest, line: index) }
        let own = items[anchor]
        header.add(own.isBullet && own.line.cells.count > 1 && start < anchor ? Array(own.rest.dropFirst()) : own.rest, line: anchor)
        var next = anchor + 1
        var probe = header
        _ = probe.settle(order: nil)
        while next < end, next <= anchor + 2, probe.title == nil || probe.company == nil, isHeaderLike(items, next), !items[next].isBullet {
            header.add(items[next].rest, line: next)
            probe = header
            _ = probe.settle(order: nil)
            next += 1
        }
        return header
    }

    private func read(_ items: [Item], order: JobHeader.Order?) -> [ParsedResume.Job] {
        var jobs: [ParsedResume.Job] = []
        for (start, anchor, end) in spans(items, above: headAbove(items)) {
            guard let span = items[anchor].span else { continue }
            var header = header(items, start: start, anchor: anchor, end: end)
            _ = header.settle(order: order)
            var job = ParsedResume.Job()
            job.jobTitle = header.title.map(tidy)
            job.companyName = header.company.map(tidy)
            // Several posts with one employer: the later heads name only the post.
            if job.companyName == nil, job.jobTitle != nil { job.companyName = jobs.last?.companyName }
            guard job.companyName != nil || job.jobTitle != nil else { continue }
            // A lone date with no title beside it is a remark within a job.
            if !span.isRange, job.jobTitle == nil, !jobs.isEmpty { continue }
            job.startDate = span.start.text
            job.isCurrent = span.isOpen
            job.endDate = span.isOpen ? nil : span.end?.text
            let told = items[(anchor + 1)..<max(end, anchor + 1)].map(\.line.text).joined(separator: "\n")
            job.responsibilities = told.isEmpty ? nil : String(told.prefix(4_000))
            jobs.append(job)
        }
        return jobs
    }

    private func tidy(_ text: String) -> String {
        text.split(separator: " ").joined(separator: " ").trimmingCharacters(in: CharacterSet(charactersIn: " ,-–—|:;"))
    }
}
