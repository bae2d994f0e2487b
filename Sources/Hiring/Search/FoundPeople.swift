import Accounts
import Foundation
import Postgres
import Web

/// One line of a found person, and what shows why.
struct FoundPerson: RowDecodable, Sendable {
    let id: ID<User>
    let name: String
    let role, company, city: String?
    let years: Double?
    let skills, tags: [String]
    let pay: Int?
    let currency: String?
    let notice: Int?
    let updatedAt: Date
    /// The beginning of what is read for a snippet; nil where no words were looked for.
    let text: String?

    init(row: Row) throws {
        id = try row.get("user_id")
        name = try row.get("full_name")
        role = try row.get("current_role")
        company = try row.get("company")
        city = try row.get("city")
        years = try row.get("years")
        skills = try row.texts("skills")
        tags = try row.texts("tags")
        pay = try row.get("expected_ctc")
        currency = try row.get("currency")
        notice = try row.get("notice_period")
        updatedAt = try row.get("updated_at")
        text = try row.get("text")
    }

    /// The lines of these people; who may not be seen, or went meanwhile, is not among them.
    static func lines(of people: [ID<User>], withText: Bool, for viewer: Viewer) -> Query<FoundPerson> {
        let text: SQL = withText ? "left(concat_ws(' ', profile.bio, profile.resume_text), 3000)" : "NULL::text"
        return Query(
            """
            SELECT profile.user_id, users.full_name, profile."current_role", profile.total_experience_years::float8 AS years,
                profile.current_locations->>0 AS city, profile.skills, \(Visibility.pay("profile.expected_ctc", of: "profile.user_id", for: viewer)) AS expected_ctc,
                profile.currency, profile.notice_period, profile.updated_at, \(text) AS text,
                (SELECT company_name FROM candidate_work_history WHERE profile_id = profile.user_id AND company_name IS NOT NULL
                    ORDER BY is_current DESC, start_date DESC NULLS LAST LIMIT 1) AS company,
                (SELECT coalesce(jsonb_agg(tag ORDER BY tag), '[]') FROM candidate_tags WHERE candidate_tags.user_id = profile.user_id) AS tags
            FROM candidate_profiles AS profile JOIN users ON users.id = profile.user_id
            WHERE profile.user_id = ANY (\(people)) AND \(Visibility.people("profile.user_id", to: viewer, .seeCandidates))
            """)
    }
}

/// Found people with why each was found.
struct FoundPage: Sendable {
    struct Line: Sendable {
        let person: FoundPerson
        let hit: SearchHit
        /// The skills of theirs that are nearest to what was meant.
        var nearest: [String] = []
    }

    let lines: [Line]
    let snippet: Snippet

    static func read(_ hits: [SearchHit], _ expression: SearchExpression?, for viewer: Viewer, in database: any Database) async throws -> FoundPage {
        let words = (expression?.wanted ?? []).map(\.plainWords).filter { !$0.isEmpty }
        let stems = words.isEmpty ? [] : try await database.all(stems(of: words.joined(separator: " "))).map(\.value)
        let names = words.flatMap(Marks.names)
        let people = hits.isEmpty ? [] : try await database.all(FoundPerson.lines(of: hits.map(\.id), withText: !stems.isEmpty, for: viewer))
        let byID = Dictionary(people.map { ($0.id, $0) }) { first, _ in first }
        return FoundPage(lines: hits.compactMap { hit in byID[hit.id].map { Line(person: $0, hit: hit) } }, snippet: Snippet(stems: Set(stems + names)))
    }

    private static func stems(of words: String) -> Query<One<String>> { Query("SELECT unnest(tsvector_to_array(to_tsvector('english', \(words)))) AS stem") }
}

extension FoundPage.Line {
    /// Their skills, those that were looked for first.
    func skills(_ snippet: Snippet, most: Int = 5) -> [(name: String, isFound: Bool)] {
        let marked = person.skills.map { (name: $0, isFound: snippet.finds($0) || nearest.contains($0)) }
        return Array((marked.filter(\.isFound) + marked.filter { !$0.isFound }).prefix(most))
    }
}
