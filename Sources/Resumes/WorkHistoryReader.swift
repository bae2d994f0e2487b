internal import Foundation

/// A job as it was read, with the lines that told it and how sure the reading is.
struct FoundJob {
    var job: ParsedResume.Job
    var titleLine: ResumeText.Line?
    var companyLine: ResumeText.Line?
    var dateLine: ResumeText.Line
    /// 0…1, from the signals that agreed; `Confidence` turns it into the share that is right.
    var titleSign = 0.5
    var companySign = 0.5
    var dateSign = 0.5
}

/// Reads the jobs of a résumé: each is anchored at its dates, and the first one, with nothing but the heading above it,
/// shows how this résumé sets out all of them.
struct WorkHistoryReader {
    let sections: [Section]

    func jobs() -> [ParsedResume.Job] { found().map(\.job) }

    func found() -> [FoundJob] {
        let own = merged(sections.filter { $0.kind == .experience })
        guard !own.isEmpty else { return withoutHeading() }
        let parts = own.map { JobLines($0).items() }
        let consensus = parts.reduce(into: 0) { $0 += leaning($1) }
        let order: JobHeader.Order? = consensus == 0 ? nil : consensus > 0 ? .titleFirst : .companyFirst
        return zip(own, parts).flatMap { lines, items in JobTable(lines)?.jobs() ?? read(items, order: order) }
    }

    /// Parts under one heading that a column or page broke are one.
    private func merged(_ parts: [Section]) -> [[ResumeText.Line]] {
        parts.map(\.lines).filter { !$0.isEmpty }
    }

    /// A résumé without a heading over its jobs: only what is surely one counts.
    private func withoutHeading() -> [FoundJob] {
        let kinds: Set<Section.Kind> = [.header, .summary, .other, .contact]
        return sections.filter { kinds.contains($0.kind) }.flatMap { read(JobLines($0.lines).items(), order: .titleFirst) }
            .filter { found in
                Vocabulary.isTitle(found.job.jobTitle ?? "") && found.job.companyName != nil
                    && (found.job.isCurrent || found.job.startDate != found.job.endDate)
            }
    }

    // MARK: Entries

    private struct Entry {
        var start: Int
        var anchor: Int
        var end: Int
    }

    private func isHeaderLike(_ items: [JobLine], _ index: Int) -> Bool {
        let item = items[index]
        guard !item.isAnchor, !item.isProse, item.line.words <= 14 else { return false }
        guard item.isText else { return true }
        guard !item.isIndented || item.isBullet else { return false }
        // A list whose items are the employers: the dates follow on the next line.
        return item.line.cells.count > 1 || (index + 1 < items.count && items[index + 1].isAnchor && !items[index + 1].isText && item.line.words <= 6)
    }

    private func headAbove(_ items: [JobLine]) -> Int {
        guard let first = items.firstIndex(where: \.isAnchor) else { return 0 }
        var count = 0
        while count < 3, first - count - 1 >= 0, isHeaderLike(items, first - count - 1) {
            count += 1
        }
        return count
    }

    /// For each anchor: where its head starts, itself, and where the next head starts.
    private func entries(_ items: [JobLine]) -> [Entry] {
        let anchors = items.indices.filter { items[$0].isAnchor }
        guard let first = anchors.first else { return [] }
        let above = headAbove(items)
        let looks = Set(items[(first - above)..<first].map(\.look))
        var starts: [Int] = []
        for (number, anchor) in anchors.enumerated() {
            var start = anchor
            let floor = number == 0 ? 0 : anchors[number - 1] + 1
            // Under the line of an employer of several posts the next employer has a line like it.
            if above == 0, number > 0, start > floor, isHeaderLike(items, start - 1), items[start - 1].look == items[first].look,
                items[start - 1].look != items[anchor].look
            {
                start -= 1
            }
            while anchor - start < above, start > floor, isHeaderLike(items, start - 1) {
                if number > 0 {
                    // A later head is set in the looks of the first one, and no gap stands within it that is not in the first.
                    if !looks.contains(items[start - 1].look) { break }
                    if items[start].opensBlock, !items[first - min(anchor - start, first)].opensBlock { break }
                }
                start -= 1
            }
            starts.append(start)
        }
        return anchors.indices.map { Entry(start: starts[$0], anchor: anchors[$0], end: $0 + 1 < starts.count ? starts[$0 + 1] : items.count) }
    }

