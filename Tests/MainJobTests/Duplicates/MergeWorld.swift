import Accounts
import Foundation
import Postgres
import TestKit

@testable import Hiring

/// Eight people with all that hangs on people, in a database of their own.
struct MergeWorld: Sendable {
    let pool: Pool
    let people: [ID<User>]
    let jobs: [ID<Job>]
    let viewer: Viewer
    let origin = Origin(address: "127.0.0.1", requestID: "model")

    static let columns = ["bio", "expected_role", "full_name", "email"]
    static let lists = ["skills", "tags"]

    static func make(in pool: Pool) async throws -> MergeWorld {
        let staff = ID<User>()
        try await pool.run(
            Command(
                "INSERT INTO users (id, email, email_key, role, full_name) VALUES (\(staff), 'admin@example.com', 'admin@example.com', 'ADMIN', 'Meera Admin')")
        )
        let client = UUID.v7(), people = (0..<8).map { _ in ID<User>() }.sorted(), jobs = (0..<4).map { _ in ID<Job>() }
        try await pool.run(Command("INSERT INTO clients (id, name) VALUES (\(client), 'Northwind')"))
        for (number, job) in jobs.enumerated() {
            try await pool.run(
                Command(
                    "INSERT INTO jobs (id, client_id, title, slug_url, status, published_at) VALUES (\(job), \(client), \("Job \(number)"), \("job-\(number)"), 'Sourcing', now())"
                ))
        }
        let world = MergeWorld(pool: pool, people: people, jobs: jobs, viewer: Viewer(id: staff, role: .admin, name: "Meera Admin"))
        for number in people.indices { try await world.add(number) }
        return world
    }

    /// Some skills, tags, jobs and companies are shared, so that uniting and folding have something to do.
    private func add(_ number: Int) async throws {
        let person = people[number], email = "p\(number)@example.com"
        try await pool.run(
            Command("INSERT INTO users (id, email, email_key, role, full_name) VALUES (\(person), \(email), \(email), 'CANDIDATE', \("Name \(number)"))"))
        try await pool.run(
            Command(
                """
                INSERT INTO candidate_profiles (user_id, bio, expected_role, skills, field_sources, field_dates)
                VALUES (\(person), \("bio \(number)"), \(number % 3 == 0 ? nil : "role \(number)"), \(JSON(["own \(number)", "shared \(number % 3)", "all"])),
                    '{"bio": "person"}', \(JSON(["bio": "2026-01-0\(number + 1)"])))
                """))
        for tag in ["tag \(number)", "team \(number % 2)"] {
            try await pool.run(Command("INSERT INTO candidate_tags (user_id, tag) VALUES (\(person), \(tag))"))
        }
        for company in ["Company \(number)", "Shared \(number % 3)"] { try await addWork(person, company) }
        for (place, job) in jobs.enumerated() where (number + place) % 2 == 0 {
            let application = try await addApplication(person, job, [.new, .screening, .interview, .rejected][(number / 2 + place) % 4])
            _ = try await addChild("application_timeline", of: application)
            _ = try await addChild("chat_messages", of: application)
        }
        _ = try await addConsent(person)
        try await addProposal(person, "bio")
    }

    func count(_ table: String, where condition: SQL = "true") async throws -> Int {
        try await pool.one(Query<One<Int>>("SELECT count(*) FROM \(identifier: table) WHERE \(condition)")).value
    }

    // MARK: What the program does elsewhere

    func edit(_ person: ID<User>, _ column: String, _ value: String) async throws {
        if column == "full_name" { return _ = try await pool.run(Command("UPDATE users SET full_name = \(value) WHERE id = \(person)")) }
        try await pool.run(
            Command(
                """
                UPDATE candidate_profiles SET \(identifier: column) = \(value), field_sources = field_sources || jsonb_build_object(\(column)::text, 'recruiter'),
                    field_dates = field_dates || jsonb_build_object(\(column)::text, \(value)::text) WHERE user_id = \(person)
                """))
    }

