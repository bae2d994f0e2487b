import Foundation

/// A year's pay as people write it: `12.5 lakh`, `12.5 LPA`, `₹12,50,000`, `1.2 cr`, `$120k`.
enum PayText {
    enum Failure: Error, Equatable {
        case unreadable
        /// `12.5` alone may be lakh or thousands: asked rather than guessed.
        case ambiguous
        /// It names another currency than the profile's.
        case otherCurrency(String)
        case tooLarge
    }

    /// No salary on earth has more: 10^12.
    static let most = 1_000_000_000_000

    /// Whole units of `currency` a year. A month's pay counts twelve times.
    static func amount(_ text: String, currency: String) throws(Failure) -> Int {
        var rest = text.lowercased().replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ")
        if let named = takeCurrency(from: &rest), named != currency { throw .otherCurrency(named) }
        let times = takePeriod(from: &rest)
        let (number, unit) = try split(rest)
        guard let size = size(of: unit) else { throw .unreadable }
        guard let value = decimal(number) else { throw .unreadable }
        let amount = value * Decimal(size) * Decimal(times)
        guard amount <= Decimal(most) else { throw .tooLarge }
        if size == 1, amount > 0, amount < 1_000 { throw .ambiguous }
        return Int((amount as NSDecimalNumber).doubleValue.rounded())
    }

    private static let currencies: [(sign: String, code: String)] = [
        ("inr", "INR"), ("rs.", "INR"), ("rs", "INR"), ("₹", "INR"), ("usd", "USD"), ("us$", "USD"), ("$", "USD"), ("eur", "EUR"), ("€", "EUR"), ("gbp", "GBP"),
        ("£", "GBP"), ("aed", "AED"), ("sgd", "SGD"), ("aud", "AUD"), ("cad", "CAD"),
    ]

    private static func takeCurrency(from text: inout String) -> String? {
        for (sign, code) in currencies {
            if text.hasPrefix(sign) {
                text = String(text.dropFirst(sign.count))
                return code
            }
            if text.hasSuffix(sign), sign != "rs" {
                text = String(text.dropLast(sign.count))
                return code
            }
        }
        return nil
    }

    private static let yearly = ["per annum", "p.a.", "p.a", "per year", "a year", "/year", "/yr", "annually", "pa", "/-"]
    private static let monthly = ["per month", "a month", "p.m.", "p.m", "/month", "pm"]

    private static func takePeriod(from text: inout String) -> Int {
        text = text.trimmingCharacters(in: .whitespaces)
        if text.hasSuffix("lpa") { return 1 }
        if let word = monthly.first(where: text.hasSuffix) {
            text = String(text.dropLast(word.count))
            return 12
        }
        if let word = yearly.first(where: text.hasSuffix) { text = String(text.dropLast(word.count)) }
        return 1
    }

    private static func split(_ text: String) throws(Failure) -> (number: String, unit: String) {
        let text = text.trimmingCharacters(in: .whitespaces)
        let number = text.prefix { $0.isASCII && $0.isNumber || ",. '".contains($0) }
        let unit = text.dropFirst(number.count).trimmingCharacters(in: CharacterSet(charactersIn: " ."))
        return (number.trimmingCharacters(in: .whitespaces), unit)
    }

    private static func size(of unit: String) -> Int? {
        switch unit {
        case "": 1
        case "k", "thousand", "t": 1_000
        case "l", "lpa", "lac", "lacs", "lakh", "lakhs", "lakh pa", "lakhs pa": 100_000
        case "m", "mn", "million": 1_000_000
        case "cr", "crore", "crores", "cr pa": 10_000_000
        default: nil
        }
    }

    /// Digits in groups of two or three, and at most one point.
    private static func decimal(_ text: String) -> Decimal? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = parts.first, whole.count <= 20 else { return nil }
        let groups = whole.split(omittingEmptySubsequences: false) { ", '".contains($0) }
        guard let first = groups.first, !first.isEmpty, first.count <= (groups.count > 1 ? 3 : 15) else { return nil }
        guard groups.dropFirst().allSatisfy({ $0.count == 2 || $0.count == 3 }), groups.count == 1 || groups.last?.count == 3 else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.count <= 6, (groups.joined() + fraction).allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Decimal(string: groups.joined() + (fraction.isEmpty ? "" : "." + fraction), locale: Locale(identifier: "en_US_POSIX"))
    }

    /// Every digit, in the groups of the currency: `12,50,000` rupees, `120,000` of anything else.
    static func typed(_ amount: Int, currency: String) -> String {
        var digits = String(amount)
        guard digits.count > 3 else { return digits }
        var groups = [String(digits.suffix(3))]
        digits.removeLast(3)
        let size = currency == "INR" ? 2 : 3
        while !digits.isEmpty {
            groups.insert(String(digits.suffix(size)), at: 0)
            digits.removeLast(min(size, digits.count))
        }
        return groups.joined(separator: ",")
    }
}
