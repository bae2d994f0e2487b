import Web

enum SignInPages {
    static func signIn(_ ask: Ask, email: String = "", to: String, problems: [Problem] = []) -> Page {
        Page(
            "Sign in", frame: .narrow,
            body: """
                <main><h1>Sign in</h1>\(problems.summary)<form class="form" method="post" action="\(Link("sign-in"))">\(ask.csrf)\
                <input type="hidden" name="to" value="\(to)">\
                \(Field("email", "E-mail", value: email, problems: problems, isRequired: true).input(type: "email", autocomplete: "username"))\
                \(Field("password", "Password", problems: problems, isRequired: true).input(type: "password", autocomplete: "current-password"))\
                <button type="submit" class="button primary">Sign in</button></form>\
                <p class="small soft">No password yet? Whoever looks after this installation can give you a link that works once: <code>shortlist user link</code>.</p></main>
                """)
    }

    /// A button, so that a program that looks at every link of a mail does not spend it.
    static func link(_ ask: Ask, token: String) -> Page {
        Page(
            "Sign in", frame: .narrow,
            body: """
                <main><h1>Sign in</h1><p class="lede">This link works once.</p><form method="post" action="\(Link("sign-in", token))">\(ask.csrf)\
                <button type="submit" class="button primary">Sign me in</button></form></main>
                """)
    }

    static func setUp(_ ask: Ask, token: String, form: Form = Form([]), problems: [Problem] = []) -> Page {
        Page(
            "Set up", frame: .narrow,
            body: """
                <main><h1>Set up Shortlist</h1><p class="lede">The first person here is its administrator. Others are invited later.</p>\(problems.summary)\
                <form class="form" method="post" action="\(Link("set-up", token))">\(ask.csrf)\
                \(Field("full_name", "Your name", value: form["full_name"], problems: problems, isRequired: true).input(autocomplete: "name"))\
                \(Field("email", "E-mail", value: form["email"], problems: problems, isRequired: true).input(type: "email", autocomplete: "username"))\
                \(Field("password", "Password", help: "At least 10 characters.", problems: problems, isRequired: true).input(type: "password", autocomplete: "new-password"))\
                <button type="submit" class="button primary">Begin</button></form></main>
                """)
    }
}
