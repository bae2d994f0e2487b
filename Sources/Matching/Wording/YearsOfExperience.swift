import Foundation

/// The numbers behind "3-5 Years", "5+ yrs", "Fresher" and their like; the text itself is kept and shown.
package struct YearsOfExperience: Equatable, Sendable {
    package let min: Double?
    package let max: Double?

    package init(min: Double?, max: Double?) {
        self.min = min
        self.max = max
    }

    /// `nil` where the text names no number of years.
    package init?(_ text: String) {
        let words = Wording(text)
        let numbers = words.numbers(unit: Self.yearsIn).filter { $0 <= 60 }
        guard let first = numbers.first else {
            guard words.has(["fresher", "freshers", "trainee", "intern", "internship"]) else { return nil }
            self.init(min: 0, max: 1)
            return
        }
        if words.has(["fresher", "freshers"]) {
            self.init(min: 0, max: numbers.max())
        } else if numbers.count > 1, let low = numbers.min(), let high = numbers.max() {
            self.init(min: low, max: words.isOpenEnded ? nil : high)
        } else if words.has(["upto", "maximum", "max", "under", "within", "below"]) || words.says("up to") || words.says("less than")
            || words.says("no more than")
        {
            self.init(min: 0, max: first)
        } else {
            self.init(min: first, max: nil)
        }
    }

    private static func yearsIn(_ word: String) -> Double? {
        if word.hasPrefix("month") || word == "mos" || word == "mo" { return 1.0 / 12 }
        return word.hasPrefix("year") || word.hasPrefix("yr") || word == "y" ? 1 : nil
    }
}