    /// How many heads say by their words that the title comes first, less those that say otherwise.
    private func leaning(_ items: [JobLine]) -> Int {
        entries(items).reduce(0) { sum, entry in
            var header = header(items, entry)
            switch header.settle(order: nil) {
            case .titleFirst: return sum + 1
            case .companyFirst: return sum - 1
            case nil: return sum
            }
        }
    }

    /// What stands beside the dates and above them.
    private func upperHeader(_ items: [JobLine], _ entry: Entry) -> JobHeader {
        var header = JobHeader()
        for index in entry.start..<entry.anchor { header.add(items[index].rest, line: index) }
        let own = items[entry.anchor]
        header.add(own.isBullet && own.line.cells.count > 1 && entry.start < entry.anchor ? Array(own.rest.dropFirst()) : own.rest, line: entry.anchor)
        return header
    }

    private func header(_ items: [JobLine], _ entry: Entry) -> JobHeader {
        var header = upperHeader(items, entry)
        var next = entry.anchor + 1
        let isUnit = header.mayBePostInUnit && next < entry.end && (items[next].line.cells.count > 1 || Vocabulary.companyWeight(items[next].line.text) > 0)
        if header.mayBeOneTitle || isUnit, next < entry.end, isBelow(items, next, entry), items[next].line.words <= 5,
            items[next].line.cells[0].text.first?.isUppercase == true
        {
            header.add(items[next].rest, line: next)
            next += 1
        }
        while next < entry.end, next <= entry.anchor + 3, header.isOpen || header.hasNoPost && Vocabulary.titleWeight(items[next].line.text) > 0 {
            if isBelow(items, next, entry) {
                header.add(items[next].rest, line: next)
            } else if !items[next].isProse || items[next].isText || next + 1 >= entry.end || Vocabulary.titleWeight(items[next + 1].line.text) < 2 {
                // What the employer does may stand between its name and the post.
                break
            }
            next += 1
        }
        // A date by itself over running text that opens with the post.
        if entry.start == entry.anchor, items[entry.anchor].restWords == 0, header.isEmpty, next < entry.end, let text = items[next].line.cells.first?.text,
            text.contains(". ")
        {
            header.add([(text, false)], line: next)
        }
        // "Designation: Nurse" somewhere in the text of a job.
        for index in next..<max(next, min(entry.end, entry.anchor + 12)) { header.addLabelled(items[index].line.cells.map(\.text), line: index) }
        return header
    }

    private func isBelow(_ items: [JobLine], _ index: Int, _ entry: Entry) -> Bool {
        let item = items[index]
        guard isHeaderLike(items, index), !item.isText else { return false }
        // A gap ends a head, unless the date stands above it all by itself or what follows is the title that was wanting.
        guard item.opensBlock else { return true }
        guard entry.start == entry.anchor, index == entry.anchor + 1 else { return false }
        return items[entry.anchor].restWords == 0 || Vocabulary.titleWeight(item.line.text) > 1 && item.line.words <= 8
    }

