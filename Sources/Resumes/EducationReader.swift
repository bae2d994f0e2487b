internal import Foundation

/// The highest degree that a résumé names and the year in which it was (or will be) earned.
struct EducationReader {
    let sections: [Section]

    enum Level: Int, Comparable {
        case diploma = 1, associate, bachelor, master, doctorate
        static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    private struct Degree {
        var level: Level
        var text: String
        var line: Int
    }

    func read() -> (degree: String?, year: Int?) {
        let own = sections.filter { $0.kind == .education }
        let elsewhere: Set<Section.Kind> = [.header, .other, .contact, .certificates]
        let lines = (own.isEmpty ? sections.filter { elsewhere.contains($0.kind) } : own).flatMap(\.lines)
        let degrees: [Degree] = lines.enumerated().flatMap { index, line in self.degrees(in: line, at: index) }
        guard let highest = degrees.map(\.level).max(), let degree = degrees.first(where: { $0.level == highest }) else {
            return (nil, own.isEmpty ? nil : lines.lazy.compactMap { self.year(in: $0) }.first)
        }
        return (degree.text, year(of: degree, among: degrees, in: lines))
    }

    /// The year stands in the degree's own line, or in the lines that go with it: below, or above where the first
    /// degree of the part already has its dates above.
    private func year(of degree: Degree, among degrees: [Degree], in lines: [ResumeText.Line]) -> Int? {
        if let year = year(in: lines[degree.line]) { return year }
        let next = degrees.filter { $0.line > degree.line }.map(\.line).min() ?? lines.count
        let before = degrees.filter { $0.line < degree.line }.map(\.line).max() ?? -1
        let first = degrees.map(\.line).min() ?? 0
        let datesAbove = lines[..<first].contains { DateSpan.first(in: $0.text) != nil }
        let below = lines[(degree.line + 1)..<max(next, degree.line + 1)].prefix(5).lazy.compactMap { self.year(in: $0) }.first
        let above = lines[(before + 1)..<degree.line].suffix(3).reversed().lazy.compactMap { self.year(in: $0) }.first
        return datesAbove ? above ?? below : below ?? above
    }

    private func year(in line: ResumeText.Line) -> Int? {
        for cell in line.cells.reversed() {
            guard let span = DateSpan.first(in: cell.text) else { continue }
            return span.isOpen ? nil : (span.end ?? span.start).year
        }
        return nil
    }

    private func degrees(in line: ResumeText.Line, at index: Int) -> [Degree] {
        for cell in line.cells {
            let text = cell.text.trimmingCharacters(in: CharacterSet(charactersIn: " •-–·*◦▪●"))
            guard let (level, start) = Self.degree(in: text) else { continue }
            let opening = Self.opening(text, before: start)
            return [Degree(level: level, text: Self.phrase(String(text[opening...])), line: index)]
        }
        return []
    }

    private static let dressing: Set<String> = [
        "high", "school", "higher", "advanced", "national", "post", "graduate", "executive", "integrated", "honours", "honors", "joint", "dual", "professional",
        "polytechnic", "part-time", "part", "time", "senior", "secondary", "ordinary", "international", "vocational", "licensed", "full-time", "pg",
        "graduation",
    ]

    /// `High School Diploma`, `Executive MBA`: the words that dress a degree belong to it.
    private static func opening(_ text: String, before start: String.Index) -> String.Index {
        var opening = start
        while opening > text.startIndex {
            let head = text[..<opening].trimmingCharacters(in: .whitespaces)
            guard let word = head.split(whereSeparator: { $0 == " " }).last, dressing.contains(word.lowercased()),
                let range = text[..<opening].range(of: word, options: .backwards)
            else { break }
            opening = range.lowerBound
        }
        return opening
    }

    /// The degree as it is written, without grade, school and dates after it.
    private static func phrase(_ text: String) -> String {
        var phrase = text
        if let span = DateSpan.first(in: phrase) { phrase = String(phrase[..<span.range.lowerBound]) }
        for mark in [";", "|", " – ", " — ", " - ", "GPA", "CGPA", " from ", " at ", "•", "Percentage", "  "] {
            if let range = phrase.range(of: mark), range.lowerBound > phrase.index(phrase.startIndex, offsetBy: min(2, phrase.count)) {
                phrase = String(phrase[..<range.lowerBound])
            }
        }
        let parts = phrase.split(separator: ",").map(String.init)
        let schools: Set<String> = ["university", "college", "institute", "school", "academy", "polytechnic"]
        if parts.count > 1, let cut = parts.indices.dropFirst().first(where: { !schools.isDisjoint(with: Vocabulary.words(parts[$0])) }) {
            phrase = parts[..<cut].joined(separator: ",")
        }
        return phrase.trimmingCharacters(in: CharacterSet(charactersIn: " ,(-–—:"))
    }

