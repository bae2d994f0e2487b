internal import Foundation
import Names

/// The lines above, beside and below a job's dates, from which its title and its employer are read.
struct JobHeader {
    struct Piece {
        var text: String
        var line: Int
        /// Opens its line; what stands right of it is often a place.
        var isFirst: Bool
    }

    private(set) var title: String?
    private(set) var company: String?
    private var pieces: [Piece] = []

    /// The order that this résumé keeps: nil where nothing has shown it yet.
    enum Order { case titleFirst, companyFirst }

    var pieceCount: Int { pieces.count }

    mutating func add(_ cells: [(text: String, isBold: Bool)], line: Int) {
        for cell in cells { add(cell.text, line: line) }
    }

    private mutating func add(_ raw: String, line: Int) {
        let text = Self.bare(raw)
        guard !text.isEmpty else { return }
        if takeLabelled(text) { return }
        for part in Self.strongParts(text) {
            let kept = Self.withoutPlace(part)
            guard !kept.isEmpty, !Self.isNoise(kept) else { continue }
            pieces.append(Piece(text: kept, line: line, isFirst: pieces.last?.line != line))
        }
    }

    private static let titleLabels: Set<String> = ["role", "designation", "position", "title", "job title", "job role", "post", "profile"]
    private static let companyLabels: Set<String> = ["company", "organization", "organisation", "employer", "company name", "firm"]

    private mutating func takeLabelled(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        let label = text[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
        let value = Self.withoutPlace(Self.bare(String(text[text.index(after: colon)...])))
        if Self.titleLabels.contains(label) {
            if !value.isEmpty { title = title ?? value }
            return true
        }
        if Self.companyLabels.contains(label) {
            if !value.isEmpty { company = company ?? value }
            return true
        }
        return ["duration", "period", "location", "project", "client", "environment", "team size", "dates", "date"].contains(label)
    }

    /// Decides what is what. `order` settles what the words do not.
    mutating func settle(order: Order?) -> Order? {
        guard !pieces.isEmpty else { return nil }
        // A line of tools beside the dates is neither title nor employer.
        if pieces.count > 1 {
            let later = pieces.dropFirst().filter { Vocabulary.jobWeight($0.text) > 0 || SkillVocabulary.shared.segment($0.text) == nil }
            pieces = [pieces[0]] + later
        }
        if pieces.count == 1 || Self.holdsBoth(pieces[0].text) { openSingle() }
        if pieces.isEmpty || (title != nil && company != nil) { return nil }
        if title != nil {
            company = company ?? pieces[0].text
            return nil
        }
        if company != nil {
            title = pieces[0].text
            return nil
        }
        guard pieces.count > 1 else {
            let only = pieces[0].text
            if Vocabulary.jobWeight(only) > 0 || Vocabulary.companyWeight(only) == 0 && order == .titleFirst { title = only } else { company = only }
            return nil
        }
        return chooseTwo(order)
    }

    private mutating func chooseTwo(_ order: Order?) -> Order? {
        let few = Array(pieces.prefix(4))
        let weights = few.map { Vocabulary.jobWeight($0.text) - Vocabulary.companyWeight($0.text) }
        let decisive = weights.max() != weights.min()
        var titleIndex = order == .companyFirst ? 1 : 0
        if decisive, let best = weights.indices.max(by: { (weights[$0], -$0) < (weights[$1], -$1) }), weights[best] > 0 {
            titleIndex = best
        } else if decisive, let worst = weights.indices.min(by: { weights[$0] < weights[$1] }), weights[worst] < 0 {
            titleIndex = worst == 0 ? 1 : 0
        }
        let others = few.indices.filter { $0 != titleIndex }
        let companyIndex =
            others.min { a, b in
                (weights[a], few[a].isFirst ? 0 : 1, abs(a - titleIndex)) < (weights[b], few[b].isFirst ? 0 : 1, abs(b - titleIndex))
            } ?? (titleIndex == 0 ? 1 : 0)
        title = few[titleIndex].text
        company = few[companyIndex].text
        return decisive ? (titleIndex < companyIndex ? .titleFirst : .companyFirst) : nil
    }

    /// `Designer at Acme`
    private static func holdsBoth(_ text: String) -> Bool {
        guard let range = text.range(of: " at ") ?? text.range(of: " @ ") else { return false }
        return Vocabulary.jobWeight(String(text[..<range.lowerBound])) > 0
    }

    /// One piece that holds both: `Intern, Dunder Mifflin`, `Engineer at Acme`.
    private mutating func openSingle() {
        let piece = pieces[0]
        if takeSentence(piece.text) { return }
        for mark in [" at ", " @ ", " for ", " with "] {
            guard let range = piece.text.range(of: mark) else { continue }
            let first = String(piece.text[..<range.lowerBound]), second = String(piece.text[range.upperBound...])
            guard (Vocabulary.jobWeight(first) > 0), mark != " for " || second.first?.isUppercase == true else { continue }
            title = first.replacing(/(?i)^(?:working|worked)\s+as\s+(?:an?\s+)?/, with: "")
            company = second
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

    static func isSentence(_ text: String) -> Bool {
        text.contains(/(?i)^[^A-Za-z]*(?:currently\s+|presently\s+)?(?:working|worked|employed|serving|served)\s+as\s/)
    }

    /// `Worked as Engineer in Acme Ltd`
    private mutating func takeSentence(_ text: String) -> Bool {
        guard
            let match = text.firstMatch(
                of:
                    /(?i)^(?:currently\s+|presently\s+)?(?:working|worked|work|employed|associated|served|serving)\s+(?:as\s+)(?:an?\s+|the\s+)?(.+?)\s+(?:in|at|with|for)\s+(.+?)(?:\s+(?:from|since|during|between))?$/
            )
        else { return false }
        title = String(match.output.1)
        company = Self.withoutPlace(String(match.output.2))
        return true
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
        text = text.replacing(/(?i)\b(?:from|since|duration|dates?)\s*:?\s*$/, with: "")
        return text.trimmingCharacters(in: CharacterSet(charactersIn: " •-–—·*◦▪●○|,:;/()~_#").union(.whitespaces))
            + (text.hasSuffix(")") && text.contains("(") && !text.hasPrefix("(") ? ")" : "")
    }

    private static func strongParts(_ text: String) -> [String] {
        var parts = [text]
        for mark in [" | ", "|", " • ", " · ", " – ", " — ", " - ", "\t", " // ", " ‖ ", " / /"] {
            parts = parts.flatMap { $0.components(separatedBy: mark) }
        }
        return parts.map(bare).filter { !$0.isEmpty }
    }

    /// `Acme, Pune, India` without its place; a text that is only a place is nothing.
    static func withoutPlace(_ text: String) -> String {
        if Vocabulary.isPlace(text) { return "" }
        var parts = text.components(separatedBy: ", ")
        while parts.count > 1 {
            let lastTwo = parts.count > 2 ? parts.suffix(2).joined(separator: ", ") : ""
            if !lastTwo.isEmpty, Vocabulary.isPlace(lastTwo) {
                parts.removeLast(2)
            } else if Vocabulary.isPlace(parts[parts.count - 1]) {
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

    private static func isNoise(_ text: String) -> Bool {
        let lower = text.lowercased()
        let words = Vocabulary.words(text)
        guard text.contains(where: \.isLetter) else { return true }
        if [
            "full-time", "full time", "part-time", "part time", "contract", "internship", "freelance", "remote", "permanent", "responsibility",
            "responsibilities", "temporary", "self-employed", "seasonal", "full-time employment",
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
