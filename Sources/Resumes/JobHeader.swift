internal import Foundation
import Names

/// The lines above, beside and below a job's dates, from which its title and its employer are read.
struct JobHeader {
    struct Piece {
        var text: String
        var line: Int
        /// Opens its line; what stands right of it is often a place.
        var isFirst: Bool
        /// Pieces of one text that a dash parted have one number.
        var cell = 0
        var isDashed = false
    }

    private(set) var title: String?
    private(set) var company: String?
    private(set) var titleLine: Int?
    private(set) var companyLine: Int?
    private var pieces: [Piece] = []
    /// A place that may as well be an employer, for want of another.
    private var places: [Piece] = []
    /// Those as they are written.
    private var placeTexts: Set<String> = []
    /// Told as an employer only for want of another.
    private var companyIsPlace = false
    private var isLabelled = false
    /// "at", "in … as": words that say which is which.
    private var isSpoken = false
    private var cells = 0

    /// The order that this résumé keeps: nil where nothing has shown it yet.
    enum Order { case titleFirst, companyFirst }

    var isEmpty: Bool { pieces.isEmpty && title == nil && company == nil }

    /// Whether title or employer is still wanting.
    var isOpen: Bool {
        var probe = self
        _ = probe.settle(order: nil)
        return probe.title == nil || probe.company == nil
    }

    /// `Friendship House, Scranton` alone: nothing yet says that a post is among it.
    var hasNoPost: Bool { title == nil && company == nil && pieces.count == 1 && Vocabulary.jobWeight(pieces[0].text) == 0 && pieces[0].text.contains(", ") }

    /// Whether its employer is one of these places, and none.
    func isAt(_ places: Set<String>) -> Bool { companyIsPlace && !placeTexts.isDisjoint(with: places) }

    mutating func add(_ cells: [(text: String, isBold: Bool)], line: Int) {
        for cell in cells { for part in JobLabels.parts(of: cell.text) { add(part, line: line) } }
    }

    /// One text that names a post and no employer, for where the employer stands above several: `Deputy Manager – Paint Shop`.
    var wholeTitle: JobHeader? {
        guard title == nil, company == nil, let first = pieces.first, pieces.allSatisfy({ $0.cell == first.cell && Vocabulary.companyWeight($0.text) == 0 }),
            pieces.contains(where: { Vocabulary.titleWeight($0.text) > 0 }), pieces.allSatisfy({ !Self.holdsBoth($0.text) && !Self.isSentence($0.text) })
        else { return nil }
        var header = self
        (header.title, header.titleLine) = (pieces.map(\.text).joined(separator: " – "), first.line)
        header.pieces = []
        return header
    }

    private mutating func add(_ raw: String, line: Int) {
        let text = Self.bare(raw)
        guard !text.isEmpty else { return }
        if takeLabelled(text, line: line) || isLabelled { return }
        cells += 1
        for part in Self.isSentence(text) ? text.components(separatedBy: "|").map(Self.bare) : Self.strongParts(Self.firstSentence(text)) {
            let kept = Self.withoutPlace(part)
            if kept.isEmpty, !Vocabulary.isKnownPlace(part) {
                places.append(Piece(text: Self.withoutPlace(part, unlessAlone: true), line: line, isFirst: false))
                placeTexts.insert(part)
            }
            guard !kept.isEmpty, !Self.isNoise(kept) else { continue }
            pieces.append(
                Piece(text: kept, line: line, isFirst: pieces.last?.line != line, cell: cells, isDashed: text.contains(" - ") || text.contains(" – ")))
        }
    }

    /// `Lab Technician, Novartis. Promoted heart medicines to 120 doctors`: the head ends with its sentence.
    private static func firstSentence(_ text: String) -> String {
        var rest = text[...]
        while let stop = rest.range(of: ". ") {
            let word = text[..<stop.lowerBound].split(separator: " ").last.map(String.init) ?? ""
            let after = text[stop.upperBound...].split(separator: " ").count
            if word.count > 3, !Vocabulary.legalForms.contains(word.lowercased()), !word.contains("."), after >= 3, isSentence(text) == false {
                return String(text[..<stop.lowerBound])
            }
            rest = text[stop.upperBound...]
        }
        return text
    }

