internal import Foundation
import Names

/// The items of the skills parts of a résumé, as the person wrote them: no group labels, ratings or spoken languages.
struct SkillReader {
    let sections: [Section]

    func skills() -> [String] {
        let lines = sections.filter { $0.kind == .skills }.flatMap(\.lines)
        let right = lines.map(\.right).max() ?? 0
        let hasPlain = lines.contains { !$0.isBold }
        let hasBullets = lines.count { isBullet($0.cells[0].text) } * 2 > lines.count
        let hasLabels = Self.hasLabels(lines)
        var items: [String] = []
        var open = ""
        for (index, line) in lines.enumerated() {
            if isGroupLabel(line, next: index + 1 < lines.count ? lines[index + 1] : nil, hasPlain: hasPlain, hasBullets: hasBullets) {
                items += split(open)
                open = ""
                continue
            }
            for (place, text) in cells(of: hasLabels ? Self.withoutLabelCell(line) : line, hasPlain: hasPlain).enumerated() {
                let continues = place == 0 && !open.isEmpty && goesOn(open, index > 0 ? lines[index - 1] : nil, line, right)
                if continues {
                    open += open.hasSuffix("-") ? text : " " + text
                } else {
                    items += split(open)
                    open = text
                }
            }
        }
        return unique((items + split(open)).compactMap(tidy))
    }

    /// Two columns, the left one of names for groups: `Tools ¦ Figma, Sketch` over `Methods ¦ Interviews`.
    private static func hasLabels(_ lines: [ResumeText.Line]) -> Bool {
        let pairs = lines.filter { $0.cells.count == 2 }
        guard pairs.count >= 2, pairs.count * 2 >= lines.count, let x = pairs.first?.cells[1].x else { return false }
        return pairs.allSatisfy { !$0.cells[0].text.contains(",") && $0.cells[0].text.split(separator: " ").count <= 4 && abs($0.cells[1].x - x) < 8 }
            && (pairs.contains { $0.cells[1].text.contains(",") } || pairs.allSatisfy(isLabelled))
    }

