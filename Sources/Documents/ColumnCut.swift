/// Finds the white gutter between two columns of text, if there is one.
enum ColumnCut {
    private struct Stretch {
        var gutter: Double
        var rows: Range<Int>
        var weight: Int
    }

    static func cut(_ rows: [Row], depth: Int) -> [Region] {
        guard depth < 3, rows.count >= 5, let stretch = best(rows) else {
            return rows.isEmpty ? [] : [Region(side: .whole, gutter: 0, rows: rows)]
        }
        let above = Array(rows[..<stretch.rows.lowerBound])
        let below = Array(rows[stretch.rows.upperBound...])
        let left = rows[stretch.rows].compactMap { $0.part(left: true, of: stretch.gutter) }
        let right = rows[stretch.rows].compactMap { $0.part(left: false, of: stretch.gutter) }
        return cut(above, depth: depth + 1)
            + [
                Region(side: .left, gutter: stretch.gutter, rows: flattened(left, depth: depth + 1)),
                Region(side: .right, gutter: stretch.gutter, rows: flattened(right, depth: depth + 1)),
            ] + cut(below, depth: depth + 1)
    }

    /// A column may have columns of its own; within a region only their order matters.
    private static func flattened(_ rows: [Row], depth: Int) -> [Row] {
        // Pieces that shared a row only with the other column are put in rows of their own again.
        cut(Row.rows(of: rows.flatMap(\.runs)), depth: depth).flatMap(\.rows)
    }

    private static func best(_ rows: [Row]) -> Stretch? {
        let runs = rows.flatMap(\.runs)
        guard let first = runs.map(\.x).min(), let last = runs.map(\.right).max(), last - first > 150 else { return nil }
        let width = last - first
        var found: [Stretch] = []
        var gutter = first + 0.12 * width
        while gutter < first + 0.9 * width {
            found += stretches(rows, gutter: gutter)
            gutter += 3
        }
        found.sort { $0.weight > $1.weight }
        let middle = (first + last) / 2
        guard let widest = found.prefix(60).first(where: { isColumns(rows[$0.rows], gutter: $0.gutter, middle: middle) }) else { return nil }
        // Dates at the right edge of the left column belong to it: the gutter is the one behind them.
        return found.first { other in
            other.gutter > widest.gutter + 15 && other.rows.count * 10 >= widest.rows.count * 5
                && isColumns(rows[other.rows], gutter: other.gutter, middle: middle)
                && between(widest.gutter, other.gutter, rows[other.rows])
        } ?? widest
    }

    /// Whether what stands between two gutters are dates and towns, at least two of them.
    private static func between(_ low: Double, _ high: Double, _ rows: ArraySlice<Row>) -> Bool {
        let pieces = rows.compactMap { row in
            let runs = row.runs.filter { $0.middle >= low && $0.middle < high }
            return runs.isEmpty ? nil : Row(runs: runs, y: row.y, bottom: row.bottom)
        }
        return pieces.count >= 2 && isMargin(pieces)
    }

    /// The runs of rows that no piece of text crosses at `gutter`.
    private static func stretches(_ rows: [Row], gutter: Double) -> [Stretch] {
        var result: [Stretch] = []
        var start = 0
        func close(_ end: Int) {
            guard end - start >= 4 else { return }
            let part = rows[start..<end]
            let left = part.count { $0.runs.contains { $0.middle < gutter } }
            let right = part.count { $0.runs.contains { $0.middle >= gutter } }
            if min(left, right) >= 3 {
                result.append(Stretch(gutter: gutter, rows: start..<end, weight: min(left, right)))
            }
        }
        for (index, row) in rows.enumerated() where row.runs.contains(where: { $0.x < gutter + 1 && $0.right > gutter - 1 && !isOverlong($0, gutter) }) {
            close(index)
            start = index + 1
        }
        close(rows.count)
        return result
    }

    /// An address that is too long for its column runs over the gutter and parts nothing.
    private static func isOverlong(_ run: PositionedRun, _ gutter: Double) -> Bool {
        run.middle < gutter && run.right < gutter + 90 && !run.text.contains(" ") && run.text.contains { "@/.".contains($0) }
    }

    /// Text of a column stands at its left edge; what all ends at one right edge and starts anywhere is a margin.
    private static func isFlushRight(_ rows: [Row]) -> Bool {
        let edges = rows.compactMap { row in row.runs.map(\.x).min().flatMap { left in row.runs.map(\.right).max().map { (left: left, right: $0) } } }
        guard edges.count >= 3 else { return false }
        let right = edges.map(\.right).sorted()[edges.count / 2], left = edges.map(\.left).sorted()[edges.count / 2]
        return edges.count { abs($0.right - right) < 3 } * 10 >= edges.count * 8 && edges.count { abs($0.left - left) < 3 } * 10 < edges.count * 6
    }

