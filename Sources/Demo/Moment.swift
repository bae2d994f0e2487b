import Foundation

/// A second in time, as whole seconds since 1970 in UTC: all the demo needs, and cheap to write.
struct Moment: Hashable, Comparable, Sendable {
    var seconds: Int

    init(seconds: Int) { self.seconds = seconds }
    init(_ date: Date) { seconds = Int(date.timeIntervalSince1970) }

    static let day = 86_400

    static func < (left: Moment, right: Moment) -> Bool { left.seconds < right.seconds }
    func adding(days: Int = 0, hours: Int = 0, minutes: Int = 0) -> Moment {
        Moment(seconds: seconds + days * Self.day + hours * 3600 + minutes * 60)
    }
    /// `2026-11-03T00:00:00Z`: the day is what is shown of it.
    var iso: String {
        let (year, month, day) = date.parts
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
    }

    /// Whole days from 1970, floored.
    var date: Day { Day(number: seconds >= 0 ? seconds / Self.day : (seconds - Self.day + 1) / Self.day) }
}

/// A calendar day, counted from 1 January 1970.
struct Day: Hashable, Comparable, Sendable {
    var number: Int

    init(number: Int) { self.number = number }

    /// Howard Hinnant's `days_from_civil`.
    init(year: Int, month: Int, day: Int) {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Howard Hinnant's `civil_from_days`.
    var parts: (year: Int, month: Int, day: Int) {
        let z = number + 719_468
        let era = z / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    static func < (left: Day, right: Day) -> Bool { left.number < right.number }
    func adding(days: Int) -> Day { Day(number: number + days) }

    static let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    /// "Mar 2024", as a résumé says it.
    var monthAndYear: String {
        let (year, month, _) = parts
        return "\(Self.monthNames[month - 1]) \(year)"
    }
}
