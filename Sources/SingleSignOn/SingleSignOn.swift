package import Accounts
import Foundation
import Logging
import Postgres
package import Web

/// Signing in by OpenID Connect: the authorization code flow with PKCE, for the people who work here.
///
/// The provider says who somebody is; what they may do here stays with this house. Sources: OpenID Connect Core 1.0 (the ID token's checks are in
/// `IDToken`), OpenID Connect Discovery 1.0, RFC 7636 (PKCE), RFC 9700 (best practice).
///
/// **The second factor.** Whoever comes in this way is not asked for a code of ours. The company that chose the provider decides there how its
/// people prove themselves (a key, a phone, a managed laptop) and takes that away in one place when somebody leaves. A code of ours on top would
/// guard the same account with a weaker means, and would teach people to type codes after they had already proved who they are.
package struct SingleSignOn: Sendable {
    /// What an installation is told of its provider.
    package struct Configuration: Sendable, Equatable {
        package var settings: SingleSignOnSettings
        /// nil for a public client, which PKCE alone protects.
        package var secret: String?
        /// How long the provider may take over an answer.
        package var patience: Duration

        package init(_ settings: SingleSignOnSettings, secret: String?, patience: Duration = .seconds(5)) {
            (self.settings, self.secret, self.patience) = (settings, secret, patience)
        }
    }

    package static let secretKey = "SINGLE_SIGN_ON_SECRET"
    /// How long somebody may take at the provider, in seconds.
    static let lasts: TimeInterval = 600

    let office: FrontOffice
    let configuration: @Sendable () throws -> Configuration?
    let provider = Provider()

    /// As the settings of the installation say.
    package init(office: FrontOffice) {
        self.init(office: office) {
            let settings = office.settings[.singleSignOn]
            return settings.issuer.isEmpty || settings.clientID.isEmpty ? nil : Configuration(settings, secret: try office.settings.secret(Self.secretKey))
        }
    }

    /// - Parameter configuration: asked at every sign-in; nil where single sign-on is off.
    package init(office: FrontOffice, configuration: @escaping @Sendable () throws -> Configuration?) {
        self.office = office
        self.configuration = configuration
    }

    package func add(to routes: Routes) {
        routes.get("/sign-in/sso", .may(.signIn), leave)
        routes.get("/sign-in/sso/callback", .may(.signIn), comeBack)
        routes.get("/account/single-sign-on", .may(.lookAfterAccount), links)
        routes.post("/account/single-sign-on/unlink", .may(.lookAfterAccount), unlink)
    }

    /// The way in, for the sign-in page; nothing where single sign-on is off.
    package func button(_ ask: Ask) -> HTML {
        guard let configuration = try? configuration() else { return .empty }
        return "<p><a class=\"button\" href=\"\(Link("sign-in", "sso").query("to", ask.query("to")))\">Sign in with \(configuration.settings.label)</a></p>"
    }

    /// The way to what one is linked with, on the page of one's account; nothing where single sign-on is off.
    package var panel: HTML {
        guard let configuration = try? configuration() else { return .empty }
        return """
            <section class="panel"><header><h2>Single sign-on</h2></header><div class="body stack"><p class="soft">You can also come in with \(configuration.settings.label).</p>\
            <p><a class="button" href="\(Link("account", "single-sign-on"))">See the links</a></p></div></section>
            """
    }

    // MARK: There and back

    private func leave(_ ask: Ask) async throws -> Answer {
        guard let configuration = try configuration() else { throw Refusal.notFound }
        if let viewer = ask.viewer { return .redirect(viewer.home) }
        try office.limiter.admit("single sign-on from \(Network.name(of: ask.address))", most: 600, within: .seconds(900))
        let place = Link(returning: ask.query("to"))?.text ?? ""
        do {
            let metadata = try await provider.metadata(of: configuration.settings.issuer, patience: configuration.patience)
            let attempt = Attempt(returnTo: place), state = Token.random()
            try await office.database.run(Attempts.beginning(attempt, state: state, browser: ask.visitorHash))
            let way = metadata.authorization.query("response_type", "code").query("response_mode", "query").query("scope", "openid email profile")
                .query("client_id", configuration.settings.clientID).query("redirect_uri", returnAddress).query("state", state).query("nonce", attempt.nonce)
                .query("code_challenge", attempt.challenge).query("code_challenge_method", "S256")
            return .redirect(way, json: ["location": way.text])
        } catch let failure as SingleSignOnFailure {
            return try await answer(failure, ask, returnTo: place)
        }
    }

    private func comeBack(_ ask: Ask) async throws -> Answer {
        guard let configuration = try configuration() else { throw Refusal.notFound }
        try office.limiter.admit("single sign-on from \(Network.name(of: ask.address))", most: 600, within: .seconds(900))
        guard let attempt = try await office.database.first(Attempts.spending(ask.query("state"), browser: ask.visitorHash)) else {
            return try await answer(.stale, ask, returnTo: "")
        }
        do {
            let token = try await identified(ask, attempt, configuration)
            return try await office.database.transaction { transaction in
                let arrival = Arrival(office: office, ask: ask, settings: configuration.settings, token: token, database: transaction)
                return try await office.enter(try await arrival.person(), ask, by: .singleSignOn, to: Link(returning: attempt.returnTo), in: transaction)
            }
        } catch let failure as SingleSignOnFailure {
            return try await answer(failure, ask, returnTo: attempt.returnTo)
        }
    }

    /// Spends the provider's code for an ID token that can be trusted.
    private func identified(_ ask: Ask, _ attempt: Attempt, _ configuration: Configuration) async throws -> IDToken {
        let error = ask.query("error"), issuer = configuration.settings.issuer
        guard error.isEmpty else { throw SingleSignOnFailure.refused(code: error) }
        // RFC 9207: a provider that names itself must be the one that was asked.
        let named = ask.query("iss")
        guard named.isEmpty || named == issuer else { throw SingleSignOnFailure.untrusted(reason: "the answer names another issuer") }
        let code = ask.query("code", most: 4_000)
        guard !code.isEmpty else { throw SingleSignOnFailure.provider(reason: "the answer holds neither a code nor an error") }
        let metadata = try await provider.metadata(of: issuer, patience: configuration.patience)
        let tokens = try await metadata.exchange(code, verifier: attempt.verifier, returnAddress: returnAddress, configuration)
        let check = IDToken.Check(issuer: issuer, clientID: configuration.settings.clientID, nonce: attempt.nonce, now: Date())
        var token = try await check.token(tokens.idToken) { try await provider.keys(named: $0, of: metadata) }
        if token.email == nil, let access = tokens.accessToken { try await metadata.complete(&token, with: access) }
        return token
    }

    private var returnAddress: String { office.site.url(Link("sign-in", "sso", "callback")) }

    /// A page that says what went wrong and leads on; what looks like an attack, and who was turned away, is in the trail.
    private func answer(_ failure: SingleSignOnFailure, _ ask: Ask, returnTo: String) async throws -> Answer {
        if let reason = failure.reason {
            office.site.logger.warning("single sign-on failed", metadata: ["reason": "\(reason)", "request": "\(ask.requestID)"])
        }
        if let words = failure.record {
            try await office.database.run(
                ActivityLog.recording("LOGIN_FAILED", severity: .warning, by: failure.user, "A single sign-on was refused: \(words).", from: ask.origin))
        }
        let refusal = failure.refusal
        if ask.isAPI { throw refusal }
        return .page(SingleSignOnPages.failed(failure, ask, returnTo: returnTo), json: ["done": false], status: refusal.status)
    }

    // MARK: What a person is linked with

    private func links(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), links = try await office.database.all(Identities.of(viewer.id))
        return .page(SingleSignOnPages.links(ask, viewer, links), json: ["links": links])
    }

    private func unlink(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        try await office.database.transaction { transaction in
            guard try await transaction.run(Identities.unlinking(viewer.id, issuer: form["issuer"], subject: form["subject"])) == 1 else { return }
            try await transaction.run(
                ActivityLog.recording(
                    "UNLINKED_IDENTITY", severity: .success, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) ended a link with single sign-on.",
                    from: ask.origin))
        }
        return .redirect(Link("account", "single-sign-on"), flash: .good("The link has ended."))
    }
}

