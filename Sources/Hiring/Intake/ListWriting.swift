import Accounts
import Foundation
import Postgres

/// The SQL by which a stretch of a table becomes people: some dozen statements for a thousand rows.
struct ListWriting {
    let columns: [ProfileField]
    let options: Import.Options
    let owner: ID<User>?

    /// `unnest` of the rows' values, one array a column: `x (id, c0, c1 …)`.
    private func rows(_ rows: [(row: ListRow, id: ID<User>)]) -> SQL {
        let arrays = columns.indices.map { index in "\(rows.map { $0.row.values[index] })::text[]" as SQL }
        let names = columns.indices.map { SQL(raw: "c\($0)") }
        return "unnest(\((["\(rows.map(\.id))::uuid[]"] + arrays).joined())) AS x (\((["id"] + names).joined()))"
    }

    private func cast(_ index: Int) -> SQL { "x.\(raw: "c\(index)")::\(raw: columns[index].sqlType)" }
    private func given(_ index: Int) -> SQL { "x.\(raw: "c\(index)") IS NOT NULL" }

    private func isEmpty(_ field: ProfileField) -> SQL {
        field.isList ? "profile.\(identifier: field.column) = '[]'" : "profile.\(identifier: field.column) IS NULL"
    }

    // MARK: New people

    /// Nobody gets an address that somebody has, such as a colleague.
    func users(_ new: [(row: ListRow, id: ID<User>)]) -> Command {
        Command(
            """
            INSERT INTO users (id, full_name, email, email_key, role)
            SELECT x.id, x.name, CASE WHEN taken.id IS NULL THEN x.email END, CASE WHEN taken.id IS NULL THEN x.key END, 'CANDIDATE'
            FROM unnest(\(new.map(\.id))::uuid[], \(new.map(\.row.fullName))::text[], \(new.map { $0.row.keys.email?.text })::text[],
                \(new.map { $0.row.keys.email?.key })::text[]) AS x (id, name, email, key)
            LEFT JOIN LATERAL (SELECT users.id FROM users WHERE users.email_key = x.key OR users.email = x.email LIMIT 1) AS taken ON true
            """)
    }

    func profiles(_ new: [(row: ListRow, id: ID<User>)]) -> Command {
        let isCurrencyGiven = columns.contains { $0.column == "currency" }, pay = columns.indices.filter { columns[$0].isPay }
        let addsCurrency = !isCurrencyGiven && !pay.isEmpty
        let names = columns.map { "\(identifier: $0.column)" as SQL } + (addsCurrency ? ["currency"] : [])
        let values =
            columns.indices.map { index -> SQL in
                if columns[index].isList { return "coalesce(\(cast(index)), '[]')" }
                return columns[index].column == "is_actively_searching" ? "coalesce(\(cast(index)), true)" : cast(index)
            } + (addsCurrency ? ["CASE WHEN \(pay.map(given).joined(" OR ")) THEN \(options.currency)::text END"] : [])
        return Command(
            """
            INSERT INTO candidate_profiles (\((["user_id", "source", "source_detail", "owner_id", "field_sources", "field_dates"] + names).joined()))
            SELECT \((["x.id", "'Import'", "\(options.detail)::text", "\(owner)::uuid", noted("'import'::text", columns.indices.map { ($0, given($0)) }), noted(now, columns.indices.map { ($0, given($0)) })] + values).joined())
            FROM \(rows(new))
            """)
    }

    /// ISO 8601, as everything that is kept as JSON has its times.
    private let now: SQL = "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

    /// `{"phone": word, …}` of the columns for which `condition` holds.
    private func noted(_ word: SQL, _ columns: [(index: Int, condition: SQL)]) -> SQL {
        guard !columns.isEmpty else { return "'{}'::jsonb" }
        let parts = columns.map { "\(self.columns[$0.index].column)::text, CASE WHEN \($0.condition) THEN \(word) END" as SQL }
        // A function takes 100 arguments; there are fewer columns than 50.
        return "jsonb_strip_nulls(jsonb_build_object(\(parts.joined())))"
    }

    /// Where people work now, for those whose table says so.
    func companies(_ people: [(row: ListRow, id: ID<User>)]) -> Command? {
        let employed = people.filter { $0.row.company != nil }
        guard !employed.isEmpty else { return nil }
        let role = columns.firstIndex { $0.column == "current_role" }
        return Command(
            """
            INSERT INTO candidate_work_history (id, profile_id, company_name, job_title, is_current)
            SELECT x.id, x.person, x.company, x.title, true FROM unnest(\(employed.map { _ in UUID.v7() })::uuid[], \(employed.map(\.id))::uuid[],
                \(employed.map(\.row.company))::text[], \(employed.map { item in role.flatMap { item.row.values[$0] } })::text[]) AS x (id, person, company, title)
            WHERE NOT EXISTS (SELECT FROM candidate_work_history WHERE profile_id = x.person)
            """)
    }

    /// The import's own and the row's.
    func tags(_ people: [(row: ListRow, id: ID<User>)]) -> Command? {
        let tagged = people.flatMap { item in (options.tags + item.row.tags).map { (item.id, $0) } }
        guard !tagged.isEmpty else { return nil }
        return Command(
            """
            INSERT INTO candidate_tags (user_id, tag, added_by) SELECT DISTINCT x.person, x.tag, \(owner)::uuid
            FROM unnest(\(tagged.map(\.0))::uuid[], \(tagged.map(\.1))::text[]) AS x (person, tag) ON CONFLICT DO NOTHING
            """)
    }

