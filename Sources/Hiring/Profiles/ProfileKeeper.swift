import Accounts
import Foundation
import Postgres
import Web

/// Who keeps a profile: the person themselves at `/me/profile`, or a recruiter at the desk. What both do is one code; what differs is here.
struct ProfileKeeper {
    let person: ID<User>
    let viewer: Viewer
    var isSelf: Bool

    /// The person themselves, of those who can have a profile.
    static func own(_ ask: Ask) throws(Refusal) -> ProfileKeeper {
        let viewer = try ask.requireViewer()
        guard viewer.role == .candidate else { throw .notFound }
        return ProfileKeeper(person: viewer.id, viewer: viewer, isSelf: true)
    }

    /// A recruiter, of the person in the path.
    static func desk(_ ask: Ask) throws(Refusal) -> ProfileKeeper {
        guard let person = ID<User>(try ask.path("id")) else { throw .notFound }
        return ProfileKeeper(person: person, viewer: try ask.requireViewer(), isSelf: false)
    }

    var source: FieldSource { isSelf ? .person : .recruiter }

    /// Where the profile is read.
    var home: Link { isSelf ? Link("me", "profile") : Link("desk", "candidates", person.description) }

    func edit(_ group: ProfileGroup) -> Link {
        if isSelf { return Link("me", "profile", group.rawValue) }
        return group == .history
            ? Link("desk", "candidates", person.description, "history") : Link("desk", "candidates", person.description, "edit", group.rawValue)
    }

    func job(_ id: ID<WorkedJob>) -> Link {
        isSelf ? Link("me", "profile", "history", id.description) : Link("desk", "candidates", person.description, "history", id.description)
    }

    func removal(of id: ID<WorkedJob>) -> Link {
        isSelf
            ? Link("me", "profile", "history", id.description, "remove") : Link("desk", "candidates", person.description, "history", id.description, "remove")
    }

    func proposal(_ id: ID<Proposal>, _ verb: String) -> Link {
        isSelf
            ? Link("me", "profile", "proposals", id.description, verb) : Link("desk", "candidates", person.description, "proposals", id.description, verb)
    }

    func title(_ group: ProfileGroup) -> String { isSelf ? group.title : group.titleAtDesk }

    /// The profile as far as it is for this keeper.
    var record: Query<ProfileRecord> { isSelf ? Profiles.whole(person) : Profiles.seen(person, by: viewer) }

    func load(from database: some Database) async throws -> ProfileRecord {
        if let record = try await database.first(record) { return record }
        guard isSelf else { throw Refusal.notFound }
        return ProfileRecord(empty: viewer)
    }

    /// Holds the profile, which is begun where a candidate has none yet.
    func hold(in transaction: some Database) async throws -> ProfileRecord {
        if isSelf { try await transaction.run(Profiles.beginning(person)) }
        guard let record = try await transaction.first(Query<ProfileRecord>(record.sql + " FOR UPDATE OF profile")) else { throw Refusal.notFound }
        return record
    }

    /// Whether something about a column is for this keeper.
    func sees(_ column: String, of record: ProfileRecord) -> Bool {
        guard let field = ProfileFields[column] else { return column == WorkHistory.column }
        return isSelf || !field.isProtected && (!field.isPay || record.seesPay)
    }

    /// "from the résumé, 3 Nov 2026"
    func note(_ column: String, of record: ProfileRecord) -> String? {
        guard let speaker = record.speaker(of: column) else { return nil }
        return [isSelf ? speaker.wordsToPerson : speaker.words, record.saidAt(column).map(Self.day)].compactMap(\.self).joined(separator: ", ")
    }

    private static func day(_ date: Date) -> String {
        let moment = Moment(date)
        return "\(moment.day) \(moment.monthName) \(moment.year)"
    }

    /// A page of the profile: of the portal, with its places, or of the desk.
    func frame(_ title: String, _ body: HTML) -> Page {
        isSelf
            ? Page(title, frame: .public, body: "\(PortalPage.places(.profile))\(body)") : Page(title, frame: .desk(current: "candidates"), body: body)
    }

    /// For the trail: what was changed, in a person's words; the values of protected facts stay out of it.
    func recording(_ said: Profile.Said, of record: ProfileRecord, from origin: Origin) -> Command {
        let open = said.filter { !$0.field.isProtected }, closed = said.count - open.count
        let labels = open.map(\.field.label) + (closed == 0 ? [] : ["protected facts"])
        func values(_ value: (Profile.Said.Element) -> ProfileValue) -> [String: String?] {
            Dictionary(uniqueKeysWithValues: open.map { ($0.field.column, $0.field.typed(value($0), currency: record.currency)) })
        }
        let change = ActivityLog.Change(from: values { record[$0.field] }, to: values(\.value))
        let whose = isSelf ? "their own profile" : "the profile of \(record.name)"
        return ActivityLog.recording(
            "CHANGED_PROFILE", severity: .success, by: viewer.id, of: ("candidate", person.uuid),
            "\(viewer.name) changed \(whose): \(labels.joined(separator: ", ")).", change: change, from: origin)
    }
}
