import Accounts
import Foundation
import Postgres

/// What somebody asks the candidate list for.
struct SearchRequest: Sendable {
    var text = ""
    var mode = SearchMode.words
    var order: SearchOrder?
    /// `?after=` of the page before.
    var after = ""
    var limit = 50

    /// Where nothing is asked for, the newest news is what people want.
    var effectiveOrder: SearchOrder { order ?? (text.isEmpty ? .newest : .best) }
}

/// Who was found, and how.
struct SearchResult: Sendable {
    var hits: [SearchHit] = []
    var matches = Matches.exactly(0)
    var facets: [Facet] = []
    var next: String?
    /// Names that were not there as typed, and how they are spelled by people who are.
    var spelled: [String: [String]] = [:]
    /// Where the best were picked from, when that was not everybody.
    var isBestOfNewest = false
    /// Meaning was asked for and there is no model.
    var isMeaningOff = false
}

/// A found person, by what.
struct SearchHit: Sendable, Equatable {
    let id: ID<User>
    let at: Date
    /// Of words, meaning or both: larger is better.
    var score: Double
    var byWords = false
    /// Cosine of the meanings, 1 the same.
    var likeness: Double?
}

/// Values of a fact among the matches, and how many have each.
struct Facet: Codable, Sendable, Equatable {
    struct Value: Codable, Sendable, Equatable {
        let value: String
        let count: Int
    }
    let kind: String
    let values: [Value]
}

/// The search over everybody. Each statement of one search runs in one short transaction, planned for its own words.
struct CandidateSearch: Sendable {
    let database: any Database
    let viewer: Viewer
    /// The vector of a text and the model that made it; nil where there is no model.
    var embed: @Sendable (String) async throws -> TextMeaning? = { _ in nil }

    /// The best are picked among so many of the newest matches.
    static let mostRanked = 300
    /// Meaning answers with so many at most.
    static let mostNear = 200

    func run(_ request: SearchRequest) async throws -> SearchResult {
        let expression = try SearchParser.parse(request.text)
        var result = try await run(request, expression, spelled: [:])
        guard result.hits.isEmpty, request.after.isEmpty, request.mode != .meaning, let expression else { return result }
        let spelled = try await NameWords.spellings(of: expression, in: database)
        guard !spelled.isEmpty else { return result }
        result = try await run(request, expression, spelled: spelled)
        result.spelled = spelled
        return result
    }

    private func run(_ request: SearchRequest, _ expression: SearchExpression?, spelled: [String: [String]]) async throws -> SearchResult {
        // Of a search for meaning, fields are filters and words are what is meant.
        let meant = request.mode == .words ? nil : expression.flatMap(MeantText.init)
        let meaning: TextMeaning? = if let meant { try await embed(meant.words) } else { nil }
        let filter = request.mode == .words || meaning == nil ? expression : meant?.filter
        return try await database.transaction { transaction in
            try await transaction.run(Command("SET LOCAL plan_cache_mode = force_custom_plan"))
            let condition = SearchCondition(filter, spelled: spelled, for: viewer)
            let plan = try await SearchPlan.make(condition, in: transaction)
            guard request.mode != .words, let meaning else {
                var result = try await words(request, plan, in: transaction)
                result.isMeaningOff = request.mode != .words && meant != nil
                return result
            }
            let near = try await nearest(to: meaning, plan, most: Self.mostNear, in: transaction)
            guard request.mode == .both, let expression else { return try page(of: near, request) }
            let wordPlan = try await SearchPlan.make(SearchCondition(expression, spelled: spelled, for: viewer), in: transaction)
            var result = try await words(SearchRequest(text: request.text, order: .best, limit: Self.mostRanked), wordPlan, in: transaction)
            let fused = Self.fused(result.hits, near), matches = result.matches, facets = result.facets
            result = try page(of: fused, request)
            (result.facets, result.isBestOfNewest) = (facets, true)
            if case .moreThan = matches { result.matches = matches }
            return result
        }
    }

    // MARK: By words

    private func words(_ request: SearchRequest, _ plan: SearchPlan, in transaction: Transaction) async throws -> SearchResult {
        let isBest = request.effectiveOrder == .best && plan.condition.ranking != nil
        let found = isBest ? try await best(request, plan, in: transaction) : try await newest(request, plan, in: transaction)
        var result = SearchResult(hits: Array(found.hits.prefix(request.limit)), matches: found.matches, facets: found.facets)
        result.isBestOfNewest = isBest && found.hits.count >= Self.mostRanked
        if isBest {
            result = try page(of: found.hits, request)
            (result.matches, result.facets, result.isBestOfNewest) = (found.matches, found.facets, found.hits.count >= Self.mostRanked)
        } else if found.hits.count > request.limit {
            result.next = result.hits.last.map { ListPlace(at: $0.at, id: $0.id.uuid).text }
        }
        return result
    }

