internal import Foundation
private import RegexBuilder

/// What Indian résumés say of the terms: notice period and pay, now and wanted. Pay is in whole units a year.
struct StatedTerms {
    private(set) var noticeDays: Int?
    private(set) var currentPay: Int?
    private(set) var expectedPay: Int?
    private(set) var currency: String?
    /// The lines that say so.
    private(set) var noticeLine: ResumeText.Line?
    private(set) var currentPayLine: ResumeText.Line?
    private(set) var expectedPayLine: ResumeText.Line?
    private var freeLine: ResumeText.Line?

    init(_ lines: [ResumeText.Line]) {
        for line in lines {
            for part in line.text.split(whereSeparator: { "|•;".contains($0) }) { read(part.lowercased(), in: line) }
        }
        if noticeDays == nil, let free = freeLine { (noticeDays, noticeLine) = (0, free) }
    }

    private mutating func read(_ text: String, in line: ResumeText.Line) {
        if noticeDays == nil, text.contains("notice"), let days = Self.days(text) { (noticeDays, noticeLine) = (days, line) }
        if freeLine == nil, Self.isFreeAtOnce(text) { freeLine = line }
        guard text.contains("ctc") || text.contains("salary") || text.contains("package"), let pay = Self.pay(text) else { return }
        if text.contains("expected") || text.contains("ectc") || text.contains("desired") {
            if expectedPay == nil { (expectedPay, expectedPayLine) = (pay.amount, line) }
        } else if ["current", "present", "cctc", "last drawn", "existing"].contains(where: text.contains) {
            if currentPay == nil { (currentPay, currentPayLine) = (pay.amount, line) }
        } else {
            return
        }
        currency = currency ?? pay.currency
    }

    private static func days(_ text: String) -> Int? {
        guard let start = text.range(of: "notice") else { return nil }
        let rest = String(text[start.upperBound...].prefix(60))
        if rest.contains("immediate") || rest.contains(/\bnil\b/) { return 0 }
        guard let match = rest.firstMatch(of: /(\d{1,3})\s*(?:-\s*)?(day|week|month)/), let count = Int(match.output.1) else { return nil }
        let days = count * (match.output.2 == "day" ? 1 : match.output.2 == "week" ? 7 : 30)
        return days <= 730 ? days : nil
    }

