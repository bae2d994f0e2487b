import Accounts
import Postgres
import Web

/// Addresses of people and applications that are part of others by now: they lead there.
enum MovedAway {
    static func person(_ ask: Ask, in desk: Desk) async throws -> Answer? {
        guard let id = ID<User>(try ask.path("id")), let kept = try await desk.database.first(Merges.kept(of: id))?.value, kept != id else { return nil }
        return .redirect(
            Link("desk", "candidates", kept.description), flash: .good("This profile was merged into the one that you see."),
            json: ["merged_into": kept.description])
    }

    static func application(_ ask: Ask, in desk: Desk) async throws -> Answer? {
        guard let id = ID<Application>(try ask.path("id")), let shown = try await desk.database.first(FoldedApplications.shown(insteadOf: id))?.value,
            try await desk.database.first(Applications.job(of: shown, visibleTo: try ask.requireViewer())) != nil
        else { return nil }
        return .redirect(
            Link("desk", "applications", shown.description), flash: .good("Two applications of one person for this job were put together: this one."),
            json: ["merged_into": shown.description])
    }
}
