import PhoneNumbers

/// Who said what stands in a field of a profile.
package enum FieldSource: String, Sendable, Codable, CaseIterable {
    case person, resume, recruiter, `import`, apply, model, merge

    /// Read out of a document by a program: it gives way to whatever somebody wrote.
    package var isParsed: Bool { self == .resume || self == .model }

    /// After the fact, small.
    package var words: String {
        switch self {
        case .person: "by the person"
        case .resume: "from the résumé"
        case .recruiter: "by a recruiter"
        case .import: "from an import"
        case .apply: "with an application"
        case .model: "by the language model"
        case .merge: "from a merged profile"
        }
    }

    /// The same, said to the person.
    package var wordsToPerson: String {
        switch self {
        case .person: "by you"
        case .recruiter: "by one of our recruiters"
        case .resume: "from your résumé"
        default: words
        }
    }
}

/// What to do with something that was read about somebody.
///
/// What a person typed wins over what was parsed, also where they emptied the field; what came from a document gives way to the newest.
package enum Precedence: Sendable, Equatable {
    /// It says nothing new.
    case same
    /// Nobody said anything yet, or an older document did.
    case fill
    /// A person said otherwise: it waits for a person's eye.
    case propose

    /// - Parameters:
    ///   - current: what stands in the field now.
    ///   - speaker: who said that; nil where it is not known.
    package init(_ heard: ProfileValue, of field: ProfileField, from source: FieldSource, over current: ProfileValue, said speaker: FieldSource?) {
        let isTheirs = speaker.map { !$0.isParsed && $0 != source } ?? !current.isEmpty
        if heard.isEmpty || field.agrees(current, with: heard) && (isTheirs || field.agrees(heard, with: current)) {
            self = .same
        } else if current.isEmpty {
            self = speaker == .person || speaker == .recruiter ? .propose : .fill
        } else {
            self = isTheirs ? .propose : .fill
        }
    }
}

extension ProfileField {
    /// Two lists of skills make one longer list; of two roles one is right.
    package var isAdditive: Bool { isList && column != "current_locations" }

    /// Whether the first says what the second says: in other letters, another order, or more.
    package func agrees(_ current: ProfileValue, with heard: ProfileValue) -> Bool {
        switch (current, heard) {
        case (.texts(let current), .texts(let heard)):
            let known = Set(current.map(Self.fold)), new = Set(heard.map(Self.fold))
            return isAdditive ? new.isSubset(of: known) : new == known
        case (.text(let current), .text(let heard)): return said(current) == said(heard)
        case (.decimal(let current), .decimal(let heard)): return abs(current - heard) < 0.05
        default: return current == heard
        }
    }

    /// What stands in the field once a proposal is accepted.
    package func accepting(_ heard: ProfileValue, over current: ProfileValue) -> ProfileValue {
        guard isAdditive, case .texts(let now) = current, case .texts(let new) = heard else { return heard }
        let known = Set(now.map(Self.fold))
        return .texts(now + new.filter { !known.contains(Self.fold($0)) })
    }

    /// A number is the same number with and without its spaces.
    private func said(_ text: String) -> String {
        if kind == .phone { return PhoneNumber(text)?.e164 ?? text }
        let plain = Self.fold(text)
        guard case .link = kind else { return plain }
        return plain.replacing(#/^https?:\/\/(www\.)?|\/$/#, with: "")
    }

    private static func fold(_ text: String) -> String { text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
