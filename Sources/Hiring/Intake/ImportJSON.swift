import Accounts
import Foundation
import Postgres

struct ImportsJSON: Encodable, Sendable {
    let imports: [ImportJSON]
    let next: String?
}

struct ImportJSON: Encodable, Sendable {
    struct Counts: Encodable, Sendable { let waiting, imported, updated, duplicate, failed, skipped: Int }

    struct Item: Encodable, Sendable {
        let number: Int
        let name, status: String
        let reason, candidate: String?
    }

    struct Column: Encodable, Sendable {
        let name: String
        let field: String?
        let samples: [String]
    }

    let id, kind, name, status: String
    let total: Int
    let problem: String?
    let createdAt: Date
    let finishedAt: Date?
    let check: Import.Check?
    let isChecking: Bool
    var counts: Counts?
    var items: [Item]?
    var columns: [Column]?

    init(_ work: Import) {
        (id, kind, name, status) = (work.id.description, work.kind.rawValue, work.name, work.status.rawValue)
        (total, problem, createdAt, finishedAt) = (work.total, work.problem, work.createdAt, work.finishedAt)
        (check, isChecking) = (work.options.check, work.options.isChecking)
    }

    init(_ work: Import, samples: [[String]]) {
        self.init(work)
        columns = work.options.headers.enumerated().map { index, header in
            Column(
                name: header, field: index < work.options.mapping.count ? work.options.mapping[index] : nil,
                samples: samples.compactMap { index < $0.count ? $0[index] : nil })
        }
    }

    init(_ work: Import, _ counts: Import.Counts, _ items: [Imports.Item]) {
        self.init(work)
        self.counts = Counts(
            waiting: counts.waiting, imported: counts.imported, updated: counts.updated, duplicate: counts.duplicate, failed: counts.failed,
            skipped: counts.skipped)
        self.items = items.map { Item(number: $0.number, name: $0.name, status: $0.status, reason: $0.reason, candidate: $0.person?.description) }
    }
}
