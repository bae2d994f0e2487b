import Accounts
import Foundation
import Messaging
import Postgres

/// Every table that holds something about a candidate, and how its rows hang on the person. A copy takes whole rows, so that no column can be
/// forgotten; a table that refers to people and stands neither here nor among the exceptions makes a test fail.
package struct PersonalTable: Sendable {
    package let name: String
    /// Of a row called `row`, for people in the form `ANY(…)`.
    let isTheirs: @Sendable (_ anyOf: SQL) -> SQL
    /// Columns that a copy leaves out, with the reason.
    package var without: [(column: String, why: String)] = []
    /// Facts beside the row's own, as a JSON object.
    var more: (@Sendable (_ anyOf: SQL) -> SQL)?
    /// In place of the row.
    var instead: (@Sendable (_ anyOf: SQL) -> SQL)?

    init(
        _ name: String, _ isTheirs: @escaping @Sendable (SQL) -> SQL, without: [(String, String)] = [], more: (@Sendable (SQL) -> SQL)? = nil,
        instead: (@Sendable (SQL) -> SQL)? = nil
    ) {
        (self.name, self.isTheirs, self.more, self.instead) = (name, isTheirs, more, instead)
        self.without = without.map { (column: $0.0, why: $0.1) }
    }

    /// One JSON object a row.
    func rows(of people: [ID<User>]) -> Query<One<String>> {
        let anyOf: SQL = "ANY(\(people))", hidden = without.map(\.column)
        let whole: SQL = instead?(anyOf) ?? "to_jsonb(\"row\") - \(hidden)::text[]"
        let beside: SQL = more.map { " || \($0(anyOf))" } ?? ""
        return Query("SELECT (\(whole)\(beside))::text FROM \(identifier: name) AS \"row\" WHERE \(isTheirs(anyOf)) ORDER BY 1")
    }
}

extension PersonalTable {
    private static let secret = "a secret: it would open a door", colleague = "names a colleague", other = "tells of another person"

    private static func byUser(_ name: String, without: [(String, String)] = [], more: (@Sendable (SQL) -> SQL)? = nil) -> PersonalTable {
        PersonalTable(name, { "\"row\".user_id = \($0)" }, without: without, more: more)
    }

    private static func byApplication(_ name: String, without: [(String, String)] = [], more: (@Sendable (SQL) -> SQL)? = nil) -> PersonalTable {
        PersonalTable(name, { "\"row\".application_id IN (SELECT id FROM applications WHERE candidate_id = \($0))" }, without: without, more: more)
    }

    /// “you”, the role of a colleague, or nobody.
    private static func role(_ column: SQL) -> @Sendable (SQL) -> SQL {
        return { anyOf in
            """
            jsonb_build_object('by', CASE WHEN \(column) = \(anyOf) THEN 'you' ELSE (SELECT lower(role::text) FROM users WHERE users.id = \(column)) END)
            """
        }
    }

    /// The order in which a copy has them.
    package static let all: [PersonalTable] = profile + applying + account + around

    private static let profile = [
        PersonalTable("users", { "\"row\".id = \($0)" }, without: [("password_hash", secret), ("invited_by", colleague)]),
        byUser(
            "candidate_profiles",
            without: [
                ("ai_skills_vector", "384 numbers computed from your skills, for comparing only"),
                ("skills_vector_text", "a checksum of the text behind those numbers"),
                ("owner_id", colleague),
            ]),
        PersonalTable("candidate_work_history", { "\"row\".profile_id = \($0)" }),
        byUser("profile_proposals", without: [("decided_by", colleague)], more: role("\"row\".decided_by")),
        byUser("candidate_tags", without: [("added_by", colleague)], more: role("\"row\".added_by")),
        byUser(
            "candidate_files",
            more: { _ in
                "(SELECT jsonb_build_object('bytes', bytes, 'media_type', media_type) FROM stored_files WHERE stored_files.sha256 = \"row\".sha256)"
            }),
        PersonalTable(
            "resume_readings", { "\"row\".file_id IN (SELECT id FROM candidate_files WHERE user_id = \($0))" }, without: [("reviewed_by", colleague)],
            more: role("\"row\".reviewed_by")),
    ]

    /// With what is remarked about the person: it is about them, whoever wrote it.
    private static let applying = [
        PersonalTable(
            "applications", { "\"row\".candidate_id = \($0)" },
            more: { _ in "(SELECT jsonb_build_object('job_title', jobs.title, 'job_address', jobs.slug_url) FROM jobs WHERE jobs.id = \"row\".job_id)" }),
        byApplication("application_timeline", without: [("changed_by", colleague)], more: role("\"row\".changed_by")),
        byApplication("chat_messages"),
        byApplication("application_links", without: [("token_hash", secret)]),
        byUser("consents"),
    ]