    /// One text that a dash parts may be a title alone: the employer may stand in the next line.
    var mayBeOneTitle: Bool {
        guard pieces.count == 2, pieces[0].cell == pieces[1].cell, pieces[0].isDashed else { return false }
        return Vocabulary.titleWeight(pieces[0].text) > 0 && Vocabulary.companyWeight(pieces[1].text) == 0 && !pieces[1].text.contains(" ")
    }

    /// `Machinist, Nightshift`: what stands after the comma may be the unit, where the next line tells an employer.
    var mayBePostInUnit: Bool {
        guard pieces.count == 1, title == nil, company == nil else { return false }
        let parts = pieces[0].text.components(separatedBy: ", ")
        return parts.count == 2 && Vocabulary.titleWeight(parts[0]) > 0 && !parts[1].contains(" ") && Vocabulary.companyWeight(parts[1]) == 0
            && Vocabulary.titleWeight(parts[1]) == 0
    }

    /// Labels below the head: they tell what the head did not.
    mutating func addLabelled(_ cells: [String], line: Int) {
        for cell in cells where cell.contains(":") { _ = takeLabelled(Self.bare(cell), line: line, onlyWhere: pieces.count < 2) }
    }

    private mutating func takeLabelled(_ text: String, line: Int, onlyWhere isWanted: Bool = true) -> Bool {
        guard let mark = text.firstIndex(where: { $0 == ":" || $0 == "\u{2013}" }), text[mark] == ":" || text.contains(" – ") else { return false }
        let label = JobLabels.label(text[..<mark])
        let value = Self.withoutPlace(Self.bare(String(text[text.index(after: mark)...])), unlessAlone: true)
        let kind = JobLabels.kind(of: label)
        if kind == .title {
            if !value.isEmpty, title == nil, isWanted { (title, titleLine, isLabelled) = (value, line, company != nil) }
            return true
        }
        if kind == .company {
            if !value.isEmpty, company == nil, isWanted { (company, companyLine, isLabelled) = (value, line, title != nil) }
            return true
        }
        return kind == .other
    }

    /// How sure title and employer are: labels and words that only one of them has make them so.
    func signs(order: Order?) -> (title: Double, company: Double) {
        if isLabelled { return (0.97, 0.97) }
        if isSpoken { return (Vocabulary.titleWeight(self.title ?? "") > 0 ? 0.92 : 0.7, 0.9) }
        var title = 0.3, company = 0.3
        let words = Vocabulary.titleWeight(self.title ?? ""), firm = Vocabulary.companyWeight(self.company ?? "")
        if words > 0 { title += 0.35; company += 0.15 }
        if words > 2 { title += 0.1 }
        if firm > 0 { company += 0.25; title += 0.1 }
        if Vocabulary.titleWeight(self.company ?? "") > 0 { company -= 0.15 }
        if order != nil { title += 0.15; company += 0.2 }
        if titleLine != companyLine || pieces.count == 2 { company += 0.1 }
        if (self.company ?? "").split(separator: " ").count > 6 { company -= 0.25 }
        if (self.title ?? "").split(separator: " ").count > 7 { title -= 0.2 }
        return (min(max(title, 0), 1), min(max(company, 0), 1))
    }

    /// Decides what is what. `order` settles what the words do not.
    mutating func settle(order: Order?) -> Order? {
        defer { if company == nil, title != nil, let place = places.first { (company, companyLine, companyIsPlace) = (place.text, place.line, true) } }
        guard !pieces.isEmpty else { return nil }
        // A line of tools beside the dates is neither title nor employer.
        if pieces.count > 1 {
            let later = pieces.dropFirst().filter { Vocabulary.jobWeight($0.text) > 0 || SkillVocabulary.shared.segment($0.text) == nil }
            pieces = [pieces[0]] + later
        }
        rejoin()
        if title == nil, company == nil, let index = pieces.prefix(3).firstIndex(where: { Self.isSentence($0.text) }), takeSentence(pieces[index]) {
            return nil
        }
        if title == nil, company == nil, pieces.count == 1 || Self.holdsBoth(pieces[0].text) { openSingle(0) }
        if title != nil && company != nil { return nil }
        if title != nil {
            if company == nil { (company, companyLine) = (pieces[0].text, pieces[0].line) }
            return nil
        }
        if company != nil {
            (title, titleLine) = (pieces[0].text, pieces[0].line)
            return nil
        }
        guard pieces.count > 1 else {
            let only = pieces[0]
            if Vocabulary.jobWeight(only.text) > 0 || Vocabulary.companyWeight(only.text) == 0 && order == .titleFirst {
                (title, titleLine) = (only.text, only.line)
            } else {
                (company, companyLine) = (only.text, only.line)
            }
            return nil
        }
        return chooseTwo(order)
    }

