import Matching
import Synchronization

/// The meanings of single skills, kept once worked out: they say which of somebody's skills come near to what was meant.
package final class SkillMeanings: Sendable {
    private let kept = Mutex<[String: TextMeaning]>([:])
    private let embed: @Sendable ([String]) async throws -> [TextMeaning]?

    /// So many are worked out for one page at most; the next page knows more.
    private static let mostNew = 24
    private static let mostKept = 20_000
    /// From so much likeness on a skill is worth naming.
    private static let least = 0.35

    /// - Parameter embed: one meaning for each text, in order; nil where search by meaning is off.
    package init(embed: @escaping @Sendable ([String]) async throws -> [TextMeaning]?) { self.embed = embed }

    /// For each list of skills the nearest three to what was meant.
    func nearest(_ lists: [[String]], to meant: TextMeaning) async throws -> [[String]] {
        let known = kept.withLock { $0 }
        let skills = Set(lists.flatMap { $0 }).filter { !$0.isEmpty }.sorted()
        // Of another model than the question: as good as unknown.
        let new = Array(skills.filter { known[$0]?.model != meant.model }.prefix(Self.mostNew))
        let found = new.isEmpty ? [] : try await embed(new) ?? []
        kept.withLock { kept in
            if kept.count >= Self.mostKept { kept.removeAll() }
            for (skill, meaning) in zip(new, found) { kept[skill] = meaning }
        }
        let all = kept.withLock { $0 }
        return lists.map { skills in
            let near = skills.compactMap { skill in
                all[skill].flatMap { $0.model == meant.model ? cosine($0.vector, meant.vector) : nil }.map { (skill: skill, likeness: $0) }
            }
            return near.filter { $0.likeness >= Self.least }.sorted { $0.likeness > $1.likeness }.prefix(3).map(\.skill)
        }
    }
}

extension Desk {
    /// The found people with their skills that come nearest to what was meant. Where that fails they are shown without.
    func nearestSkills(_ found: FoundPage, to meaning: TextMeaning) async -> FoundPage {
        let near = (try? await skillMeanings.nearest(found.lines.map { Array($0.person.skills.prefix(12)) }, to: meaning)) ?? []
        guard near.count == found.lines.count else { return found }
        let lines = zip(found.lines, near).map { line, skills in FoundPage.Line(person: line.person, hit: line.hit, nearest: skills) }
        return FoundPage(lines: lines, snippet: found.snippet)
    }
}
