import Matching

/// What somebody looks for, as a tree: words, phrases and fields, joined by AND, OR and NOT.
indirect enum SearchExpression: Equatable, Sendable {
    /// One word; `isBeginning` where it ended in `*`.
    case word(String, isBeginning: Bool)
    case phrase(String)
    /// `skill:swift`, `exp:3..6`
    case field(SearchField, SearchValue)
    case not(SearchExpression)
    case all([SearchExpression])
    case any([SearchExpression])

    /// The leaves that speak for somebody, in the order they were written: what a row matched by, never what it was kept out for.
    var wanted: [SearchExpression] {
        switch self {
        case .word, .phrase, .field: [self]
        case .not: []
        case .all(let parts), .any(let parts): parts.flatMap(\.wanted)
        }
    }
}

/// What follows the colon of a field.
enum SearchValue: Equatable, Sendable {
    /// Words; `isPhrase` where they stood in quotes.
    case text(String)
    /// Numbers in the field's own unit (years, days, whole units of the currency), both ends included unless open.
    case range(SearchRange)
}

/// A range of numbers. A missing end is open.
struct SearchRange: Equatable, Sendable {
    var from: Double?
    var isFromIncluded = true
    var to: Double?
    var isToIncluded = true
    /// Of money.
    var currency: String?
}

/// What is wrong with a search, and where: `place` counts characters from 0.
struct SearchProblem: Error, Equatable, Sendable {
    let place: Int
    let length: Int
    let words: String

    init(_ words: String, at place: Int, length: Int = 1) { (self.words, self.place, self.length) = (words, place, max(1, length)) }
}

/// A field that a search may name before a colon.
struct SearchField: Equatable, Sendable, Hashable {
    enum Kind: Equatable, Sendable, Hashable {
        /// Exact marks of the search document, such as `#skill:`.
        case mark(String)
        /// Stemmed words under a prefix, such as `t/` for titles.
        case words(String)
        case name, email, phone, owner, searching
        /// A number of a column of `candidate_search`.
        case years, notice, money
        /// How long ago a time of `candidate_search` was, in days.
        case age(String)
    }

    let name: String
    /// Other spellings of the name.
    var also: [String] = []
    let kind: Kind
    /// What it finds, for the completion.
    let hint: String
    let example: String

    static let all: [SearchField] = [
        SearchField(name: "skill", also: ["skills"], kind: .mark("#skill:"), hint: "a skill, by any of its names", example: "skill:postgres"),
        SearchField(name: "title", also: ["role"], kind: .words("t/"), hint: "words of a title they have or had", example: "title:\"team lead\""),
        SearchField(name: "company", also: ["employer"], kind: .words("c/"), hint: "where they work or worked", example: "company:infosys"),
        SearchField(name: "city", also: ["location", "in"], kind: .mark("#city:"), hint: "where they live", example: "city:bangalore"),
        SearchField(name: "prefers", kind: .mark("#prefers:"), hint: "where they would work", example: "prefers:mumbai"),
        SearchField(name: "education", also: ["degree"], kind: .words("e/"), hint: "words of their highest degree", example: "education:mba"),
        SearchField(name: "language", also: ["speaks"], kind: .mark("#language:"), hint: "a language they speak", example: "language:tamil"),
        SearchField(name: "exp", also: ["experience", "years"], kind: .years, hint: "years of experience", example: "exp:3..6"),
        SearchField(name: "notice", kind: .notice, hint: "notice period in days", example: "notice:<=30"),
        SearchField(name: "ctc", also: ["pay", "expects"], kind: .money, hint: "what they expect a year", example: "ctc:<=25L"),
        SearchField(name: "updated", kind: .age("updated_at"), hint: "how long ago the profile changed", example: "updated:<90d"),
        SearchField(name: "added", kind: .age("created_at"), hint: "how long ago they came", example: "added:<7d"),
        SearchField(name: "name", kind: .name, hint: "their name, also with a typo", example: "name:sharma"),
        SearchField(name: "email", kind: .email, hint: "an e-mail address", example: "email:asha@example.com"),
        SearchField(name: "phone", kind: .phone, hint: "a phone number", example: "phone:9820011223"),
        SearchField(name: "tag", kind: .mark("#tag:"), hint: "a tag of your agency", example: "tag:priority"),
        SearchField(name: "source", kind: .mark("#source:"), hint: "how the agency came to them", example: "source:referral"),
        SearchField(name: "owner", kind: .owner, hint: "who looks after them: me, nobody", example: "owner:me"),
        SearchField(name: "searching", kind: .searching, hint: "whether they look for work: yes, no", example: "searching:yes"),
    ]

    static func named(_ name: String) -> SearchField? { byName[name.lowercased()] }

    /// The field that was perhaps meant.
    static func near(_ name: String) -> SearchField? {
        let name = name.lowercased()
        let near = byName.map { (distance: EditDistance.between(name, $0.key, atMost: 2) ?? 9, field: $0.value) }
            .min { ($0.distance, $0.field.name) < ($1.distance, $1.field.name) }
        return near.flatMap { $0.distance <= 2 ? $0.field : nil }
    }

    private static let byName = Dictionary(all.flatMap { field in ([field.name] + field.also).map { ($0, field) } }) { first, _ in first }
}
