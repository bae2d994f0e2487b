import Foundation
import Postgres

/// A whole profile as far as its reader may see it.
struct ProfileJSON: Encodable, Sendable {
    struct Fact: Encodable, Sendable {
        let value: ProfileValue
        let saidBy: FieldSource?
        let saidAt: Date?
    }

    struct Missing: Encodable, Sendable {
        let field, words: String
    }

    struct Waiting: Encodable, Sendable {
        let id, field: String
        let value: ProfileValue?
        let jobs: [WorkedJob]?
        let source: FieldSource
        let createdAt: Date
    }

    let id, fullName: String
    let email: String?
    let version: Int
    let updatedAt: Date
    let complete: Int
    let next: [Missing]
    let fields: [String: Fact]
    let workHistory: WorkHistoryJSON
    let workHistorySaidBy: FieldSource?
    let proposals: [Waiting]

    init(_ panel: ProfilePanel) {
        let record = panel.record, completeness = panel.completeness
        (id, fullName, email) = (record.id.description, record.name, record.email)
        (version, updatedAt, complete) = (record.version, record.updatedAt, completeness.percent)
        next = completeness.next.map { Missing(field: $0.column, words: $0.words) }
        let shown = ProfileGroup.ofProfile.flatMap { record.fields(of: $0) }
        fields = Dictionary(
            uniqueKeysWithValues: shown.map { field in
                (field.column, Fact(value: record[field], saidBy: record.speaker(of: field.column), saidAt: record.saidAt(field.column)))
            })
        workHistory = WorkHistoryJSON(panel.jobs, today: panel.today)
        workHistorySaidBy = record.speaker(of: WorkHistory.column)
        proposals = panel.proposals.map(Self.waiting)
    }

    private static func waiting(_ proposal: Proposal) -> Waiting {
        var value: ProfileValue?, jobs: [WorkedJob]?
        switch proposal.value {
        case .field(let said): value = said
        case .history(let read): jobs = read
        }
        return Waiting(
            id: proposal.id.description, field: proposal.field, value: value, jobs: jobs, source: proposal.source, createdAt: proposal.createdAt)
    }
}