    private static let words: [String: Level] = [
        "phd": .doctorate, "doctor": .doctorate, "doctorate": .doctorate, "doctoral": .doctorate, "dphil": .doctorate,
        "master": .master, "masters": .master, "master's": .master, "msc": .master, "mba": .master, "mtech": .master,
        "meng": .master, "mca": .master, "mcom": .master, "mphil": .master, "mse": .master, "mfa": .master, "llm": .master,
        "pgdm": .master, "postgraduate": .master, "post-graduate": .master, "pgp": .master, "mpharm": .master, "mps": .master,
        "bachelor": .bachelor, "bachelors": .bachelor, "bachelor's": .bachelor, "bsc": .bachelor, "btech": .bachelor,
        "beng": .bachelor, "bba": .bachelor, "bca": .bachelor, "bcom": .bachelor, "bfa": .bachelor, "bse": .bachelor,
        "llb": .bachelor, "mbbs": .bachelor, "bscs": .bachelor, "barch": .bachelor, "bpharm": .bachelor, "bsn": .bachelor,
        "associate": .associate, "associates": .associate, "associate's": .associate, "diploma": .diploma, "licence": .bachelor,
        "bdes": .bachelor, "mdes": .master, "mha": .master, "bpt": .bachelor, "mpt": .master, "bams": .bachelor, "bhms": .bachelor, "bvsc": .bachelor,
        "bcs": .bachelor, "nvq": .diploma, "btec": .diploma, "hnd": .diploma, "iti": .diploma, "foundation": .diploma, "ged": .diploma, "anm": .diploma,
        "gnm": .diploma,
        "mbbch": .bachelor, "dipl": .master, "dipling": .master, "magister": .master, "licenciatura": .bachelor, "licenciado": .bachelor, "laurea": .bachelor,
        "ba(hons)": .bachelor, "bsc(hons)": .bachelor, "meng(hons)": .master, "pgdca": .master, "pgdbm": .master, "pgdba": .master, "emba": .master,
        "mms": .master,
        "msit": .master, "bsit": .bachelor, "bsba": .bachelor, "bsee": .bachelor, "bsme": .bachelor, "msee": .master, "msme": .master, "mscs": .master,
        "bed": .bachelor, "mpa": .master, "mph": .master, "msw": .master, "bsw": .bachelor, "march": .master,
        "diplom": .master, "juris": .doctorate, "pharmd": .doctorate, "edd": .doctorate, "msn": .master, "bds": .bachelor, "bhm": .bachelor,
    ]
    /// Short forms that are words too, so their capitals count.
    private static let capitals: [String: Level] = [
        "MS": .master, "MA": .master, "ME": .master, "BS": .bachelor, "BA": .bachelor, "BE": .bachelor, "AS": .associate, "AA": .associate,
        "AAS": .associate, "MEd": .master, "BEd": .bachelor, "MArch": .master, "MD": .doctorate, "JD": .doctorate, "MM": .master, "AB": .bachelor,
        "SB": .bachelor, "SM": .master,
    ]
    private static let lowerOnlyWords: Set<String> = ["march", "bed", "doctor", "associate", "licence", "foundation", "ged", "iti"]

    private static func degree(in text: String) -> (Level, String.Index)? {
        var place = text.startIndex
        while place < text.endIndex {
            guard text[place].isLetter else {
                place = text.index(after: place)
                continue
            }
            var end = place
            while end < text.endIndex, text[end].isLetter || ".'’".contains(text[end]) { end = text.index(after: end) }
            var word = text[place..<end].filter { $0 != "." }.replacing("’", with: "'")
            // B. Tech, M. Sc
            if word.count == 1, "BMbm".contains(word), end < text.endIndex, text[end] == " " || text[end] == "-" {
                let rest = text[text.index(after: end)...].prefix { $0.isLetter || $0 == "." }.filter { $0 != "." }
                if words[(word + rest).lowercased()] != nil || (text[place..<end].contains(".") && rest.count <= 2 && capitals[word + rest] != nil) {
                    word += rest
                }
            }
            if let level = level(word, after: text[end...]) { return (level, place) }
            place = end == place ? text.index(after: place) : end
        }
        return nil
    }

    private static func level(_ word: String, after rest: Substring) -> Level? {
        if let level = capitals[word] { return level }
        let lower = word.lowercased()
        guard let level = words[lower] else { return nil }
        guard lowerOnlyWords.contains(lower) else { return level }
        if lower == "march" { return word == "MArch" ? .master : nil }
        if lower == "bed" { return word == "BEd" ? .bachelor : nil }
        let following = rest.drop { " ,".contains($0) }.lowercased()
        if lower == "licence" { return level }
        if lower == "ged" || lower == "iti" { return word == lower.uppercased() ? level : nil }
        return ["of", "in", "degree", "'s", "science", "arts"].contains { following.hasPrefix($0) } ? level : nil
    }
}
