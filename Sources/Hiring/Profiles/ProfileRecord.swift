package import Accounts
package import Foundation
package import Postgres

/// A profile as it stands, with who said what and when. Only the columns that were asked for are in it.
package struct ProfileRecord: RowDecodable {
    package let id: ID<User>
    package let name: String
    package let email: String?
    package let version: Int
    package let updatedAt: Date
    package let hasResume: Bool
    /// Whether what they earn and expect is for the viewer.
    package let seesPay: Bool
    package let source, sourceDetail: String?
    package let owner: ID<User>?
    package let ownerName: String?
    private let values: [String: ProfileValue]
    private let sources: [String: String]
    private let dates: [String: String]

    package init(row: Row) throws {
        id = try row.get("user_id")
        name = try row.get("full_name")
        email = try row.get("email")
        version = try row.get("version")
        updatedAt = try row.get("updated_at")
        hasResume = try row.get("has_resume")
        seesPay = try row.get("sees_pay")
        source = try row.get("source")
        sourceDetail = try row.get("source_detail")
        owner = try row.get("owner_id")
        ownerName = try row.get("owner_name")
        sources = try row.get("field_sources", as: JSON<[String: String]>.self).value
        dates = try row.get("field_dates", as: JSON<[String: String]>.self).value
        let present = ProfileFields.all.filter { row.has($0.column) }
        values = Dictionary(uniqueKeysWithValues: try present.map { ($0.column, try $0.value(of: row)) })
    }

    /// Of a candidate who has none yet.
    init(empty viewer: Viewer) {
        (id, name, email, version, updatedAt, hasResume, seesPay) = (viewer.id, viewer.name, nil, 1, Date(), false, true)
        (source, sourceDetail, owner, ownerName, sources, dates) = (nil, nil, nil, nil, [:], [:])
        values = Dictionary(
            uniqueKeysWithValues: ProfileFields.all.map { ($0.column, $0.isList ? .texts([]) : $0.column == "is_actively_searching" ? .flag(true) : .nothing) })
    }

    package subscript(_ field: ProfileField) -> ProfileValue {
        field == ProfileFields.name ? .text(name) : values[field.column] ?? .nothing
    }
    package subscript(_ column: String) -> ProfileValue { values[column] ?? .nothing }

    /// Of the pay in it.
    package var currency: String { self["currency"].text ?? "INR" }

    /// Who said it; nil where that is not known, or is a word of a later version.
    package func speaker(of column: String) -> FieldSource? { sources[column].flatMap(FieldSource.init) }

    package func saidAt(_ column: String) -> Date? { dates[column].flatMap { try? Date($0, strategy: .iso8601) } }

    /// Those of a group that are in it.
    func fields(of group: ProfileGroup) -> [ProfileField] { ProfileFields.of(group).filter { values[$0.column] != nil && ($0.isPay ? seesPay : true) } }
}

/// The SQL of whole profiles. Whoever was merged into another or erased has none.
package enum Profiles {
    /// Everything, for the person and for the program itself.
    package static func whole(_ person: ID<User>) -> Query<ProfileRecord> {
        record(of: person, ProfileFields.all.map { $0.selected(from: "profile") }, seesPay: "true")
    }

    /// The same, held until the transaction ends: two who save at once take turns.
    package static func held(_ person: ID<User>) -> Query<ProfileRecord> { Query(whole(person).sql + " FOR UPDATE OF profile") }

    /// What a colleague may see of it: never a protected fact, and pay as far as it is for them.
    package static func seen(_ person: ID<User>, by viewer: Viewer) -> Query<ProfileRecord> {
        let columns = ProfileFields.all.filter { !$0.isProtected }.map { field in
            field.isPay
                ? field.selected(Visibility.pay("profile.\(identifier: field.column)", of: "profile.user_id", for: viewer)) : field.selected(from: "profile")
        }
        return record(of: person, columns, seesPay: Visibility.people("profile.user_id", to: viewer, .seePay))
    }

    private static func record(of person: ID<User>, _ columns: [SQL], seesPay: SQL) -> Query<ProfileRecord> {
        Query(
            """
            SELECT profile.user_id, users.full_name, users.email, profile.version, profile.updated_at, profile.resume_sha256 IS NOT NULL OR profile.resume_text IS NOT NULL AS has_resume,
                \(seesPay) AS sees_pay, profile.source, profile.source_detail, profile.owner_id, (SELECT full_name FROM users AS owner WHERE owner.id = profile.owner_id) AS owner_name,
                profile.field_sources, profile.field_dates, \(columns.joined())
            FROM candidate_profiles AS profile JOIN users ON users.id = profile.user_id
            WHERE profile.user_id = \(person) AND users.role = 'CANDIDATE' AND users.merged_into IS NULL AND users.erased_at IS NULL
            """)
    }

    /// For a candidate who has none yet; nothing for everybody else.
    static func beginning(_ person: ID<User>) -> Command {
        Command(
            """
            INSERT INTO candidate_profiles (user_id) SELECT id FROM users WHERE id = \(person) AND role = 'CANDIDATE' AND merged_into IS NULL AND erased_at IS NULL
            ON CONFLICT (user_id) DO NOTHING
            """)
    }
}