    /// `Immediate joiner`, `Can join immediately`, `Available immediately`: said in few words that open their text, so it is said of the person and
    /// not of what a job was about.
    private static func isFreeAtOnce(_ text: String) -> Bool {
        guard text.contains("immediate") else { return false }
        return text.split { "|•;:,.–()".contains($0) }.contains { part in
            let words = part.split(separator: " ").map(String.init)
            guard words.count <= 8, Set(["not", "after", "cannot", "can't", "can’t", "unable"]).isDisjoint(with: words) else { return false }
            return part.contains(/^\W*(?:i am |i'm |i’m )?(?:an? )?immediate\s+join(?:er|ing)\b/)
                || part.contains(/^\W*(?:i |i am |i'm |i’m )?(?:(?:can|could|will|(?:able|ready|willing|available|prepared) to) )?(?:join|start)\s+immediate/)
                || part.contains(/^\W*(?:i am |i'm |i’m |currently )?(?:available\s+immediate(?:ly)?|immediate(?:ly)?\s+availab(?:le|ility))\W*$/)
        } || text.contains(/\b(?:availab(?:le|ility)|join(?:ing)?(?: date| time)?)\s*[:\-–]\s*immediate/)
    }

    private static func pay(_ text: String) -> (amount: Int, currency: String?)? {
        guard let match = text.firstMatch(of: /(?:(inr|rs\.?|₹|usd|\$|eur|€|gbp|£|aed)\s*)?(\d[\d,]*(?:\.\d+)?)\s*(lpa|lakhs?|lacs?|l\b|k\b|crores?|cr\b)?/)
        else { return nil }
        guard let figure = Double(match.output.2.filter { $0 != "," }) else { return nil }
        let unit = match.output.3.map(String.init) ?? ""
        let factor: Double = unit.hasPrefix("l") ? 100_000 : unit.hasPrefix("cr") ? 10_000_000 : unit == "k" ? 1_000 : 1
        guard let times = unit == "lpa" ? 1 : timesAYear(before: text[..<match.range.lowerBound], after: text[match.range.upperBound...]) else { return nil }
        let amount = figure * factor * times
        // "Current CTC: 12" says no unit, so nothing certain.
        guard amount >= 10_000, amount < 1e11 else { return nil }
        let mark = match.output.1.map(String.init) ?? ""
        let currencies = [
            "usd": "USD", "$": "USD", "eur": "EUR", "€": "EUR", "gbp": "GBP", "£": "GBP", "aed": "AED", "inr": "INR", "rs": "INR", "rs.": "INR", "₹": "INR",
        ]
        return (Int(amount.rounded()), currencies[mark] ?? (unit.hasPrefix("l") || unit.hasPrefix("cr") ? "INR" : nil))
    }

    /// How often a year a pay is paid: twelve times where it plainly says month. Nil for pay by the hour, day or week, since hours are not told.
    private static func timesAYear(before: Substring, after: Substring) -> Double? {
        let unit = after.prefix(40)
        if unit.contains(/^[^|;]*?(?:per|an?|every|each|\/)\s*-?\s*(?:hour|hr|day|week)\b/) { return nil }
        if unit.contains(/^[^|;\d]*?(?:annum|year|annual|yearly|\bp\.?\s?a\b)/) { return 1 }
        if unit.contains(/^[^|;\d]*?(?:\bmonth|\bmonthly|\/\s*mo\b|\bp\.?\s?m\b)/) { return 12 }
        return before.contains(/\bmonthly\b|\bper\s+month\b|\bp\.\s?m\b/) ? 12 : 1
    }
}

extension ResumeText {
    /// Gender, marital status, date of birth, religion, category, disability and the names of parents decide nothing here, so
    /// no reader ever sees them.
    var withoutProtectedFacts: ResumeText {
        var result = self
        result.lines = lines.compactMap { line in
            var line = line
            var kept: [Cell] = []
            var isAnswer = false
            for cell in line.cells {
                if isAnswer { isAnswer = false; continue }
                guard Self.mayBeProtected(cell.text), cell.text.contains(Self.protected) else { kept.append(cell); continue }
                let rest = cell.text.replacing(Self.protectedWithValue, with: "").trimmingCharacters(in: CharacterSet(charactersIn: " |,;•·:-–"))
                isAnswer = !cell.text.contains(Self.protectedWithValue)
                if !rest.isEmpty, !isAnswer {
                    var cell = cell
                    cell.text = rest
                    kept.append(cell)
                }
            }
            line.cells = kept
            return kept.isEmpty ? nil : line
        }
        return result
    }

    /// A quick look before the thorough one.
    private static func mayBeProtected(_ text: String) -> Bool {
        guard text.utf8.count < 400 else { return true }
        let lower = text.lowercased()
        return [
            "gender", "sex", "marital", "married", "civil s", "birth", "dob", "d.o", "born", "age:", "age ", "age-", "religion", "caste", "category", "disab",
            "abled", "blood", "father", "mother", "husband", "spouse",
        ].contains { lower.contains($0) } || lower.hasSuffix("age")
    }

    /// The names of such facts.
    private static var factName: Regex<Substring> {
        /(?i)(?:gender|sex|marital status|married status|civil status|date of birth|birth date|d\.?o\.?b\.?|born|birthday|birthplace|place of birth|age|religion|caste|category|disability|differently abled|blood group|(?:father|mother|husband|spouse)'?s?\s*(?:’s)?\s*name)/
    }

    // Compiled once, since every cell of every résumé is held against them. `Regex` is not marked `Sendable`; these are never changed, and
    // matching keeps its state in the match.
    nonisolated(unsafe) private static let protected: Regex<Substring> = Regex {
        /(?:^|[|,;•·]\s*)/
        factName
        /\s*(?:[:\-–]|$)/
    }

    nonisolated(unsafe) private static let protectedWithValue: Regex<Substring> = Regex {
        factName
        /\s*[:\-–]\s*[^|;•·]+/
    }
}
