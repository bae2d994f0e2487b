import Foundation

/// Whether two people are one, with the evidence.
///
/// Each thing that they share has a weight: about how often two people who share it, and whose names are alike, are one. Things are taken for
/// independent of each other: the score is 1 − ∏(1 − weight). What many share counts less: a weight is divided by the square root of how many others
/// have the same. Then what speaks against it lowers the score: names that differ, other profiles at LinkedIn, two mailboxes that were both
/// proved, other years of leaving school. The weights are judgements, not measured; the queue is there because they are.
package struct Sameness: Sendable {
    package struct Evidence: Sendable, Hashable, Codable {
        package let kind: SharedKind
        /// What is shared, in the words of a page; nil where naming it says no more than its kind.
        package let what: String?

        package init(_ kind: SharedKind, _ what: String? = nil) { (self.kind, self.what) = (kind, what) }
    }

    package let score: Double
    /// Offered at once, without waiting in the queue.
    package let isCertain: Bool
    package let evidence: [Evidence]

    /// From here on two people are proposed.
    package static let likely = 0.5
    /// What more people than this share is no evidence: an office's telephone, `info@`.
    package static let mostSharing = 30
    /// What more than this share is never certain.
    private static let mostForCertain = 4

    private static let weights: [SharedKind: Double] = [
        .email: 0.97, .file: 0.96, .linkedIn: 0.95, .gitHub: 0.9, .phone: 0.85, .text: 0.8, .company: 0.42, .school: 0.36, .city: 0.15,
    ]

    /// - Parameter sharing: how many people have what is shared by this kind, the two included; 2 where it is not told.
    package init(_ one: PersonFacts, _ other: PersonFacts, sharing: [SharedKind: Int] = [:]) {
        let names = Self.likeness(one.names, other.names)
        let shared = Self.shared(one, other).filter { (sharing[$0.kind] ?? 2) <= Self.mostSharing }
        // Who merely worked or studied at one place is told apart by the name alone: it has to be alike.
        let counted = shared.filter { names.value >= NameLikeness.alike || ![.company, .school, .city].contains($0.kind) }
        var unlikely = 1.0
        for evidence in counted {
            let weight = (Self.weights[evidence.kind] ?? 0) * (evidence.kind == .company || evidence.kind == .school ? names.value : 1)
            unlikely *= 1 - weight / Double(max(1, (sharing[evidence.kind] ?? 2) - 1)).squareRoot()
        }
        let doubt = Self.doubt(one, other, names)
        score = (1 - unlikely) * doubt
        let strong = counted.filter { [.email, .phone, .linkedIn, .gitHub, .file].contains($0.kind) && (sharing[$0.kind] ?? 2) <= Self.mostForCertain }
        isCertain = !strong.isEmpty && names.value >= NameLikeness.alike && doubt >= 0.75
        evidence = counted.isEmpty ? [] : counted + (names.value >= NameLikeness.alike ? [Evidence(.name)] : [])
    }

    private struct Names { let value: Double, sharesWord: Bool }

    private static func likeness(_ one: [String], _ other: [String]) -> Names {
        var value = 0.0, sharesWord = false
        for name in one.map(NameLikeness.words) {
            for against in other.map(NameLikeness.words) {
                value = max(value, NameLikeness.of(name, against))
                sharesWord = sharesWord || name.contains { $0.count > 2 && against.contains($0) }
            }
        }
        return Names(value: value, sharesWord: sharesWord)
    }

    private static func shared(_ one: PersonFacts, _ other: PersonFacts) -> [Evidence] {
        func first(_ kind: SharedKind, _ shared: Set<String>) -> [Evidence] { shared.min().map { [Evidence(kind, $0)] } ?? [] }
        func all(_ kind: SharedKind, _ shared: Set<String>) -> [Evidence] { shared.sorted().prefix(3).map { Evidence(kind, $0) } }
        var found = first(.email, one.emails.intersection(other.emails)) + first(.phone, one.phones.intersection(other.phones))
        found += first(.linkedIn, one.linkedIn.intersection(other.linkedIn)) + first(.gitHub, one.gitHub.intersection(other.gitHub))
        if !one.files.isDisjoint(with: other.files) {
            found.append(Evidence(.file))
        } else if let sketch = one.sketch, let against = other.sketch, sketch.likeness(to: against) >= 0.7 {
            found.append(Evidence(.text))
        }
        found += all(.company, one.companies.intersection(other.companies)) + all(.school, one.schools.intersection(other.schools))
        return found + first(.city, one.cities.intersection(other.cities))
    }

    /// 1 where nothing speaks against it.
    private static func doubt(_ one: PersonFacts, _ other: PersonFacts, _ names: Names) -> Double {
        var doubt = 1.0
        // One word that is the same may be a family's name, or a first name before and after a marriage.
        if names.value < NameLikeness.different { doubt *= names.sharesWord ? 0.65 : 0.4 } else if names.value < NameLikeness.alike { doubt *= 0.8 }
        if differ(one.linkedIn, other.linkedIn) { doubt *= 0.6 }
        if differ(one.gitHub, other.gitHub) { doubt *= 0.8 }
        if differ(one.proved, other.proved) { doubt *= 0.85 }
        if let year = one.graduated, let against = other.graduated, abs(year - against) > 1 { doubt *= 0.7 }
        return doubt
    }

    private static func differ(_ one: Set<String>, _ other: Set<String>) -> Bool { !one.isEmpty && !other.isEmpty && one.isDisjoint(with: other) }
}

extension [Sameness.Evidence] {
    /// "Same phone …9820011223, both worked at Infosys and Wipro, names alike".
    package var words: String {
        var parts: [String] = []
        for kind in SharedKind.allCases {
            let whats = filter { $0.kind == kind }.map(\.what)
            if !whats.isEmpty { parts.append(Self.words(kind, whats.compactMap(\.self))) }
        }
        let sentence = parts.joined(separator: ", ")
        return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }

    private static func words(_ kind: SharedKind, _ whats: [String]) -> String {
        let named = whats.isEmpty ? nil : whats.joined(separator: ", "), capitals = whats.map(\.capitalized)
        let places = capitals.count < 2 ? capitals.first : "\(capitals.dropLast().joined(separator: ", ")) and \(capitals[capitals.count - 1])"
        return switch kind {
        case .email: "same e-mail\(named.map { " \($0)" } ?? "")"
        case .phone: "same phone\(named.map { " …\($0)" } ?? "")"
        case .linkedIn: "same LinkedIn profile\(named.map { " \($0)" } ?? "")"
        case .gitHub: "same GitHub account\(named.map { " \($0)" } ?? "")"
        case .file: "the same file as résumé"
        case .text: "nearly the same résumé"
        case .company: "both worked at \(places ?? "one company")"
        case .school: "both studied at \(places ?? "one school")"
        case .city: "both live in \(places ?? "one city")"
        case .name: "names alike"
        }
    }
}
