import Accounts
import Foundation
import Matching
import PhoneNumbers
import Postgres

/// Pairs that wait for somebody to say whether they are one.
enum DuplicateQueue {
    static let pageSize = 25
    /// Beyond this they are not counted.
    static let counted = 100

    struct Face: Sendable {
        let id: ID<User>
        let name: String
        let email, phone, role, place: String?
        let since: Date

        init(row: Row, _ prefix: String) throws {
            id = try row.get("\(prefix)_id")
            name = try row.get("\(prefix)_name")
            email = try row.get("\(prefix)_email")
            phone = try row.get("\(prefix)_phone")
            role = try row.get("\(prefix)_role")
            place = try row.get("\(prefix)_place")
            since = try row.get("\(prefix)_since")
        }

        var words: String { Words.sentence([role, place, email, phone.map(PhoneNumber.shown)]) }
    }

    struct Line: RowDecodable {
        let first, second: Face
        let score: Float
        let isCertain: Bool
        let evidence: [Sameness.Evidence]
        let foundAt: Date

        init(row: Row) throws {
            first = try Face(row: row, "first")
            second = try Face(row: row, "second")
            score = try row.get("score", as: Float.self)
            isCertain = try row.get("is_certain")
            evidence = try row.get("evidence", as: JSON<[Sameness.Evidence]>.self).value
            foundAt = try row.get("found_at")
        }

        /// Of the two, the other one.
        func other(than person: ID<User>) -> Face { first.id == person ? second : first }

        var place: Place { Place(isCertain: isCertain, score: score, first: first.id, second: second.id) }
    }

    /// Where a page of the queue ended.
    struct Place: Sendable, Equatable {
        let isCertain: Bool
        let score: Float
        let first, second: ID<User>

        init(isCertain: Bool, score: Float, first: ID<User>, second: ID<User>) {
            (self.isCertain, self.score, self.first, self.second) = (isCertain, score, first, second)
        }

        /// `1.3f7d70a4.<uuid>.<uuid>`: the score by its bits, so that it comes back exactly.
        var text: String { "\(isCertain ? 1 : 0).\(String(score.bitPattern, radix: 16)).\(first).\(second)" }

        init?(_ text: String) {
            let parts = text.split(separator: ".").map(String.init)
            guard parts.count == 4, let bits = UInt32(parts[1], radix: 16), let first = ID<User>(parts[2]), let second = ID<User>(parts[3]) else { return nil }
            let score = Float(bitPattern: bits)
            guard score.isFinite else { return nil }
            self.init(isCertain: parts[0] == "1", score: score, first: first, second: second)
        }
    }

    static func waiting(after place: Place?, limit: Int) -> Query<Line> {
        let from: SQL =
            place.map {
                """
                 AND ((pair.is_certain, pair.score) < (\($0.isCertain), \($0.score)::real) OR (pair.is_certain, pair.score) = (\($0.isCertain), \($0.score)::real)
                    AND (pair.first_id, pair.second_id) > (\($0.first), \($0.second)))
                """
            } ?? ""
        return lines("pair.decision IS NULL\(from)", limit: limit + 1)
    }

    static func waiting(for person: ID<User>, limit: Int) -> Query<Line> {
        lines("pair.decision IS NULL AND (pair.first_id = \(person) OR pair.second_id = \(person))", limit: limit)
    }

    static func pair(_ pair: DuplicatePairs.Pair) -> Query<Line> { lines("pair.first_id = \(pair.first) AND pair.second_id = \(pair.second)", limit: 1) }

    /// Whoever was merged away or erased a moment ago is on no list, whether or not the look for duplicates has been there.
    private static func lines(_ condition: SQL, limit: Int) -> Query<Line> {
        Query(
            """
            SELECT pair.first_id, pair.second_id, pair.score, pair.is_certain, pair.evidence, pair.found_at, \(face("first")), \(face("second"))
            FROM duplicate_pairs AS pair JOIN users AS first ON first.id = pair.first_id JOIN users AS second ON second.id = pair.second_id
            JOIN candidate_profiles AS first_profile ON first_profile.user_id = first.id JOIN candidate_profiles AS second_profile ON second_profile.user_id = second.id
            WHERE \(condition) AND first.merged_into IS NULL AND second.merged_into IS NULL AND first.erased_at IS NULL AND second.erased_at IS NULL
            ORDER BY pair.is_certain DESC, pair.score DESC, pair.first_id, pair.second_id LIMIT \(limit)
            """)
    }

    private static func face(_ name: String) -> SQL {
        let profile = "\(name)_profile"
        return """
            \(identifier: name).full_name AS \(identifier: "\(name)_name"), \(identifier: name).email AS \(identifier: "\(name)_email"), \(identifier: profile).phone AS \(identifier: "\(name)_phone"),
                \(identifier: profile)."current_role" AS \(identifier: "\(name)_role"), \(identifier: profile).current_locations->>0 AS \(identifier: "\(name)_place"),
                \(identifier: name).created_at AS \(identifier: "\(name)_since")
            """
    }

    /// At most one more than `counted`.
    static var count: Query<One<Int>> {
        Query("SELECT count(*) AS waiting FROM (SELECT FROM duplicate_pairs WHERE decision IS NULL LIMIT \(counted + 1)) AS pairs")
    }

    /// A look through everybody that is under way.
    struct Progress: RowDecodable {
        let seen: Int
        let isGivenUp: Bool

        init(row: Row) throws {
            seen = try row.get("seen")
            isGivenUp = try row.get("is_given_up")
        }
    }

    static var sweep: Query<Progress> {
        Query(
            """
            SELECT coalesce((payload->>'seen')::integer, 0) AS seen, failed_at IS NOT NULL AS is_given_up FROM background_jobs
            WHERE unique_key = \(Duplicates.sweepKind) AND finished_at IS NULL ORDER BY created_at DESC LIMIT 1
            """)
    }
}
