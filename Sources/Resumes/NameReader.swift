internal import Foundation
import Names

/// Finds whose résumé this is: the line that looks most like a name, by its size, its place and the e-mail beside it.
struct NameReader {
    let text: ResumeText
    let sections: [Section]
    let contact: ContactReader

    /// The name with the line that holds it; `sign` tells how far it stands before the next best line.
    struct Found {
        var name: String
        var line: ResumeText.Line
        var sign: Double
    }

    private struct Candidate {
        var name: String
        var score: Double
        var line: ResumeText.Line
        var isHinted: Bool
    }

    func found() -> Found? {
        let first = text.lines.first?.page ?? 0
        let page = text.lines.filter { $0.page == first }
        let largest = page.map(\.size).max() ?? 0
        let body = page.map(\.size).sorted()[page.isEmpty ? 0 : page.count / 2]
        let hints = (contact.email(near: nil).map { [$0] } ?? []) + (contact.linkedIn().map { [$0] } ?? [])
        let spoken = hints.joined(separator: " ").lowercased()
        var best: Candidate?
        var second = 0.0
        for (index, line) in page.enumerated() {
            let isProminent = index < 14 || line.size > body * 1.35 || isFlowTop(page, index)
            if !isProminent, !Self.isHinted(line, spoken) { continue }
            if let told = Self.labelled(line) { return Found(name: told, line: line, sign: 0.98) }
            for raw in pieces(line, next: index + 1 < page.count ? page[index + 1] : nil) {
                guard let name = Self.tidy(raw) else { continue }
                var score = 3 * (line.size - body) / max(largest - body, 1) + (line.size > body * 1.15 ? 1 : 0)
                score += max(0, 2.5 - 0.25 * Double(index))
                let hint = hintScore(name, hints)
                // Further down only the very words of the address count: a column may have been read before the name.
                if !isProminent, hint < 2.4 || line.words > 4 { continue }
                score += hint
                if name.split(separator: " ").count == 1 { score -= 2.5 }
                if score > (best?.score ?? 1.4) {
                    if best?.line.y != line.y { second = best?.score ?? 0 }
                    best = Candidate(name: name, score: score, line: line, isHinted: hint > 0)
                } else if best?.line.y != line.y {
                    second = max(second, score)
                }
            }
        }
        guard let best else { return nil }
        let words = best.name.split(separator: " ").count
        let sign = 0.45 + (best.isHinted ? 0.3 : 0) + (words >= 2 ? 0.1 : -0.1) + min(max(best.score - second, 0), 3) * 0.05
        return Found(name: best.name, line: best.line, sign: min(sign, 0.99))
    }

    private static let labels: Set<String> = [
        "name", "full name", "candidate name", "name of candidate", "name of the candidate", "first name(s) / surname(s)", "surname(s) / first name(s)",
        "name / surname",
        "surname / name", "vor- und nachname", "nom et prénom", "nombre y apellidos", "nome e cognome",
    ]