    /// `Assistant Manager - Accounts` is one title where the employer stands elsewhere.
    private mutating func rejoin() {
        guard pieces.count > 2 else { return }
        for index in pieces.indices.dropLast() where index + 1 < pieces.count {
            let first = pieces[index], second = pieces[index + 1]
            let others = pieces.filter { $0.cell != first.cell }
            guard first.cell == second.cell, pieces.count(where: { $0.cell == first.cell }) == 2, !others.isEmpty, Vocabulary.titleWeight(first.text) > 0,
                second.text.split(separator: " ").count <= 2, Vocabulary.companyWeight(second.text) == 0,
                others.allSatisfy({ Vocabulary.titleWeight($0.text) <= 0 || Vocabulary.companyWeight($0.text) > 0 })
            else { continue }
            pieces[index].text += " - " + second.text
            pieces.remove(at: index + 1)
            return
        }
    }

    private mutating func chooseTwo(_ order: Order?) -> Order? {
        let few = Array(pieces.prefix(4))
        let weights = few.map { Vocabulary.jobWeight($0.text) - Vocabulary.companyWeight($0.text) }
        let decisive = weights.max() != weights.min()
        var titleIndex = order == .companyFirst ? 1 : 0
        let isClose = few.count == 2 && order != nil && abs(weights[0] - weights[1]) < 2
        if decisive, !isClose, let best = weights.indices.max(by: { (weights[$0], -$0) < (weights[$1], -$1) }), weights[best] > 0 {
            titleIndex = best
        } else if decisive, !isClose, let worst = weights.indices.min(by: { weights[$0] < weights[$1] }), weights[worst] < 0 {
            titleIndex = worst == 0 ? 1 : 0
        }
        let others = few.indices.filter { $0 != titleIndex }
        let companyIndex =
            others.min { a, b in
                (weights[a], few[a].isFirst ? 0 : 1, abs(a - titleIndex)) < (weights[b], few[b].isFirst ? 0 : 1, abs(b - titleIndex))
            } ?? (titleIndex == 0 ? 1 : 0)
        (title, titleLine) = (few[titleIndex].text, few[titleIndex].line)
        (company, companyLine) = (few[companyIndex].text, few[companyIndex].line)
        return decisive ? (titleIndex < companyIndex ? .titleFirst : .companyFirst) : nil
    }

    /// `Designer at Acme`
    private static func holdsBoth(_ text: String) -> Bool {
        guard let range = text.range(of: " at ") ?? text.range(of: " @ ") else { return false }
        return Vocabulary.jobWeight(String(text[..<range.lowerBound])) > 0
    }