    func setItem(_ person: ID<User>, _ list: String, _ item: String, isThere: Bool) async throws {
        switch (list, isThere) {
        case ("tags", true): try await pool.run(Command("INSERT INTO candidate_tags (user_id, tag) VALUES (\(person), \(item))"))
        case ("tags", false): try await pool.run(Command("DELETE FROM candidate_tags WHERE user_id = \(person) AND tag = \(item)"))
        case (_, true): try await pool.run(Command("UPDATE candidate_profiles SET skills = skills || to_jsonb(ARRAY[\(item)::text]) WHERE user_id = \(person)"))
        case (_, false): try await pool.run(Command("UPDATE candidate_profiles SET skills = skills - \(item)::text WHERE user_id = \(person)"))
        }
    }

    func addApplication(_ person: ID<User>, _ job: ID<Job>, _ status: ApplicationStatus) async throws -> ID<Application> {
        let id = ID<Application>()
        try await pool.run(Command("INSERT INTO applications (id, job_id, candidate_id) VALUES (\(id), \(job), \(person))"))
        try await move(id, status)
        return id
    }

    func move(_ application: ID<Application>, _ status: ApplicationStatus) async throws {
        try await pool.run(Command("UPDATE applications SET status = \(status), is_active = \(!status.isOver) WHERE id = \(application)"))
    }

    func addChild(_ table: String, of application: ID<Application>) async throws -> String {
        let id = UUID.v7()
        try await pool.run(
            table == "chat_messages"
                ? Command("INSERT INTO chat_messages (id, application_id, sender_type, message_text) VALUES (\(id), \(application), 'BOT', 'hello')")
                : Command("INSERT INTO application_timeline (id, application_id, new_status, remarks) VALUES (\(id), \(application), 'New', 'by the test')"))
        return id.lowercase
    }

    func addFile(_ person: ID<User>, of application: ID<Application>?) async throws -> String {
        let id = UUID.v7(), digest = Data(repeating: 7, count: 32)
        try await pool.run(Command("INSERT INTO stored_files (sha256, bytes, media_type) VALUES (\(digest), 3, 'text/plain') ON CONFLICT DO NOTHING"))
        try await pool.run(
            Command(
                "INSERT INTO candidate_files (id, user_id, application_id, sha256, file_name) VALUES (\(id), \(person), \(application), \(digest), 'cv.txt')"))
        return id.lowercase
    }

    func addConsent(_ person: ID<User>) async throws -> String {
        let id = UUID.v7()
        try await pool.run(Command("INSERT INTO consents (id, user_id, purpose, wording) VALUES (\(id), \(person), 'claim', 'yes')"))
        return id.lowercase
    }

    func addWork(_ person: ID<User>, _ company: String) async throws {
        try await pool.run(
            Command(
                "INSERT INTO candidate_work_history (id, profile_id, company_name, job_title, start_date) VALUES (\(UUID.v7()), \(person), \(company), 'Engineer', '2020-01-01')"
            ))
    }

    func addProposal(_ person: ID<User>, _ field: String) async throws {
        try await pool.run(
            Command("INSERT INTO profile_proposals (id, user_id, field, value, source) VALUES (\(UUID.v7()), \(person), \(field), '\"x\"', 'resume')"))
    }

    /// As `Erasing` does it, without its letter and its receipt.
    func erase(_ person: ID<User>) async throws {
        try await pool.transaction { transaction in
            let everybody = try await transaction.all(Erasing.everybody(who: person))
            for step in ErasureSteps.all(try await Traces.find(of: everybody, in: transaction)) { try await transaction.run(step.command) }
        }
    }

