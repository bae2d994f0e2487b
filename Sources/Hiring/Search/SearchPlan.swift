import Accounts
import Foundation
import Postgres

/// How rows are looked for.
enum SearchMode: String, Sendable, CaseIterable {
    case words, meaning, both

    /// As an address names it; words where it names none.
    init(named name: String) { self = Self(rawValue: name) ?? .words }

    var label: String {
        switch self {
        case .words: "Words"
        case .meaning: "Meaning"
        case .both: "Both"
        }
    }
}

enum SearchOrder: String, Sendable {
    /// By the words, or by meaning.
    case best
    case newest
}

/// How many rows match: exactly, or as far as counting went.
enum Matches: Equatable, Sendable {
    case exactly(Int)
    case moreThan(Int)

    var words: String {
        switch self {
        case .exactly(1): "1 person"
        case .exactly(let count): "\(count) people"
        case .moreThan(let count): "more than \(count) people"
        }
    }
}

/// Who matches a condition, as fast as the index allows. Two ways lead there, and which is quicker is known only from how many match:
/// few are gathered from the index of words and sorted; of many, the newest rows are looked at one by one until a page is full.
///
/// Measured at a million people: gathering 50,000 takes about 40 ms, and looking at a row 12 µs, since its words lie beside the table.
struct SearchPlan: Sendable {
    /// Above so many expected matches the newest rows are walked.
    static let mostGathered = 60_000
    /// Counting and counts of filters look at so many matches at most.
    static let mostCounted = 1_000
    /// So many newest rows are looked at before gathering is tried after all: what is expected to be common can be common only among the old.
    static let mostWalked = 20_000

    let condition: SearchCondition
    let expected: Int

    var isGathering: Bool { expected <= Self.mostGathered }

    /// Asks the planner, which knows how common each word is.
    static func make(_ condition: SearchCondition, in transaction: Transaction) async throws -> SearchPlan {
        let plan = try await transaction.one(
            Query<PlannerRows>("EXPLAIN (FORMAT JSON) SELECT FROM candidate_search AS search WHERE \(condition.sql)"))
        return SearchPlan(condition: condition, expected: plan.rows)
    }

    private struct PlannerRows: RowDecodable {
        struct Plan: Codable, Sendable {
            let rows: Double
            enum CodingKeys: String, CodingKey { case rows = "Plan Rows" }
        }
        struct Entry: Codable, Sendable {
            let plan: Plan
            enum CodingKeys: String, CodingKey { case plan = "Plan" }
        }
        let rows: Int

        init(row: Row) throws {
            let text: String = try row.get("QUERY PLAN")
            rows = Int((try JSONDecoder().decode([Entry].self, from: Data(text.utf8)).first?.plan.rows ?? 0).rounded())
        }
    }

    /// A CTE named `hits`: all matches, or the newest `most` of them among the newest rows. Its columns are those of `candidate_search` but for
    /// the words and the vector.
    /// - Parameter from: a WHERE after which the list goes on, or nothing.
    func hits(_ from: SQL, most: Int) -> SQL {
        let columns: SQL = "user_id, updated_at, years, notice, city, source"
        if isGathering { return "hits AS MATERIALIZED (SELECT \(columns) FROM (SELECT * FROM candidate_search \(from)) AS search WHERE \(condition.sql))" }
        return """
            hits AS MATERIALIZED (
                SELECT \(columns) FROM (SELECT * FROM candidate_search \(from) ORDER BY updated_at DESC, user_id DESC LIMIT \(Self.mostWalked)) AS search
                WHERE \(condition.sql) LIMIT \(most))
            """
    }
}
