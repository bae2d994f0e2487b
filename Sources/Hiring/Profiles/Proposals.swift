package import Accounts
package import Foundation
package import Postgres

/// What was read somewhere and does not agree with what a person wrote. At most one is open for each field; what was refused is not proposed again.
package struct Proposal: RowDecodable {
    /// Of a field, or the jobs of a whole history.
    package enum Value: Sendable, Equatable {
        case field(ProfileValue)
        case history([WorkedJob])
    }

    package let id: ID<Proposal>
    package let field: String
    package let value: Value
    package let source: FieldSource
    package let createdAt: Date
    package let decision: String?

    package init(row: Row) throws {
        id = try row.get("id")
        field = try row.get("field")
        value =
            field == WorkHistory.column
            ? .history(try row.get("value", as: JSON<[WorkedJob]>.self).value) : .field(try row.get("value", as: JSON<ProfileValue>.self).value)
        source = FieldSource(rawValue: try row.get("source")) ?? .resume
        createdAt = try row.get("created_at")
        decision = try row.get("decision")
    }
}

/// The SQL of proposals.
package enum Proposals {
    private static let columns: SQL = "id, field, value, source, created_at, decision"

    /// The ones that wait, of fields that are for the viewer.
    package static func open(of person: ID<User>) -> Query<Proposal> {
        Query("SELECT \(columns) FROM profile_proposals WHERE user_id = \(person) AND decided_at IS NULL ORDER BY created_at, id")
    }

    static func one(_ id: ID<Proposal>, of person: ID<User>) -> Query<Proposal> {
        Query("SELECT \(columns) FROM profile_proposals WHERE id = \(id) AND user_id = \(person) FOR UPDATE")
    }

    /// Open and refused ones, by which it is known what need not be proposed.
    static func past(of person: ID<User>) -> Query<Proposal> {
        Query(
            "SELECT \(columns) FROM profile_proposals WHERE user_id = \(person) AND (decided_at IS NULL OR decision = 'refused') ORDER BY created_at, id LIMIT 1000"
        )
    }

    /// Whether it is neither open nor was refused in these words.
    static func isNew(_ value: Proposal.Value, for column: String, _ past: [Proposal]) -> Bool {
        !past.contains { proposal in
            guard proposal.field == column else { return false }
            if case .field(let new) = value, case .field(let old) = proposal.value, let field = ProfileFields[column], let old = field.fitting(old) {
                return field.agrees(old, with: new) && field.agrees(new, with: old)
            }
            return proposal.value == value
        }
    }

    static func proposing(
        _ value: Proposal.Value, for column: String, to person: ID<User>, from source: FieldSource, file: ID<CandidateFile>? = nil, confidence: Double? = nil
    ) -> Command {
        let json: SQL =
            switch value {
            case .field(let value): "\(JSON(value))";
            case .history(let jobs): "\(JSON(jobs))"
            }
        return Command(
            """
            INSERT INTO profile_proposals (id, user_id, field, value, source, confidence, file_id)
            VALUES (\(UUID.v7()), \(person), \(column), \(json), \(source.rawValue), \(confidence)::float8, \(file)) ON CONFLICT DO NOTHING
            """)
    }

    /// A newer reading takes the place of an older one that waits.
    static func outdating(_ column: String, of person: ID<User>) -> Command {
        Command(
            "UPDATE profile_proposals SET decision = 'outdated', decided_at = now() WHERE user_id = \(person) AND field = \(column) AND decided_at IS NULL")
    }

    /// Somebody wrote by hand what was proposed.
    static func settling(_ field: ProfileField, saying value: ProfileValue, of person: ID<User>, by editor: ID<User>?) -> Command {
        Command(
            """
            UPDATE profile_proposals SET decision = 'accepted', decided_at = now(), decided_by = \(editor)
            WHERE user_id = \(person) AND field = \(field.column) AND decided_at IS NULL AND value = \(JSON(value))
            """)
    }

    /// No row where it was decided before.
    static func deciding(_ id: ID<Proposal>, _ decision: String, by editor: ID<User>) -> Command {
        Command(
            "UPDATE profile_proposals SET decision = \(decision), decided_at = now(), decided_by = \(editor) WHERE id = \(id) AND decided_at IS NULL")
    }
}
