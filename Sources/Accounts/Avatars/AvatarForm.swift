package import Web

/// The form for one's portrait: a page of its own, and a part of others by `body`.
package struct AvatarForm: Sendable {
    let viewer: Viewer
    let problems: [Problem]
    let csrf: HTML

    package init(viewer: Viewer, problems: [Problem] = [], csrf: HTML) { (self.viewer, self.problems, self.csrf) = (viewer, problems, csrf) }

    var page: Page {
        let around: HTML = """
            <main class="column-page"><p class="small soft"><a href="\(Link("account"))">Your account</a></p><h1>Your portrait</h1>\(problems.summary)\
            <section class="panel"><div class="body">\(body)</div></section></main>
            """
        return Page("Your portrait", frame: viewer.role.isStaff ? .desk(current: "account") : .public, body: around)
    }

    /// Without a heading, for a panel.
    package var body: HTML {
        """
        <div class="portrait">\(HTML.face(viewer.name, picture: viewer.avatar))<div class="stack"><form class="form" method="post" action="\(Link("account", "avatar"))" enctype="multipart/form-data">\(csrf)\
        \(Field("avatar", "Portrait", help: "PNG, JPEG or WebP, up to 5 MB. It is cut to a square; what the camera wrote into it, such as the place, is removed.", problems: problems, isRequired: true).file(endings: ".png,.jpg,.jpeg,.webp"))\
        <div class="row"><button class="button primary">Save the portrait</button></div></form>\(removal)</div></div>
        """
    }

    /// The way to the portrait, on the page of one's account.
    package static func panel(of viewer: Viewer) -> HTML {
        """
        <section class="panel"><header><h2>Portrait</h2></header><div class="body row">\(HTML.face(viewer.name, picture: viewer.avatar))\
        <a class="button" href="\(Link("account", "avatar"))">\(viewer.avatar == nil ? "Add one" : "Change it")</a></div></section>
        """
    }

    private var removal: HTML {
        guard viewer.avatar != nil else { return .empty }
        return
            "<form method=\"post\" action=\"\(Link("account", "avatar", "remove"))\">\(csrf)<button class=\"button quiet\">Remove the portrait</button></form>"
    }
}
