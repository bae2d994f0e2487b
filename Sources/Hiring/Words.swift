package import Foundation
package import Postgres
import Web

/// Facts as people say them.
package enum Words {
    package static func sentence(_ parts: [String?]) -> String { parts.compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " · ") }

    package static func place(_ locations: [String], _ mode: WorkMode) -> String {
        let cities = locations.map(city).joined(separator: ", ")
        switch mode {
        case .remote: return "Remote"
        case .hybrid: return cities.isEmpty ? "Hybrid" : "\(cities), hybrid"
        case .onSite: return cities
        }
    }

    /// Lines that hold something.
    static func lines(_ text: String) -> [String] { text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) } }

    /// "Pune" of "Pune, Maharashtra".
    static func city(_ location: String) -> String {
        location.utf8.firstIndex(of: UInt8(ascii: ",")).map { String(location[..<$0]) } ?? location
    }

    /// Rupees in lakh and crore a year, everything else in thousands: ₹22 to 26 lakh a year, $100k to 120k a year.
    package static func salary(_ salary: Salary) -> String {
        let unit = ["YEAR": "a year", "MONTH": "a month", "HOUR": "an hour"][salary.unit.rawValue] ?? ""
        let sign = ["INR": "₹", "USD": "$", "GBP": "£", "EUR": "€"][salary.currency] ?? "\(salary.currency) "
        let (size, word): (Int, String) =
            switch salary.currency {
            case "INR" where (salary.to ?? salary.from ?? 0) >= 10_000_000: (10_000_000, " crore")
            case "INR" where (salary.to ?? salary.from ?? 0) >= 100_000: (100_000, " lakh")
            case _ where (salary.to ?? salary.from ?? 0) >= 10_000: (1_000, "k")
            default: (1, "")
            }
        func amount(_ value: Int) -> String { decimal(value, per: size) }
        switch (salary.from, salary.to) {
        case (let from?, let to?) where from != to: return "\(sign)\(amount(from)) to \(amount(to))\(word) \(unit)"
        case (let from?, nil): return "from \(sign)\(amount(from))\(word) \(unit)"
        case (nil, let to?): return "up to \(sign)\(amount(to))\(word) \(unit)"
        case (let value, _): return "\(sign)\(amount(value ?? 0))\(word) \(unit)"
        }
    }

    /// `value / size` to two places, without zeros at the end: 2.5, 26, 1.25. By whole numbers: a formatter took an eighth of the time of the job list.
    static func decimal(_ value: Int, per size: Int) -> String {
        guard size > 1 else { return String(value) }
        let (whole, rest) = value.quotientAndRemainder(dividingBy: size)
        let hundredths = (rest * 100 + size / 2) / size
        if hundredths == 100 { return String(whole + 1) }
        if hundredths == 0 { return String(whole) }
        return hundredths % 10 == 0 ? "\(whole).\(hundredths / 10)" : "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths)"
    }

    package static func day(_ date: CalendarDate) -> String? {
        guard (1...12).contains(date.month) else { return nil }
        return "\(date.day) \(months[date.month - 1]) \(date.year)"
    }

    /// The day in UTC.
    package static func day(_ date: Date) -> String {
        let moment = Moment(date)
        return "\(moment.day) \(months[moment.month - 1]) \(moment.year)"
    }

    private static let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
}
