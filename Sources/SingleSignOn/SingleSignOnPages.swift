import Accounts
import Web

enum SingleSignOnPages {
    static func failed(_ failure: SingleSignOnFailure, _ ask: Ask, returnTo: String) -> Page {
        Page(
            failure.title, frame: .narrow,
            body: """
                <main><h1>\(failure.title)</h1><p class="lede">\(failure.refusal.detail)</p>\
                <p><a class="button primary" href="\(Link("sign-in", "sso").query("to", returnTo))">Try again</a> \
                <a class="button" href="\(Link("sign-in").query("to", returnTo))">Sign in another way</a></p>\
                <p class="small soft">Request \(ask.requestID)</p></main>
                """)
    }

    static func links(_ ask: Ask, _ viewer: Viewer, _ links: [Identities.Line]) -> Page {
        Page(
            "Single sign-on", frame: viewer.role.isStaff ? .desk(current: "account") : .public,
            body: """
                <main class="column-page"><p class="small soft"><a href="\(Link("account"))">Account</a></p><h1>Single sign-on</h1>\
                <p class="lede">With whom your account is linked. A link begins at the first sign-in with a provider that vouches for your address.</p>\
                \(links.isEmpty ? HTML.empty("Not linked", "Sign in once with your company account, and the link is here.") : table(ask, links))</main>
                """)
    }

    private static func table(_ ask: Ask, _ links: [Identities.Line]) -> HTML {
        """
        <div class="table-wrap"><table class="table"><thead><tr><th scope="col">Provider</th><th scope="col">Since</th><th scope="col">Last used</th>\
        <th scope="col"><span class="unseen">What to do</span></th></tr></thead><tbody>\(links.html { link in
            """
            <tr><td data-label="Provider">\(link.issuer)</td><td data-label="Since">\(HTML.time(link.createdAt))</td>\
            <td data-label="Last used">\(HTML.time(link.lastUsedAt))</td><td><form method="post" action="\(Link("account", "single-sign-on", "unlink"))">\(ask.csrf)\
            <input type="hidden" name="issuer" value="\(link.issuer)"><input type="hidden" name="subject" value="\(link.subject)">\
            <button class="button small danger">End the link</button></form></td></tr>
            """
        })</tbody></table></div>
        """
    }
}