    private func read(_ items: [JobLine], order: JobHeader.Order?) -> [FoundJob] {
        var jobs: [FoundJob] = []
        let entries = entries(items)
        var employer: DateSpan?
        var employersStandAbove = false
        // What stands below several posts is where they were, and no employer.
        let places = Set(Dictionary(items.map { ($0.line.text, 1) }, uniquingKeysWith: +).filter { $1 > 1 && Vocabulary.isPlace($0) }.keys)
        for (number, entry) in entries.enumerated() {
            guard let span = items[entry.anchor].span else { continue }
            let later = employersStandAbove ? upperHeader(items, entry).wholeTitle : nil
            var header = later ?? postOfSeveral(items, entry, under: employer) ?? header(items, entry)
            _ = header.settle(order: order)
            if let line = header.companyLine, let post = header.titleLine, line < post, post <= entry.anchor { employersStandAbove = true }
            if isEmployerOfSeveral(header, items, entry, next: number + 1 < entries.count ? entries[number + 1] : nil) {
                jobs.append(self.employer(header, items[entry.anchor]))
                employer = span
                continue
            }
            var job = ParsedResume.Job()
            job.jobTitle = header.title.map(Self.tidy)
            job.companyName = header.company.map(Self.tidy)
            // Several posts with one employer: the later heads name only the post.
            let inherits = (job.companyName == nil || header.isAt(places)) && job.jobTitle != nil && jobs.last?.job.companyName != nil
            if inherits { job.companyName = jobs.last?.job.companyName }
            guard job.companyName != nil || job.jobTitle != nil else { continue }
            // A lone date with no title beside it is a remark within a job.
            if !span.isRange, job.jobTitle == nil, !jobs.isEmpty { continue }
            job.startDate = span.start.text
            job.isCurrent = span.isOpen
            job.endDate = span.isOpen ? nil : span.end?.text
            let told = items[(entry.anchor + 1)..<max(entry.end, entry.anchor + 1)].map(\.line.text).joined(separator: "\n")
            job.responsibilities = told.isEmpty ? nil : String(told.prefix(4_000))
            var found = FoundJob(job: job, dateLine: items[entry.anchor].line)
            found.titleLine = header.titleLine.map { items[$0].line }
            found.companyLine = inherits ? jobs.last?.companyLine : header.companyLine.map { items[$0].line }
            (found.titleSign, found.companySign) = header.signs(order: order)
            if inherits { found.companySign = min(0.55, jobs.last?.companySign ?? 0.5) }
            found.dateSign = span.isRange ? (items[entry.anchor].dateStandsOut ? 0.9 : 0.6) : 0.35
            jobs.append(found)
        }
        return withoutEmployers(jobs)
    }

    // MARK: Several posts under one employer

    /// `Acme   2015 – 2022` over `Manager   2019 – 2022` and `Clerk   2015 – 2019`: the first line is no post.
    private func isEmployerOfSeveral(_ header: JobHeader, _ items: [JobLine], _ entry: Entry, next: Entry?) -> Bool {
        guard let next, header.title == nil, header.company != nil, next.start <= entry.anchor + 2, let whole = items[entry.anchor].span,
            let part = items[next.anchor].span, whole.isRange, part.isRange
        else { return false }
        return !(part.start < YearMonth(year: whole.start.year, month: nil)) && (whole.isOpen || part.end.map { $0.year <= whole.end?.year ?? 9_999 } == true)
    }

    private func employer(_ header: JobHeader, _ anchor: JobLine) -> FoundJob {
        var job = ParsedResume.Job()
        job.companyName = header.company.map(Self.tidy)
        job.responsibilities = Self.employerMark
        var found = FoundJob(job: job, companyLine: anchor.line, dateLine: anchor.line)
        found.companySign = 0.75
        return found
    }

    /// Within the time of such an employer a line of a post alone needs no employer from the text below it.
    private func postOfSeveral(_ items: [JobLine], _ entry: Entry, under employer: DateSpan?) -> JobHeader? {
        guard let employer, let span = items[entry.anchor].span, entry.start == entry.anchor, span.start.year >= employer.start.year,
            employer.isOpen || !span.isOpen && span.end.map({ $0.year <= employer.end?.year ?? 0 }) == true
        else { return nil }
        let header = upperHeader(items, entry)
        var settled = header
        _ = settled.settle(order: nil)
        return settled.title != nil && settled.company == nil && Vocabulary.titleWeight(settled.title ?? "") > 0 ? header : nil
    }

    private static let employerMark = "\u{0}employer"

    private func withoutEmployers(_ jobs: [FoundJob]) -> [FoundJob] {
        jobs.filter { $0.job.responsibilities != Self.employerMark && !Self.isVolunteer($0.job.jobTitle ?? "") }
    }

    /// Who gives time freely is in no job; who manages those people is.
    private static func isVolunteer(_ title: String) -> Bool {
        let words = Vocabulary.words(title)
        return words.first == "volunteer" && !["coordinator", "manager", "director", "lead", "supervisor"].contains(words.last ?? "")
    }

    static func tidy(_ text: String) -> String {
        text.split(separator: " ").joined(separator: " ").trimmingCharacters(in: CharacterSet(charactersIn: " ,-–—|:;[]"))
    }
}

/// Jobs told in a table whose first row names its columns, as in many Indian résumés.
struct JobTable {
    private enum Column { case company, title, from, to, period, other }