    /// `CAD ¦ AutoCAD`: what stands left is no skill that is known, and what stands right is.
    private static func isLabelled(_ line: ResumeText.Line) -> Bool {
        guard line.cells.count == 2 else { return false }
        let values = line.cells[1].text.split { ",;|".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
        let label = line.cells[0].text
        return !label.contains(",") && (groups.contains(label.lowercased()) || label.split(separator: " ").count <= 3 && !SkillVocabulary.shared.knows(label))
            && values.contains { SkillVocabulary.shared.knows($0) }
    }

    private static func withoutLabelCell(_ line: ResumeText.Line) -> ResumeText.Line {
        guard line.cells.count == 2 else { return line }
        var line = line
        line.cells.removeFirst()
        return line
    }

    /// A bold line over plain ones, or one that ends in a colon, names a group of skills.
    private func isGroupLabel(_ line: ResumeText.Line, next: ResumeText.Line?, hasPlain: Bool, hasBullets: Bool) -> Bool {
        guard line.cells.count == 1, line.words <= 5 else { return false }
        let text = line.cells[0].text
        if text.hasSuffix(":") { return true }
        if let next, line.size > next.size + 0.8, !text.contains(","), !isBullet(text) { return true }
        if let next, isBullet(text), !isBullet(next.cells[0].text), line.words <= 3, !text.contains(","),
            SkillVocabulary.shared.segment(next.text) != nil
        {
            return true
        }
        // A word without a bullet over a list with bullets.
        if let next, !isBullet(text), isBullet(next.cells[0].text), line.words <= 3, !text.contains(","), hasBullets { return true }
        guard hasPlain, line.isBold, let next, !next.isBold else { return false }
        return !text.contains(",") && !isBullet(text)
    }

    private func cells(of line: ResumeText.Line, hasPlain: Bool) -> [String] {
        var cells = line.cells
        if cells.count > 1, hasPlain, cells[0].isBold, !cells[1].isBold { cells.removeFirst() }
        if cells.count > 1, cells[0].text.hasSuffix(":") { cells.removeFirst() }
        // "Label ¦ a, b, c"
        let commas = cells.count == 2 && !cells[0].text.contains(",") ? cells[1].text.count { $0 == "," } : 0
        if commas >= 2 || commas == 1 && Self.isLabelled(line) { cells.removeFirst() }
        return cells.map { withoutLabel($0.text) }.filter { !$0.isEmpty }
    }

    private func withoutLabel(_ text: String) -> String {
        let bare = text.trimmingCharacters(in: CharacterSet(charactersIn: " •-–·*◦▪●○■□➢►✓✔"))
        guard let colon = bare.firstIndex(of: ":"), bare[..<colon].split(separator: " ").count <= 5 else { return isBullet(text) ? "• " + bare : bare }
        let rest = bare[bare.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        return rest.isEmpty ? "" : "• " + rest
    }

    private func isBullet(_ text: String) -> Bool {
        guard let first = text.first else { return false }
        return "•-–·*◦▪●○■□➢►✓✔".contains(first)
    }

    private func goesOn(_ open: String, _ before: ResumeText.Line?, _ line: ResumeText.Line, _ right: Double) -> Bool {
        guard let before, before.flow == line.flow, let text = line.cells.first?.text, !isBullet(text), !text.contains(":") else { return false }
        if open.hasSuffix(",") || open.hasSuffix("-") || open.hasSuffix("/") || open.hasSuffix("&") || open.hasSuffix(" and") { return true }
        if text.first?.isLowercase == true, open.contains(",") { return true }
        // A narrow column breaks a skill in two.
        let vocabulary = SkillVocabulary.shared
        if text.first?.isLowercase == true, open.first?.isUppercase == true, !vocabulary.knows(text), line.cells.count == 1 { return true }
        if line.cells.count == 1, !open.contains(","), !vocabulary.knows(open), !vocabulary.knows(text), vocabulary.knows(open + " " + text) { return true }
        return open.contains(",") && before.right > right * 0.85 && line.cells.count == 1
    }

    private func split(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth = max(0, depth - 1) }
            if depth == 0, ",;•|·●▪\u{2022}".contains(character) {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        parts.append(part)
        return parts.flatMap(separate)
    }

    private func separate(_ part: String) -> [String] {
        let text = part.trimmingCharacters(in: .whitespaces)
        if SkillVocabulary.shared.knows(text) { return [text] }
        if let parted = SkillVocabulary.shared.segment(text) { return parted }
        for mark in [" / ", " and ", " – ", " - "] {
            let pieces = text.components(separatedBy: mark)
            let known = pieces.count { SkillVocabulary.shared.knows($0) }
            if pieces.count > 1, pieces.count <= 4, known == pieces.count || (mark == " / " && known > 0) { return pieces }
            if pieces.count == 2, [" – ", " - "].contains(mark), SkillVocabulary.shared.knows(pieces[0]) { return [pieces[0]] }
        }
        return [text.hasPrefix("and ") ? String(text.dropFirst(4)) : text]
    }

    private static let grades: Set<String> = [
        "beginner", "intermediate", "advanced", "expert", "proficient", "fluent", "native", "basic", "good", "excellent",
        "familiar", "years", "year", "etc", "others", "other", "experienced", "skillful", "novice",
    ]

    private static let groups: Set<String> = [
        "languages", "programming languages", "frameworks", "databases", "database", "tools", "technologies", "platforms",
        "libraries", "operating systems", "operating system", "web technologies", "frontend", "backend", "front end",
        "back end", "cloud", "other", "others", "software", "methodologies", "ide", "ides", "servers", "web", "scripting",
        "devops tools", "version control", "technical skills", "soft skills", "skills", "hard skills", "concepts", "mother tongue", "other skills",
        "main skills",
    ]

    /// `Languages Java`, as a narrow table has it, is Java.
    private func withoutGroup(_ text: String) -> String {
        guard !SkillVocabulary.shared.knows(text) else { return text }
        let words = text.split(separator: " ").map(String.init)
        for length in [2, 1] where words.count > length {
            let label = words.prefix(length).joined(separator: " ").lowercased()
            let rest = words.dropFirst(length).joined(separator: " ")
            if Self.groups.contains(label), SkillVocabulary.shared.knows(rest) { return rest }
        }
        return text
    }

    private func tidy(_ raw: String) -> String? {
        var text = raw.replacing(
            /\s*\(\s*(?:[\d.\/\s%+]+(?:years?|yrs?)?|(?i:beginner|intermediate|advanced|expert|proficient|basic|fluent|good|excellent|familiar)[^)]*)\)/,
            with: "")
        // Stars and dots, and what is recognised of them in a picture.
        text = text.replacing(/\s+[eE@0oO©®°«*cC]{4,}$/, with: "").replacing(/^[+«»¢e©]\s+/, with: "")
        text = text.replacing(/\s+\d{1,3}\s*%$|\s+\d\/\d+$|[★☆●○■□▪]+/, with: "")
        text = text.trimmingCharacters(in: CharacterSet(charactersIn: " .,;:•-–·*◦➢►✓✔<>"))
        if text.wholeMatch(of: /[eE@0oO©®°«*cC]{4,}/) != nil { return nil }
        guard !text.isEmpty, text.count <= 60, !text.contains("@"), text.contains(where: \.isLetter) else { return nil }
        text = withoutGroup(text)
        let lower = text.lowercased()
        if Self.groups.contains(lower) || Self.grades.contains(lower) || Vocabulary.languages.contains(lower) { return nil }
        if text.split(separator: " ").count > 6, !SkillVocabulary.shared.knows(text) { return nil }
        return text
    }

    private func unique(_ items: [String]) -> [String] {
        var seen: Set<String> = []
        return items.filter { seen.insert($0.lowercased()).inserted }
    }
}