    private struct Found {
        var hits: [SearchHit]
        var matches: Matches
        var facets: [Facet]
    }

    private func newest(_ request: SearchRequest, _ plan: SearchPlan, in transaction: Transaction) async throws -> Found {
        let place = try ListPlace.read(request.after)
        let from: SQL = place.map { "WHERE (updated_at, user_id) < (\($0.at), \($0.id))" } ?? ""
        let page: SQL = "page AS (SELECT user_id, updated_at, 0::float4 AS score FROM hits ORDER BY updated_at DESC, user_id DESC LIMIT \(request.limit + 1))"
        let found = try await transaction.all(statement(plan.hits(from, most: request.limit + 1), page, plan, counts: place == nil))
        if !plan.isGathering, found.count <= request.limit { return try await gathered(page, from, plan, counts: place == nil, in: transaction) }
        return Self.found(found, plan)
    }

    private func best(_ request: SearchRequest, _ plan: SearchPlan, in transaction: Transaction) async throws -> Found {
        let page: SQL = """
            newest AS (SELECT user_id, updated_at FROM hits ORDER BY updated_at DESC, user_id DESC LIMIT \(Self.mostRanked)),
            page AS (SELECT newest.user_id, newest.updated_at, ts_rank('{0.1, 0.3, 0.6, 1}'::float4[], ranked.doc, \(plan.condition.ranking ?? "''::tsquery")) AS score
                FROM newest JOIN candidate_search AS ranked ON ranked.user_id = newest.user_id)
            """
        let found = try await transaction.all(statement(plan.hits("", most: Self.mostRanked), page, plan, counts: true))
        if !plan.isGathering, found.count < Self.mostRanked { return try await gathered(page, "", plan, counts: true, in: transaction) }
        var result = Self.found(found, plan)
        result.hits.sort { ($0.score, $0.at) > ($1.score, $1.at) }
        return result
    }

    /// Where walking the newest found too few.
    private func gathered(_ page: SQL, _ from: SQL, _ plan: SearchPlan, counts: Bool, in transaction: Transaction) async throws -> Found {
        let plan = SearchPlan(condition: plan.condition, expected: 0)
        var result = Self.found(try await transaction.all(statement(plan.hits(from, most: 0), page, plan, counts: counts)), plan)
        if result.hits.contains(where: { $0.score > 0 }) { result.hits.sort { ($0.score, $0.at) > ($1.score, $1.at) } }
        return result
    }

    private func statement(_ hits: SQL, _ page: SQL, _ plan: SearchPlan, counts: Bool) -> Query<FoundRow> {
        let facets: SQL = counts ? "(SELECT jsonb_agg(to_jsonb(facets)) FROM facets)" : "NULL::jsonb"
        return Query(
            """
            WITH \(hits), \(page)\(counts ? FacetSQL.tables : "")
            SELECT user_id, updated_at, score::float8 AS score, (SELECT count(*) FROM hits) AS total, \(facets) AS facets
            FROM page ORDER BY updated_at DESC, user_id DESC
            """)
    }

    private static func found(_ rows: [FoundRow], _ plan: SearchPlan) -> Found {
        let total = rows.first?.total ?? 0
        let matches: Matches = !plan.isGathering ? .moreThan(SearchPlan.mostCounted) : total > 10_000 ? .moreThan(total / 1_000 * 1_000) : .exactly(total)
        return Found(hits: rows.map(\.hit), matches: matches, facets: rows.first?.facets ?? [])
    }

    private struct FoundRow: RowDecodable {
        let hit: SearchHit
        let total: Int
        let facets: [Facet]

        init(row: Row) throws {
            hit = SearchHit(id: try row.get("user_id"), at: try row.get("updated_at"), score: try row.get("score"), byWords: true)
            total = try row.get("total")
            facets = FacetSQL.read(try row.get("facets", as: JSON<[FacetSQL.Line]>?.self)?.value ?? [])
        }
    }

    // MARK: By meaning

