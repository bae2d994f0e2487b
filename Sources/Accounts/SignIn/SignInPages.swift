import Web

enum SignInPages {
    /// - Parameters:
    ///   - hasLinks: candidates may ask for a link by mail.
    ///   - others: ways in that another area offers.
    static func signIn(_ ask: Ask, email: String = "", to: String, problems: [Problem] = [], hasLinks: Bool, others: HTML) -> Page {
        Page(
            "Sign in", frame: .narrow,
            body: """
                <main class="doors"><h1>Sign in</h1>\(problems.summary)\
                <section class="panel"><form class="form body" method="post" action="\(Link("sign-in"))">\(ask.csrf)\
                <input type="hidden" name="to" value="\(to)">\
                \(Field("email", "E-mail", value: email, problems: problems, isRequired: true).input(type: "email", autocomplete: "username"))\
                \(Field("password", "Password", problems: problems, isRequired: true).input(type: "password", autocomplete: "current-password"))\
                <button type="submit" class="button primary wide">Sign in</button>\
                <p class="small"><a href="\(Link("reset"))">Forgot your password?</a></p></form></section>\
                \(others)\(hasLinks ? links : .empty)\
                <p class="small soft">Work here and have no password yet? Your invitation came by mail; whoever looks after this installation can send another.</p></main>
                """)
    }

    private static let links: HTML = """
        <section class="panel"><div class="body"><h2>Applied for a job?</h2><p class="soft">You need no password: a link by mail signs you in.</p>\
        <p><a class="button wide" href="\(Link("sign-in", "link"))">E-mail me a link</a></p></div></section>
        """

    /// A button, so that a program that looks at every link of a mail does not spend it.
    static func link(_ ask: Ask, token: String) -> Page {
        button("Sign in", "This link works once.", "Sign me in", to: Link("sign-in", token), ask)
    }

    /// A page that asks for one click.
    static func button(_ title: String, _ lede: String, _ words: String, to place: Link, _ ask: Ask) -> Page {
        Page(
            title, frame: .narrow,
            body: """
                <main><h1>\(title)</h1><p class="lede">\(lede)</p><form method="post" action="\(place)">\(ask.csrf)\
                <button type="submit" class="button primary">\(words)</button></form></main>
                """)
    }

    static func code(_ ask: Ask, to place: String, problems: [Problem] = []) -> Page {
        Page(
            "One more step", frame: .narrow,
            body: """
                <main class="doors"><h1>One more step</h1><p class="lede">Your account has a second factor.</p>\(problems.summary)\
                <section class="panel"><form class="form body" method="post" action="\(Link("sign-in", "code"))">\(ask.csrf)<input type="hidden" name="to" value="\(place)">\
                \(Field("code", "Code", help: "The six digits in your authenticator app, or one of your recovery codes.", problems: problems, isRequired: true).input(autocomplete: "one-time-code"))\
                <button type="submit" class="button primary wide">Go on</button></form></section>\
                <p class="small soft">No telephone and no recovery code? An administrator can take the second factor away.</p></main>
                """)
    }

    /// Asks for an address to send a link to.
    static func address(_ ask: Ask, _ title: String, _ lede: String, _ words: String, to place: Link, email: String = "", problems: [Problem] = []) -> Page {
        Page(
            title, frame: .narrow,
            body: """
                <main class="doors"><h1>\(title)</h1><p class="lede">\(lede)</p>\(problems.summary)\
                <section class="panel"><form class="form body" method="post" action="\(place)">\(ask.csrf)\
                \(Field("email", "E-mail", value: email, problems: problems, isRequired: true).input(type: "email", autocomplete: "username"))\
                <button type="submit" class="button primary wide">\(words)</button></form></section>\
                <p class="small"><a href="\(Link("sign-in"))">Back to signing in</a></p></main>
                """)
    }

    /// The same whether or not there is such an account.
    static func sent(_ title: String, to email: String) -> Page {
        Page(
            title, frame: .narrow,
            body: """
                <main><h1>Look into your mail</h1><p class="lede">If \(email) belongs to an account here, a mail is on its way. The link in it works once, for an hour.</p>\
                <p class="small soft">Nothing after some minutes? Look among the unwanted mail, and whether the address is the one that you applied or were invited with.</p>\
                <p><a class="button" href="\(Link("sign-in"))">Back to signing in</a></p></main>
                """)
    }

    static func newPassword(_ ask: Ask, token: String, email: String?, problems: [Problem] = []) -> Page {
        Page(
            "New password", frame: .narrow,
            body: """
                <main class="doors"><h1>Choose a new password</h1><p class="lede">It ends all other sessions of yours.</p>\(problems.summary)\
                <section class="panel"><form class="form body" method="post" action="\(Link("reset", token))">\(ask.csrf)\
                \(email.map { email in "<input type=\"hidden\" name=\"username\" autocomplete=\"username\" value=\"\(email)\">" as HTML })\
                \(Field("password", "New password", help: "At least 10 characters: four words are easy to keep in mind.", problems: problems, isRequired: true).input(type: "password", autocomplete: "new-password"))\
                <button type="submit" class="button primary wide">Set password</button></form></section></main>
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
