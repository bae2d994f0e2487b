import Accounts
import Foundation
import Postgres
import Web

/// Accepting and refusing what was read. A second click finds it decided and changes nothing.
struct ProposalRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        for isAccepted in [true, false] {
            let verb = isAccepted ? "accept" : "refuse"
            routes.post("/me/profile/proposals/:proposal/\(verb)", .may(.keepOwnProfile)) { ask, _ in try await decide(try .own(ask), isAccepted, ask) }
            routes.post("/desk/candidates/:id/proposals/:proposal/\(verb)", .may(.editCandidates)) { ask, _ in
                try await decide(try .desk(ask), isAccepted, ask)
            }
        }
    }

    private func decide(_ keeper: ProfileKeeper, _ isAccepted: Bool, _ ask: Ask) async throws -> Answer {
        guard let id = ID<Proposal>(try ask.path("proposal")) else { throw Refusal.notFound }
        let words = try await desk.database.transaction { transaction in
            let record = try await keeper.hold(in: transaction)
            guard let proposal = try await transaction.first(Proposals.one(id, of: keeper.person)), keeper.sees(proposal.field, of: record) else {
                throw Refusal.notFound
            }
            if let decision = proposal.decision { return "This was \(decision) before." }
            if isAccepted { try await accept(proposal, keeper, record, in: transaction) }
            try await transaction.run(Proposals.deciding(id, isAccepted ? "accepted" : "refused", by: keeper.viewer.id))
            try await transaction.run(recording(proposal, keeper, record, isAccepted, ask))
            return isAccepted ? "Taken over." : "Refused: it will not be proposed again."
        }
        return .redirect(keeper.home, flash: .good(words), json: ["done": words])
    }

    private func accept(_ proposal: Proposal, _ keeper: ProfileKeeper, _ record: ProfileRecord, in transaction: some Database) async throws {
        switch proposal.value {
        case .field(let value):
            guard let field = ProfileFields[proposal.field], let value = field.fitting(value), case .success = field.parse(field.typed(value)) else {
                throw Refusal.conflict("What was read does not fit its field any more. Refuse it, and type what is right.")
            }
            let said = [(field: field, value: field.accepting(value, over: record[field]))]
            try await Profile.say(said, of: keeper.person, by: keeper.source, editor: keeper.viewer.id, in: transaction)
        case .history(let jobs):
            let kept = try await transaction.all(WorkedJobs.of(keeper.person)), diff = HistoryDiff(from: kept.map(\.job), to: jobs)
            for change in diff.changed { try await transaction.run(WorkedJobs.changing(kept[change.place].id, of: keeper.person, to: change.to)) }
            let room = max(0, WorkedJobs.most - kept.count)
            if room > 0, !diff.added.isEmpty { try await transaction.run(WorkedJobs.adding(Array(diff.added.prefix(room)), to: keeper.person)) }
            try await transaction.run(Profile.sayingHistory(of: keeper.person, by: keeper.source))
        }
    }

    private func recording(_ proposal: Proposal, _ keeper: ProfileKeeper, _ record: ProfileRecord, _ isAccepted: Bool, _ ask: Ask) -> Command {
        let field = ProfileFields[proposal.field], label = field?.label ?? "Work history"
        var change: ActivityLog.Change?
        if isAccepted, let field, !field.isProtected, case .field(let value) = proposal.value, let value = field.fitting(value) {
            change = .init(
                from: [field.column: field.typed(record[field], currency: record.currency)],
                to: [field.column: field.typed(field.accepting(value, over: record[field]), currency: record.currency)])
        }
        return ActivityLog.recording(
            isAccepted ? "ACCEPTED_PROPOSAL" : "REFUSED_PROPOSAL", severity: .success, by: keeper.viewer.id, of: ("candidate", keeper.person.uuid),
            "\(keeper.viewer.name) \(isAccepted ? "took over" : "refused") what came \(proposal.source.words) for \(record.name): \(label).", change: change,
            from: ask.origin)
    }
}
