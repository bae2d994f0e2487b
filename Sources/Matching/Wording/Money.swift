import Foundation

/// Pay as the job or the person names it, brought to a year so that two can be compared.
package enum PayUnit: String, Codable, Sendable, CaseIterable {
    case year = "YEAR", month = "MONTH", hour = "HOUR"

    /// A month is a twelfth of a year, an hour one of 2080: 52 weeks of 40.
    func yearly(_ amount: Int) -> Double {
        switch self {
        case .year: Double(amount)
        case .month: Double(amount) * 12
        case .hour: Double(amount) * 2080
        }
    }
}

/// Yearly pay in words of its country: "₹18.5 lakh", "₹1.2 crore", "$120k", "EUR 64,000".
func payInWords(_ yearly: Double, currency: String) -> String {
    switch currency {
    case "INR" where yearly >= 10_000_000: "₹\(short(yearly / 10_000_000)) crore"
    case "INR" where yearly >= 100_000: "₹\(short(yearly / 100_000)) lakh"
    case "INR": "₹\(grouped(yearly))"
    case "USD" where yearly >= 10_000: "$\(short(yearly / 1000))k"
    case "USD": "$\(grouped(yearly))"
    default: "\(currency) \(grouped(yearly))"
    }
}

/// At most one decimal, and none that is zero.
func short(_ number: Double) -> String {
    let tenths = (number * 10).rounded()
    return tenths.truncatingRemainder(dividingBy: 10) == 0 ? String(Int(tenths / 10)) : String(tenths / 10)
}

private func grouped(_ number: Double) -> String {
    let digits = Array(String(Int(number.rounded())))
    return digits.enumerated().map { index, digit in
        index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : String(digit)
    }.joined()
}
