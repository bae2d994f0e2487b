import Accounts
import Foundation
import Postgres
import Web

/// `/desk/candidates/:id/tags` and `/handling`: tags, source and owner.
struct HandlingRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        routes.post("/desk/candidates/:id/tags", .may(.editCandidates), tag)
        routes.post("/desk/candidates/:id/tags/remove", .may(.editCandidates), untag)
        routes.post("/desk/candidates/:id/handling", .may(.editCandidates), handle)
    }

    private func tag(_ ask: Ask, _ form: Form) async throws -> Answer {
        let keeper = try ProfileKeeper.desk(ask), given = form.all("tag").flatMap(TextList.split), tags = given.compactMap(Handling.tag)
        guard !tags.isEmpty, tags.count == given.count else { return try refuse("A tag is a word or a few, at most 40 characters.", "tag", keeper, ask) }
        let added = try await desk.database.transaction { transaction -> [String] in
            let record = try await keeper.hold(in: transaction), before = try await transaction.all(Handling.tags(of: keeper.person)).map(\.value)
            let new = tags.filter { !before.contains($0) }
            guard before.count + new.count <= Handling.mostTags else { throw Refusal.conflict("\(Handling.mostTags) tags fit. Remove one first.") }
            for tag in new { try await transaction.run(Handling.tagging(keeper.person, tag, by: keeper.viewer.id)) }
            if !new.isEmpty {
                try await note(
                    keeper, record, "TAGGED_CANDIDATE", "tagged \(record.name): \(new.joined(separator: ", "))", before, before + new, ask, transaction)
            }
            return new
        }
        return .redirect(keeper.home.fragment("handling"), flash: added.isEmpty ? .good("They have this tag.") : nil, json: ["added": added])
    }

    private func untag(_ ask: Ask, _ form: Form) async throws -> Answer {
        let keeper = try ProfileKeeper.desk(ask), tag = form["tag"]
        try await desk.database.transaction { transaction in
            let record = try await keeper.hold(in: transaction), before = try await transaction.all(Handling.tags(of: keeper.person)).map(\.value)
            // The second click finds it gone.
            guard try await transaction.run(Handling.untagging(keeper.person, tag)) == 1 else { return }
            try await note(
                keeper, record, "UNTAGGED_CANDIDATE", "took the tag \(tag) off \(record.name)", before, before.filter { $0 != tag }, ask, transaction)
        }
        return .redirect(keeper.home.fragment("handling"))
    }

    private func note(
        _ keeper: ProfileKeeper, _ record: ProfileRecord, _ action: String, _ words: String, _ before: [String], _ after: [String], _ ask: Ask,
        _ transaction: Transaction
    ) async throws {
        try await transaction.run(
            ActivityLog.recording(
                action, severity: .success, by: keeper.viewer.id, of: ("candidate", keeper.person.uuid), "\(keeper.viewer.name) \(words).",
                change: .init(from: ["tags": before.sorted().joined(separator: ", ")], to: ["tags": after.sorted().joined(separator: ", ")]), from: ask.origin))
    }

    private func handle(_ ask: Ask, _ form: Form) async throws -> Answer {
        let keeper = try ProfileKeeper.desk(ask)
        if form["source"].unicodeScalars.count > 60 { return try refuse("The source is at most 60 characters.", "source", keeper, ask) }
        if form["source_detail"].unicodeScalars.count > 500 {
            return try refuse("What is said about the source is at most 500 characters.", "source_detail", keeper, ask)
        }
        do {
            try await desk.database.transaction { transaction in try await handle(form, keeper, ask, in: transaction) }
        } catch let refusal as Refusal where !ask.isAPI && refusal.status != 404 {
            return .redirect(keeper.home.fragment("handling"), flash: .bad(refusal.detail))
        }
        return .redirect(keeper.home.fragment("handling"), flash: .good("Saved."))
    }

    private func handle(_ form: Form, _ keeper: ProfileKeeper, _ ask: Ask, in transaction: Transaction) async throws {
        let record = try await keeper.hold(in: transaction)
        let now = ["source": record.source ?? "", "source_detail": record.sourceDetail ?? "", "owner_id": record.owner?.description ?? ""]
        let sent = now.keys.filter { !form.all($0).isEmpty && form[$0] != now[$0] && form[$0] != form.all("was.\($0)").first }
        guard !sent.isEmpty else { return }
        if sent.contains(where: { name in form.all("was.\(name)").first.map { $0 != now[name] } ?? false }) {
            throw Refusal.conflict("Somebody else changed this in the meantime: look at it once more.")
        }
        func said(_ name: String) -> String? { (sent.contains(name) ? form[name] : now[name]).flatMap { $0.isEmpty ? nil : $0 } }
        let owner = sent.contains("owner_id") ? try await colleague(form["owner_id"], in: transaction) : nil
        try await transaction.run(Handling.settingSource(of: keeper.person, to: said("source"), said("source_detail")))
        if sent.contains("owner_id") { try await transaction.run(Handling.settingOwner(of: keeper.person, to: owner?.id)) }
        let before = ["source": record.source, "source_detail": record.sourceDetail, "owner": record.ownerName]
        let after = ["source": said("source"), "source_detail": said("source_detail"), "owner": sent.contains("owner_id") ? owner?.name : record.ownerName]
        try await transaction.run(
            ActivityLog.recording(
                "HANDED_CANDIDATE", severity: .success, by: keeper.viewer.id, of: ("candidate", keeper.person.uuid),
                "\(keeper.viewer.name) changed source or owner of \(record.name).", change: .init(from: before, to: after), from: ask.origin))
    }

    /// Somebody active who recruits, or nobody.
    private func colleague(_ text: String, in transaction: Transaction) async throws -> Viewer? {
        if text.isEmpty { return nil }
        let choices = try await transaction.all(Users.recruiters(keeping: nil))
        guard let id = ID<User>(text), let colleague = choices.first(where: { $0.id == id }) else {
            throw Refusal.invalid([Problem("owner_id", "Choose a colleague from the list.")])
        }
        return colleague
    }

    private func refuse(_ words: String, _ field: String, _ keeper: ProfileKeeper, _ ask: Ask) throws -> Answer {
        if ask.isAPI { throw Refusal.invalid([Problem(field, words)]) }
        return .redirect(keeper.home.fragment("handling"), flash: .bad(words))
    }
}