    /// What still tells of people who were erased.
    func remains(of people: [ID<User>]) async throws -> [String] {
        try await texts(
            """
            SELECT 'profile ' || user_id FROM candidate_profiles WHERE user_id = ANY(\(people)) AND (bio IS NOT NULL OR expected_role IS NOT NULL OR skills <> '[]')
            UNION ALL SELECT 'name ' || full_name FROM users WHERE id = ANY(\(people)) AND (email IS NOT NULL OR full_name ~ '^Name|full_name')
            UNION ALL SELECT 'work ' || company_name FROM candidate_work_history WHERE profile_id = ANY(\(people))
            UNION ALL SELECT 'tag ' || tag FROM candidate_tags WHERE user_id = ANY(\(people))
            UNION ALL SELECT kind || ' ' || id FROM (\(Self.owned)) AS owned WHERE owner = ANY(\(people)) AND kind <> 'consent'
            UNION ALL SELECT 'chat ' || chat.id FROM chat_messages AS chat JOIN applications ON applications.id = application_id
                WHERE candidate_id = ANY(\(people)) AND message_text <> 'Erased'
            UNION ALL SELECT 'held ' || table_name || ' ' || row_id FROM merged_rows WHERE home_id = ANY(\(people)) AND content IS NOT NULL
            """)
    }

    // MARK: What is there

    /// Everything that people see of people, as text: equal before and after means that nothing is different.
    struct Snapshot: Equatable, Sendable { var lines: [String] }

    func texts(_ sql: SQL) async throws -> [String] { try await pool.all(Query<One<String>>(sql)).map(\.value) }

    func merges() async throws -> [ID<Merge>] {
        try await pool.all(Query<One<ID<Merge>>>("SELECT id FROM candidate_merges WHERE undone_at IS NULL ORDER BY id")).map(\.value)
    }

    static let owned: SQL = """
        SELECT 'file' AS kind, id::text AS id, user_id AS owner FROM candidate_files UNION ALL SELECT 'consent', id::text, user_id FROM consents
        UNION ALL SELECT 'proposal', id::text, user_id FROM profile_proposals
        """

    static let hung: SQL = """
        SELECT 'chat' AS kind, id::text AS id, application_id FROM chat_messages UNION ALL SELECT 'timeline', id::text, application_id FROM application_timeline WHERE remarks = 'by the test'
        UNION ALL SELECT 'attached', id::text, application_id FROM candidate_files WHERE application_id IS NOT NULL
        """

    func snapshot() async throws -> Snapshot {
        var lines = try await texts(
            """
            SELECT concat_ws(' ', users.id, full_name, email, users.status, merged_into, bio, expected_role, field_sources, field_dates,
                (SELECT string_agg(skill, ',' ORDER BY skill) FROM jsonb_array_elements_text(skills) AS skill), (SELECT string_agg(tag, ',' ORDER BY tag) FROM candidate_tags WHERE user_id = users.id))
            FROM users JOIN candidate_profiles ON user_id = users.id ORDER BY users.id
            """)
        lines += try await texts("SELECT concat_ws(' ', kind, id, owner) FROM (\(Self.owned)) AS owned ORDER BY 1")
        lines += try await texts("SELECT concat_ws(' ', kind, id, application_id) FROM (\(Self.hung)) AS hung ORDER BY 1")
        lines += try await texts("SELECT concat_ws(' ', id, job_id, candidate_id, status, applied_at) FROM applications ORDER BY id")
        lines += try await texts("SELECT concat_ws(' ', id, profile_id, company_name) FROM candidate_work_history ORDER BY id")
        lines += try await texts("SELECT concat_ws(' ', id, decision) FROM profile_proposals ORDER BY id")
        return Snapshot(lines: lines)
    }

