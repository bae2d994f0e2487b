import Foundation

/// The longest notice behind "Immediate to 30 Days" or "Up to 2 months"; the text itself is kept and shown.
package enum NoticePeriod {
    /// Days, or `nil` where the text sets no limit ("Any", "Negotiable").
    package static func maxDays(_ text: String) -> Int? {
        let words = Wording(text)
        if let longest = words.numbers(unit: daysIn).max() { return longest <= 730 ? Int(longest.rounded()) : nil }
        if words.has(["month"]) { return 30 }
        return words.has(["immediate", "immediately", "asap", "now"]) ? 0 : nil
    }

    private static func daysIn(_ word: String) -> Double? {
        if word.hasPrefix("month") { return 30 }
        if word.hasPrefix("week") || word.hasPrefix("wk") { return 7 }
        return word.hasPrefix("day") ? 1 : nil
    }
}
