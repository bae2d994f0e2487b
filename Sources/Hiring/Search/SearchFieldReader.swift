import Foundation

/// Reads what follows the colon of a field, in the field's own way.
struct SearchFieldReader {
    let token: SearchLexer.Placed
    let name: String
    let value: String
    let isQuoted: Bool
    let valuePlace: Int

    func read() throws(SearchProblem) -> SearchExpression {
        guard let field = SearchField.named(name) else {
            let meant = SearchField.near(name).map { " Did you mean \($0.name):?" } ?? " There are \(SearchField.all.map(\.name).joined(separator: ", "))."
            throw SearchProblem("There is no field “\(name)”.\(meant) To look for the word itself, put it into quotes.", at: token.place, length: name.count)
        }
        guard value.contains(where: { $0.isLetter || $0.isNumber }) else {
            throw SearchProblem("Say what \(field.name): is to be, such as \(field.example).", at: token.place, length: token.length)
        }
        switch field.kind {
        case .years: return .field(field, .range(try range(of: field, unit: Self.years)))
        case .notice: return .field(field, .range(try range(of: field, unit: Self.days)))
        case .money: return .field(field, .range(try money(field)))
        case .age: return .field(field, .range(try range(of: field, unit: Self.days)))
        case .searching: return .field(field, .text(try truth(field)))
        case .phone: return .field(field, .text(try phone(field)))
        default: return .field(field, .text(value))
        }
    }

    private func truth(_ field: SearchField) throws(SearchProblem) -> String {
        switch value.lowercased() {
        case "yes", "true", "y": return "yes"
        case "no", "false", "n": return "no"
        default: throw problem("Write \(field.name):yes or \(field.name):no.")
        }
    }

    private func phone(_ field: SearchField) throws(SearchProblem) -> String {
        let digits = value.filter { $0.isASCII && $0.isNumber }
        guard digits.count >= 7 else { throw problem("A phone number has at least 7 digits, such as \(field.example).") }
        return digits
    }

    private func problem(_ words: String) -> SearchProblem { SearchProblem(words, at: valuePlace, length: max(1, value.count)) }

    // MARK: Numbers

    /// `5`, `>5`, `>=5`, `<5`, `<=5`, `3..6`, `3..<6`, `3..`, `..6`, `3-6`, `5+`
    private func range(of field: SearchField, unit: (String) -> Double?) throws(SearchProblem) -> SearchRange {
        let text = value.replacing("≤", with: "<=").replacing("≥", with: ">=").lowercased()
        func number(_ part: some StringProtocol) throws(SearchProblem) -> Double {
            guard let number = unit(part.trimmingCharacters(in: .whitespaces)) else {
                throw problem("“\(value)” is no such number. Write it like \(field.example).")
            }
            return number
        }
        for (sign, isUp, isIncluded) in [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)] where text.hasPrefix(sign) {
            let number = try number(text.dropFirst(sign.count))
            return isUp ? SearchRange(from: number, isFromIncluded: isIncluded) : SearchRange(to: number, isToIncluded: isIncluded)
        }
        let ends = Self.ends(of: text)
        if ends.count == 2 {
            let isBelow = ends[1].hasPrefix("<"), end = isBelow ? ends[1].dropFirst() : ends[1]
            let range = SearchRange(from: ends[0].isEmpty ? nil : try number(ends[0]), to: end.isEmpty ? nil : try number(end), isToIncluded: !isBelow)
            if let from = range.from, let to = range.to, from > to { throw problem("The first number is larger than the second: turn them round.") }
            return range
        }
        if text.hasSuffix("+") { return SearchRange(from: try number(text.dropLast())) }
        let exact = try number(text)
        // Somebody of 5.4 years has 5; within 30 days is what is meant by an age.
        switch field.kind {
        case .years: return SearchRange(from: exact, to: exact + 1, isToIncluded: false)
        case .age: return SearchRange(to: exact)
        default: return SearchRange(from: exact, to: exact)
        }
    }

    private static func ends(of text: String) -> [Substring] {
        if let dots = text.firstRange(of: "..") { return [text[..<dots.lowerBound], text[dots.upperBound...]] }
        let parts = text.split(separator: "-", omittingEmptySubsequences: true)
        return parts.count == 2 && text.first != "-" ? parts : [text[...]]
    }

    private static func years(_ text: String) -> Double? { plain(text, units: ["y": 1, "yr": 1, "yrs": 1, "year": 1, "years": 1, "m": 1 / 12]) }

    private static func days(_ text: String) -> Double? {
        if text == "immediate" || text == "now" || text == "0" { return 0 }
        return plain(
            text, units: ["d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7, "m": 30, "month": 30, "months": 30, "y": 365, "year": 365, "years": 365])
    }

    private static func plain(_ text: String, units: [String: Double]) -> Double? {
        let digits = text.prefix { $0.isNumber || $0 == "." }, unit = text.dropFirst(digits.count).trimmingCharacters(in: .whitespaces)
        guard let number = Double(digits), number < 1_000_000 else { return nil }
        if unit.isEmpty { return number }
        return units[unit].map { number * $0 }
    }

    /// Rupees unless it says otherwise: `25L`, `1.2cr`, `2500000`, `$120k`, `120k`. One unit stands for both ends: `15..25L`.
    private func money(_ field: SearchField) throws(SearchProblem) -> SearchRange {
        let text = value.lowercased()
        let isDollar = text.contains("$") || text.contains("usd"), unit = text.last { $0.isLetter || $0 == "+" }.map { "\($0)" }
        let isThousands = text.contains("k"), isLakh = text.contains("l"), isCrore = text.contains("cr")
        let plain = SearchFieldReader(
            token: token, name: name, value: text.filter { $0.isNumber || ".<>=-+≤≥".contains($0) }, isQuoted: isQuoted, valuePlace: valuePlace)
        guard unit == nil || isDollar || isThousands || isLakh || isCrore || unit == "+" else {
            throw problem("“\(value)” is no such amount. Write lakhs as 25L, crores as 1.2Cr, thousands as 120k.")
        }
        let size: Double = isCrore ? 10_000_000 : isLakh ? 100_000 : isThousands ? 1_000 : 1
        var range: SearchRange
        do { range = try plain.range(of: field, unit: { Double($0) }) } catch {
            throw problem("“\(value)” is no such amount. Write it like \(field.example), 15..25L or <=1.2Cr.")
        }
        range.from = range.from.map { $0 * size }
        range.to = range.to.map { $0 * size }
        // More than a bigint holds would end the program where it is bound.
        guard [range.from, range.to].allSatisfy({ ($0 ?? 0) < 1e15 }) else { throw problem("“\(value)” is more than anybody earns.") }
        range.currency = isDollar || isThousands && !isLakh && !isCrore ? "USD" : "INR"
        return range
    }
}
