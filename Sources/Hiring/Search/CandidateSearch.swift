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
    /// What was looked for.
    var sought: Sought?
}

/// A found person, by what.
struct SearchHit: Sendable, Equatable {
    let id: ID<User>
    let at: Date
    /// Of words, meaning or both: larger is better.
    var score: Double
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
    var limits = SearchLimits.measured

    func run(_ request: SearchRequest) async throws -> SearchResult {
        let sought = try await Sought(try SearchParser.parse(request.text), request.mode, embed)
        var result = try await run(request, sought, spelled: [:])
        guard result.hits.isEmpty, request.after.isEmpty, request.mode != .meaning, let expression = sought.expression else { return result }
        let spelled = try await SpelledNames.spellings(of: expression, in: database)
        guard !spelled.isEmpty else { return result }
        result = try await run(request, sought, spelled: spelled)
        result.spelled = spelled
        return result
    }

    private func run(_ request: SearchRequest, _ sought: Sought, spelled: [String: [String]]) async throws -> SearchResult {
        var result = try await database.transaction { transaction in
            try await transaction.run(Command("SET LOCAL plan_cache_mode = force_custom_plan"))
            let plan = try await SearchPlan.make(SearchCondition(sought.filter, spelled: spelled, for: viewer), limits, in: transaction)
            guard let meaning = sought.meaning else { return try await words(request, plan, in: transaction) }
            guard request.mode == .both else { return try await near(meaning, request, plan, in: transaction) }
            let near = try await nearest(to: meaning, plan, most: limits.near, in: transaction)
            let wordPlan = try await SearchPlan.make(SearchCondition(sought.expression, spelled: spelled, for: viewer), limits, in: transaction)
            return try page(of: Self.fused(try await best(wordPlan, in: transaction), with: near), request)
        }
        (result.sought, result.isMeaningOff) = (sought, sought.isMeaningOff)
        return result
    }

    // MARK: By words

    private func words(_ request: SearchRequest, _ plan: SearchPlan, in transaction: Transaction) async throws -> SearchResult {
        if request.effectiveOrder == .best, plan.condition.ranking != nil { return try page(of: try await best(plan, in: transaction), request) }
        let found = try await newest(request, plan, in: transaction)
        var result = SearchResult(hits: Array(found.hits.prefix(request.limit)), matches: found.matches, facets: found.facets)
        if found.hits.count > request.limit { result.next = result.hits.last.map { ListPlace(at: $0.at, id: $0.id.uuid).text } }
        return result
    }

    private struct Found {
        var hits: [SearchHit]
        var matches: Matches
        var facets: [Facet] = []
        var isBestOfNewest = false

        init(hits: [SearchHit], matches: Matches) { (self.hits, self.matches) = (hits, matches) }

        init(_ rows: [FoundRow], _ matches: Matches) { (hits, self.matches, facets) = (rows.map(\.hit), matches, rows.first?.facets ?? []) }
    }

    private func newest(_ request: SearchRequest, _ plan: SearchPlan, in transaction: Transaction) async throws -> Found {
        let place = try ListPlace.read(request.after), most = request.limit + 1
        let page: SQL = "page AS (SELECT user_id, updated_at, 0::float4 AS score FROM hits ORDER BY updated_at DESC, user_id DESC LIMIT \(most))"
        return try await found(page, plan, after: place, most: most, in: transaction)
    }

    private func best(_ plan: SearchPlan, in transaction: Transaction) async throws -> Found {
        let page: SQL = """
            newest AS (SELECT user_id, updated_at FROM hits ORDER BY updated_at DESC, user_id DESC LIMIT \(limits.ranked)),
            page AS (SELECT newest.user_id, newest.updated_at, ts_rank('{0.1, 0.3, 0.6, 1}'::float4[], ranked.doc, \(plan.condition.ranking ?? "''::tsquery")) AS score
                FROM newest JOIN candidate_search AS ranked ON ranked.user_id = newest.user_id)
            """
        var found = try await found(page, plan, after: nil, most: limits.ranked, in: transaction)
        found.hits.sort { ($0.score, $0.at) > ($1.score, $1.at) }
        found.isBestOfNewest = found.hits.count >= limits.ranked
        return found
    }

    /// Where the newest hold too few, all are gathered. The first page is counted as well.
    private func found(_ page: SQL, _ plan: SearchPlan, after place: ListPlace?, most: Int, in transaction: Transaction) async throws -> Found {
        let counts = place == nil, wanted = counts ? limits.counted : most
        func rows(_ way: SearchPlan.Way) async throws -> [FoundRow] {
            try await transaction.all(statement(plan.hits(way, after: place, most: wanted), page, counts: counts))
        }
        let way = try await plan.way(to: wanted, after: place, in: transaction)
        switch way {
        case .all: break
        case .since, .walk:
            let newest = try await rows(way), total = newest.first?.total ?? 0
            if total >= wanted { return Found(newest, .moreThan(total / limits.counted * limits.counted)) }
        }
        let all = try await rows(.all)
        return Found(all, .exactly(all.first?.total ?? 0))
    }

    /// The counts come with the first row alone.
    private func statement(_ hits: SQL, _ page: SQL, counts: Bool) -> Query<FoundRow> {
        let facets: SQL = counts ? "CASE WHEN row_number() OVER newest = 1 THEN (SELECT jsonb_agg(to_jsonb(facets)) FROM facets) END" : "NULL::jsonb"
        return Query(
            """
            WITH \(hits), \(page)\(counts ? FacetSQL.tables : "")
            SELECT user_id, updated_at, score::float8 AS score, (SELECT count(*) FROM hits) AS total, \(facets) AS facets
            FROM page WINDOW newest AS (ORDER BY updated_at DESC, user_id DESC) ORDER BY updated_at DESC, user_id DESC
            """)
    }

