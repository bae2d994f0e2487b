package import Foundation
package import Postgres
import Web

/// What somebody looks for in the trail.
package struct ActivityFilter: Sendable, Equatable {
    /// Whose acts.
    package enum Person: Sendable, Equatable {
        case one(ID<User>)
        /// The first ten colleagues with this in their name.
        case named(String)
    }

    package var person: Person?
    /// What was acted on.
    package var entity: UUID?
    package var action: String?
    package var severity: ActivityLog.Severity?
    /// This moment and later.
    package var from: Date?
    /// Before this moment.
    package var to: Date?
    /// As they were written, for the form.
    private(set) var written: [String: String] = [:]

    package init() {}

    static let fields = ["person", "who", "entity", "action", "severity", "from", "to"]

    /// Reads the fields of a query. Days and times are in UTC; a day given as the end is meant whole.
    static func read(_ value: (String) -> String) -> (filter: ActivityFilter, problems: [Problem]) {
        var filter = ActivityFilter(), problems: [Problem] = []
        for field in fields { filter.written[field] = value(field) }
        func given(_ field: String) -> String? { filter.written[field].flatMap { $0.isEmpty ? nil : $0 } }
        if let text = given("person") {
            filter.person = ID<User>(text).map(Person.one)
            if filter.person == nil { problems.append(Problem("who", "This link names nobody. Write a part of the name instead.")) }
        } else if let text = given("who") {
            filter.person = .named(String(text.prefix(200)))
        }
        if let text = given("entity") {
            filter.entity = UUID(uuidString: text)
            if filter.entity == nil {
                problems.append(Problem("entity", "This is no identity of anything: they look like 0198c0de-0000-7000-8000-000000000000."))
            }
        }
        filter.action = given("action").map { String($0.prefix(100)) }
        if let text = given("severity") {
            filter.severity = ActivityLog.Severity(rawValue: text.uppercased())
            if filter.severity == nil { problems.append(Problem("severity", "Choose one from the list.")) }
        }
        func moment(_ field: String, endOfDay: Bool) -> Date? {
            guard let text = given(field) else { return nil }
            let moment = Self.moment(text, endOfDay: endOfDay)
            if moment == nil { problems.append(Problem(field, "Write the day as year-month-day, such as 2026-12-31, or with a time: 2026-12-31T18:30.")) }
            return moment
        }
        filter.from = moment("from", endOfDay: false)
        filter.to = moment("to", endOfDay: true)
        if let from = filter.from, let to = filter.to, to <= from { problems.append(Problem("to", "The end is before the beginning.")) }
        return (filter, problems)
    }

    private static func moment(_ text: String, endOfDay: Bool) -> Date? {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let day = CalendarDate(String(parts[0])), (1970...2999).contains(day.year), let midnight = try? Date("\(day)T00:00:00Z", strategy: .iso8601)
        else {
            return nil
        }
        guard parts.count == 2 else { return endOfDay ? midnight.addingTimeInterval(86_400) : midnight }
        guard let time = parts[1].wholeMatch(of: /([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?Z?/), let hour = Double(time.1), let minute = Double(time.2) else {
            return nil
        }
        let second = time.3.flatMap { Double($0) } ?? 0
        return midnight.addingTimeInterval(hour * 3_600 + minute * 60 + second)
    }

    /// Whether nothing is asked for: all of it.
    var isEmpty: Bool { written.values.allSatisfy(\.isEmpty) }

    func written(_ field: String) -> String { written[field] ?? "" }

    /// The same search as an address.
    func link(_ place: Link, without field: String? = nil) -> Link {
        Self.fields.reduce(place) { link, name in name == field ? link : link.query(name, written(name)) }
    }

    /// For the trail, which remembers what was exported.
    var words: String {
        let parts = Self.fields.compactMap { name in written(name).isEmpty ? nil : "\(name) \(written(name))" }
        return parts.isEmpty ? "all of it" : parts.joined(separator: ", ")
    }
}
