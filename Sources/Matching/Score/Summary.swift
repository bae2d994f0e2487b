import Foundation

/// One or two plain sentences: what is met and what is not, then what is not known.
func summarise(_ findings: [Finding]) -> String {
    guard !findings.isEmpty else { return "The job states nothing that could be compared." }
    let parts = [firstClause(findings), remarks(findings)].compactMap { $0 }
    let first = parts.isEmpty ? nil : sentence(parts.joined(separator: "; "))
    let said = [first, unknowns(findings)].compactMap { $0 }
    return said.isEmpty ? "The job names no skill; the profile was compared by its meaning." : said.joined(separator: " ")
}

private func firstClause(_ findings: [Finding]) -> String? {
    var met = [skills(findings, .skill, "required") ?? skills(findings, .preferred, "preferred")].compactMap { $0 }
    let names: [(Reason.Kind, String)] = [(.experience, "the experience"), (.location, "the location"), (.salary, "the budget"), (.notice, "the notice")]
    met += names.filter { kind, _ in findings.contains { $0.kind == kind && $0.verdict == .met } }.map(\.1)
    return met.isEmpty ? nil : "meets " + list(met)
}

private func skills(_ findings: [Finding], _ kind: Reason.Kind, _ name: String) -> String? {
    let known = findings.filter { $0.kind == kind && $0.verdict != .unknown }
    guard !known.isEmpty else { return nil }
    let met = known.filter { $0.verdict == .met }.count
    if met == known.count { return met == 1 ? "the \(name) skill" : "all \(met) \(name) skills" }
    return "\(met) of \(known.count) \(name) \(known.count == 1 ? "skill" : "skills")"
}

private func remarks(_ findings: [Finding]) -> String? {
    let remarks = findings.compactMap(\.remark)
    return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
}

private func unknowns(_ findings: [Finding]) -> String? {
    let names: [(Reason.Kind, String)] = [
        (.skill, "skills"), (.preferred, "skills"), (.experience, "experience"), (.location, "location"), (.salary, "expected pay"), (.notice, "notice"),
    ]
    var unknown: [String] = []
    for (kind, name) in names where !unknown.contains(name) && findings.contains(where: { $0.kind == kind && $0.verdict == .unknown }) { unknown.append(name) }
    return unknown.isEmpty ? nil : sentence("not known: " + list(unknown))
}

private func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
}

private func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }
