import Accounts
import Foundation
@testable import Hiring
import Postgres
import Testing

/// A person of whom every text and every JSON in the database says one word, and their résumé too: wherever it is found, something tells of them.
struct Marked: Sendable {
    static let word = "zqxmarker"

    let id: ID<User>
    /// Found to be the same person.
    let twin: ID<User>
    let email: String
    let digest: String
    /// Where the word was written.
    let filled: [(table: String, column: String)]
    /// Where it does not fit: columns of a fixed vocabulary.
    let refused: Set<String>
    let browser: Browser

    static let resume = Browser.File(name: "\(word).txt", data: Data((Browser.File.resumeText + "\nSpeaks of \(word).").utf8), type: "text/plain")

    /// Words of the program and not of people: an erasure leaves them.
    static let ofTheProgram: Set<String> = ["application_timeline.previous_status", "application_timeline.new_status"]
}

extension RunningHouse {
    /// Applies, is read and scored; then gets a row in every table that holds something about a candidate, and the word in every column.
    func markedPerson() async throws -> Marked {
        let stranger = try await browser(), (slug, _) = try await openJob(), email = "\(Marked.word)@example.com"
        #expect(try await stranger.apply(slug, ["email": email, "full_name": "Lata Kulkarni"], file: Marked.resume).status == 303)
        try await work()
        let id: ID<User> = try await id("SELECT id FROM users WHERE email = \(email)")
        let twin: ID<User> = try await self.id(
            "SELECT candidate_id FROM applications WHERE candidate_id <> \(id) AND job_id NOT IN (SELECT job_id FROM applications WHERE candidate_id = \(id)) ORDER BY id LIMIT 1"
        )
        let browser = try await browser(as: id)
        for row in rows(of: id, twin, email) { try await run(row) }
        let digest = try #require(try await text("SELECT encode(resume_sha256, 'hex') FROM candidate_profiles WHERE user_id = \(id)"))
        var filled: [(String, String)] = [], refused: Set<String> = []
        for table in PersonalTable.all where table.name != "activity_logs" {
            for (column, values) in try await columns(of: table.name) where !Marked.ofTheProgram.contains("\(table.name).\(column)") {
                if try await fill(table, column, values, people: [id, twin]) {
                    filled.append((table.name, column))
                } else {
                    refused.insert("\(table.name).\(column)")
                }
            }
        }
        return Marked(id: id, twin: twin, email: email, digest: digest, filled: filled, refused: refused, browser: browser)
    }

    private func columns(of table: String) async throws -> [(name: String, values: [SQL])] {
        struct Column: RowDecodable {
            let name, type: String
            init(row: Row) throws { (name, type) = (try row.get("column_name"), try row.get("data_type")) }
        }
        let columns = Query<Column>(
            """
            SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'public' AND table_name = \(table)
                AND data_type IN ('text', 'jsonb', 'ARRAY') AND is_generated = 'NEVER' ORDER BY ordinal_position
            """)
        let word = Marked.word
        return try await pool.all(columns).map { column in
            switch column.type {
            case "text": (column.name, ["\(word)::text || substr(md5(random()::text), 1, 8)"])
            case "ARRAY": (column.name, ["ARRAY[\(word)::text]"])
            default: (column.name, ["jsonb_build_array(\(word)::text)", "jsonb_build_object(\(word)::text, \(word)::text)", "to_jsonb(\(word)::text)"])
            }
        }
    }

    /// - Returns: whether any of the values fits.
    private func fill(_ table: PersonalTable, _ column: String, _ values: [SQL], people: [ID<User>]) async throws -> Bool {
        // An address stays one, or no letter is theirs.
        let isAddress = ["users.email", "users.email_key", "outbox.recipient"].contains("\(table.name).\(column)")
        // Theirs says the word already, and is what letters go to.
        let people = isAddress ? [people[1]] : people
        let values = isAddress ? values.map { "\($0) || '@example.com'" } : values
        if isAddress, table.name == "outbox" { return true }
        for value in values {
            do {
                let count = try await pool.run(
                    Command("UPDATE \(identifier: table.name) AS \"row\" SET \(identifier: column) = \(value) WHERE \(table.isTheirs("ANY(\(people))"))"))
                #expect(count > 0, "\(table.name) has no row of the person")
                return true
            } catch let error as PostgresError where error.isCheckViolation { continue }
        }
        return false
    }

    /// A row in each table that applying leaves empty.
    private func rows(of id: ID<User>, _ twin: ID<User>, _ email: String) -> [SQL] {
        let staff: SQL = "(SELECT id FROM users WHERE role = 'RECRUITER' ORDER BY created_at, id LIMIT 1)",
            file: SQL = "(SELECT id FROM candidate_files WHERE user_id = \(id) LIMIT 1)"
        let sum: SQL = "(SELECT resume_sha256 FROM candidate_profiles WHERE user_id = \(id))",
            app: SQL = "(SELECT id FROM applications WHERE candidate_id = \(id) LIMIT 1)"
        let merge = UUID.v7(), list = UUID.v7(), search = UUID.v7(), word = Marked.word
        return [
            "UPDATE users SET merged_into = \(id), status = 'Inactive' WHERE id = \(twin)",
            "INSERT INTO candidate_tags VALUES (\(id), 'calm', \(staff))",
            "INSERT INTO profile_proposals (id, user_id, field, value, source) VALUES (gen_random_uuid(), \(id), 'bio', '1', 'resume')",
            "INSERT INTO candidate_keys VALUES (4711, \(id)) ON CONFLICT DO NOTHING",
            "INSERT INTO duplicate_pairs (first_id, second_id, score, evidence) VALUES (least(\(id), \(twin)), greatest(\(id), \(twin)), 1, '{}')",
            "INSERT INTO candidate_merges (id, kept_id, gone_id) VALUES (\(merge), \(id), \(twin))",
            "INSERT INTO merged_rows VALUES ('candidate_tags', 'a key', \(id), 'another key', '{}')",
            "INSERT INTO resume_readings (file_id, parser) VALUES (\(file), 'rules 1') ON CONFLICT (file_id) DO NOTHING",
            "INSERT INTO imports (id, kind, name, total) VALUES (\(list), 'csv', \(word), 1)",
            "INSERT INTO import_items (import_id, number, name, sha256, payload, status, reason, candidate_id) VALUES (\(list), 1, 'n', \(sum), '{}', 'imported', 'r', \(id))",
            "INSERT INTO saved_searches (id, user_id, name, query) VALUES (\(search), \(staff), 'Backend', 'q=swift')",
            "INSERT INTO saved_search_hits (search_id, user_id) VALUES (\(search), \(id))",
            "INSERT INTO action_queue (id, user_id, type, title, related_candidate_id) VALUES (gen_random_uuid(), \(staff), 'INTERVENTION_NEEDED', 't', \(id))",
            "INSERT INTO chat_messages (id, application_id, sender_type, message_text) VALUES (gen_random_uuid(), \(app), 'CANDIDATE', 'm'), (gen_random_uuid(), \(app), 'RECRUITER', 'm')",
            "INSERT INTO sign_in_links (token_hash, user_id, purpose, expires_at, email) VALUES (sha256('a'), \(id), 'email', now() + interval '1 day', 'next@example.com')",
            "INSERT INTO api_tokens (id, user_id, name, token_hash, permissions, expires_at) VALUES (gen_random_uuid(), \(id), 'n', sha256('b'), '{}', now() + interval '1 day')",
            "INSERT INTO identities (issuer, subject, user_id) VALUES ('i', 's', \(id))",
            "INSERT INTO two_factors (user_id, secret) VALUES (\(id), sha256('c'))",
            "INSERT INTO recovery_codes (user_id, code_hash) VALUES (\(id), sha256('d'))",
            "INSERT INTO sign_in_failures (key) VALUES ('mail:' || \(id)::text || ':sign-in'), ('proof:' || \(id)::text)",
            "INSERT INTO outbox (id, recipient, subject, body_text) VALUES (gen_random_uuid(), 'Priya Nair <' || (SELECT email FROM users WHERE full_name = 'Priya Nair') || '>', \(word), \(word) || ' http://x/desk/candidates/' || \(id)::text)",
            // To an address that they had before: only the trail knows it.
            """
            INSERT INTO activity_logs (id, user_id, action_type, entity_type, entity_id, description, before, after)
            VALUES (\(UUID.v7()), \(id), 'CHANGED_EMAIL', 'user', \(id), 'changed', '{"email": "Before@example.com"}', '{"email": "x@example.com"}')
            """,
            "UPDATE outbox SET recipient = \(word) || ' <' || \(email) || '>' WHERE recipient LIKE '%' || \(email) || '%'",
            "INSERT INTO outbox (id, recipient, subject, body_text) VALUES (gen_random_uuid(), 'before@example.com', \(word), \(word))",
            "INSERT INTO background_jobs (id, kind, payload, failed_at) VALUES (gen_random_uuid(), 'read_resume', jsonb_build_object('candidate', \(id)::text, 'fileName', \(word)::text), now())",
            "INSERT INTO background_jobs (id, kind, payload, finished_at) VALUES (gen_random_uuid(), 'link_letter', jsonb_build_object('purpose', 'reset', 'email', \(email)::text), now())",
        ]
    }

    /// Every table in which a row says `text`, with how many; not the trail, which only grows.
    func placesSaying(_ text: String) async throws -> [String] {
        let tables = try await texts(
            "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'activity_logs%' ORDER BY relname"
        )
        var places: [String] = []
        for table in tables {
            let count = try await count(table, where: "\(identifier: table)::text ILIKE \("%\(text)%")")
            if count > 0 { places.append("\(table): \(count)") }
        }
        return places
    }
}
