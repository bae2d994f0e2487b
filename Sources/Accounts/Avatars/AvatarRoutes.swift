import Documents
import Foundation
import Postgres
package import Web

/// `/account/avatar` and `/avatars/…`: one's own portrait, and everybody's for colleagues.
package struct AvatarRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    static let limit = UploadLimit(megabytes: 5)
    private static let mostAnHour = 20

    package func add(to routes: Routes) {
        routes.get("/account/avatar", .may(.lookAfterAccount)) { ask in try page(ask) }
        routes.post("/account/avatar", .may(.lookAfterAccount), upload: Self.limit, change)
        routes.post("/account/avatar/remove", .may(.lookAfterAccount), remove)
        routes.get("/avatars/:name", .may(.lookAfterAccount), show)
    }

    private func page(_ ask: Ask, _ problems: [Problem] = []) throws -> Answer {
        let viewer = try ask.requireViewer(), form = AvatarForm(viewer: viewer, problems: problems, csrf: ask.csrf)
        let json = ["avatar_url": viewer.avatar]
        return problems.isEmpty ? .page(form.page, json: json) : try .again(form.page, problems, ask)
    }

    private func change(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard let file = form.file("avatar"), file.bytes > 0 else { return try page(ask, [Problem("avatar", Picture.Refused.empty.message)]) }
        try office.limiter.admit("avatar of \(viewer.id)", most: Self.mostAnHour, within: .seconds(3_600))
        let portrait: Data
        do { portrait = try await Portrait.make(of: file.temporary) } catch let refused as Picture.Refused {
            return try page(ask, [Problem("avatar", refused.message)])
        }
        let path = Avatars.path(of: Token.digest(portrait))
        let old = try await office.database.transaction { transaction in
            try await transaction.run(Avatars.takingTurns(at: Token.digest(portrait)))
            _ = try await offTheLoop { [files = office.files] in try files.put(portrait) }
            return try await set(path, of: viewer, ask, in: transaction)
        }
        if old != path { try await Avatars.forget(old, from: office.files, in: office.database) }
        return .redirect(Link("account", "avatar"), flash: .good("This is your portrait now."), json: ["avatar_url": path])
    }

    private func remove(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        let old = try await office.database.transaction { try await set(nil, of: viewer, ask, in: $0) }
        try await Avatars.forget(old, from: office.files, in: office.database)
        return .redirect(Link("account", "avatar"), flash: .good("Your portrait is gone."))
    }

    /// The one before.
    private func set(_ path: String?, of viewer: Viewer, _ ask: Ask, in transaction: Transaction) async throws -> String? {
        let old = try await transaction.first(Avatars.setting(path, of: viewer.id))?.before
        guard let change = ActivityLog.Change(from: ["avatar_url": old], to: ["avatar_url": path]) else { return old }
        try await transaction.run(
            ActivityLog.recording(
                "CHANGED_AVATAR", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid),
                "\(viewer.name) \(path == nil ? "removed" : "changed") their portrait.", change: change, from: ask.origin))
        try await transaction.run(Employment.tellingSessions(of: [viewer.id]))
        return old
    }

    /// A name is the content's own, so a browser may keep it for ever.
    private func show(_ ask: Ask) async throws -> Answer {
        guard let digest = Avatars.digest(in: try ask.path("name")), try await office.database.one(Avatars.isShown(digest)).value,
            let bytes = try? await offTheLoop({ [files = office.files] in Array(try files.read(digest)) })
        else { throw Refusal.notFound }
        return Answer.bytes(bytes, type: "image/webp").with("Cache-Control", "private, max-age=31536000, immutable")
            .with("Content-Security-Policy", "default-src 'none'; sandbox")
    }
}
