package import Postgres

/// One fact of the master profile, as everything that deals with profiles knows it: form, check, page, JSON, copy of everything, merge,
/// import and history. A column that is not in `ProfileFields` is kept by the program itself.
package struct ProfileField: Sendable, Hashable {
    /// What can be said in it.
    package enum Kind: Sendable, Hashable {
        case text(longest: Int)
        case longText(longest: Int)
        /// Texts, each at most 120 characters; `suggest` is where the ones that others use are found.
        case list(most: Int, suggest: String?)
        /// Skills, by their usual names.
        case skills
        /// "City, State", which holds a comma itself.
        case places
        case phone
        case email
        /// An address on the web; with a host, one on that site, which may be written as the name alone.
        case link(host: String?, path: String)
        /// One of `choices`. What stands there already is kept, known or not.
        case choice
        case currency
        /// Whole units of the profile's currency, a year.
        case pay
        /// A period of notice in days.
        case notice
        case wholeNumber(ClosedRange<Int>)
        /// With one place after the point.
        case years
        case yesNo
        case day(Days)
        /// A day of which the month counts: when a job began.
        case month
    }

    /// Which days can be meant.
    package enum Days: Sendable, Hashable { case birth, coming }

    package let column: String
    package let label: String
    package let kind: Kind
    package let group: ProfileGroup
    package let choices: [String]
    package let hint: String?
    /// Must not decide: the person's own, and behind `.seeProtectedFacts` for others.
    package let isProtected: Bool
    /// Skills, role and the like: what scores and vectors are made of.
    package let isScored: Bool

    package init(
        _ column: String, _ label: String, _ kind: Kind, _ group: ProfileGroup, choices: [String] = [], hint: String? = nil, isProtected: Bool = false,
        isScored: Bool = false
    ) {
        (self.column, self.label, self.kind, self.group) = (column, label, kind, group)
        (self.choices, self.hint, self.isProtected, self.isScored) = (choices, hint, isProtected, isScored)
    }

    package static func == (left: Self, right: Self) -> Bool { left.column == right.column && left.group == right.group }
    package func hash(into hasher: inout Hasher) { hasher.combine(column) }

    /// Behind `.seePay` for others than the person.
    package var isPay: Bool { kind == .pay }
    /// What stands in an empty column: lists are never NULL.
    package var isList: Bool {
        switch kind {
        case .list, .skills, .places: true
        default: false
        }
    }
    package var isLong: Bool { if case .longText = kind { true } else { false } }
}

/// The groups in which the specification orders the profile.
package enum ProfileGroup: String, Sendable, CaseIterable, Codable {
    case contact, skills, preferences, salary, personal, availability
    /// One job of the work history: the same kinds of fields, in a table of their own.
    case history

    /// Those of `candidate_profiles`.
    package static let ofProfile: [ProfileGroup] = [.contact, .skills, .preferences, .salary, .personal, .availability]

    package var title: String {
        switch self {
        case .contact: "Contact and summary"
        case .skills: "Skills and education"
        case .preferences: "Work and preferences"
        case .salary: "Pay"
        case .personal: "Personal and wider preferences"
        case .availability: "Reaching you"
        case .history: "Work history"
        }
    }

    /// The same, said of somebody else.
    package var titleAtDesk: String { self == .availability ? "Reaching them" : title }
}

/// What the reading of a field depends on beside its text.
package struct FieldContext: Sendable {
    /// Of amounts that name none.
    package var currency: String
    /// Of phone numbers without a country: two letters.
    package var region: String
    /// Where it is given, a date of birth is checked against it.
    package var today: CalendarDate?

    package init(currency: String = "INR", region: String = "IN", today: CalendarDate? = nil) {
        (self.currency, self.region, self.today) = (currency, region, today)
    }
}

// MARK: Database

extension ProfileField {
    /// The value as a column takes it. Nothing is NULL, or an empty list.
    package func sql(_ value: ProfileValue) -> SQL {
        switch value {
        case .nothing: isList ? "'[]'::jsonb" : "NULL::\(raw: sqlType)"
        case .text(let text): "\(text)::text"
        case .texts(let texts): "\(JSON(texts))"
        case .number(let number): "\(number)::\(raw: sqlType)"
        case .decimal(let decimal): "\(decimal)::float8::numeric(4, 1)"
        case .flag(let flag): "\(flag)::boolean"
        case .day(let day): "\(day)::date"
        }
    }

    /// The column in a list of what is read, with the type that `value(of:)` reads.
    package func selected(from table: String) -> SQL { selected("\(identifier: table).\(identifier: column)") }

    /// The same of any expression that gives the column's value.
    package func selected(_ expression: SQL) -> SQL {
        kind == .years ? "(\(expression))::float8 AS \(identifier: column)" : "\(expression) AS \(identifier: column)"
    }

    package func value(of row: Row) throws -> ProfileValue {
        switch kind {
        case .list, .skills, .places: return .texts(try row.get(column, as: JSON<[String]>?.self)?.value ?? [])
        case .pay, .notice, .wholeNumber:
            let number: Int? = try row.get(column)
            return number.map { .number($0) } ?? .nothing
        case .years:
            let years: Double? = try row.get(column)
            return years.map { .decimal($0) } ?? .nothing
        case .yesNo:
            let flag: Bool? = try row.get(column)
            return flag.map { .flag($0) } ?? .nothing
        case .day, .month: return try row.get(column, as: CalendarDate?.self).map { .day($0) } ?? .nothing
        default:
            let text: String? = try row.get(column)
            return text.map { .text($0) } ?? .nothing
        }
    }

    /// PostgreSQL's name of the column's type.
    package var sqlType: String {
        switch kind {
        case .list, .skills, .places: "jsonb"
        case .pay: "bigint"
        case .notice, .wholeNumber: "integer"
        case .years: "numeric(4, 1)"
        case .yesNo: "boolean"
        case .day, .month: "date"
        default: "text"
        }
    }

    /// A value that came as JSON, as this field holds it; nil where it is of another shape. A single text is a list of one.
    package func fitting(_ value: ProfileValue) -> ProfileValue? {
        if value == .nothing { return isList ? .texts([]) : .nothing }
        switch kind {
        case .list, .skills, .places: return value.text.map { .texts([$0]) } ?? (value.isOfTexts ? value : nil)
        case .pay, .notice, .wholeNumber: return value.number == nil ? nil : value
        case .years: return value.number.map { .decimal(Double($0)) } ?? (value.decimal == nil ? nil : value)
        case .yesNo: return value.flag == nil ? nil : value
        case .day, .month: return value.text.flatMap { CalendarDate($0) }.map { .day($0) } ?? (value.day == nil ? nil : value)
        default: return value.text == nil ? nil : value
        }
    }
}
