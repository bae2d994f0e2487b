package import Foundation

extension Date: SQLValue {
    package static var columnType: ColumnType { ColumnType("timestamptz", oid: 1184, arrayOID: 1185) }

    /// PostgreSQL counts microseconds from 2000-01-01; its infinities are the ends of Foundation's time.
    private static let epoch = 946_684_800.0
    private static let latest: Int64 = 9_223_371_331_200_000_000
    private static let earliest: Int64 = -211_813_488_000_000_000

    private var microseconds: Int64? {
        if self == .distantFuture { return .max }
        if self == .distantPast { return .min }
        // Seconds and their fraction apart: as one Double, a microsecond is lost from the year 2250 on.
        let seconds = timeIntervalSinceReferenceDate
        let whole = seconds.rounded(.down)
        let fraction = ((seconds - whole) * 1_000_000).rounded()
        guard abs(whole) < 9_300_000_000_000 else { return nil }
        let sinceY2K = Int64(whole) + 978_307_200 - Int64(Self.epoch)
        let (scaled, overflow) = sinceY2K.multipliedReportingOverflow(by: 1_000_000)
        let value = scaled &+ Int64(fraction)
        return overflow || value < Self.earliest || value >= Self.latest ? nil : value
    }

    package var content: Binding.Content {
        guard let microseconds else { return .refused("a time is outside the years that PostgreSQL knows") }
        return .binary(microseconds.bigEndianBytes)
    }

    package func writeText(to out: inout [UInt8]) throws {
        guard let microseconds else { throw PostgresError.badValue("a time is outside the years that PostgreSQL knows") }
        if microseconds == .max { return out.append(contentsOf: "infinity".utf8) }
        if microseconds == .min { return out.append(contentsOf: "-infinity".utf8) }
        let (days, rest) = microseconds.flooredDivision(by: 86_400_000_000)
        let day = CalendarDate(daysSince2000: Int(days))
        let era = day.year < 1
        let year = era ? 1 - day.year : day.year
        let text =
            "\(padded(year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2)) "
            + "\(padded(Int(rest / 3_600_000_000), 2)):\(padded(Int(rest / 60_000_000 % 60), 2)):"
            + "\(padded(Int(rest / 1_000_000 % 60), 2)).\(padded(Int(rest % 1_000_000), 6))+00" + (era ? " BC" : "")
        out.append(contentsOf: text.utf8)
    }

    package init(column: Column) throws {
        guard column.type == KnownType.timestamptz || column.type == KnownType.timestamp, column.bytes.count == 8 else {
            throw ColumnMismatch(column)
        }
        switch column.integer(Int64.self) {
        case .max: self = .distantFuture
        case .min: self = .distantPast
        case let value:
            let (seconds, rest) = value.flooredDivision(by: 1_000_000)
            let whole = Double(seconds + Int64(Self.epoch) - 978_307_200)
            self = Date(timeIntervalSinceReferenceDate: whole + Double(rest) / 1_000_000)
        }
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A day without a time and without a time zone: a date of birth, a joining date.
package struct CalendarDate: Hashable, Sendable, Comparable, Codable, LosslessStringConvertible {
    package let year: Int
    package let month: Int
    package let day: Int

    package static let infinity = CalendarDate(unchecked: .max, 12, 31)
    package static let minusInfinity = CalendarDate(unchecked: .min, 1, 1)

    /// Nil where the calendar has no such day. Years before 1 are counted astronomically: 0 is 1 BC.
    package init?(year: Int, month: Int, day: Int) {
        guard (-4712...5_874_897).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let back = CalendarDate(daysSince2000: CalendarDate(unchecked: year, month, day).daysSince2000)
        guard back.year == year, back.month == month, back.day == day else { return nil }
        self = back
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// `2026-11-25`, `-0043-03-15`, `infinity`, `-infinity`.
    package init?(_ text: String) {
        if text == "infinity" { self = .infinity; return }
        if text == "-infinity" { self = .minusInfinity; return }
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count >= 4, parts[1].count == 2, parts[2].count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: isNegative ? -year : year, month: month, day: day)
    }

    /// The day on which `date` falls in UTC.
    package init(utc date: Date) {
        self.init(daysSince2000: Int((date.timeIntervalSince1970 / 86_400).rounded(.down)) - 10_957)
    }

    package var description: String {
        if self == .infinity { return "infinity" }
        if self == .minusInfinity { return "-infinity" }
        return (year < 0 ? "-" : "") + "\(padded(abs(year), 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let date = CalendarDate(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "not a date of the form 2026-11-25"))
        }
        self = date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension CalendarDate {
    /// Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    var daysSince2000: Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468 - 10_957
    }

    init(daysSince2000 days: Int) {
        let z = days + 10_957 + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let m = (5 * dayOfYear + 2) / 153
        let month = m < 10 ? m + 3 : m - 9
        self.init(unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * m + 2) / 5 + 1)
    }
}

extension CalendarDate: SQLValue {
    package static var columnType: ColumnType { ColumnType("date", oid: 1082, arrayOID: 1182) }

    private var stored: Int32 {
        if self == .infinity { return .max }
        return self == .minusInfinity ? .min : Int32(clamping: daysSince2000)
    }

    package var content: Binding.Content { .binary(stored.bigEndianBytes) }

    package func writeText(to out: inout [UInt8]) {
        guard year < 1, self != .minusInfinity else { return out.append(contentsOf: description.utf8) }
        out.append(contentsOf: "\(padded(1 - year, 4))-\(padded(month, 2))-\(padded(day, 2)) BC".utf8)
    }

    package init(column: Column) throws {
        guard column.type == KnownType.date, column.bytes.count == 4 else { throw ColumnMismatch(column) }
        switch column.integer(Int32.self) {
        case .max: self = .infinity
        case .min: self = .minusInfinity
        case let days: self.init(daysSince2000: Int(days))
        }
    }
}
