package import Foundation
package import Postgres

/// Facts as people say them.
package enum Words {
    package static func sentence(_ parts: [String?]) -> String { parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ") }

    package static func place(_ locations: [String], _ mode: WorkMode) -> String {
        let cities = locations.map { $0.split(separator: ",").first.map(String.init) ?? $0 }.joined(separator: ", ")
        switch mode {
        case .remote: return "Remote"
        case .hybrid: return cities.isEmpty ? "Hybrid" : "\(cities), hybrid"
        case .onSite: return cities
        }
    }

    /// Rupees in lakh and crore a year, everything else in thousands: ₹22 to 26 lakh a year, $100k to 120k a year.
    package static func salary(_ salary: Salary) -> String {
        let unit = ["YEAR": "a year", "MONTH": "a month", "HOUR": "an hour"][salary.unit.rawValue] ?? ""
        let sign = ["INR": "₹", "USD": "$", "GBP": "£", "EUR": "€"][salary.currency] ?? "\(salary.currency) "
        let (size, word): (Double, String) =
            switch salary.currency {
            case "INR" where (salary.to ?? salary.from ?? 0) >= 10_000_000: (10_000_000, " crore")
            case "INR" where (salary.to ?? salary.from ?? 0) >= 100_000: (100_000, " lakh")
            case _ where (salary.to ?? salary.from ?? 0) >= 10_000: (1_000, "k")
            default: (1, "")
            }
        func amount(_ value: Int) -> String { (Double(value) / size).formatted(.number.precision(.fractionLength(0...2)).grouping(.never)) }
        switch (salary.from, salary.to) {
        case (let from?, let to?) where from != to: return "\(sign)\(amount(from)) to \(amount(to))\(word) \(unit)"
        case (let from?, nil): return "from \(sign)\(amount(from))\(word) \(unit)"
        case (nil, let to?): return "up to \(sign)\(amount(to))\(word) \(unit)"
        case (let value, _): return "\(sign)\(amount(value ?? 0))\(word) \(unit)"
        }
    }

    package static func day(_ date: CalendarDate) -> String? {
        Calendar(identifier: .gregorian).date(from: DateComponents(year: date.year, month: date.month, day: date.day)).map { day($0) }
    }

    package static func day(_ date: Date) -> String { date.formatted(.dateTime.day().month(.wide).year().locale(Locale(identifier: "en_GB"))) }
}
