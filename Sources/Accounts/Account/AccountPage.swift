import Web

/// One's own account: who one is here, and how one gets in.
struct AccountPage {
    let viewer: Viewer
    let facts: AccountFacts
    /// What was typed, where it is shown once more.
    var form = Form([])
    var problems: [Problem] = []
    let csrf: HTML
    /// Panels of other areas.
    var more = HTML.empty

    var page: Page { Page("Your account", frame: .account(of: viewer), body: body) }

    private var body: HTML {
        """
        <main class="column-page account"><div class="head"><div class="grow"><h1>Your account</h1><p class="soft">\(viewer.role.words)</p></div>\(viewer.role.isStaff ? .empty : signOut)</div>\
        \(problems.summary)\(name)\(email)\(password)\(safety)\(more)</main>
        """
    }

    /// On the desk it stands in the rail.
    private var signOut: HTML { "<form method=\"post\" action=\"\(Link("sign-out"))\">\(csrf)<button class=\"button\">Sign out</button></form>" }

    private func field(_ name: String, _ label: String, value: String? = nil, help: String? = nil) -> Field {
        Field(name, label, value: value ?? "", help: help, problems: problems, isRequired: true)
    }

    private var name: HTML {
        """
        <section class="panel"><header><h2>Name</h2></header><form class="form body" method="post" action="\(Link("account", "name"))">\(csrf)\
        <input type="hidden" name="version" value="\(facts.version)">\
        \(field("full_name", "As others see it", value: form["full_name"].isEmpty ? facts.name : form["full_name"]).input(autocomplete: "name"))\
        <div><button class="button primary">Save</button></div></form></section>
        """
    }

    private var email: HTML {
        """
        <section class="panel"><header><h2>E-mail</h2>\(state)</header><div class="body stack">\(address)\(facts.passwordHash == nil ? .empty : emailForm)</div></section>
        """
    }

    private var state: HTML {
        if facts.email == nil { return .empty }
        return facts.isVerified ? "<span class=\"tag good\">verified</span>" : "<span class=\"tag warn\">not verified yet</span>"
    }

    private var address: HTML {
        guard let email = facts.email else { return "<p class=\"soft\">There is none, so no mail can reach you.</p>" }
        return "<p>\(email.text)</p>\(verification)\(waiting)"
    }

    private var verification: HTML {
        if facts.isVerified { return .empty }
        return """
            <form method="post" action="\(Link("account", "verification"))">\(csrf)<button class="button">E-mail me a link to verify it</button></form>
            """
    }

    private var waiting: HTML {
        guard let next = facts.nextEmail else { return .empty }
        return """
            <form class="row" method="post" action="\(Link("account", "email", "cancel"))">\(csrf)<p class="soft">Waits until the link in the mail to \(next) is opened.</p>\
            <button class="button small">Keep the old one</button></form>
            """
    }

    private var emailForm: HTML {
        """
        <details\(flag: "open", hasProblem("email", "email_password"))><summary>Change it</summary>\
        <form class="form" method="post" action="\(Link("account", "email"))">\(csrf)\
        \(field("email", "New address", value: form["email"]).input(type: "email", autocomplete: "email"))\
        \(field("email_password", "Your password").input(type: "password", autocomplete: "current-password"))\
        <div><button class="button primary">E-mail a link to it</button></div></form></details>
        """
    }

    private var password: HTML {
        """
        <section class="panel"><header><h2>Password</h2></header><div class="body stack">\(facts.passwordHash == nil ? noPassword : passwordForm)</div></section>
        """
    }

    private var noPassword: HTML {
        """
        <p class="soft">You have none yet. With one you sign in without a link, and can change your address.</p>\
        \(facts.email == nil ? HTML.empty : "<p><a class=\"button\" href=\"\(Link("reset"))\">Choose a password</a></p>")
        """
    }

    private var passwordForm: HTML {
        """
        <details\(flag: "open", hasProblem("current_password", "new_password"))><summary>Change it</summary>\
        <form class="form" method="post" action="\(Link("account", "password"))">\(csrf)\
        <input type="hidden" name="username" autocomplete="username" value="\(facts.email?.text ?? "")">\
        \(field("current_password", "Your password now").input(type: "password", autocomplete: "current-password"))\
        \(field("new_password", "New password", help: "At least 10 characters: four words are easy to keep in mind. Your other sessions end.").input(type: "password", autocomplete: "new-password"))\
        <div><button class="button primary">Change password</button></div></form></details>
        """
    }

    private var safety: HTML {
        """
        <section class="panel"><header><h2>Second factor</h2>\(facts.hasSecondFactor ? "<span class=\"tag good\">on</span>" : "<span class=\"tag\">off</span>" as HTML)</header>\
        <div class="body stack"><p class="soft">\(factor)</p><p><a class="button" href="\(Link("account", "two-factor"))">\(facts.hasSecondFactor ? "Look after it" : "Set it up")</a></p></div></section>
        <section class="panel"><header><h2>Sessions</h2></header><div class="body stack"><p class="soft">You are signed in \(facts.sessions == 1 ? "here only" : "in \(facts.sessions) places").</p>\
        <p><a class="button" href="\(Link("account", "sessions"))">See where</a></p></div></section>
        """
    }

    private var factor: String {
        guard facts.hasSecondFactor else { return "A code from your telephone, so that your password alone lets nobody in." }
        return "An app on your telephone gives the code. \(facts.codesLeft) recovery codes are left."
    }

    private func hasProblem(_ fields: String...) -> Bool { problems.contains { fields.contains($0.field) } }
}
