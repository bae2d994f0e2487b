package import Web

/// While the house is closed on purpose.
package enum Maintenance {
    /// After this many seconds programs may ask again.
    private static let retryAfter = 120

    /// Throws for everybody but administrators; the sign-in stays open, so that one can come in.
    package static func admit(_ ask: Ask, _ settings: SystemSettings) throws(Refusal) {
        guard settings[.maintenanceMode], ask.viewer?.role != .admin, !isWayIn(ask) else { return }
        throw .maintenance(settings[.maintenanceMessage], retryAfterSeconds: retryAfter)
    }

    /// Where one signs in and out, by whatever way.
    private static func isWayIn(_ ask: Ask) -> Bool {
        let path = ask.isAPI ? ask.path.dropFirst("/api/v1".count) : ask.path[...]
        return ["sign-in", "sign-out", "single-sign-on", "sso"].contains(path.split(separator: "/").first.map(String.init))
    }

    /// On every page of an administrator meanwhile, with the way to end it.
    package static func banner(_ ask: Ask, _ settings: SystemSettings) -> HTML {
        guard settings[.maintenanceMode], let viewer = ask.viewer, viewer.role == .admin else { return .empty }
        let key = Setting<Bool>.maintenanceMode.key
        guard viewer.may(.changeSettings) else { return .empty }
        return """
            <div class="banner" role="status"><p><b>Closed for maintenance.</b> Only administrators come in, and background work waits.</p>\
            <form method="post" action="\(Link("admin", "settings", key))">\(ask.csrf)<input type="hidden" name="version" value="\(settings.version(key))">\
            <input type="hidden" name="to" value="\(ask.isPost ? "/admin/settings" : ask.pathAndQuery)"><button class="button small" name="\(key)" value="false">Open again</button></form></div>
            """
    }
}