/// Why nobody was signed in.
enum SingleSignOnFailure: Error {
    /// The provider is away, or answers what no provider should. The reason is for the log.
    case provider(reason: String)
    /// The provider said no, by a code of RFC 6749, 4.1.2.1 and 5.2, or OpenID Connect Core, 3.1.2.6.
    case refused(code: String)
    /// What came as the provider's word is not to be believed. The reason is for the log and the trail.
    case untrusted(reason: String)
    /// No attempt of this browser is open under this state.
    case stale
    /// The provider says who it is, and that person may not come in: in words for them, and for the trail.
    case turnedAway(String, record: String, user: ID<User>? = nil)

    var title: String {
        switch self {
        case .provider: "Single sign-on is away"
        case .refused, .untrusted: "You are not signed in"
        case .stale: "Begin again"
        case .turnedAway: "No way in yet"
        }
    }

    private var words: String {
        switch self {
        case .provider: "The provider of single sign-on does not answer as it should. Try again in a moment, or sign in another way."
        case .untrusted: "What came back from the provider could not be trusted. Try again; if it happens again, tell whoever looks after this installation."
        case .stale: "This sign-in was begun in another browser, was used already, or took longer than ten minutes."
        case .turnedAway(let words, _, _): words
        case .refused(let code): Self.words(for: code)
        }
    }

    private static func words(for code: String) -> String {
        switch code {
        case "access_denied": "The sign-in was cancelled at the provider, or it does not let you in here."
        case "login_required", "interaction_required", "account_selection_required", "consent_required":
            "The provider needs you to sign in there first. Try again."
        case "invalid_grant": "The provider no longer accepts this sign-in. Begin again."
        case "temporarily_unavailable", "server_error": "The provider has a problem of its own. Try again in a moment, or sign in another way."
        case "invalid_client", "unauthorized_client", "invalid_request", "invalid_scope", "unsupported_response_type":
            "The provider does not take this installation’s request. Tell whoever looks after it that the settings of single sign-on do not fit (\(code))."
        default: "The provider did not sign you in, without a reason that we know."
        }
    }

    var refusal: Refusal {
        switch self {
        case .provider, .refused(code: "temporarily_unavailable"), .refused(code: "server_error"): .unavailable(words)
        case .stale: .gone(words)
        case .refused, .untrusted, .turnedAway: .forbidden(words)
        }
    }

    /// For the log of the program.
    var reason: String? {
        switch self {
        case .provider(let reason), .untrusted(let reason): reason
        case .refused(let code): "the provider said \(code.prefix(40).filter { $0.isASCII && ($0.isLetter || $0 == "_") })"
        case .stale, .turnedAway: nil
        }
    }

    /// For the trail.
    var record: String? {
        switch self {
        case .untrusted(let reason): reason
        case .turnedAway(_, let record, _): record
        case .provider, .refused, .stale: nil
        }
    }

    var user: ID<User>? { if case .turnedAway(_, _, let user) = self { user } else { nil } }
}