    /// `Name ¦ Mara Quist`, `Surname(s) / First name(s) ¦ Quist, Mara`
    private static func labelled(_ line: ResumeText.Line) -> String? {
        guard line.cells.count == 2, labels.contains(line.cells[0].text.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: " :"))) else {
            return nil
        }
        let told = line.cells[1].text.trimmingCharacters(in: CharacterSet(charactersIn: " :"))
        let parts = told.components(separatedBy: ", ")
        return tidy(parts.count == 2 ? parts[1] + " " + parts[0] : told)
    }

    /// Whether two words of a short line stand in the person's addresses; it costs less than reading each line as a name.
    private static func isHinted(_ line: ResumeText.Line, _ spoken: String) -> Bool {
        guard line.words <= 4 else { return false }
        return Vocabulary.words(line.text).count { $0.count > 2 && spoken.contains($0) } >= 2
    }

    private func isFlowTop(_ page: [ResumeText.Line], _ index: Int) -> Bool {
        page[max(0, index - 3)].flow != page[index].flow
    }

    /// What of a line may be a name: the whole, what stands before a mark, and two large lines of one word each.
    private func pieces(_ line: ResumeText.Line, next: ResumeText.Line?) -> [String] {
        var pieces = [line.cells[0].text]
        if line.cells.count > 1, line.cells.allSatisfy({ abs($0.size - line.size) < 1 }) { pieces.append(line.text) }
        if let last = line.cells.last, line.cells.count > 1 { pieces.append(last.text) }
        for mark in [" | ", " · ", " • ", " – ", " - ", ", ", " — ", "|"] {
            if let range = line.cells[0].text.range(of: mark) { pieces.append(String(line.cells[0].text[..<range.lowerBound])) }
        }
        if let next, next.flow == line.flow, abs(next.size - line.size) < 1.5, line.words <= 3, next.words <= 2, line.words + next.words <= 4,
            line.words <= 2 || next.words == 1,
            next.cells.count == 1, line.cells.count == 1
        {
            pieces.append(line.text + " " + next.text)
        }
        return pieces
    }

    private func hintScore(_ name: String, _ hints: [String]) -> Double {
        let parts = name.lowercased().folding(options: .diacriticInsensitive, locale: nil)
            .split { !$0.isLetter }.filter { $0.count > 2 }
        let hits = parts.count { part in hints.contains { $0.lowercased().contains(part) } }
        return Double(hits) * 1.2
    }

    // Compiled once: they are held against many lines. `Regex` is not marked `Sendable`; these are never changed, and matching keeps its
    // state in the match.
    nonisolated(unsafe) private static let dress1 = /(?i)^\s*(?:full\s+)?name\s*[:\-]\s*/
    nonisolated(unsafe) private static let dress2 = /(?i)^(?:curriculum vitae|r[ée]sum[ée]|cv)\s*(?:of|[-–—:|])?\s+/
    nonisolated(unsafe) private static let dress3 = /(?i)[\s,\-–—|]*\b(?:curriculum vitae|r[ée]sum[ée]|cv)\s*$/
    nonisolated(unsafe) private static let dress4 = /^(?:(?i:Mr|Mrs|Ms|Miss|Dr|Prof|Smt|Shri|Adv|Capt|Engr)|Er|CA|CS)\.?\s+/
    nonisolated(unsafe) private static let dress5 =
        /,?\s+\(?(?:Ph\.?D|MBA|PMP|CPA|RN|BSN|MD|CFA|MSc|MS|M\.S\.|PE|Esq|CSM|PHR|SHRM-CP|MSN|LCSW)\)?\.?(?:\s*,.*)?$/

    /// The text as a name, or nil where it cannot be one.
    static func tidy(_ raw: String) -> String? {
        var text = raw.replacing(dress1, with: "")
        text = text.replacing(dress2, with: "")
        text = text.replacing(dress3, with: "")
        text = text.replacing(dress4, with: "")
        text = text.replacing(dress5, with: "")
        text = text.trimmingCharacters(in: CharacterSet(charactersIn: " ,|-–—:•·_*#"))
        text = unspaced(text)
        let words = text.split(separator: " ").map(String.init)
        guard (1...5).contains(words.count), (3...50).contains(text.count), words.allSatisfy(isNameWord) else { return nil }
        guard HeadingWords.kinds[HeadingWords.plain(text)] == nil, !Vocabulary.isPlace(text), !isJob(text),
            Vocabulary.companyWeight(text) == 0
        else { return nil }
        let known = Vocabulary.words(text)
        if known.contains(where: { notNames.contains($0) }) || (words.count == 1 && SkillVocabulary.shared.knows(text)) { return nil }
        if words.count > 1, SkillVocabulary.shared.knows(text) { return nil }
        return words.map(cased).joined(separator: " ")
    }

    /// Miss Baker is no baker.
    private static func isJob(_ text: String) -> Bool {
        Vocabulary.words(text).contains { Vocabulary.titles.contains($0) && !Vocabulary.surnames.contains($0) }
    }

    private static func isNameWord(_ word: String) -> Bool {
        guard let first = word.first, first.isLetter || first == "'" || first == "(" || first == "\"" else { return false }
        guard word.allSatisfy({ $0.isLetter || ".'’-()\"`".contains($0) }) else { return false }
        return !first.isLowercase || ["de", "van", "von", "der", "den", "da", "di", "la", "del", "bin", "al", "dos", "el", "le", "ter"].contains(word)
    }

    /// J A N E   D O E
    private static func unspaced(_ text: String) -> String {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count > 5, parts.allSatisfy({ $0.count <= 1 }) else { return text }
        return text.components(separatedBy: "   ").flatMap { $0.components(separatedBy: "  ") }
            .map { $0.replacing(" ", with: "") }.joined(separator: " ")
    }

    private static func cased(_ word: String) -> String {
        guard word.count > 1, word == word.uppercased(), word.contains(where: \.isLetter), !word.contains(".") else { return word }
        return word.split(separator: "-", omittingEmptySubsequences: false).map { $0.prefix(1) + $0.dropFirst().lowercased() }
            .joined(separator: "-")
    }

    private static let notNames: Set<String> = [
        "resume", "résumé", "cv", "curriculum", "vitae", "profile", "summary", "page", "address", "phone", "email", "mobile",
        "street", "road", "avenue", "linkedin", "github", "portfolio", "website", "updated", "last", "objective", "the", "and",
        "of", "in", "for", "with", "welcome", "date", "university", "institute", "college", "school", "bachelor", "master",
        "engineering", "science", "technology", "computer", "software", "data", "web", "full", "stack", "stackoverflow",
        "marketing", "business", "sales", "experience", "contact", "skills", "education", "nationality", "gender", "born",
        "europass", "senior", "professional", "synopsis", "objective", "declaration", "biodata", "bio", "references", "birth", "married", "single", "male",
        "female", "about", "me", "hello", "hi", "my", "i", "am", "status", "confidential",
    ]
}