    /// Headings in the middle of the page, over text that begins at its left edge.
    private static func headingsAreCentred(_ middle: Double, left: [Row], right: [Row]) -> Bool {
        guard !left.contains(where: { SectionWords.opens($0.text) }) else { return false }
        let headings = right.filter { SectionWords.opens($0.text) }
        return !headings.isEmpty
            && headings.allSatisfy { row in
                let x = row.runs.map(\.x).min() ?? 0, end = row.runs.map(\.right).max() ?? 0
                return abs((x + end) / 2 - middle) < 14
            }
    }

    /// Lines that are set to the middle of the page, each alone in its row, look like a column of their own.
    private static func isCentred(_ rows: ArraySlice<Row>, gutter: Double) -> Bool {
        let right = rows.compactMap { $0.part(left: false, of: gutter) }
        let alone = rows.filter { $0.part(left: true, of: gutter) == nil }.compactMap { row in
            row.runs.map(\.x).min().flatMap { first in row.runs.map(\.right).max().map { (x: first, middle: (first + $0) / 2) } }
        }
        guard alone.count * 10 >= right.count * 6, alone.count >= 2 else { return false }
        let middle = alone.map(\.middle).sorted()[alone.count / 2]
        let centred = alone.count { abs($0.middle - middle) < 6 }
        let edges = alone.map(\.x)
        return centred * 10 >= alone.count * 8 && (edges.max() ?? 0) - (edges.min() ?? 0) > 8
    }

    private static func isColumns(_ rows: ArraySlice<Row>, gutter: Double, middle: Double) -> Bool {
        if rows.contains(where: { TableWords.name($0, gutter: gutter) }) { return false }
        if isCentred(rows, gutter: gutter) { return false }
        let left = rows.compactMap { $0.part(left: true, of: gutter) }
        let right = rows.compactMap { $0.part(left: false, of: gutter) }
        if isFlushRight(right) || headingsAreCentred(middle, left: left, right: right) { return false }
        let rightHeadings = right.count { SectionWords.opens($0.text) }
        var leftHeadings = left.count { SectionWords.opens($0.text) }
        // The heading over a table of two columns is none of its left column.
        if leftHeadings == 1, rightHeadings == 0, let first = rows.first, first.runs.allSatisfy({ $0.middle < gutter }), SectionWords.opens(first.text) {
            leftHeadings = 0
        }
        let shared = rows.count { row in
            guard let a = row.part(left: true, of: gutter), let b = row.part(left: false, of: gutter) else { return false }
            return abs(a.bottom - b.bottom) < 1.5
        }
        let narrow = min(left.count, right.count)
        let alignment = Double(shared) / Double(max(narrow, 1))
        // Headings in the margin beside their content.
        if leftHeadings * 20 > left.count * 11 { return false }
        if leftHeadings > 0, rightHeadings > 0 {
            return !(isMargin(right) && rightHeadings < 1) && headingsStandAlone(left, right)
        }
        if isMargin(left) || isMargin(right) || (rightHeadings == 0 && isDateColumn(left)) { return false }
        if leftHeadings * 2 > left.count || rightHeadings * 2 > right.count { return false }
        return leftHeadings + rightHeadings > 0 ? alignment < 0.75 && narrow >= 4 : alignment < 0.45 && narrow >= 5
    }

    /// Headings set in the left margin beside their content are no column.
    private static func headingsStandAlone(_ left: [Row], _ right: [Row]) -> Bool {
        let leftHeadings = left.count { SectionWords.opens($0.text) }
        return leftHeadings * 10 < left.count * 8
    }

    /// Dates and places at a margin: short pieces, most with a figure or a comma.
    private static func isMargin(_ rows: [Row]) -> Bool {
        let short = rows.count { row in
            let text = row.text
            let words = text.split(separator: " ").count
            let hasYear = text.split { !$0.isNumber }.contains { $0.count == 4 || $0.count == 2 }
            return words <= 7 && (hasYear || (text.contains(",") && words <= 4) || isDuration(text))
        }
        return short * 100 >= rows.count * 60
    }

    /// A narrow column of dates, with towns and lengths of time below them.
    private static func isDateColumn(_ rows: [Row]) -> Bool {
        let texts = rows.map(\.text).filter { !SectionWords.opens($0) }
        let dated = texts.count { text in
            text.split { !$0.isNumber }.contains { $0.count == 4 && ($0.hasPrefix("19") || $0.hasPrefix("20")) } && text.count < 32
        }
        let short = texts.count { $0.split(separator: " ").count <= 5 }
        return dated >= 2 && dated * 3 >= texts.count && short * 10 >= texts.count * 9
    }

    private static func isDuration(_ text: String) -> Bool {
        let lower = text.lowercased()
        return ["month", "year", "present", "remote"].contains { lower.contains($0) } && lower.count < 24
    }
}

