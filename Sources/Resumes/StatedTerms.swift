internal import Foundation
private import RegexBuilder

/// What Indian résumés say of the terms: notice period and pay, now and wanted. Pay is in whole units a year.
struct StatedTerms {
    private(set) var noticeDays: Int?
    private(set) var currentPay: Int?
    private(set) var expectedPay: Int?
    private(set) var currency: String?

    init(_ lines: [ResumeText.Line]) {
        for line in lines {
            for part in line.text.split(whereSeparator: { "|•;".contains($0) }) { read(String(part)) }
        }
    }

    private mutating func read(_ text: String) {
        let lower = text.lowercased()
        if noticeDays == nil, lower.contains("notice") { noticeDays = Self.days(lower) }
        guard lower.contains("ctc") || lower.contains("salary") || lower.contains("package") else { return }
        guard let pay = Self.pay(lower) else { return }
        if lower.contains("expected") || lower.contains("ectc") || lower.contains("desired") {
            expectedPay = expectedPay ?? pay.amount
        } else if lower.contains("current") || lower.contains("present") || lower.contains("cctc") || lower.contains("last drawn") || lower.contains("existing")
        {
            currentPay = currentPay ?? pay.amount
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

    private static func pay(_ text: String) -> (amount: Int, currency: String?)? {
        guard let match = text.firstMatch(of: /(?:(inr|rs\.?|₹|usd|\$|eur|€|gbp|£|aed)\s*)?(\d[\d,]*(?:\.\d+)?)\s*(lpa|lakhs?|lacs?|l\b|k\b|crores?|cr\b)?/)
        else { return nil }
        guard let figure = Double(match.output.2.filter { $0 != "," }) else { return nil }
        let unit = match.output.3.map(String.init) ?? ""
        let factor: Double = unit.hasPrefix("l") ? 100_000 : unit.hasPrefix("cr") ? 10_000_000 : unit == "k" ? 1_000 : 1
        let amount = figure * factor
        // "Current CTC: 12" says no unit, so nothing certain.
        guard amount >= 10_000, amount < 1e11 else { return nil }
        let mark = match.output.1.map(String.init) ?? ""
        let currencies = [
            "usd": "USD", "$": "USD", "eur": "EUR", "€": "EUR", "gbp": "GBP", "£": "GBP", "aed": "AED", "inr": "INR", "rs": "INR", "rs.": "INR", "₹": "INR",
        ]
        return (Int(amount), currencies[mark] ?? (unit.hasPrefix("l") || unit.hasPrefix("cr") ? "INR" : nil))
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