    /// `Designer (Acme)`: what stands in brackets is the employer unless it is a place, a kind of contract or a short form.
    private static func bracketed(_ text: String) -> (title: String, company: String)? {
        guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), open > text.startIndex else { return nil }
        let outer = text[..<open].trimmingCharacters(in: .whitespaces)
        let inner = text[text.index(after: open)...].dropLast().trimmingCharacters(in: .whitespaces)
        let isFirm = Vocabulary.companyWeight(inner) > 0 && Vocabulary.companyWeight(outer) == 0
        guard Vocabulary.titleWeight(outer) > Vocabulary.companyWeight(outer) || isFirm, inner.count > 2, !Vocabulary.isPlace(inner), !isNoise(inner),
            Vocabulary.titleWeight(inner) == 0,
            inner.first?.isUppercase == true, DateSpan.first(in: inner) == nil, inner != inner.uppercased() || inner.contains(" "),
            !SkillVocabulary.shared.knows(inner),
            !Vocabulary.words(inner).contains(where: { kinds.contains($0) })
        else { return nil }
        return (outer, inner)
    }

    private static let kinds: Set<String> = [
        "time", "contract", "intern", "internship", "remote", "temporary", "trainee", "freelance", "level", "grade", "shift", "team",
    ]

    /// One piece that holds both: `Intern, Dunder Mifflin`, `Engineer at Acme`.
    private mutating func openSingle(_ index: Int) {
        let piece = pieces[index]
        if takeSentence(piece) { return }
        if pieces.count == 1, let (title, company) = Self.bracketed(piece.text) { return set(title, company, piece) }
        for mark in [" at ", " @ ", " for ", " with "] {
            guard let range = piece.text.range(of: mark) else { continue }
            let first = String(piece.text[..<range.lowerBound]), second = String(piece.text[range.upperBound...])
            guard Vocabulary.jobWeight(first) > 0, mark != " for " || second.first?.isUppercase == true && !first.contains(", ") else { continue }
            return set(first.replacing(/(?i)^(?:working|worked)\s+as\s+(?:an?\s+)?/, with: ""), Self.withoutPlace(second, unlessAlone: true), piece)
        }
        guard index == 0, pieces.count == 1 else { return }
        let sides = Self.slashed(piece.text)
        guard sides.count == 1 else {
            pieces = sides.map { Piece(text: Self.bare($0), line: piece.line, isFirst: true) }
            return
        }
        let parts = piece.text.components(separatedBy: ", ")
        guard parts.count >= 2 else { return }
        let joined = Self.joinedForms(parts)
        guard joined.count >= 2 else { return }
        let weights = joined.map { Vocabulary.jobWeight($0) - Vocabulary.companyWeight($0) }
        // "Engineer, Intern" is one title.
        guard weights.contains(where: { $0 <= 0 }) else { return }
        let cut = weights[0] > 0 ? (weights.firstIndex { $0 <= 0 } ?? 1) : max(1, weights.firstIndex { $0 > 0 } ?? 1)
        pieces = [joined[..<cut].joined(separator: ", "), joined[cut...].joined(separator: ", ")]
            .map { Piece(text: $0, line: piece.line, isFirst: true) }
    }

    private mutating func set(_ title: String, _ company: String, _ piece: Piece) {
        (self.title, self.company, titleLine, companyLine, isSpoken) = (title, company, piece.line, piece.line, true)
    }

    static func isSentence(_ text: String) -> Bool {
        text.contains(/^[^A-Za-z]*[Ww]ith\s+\p{Lu}.+\s+as\s+(?:an?\s+|the\s+)?\p{Lu}/)
            || text.contains(/(?i)^[^A-Za-z]*(?:currently\s+|presently\s+)?(?:working|worked|employed|serving|served|associated)\s+(?:as|with|in|at|for)\s/)
    }

    /// `Worked as Engineer in Acme Ltd`, `Working with Acme Ltd as Engineer`
    private mutating func takeSentence(_ piece: Piece) -> Bool {
        let start = /(?i)^[^A-Za-z]*(?:currently\s+|presently\s+)?(?:(?:working|worked|work|employed|associated|served|serving)\s+|(?=with\s))/
        guard let opening = piece.text.firstMatch(of: start) else { return false }
        let text = piece.text[opening.range.upperBound...]
        let end = /(?i)\s+(?:from|since|during|between|for the period.*)\s*[.:,(\[]*$/
        let bare = String(text.replacing(end, with: ""))
        if let match = bare.firstMatch(of: /(?i)^as\s+(?:an?\s+|the\s+)?(.+?)\s+(?:in|at|with|for)\s+(.+)$/) {
            set(String(match.output.1), Self.withoutPlace(String(match.output.2)), piece)
            return true
        }
        if let match = bare.firstMatch(of: /(?i)^(?:with|in|at|for)\s+(.+?),?\s+as\s+(?:an?\s+|the\s+)?(.+)$/) {
            set(String(match.output.2), Self.withoutPlace(String(match.output.1)), piece)
            return true
        }
        return false
    }

    /// `Acme, Inc.` stays one.
    private static func joinedForms(_ parts: [String]) -> [String] {
        parts.reduce(into: []) { result, part in
            let words = Vocabulary.words(part)
            if let last = result.last, words.count == 1, Vocabulary.legalForms.contains(words[0]) {
                result[result.count - 1] = last + ", " + part
            } else {
                result.append(part)
            }
        }
    }

    static func bare(_ text: String) -> String {
        var text = text.replacing(/\(\s*\)|\[\s*\]/, with: "")
        text = text.replacing(/^\s*\d{1,2}\s*[.)]\s+/, with: "")
        text = text.replacing(/(?i)\b(?:from|since|duration|dates?)\s*:?\s*[|.(\[]*\s*$/, with: "")
        return text.trimmingCharacters(in: CharacterSet(charactersIn: " •-–—·*◦▪●○■□➢►✓✔❖➤▸▹|,:;/()~_#").union(.whitespaces))
            + (text.hasSuffix(")") && text.contains("(") && !text.hasPrefix("(") ? ")" : "")
    }

    private static func strongParts(_ text: String) -> [String] {
        var parts = [text]
        for mark in [" | ", "|", " • ", " · ", " – ", " — ", " - ", "\t", " // ", " ‖ ", " / /"] {
            parts = parts.flatMap { $0.components(separatedBy: mark) }
        }
        return parts.map(bare).filter { !$0.isEmpty }
    }

    /// `Bial / Drug Safety Officer`: a stroke parts an employer from a post, and not two trades.
    private static func slashed(_ text: String) -> [String] {
        let parts = text.components(separatedBy: " / ")
        guard parts.count == 2, !text.contains(", "), parts.count(where: { Vocabulary.titleWeight($0) > 0 }) == 1 else { return [text] }
        return parts
    }

    /// `Acme, Pune, India` without its place; a text that is only a place is nothing.
    static func withoutPlace(_ text: String, unlessAlone: Bool = false) -> String {
        if !unlessAlone, Vocabulary.isPlace(text) { return "" }
        var parts = text.components(separatedBy: ", ")
        while parts.count > 1 {
            let lastTwo = parts.count > 2 ? parts.suffix(2).joined(separator: ", ") : ""
            if !lastTwo.isEmpty, Vocabulary.isPlace(lastTwo) {
                parts.removeLast(2)
            } else if Vocabulary.isPlace(parts[parts.count - 1]) {
                parts.removeLast()
                parts[parts.count - 1] = withoutTown(parts[parts.count - 1])
            } else if parts.count == 2, !parts[1].contains(" "), parts[1].count > 3, Vocabulary.endsInLegalForm(parts[0]),
                Vocabulary.companyWeight(parts[1]) == 0
            {
                // "Thermax Ltd., Chinchwad": what follows the form of a firm is where it is.
                parts.removeLast()
            } else {
                break
            }
        }
        if let open = parts.last?.lastIndex(of: "("), let last = parts.last, last.hasSuffix(")"), open > last.startIndex,
            Vocabulary.isPlace(String(last[last.index(after: open)...].dropLast()))
        {
            parts[parts.count - 1] = String(last[..<open]).trimmingCharacters(in: .whitespaces)
        }
        return parts.joined(separator: ", ")
    }

    /// `Providence Health Portland`, of which a region was cut off: the town goes with it.
    private static func withoutTown(_ text: String) -> String {
        let words = text.split(separator: " ")
        for length in [3, 2, 1] where words.count >= length + 2 {
            let before = words[words.count - length - 1].lowercased()
            if Vocabulary.towns.contains(words.suffix(length).joined(separator: " ").lowercased()),
                !["of", "de", "the", "in", "at", "and", "&"].contains(before)
            {
                return words.dropLast(length).joined(separator: " ")
            }
        }
        return text
    }

    private static func isNoise(_ text: String) -> Bool {
        let lower = text.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: " :."))
        let words = Vocabulary.words(text)
        guard text.contains(where: \.isLetter) else { return true }
        if [
            "full-time", "full time", "part-time", "part time", "contract", "internship", "freelance", "remote", "permanent", "responsibility",
            "responsibilities", "key responsibilities", "roles and responsibilities", "roles & responsibilities", "job responsibilities", "achievements",
            "key achievements", "duties", "job profile", "job description", "highlights", "accomplishments", "responsibilities include", "description",
            "key skills used", "vocational", "miscellaneous", "temporary", "self-employed", "seasonal", "full-time employment",
        ].contains(lower) {
            return true
        }
        return !words.isEmpty
            && words.allSatisfy {
                $0.allSatisfy(\.isNumber)
                    || ["year", "years", "yr", "yrs", "month", "months", "mos", "mo", "and", "to", "from", "present", "date", "till"].contains($0)
            }
    }
}
