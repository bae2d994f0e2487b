import Postgres

/// Counts of the commonest facts among the newest matches: exact where there are few, and of the newest thousand where there are more.
enum FacetSQL {
    /// So many of the matches are counted.
    static let mostCounted = SearchLimits.measured.counted
    /// Skills lie in the profile itself: so many are read.
    static let mostRead = 200

    struct Line: Codable, Sendable {
        let kind: String
        let value: String
        let count: Int
    }

    /// To follow the CTE `hits`; makes the CTE `facets (kind, value, count)`.
    static let tables: SQL = """
        , counted AS (SELECT * FROM hits ORDER BY updated_at DESC, user_id DESC LIMIT \(raw: String(mostCounted))),
        facts AS (
            SELECT kind, value FROM counted CROSS JOIN LATERAL (VALUES
                ('city', lower(city)),
                ('exp', CASE WHEN years < 3 THEN '<3' WHEN years < 6 THEN '3..<6' WHEN years < 10 THEN '6..<10' WHEN years >= 10 THEN '>=10' END),
                ('notice', CASE WHEN notice <= 0 THEN '<=0' END), ('notice', CASE WHEN notice <= 15 THEN '<=15' END), ('notice', CASE WHEN notice <= 30 THEN '<=30' END),
                ('notice', CASE WHEN notice <= 60 THEN '<=60' END), ('notice', CASE WHEN notice > 60 THEN '>60' END),
                ('source', lower(source))) AS fact (kind, value)
            WHERE value IS NOT NULL
            UNION ALL
            SELECT 'skill', lower(skill.value) FROM (SELECT user_id FROM counted LIMIT \(raw: String(mostRead))) AS few
                JOIN candidate_profiles AS profile ON profile.user_id = few.user_id CROSS JOIN jsonb_array_elements_text(profile.skills) AS skill),
        facets AS (
            SELECT kind, value, count FROM (
                SELECT kind, value, count(*) AS count, row_number() OVER (PARTITION BY kind ORDER BY count(*) DESC, value) AS place FROM facts GROUP BY kind, value) AS numbered
            WHERE place <= 8)
        """

    /// As they follow each other; the values of other kinds come by how many have them.
    private static let bands = ["exp": ["<3", "3..<6", "6..<10", ">=10"], "notice": ["<=0", "<=15", "<=30", "<=60", ">60"]]

    static func read(_ lines: [Line]) -> [Facet] {
        ["skill", "city", "exp", "notice", "source"].compactMap { kind in
            let lines = lines.filter { $0.kind == kind }.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
            let values = bands[kind].map { bands in bands.compactMap { band in lines.first { $0.value == band } } } ?? lines
            return values.isEmpty ? nil : Facet(kind: kind, values: values.map { Facet.Value(value: $0.value, count: $0.count) })
        }
    }
}