    /// Rules that hold at every moment, whatever was merged and undone; no row was added since `before`.
    func brokenRules(since before: Snapshot) async throws -> [String] {
        var broken: [String] = []
        func none(_ what: String, _ sql: SQL) async throws { for text in try await texts(sql) { broken.append("\(what): \(text)") } }
        try await none("nobody is kept of", "SELECT id::text FROM users WHERE kept_person(id) IS NULL")
        try await none(
            "a merge without its mark",
            "SELECT id::text FROM candidate_merges WHERE undone_at IS NULL AND NOT EXISTS (SELECT FROM users WHERE users.id = gone_id AND merged_into = kept_id)"
        )
        try await none(
            "a mark without its merge",
            "SELECT id::text FROM users WHERE merged_into IS NOT NULL AND NOT EXISTS (SELECT FROM candidate_merges WHERE gone_id = users.id AND undone_at IS NULL)"
        )
        for table in ["applications", "candidate_files", "consents", "profile_proposals"] {
            let owner: SQL = table == "applications" ? "candidate_id" : "user_id"
            try await none(
                "\(table) of somebody who is gone",
                "SELECT one.id::text FROM \(identifier: table) AS one JOIN users ON users.id = one.\(owner) WHERE merged_into IS NOT NULL")
        }
        try await none(
            "an application that is twice, or on the wrong side of its fold",
            """
            SELECT row_id FROM merged_rows WHERE table_name = 'applications' AND content IS NOT NULL AND (EXISTS (SELECT FROM applications WHERE id = row_id::uuid)
                OR NOT EXISTS (SELECT FROM applications WHERE candidate_id = kept_person(home_id) AND job_id = (content->>'job_id')::uuid))
            """)
        let counts = try await [
            count("applications") + count("merged_rows", where: "table_name = 'applications' AND content IS NOT NULL"), count("chat_messages"),
            count("application_timeline", where: "remarks = 'by the test'"), count("consents"), count("candidate_work_history"),
        ]
        let expected = ["applications", "chat", "timeline", "consent", "work"]
        let old = [
            before.lines.count { $0.contains("2026-") && $0.split(separator: " ").count >= 5 && !$0.contains("@") },
            before.lines.count { $0.hasPrefix("chat ") },
            before.lines.count { $0.hasPrefix("timeline ") }, before.lines.count { $0.hasPrefix("consent ") },
            before.lines.count { $0.contains("Company ") || $0.contains(" Shared ") },
        ]
        for (name, (now, then)) in zip(expected, zip(counts, old)) where now != then { broken.append("\(name): \(then) rows before, \(now) now") }
        return broken
    }
}

/// One operation of several at once.
enum MergeOrder: Sendable, CustomStringConvertible {
    case merge(kept: ID<User>, gone: ID<User>)
    case undo(ID<Merge>)

    enum Outcome: Sendable {
        case done
        case refused(Merging.Failure)
        case broke(String)

        var isDone: Bool { if case .done = self { true } else { false } }
        var isToldOneAlready: Bool { if case .refused(.oneAlready) = self { true } else { false } }
    }

    static func random(_ people: [ID<User>], _ merges: [ID<Merge>], _ dice: inout Dice) -> MergeOrder {
        if let merge = merges.randomElement(using: &dice), dice.chance(40) { return .undo(merge) }
        let two = people.shuffled(using: &dice)
        return .merge(kept: two[0], gone: two[1])
    }

    func run(in world: MergeWorld) async -> Outcome {
        do {
            switch self {
            case .merge(let kept, let gone):
                try await Merging.merge(.init(kept: kept, gone: gone, taking: ["bio", "email"]), by: world.viewer, from: world.origin, in: world.pool)
            case .undo(let merge): _ = try await Merging.undo(merge, areDifferent: false, by: world.viewer, from: world.origin, in: world.pool)
            }
            return .done
        } catch let failure as Merging.Failure {
            return .refused(failure)
        } catch {
            return .broke("\(self): \(error)")
        }
    }

    var description: String {
        switch self {
        case .merge(let kept, let gone): "merge \(gone.description.suffix(4)) into \(kept.description.suffix(4))"
        case .undo(let merge): "undo \(merge.description.suffix(4))"
        }
    }
}
