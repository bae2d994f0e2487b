import Accounts
import Background
import Foundation
import Postgres
import Web

/// `/desk`: the recruiter's action queue.
struct QueueRoutes {
    let desk: Desk

    func add(to routes: Routes) {
        routes.get("/desk", .may(.workQueue), queue)
        routes.get("/desk/events", .may(.workQueue)) { ask in
            .events(EventStream(desk.changes.watch(ActionQueue.topic(of: try ask.requireViewer().id))))
        }
        routes.post("/desk/actions/:id/dismiss", .may(.workQueue)) { ask, form in try await dismiss(ask, form["undo"].isEmpty) }
    }

    private func queue(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer()
        let actions = try await desk.database.all(ActionQueue.open(for: viewer))
        return .page(
            QueuePage(viewer: viewer, actions: actions, csrf: ask.csrf, scripts: desk.scripts("live.js")).page, json: ["actions": actions.map(ActionJSON.init)])
    }

    private func dismiss(_ ask: Ask, _ isDismissed: Bool) async throws -> Answer {
        guard let id = ID<ActionQueue.Action>(try ask.path("id")) else { throw Refusal.notFound }
        do {
            let isThere = try await desk.database.one(ActionQueue.dismissing(id, isDismissed, by: try ask.requireViewer(), from: ask.origin)).value
            guard isThere else { throw Refusal.notFound }
        } catch let error as PostgresError where error.isUniqueViolation {
            throw Refusal.conflict("A newer card stands for the same: it is in your queue already.")
        }
        return .redirect(Link("desk"), flash: .good(isDismissed ? "Done." : "Back in the queue."))
    }
}

private struct ActionJSON: Encodable, Sendable {
    let id, type, title, description, priority: String
    let count: Int
    let jobId, applicationId: String?
    let updatedAt: Date

    init(_ action: ActionQueue.Action) {
        (id, type, title, description) = (action.id.description, action.type.rawValue, action.title, action.description)
        (priority, count, updatedAt) = (action.priority.rawValue, action.count, action.updatedAt)
        (jobId, applicationId) = (action.job?.description, action.application?.description)
    }
}
