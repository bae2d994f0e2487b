import Web

/// The second factor of one's own account.
struct TwoFactorPage {
    let viewer: Viewer
    /// Set up but for a first code.
    let pending: TOTP?
    let isOn: Bool
    let codesLeft: Int
    /// The person's role calls for one.
    let isRequired: Bool
    /// They have a password, and prove with it that it is them who sets this up.
    let needsPassword: Bool
    let issuer, account: String
    let problems: [Problem]
    let csrf: HTML

    var page: Page { Page("Second factor", frame: .account(of: viewer), body: body) }

    private var body: HTML {
        """
        <main class="column-page account"><div><p class="small soft"><a href="\(Link("account"))">Account</a></p><h1>Second factor</h1></div>\
        \(isRequired && !isOn ? required : .empty)\(problems.summary)\(isOn ? on : pending.map(setUp) ?? off)</main>
        """
    }

    private var required: HTML {
        "<p class=\"flash\">\(viewer.role == .admin ? "An" : "A") \(viewer.role.words.lowercased()) here needs one: the rest opens once it is set up.</p>"
    }

    private var off: HTML {
        """
        <section class="panel"><div class="body stack"><p>An authenticator app on your telephone shows a new code every half minute. With it your password alone lets nobody in.</p>\
        <p class="soft">Any such app will do: Aegis, 2FAS, Google Authenticator, Microsoft Authenticator, 1Password …</p>\
        <form method="post" action="\(Link("account", "two-factor", "begin"))">\(csrf)<button class="button primary">Set it up</button></form></div></section>
        """
    }

    private func setUp(_ totp: TOTP) -> HTML {
        let secret = Base32.encode(totp.secret), groups = stride(from: 0, to: secret.count, by: 4).map { String(secret.dropFirst($0).prefix(4)) }
        return """
            <section class="panel"><header><h2>1. Show this to your app</h2></header><div class="body scan">\
            \(QRCode.picture(of: totp.address(issuer: issuer, account: account), label: "QR code with the secret that is written beside it"))\
            <div class="stack"><p>Add an account in the app and point the camera here.</p><p class="soft">No camera? Type this, as time-based:</p>\
            <p><code class="secret">\(groups.joined(separator: " "))</code></p></div></div></section>\
            <section class="panel"><header><h2>2. Type what it shows</h2></header><form class="form body" method="post" action="\(Link("account", "two-factor", "confirm"))">\(csrf)\
            \(Field("code", "Six digits", problems: problems, isRequired: true).input(autocomplete: "one-time-code", inputMode: "numeric"))\
            \(needsPassword ? Field("confirm_password", "Your password", problems: problems, isRequired: true).input(type: "password", autocomplete: "current-password") : .empty)\
            <div><button class="button primary">Turn it on</button></div></form></section>
            """
    }

    private var on: HTML {
        """
        <section class="panel"><header><h2>It is on</h2><span class="tag good">on</span></header><div class="body"><p class="soft">Signing in asks for a code of your app.</p></div></section>\
        <section class="panel"><header><h2>Recovery codes</h2><span class="tag\(codesLeft < 3 ? " warn" : "")">\(codesLeft) left</span></header>\
        <form class="form body" method="post" action="\(Link("account", "two-factor", "codes"))">\(csrf)<p class="soft">Each lets you in once, without your telephone. New ones end the old ones.</p>\
        \(proof("codes_proof"))<div><button class="button">Make new ones</button></div></form></section>\
        <section class="panel"><header><h2>Turn it off</h2></header><form class="form body" method="post" action="\(Link("account", "two-factor", "off"))">\(csrf)\
        \(isRequired ? "<p class=\"soft\">Your role calls for one: you will be asked to set it up again, perhaps on another telephone.</p>" : HTML.empty)\
        \(proof("off_proof"))<div><button class="button danger">Turn it off</button></div></form></section>
        """
    }

    private func proof(_ name: String) -> HTML {
        Field(name, "Your password, or a code", problems: problems, isRequired: true).input(type: "password", autocomplete: "off")
    }
}

/// The one time that recovery codes are seen.
struct RecoveryCodesPage {
    let viewer: Viewer
    let codes: [String]
    /// The second factor was turned on just now.
    let isNew: Bool

    var page: Page { Page("Recovery codes", frame: .account(of: viewer), body: body) }

    private var body: HTML {
        """
        <main class="column-page account"><h1>\(isNew ? "It is on. Keep these codes" : "Your new recovery codes")</h1>\
        <p class="lede">Each lets you in once, should you lose your telephone. They are shown only now: print them, or put them into your password manager.</p>\
        <ul class="panel recovery" role="list">\(codes.html { "<li><code>\($0)</code></li>" })</ul>\
        <p><a class="button primary" href="\(viewer.home)">I have kept them</a></p></main>
        """
    }
}
