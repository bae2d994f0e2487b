import Accounts
import Foundation
import Postgres
import Testing

@testable import Hiring

/// Every way through the rows finds the same people in the same order: which one is taken is a matter of speed alone.
@Suite("Search ways", .fewAtATime) struct SearchWaysTests {
    /// 600 people; a third know sums, all work in teams, many were changed in the same moment, and what they do lies in eight heaps.
    private func people(_ house: RunningHouse, isAnalyzed: Bool = true) async throws {
        try await house.run("DELETE FROM candidate_search")
        try await house.run("SELECT setseed(0.5)")
        try await house.run(
            """
            WITH new AS (INSERT INTO users (id, role, full_name, email, email_key)
                SELECT gen_random_uuid(), 'CANDIDATE', 'Person ' || number, number || '@ways.example.com', number || '@ways.example.com' FROM generate_series(1, 600) AS number RETURNING id)
            INSERT INTO candidate_profiles (user_id, "current_role", skills, total_experience_years, updated_at, skills_vector_model, ai_skills_vector, resume_text)
            SELECT id, 'Clerk', '["Filing"]', (random() * 20)::int, now() - make_interval(hours => (random() * 200)::int), 'way',
                (SELECT array_agg(random() - 0.5 + 0.6 * cos(number * (1 + (hashtext(id::text) & 7)) * 0.7)) FROM generate_series(1, 384) AS number)::real[]::vector,
                'We worked in teams.' || CASE WHEN random() < 0.33 THEN ' Sums.' ELSE '' END FROM new
            """)
        if isAnalyzed { try await house.run("ANALYZE candidate_search") }
    }

    private func viewer(_ house: RunningHouse) async throws -> Viewer {
        Viewer(id: try await house.pool.one(Users.first(of: .recruiter)).id, role: .recruiter, name: "A recruiter")
    }

    /// The meaning of one of the people.
    private func someone(_ house: RunningHouse) async throws -> TextMeaning {
        let own = Query<One<[Float]>>("SELECT ai_skills_vector::real[] AS vector FROM candidate_profiles WHERE skills_vector_model = 'way' LIMIT 1")
        return TextMeaning(vector: try await house.pool.one(own).value, model: "way")
    }

    private func limits(common: Double) -> SearchLimits {
        var limits = SearchLimits.measured
        (limits.gathered, limits.counted, limits.walked, limits.ranked, limits.commonShare) = (0, 40, 100, 30, common)
        return limits
    }

    private func pages(_ text: String, _ order: SearchOrder, _ limits: SearchLimits, _ house: RunningHouse) async throws -> [ID<User>] {
        var search = CandidateSearch(database: house.pool, viewer: try await viewer(house)), after = "", found: [ID<User>] = []
        search.limits = limits
        repeat {
            let result = try await search.run(SearchRequest(text: text, order: order, after: after, limit: 20))
            found += result.hits.map(\.id)
            after = result.next ?? ""
        } while !after.isEmpty && found.count < 2_000
        return found
    }

    @Test func allFindTheSameInTheSameOrder() async throws {
        try await withHouse { house in
            try await people(house)
            for text in ["", "sums", "teams", "teams exp:>=10", "sums exp:<3", "teams NOT sums", "skill:nothing"] {
                let gathered = try await pages(text, .newest, .measured, house)
                #expect(text == "skill:nothing" || gathered.count > 20, "\(text)")
                #expect(try await pages(text, .newest, limits(common: 0), house) == gathered, "walking: \(text)")
                #expect(try await pages(text, .newest, limits(common: 2), house) == gathered, "slices: \(text)")
            }
            for text in ["sums", "teams OR sums"] {
                let walked = try await pages(text, .best, limits(common: 0), house), sliced = try await pages(text, .best, limits(common: 2), house)
                #expect(walked.count == 30 && walked == sliced, "the best of the newest: \(text)")
            }
        }
    }

    /// Where the histogram is not there yet, or knows nothing of what was written since.
    @Test func whatIsNotKnownOfTheTimesCostsNobody() async throws {
        try await withHouse { house in
            try await people(house, isAnalyzed: false)
            let gathered = try await pages("sums", .newest, .measured, house)
            #expect(try await pages("sums", .newest, limits(common: 2), house) == gathered)
        }
    }

    private struct Lists: RowDecodable {
        let people, lists: Int
        let model: String
        init(row: Row) throws { (people, lists, model) = (try row.get("people"), try row.get("lists"), try row.get("model")) }
    }

    private func lists(_ house: RunningHouse) async throws -> Lists? {
        try await house.pool.first(Query<Lists>("SELECT people, lists, model FROM meaning_lists WHERE to_regclass('candidate_search_meaning') IS NOT NULL"))
    }

    /// Few people have no lists; of many they are learned, and anew where people are many times more or another model made their vectors.
    @Test func listsAreLearnedWhenTheyAreDue() async throws {
        try await withHouse { house in
            try await MeaningLists.renew(in: house.pool)
            try await people(house)
            try await MeaningLists.renew(in: house.pool)
            #expect(try await lists(house) == nil, "of so few, none")
            try await MeaningLists.renew(least: 500, in: house.pool)
            let first = try #require(try await lists(house))
            #expect(first.people == 600 && first.lists == 100 && first.model == "way")
            try await house.run(
                "UPDATE candidate_search SET model = 'other' WHERE notice IS NULL AND user_id IN (SELECT user_id FROM candidate_search LIMIT 200)")
            try await house.run("ANALYZE candidate_search")
            try await MeaningLists.renew(least: 500, in: house.pool)
            #expect(try await lists(house)?.model == "way", "most are still of the old model")
            try await house.run("UPDATE candidate_search SET model = 'other'")
            try await house.run("ANALYZE candidate_search")
            try await MeaningLists.renew(least: 500, in: house.pool)
            #expect(try await lists(house)?.model == "other")
            // Statistics that are wrong ask for it, and the count says that it is not due.
            try await house.run("UPDATE pg_class SET reltuples = 9000 WHERE oid = 'candidate_search'::regclass")
            try await house.run("DELETE FROM candidate_search WHERE user_id IN (SELECT user_id FROM candidate_search LIMIT 200)")
            try await MeaningLists.renew(least: 100, in: house.pool)
            #expect(try await lists(house)?.people == 600)
            try await house.run("DELETE FROM candidate_search WHERE user_id IN (SELECT user_id FROM candidate_search LIMIT 280)")
            try await MeaningLists.renew(least: 100, in: house.pool)
            #expect(try await lists(house)?.people == 120)
        }
    }

