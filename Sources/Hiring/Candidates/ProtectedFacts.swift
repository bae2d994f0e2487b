import Accounts
import Foundation
import Postgres
import Web

/// What must not decide: gender, marital status, date of birth, category and disability. It is on no page and in no list but its own, and
/// whoever opens that is on record.
struct ProtectedFacts: RowDecodable {
    let id: ID<User>
    let name: String
    let gender, maritalStatus: String?
    let birthDate: CalendarDate?
    let category, disability: String?

    init(row: Row) throws {
        id = try row.get("user_id")
        name = try row.get("full_name")
        gender = try row.get("gender")
        maritalStatus = try row.get("marital_status")
        birthDate = try row.get("dob")
        category = try row.get("reservation_category")
        disability = try row.get("disability")
    }

    var lines: [(label: String, value: String?)] {
        [
            ("Gender", gender), ("Marital status", maritalStatus), ("Date of birth", birthDate.map { "\($0)" }), ("Category", category),
            ("Disability", disability),
        ]
    }

    /// No row for whom the permission does not reach.
    static func of(_ person: ID<User>, for viewer: Viewer) -> Query<ProtectedFacts> {
        Query(
            """
            SELECT profile.user_id, users.full_name, profile.gender, profile.marital_status, profile.dob, profile.reservation_category, profile.disability
            FROM candidate_profiles AS profile JOIN users ON users.id = profile.user_id
            WHERE profile.user_id = \(person) AND \(Visibility.people("profile.user_id", to: viewer, .seeProtectedFacts))
            """)
    }

    /// Reads them and records that they were read, both or neither.
    static func read(_ person: ID<User>, by viewer: Viewer, from origin: Origin, in database: some Database) async throws -> ProtectedFacts? {
        try await database.transaction { transaction in
            guard let facts = try await transaction.first(of(person, for: viewer)) else { return nil }
            try await transaction.run(
                ActivityLog.recording(
                    "READ_PROTECTED_FACTS", severity: .warning, by: viewer.id, of: ("candidate", person.uuid),
                    "\(viewer.name) read the protected facts of \(facts.name).", from: origin))
            return facts
        }
    }
}

struct ProtectedFactsPage {
    let facts: ProtectedFacts

    var page: Page { Page("Protected facts of \(facts.name)", frame: .desk(current: "candidates"), body: body) }

    private var body: HTML {
        """
        <main class="column-page"><p class="small soft"><a href="\(Link("desk", "candidates", facts.id.description))">\(facts.name)</a></p><h1>Protected facts</h1>\
        <p class="lede">These must not decide who gets a job: no score, search or summary knows them. That you opened this page is on record.</p>\
        <section class="panel"><div class="body"><dl class="facts">\(facts.lines.html { "<dt>\($0.label)</dt><dd>\($0.value ?? "not given")</dd>" })</dl></div></section></main>
        """
    }
}
