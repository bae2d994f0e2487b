import Accounts
import Foundation
import Matching
import Postgres

/// What is on record of people that another may share, read for many at once. What was said by whoever was merged into somebody is said by them.
enum PeopleOnRecord {
    /// One person, as one of the rows that they are made of.
    private struct Member: RowDecodable {
        let root: UUID
        let name: String
        let emails, phones, companies, files: [String]
        let mailbox, linkedIn, gitHub, education, city, text: String?
        let isVerified: Bool
        let graduated: Int?
        let sketch: [UInt8]?

        init(row: Row) throws {
            root = try row.get("root", as: UUID.self)
            name = try row.get("full_name")
            mailbox = try row.get("email_key")
            isVerified = try row.get("is_verified")
            emails = try row.texts("emails")
            phones = try row.texts("phones")
            linkedIn = try row.get("linkedin_url")
            gitHub = try row.get("github_url")
            education = try row.get("highest_education")
            graduated = try row.get("year_of_passing")
            city = try row.get("city")
            companies = try row.texts("companies")
            files = try row.texts("files")
            text = try row.get("resume_text")
            sketch = try row.get("sketch", as: [UInt8]?.self)
        }
    }

    /// - Parameter withTexts: the text of the résumé is read and sketched anew; else the sketch that is kept.
    static func facts(of people: [UUID], withTexts: Bool, in database: some Database) async throws -> [UUID: PersonFacts] {
        guard !people.isEmpty else { return [:] }
        var facts: [UUID: PersonFacts] = [:]
        for member in try await database.all(members(of: people, withTexts: withTexts)) { add(member, to: &facts[member.root, default: PersonFacts()]) }
        return facts
    }

    private static func add(_ member: Member, to facts: inout PersonFacts) {
        facts.names.append(member.name)
        if let mailbox = member.mailbox {
            facts.emails.insert(mailbox)
            if member.isVerified { facts.proved.insert(mailbox) }
        }
        facts.emails.formUnion(member.emails.compactMap { EmailAddress($0)?.key })
        facts.phones.formUnion(member.phones.compactMap { Identifiers.phone($0) })
        facts.linkedIn.formUnion([Identifiers.linkedIn(member.linkedIn)].compactMap(\.self))
        facts.gitHub.formUnion([Identifiers.gitHub(member.gitHub)].compactMap(\.self))
        facts.files.formUnion(member.files)
        facts.companies.formUnion(member.companies.compactMap { Identifiers.company($0) })
        facts.schools.formUnion([Identifiers.school(member.education)].compactMap(\.self))
        facts.cities.formUnion([member.city.map { Words.city($0).lowercased() }].compactMap(\.self))
        facts.graduated = facts.graduated ?? member.graduated
        facts.sketch = facts.sketch ?? member.text.flatMap { TextSketch($0) } ?? member.sketch.flatMap { TextSketch(bytes: $0) }
    }

    private static func members(of people: [UUID], withTexts: Bool) -> Query<Member> {
        let text: SQL = withTexts ? "left(profile.resume_text, 60000)" : "NULL::text"
        return Query(
            """
            WITH RECURSIVE people AS (
                SELECT id AS root, id FROM unnest(\(people)) AS id
                UNION SELECT people.root, users.id FROM people JOIN users ON users.merged_into = people.id)
            SELECT people.root, users.full_name, users.email_key, users.is_verified, profile.linkedin_url, profile.github_url, profile.highest_education,
                profile.year_of_passing, profile.current_locations->>0 AS city, to_jsonb(array_remove(ARRAY[profile.alternate_email], NULL)) AS emails,
                to_jsonb(array_remove(ARRAY[profile.phone, profile.alternate_phone], NULL)) AS phones, \(text) AS resume_text, sketches.sketch,
                (SELECT coalesce(jsonb_agg(DISTINCT company_name), '[]') FROM candidate_work_history WHERE profile_id = people.id AND company_name IS NOT NULL) AS companies,
                to_jsonb(ARRAY(SELECT encode(sha256, 'hex') FROM candidate_files WHERE user_id = people.id
                    UNION SELECT encode(profile.resume_sha256, 'hex') WHERE profile.resume_sha256 IS NOT NULL)) AS files
            FROM people JOIN users ON users.id = people.id JOIN candidate_profiles AS profile ON profile.user_id = users.id
            LEFT JOIN candidate_sketches AS sketches ON sketches.user_id = users.id
            WHERE users.erased_at IS NULL AND users.role = 'CANDIDATE' ORDER BY people.root = people.id DESC, people.id
            """)
    }
}
