import Background
import Foundation
import Postgres
package import Web

/// `/admin/activity`: the trail, searched, exported and followed live. Everybody at the desk reads what is on theirs.
package struct ActivityRoutes: Sendable {
    let office: FrontOffice
    private let exports = ExportPlaces(2)
    static let pageSize = 50

    package init(office: FrontOffice) { self.office = office }

    package func add(to routes: Routes) {
        routes.get("/admin/activity", .may(.seeActivity), list)
        routes.get("/admin/activity/events", .may(.seeActivity)) { _ in .events(EventStream(Self.calm(office.changes.watch(ActivityLog.topic)))) }
        routes.get("/admin/activity.csv", .may(.exportActivity), export)
    }

    private func list(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), (filter, problems) = ActivityFilter.read { ask.query($0) }
        let after = try place(ask)
        if !problems.isEmpty { return try .again(try await page(ask, viewer, filter, [], next: nil, isFirst: false, problems), problems, ask) }
        let found = try await office.database.all(Activities.search(filter, for: viewer, after: after, limit: Self.pageSize + 1))
        let shown = Array(found.prefix(Self.pageSize)), next = found.count > Self.pageSize ? shown.last?.id.lowercase : nil
        if ask.isAPI { return .page(Page("", frame: .narrow, body: .empty), json: ActivitiesJSON(activities: shown.map(ActivityJSON.init), next: next)) }
        let page = try await page(ask, viewer, filter, shown, next: next, isFirst: after == nil)
        return .page(page, json: ActivitiesJSON(activities: shown.map(ActivityJSON.init), next: next))
    }

    private func place(_ ask: Ask) throws(Refusal) -> UUID? {
        let text = ask.query("after")
        if text.isEmpty { return nil }
        guard let id = UUID(uuidString: text) else { throw .malformed("This link to the next page is broken. Start again at the first page.") }
        return id
    }

    private func page(
        _ ask: Ask, _ viewer: Viewer, _ filter: ActivityFilter, _ shown: [Activity], next: String?, isFirst: Bool, _ problems: [Problem] = []
    ) async throws -> Page {
        async let known = office.database.all(Activities.actions)
        async let people = office.database.all(Activities.colleagues)
        let (actions, colleagues) = (try await known.map(\.value), try await people.map(\.value))
        let script: HTML = isFirst ? "<script type=\"module\" src=\"\(office.site.assets.link("live.js"))\"></script>" : ""
        return ActivityPage(
            viewer: viewer, filter: filter, problems: problems, activities: shown, next: next, isFirst: isFirst, actions: actions, colleagues: colleagues,
            scripts: script
        ).page
    }

    /// What was exported is on record before the first row leaves.
    private func export(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), (filter, problems) = ActivityFilter.read { ask.query($0) }
        guard problems.isEmpty else { throw Refusal.invalid(problems) }
        guard let place = ExportPlace(exports) else { throw Refusal.tooMany(retryAfterSeconds: 60) }
        try await office.database.run(
            ActivityLog.recording("EXPORTED_ACTIVITY", by: viewer.id, "\(viewer.name) exported the activity trail: \(filter.words).", from: ask.origin))
        let export = ActivityExport(database: office.database, filter: filter, viewer: viewer)
        return Answer.stream(type: "text/csv; charset=utf-8; header=present") { send in
            try await export.write(send)
            withExtendedLifetime(place) {}
        }
        .with("Content-Disposition", "attachment; filename=\"activity-\(Moment(Date()).iso.prefix(10)).csv\"")
    }

    /// At most one call a second: in a busy house something happens all the time, and each call makes a page read again.
    private static func calm(_ names: AsyncStream<String>) -> AsyncStream<String> {
        AsyncStream { sink in
            let task = Task {
                for await name in names {
                    sink.yield(name)
                    try? await Task.sleep(for: .seconds(1))
                }
                sink.finish()
            }
            sink.onTermination = { _ in task.cancel() }
        }
    }
}

private struct ActivitiesJSON: Encodable, Sendable {
    let activities: [ActivityJSON]
    let next: String?
}

private struct ActivityJSON: Encodable, Sendable {
    let id, actionType, severity, description: String
    let createdAt: Date
    let userId, fullName, entityType, entityId, ipAddress, requestId: String?
    let before, after: [String: String?]?

    init(_ activity: Activity) {
        (id, actionType, severity, description) = (activity.id.lowercase, activity.action, activity.severity.rawValue, activity.description)
        (createdAt, userId, fullName) = (activity.at, activity.userID?.description, activity.person)
        (entityType, entityId) = (activity.entityType, activity.entityID?.lowercase)
        (ipAddress, requestId) = (activity.address, activity.requestID)
        (before, after) = (activity.values(\.before), activity.values(\.after))
    }
}

extension Activity {
    /// What a change replaced or put there, by column, each value as text.
    func values(_ side: KeyPath<Activity, String?>) -> [String: String?]? {
        guard let text = self[keyPath: side], let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { return nil }
        return object.mapValues { value in
            switch value {
            case is NSNull: nil
            case let text as String: text
            default:
                (try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])).map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }
}
