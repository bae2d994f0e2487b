import Accounts
import Foundation
import Postgres

/// Two profiles side by side, as far as the viewer may see them, with what is suggested.
struct MergeSheet: Sendable {
    /// One of the two.
    struct Side: RowDecodable {
        let id: ID<User>
        let name: String
        let email: String?
        let isVerified, isActive, isErased, signsIn, hasText: Bool
        let mergedInto: ID<User>?
        let createdAt, updatedAt: Date
        let version: Int
        let said: [String: ProfileValue]
        let sources, dates: [String: String]
        let seesPay: Bool
        let counts: Counts

        init(row: Row) throws {
            id = try row.get("id")
            name = try row.get("full_name")
            email = try row.get("email")
            isVerified = try row.get("is_verified")
            isActive = try row.get("is_active")
            isErased = try row.get("is_erased")
            signsIn = try row.get("signs_in")
            hasText = try row.get("has_text")
            mergedInto = try row.get("merged_into")
            createdAt = try row.get("created_at")
            updatedAt = try row.get("updated_at")
            version = try row.get("version")
            said = try row.get("said", as: JSON<[String: ProfileValue]>.self).value
            sources = try row.get("field_sources", as: JSON<[String: String]>.self).value
            dates = try row.get("field_dates", as: JSON<[String: String]>.self).value
            seesPay = try row.get("sees_pay")
            counts = try Counts(row: row)
        }

        func value(_ column: String) -> ProfileValue {
            switch column {
            case "full_name": .text(name)
            case "email": email.map { .text($0) } ?? .nothing
            default: said[column] ?? .nothing
            }
        }

        /// How many columns say something.
        var fullness: Int { said.values.count { !$0.isEmpty } }

        /// When something was said: what is kept beside the column, else the profile's last change.
        func date(_ column: String) -> Date { dates[column].flatMap { try? Date($0, strategy: .iso8601) } ?? updatedAt }
    }

    struct Counts: Sendable {
        let applications, files, positions, consents, messages: Int
        let tags: [String]

        init(row: Row) throws {
            applications = try row.get("applications")
            files = try row.get("files")
            positions = try row.get("positions")
            consents = try row.get("consents")
            messages = try row.get("messages")
            tags = try row.texts("tags")
        }
    }

    let first, second: Side
    /// Jobs for which both applied.
    let shared: Int

    static func read(_ pair: DuplicatePairs.Pair, for viewer: Viewer, in database: some Database) async throws -> MergeSheet? {
        let sides = try await database.all(sides(of: [pair.first, pair.second], for: viewer))
        guard let first = sides.first(where: { $0.id == pair.first }), let second = sides.first(where: { $0.id == pair.second }) else { return nil }
        let shared = Query<One<Int>>(
            "SELECT count(*) FROM applications AS mine JOIN applications AS theirs ON theirs.job_id = mine.job_id WHERE mine.candidate_id = \(first.id) AND theirs.candidate_id = \(second.id)"
        )
        return MergeSheet(first: first, second: second, shared: try await database.one(shared).value)
    }

    /// What must not decide is not among the columns; pay only where the viewer sees it.
    private static func sides(of people: [ID<User>], for viewer: Viewer) -> Query<Side> {
        let columns = MergeColumns.choices.flatMap(\.columns).filter { !MergeColumns.ofPerson.contains($0) } + MergeColumns.united.sorted()
        return Query(
            """
            SELECT users.id, users.full_name, users.email, users.is_verified, users.status = 'Active' AS is_active, users.erased_at IS NOT NULL AS is_erased, users.merged_into,
                users.password_hash IS NOT NULL OR users.last_login IS NOT NULL AS signs_in, profile.resume_text IS NOT NULL AS has_text, users.created_at, profile.updated_at, profile.version,
                (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(profile) - 'ai_skills_vector' - 'resume_text') WHERE key = ANY(\(columns))) AS said,
                profile.field_sources, profile.field_dates, \(Visibility.people("users.id", to: viewer, .seePay)) AS sees_pay,
                (SELECT count(*) FROM applications WHERE candidate_id = users.id) AS applications, (SELECT count(*) FROM candidate_files WHERE user_id = users.id) AS files,
                (SELECT count(*) FROM candidate_work_history WHERE profile_id = users.id) AS positions, (SELECT count(*) FROM consents WHERE user_id = users.id) AS consents,
                (SELECT count(*) FROM chat_messages JOIN applications ON applications.id = chat_messages.application_id WHERE applications.candidate_id = users.id) AS messages,
                (SELECT coalesce(jsonb_agg(tag ORDER BY tag), '[]') FROM candidate_tags WHERE candidate_tags.user_id = users.id) AS tags
            FROM users JOIN candidate_profiles AS profile ON profile.user_id = users.id WHERE users.id = ANY(\(people)) AND users.role = 'CANDIDATE'
            """)
    }

