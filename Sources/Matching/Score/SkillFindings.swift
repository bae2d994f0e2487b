import Foundation

private let requiredWeight = 40.0
private let preferredWeight = 10.0

/// The findings on required skills, preferred skills and tools.
func skillFindings(_ job: JobFacts, _ candidate: CandidateFacts) -> [Finding] {
    let required = distinct(job.requiredSkills)
    let taken = Set(required.map(SkillName.key))
    let preferred = distinct(job.preferredSkills + job.tools).filter { !taken.contains(SkillName.key($0)) }
    let closeness = closeness(job, candidate)
    guard !(required.isEmpty && preferred.isEmpty) else { return profileFinding(closeness, evidence: candidate.currentRole) }
    let known = KnownSkills(candidate)
    return findings(.skill, required, requiredWeight, known, closeness) + findings(.preferred, preferred, preferredWeight, known, closeness)
}

private func findings(_ kind: Reason.Kind, _ skills: [String], _ total: Double, _ known: KnownSkills, _ closeness: Double?) -> [Finding] {
    let weight = total / Double(max(1, skills.count))
    return skills.map { skill in
        if known.isEmpty { return Finding(unknown: kind, skill, weight: weight, share: closeness ?? Finding.unknownShare) }
        if let match = known.best(for: skill) { return Finding(kind, skill, weight: weight, share: match.share, evidence: match.words) }
        return Finding(kind, skill, weight: weight, share: (closeness ?? 0) / 4, evidence: nil)
    }
}

/// Where the job names no skill at all, closeness in meaning is the only thing to go by.
private func profileFinding(_ closeness: Double?, evidence: String?) -> [Finding] {
    guard let closeness else { return [] }
    return [Finding(.profile, "Likeness of the profile to the job", weight: requiredWeight, share: closeness, evidence: evidence)]
}

/// 0 for texts no closer than those of two trades (measured at 0.2 to 0.55), 1 for as good as the same (0.85).
private func closeness(_ job: JobFacts, _ candidate: CandidateFacts) -> Double? {
    guard let a = job.embedding, let b = candidate.embedding, let cosine = cosine(a, b), cosine.isFinite else { return nil }
    return min(1, max(0, (cosine - 0.45) / 0.4))
}

private func distinct(_ skills: [String]) -> [String] {
    var seen: Set<String> = []
    return skills.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !SkillName.key($0).isEmpty && seen.insert(SkillName.key($0)).inserted }
}

/// A person's skills, made ready to be looked up: those they list, and those that their role names ("Java Developer").
private struct KnownSkills {
    private var words: [String: String] = [:]
    private var phrases: [(words: Set<String>, text: String)] = []

    var isEmpty: Bool { words.isEmpty }

    init(_ candidate: CandidateFacts) {
        let listed = candidate.skills.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        for skill in listed.filter({ !$0.isEmpty }).sorted() { add(skill) }
        guard !words.isEmpty, let role = candidate.currentRole else { return }
        for word in role.split(whereSeparator: { $0.isWhitespace || ",/()|".contains($0) }) {
            add(key: SkillName.key(String(word)), text: role)
        }
    }

    private mutating func add(_ skill: String) {
        for key in SkillName.keys(skill) { add(key: key, text: skill) }
        phrases.append((SkillName.words(skill), skill))
    }

    private mutating func add(key: String, text: String) {
        if !key.isEmpty, words[key] == nil { words[key] = text }
    }

    /// All of the skill's part where one of its names is known; half where a near one is, or where a longer phrase holds it.
    func best(for skill: String) -> (share: Double, words: String)? {
        for key in SkillName.keys(skill) { if let text = words[key] { return (1, text) } }
        let near = SkillName.keys(skill).flatMap(SkillName.near).compactMap { words[$0] }.min()
        let wanted = SkillName.words(skill)
        let longer = wanted.isEmpty ? nil : phrases.filter { wanted.isSubset(of: $0.words) }.map(\.text).min()
        return (longer ?? near).map { (0.5, $0) }
    }
}