    /// The nearest meanings among those who match. Few are compared one by one, which is exact; of many the graph finds the nearest and goes on
    /// where the condition kept too many out.
    func nearest(to meaning: TextMeaning, _ plan: SearchPlan, most: Int, but person: ID<User>? = nil, in transaction: Transaction) async throws -> [SearchHit] {
        let vector: SQL = "\(Vector(meaning.vector))::vector::halfvec(384)"
        let condition: SQL = "\(plan.condition.sql) AND search.model = \(meaning.model)\(person.map { " AND search.user_id <> \($0)" as SQL } ?? "")"
        if plan.expected <= Self.mostCompared {
            return try await transaction.all(
                Query<NearRow>(
                    """
                    WITH hits AS MATERIALIZED (SELECT user_id, updated_at, meaning FROM candidate_search AS search WHERE \(condition))
                    SELECT user_id, updated_at, (meaning <=> \(vector))::float8 AS distance FROM hits WHERE meaning IS NOT NULL ORDER BY distance, user_id LIMIT \(most)
                    """)
            ).map(\.hit)
        }
        for setting in ["hnsw.ef_search = \(Self.breadth)", "hnsw.iterative_scan = relaxed_order", "hnsw.max_scan_tuples = 40000"] {
            try await transaction.run(Command(SQL(raw: "SET LOCAL \(setting)")))
        }
        let near = try await transaction.all(
            Query<NearRow>(
                """
                SELECT user_id, updated_at, (meaning <=> \(vector))::float8 AS distance FROM candidate_search AS search WHERE \(condition)
                ORDER BY meaning <=> \(vector) LIMIT \(most)
                """))
        return near.map(\.hit).sorted { ($0.score, $0.at) > ($1.score, $1.at) }
    }

    /// So many vectors are compared one by one.
    static let mostCompared = 4_000
    /// How many neighbours the graph keeps in hand.
    static let breadth = 200

    private struct NearRow: RowDecodable {
        let hit: SearchHit

        init(row: Row) throws {
            let likeness = 1 - (try row.get("distance") as Double)
            hit = SearchHit(id: try row.get("user_id"), at: try row.get("updated_at"), score: likeness, likeness: likeness)
        }
    }

    // MARK: Both at once

    /// Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): a row counts 1 / (60 + its rank) in each list that it stands in.
    static func fused(_ words: [SearchHit], _ near: [SearchHit]) -> [SearchHit] {
        var all: [ID<User>: SearchHit] = [:]
        for list in [words, near] {
            for (rank, hit) in list.enumerated() {
                var sum = all[hit.id] ?? SearchHit(id: hit.id, at: hit.at, score: 0)
                sum.score += 1 / Double(60 + rank + 1)
                sum.byWords = sum.byWords || hit.byWords
                sum.likeness = sum.likeness ?? hit.likeness
                all[hit.id] = sum
            }
        }
        return all.values.sorted { ($0.score, $0.at, $0.id.uuid.uuidString) > ($1.score, $1.at, $1.id.uuid.uuidString) }
    }

    /// A page of a list that is known as a whole: the place is a number in it.
    private func page(of hits: [SearchHit], _ request: SearchRequest) throws -> SearchResult {
        let from = request.after.isEmpty ? 0 : Int(request.after) ?? -1
        guard from >= 0, from <= 10_000 else { _ = try ListPlace.read("broken"); return SearchResult() }
        let shown = Array(hits.dropFirst(from).prefix(request.limit))
        var result = SearchResult(hits: shown, matches: .exactly(hits.count))
        if from + request.limit < hits.count { result.next = String(from + request.limit) }
        return result
    }
}

/// A text as a point: how close two are is how alike their meanings are.
package struct TextMeaning: Sendable {
    package let vector: [Float]
    /// Vectors of different models cannot be compared.
    package let model: String

    package init(vector: [Float], model: String) { (self.vector, self.model) = (vector, model) }
}

/// A search taken apart for meaning: what is meant, and what must hold whatever is meant.
struct MeantText {
    let words: String
    let filter: SearchExpression?

    /// Nil where nothing but fields is asked for.
    init?(_ expression: SearchExpression) {
        let parts: [SearchExpression] = if case .all(let parts) = expression { parts } else { [expression] }
        var meant: [String] = [], kept: [SearchExpression] = []
        for part in parts {
            switch part {
            case .word(let word, _): meant.append(word)
            case .phrase(let text): meant.append(text)
            case .any where part.wanted.allSatisfy(\.isPlainWord): meant += part.wanted.map(\.plainWords)
            default: kept.append(part)
            }
        }
        guard !meant.isEmpty else { return nil }
        words = meant.joined(separator: " ")
        filter = kept.isEmpty ? nil : kept.count == 1 ? kept[0] : .all(kept)
    }
}

extension SearchExpression {
    var isPlainWord: Bool {
        switch self {
        case .word, .phrase: true
        default: false
        }
    }

    var plainWords: String {
        switch self {
        case .word(let word, _): word
        case .phrase(let text): text
        case .field(_, .text(let text)): text
        default: ""
        }
    }
}
