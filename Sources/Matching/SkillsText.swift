import Foundation
import Names

/// The text of a person that becomes their vector: role, skills and what they say of their work.
///
/// Names, contact data and protected facts never enter it. The type has no field for them; and from what people write freely, every
/// sentence that holds one of the `names` (the person's own, as the profile has it), an address, a number to call, or a word of age,
/// sex, family, faith, community, health or origin is left out whole.
package func skillsText(for candidate: CandidateFacts, withholding names: [String] = []) -> String {
    let filter = PrivateWords(names: names)
    let lines = [
        candidate.currentRole.flatMap { filter.allowsPhrase($0) ? "Role: \($0)" : nil },
        labelled("Skills", candidate.skills.filter(filter.allowsPhrase)),
        candidate.summary.map(filter.cleaned),
    ]
    return lines.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ". ")
}

/// The text of a job that becomes its vector, in the same form and cleaned in the same way.
package func skillsText(for job: JobFacts) -> String {
    let lines = [
        job.title.isEmpty ? nil : "Role: \(job.title)",
        labelled("Skills", job.requiredSkills + job.preferredSkills + job.tools),
        job.summary.map(PrivateWords(names: []).cleaned),
    ]
    return lines.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ". ")
}

private func labelled(_ label: String, _ words: [String]) -> String? {
    let named = words.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    return named.isEmpty ? nil : "\(label): \(named.joined(separator: ", "))"
}

/// What must not reach a vector, told by its words. It rather leaves out a sentence too many than one too few.
private struct PrivateWords {
    private let names: Set<String>

    init(names: [String]) { self.names = Set(names.flatMap(Self.words).filter { $0.count > 1 }) }

    func cleaned(_ text: String) -> String {
        // Sentences end before white space only, so that an address is not cut into harmless halves.
        var sentences: [String] = [""]
        var afterStop = false
        for character in text.prefix(20_000) {
            if character.isNewline || (afterStop && character.isWhitespace) { sentences.append("") } else { sentences[sentences.count - 1].append(character) }
            afterStop = ".!?;|•।。".contains(character)
        }
        return sentences.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && allows($0) }.joined(separator: " ")
    }

    func allows(_ text: String) -> Bool { allows(text, but: []) }

    /// A skill or a role may hold words that are a trade's own there: "Single sign-on", "Maternity nurse".
    func allowsPhrase(_ text: String) -> Bool { allows(text, but: Self.words(text).count > 1 ? Self.tradeWords : []) }

    private func allows(_ text: String, but exempt: Set<String>) -> Bool {
        let words = Self.words(text)
        return names.isDisjoint(with: words) && Self.protected.subtracting(exempt).isDisjoint(with: words) && !Self.hasContact(text) && !Self.hasPhrase(words)
    }

    private static func words(_ text: String) -> [String] {
        folded(text).split(whereSeparator: { !($0.isLetter || $0.isNumber) }).map(String.init)
    }

    /// An address of mail or web, or seven digits and more that could be called.
    private static func hasContact(_ text: String) -> Bool {
        let lower = text.lowercased()
        if lower.contains("@") || lower.contains("://") || lower.contains("www.") || lower.contains("linkedin.com") || lower.contains("github.com") {
            return true
        }
        var run = 0
        for character in lower {
            if character.isNumber { run += 1 } else if !" -().+/".contains(character) { run = 0 }
            if run >= 7 { return true }
        }
        return false
    }

    private static func hasPhrase(_ words: [String]) -> Bool {
        let text = " " + words.joined(separator: " ") + " "
        return phrases.contains { text.contains(" \($0) ") }
    }

    private static let phrases = [
        "years old", "year old", "yrs old", "y o", "my name", "i am called", "myself", "date of birth", "marital status", "differently abled",
        "scheduled caste", "scheduled tribe", "backward class",
        "sexual orientation", "place of birth",
    ]
    private static let tradeWords: Set<String> = [
        "single", "race", "age", "sc", "st", "passport", "blind", "deaf", "children", "mother", "father", "maternity", "pregnancy", "birth", "reservation",
        "lady", "man", "gender", "disability", "disabilities",
    ]
    private static let protected: Set<String> = [
        "born", "birth", "birthday", "dob", "age", "aged", "gender", "sex", "male", "female", "man", "woman", "boy", "girl", "lady", "gentleman", "transgender",
        "nonbinary", "lgbtq", "gay", "lesbian", "bisexual",
        "married", "unmarried", "single", "divorced", "divorcee", "widow", "widowed", "widower", "spouse", "husband", "wife", "pregnant", "pregnancy",
        "maternity", "mother", "father", "children",
        "religion", "religious", "hindu", "muslim", "christian", "sikh", "jain", "buddhist", "jewish", "parsi", "caste", "brahmin", "dalit", "obc", "sc", "st",
        "ews", "reservation", "tribe",
        "disability", "disabilities", "disabled", "handicapped", "handicap", "wheelchair", "blind", "deaf", "pwd", "nationality", "ethnicity", "race",
        "passport", "aadhaar", "aadhar",
    ]
}
