import Foundation
import Postgres
import Web

/// A person's tokens, and the form of a new one.
struct TokensPage {
    let viewer: Viewer
    let tokens: [APITokens.Line]
    let choices: [Permission]
    let needsPassword: Bool
    let values: Form
    let problems: [Problem]
    let csrf: HTML

    var page: Page { Page("API tokens", frame: .account(of: viewer), body: body) }

    private var body: HTML {
        """
        <main class="column-page"><p class="small soft"><a href="\(Link("account"))">Account</a></p><h1>API tokens</h1>\
        <p class="lede">A token lets a program of yours work in your place under <code>/api/v1</code>: as long as it lasts, and for what you choose.</p>
        \(problems.summary)\(tokens.isEmpty ? HTML.empty : table)
        \(form)</main>
        """
    }

    private var table: HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Name</th><th scope="col">May</th><th scope="col">Until</th>\
        <th scope="col">Last used</th><th scope="col"><span class="unseen">What to do</span></th></tr></thead><tbody>\(tokens.html(row))</tbody></table></div>
        """
    }

    private func row(_ token: APITokens.Line) -> HTML {
        """
        <tr><td data-label="Name">\(token.name)</td><td data-label="May" class="small">\(token.permissions.map(\.rawValue).joined(separator: ", "))</td>\
        <td data-label="Until">\(until(token))</td><td data-label="Last used">\(token.lastUsedAt.map { HTML.time($0) } ?? "Never")</td>\
        <td>\(token.isAlive ? revoke(token) : .empty)</td></tr>
        """
    }

    private func until(_ token: APITokens.Line) -> HTML {
        if token.revokedAt != nil { return "<span class=\"tag bad\">Revoked</span>" }
        return token.isAlive ? "<span>\(Moment(token.expiresAt).iso.prefix(10).description)</span>" : "<span class=\"tag\">Expired</span>"
    }

    private func revoke(_ token: APITokens.Line) -> HTML {
        """
        <form method="post" action="\(Link("account", "tokens", token.id.description, "revoke"))">\(csrf)\
        <button class="button small danger">Revoke<span class="unseen"> \(token.name)</span></button></form>
        """
    }

    private var form: HTML {
        """
        <form class="form sheet" method="post" action="\(Link("account", "tokens"))">\(csrf)
        <fieldset class="panel"><legend>A new token</legend><div class="body grid">\
        \(field("name", "Name", help: "What it is for, such as “nightly export”.", isRequired: true).input(autocomplete: "off"))\
        \(Field("days", "Works for", value: values["days"].isEmpty ? "\(APIToken.usualDays)" : values["days"], problems: problems).select(Self.spans))\
        <div class="wide">\(scopes)</div>\
        \(needsPassword ? field("password", "Your password", help: "Once more, so that nobody else makes one in your browser.", isRequired: true).input(type: "password", autocomplete: "current-password") : .empty)\
        </div></fieldset><div class="bar"><button type="submit" class="button primary">Make the token</button></div></form>
        """
    }

    private static let spans: [(value: String, label: String)] = [
        ("1", "1 day"), ("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("180", "180 days"), ("365", "1 year"),
    ]

    /// A group of boxes, named to the summary of problems by its first line.
    private var scopes: HTML {
        let chosen = Set(values.all("permissions")), problem = problems.first { $0.field == "permissions" }?.message
        return """
            <fieldset class="scopes" id="permissions" tabindex="-1"\(attribute: "aria-describedby", problem.map { _ in "permissions-problem" })><legend>It may</legend>\
            \(problem.map { "<p class=\"problem\" id=\"permissions-problem\">\($0)</p>" as HTML })\
            \(choices.html { choice in
                """
                <div class="field check"><input type="checkbox" name="permissions" value="\(choice.rawValue)" id="may-\(choice.rawValue)"\(flag: "checked", chosen.contains(choice.rawValue))>\
                <label for="may-\(choice.rawValue)">\(choice.words) <span class="soft small">\(choice.rawValue)</span></label></div>
                """
            })</fieldset>
            """
    }

    private func field(_ name: String, _ label: String, help: String? = nil, isRequired: Bool = false) -> Field {
        Field(name, label, value: name == "password" ? "" : values[name], help: help, problems: problems, isRequired: isRequired)
    }
}

/// The one time a token is shown.
struct TokenMadePage {
    let viewer: Viewer
    let name, token: String
    let expiresAt: Date
    let address: String

    var page: Page { Page("A new token", frame: .account(of: viewer), body: body) }

    private var body: HTML {
        """
        <main class="column-page"><p class="small soft"><a href="\(Link("account", "tokens"))">API tokens</a></p><h1>\(name)</h1>\
        <p class="lede">Copy the token now: it is shown this once, and only its fingerprint is kept. It works until \(Moment(expiresAt).iso.prefix(10).description).</p>
        <p><code class="token" tabindex="0" aria-label="The token">\(token)</code></p>
        <section class="panel"><header><h2>Try it</h2></header><div class="body"><pre class="token-example" tabindex="0">curl -H "Authorization: Bearer \(token)" \\
          \(address)/api/v1/desk/jobs</pre></div></section>
        <p><a class="button primary" href="\(Link("account", "tokens"))">I have copied it</a></p></main>
        """
    }
}
