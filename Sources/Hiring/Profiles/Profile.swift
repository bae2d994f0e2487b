package import Accounts
import Foundation
package import Postgres

/// Writing into the master profile. Whoever writes, says who said it: form, résumé, import and merge go through here.
package enum Profile {
    package typealias Said = [(field: ProfileField, value: ProfileValue)]

    /// Puts values into their columns and notes beside each who said it and when. No row where there is no such profile.
    package static func saying(_ said: Said, of person: ID<User>, by source: FieldSource) -> Command {
        let values = said.map { item -> SQL in "\(identifier: item.field.column) = \(item.field.sql(item.value))" }
        return Command(
            """
            UPDATE candidate_profiles SET \((values + [noting(said.map(\.field.column), source)]).joined()), version = version + 1, updated_at = now()
            WHERE user_id = \(person)
            """)
    }

    /// Names never enter a vector: with another name it is made anew.
    static func name(_ person: ID<User>, _ name: String, by source: FieldSource, in transaction: some Database) async throws {
        try await transaction.run(Command("UPDATE users SET full_name = \(name), version = version + 1 WHERE id = \(person) AND role = 'CANDIDATE'"))
        try await transaction.run(noting([ProfileFields.name.column], source, of: person))
        try await Scoring.enqueue(person, in: transaction)
    }

    /// The part of an UPDATE that notes who said these columns, now.
    package static func noting(_ columns: [String], _ source: FieldSource) -> SQL {
        """
        field_sources = field_sources || (SELECT coalesce(jsonb_object_agg(said, \(source.rawValue)::text), '{}') FROM unnest(\(columns)::text[]) AS said),
        field_dates = field_dates || \(dates(columns))
        """
    }

    /// Notes who said what does not stand in the profile's own columns: name, address, work history.
    static func noting(_ columns: [String], _ source: FieldSource, of person: ID<User>) -> Command {
        Command("UPDATE candidate_profiles SET \(noting(columns, source)), version = version + 1, updated_at = now() WHERE user_id = \(person)")
    }

    /// These columns, each with this moment, as `field_dates` holds them.
    package static func dates(_ columns: [String]) -> SQL {
        "(SELECT coalesce(jsonb_object_agg(said, \(sqlNow)), '{}') FROM unnest(\(columns)::text[]) AS said)"
    }

    /// ISO 8601, as everything that is kept as JSON has its times.
    private static let sqlNow: SQL = "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

    /// Writes what somebody says by hand, and what follows from it: proposals that say the same are accepted with it, and scores and vectors
    /// are made anew where they depend on it.
    package static func say(_ said: Said, of person: ID<User>, by source: FieldSource, editor: ID<User>?, in transaction: some Database) async throws {
        guard !said.isEmpty, try await transaction.run(saying(said, of: person, by: source)) == 1 else { return }
        for item in said { try await transaction.run(Proposals.settling(item.field, saying: item.value, of: person, by: editor)) }
        if said.contains(where: { $0.field.isScored }) { try await Scoring.enqueue(person, in: transaction) }
    }

    /// What came of hearing something: by column.
    package struct Heard: Sendable, Equatable {
        package var filled: [String] = []
        package var proposed: [String] = []
    }

    /// Takes in what was read somewhere: it fills what nobody said, and waits as a proposal beside what a person said.
    ///
    /// - Parameters:
    ///   - file: in which it was read.
    ///   - confidences: by column, from 0 to 1.
    package static func hear(
        _ heard: Said, of person: ID<User>, from source: FieldSource, file: ID<CandidateFile>? = nil, confidences: [String: Double] = [:],
        in transaction: some Database
    ) async throws -> Heard {
        guard let now = try await transaction.first(Profiles.held(person)) else { return Heard() }
        let past = try await transaction.all(Proposals.past(of: person))
        var result = Heard(), filling: Said = []
        for (field, value) in heard {
            switch Precedence(value, of: field, from: source, over: now[field], said: now.speaker(of: field.column)) {
            case .same:
                try await transaction.run(Proposals.outdating(field.column, of: person))
            case .fill:
                filling.append((field, value))
                try await transaction.run(Proposals.outdating(field.column, of: person))
            case .propose:
                guard Proposals.isNew(.field(value), for: field.column, past) else { continue }
                try await transaction.run(Proposals.outdating(field.column, of: person))
                try await transaction.run(
                    Proposals.proposing(.field(value), for: field.column, to: person, from: source, file: file, confidence: confidences[field.column]))
                result.proposed.append(field.column)
            }
        }
        result.filled = filling.map(\.field.column)
        if !filling.isEmpty { try await transaction.run(saying(filling, of: person, by: source)) }
        if filling.contains(where: { $0.field.isScored }) { try await Scoring.enqueue(person, in: transaction) }
        return result
    }
}

/// A row of `candidate_files`.
package enum CandidateFile {}