    private let columns: [(Column, Double)]
    private let rows: [ResumeText.Line]

    /// Nil where no row of the part names columns.
    init?(_ lines: [ResumeText.Line]) {
        guard
            let head = lines.prefix(4).firstIndex(where: { line in
                let kinds = line.cells.map { Self.column($0.text) }
                guard line.cells.count >= 2, kinds.contains(.company), kinds.contains(.title) else { return false }
                // A column of another name does no harm where the times are named too.
                let isTimed = kinds.contains(.period) || kinds.contains(.from)
                return kinds.allSatisfy { $0 != nil } || isTimed && line.cells.allSatisfy { $0.text.count < 32 && !$0.text.contains(where: \.isNumber) }
            })
        else { return nil }
        columns = lines[head].cells.map { (Self.column($0.text) ?? .other, $0.x) }
        rows = Array(lines[(head + 1)...])
    }

    private static func column(_ text: String) -> Column? {
        let plain = text.lowercased().filter { $0.isLetter || $0 == " " }.split(separator: " ").joined(separator: " ")
        let words = Set(plain.split(separator: " ").map(String.init))
        if others.contains(plain) { return .other }
        if ["from", "start", "start date", "date of joining", "joining date", "joined", "sign on", "signed on", "date from", "from date"].contains(plain) {
            return .from
        }
        if ["to", "end", "end date", "date of leaving", "leaving date", "left", "till", "sign off", "signed off", "date to", "to date"].contains(plain) {
            return .to
        }
        if !words.isDisjoint(with: ["period", "duration", "tenure", "dates", "years", "year"]) { return .period }
        if !words.isDisjoint(with: ["organization", "organisation", "company", "employer", "institution", "firm", "hospital", "school"]) { return .company }
        if !words.isDisjoint(with: ["designation", "position", "role", "title", "post", "profile", "rank"]) { return .title }
        return nil
    }

    private static let others: Set<String> = [
        "s no", "sno", "sr no", "sl no", "srno", "slno", "no", "ctc", "location", "place", "salary", "reason for leaving", "experience", "city", "project",
        "responsibilities", "department", "nature of work", "job description", "work profile", "job profile", "job responsibilities", "vessel",
        "years of experience",
        "roles and responsibilities", "role and responsibilities", "total years",
    ]

    func jobs() -> [FoundJob] {
        var found: [FoundJob] = []
        for line in rows {
            let cells = assigned(line)
            let period = [.from, .to].compactMap { kind in cells.first { $0.0 == kind }?.1 }.joined(separator: " – ")
            let told = period.isEmpty ? cells.first { $0.0 == .period }?.1 ?? "" : period
            guard let span = DateSpan.best(in: told) else {
                // A cell that goes on in a second line.
                if var last = found.last, line.cells.count < columns.count {
                    for (kind, text) in cells where kind == .company { last.job.companyName = (last.job.companyName.map { $0 + " " } ?? "") + text }
                    for (kind, text) in cells where kind == .title { last.job.jobTitle = (last.job.jobTitle.map { $0 + " " } ?? "") + text }
                    found[found.count - 1] = last
                }
                continue
            }
            var job = ParsedResume.Job()
            job.companyName = cells.first { $0.0 == .company }.map { WorkHistoryReader.tidy(JobHeader.withoutPlace($0.1, unlessAlone: true)) }
            job.jobTitle = cells.first { $0.0 == .title }.map { WorkHistoryReader.tidy($0.1) }
            (job.startDate, job.isCurrent) = (span.start.text, span.isOpen)
            job.endDate = span.isOpen ? nil : span.end?.text
            guard job.companyName != nil || job.jobTitle != nil else { continue }
            found.append(FoundJob(job: job, titleLine: line, companyLine: line, dateLine: line, titleSign: 0.95, companySign: 0.95, dateSign: 0.9))
        }
        return found
    }

    private func assigned(_ line: ResumeText.Line) -> [(Column, String)] {
        if line.cells.count == columns.count { return zip(columns, line.cells).map { ($0.0, $1.text) } }
        return line.cells.map { cell in
            (columns.min { abs($0.1 - cell.x) < abs($1.1 - cell.x) }?.0 ?? .other, cell.text)
        }
    }
}
