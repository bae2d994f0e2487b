internal import Foundation
import Names

/// A part of a résumé under one heading.
struct Section {
    enum Kind {
        case header, summary, experience, education, skills, projects, certificates, languages, contact, other, references
    }

    var kind: Kind
    var lines: [ResumeText.Line]
}

/// Cuts a résumé at its headings.
struct SectionReader {
    private let lines: [ResumeText.Line]
    private let style: HeadingStyle
    private let bands: [Int: Band]

    /// Where a column stands.
    private struct Band {
        var page: Int
        var x: Double
        var right: Double
        var width: Double { max(right - x, 1) }
    }

    init(_ text: ResumeText) {
        lines = Self.wholeMarginHeadings(text.lines)
        style = HeadingStyle(lines)
        var bands: [Int: Band] = [:]
        for line in lines {
            let x = line.cells[0].x
            var band = bands[line.flow] ?? Band(page: line.page, x: x, right: line.right)
            band.x = min(band.x, x)
            band.right = max(band.right, line.right)
            bands[line.flow] = band
        }
        self.bands = bands
    }

    func sections() -> [Section] {
        var sections = [Section(kind: .header, lines: [])]
        var last: [Int: Section.Kind] = [:]
        var before: ResumeText.Line?
        for (index, line) in lines.enumerated() {
            if let before, before.flow != line.flow, sections.count > 1 {
                sections.append(Section(kind: goesOn(line, after: before, last: last, kind: sections[sections.count - 1].kind), lines: []))
            }
            before = line
            let open = sections[sections.count - 1].kind
            if let (kind, rest) = heading(line, in: open), (open != .experience && open != .education) || !isWithinJobs(index, kind) {
                sections.append(Section(kind: kind, lines: rest.map { [$0] } ?? []))
            } else {
                sections[sections.count - 1].lines.append(line)
            }
            last[line.flow] = sections[sections.count - 1].kind
        }
        return sections
    }

    /// `Work ¦ Nurse` over `Experience ¦ Mercy General`: a heading in the margin that takes two lines.
    private static func wholeMarginHeadings(_ source: [ResumeText.Line]) -> [ResumeText.Line] {
        var lines = source
        for index in lines.indices.dropLast() {
            let line = lines[index], next = lines[index + 1]
            guard let first = line.cells.first, let second = next.cells.first, first.isBold == second.isBold, abs(first.size - second.size) < 0.6,
                [first, second].allSatisfy({ cell in !cell.text.contains(where: \.isNumber) && cell.text.contains(where: \.isLetter) }),
                first.text.split(separator: " ").count <= 3,
                line.flow == next.flow, abs(first.x - second.x) < 4, line.cells.count > 1 || next.cells.count > 1,
                HeadingWords.kind(of: HeadingWords.plain(first.text)) == nil || HeadingWords.kind(of: HeadingWords.plain(second.text)) == nil,
                let kind = HeadingWords.kind(of: HeadingWords.plain(first.text + " " + second.text)), kind != .other || first.isBold
            else { continue }
            lines[index].cells[0].text = first.text + " " + second.text
            lines[index + 1].cells.removeFirst()
        }
        return lines.filter { !$0.cells.isEmpty }
    }

    /// "Achievements" over the points of one job, or an employer's name set like a heading: the jobs go on below.
    private func isWithinJobs(_ index: Int, _ kind: Section.Kind) -> Bool {
        let words = HeadingWords.plain(lines[index].cells[0].text)
        let isLabel = ["achievements", "key achievements", "accomplishments", "highlights", "projects", "key projects", "responsibilities"].contains(words)
        let isUnknown = HeadingWords.kind(of: words) == nil
        guard isLabel || (isUnknown && HeadingWords.guess(words) == .other && style.isLookOfEntries(lines[index], in: lines)) else { return false }
        if isLabel, lines.count(where: { HeadingWords.plain($0.cells[0].text) == words }) > 1 { return true }
        for line in lines[(index + 1)...].prefix(isUnknown ? 3 : 14) {
            let text = line.cells[0].text
            if HeadingWords.kind(of: HeadingWords.plain(text)) != nil { return false }
            if !JobLines.hasBullet(text), line.cells.contains(where: { DateSpan.best(in: $0.text)?.isRange == true }) {
                return isUnknown || words != "projects" && words != "key projects"
            }
        }
        return false
    }

    /// What a column without a heading of its own holds: what the column above it, or on the page before, left open.
    private func goesOn(_ line: ResumeText.Line, after before: ResumeText.Line, last: [Int: Section.Kind], kind: Section.Kind) -> Section.Kind {
        guard let band = bands[line.flow] else { return kind }
        let alike = bands.filter { flow, other in
            last[flow] != nil && flow != line.flow && abs(other.x - band.x) < 14 && max(other.width, band.width) < 2 * min(other.width, band.width)
        }
        if let flow = alike.keys.max(), let open = last[flow] { return open }
        if line.page == lines[0].page, before.page == line.page {
            // What opens a column without a heading of its own on the first page is mostly how to reach the person.
            return .contact
        }
        let widest = bands.filter { last[$0.key] != nil && $0.value.page == before.page }.max { $0.value.width < $1.value.width }
        return widest.flatMap { last[$0.key] } ?? kind
    }

