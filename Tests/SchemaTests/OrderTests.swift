import Foundation
import Postgres
import Schema
import TestKit
import Testing

/// The database is what was ordered: all 14 tables and 191 columns, by the database's own catalog.
@Suite struct OrderTests {
    @Test func theOrderIsWhole() {
        #expect(Ordered.all.count == 191)
        #expect(Set(Ordered.all.map(\.table)).count == 14)
        #expect(Ordered.all.count { !$0.labels.isEmpty } == Ordered.all.count { $0.type == "ENUM" })
        #expect(Ordered.all.count { $0.isPrimaryKey } == 14)
        #expect(Ordered.all.count { $0.reference != nil } == 19)
    }

    @Test func everyColumnIsAsOrdered() async throws {
        try await withEmptyDatabase { database in
            let catalog = try await Catalog(database)
            let differences = Ordered.all.flatMap { catalog.differences(from: $0) }
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }

    @Test func aDifferenceIsSeen() async throws {
        try await withEmptyDatabase { database in
            try await database.run(Command("ALTER TABLE leads ALTER COLUMN probability TYPE bigint"))
            try await database.run(Command("ALTER TABLE jobs DROP CONSTRAINT jobs_slug_url_unique"))
            try await database.run(Command("ALTER TABLE sales_tasks DROP COLUMN title"))
            try await database.run(Command("ALTER TYPE user_role RENAME VALUE 'SALES' TO 'SELLER'"))
            try await database.run(Command("ALTER TABLE chat_messages DROP CONSTRAINT chat_messages_application_id_fkey"))
            let catalog = try await Catalog(database)
            let places = Ordered.all.filter { !catalog.differences(from: $0).isEmpty }.map(\.description)
            #expect(Set(places) == ["leads.probability", "jobs.slug_url", "sales_tasks.title", "users.role", "chat_messages.application_id"])
        }
    }

    /// A reference without an index makes a page walk the whole table.
    @Test func everyReferenceThatPagesFollowHasAnIndex() async throws {
        try await withEmptyDatabase { database in
            let leading = try await database.all(
                Query<One<String>>(
                    """
                    SELECT r.relname || '.' || a.attname AS place FROM pg_index i
                    JOIN pg_class r ON r.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = i.indkey[0]
                    """))
            #expect(Self.followed.subtracting(leading.map(\.value)).isEmpty)
        }
    }

    private static let followed: Set = [
        "sessions.user_id", "leads.owner_id", "sales_tasks.lead_id", "sales_tasks.assigned_to", "jobs.client_id", "jobs.assigned_recruiter_id",
        "candidate_profiles.user_id", "candidate_profiles.resume_sha256", "candidate_work_history.profile_id", "applications.job_id",
        "applications.candidate_id", "application_timeline.application_id", "application_links.application_id", "consents.user_id",
        "action_queue.user_id", "chat_messages.application_id",
    ]

    @Test func migrationsAreNumberedFromOneWithoutGaps() throws {
        let migrations = try Schema.migrations()
        #expect(migrations.map(\.number) == Array(1...migrations.count))
        #expect(migrations.first?.name == "the_order")
    }
}

/// What the database says of itself.
private struct Catalog {
    private var types: [String: String] = [:]
    private var labels: [String: [String]] = [:]
    private var keys: Set<String> = []

    private static let types = [
        "UUID": "uuid", "VARCHAR": "text", "TEXT": "text", "BOOLEAN": "bool", "TIMESTAMP": "timestamptz", "DATE": "date", "JSONB": "jsonb",
        "BIGINT": "int8", "INT": "int4", "DECIMAL": "numeric", "VECTOR": "vector",
    ]

    private struct Line: RowDecodable {
        let place: String
        let said: String
        init(row: Row) throws {
            place = try row.get("place")
            said = try row.get("said")
        }
    }

    init(_ database: some Database) async throws {
        let columns = try await database.all(
            Query<Line>(
                """
                SELECT table_name || '.' || column_name AS place, udt_name::text AS said
                FROM information_schema.columns WHERE table_schema = current_schema()
                """))
        types = Dictionary(columns.map { ($0.place, $0.said) }) { one, _ in one }
        let values = try await database.all(
            Query<Line>(
                """
                SELECT t.typname::text AS place, e.enumlabel::text AS said FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
                ORDER BY t.typname, e.enumsortorder
                """))
        labels = Dictionary(grouping: values, by: \.place).mapValues { $0.map(\.said) }
        let constraints = try await database.all(
            Query<Line>(
                """
                SELECT r.relname || '.' || a.attname AS place, c.contype::text || coalesce(' ' || f.relname || '.' || fa.attname, '') AS said
                FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
                JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = c.conkey[1]
                LEFT JOIN pg_class f ON f.oid = c.confrelid LEFT JOIN pg_attribute fa ON fa.attrelid = f.oid AND fa.attnum = c.confkey[1]
                WHERE c.contype IN ('p', 'u', 'f') AND cardinality(c.conkey) = 1
                """))
        keys = Set(constraints.map { "\($0.place) \($0.said)" })
    }

    func differences(from ordered: Ordered) -> [String] {
        guard let type = types["\(ordered)"] else { return ["\(ordered) is missing"] }
        var found: [String] = []
        if ordered.type == "ENUM" {
            if labels[type] != ordered.labels { found.append("\(ordered) has the labels \(labels[type] ?? [])") }
        } else if type != Self.types[ordered.type] {
            found.append("\(ordered) is \(type), ordered was \(ordered.type)")
        }
        if ordered.isPrimaryKey && !keys.contains("\(ordered) p") { found.append("\(ordered) is not the primary key") }
        if ordered.isUnique && !keys.contains("\(ordered) u") { found.append("\(ordered) is not unique") }
        if let reference = ordered.reference, !keys.contains("\(ordered) f \(reference)") {
            found.append("\(ordered) does not refer to \(reference)")
        }
        return found
    }
}
