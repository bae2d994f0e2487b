import Accounts
import Foundation
import Postgres

/// What becomes of the rows of one stretch of a table: who is new, who is here already, who is nobody. Reading only.
struct ListPlan: Sendable {
    enum Fate: Sendable {
        case new(ID<User>)
        /// Here already, or in an earlier row.
        case known(ID<User>, by: String, earlier: Int?)
        case skipped(String)
        case failed(String)
    }

    var rows: [(row: ListRow, fate: Fate)] = []

    /// - Parameter seen: rows of the same table before these, by their keys; only trying needs it, since an import has written them.
    static func make(_ rows: [ListRow], _ options: Import.Options, seen: inout [Int: (row: Int, person: ID<User>)], in database: some Database) async throws
        -> ListPlan
    {
        let matches = try await database.all(KnownPeople.find(rows.map(\.keys)))
        let known = Dictionary(matches.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var plan = ListPlan()
        for (index, row) in rows.enumerated() {
            if let failure = row.failure { plan.rows.append((row, .failed(failure))); continue }
            let marks = KnownPeople.marks(of: row.keys).map(\.hashValue)
            if let match = known[index] {
                plan.rows.append((row, fate(of: match, options)))
            } else if let mark = marks.first(where: { seen.keys.contains($0) }), let earlier = seen[mark] {
                plan.rows.append(
                    (row, options.skipsKnown ? .skipped("The same person as row \(earlier.row).") : .known(earlier.person, by: "row", earlier: earlier.row)))
            } else {
                let id = ID<User>()
                for mark in marks { seen[mark] = (row.number, id) }
                plan.rows.append((row, .new(id)))
            }
        }
        return plan
    }

    private static func fate(of match: KnownPeople.Match, _ options: Import.Options) -> Fate {
        guard match.isActive else { return .skipped("\(match.name) is inactive here, and stays as they are (same \(match.by)).") }
        if options.skipsKnown { return .skipped("\(match.name) is here already (same \(match.by)).") }
        return .known(match.person, by: match.by, earlier: nil)
    }

    var new: [(row: ListRow, id: ID<User>)] { rows.compactMap { if case .new(let id) = $0.fate { ($0.row, id) } else { nil } } }
    var known: [(row: ListRow, id: ID<User>)] { rows.compactMap { if case .known(let id, _, _) = $0.fate { ($0.row, id) } else { nil } } }

    /// Known people in rounds, none twice in one: of two rows about one person the second sees what the first wrote.
    var rounds: [[(row: ListRow, id: ID<User>)]] {
        var rounds: [[(row: ListRow, id: ID<User>)]] = [], times: [ID<User>: Int] = [:]
        for item in known {
            let round = times[item.id, default: 0]
            times[item.id] = round + 1
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(item)
        }
        return rounds
    }
}