    private func heading(_ line: ResumeText.Line, in section: Section.Kind) -> (Section.Kind, ResumeText.Line?)? {
        guard let first = line.cells.first else { return nil }
        let words = HeadingWords.plain(first.text)
        if let kind = HeadingWords.kind(of: words) {
            if line.cells.count == 1 { return style.allows(line, kind: kind) ? (kind, nil) : nil }
            guard style.isMargin(line), style.allows(line, kind: kind), section != .skills || !Self.isGroupOfSkills(line) else { return nil }
            var rest = line
            rest.cells.removeFirst()
            return (kind, rest)
        }
        if line.cells.count == 1, style.isHeading(line), section != .skills || !SkillVocabulary.shared.knows(first.text) {
            let kind = HeadingWords.guess(words)
            // Above all other parts the name itself may be set like a heading.
            if section != .header || kind != .other { return (kind, nil) }
        }
        return runIn(line, in: section)
    }

    /// `Languages ¦ Java, SQL` within the skills is one group of them.
    private static func isGroupOfSkills(_ line: ResumeText.Line) -> Bool {
        line.cells.dropFirst().flatMap { $0.text.split { ",;|/".contains($0) } }
            .contains { SkillVocabulary.shared.knows($0.trimmingCharacters(in: .whitespaces)) }
    }

    /// `Skills: Swift, SQL` on one line.
    private func runIn(_ line: ResumeText.Line, in section: Section.Kind) -> (Section.Kind, ResumeText.Line?)? {
        guard section != .skills, section != .experience, section != .projects, let first = line.cells.first,
            let colon = first.text.firstIndex(of: ":")
        else { return nil }
        let words = HeadingWords.plain(String(first.text[..<colon]))
        guard let kind = HeadingWords.kinds[words], [.skills, .languages, .certificates, .summary].contains(kind) else { return nil }
        var rest = line
        rest.cells[0].text = String(first.text[first.text.index(after: colon)...]).trimmingCharacters(in: .whitespaces)
        if rest.cells[0].text.isEmpty { rest.cells.removeFirst() }
        return (kind, rest.cells.isEmpty ? nil : rest)
    }
}

/// How this résumé sets its headings, learned from those that are surely headings.
struct HeadingStyle {
    private struct Look: Hashable {
        var size: Int
        var isBold: Bool
        var isCaps: Bool
    }

    private var looks: Set<Look> = []
    private var size = 0.0
    private var isCaps = false
    private let body: Double
    private var marginX = 0.0

    init(_ lines: [ResumeText.Line]) {
        var letters: [Int: Int] = [:]
        for line in lines { for cell in line.cells { letters[Int(cell.size * 2), default: 0] += cell.text.count } }
        body = Double(letters.max { $0.value < $1.value }?.key ?? 22) / 2
        let sure = lines.filter { line in
            line.words <= 5 && HeadingWords.sure.contains(HeadingWords.plain(line.cells.first?.text ?? ""))
        }
        guard !sure.isEmpty else { return }
        size = sure.map(\.size).sorted()[sure.count / 2]
        isCaps = sure.count { Self.look($0).isCaps } * 2 > sure.count
        marginX = sure.compactMap { $0.cells.first?.x }.min() ?? 0
        for line in sure {
            let look = Self.look(line)
            let alike = lines.count { $0.words <= 6 && Self.look($0) == look }
            // A look that text shares too tells nothing.
            if line.size > body + 0.8 || look.isCaps, alike <= 3 * sure.count + 3 { looks.insert(look) }
        }
    }

    private static func look(_ line: ResumeText.Line) -> Look {
        let text = line.cells.first?.text ?? ""
        let letters = text.filter(\.isLetter)
        return Look(size: Int(line.size.rounded()), isBold: line.isBold, isCaps: !letters.isEmpty && letters == letters.uppercased())
    }

    /// A word of a heading in the middle of a text is none.
    func allows(_ line: ResumeText.Line, kind: Section.Kind) -> Bool {
        guard size > 0 else { return true }
        if line.size > body + 0.8 { return true }
        if HeadingWords.sure.contains(HeadingWords.plain(line.cells[0].text)) { return line.size >= size - 2.5 }
        let look = Self.look(line)
        return line.size >= size - 0.9 && (!isCaps || look.isCaps || line.size > size + 0.9)
    }

    func isHeading(_ line: ResumeText.Line) -> Bool {
        guard line.words <= 5, looks.contains(Self.look(line)), let text = line.cells.first?.text, !JobLines.hasBullet(text) else { return false }
        return !text.contains { $0.isNumber || "@|,•".contains($0) } && text.count >= 4 && text.contains(where: \.isLetter)
            && !Vocabulary.isTitle(text) && DateSpan.first(in: text) == nil
    }

    /// Whether several lines of this look have a span of time right below: entries rather than headings.
    func isLookOfEntries(_ line: ResumeText.Line, in lines: [ResumeText.Line]) -> Bool {
        let look = Self.look(line)
        let dated = lines.indices.count { index in
            Self.look(lines[index]) == look && HeadingWords.kind(of: HeadingWords.plain(lines[index].cells[0].text)) == nil
                && lines[(index + 1)...].prefix(3).contains { $0.cells.contains { DateSpan.best(in: $0.text)?.isRange == true } }
        }
        return dated > 1
    }

    func isMargin(_ line: ResumeText.Line) -> Bool {
        line.cells.count > 1 && abs((line.cells.first?.x ?? 0) - marginX) < 12
    }
}
