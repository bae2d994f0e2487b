import Accounts
import Foundation
import Postgres
import Web

/// `/desk/candidates/:id/edit` and `/me/profile`: the master profile, group by group, by whoever keeps it.
struct ProfileRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        routes.get("/me/profile", .may(.keepOwnProfile), mine)
        for group in ProfileGroup.ofProfile {
            routes.get("/me/profile/\(group.rawValue)", .may(.keepOwnProfile)) { ask in try await edit(try .own(ask), group, ask) }
            routes.post("/me/profile/\(group.rawValue)", .may(.keepOwnProfile)) { ask, form in try await save(try .own(ask), group, form, ask) }
            routes.get("/desk/candidates/:id/edit/\(group.rawValue)", .may(.editCandidates)) { ask in try await edit(try .desk(ask), group, ask) }
            routes.post("/desk/candidates/:id/edit/\(group.rawValue)", .may(.editCandidates)) { ask, form in try await save(try .desk(ask), group, form, ask) }
        }
        WorkHistoryRoutes(desk: desk).add(to: routes)
        ProposalRoutes(desk: desk).add(to: routes)
        HandlingRoutes(desk: desk).add(to: routes)
        NewCandidateRoutes(desk: desk).add(to: routes)
    }

    private func mine(_ ask: Ask) async throws -> Answer {
        let panel = try await ProfilePanel.of(try .own(ask), ask, in: desk)
        return .page(MyProfilePage(panel: panel).page, json: ProfileJSON(panel))
    }

    private func edit(_ keeper: ProfileKeeper, _ group: ProfileGroup, _ ask: Ask) async throws -> Answer {
        let record = try await keeper.load(from: desk.database)
        return .page(page(keeper, group, record, ask).page, json: GroupJSON(record, group)).keepingWhatIsTyped()
    }

    private func page(_ keeper: ProfileKeeper, _ group: ProfileGroup, _ record: ProfileRecord, _ ask: Ask) -> ProfileGroupPage {
        ProfileGroupPage(keeper: keeper, group: group, record: record, csrf: ask.csrf, scripts: desk.scripts("profile.js", "suggest.js"))
    }

    /// What is right is saved, the rest comes back with its problems.
    private func save(_ keeper: ProfileKeeper, _ group: ProfileGroup, _ sent: Form, _ ask: Ask) async throws -> Answer {
        let (form, record) = try await desk.database.transaction { transaction in
            let record = try await keeper.hold(in: transaction)
            let form = try read(sent, keeper, record, group, ask)
            if let name = form.said.first(where: { $0.field == ProfileFields.name })?.value.text {
                try await Profile.name(keeper.person, name, by: keeper.source, in: transaction)
            }
            try await Profile.say(
                form.said.filter { $0.field != ProfileFields.name }, of: keeper.person, by: keeper.source, editor: keeper.viewer.id, in: transaction)
            if !form.said.isEmpty { try await transaction.run(keeper.recording(form.said, of: record, from: ask.origin)) }
            return (form, form.said.isEmpty ? record : try await keeper.load(from: transaction))
        }
        let json = SavedJSON(saved: form.said.map(\.field.column), problems: form.problems, version: record.version)
        guard !form.problems.isEmpty else {
            return .redirect(keeper.home.fragment(group.rawValue), flash: .good(form.said.isEmpty ? "Nothing was changed." : "Saved."), json: json)
        }
        var page = page(keeper, group, record, ask)
        (page.sent, page.problems, page.saved) = (sent, form.problems, form.said.count)
        return .page(page.page, json: json, status: 422)
    }

    private func read(_ sent: Form, _ keeper: ProfileKeeper, _ record: ProfileRecord, _ group: ProfileGroup, _ ask: Ask) throws -> FieldForm {
        let version = Int(sent["version"])
        if ask.isAPI, version == nil { throw Refusal.invalid([Problem("version", "Send the version that you read, so that nobody's change is lost.")]) }
        return FieldForm(
            sent, (group == .contact && !keeper.isSelf ? [ProfileFields.name] : []) + record.fields(of: group), now: { record[$0] }, currency: record.currency,
            isStale: version.map { $0 != record.version } ?? true,
            today: CalendarDate(utc: Date()))
    }
}

/// What a form of one group holds.
private struct GroupJSON: Encodable, Sendable {
    let id: String
    let version: Int
    let fields: [String: ProfileValue]

    init(_ record: ProfileRecord, _ group: ProfileGroup) {
        (id, version) = (record.id.description, record.version)
        fields = Dictionary(uniqueKeysWithValues: record.fields(of: group).map { ($0.column, record[$0]) })
    }
}

private struct SavedJSON: Encodable, Sendable {
    let saved: [String]
    let problems: [Problem]
    let version: Int
}
