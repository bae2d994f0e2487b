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

/// Where one way through the rows gives place to another, as measured at a million people.
struct SearchLimits: Sendable {
    /// Up to so many expected matches are gathered: they are counted to the last.
    var gathered = 10_000
    /// Where at least this part of all rows matches, the newest are looked at one by one.
    var commonShare = 0.3
    /// Counting and counts of filters look at so many matches, and where there are more, at the newest.
    var counted = 1_000
    /// So many newest rows are looked at before gathering is tried after all: what is expected to be common can be common only among the old.
    var walked = 20_000
    /// A slice of time is made so wide that, if matches were spread evenly, this many times the wanted number would lie in it.
    var allowance = 2.0
    /// The best are picked among so many of the newest matches.
    var ranked = 300
    /// Meaning answers with so many at most.
    var near = 200
    /// So many vectors are compared one by one, at most: all, where no more match; else those whose sketches are nearest.
    var compared = 2_000
    /// Where at least this part of all rows matches, matches are looked for among the nearest of everybody.
    var nearShare = 0.03
    /// Of everybody so many are looked at for each fifty that are asked for (a page asks for one more than it shows), the nearest first; where too few of them match, all who match are compared by
    /// their sketches.
    var nearest = 3_000

    static let measured = SearchLimits()
}

/// Who matches a condition, as fast as the indexes allow, and how many were expected. Which way is quick is known only from how many match.
struct SearchPlan: Sendable {
    enum Way: Sendable {
        /// All matches are gathered from the index of words.
        case all
        /// The matches among the newest rows are gathered, from this time on, by the indexes of words and of times together.
        case since(Date)
        /// The newest rows are looked at one by one until a page is full.
        case walk
    }

    let condition: SearchCondition
    let expected: Int
    let limits: SearchLimits

    /// Asks the planner, which knows how common each word is.
    static func make(_ condition: SearchCondition, _ limits: SearchLimits = .measured, in transaction: Transaction) async throws -> SearchPlan {
        let plan = try await transaction.one(
            Query<PlannerRows>("EXPLAIN (FORMAT JSON) SELECT FROM candidate_search AS search WHERE \(condition.sql)"))
        return SearchPlan(condition: condition, expected: plan.rows, limits: limits)
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

    /// The way to the newest matches.
    /// - Parameter wanted: how many are needed, counting included.
    /// - Parameter place: where the list goes on.
    func way(to wanted: Int, after place: ListPlace?, in transaction: Transaction) async throws -> Way {
        guard expected > limits.gathered else { return .all }
        let people = try await transaction.one(Self.people).value
        guard Double(expected) <= people * limits.commonShare else { return .walk }
        let share = Double(wanted) * limits.allowance / Double(expected)
        guard let since = try await transaction.first(Self.since(share, before: place?.at)) else { return .walk }
        return since.value.map(Way.since) ?? .all
    }

    /// How many rows there are about.
    private static let people = Query<One<Double>>("SELECT reltuples::float8 AS people FROM pg_class WHERE oid = 'candidate_search'::regclass")

    /// The time after which this share of the rows was changed, out of the planner's histogram; NULL where that is before all times it knows.
    private static func since(_ share: Double, before place: Date?) -> Query<One<Date?>> {
        Query(
            """
            SELECT bounds[width_bucket(coalesce(\(place)::timestamptz, 'infinity'), bounds) - ceil(cardinality(bounds) * \(share)::float8)::int] AS since
            FROM (SELECT histogram_bounds::text::timestamptz[] AS bounds FROM pg_stats
                WHERE schemaname = current_schema() AND tablename = 'candidate_search' AND attname = 'updated_at') AS times
            """)
    }

    /// A CTE named `hits`: the newest matches found that way, or all. Its columns are those of `candidate_search` but for the words and the vector.
    /// - Parameter place: after which the list goes on.
    func hits(_ way: Way, after place: ListPlace?, most: Int) -> SQL {
        let columns: SQL = "user_id, updated_at, years, notice, city, source"
        let after: SQL = place.map { "(search.updated_at, search.user_id) < (\($0.at), \($0.id))" } ?? "true"
        let all: SQL = "SELECT \(columns) FROM candidate_search AS search WHERE \(condition.sql) AND \(after)"
        switch way {
        case .all: return "hits AS MATERIALIZED (\(all))"
        case .since(let time): return "hits AS MATERIALIZED (\(all) AND search.updated_at >= \(time))"
        case .walk:
            let newest: SQL = "SELECT * FROM candidate_search AS search WHERE \(after) ORDER BY updated_at DESC, user_id DESC LIMIT \(limits.walked)"
            return "hits AS MATERIALIZED (SELECT \(columns) FROM (\(newest)) AS search WHERE \(condition.sql) LIMIT \(most))"
        }
    }
}