    func side(_ id: ID<User>) -> Side { id == second.id ? second : first }
    func other(than id: ID<User>) -> Side { id == second.id ? first : second }

    // MARK: Suggestions

    /// Who has an account, then who is active, who changed last, and whose profile says more.
    var suggested: ID<User> {
        if first.signsIn != second.signsIn { return first.signsIn ? first.id : second.id }
        if first.isActive != second.isActive { return first.isActive ? first.id : second.id }
        let gap = first.updatedAt.timeIntervalSince(second.updatedAt)
        if abs(gap) > 86_400 { return gap > 0 ? first.id : second.id }
        return first.fullness >= second.fullness ? first.id : second.id
    }

    /// Choices in which the two say different things.
    var differing: [MergeColumns.Choice] {
        MergeColumns.choices.filter { choice in
            // Of a résumé the file counts: what hangs on it follows.
            if choice.name == "resume" { return first.value("resume_sha256") != second.value("resume_sha256") }
            if choice.name == "pay", !first.seesPay || !second.seesPay { return false }
            return choice.columns.contains { normal(first.value($0), $0) != normal(second.value($0), $0) }
        }
    }

    /// Two spellings of one telephone or address are no difference.
    private func normal(_ value: ProfileValue, _ column: String) -> ProfileValue {
        guard case .text(let text) = value else { return value }
        switch column {
        case "phone", "alternate_phone": return .text(text.filter(\.isNumber))
        case "email", "alternate_email": return .text(EmailAddress(text)?.key ?? text.lowercased())
        default: return .text(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Whose value is suggested: filled before empty, what a person said before what was read, newer before older.
    func suggested(_ choice: MergeColumns.Choice, keeping kept: ID<User>) -> ID<User> {
        let mine = side(kept), theirs = other(than: kept)
        func filled(_ side: Side) -> Int { choice.columns.count { !side.value($0).isEmpty } }
        switch choice.name {
        case "email":
            if mine.signsIn || mine.email != nil && theirs.email == nil { return kept }
            return mine.email == nil || theirs.isVerified && !mine.isVerified ? theirs.id : kept
        case "full_name": return theirs.name.count > mine.name.count && mine.name.count < 6 || isShort(mine.name) && !isShort(theirs.name) ? theirs.id : kept
        default: break
        }
        if (filled(mine) == 0) != (filled(theirs) == 0) { return filled(mine) == 0 ? theirs.id : kept }
        let column =
            choice.name == "resume" ? "resume_last_updated" : choice.columns.first { !mine.value($0).isEmpty || !theirs.value($0).isEmpty } ?? choice.columns[0]
        let trust = (Self.trust(mine.sources[column]), Self.trust(theirs.sources[column]))
        if trust.0 != trust.1 { return trust.0 > trust.1 ? kept : theirs.id }
        if choice.name == "resume" { return resumeDate(theirs) > resumeDate(mine) ? theirs.id : kept }
        return theirs.date(column) > mine.date(column) ? theirs.id : kept
    }

    private func resumeDate(_ side: Side) -> String { side.value("resume_last_updated").text ?? "" }

    /// An initial in the place of a name.
    private func isShort(_ name: String) -> Bool { name.split(separator: " ").contains { $0.filter(\.isLetter).count <= 1 } || !name.contains(" ") }

    private static func trust(_ source: String?) -> Int {
        switch source {
        case "person", "apply": 3
        case "recruiter": 2
        case "import": 1
        default: 0
        }
    }
}