    private static let account = [
        byUser("sessions", without: [("token_hash", secret)]),
        byUser("sign_in_links", without: [("token_hash", secret)]),
        byUser("known_devices", without: [("token_hash", secret)]),
        byUser("two_factors", without: [("secret", secret)]),
        byUser("recovery_codes", without: [("code_hash", secret)]),
        byUser("api_tokens", without: [("token_hash", secret)]),
        byUser("identities"),
    ]

    private static let around = [
        PersonalTable("action_queue", { "\"row\".related_candidate_id = \($0)" }, without: [("user_id", colleague)]),
        PersonalTable(
            "import_items", { "\"row\".candidate_id = \($0)" },
            more: { _ in
                "(SELECT jsonb_build_object('list', imports.name, 'imported_at', imports.created_at) FROM imports WHERE imports.id = \"row\".import_id)"
            }),
        byUser("saved_search_hits", without: [("search_id", colleague)]),
        PersonalTable(
            "duplicate_pairs", { "(\"row\".first_id = \($0) OR \"row\".second_id = \($0))" },
            without: [("first_id", other), ("second_id", other), ("evidence", other), ("decided_by", colleague)]),
        PersonalTable(
            "candidate_merges", { "(\"row\".kept_id = \($0) OR \"row\".gone_id = \($0))" }, without: [("merged_by", colleague), ("undone_by", colleague)]),
        PersonalTable(
            "merged_rows",
            {
                "(\"row\".home_id = \($0) OR \"row\".home_id IN (SELECT id FROM applications WHERE candidate_id = \($0)) OR \"row\".home_id::text IN (SELECT row_id FROM merged_rows AS folded WHERE folded.table_name = 'applications' AND folded.home_id = \($0)))"
            }),
        letters, trail,
    ]

    /// Letters to the person, at any address that is theirs now.
    private static let letters = PersonalTable(
        "outbox",
        {
            """
            \(Outbox.address(in: "\"row\".recipient")) IN (SELECT lower(email) FROM users WHERE id = \($0) AND email IS NOT NULL)
            """
        },
        instead: { _ in
            """
            jsonb_build_object('recipient', "row".recipient, 'subject', "row".subject, 'created_at', "row".created_at, 'sent_at', "row".sent_at,
                'text', regexp_replace("row".body_text, '[A-Za-z0-9_-]{43}', '…', 'g'))
            """
        })

    /// What the person did, word for word; what others did about them, by their role: the words name colleagues.
    private static let trail = PersonalTable(
        "activity_logs",
        {
            """
            ("row".user_id = \($0) OR "row".entity_id = \($0) OR "row".entity_id = ANY (ARRAY(SELECT id FROM applications WHERE candidate_id = \($0))))
            """
        },
        instead: { anyOf in
            """
            jsonb_build_object('created_at', "row".created_at, 'action_type', "row".action_type, 'entity_type', "row".entity_type, 'before', "row".before, 'after', "row".after,
                'by', CASE WHEN "row".user_id = \(anyOf) THEN 'you' ELSE coalesce((SELECT lower(role::text) FROM users WHERE users.id = "row".user_id), 'the program') END)
            || CASE WHEN "row".user_id = \(anyOf) OR "row".user_id IS NULL THEN jsonb_build_object('description', "row".description, 'ip_address', "row".ip_address) ELSE '{}' END
            """
        })

    /// Tables that refer to people and are in no copy, and why.
    package static let exceptions: [String: String] = [
        "candidate_search": "made from the profile for searching, and holds nothing else",
        "saved_searches": "searches that colleagues keep",
        "candidate_keys": "numbers computed from the profile, for finding somebody who is here twice",
        "candidate_sketches": "numbers computed from the text of the résumé, for the same",
        "duplicate_checks": "that the profile waits to be compared, and since when",
        "imports": "lists as a whole; what came from them about a person is in import_items",
        "erasures": "there is a row only once everything is erased",
        "stored_files": "size and kind are beside each file in candidate_files",
        "jobs": "refers to colleagues", "clients": "refers to colleagues", "leads": "refers to colleagues", "sales_tasks": "refers to colleagues",
        "system_settings": "refers to colleagues", "setting_changes": "refers to colleagues",
    ]
}