/// The words over the columns of a table, which is read row by row.
enum TableWords {
    private static let words: Set<String> = [
        "course", "degree", "examination", "exam", "institute", "institution", "university", "board", "college", "school", "year", "percentage", "marks",
        "cgpa", "grade", "passing", "organization", "organisation", "company", "employer", "designation", "position", "period", "duration", "from", "to",
        "ctc", "qualification", "specialization", "class", "division", "sno", "tenure", "role", "name", "of", "the", "no", "s", "and", "stream", "sr",
        "held", "job", "profile", "responsibilities", "nature", "work", "joining", "leaving", "location", "rank", "vessel", "sign", "on", "off", "date",
        "dates",
        "place", "project", "client", "post", "title", "in", "subject", "subjects", "score", "result", "percent", "years", "sl", "department", "salary",
    ]

    /// Whether a text may name a column: it holds no word but those, and no figure.
    static func isName(_ text: String) -> Bool {
        guard text.count < 40 else { return false }
        if text == "%" { return true }
        let parts = parts(of: text)
        return !parts.isEmpty && parts.allSatisfy { words.contains($0) } && !text.contains(where: \.isNumber)
    }

    private static func parts(of text: String) -> [String] { text.lowercased().split { !$0.isLetter }.map(String.init) }

    /// Whether a row names columns on both sides of a gutter.
    static func name(_ row: Row, gutter: Double) -> Bool {
        guard row.runs.count > 1, row.text.count < 120 else { return false }
        let sides = [true, false].map { row.part(left: $0, of: gutter)?.text ?? "" }
        return sides.allSatisfy { text in
            let parts = parts(of: text)
            return !parts.isEmpty && parts.count { words.contains($0) } * 5 >= parts.count * 4
        }
    }
}

/// The words that open the parts of a résumé: two columns that each have some are surely columns.
enum SectionWords {
    private static let words: Set<String> = [
        "experience", "work experience", "professional experience", "employment", "employment history", "work history",
        "education", "skills", "technical skills", "key skills", "core skills", "contact", "contacts", "contact me",
        "contact info", "contact details", "profile", "summary", "professional summary", "about", "about me", "languages",
        "language", "projects", "certifications", "certificates", "interests", "hobbies", "achievements", "awards",
        "references", "publications", "strengths", "links", "personal details", "objective", "career objective",
        "expertise", "tools", "technologies", "academic background", "training", "volunteering", "coursework",
        "personal info", "personal information", "details", "social", "core competencies", "competencies", "qualifications",
        "career summary", "skill set", "work", "certification", "personal projects", "activities", "referees", "software", "hard skills", "soft skills",
        "berufserfahrung", "ausbildung", "kenntnisse", "sprachen", "kontakt", "persönliche daten", "interessen", "fähigkeiten", "profil",
        "expérience", "expériences", "expérience professionnelle", "expériences professionnelles", "formation", "formations", "compétences", "langues",
        "experiencia", "experiencia laboral", "experiencia profesional", "educación", "formación", "habilidades", "competencias", "idiomas", "contacto",
        "perfil",
        "esperienza", "esperienza lavorativa", "esperienze lavorative", "istruzione", "istruzione e formazione", "competenze", "lingue", "contatti",
        "experiência", "experiência profissional", "formação", "competências", "contato", "werkervaring", "opleiding", "vaardigheden", "talen",
    ]

    static func opens(_ text: String) -> Bool {
        guard text.count < 40 else { return false }
        let letters = text.lowercased().filter { $0.isLetter || $0 == " " }
        let plain = letters.split(separator: " ").joined(separator: " ")
        return words.contains(plain) || isKind(text, plain) || (isSpaced(text) && solid.contains(plain.filter { $0 != " " }))
    }

    private static let lasts: Set<String> = [
        "experience", "education", "skills", "qualification", "qualifications", "competencies", "expertise", "languages", "projects", "certifications",
        "certificates", "summary", "objective", "references", "hobbies", "achievements", "details", "history", "background", "academics",
    ]

    /// `Job Experience`, `Scholastic Details`: few words in capitals or in title case, the last of which names such a part.
    private static func isKind(_ text: String, _ plain: String) -> Bool {
        let parts = plain.split(separator: " ")
        guard (2...3).contains(parts.count), let last = parts.last, lasts.contains(String(last)), !text.contains(where: { $0.isNumber || ",;|".contains($0) })
        else { return false }
        return text.split(separator: " ").allSatisfy { $0.first?.isUppercase == true || $0.first?.isLetter != true }
    }

    private static let solid = Set(words.map { $0.filter { $0 != " " } })

    /// E D U C A T I O N, and E D U C AT I O N where a font pulls letters together.
    private static func isSpaced(_ text: String) -> Bool {
        let parts = text.split(separator: " ")
        return parts.count > 2 && parts.allSatisfy { $0.count <= 3 }
    }
}
