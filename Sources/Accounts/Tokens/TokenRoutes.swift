import Foundation
import Postgres
package import Web

/// `/account/tokens`: personal API tokens.
package struct TokenRoutes: Sendable {
    let office: FrontOffice

    package init(office: FrontOffice) { self.office = office }

    /// The way to the tokens, on the page of one's account.
    package static let panel: HTML = """
        <section class="panel"><header><h2>API tokens</h2></header><div class="body stack"><p class="soft">For programs of yours that work here in your name, with no more rights than you give them.</p>\
        <p><a class="button" href="\(Link("account", "tokens"))">Look after them</a></p></div></section>
        """

    package func add(to routes: Routes) {
        routes.get("/account/tokens", .may(.lookAfterAccount)) { ask in
            let viewer = try ask.requireViewer(), page = try await page(ask, viewer)
            return .page(
                page.page,
                json: TokensJSON(
                    tokens: page.tokens.map(TokenJSON.init), permissions: page.choices.map(\.rawValue), needsPassword: page.needsPassword,
                    csrf: ask.csrfToken))
        }
        routes.post("/account/tokens", .may(.lookAfterAccount), make)
        routes.post("/account/tokens/:id/revoke", .may(.lookAfterAccount), revoke)
    }

    private func page(_ ask: Ask, _ viewer: Viewer, _ values: Form = Form([]), _ problems: [Problem] = []) async throws -> TokensPage {
        let tokens = try await office.database.all(APITokens.of(viewer.id))
        let owner = try await office.database.first(APITokens.owner(viewer.id))
        return TokensPage(
            viewer: viewer, tokens: tokens, choices: APITokenDraft.choices(for: viewer), needsPassword: owner?.passwordHash != nil, values: values,
            problems: problems, csrf: ask.csrf)
    }

    private func make(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        // Or a password alone would make a key that opens what the password alone does not.
        if viewer.lacksSecondFactor { throw Refusal.elsewhere(Link("account", "two-factor"), "Set up a second factor first, then make the token.") }
        var (draft, problems) = APITokenDraft.read(form, by: viewer)
        if let problem = try await passwordProblem(form["password"], of: viewer) { problems.append(problem) }
        guard let draft, problems.isEmpty else { return try .again(try await page(ask, viewer, form, problems).page, problems, ask) }
        let id = ID<APIToken>(), token = APIToken.make()
        do {
            let expiry = try await office.database.transaction { try await write(id, token, draft, viewer, ask, in: $0) }
            return .page(
                TokenMadePage(viewer: viewer, name: draft.name, token: token, expiresAt: expiry, address: office.site.address).page,
                json: MadeJSON(id: id.description, name: draft.name, token: token, permissions: draft.permissions.map(\.rawValue), expiresAt: expiry),
                status: 201)
        } catch Refusal.invalid(let problems) {
            return try .again(try await page(ask, viewer, form, problems).page, problems, ask)
        }
    }

    /// Whoever finds an open browser does not leave with a key that works for a year.
    private func passwordProblem(_ password: String, of viewer: Viewer) async throws -> Problem? {
        guard let hash = try await office.database.first(APITokens.owner(viewer.id))?.passwordHash else { return nil }
        guard !password.isEmpty else { return Problem("password", "Write your password once more.") }
        return try await office.isPassword(password, hash, of: viewer.id) ? nil : Problem("password", "This is not your password.")
    }

    private func write(_ id: ID<APIToken>, _ token: String, _ draft: APITokenDraft, _ viewer: Viewer, _ ask: Ask, in transaction: Transaction) async throws
        -> Date
    {
        guard let owner = try await transaction.first(APITokens.locking(viewer.id)) else { throw Refusal.signInNeeded(returnTo: "") }
        let alive = try await transaction.all(APITokens.alive(viewer.id)).map(\.value)
        if alive.contains(draft.name) { throw Refusal.invalid([Problem("name", "You have a token of this name. Revoke it, or choose another name.")]) }
        if alive.count >= APIToken.most {
            throw Refusal.invalid([Problem("name", "You have \(APIToken.most) tokens that work, and that is the most. Revoke one that is not needed.")])
        }
        let expiry = try await transaction.one(APITokens.making(id, token, draft, of: viewer.id)).value
        let permissions = draft.permissions.map(\.rawValue).joined(separator: " ")
        try await transaction.run(
            ActivityLog.recording(
                "API_TOKEN_MADE", severity: .success, by: viewer.id, of: ("api_token", id.uuid), "\(viewer.name) made the API token “\(draft.name)”.",
                change: ActivityLog.Change(
                    from: ["name": nil, "permissions": nil, "expires_at": nil],
                    to: ["name": draft.name, "permissions": permissions, "expires_at": Moment(expiry).iso]), from: ask.origin))
        if let email = owner.email.flatMap(EmailAddress.init) { try await tell(viewer, at: email, of: draft, until: expiry, ask, in: transaction) }
        return expiry
    }

    private func tell(_ viewer: Viewer, at email: EmailAddress, of draft: APITokenDraft, until expiry: Date, _ ask: Ask, in transaction: Transaction)
        async throws
    {
        let permissions = draft.permissions.map { "- \($0.words)" }.joined(separator: "\n")
        try await office.write(
            to: email, name: viewer.name, subject: "A new API token of your account: \(draft.name)",
            """
            Hello \(viewer.name),

            the API token “\(draft.name)” was made for your account at \(office.site.name), from the address \(ask.address). Until \(Moment(expiry).iso.prefix(10)) \
            whoever has it may:

            \(permissions)

            If that was you, there is nothing to do. If it was not, revoke it here and change your password:

            \(office.site.url(Link("account", "tokens")))
            """, in: transaction)
    }

    private func revoke(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard let id = ID<APIToken>(try ask.path("id")) else { throw Refusal.notFound }
        let name = try await office.database.transaction { transaction in
            guard let name = try await transaction.first(APITokens.name(id, of: viewer.id))?.value else { throw Refusal.notFound }
            // A second click finds nothing to do, and nothing to record.
            guard try await transaction.run(APITokens.revoking(id, of: viewer.id)) == 1 else { return name }
            try await transaction.run(
                ActivityLog.recording(
                    "API_TOKEN_REVOKED", severity: .success, by: viewer.id, of: ("api_token", id.uuid), "\(viewer.name) revoked the API token “\(name)”.",
                    from: ask.origin))
            return name
        }
        return .redirect(Link("account", "tokens"), flash: .good("Revoked “\(name)”."))
    }
}

private struct TokensJSON: Encodable {
    let tokens: [TokenJSON]
    let permissions: [String]
    let needsPassword: Bool
    let csrf: String
}

private struct TokenJSON: Encodable {
    let id, name: String
    let permissions: [String]
    let createdAt, expiresAt: Date
    let lastUsedAt, revokedAt: Date?

    init(_ line: APITokens.Line) {
        (id, name, permissions) = (line.id.description, line.name, line.permissions.map(\.rawValue))
        (createdAt, expiresAt, lastUsedAt, revokedAt) = (line.createdAt, line.expiresAt, line.lastUsedAt, line.revokedAt)
    }
}

private struct MadeJSON: Encodable {
    let id, name, token: String
    let permissions: [String]
    let expiresAt: Date
}