    private struct FoundRow: RowDecodable {
        let hit: SearchHit
        let total: Int
        let facets: [Facet]

        init(row: Row) throws {
            hit = SearchHit(id: try row.get("user_id"), at: try row.get("updated_at"), score: try row.get("score"))
            total = try row.get("total")
            facets = FacetSQL.read(try row.get("facets", as: JSON<[FacetSQL.Line]>?.self)?.value ?? [])
        }
    }

    // MARK: By meaning

    /// As many as the page needs, and one to know whether there are more.
    private func near(_ meaning: TextMeaning, _ request: SearchRequest, _ plan: SearchPlan, in transaction: Transaction) async throws -> SearchResult {
        let wanted = min(limits.near, try number(request.after) + request.limit)
        let near = try await nearest(to: meaning, plan, most: wanted + 1, in: transaction)
        let matches = near.count > wanted ? Matches.moreThan(wanted) : .exactly(near.count)
        return try page(of: Found(hits: Array(near.prefix(limits.near)), matches: matches), request)
    }

    /// The nearest meanings among those who match. Of few, all are compared. Where many match, enough of the nearest of everybody do, and the lists of
    /// alike people find those; where they do not, and of the numbers in between, those are compared whose sketches are nearest.
    func nearest(to meaning: TextMeaning, _ plan: SearchPlan, most: Int, but person: ID<User>? = nil, in transaction: Transaction) async throws -> [SearchHit] {
        let condition: SQL = "\(plan.condition.sql) AND search.model = \(meaning.model)\(person.map { " AND search.user_id <> \($0)" as SQL } ?? "")"
        if plan.expected > limits.compared, try await areMany(plan, in: transaction) {
            let near = try await transaction.all(nearestOfAll(meaning.sql, condition, most)).map(\.hit)
            if near.count == most { return near }
        }
        return try await transaction.all(nearestBySketch(meaning.sql, condition, most)).map(\.hit)
    }

    /// Whether so many match that the lists are worth it. Sets how many of the lists are read: pgvector advises their root, and somewhat more finds,
    /// as measured at a million, 19 in 20 of people who lie in heaps. False where there are no lists.
    private func areMany(_ plan: SearchPlan, in transaction: Transaction) async throws -> Bool {
        let people = try await transaction.first(
            Query<One<Double>>(
                """
                SELECT reltuples::float8 AS people FROM pg_class, meaning_lists WHERE oid = 'candidate_search'::regclass
                    AND to_regclass('candidate_search_meaning') IS NOT NULL AND set_config('ivfflat.probes', ceil(1.6 * sqrt(lists))::text, true) <> ''
                """))
        return people.map { Double(plan.expected) >= $0.value * limits.nearShare } ?? false
    }

    /// Of later pages more are looked at.
    private func nearestOfAll(_ vector: SQL, _ condition: SQL, _ most: Int) -> Query<NearRow> {
        let looked = limits.nearest * ((most + 49) / 50)
        return Query(
            """
            SELECT user_id, updated_at, distance FROM (SELECT *, (meaning <=> \(vector))::float8 AS distance FROM candidate_search AS everybody
                WHERE meaning IS NOT NULL ORDER BY meaning <=> \(vector) LIMIT \(looked)) AS search
            WHERE \(condition) ORDER BY distance, user_id LIMIT \(most)
            """)
    }

    private func nearestBySketch(_ vector: SQL, _ condition: SQL, _ most: Int) -> Query<NearRow> {
        Query(
            """
            WITH alike AS MATERIALIZED (SELECT user_id, updated_at, meaning FROM candidate_search AS search WHERE \(condition) AND sketch IS NOT NULL
                ORDER BY sketch <~> binary_quantize(\(vector))::bit(384) LIMIT \(limits.compared))
            SELECT user_id, updated_at, (meaning <=> \(vector))::float8 AS distance FROM alike ORDER BY distance, user_id LIMIT \(most)
            """)
    }

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
                sum.likeness = sum.likeness ?? hit.likeness
                all[hit.id] = sum
            }
        }
        return all.values.sorted { ($0.score, $0.at, $0.id.uuid.uuidString) > ($1.score, $1.at, $1.id.uuid.uuidString) }
    }

    /// The words' matches and filters stay; how many match both is known only where the words were counted to their end.
    private static func fused(_ words: Found, with near: [SearchHit]) -> Found {
        var found = words
        found.hits = fused(words.hits, near)
        if case .exactly = words.matches { found.matches = .exactly(found.hits.count) }
        found.isBestOfNewest = true
        return found
    }

    /// A page of a list that is known as a whole: the place is a number in it.
    private func page(of found: Found, _ request: SearchRequest) throws -> SearchResult {
        let from = try number(request.after)
        var result = SearchResult(hits: Array(found.hits.dropFirst(from).prefix(request.limit)), matches: found.matches, facets: found.facets)
        result.isBestOfNewest = found.isBestOfNewest
        if from + request.limit < found.hits.count { result.next = String(from + request.limit) }
        return result
    }

    /// How many come before a page.
    private func number(_ after: String) throws -> Int {
        guard let from = after.isEmpty ? 0 : Int(after), (0...10_000).contains(from) else { throw ListPlace.broken }
        return from
    }
}