    /// Somebody who reads is in the way of the exchange: it waits for the next time, and the learned lists with it.
    @Test func learnedListsWaitForWhoReads() async throws {
        try await withHouse { house in
            try await people(house)
            try await house.run("ALTER FUNCTION use_meaning_lists() SET lock_timeout = '50ms'")
            try await house.pool.transaction { reader in
                _ = try await reader.first(Query<One<Int>>("SELECT count(*) FROM candidate_search"))
                try await MeaningLists.renew(least: 500, in: house.pool)
                #expect(try await lists(house) == nil)
            }
            try await MeaningLists.renew(least: 500, in: house.pool)
            #expect(try await lists(house)?.people == 600)
        }
    }

    /// Sketches pick, vectors decide: with all compared, nobody near is missed among 600. The lists find them too, with a condition and without.
    @Test func theNearestAreFoundEitherWay() async throws {
        try await withHouse { house in
            try await people(house)
            try await MeaningLists.renew(least: 500, in: house.pool)
            let meaning = try await someone(house), viewer = try await self.viewer(house)
            func near(_ text: String = "", _ change: (inout SearchLimits) -> Void) async throws -> [ID<User>] {
                let condition = SearchCondition(try SearchParser.parse(text), for: viewer)
                var search = CandidateSearch(database: house.pool, viewer: viewer)
                change(&search.limits)
                let limits = search.limits
                return try await house.pool.transaction { [search] transaction in
                    let plan = try await SearchPlan.make(condition, limits, in: transaction)
                    return try await search.nearest(to: meaning, plan, most: 20, in: transaction).map(\.id)
                }
            }
            let exact: [ID<User>] = try await house.pool.all(
                Query<One<UUID>>(
                    "SELECT user_id FROM candidate_search WHERE model = 'way' ORDER BY (meaning <=> \(Vector(meaning.vector))::vector::halfvec(384)) + 0, user_id LIMIT 20"
                )
            ).map { ID($0.value) }
            #expect(exact.count == 20)
            #expect(try await near { _ in } == exact)
            // Of a hundred lists sixteen are read: those of the person's heap are among them.
            let ofAll = try await near { $0.compared = 0 }
            #expect(ofAll.count == 20 && ofAll.first == exact.first && Set(ofAll).intersection(exact).count >= 15)
            #expect(ofAll.filter(exact.contains) == exact.filter(ofAll.contains), "the nearest first")
            let some = try await near("exp:>=10") { $0.compared = 1_000 }, listed = try await near("exp:>=10") { $0.compared = 0 }
            #expect(some.count == 20 && listed.count == 20 && Set(listed).intersection(some).count >= 12)
            let tooFew = try await near("exp:>=10") { ($0.compared, $0.nearest) = (100, 5) }
            #expect(
                tooFew.count == 20 && Set(tooFew).intersection(some).count >= 15,
                "of five of everybody too few match, and so the sketches of all who match are compared")
            let sketched = try await near { ($0.compared, $0.nearShare) = (100, 2) }
            #expect(Set(sketched).intersection(exact).count >= 15, "a sixth of them compared, by their sketches")
        }
    }

    /// Of owners whose names begin alike, the people of all come by their likeness, and not one owner's after the other's.
    @Test func theNearestOfSeveralOwnersComeInOneOrder() async throws {
        try await withHouse { house in
            try await people(house)
            try await house.run(
                "INSERT INTO users (id, role, full_name, email, email_key) SELECT gen_random_uuid(), 'RECRUITER', 'Asha ' || n, n || '@o.example', n || '@o.example' FROM generate_series(1, 3) AS n"
            )
            try await house.run(
                "UPDATE candidate_search SET owner_id = (SELECT id FROM users WHERE full_name = 'Asha ' || 1 + abs(hashtext('x' || candidate_search.user_id)) % 3) WHERE model = 'way'"
            )
            try await house.run("ANALYZE candidate_search")
            try await MeaningLists.renew(least: 500, in: house.pool)
            let meaning = try await someone(house), viewer = try await self.viewer(house)
            let found = try await house.pool.transaction { transaction in
                var search = CandidateSearch(database: transaction, viewer: viewer)
                (search.limits.compared, search.limits.nearShare) = (0, 0)
                let plan = try await SearchPlan.make(SearchCondition(try SearchParser.parse("owner:asha"), for: viewer), search.limits, in: transaction)
                return try await search.nearest(to: meaning, plan, most: 40, in: transaction)
            }
            #expect(found.count == 40 && found.map(\.score) == found.map(\.score).sorted(by: >))
        }
    }

    /// Of very many people lists are learned by night.
    @Test func nightIsFromOneToFive() throws {
        let midnight = Calendar.current.startOfDay(for: Date(timeIntervalSince1970: 1_790_000_000))
        #expect([0, 1, 4, 5, 13, 23].map { MeaningLists.isNight(midnight.addingTimeInterval($0 * 3_600 + 60)) } == [false, true, true, false, false, false])
    }
}
