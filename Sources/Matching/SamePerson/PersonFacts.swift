/// What is known of a person that another may share. Facts that must not decide are not in it, so they can decide nothing here either.
package struct PersonFacts: Sendable, Hashable {
    package var names: [String] = []
    /// Mailboxes by their one spelling; those that were proved are in `proved` as well.
    package var emails: Set<String> = []
    package var proved: Set<String> = []
    package var phones: Set<String> = []
    package var linkedIn: Set<String> = []
    package var gitHub: Set<String> = []
    /// Digests of résumés as files, in hexadecimal.
    package var files: Set<String> = []
    package var companies: Set<String> = []
    package var schools: Set<String> = []
    package var cities: Set<String> = []
    package var graduated: Int?
    package var sketch: TextSketch?

    package init() {}
}

/// By what two people are found to share something.
package enum SharedKind: String, Sendable, Codable, CaseIterable {
    case email, phone, linkedIn = "linkedin", gitHub = "github", file, text, company, school
    case city, name

    var number: UInt64 {
        switch self {
        case .email: 0
        case .phone: 1
        case .linkedIn: 2
        case .gitHub: 3
        case .file: 4
        case .text: 5
        case .company: 6
        default: 7
        }
    }
}

extension PersonFacts {
    /// A hash by which others with the same are found. Names of a company or a school alone are shared by thousands: they come with one word of the
    /// name and the initial of another, so that "R. Sharma" meets "Sharma Rahul".
    package struct Key: Sendable, Hashable {
        package let kind: SharedKind
        /// Its kind is in the three lowest bits.
        package let value: Int64

        package init(_ kind: SharedKind, _ text: String) { self.init(kind, StableHash(text).mixed) }

        init(_ kind: SharedKind, _ hash: UInt64) {
            self.kind = kind
            value = Int64(bitPattern: hash & ~7 | kind.number)
        }
    }

    /// What a kept key is a key of.
    package static func kind(ofKey value: Int64) -> SharedKind {
        [.email, .phone, .linkedIn, .gitHub, .file, .text, .company, .school][Int(UInt64(bitPattern: value) & 7)]
    }

    package var keys: Set<Key> {
        var keys = Set<Key>()
        func add(_ kind: SharedKind, _ texts: Set<String>) { for text in texts.sorted().prefix(20) { keys.insert(Key(kind, text)) } }
        add(.email, emails)
        add(.phone, phones)
        add(.linkedIn, linkedIn)
        add(.gitHub, gitHub)
        add(.file, files)
        for band in sketch?.bands ?? [] { keys.insert(Key(.text, band)) }
        for name in Set(names.flatMap(Self.signatures)) {
            for company in companies.sorted().prefix(6) { keys.insert(Key(.company, "\(name)|\(company)")) }
            for school in schools.sorted().prefix(2) { keys.insert(Key(.school, "\(name)|\(school)")) }
        }
        return keys
    }

    /// "r sharma" and "s rahul" of "Rahul Sharma", under the usual spelling of each word.
    static func signatures(of name: String) -> [String] {
        let words = NameLikeness.words(name)
        guard let first = words.first, let last = words.last else { return [] }
        if words.count == 1 { return [NameWords.usual(first)] }
        return [(first, last), (last, first)].filter { $0.1.count > 1 }.map { "\(NameWords.usual($0.0).prefix(1)) \(NameWords.usual($0.1))" }
    }
}