    // MARK: People who are here

    struct Effect: RowDecodable {
        let id: ID<User>
        var filled, proposed: Int

        init(id: ID<User>, filled: Int, proposed: Int) { (self.id, self.filled, self.proposed) = (id, filled, proposed) }

        init(row: Row) throws {
            id = try row.get("id")
            filled = try row.get("filled")
            proposed = try row.get("proposed")
        }
    }

    /// A gap that somebody left on purpose stays.
    private func fills(_ index: Int) -> SQL {
        "(\(given(index)) AND \(isEmpty(columns[index])) AND coalesce(profile.field_sources->>\(columns[index].column)::text, '') NOT IN ('person', 'recruiter'))"
    }

    private func differs(_ index: Int) -> SQL {
        "(\(given(index)) AND NOT \(isEmpty(columns[index])) AND profile.\(identifier: columns[index].column) IS DISTINCT FROM \(cast(index)))"
    }

    /// What the rows would do to people who are here, without doing it.
    func effects(on known: [(row: ListRow, id: ID<User>)]) -> Query<Effect> {
        func count(_ condition: (Int) -> SQL) -> SQL {
            columns.isEmpty ? "0" : columns.indices.map { "(\(condition($0)))::int" as SQL }.joined(" + ")
        }
        return Query(
            """
            SELECT x.id, \(count(fills)) AS filled, \(count(differs)) AS proposed FROM \(rows(known)) JOIN candidate_profiles AS profile ON profile.user_id = x.id
            """)
    }

    func filling(_ known: [(row: ListRow, id: ID<User>)]) -> Command? {
        guard !columns.isEmpty, !known.isEmpty else { return nil }
        let values = columns.indices.map { index -> SQL in
            let name: SQL = "\(identifier: columns[index].column)"
            return "\(name) = CASE WHEN \(fills(index)) THEN \(cast(index)) ELSE profile.\(name) END"
        }
        let filled = columns.indices.map { ($0, fills($0)) }
        return Command(
            """
            UPDATE candidate_profiles AS profile SET \(values.joined()), field_sources = field_sources || \(noted("'import'::text", filled)),
                field_dates = field_dates || \(noted(now, filled)), version = version + 1, updated_at = now()
            FROM \(rows(known)) WHERE profile.user_id = x.id
            """)
    }

    /// One open proposal a field: the newest. What was refused before is not brought again.
    func proposing(_ known: [(row: ListRow, id: ID<User>)]) -> Command? {
        guard !columns.isEmpty, !known.isEmpty else { return nil }
        let parts = columns.indices.map { index in
            "SELECT x.id, \(columns[index].column)::text AS field, to_jsonb(\(cast(index))) AS value FROM x JOIN candidate_profiles AS profile ON profile.user_id = x.id WHERE \(differs(index))"
                as SQL
        }
        return Command(
            """
            WITH x AS (SELECT * FROM \(rows(known)))
            INSERT INTO profile_proposals (id, user_id, field, value, source)
            SELECT gen_random_uuid(), given.id, given.field, given.value, 'import' FROM (\(parts.joined(" UNION ALL "))) AS given
            WHERE NOT EXISTS (SELECT FROM profile_proposals AS past WHERE past.user_id = given.id AND past.field = given.field AND past.decision = 'refused'
                AND past.value = given.value)
            ON CONFLICT (user_id, field) WHERE decided_at IS NULL DO UPDATE SET value = excluded.value, source = excluded.source, created_at = now()
            """)
    }

    /// An address for whoever has none, where nobody has it.
    func addressing(_ known: [(row: ListRow, id: ID<User>)]) -> Command? {
        let given = known.filter { $0.row.keys.email != nil }
        guard !given.isEmpty else { return nil }
        return Command(
            """
            UPDATE users SET email = x.email, email_key = x.key
            FROM unnest(\(given.map(\.id))::uuid[], \(given.map { $0.row.keys.email?.text })::text[], \(given.map { $0.row.keys.email?.key })::text[]) AS x (id, email, key)
            WHERE users.id = x.id AND users.email IS NULL AND NOT EXISTS (SELECT FROM users AS other WHERE other.email_key = x.key OR other.email = x.email)
            """)
    }

    // MARK: Items

    struct Ending: Sendable {
        let row: ListRow
        let status: String
        let reason: String?
        let person: ID<User>?
    }

    /// Rows that failed keep their cells, so that they can be mended and tried again.
    func items(_ id: ID<Import>, _ endings: [Ending]) -> Command {
        let payloads = endings.map { ending in
            ending.status == "failed" ? (try? JSONEncoder().encode(ending.row.cells)).map { String(decoding: $0, as: UTF8.self) } : nil
        }
        return Command(
            """
            INSERT INTO import_items AS item (import_id, number, name, status, reason, candidate_id, payload, attempts, done_at)
            SELECT \(id), x.number, x.name, x.status, x.reason, x.person, x.payload::jsonb, 1, now()
            FROM unnest(\(endings.map(\.row.number))::int[], \(endings.map(\.row.name))::text[], \(endings.map(\.status))::text[], \(endings.map(\.reason))::text[],
                \(endings.map(\.person))::uuid[], \(payloads)::text[]) AS x (number, name, status, reason, person, payload)
            ON CONFLICT (import_id, number) DO UPDATE SET status = excluded.status, reason = excluded.reason, candidate_id = excluded.candidate_id,
                payload = excluded.payload, attempts = item.attempts + 1, done_at = now() WHERE item.status = 'waiting'
            """)
    }
}
