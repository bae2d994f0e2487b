import Foundation
import Postgres
import Web

/// `/sign-in/code`: between password and session, for whoever has a second factor. A cookie of ten minutes says who it is.
struct SignInCode: Sendable {
    static let cookie = "second-factor"
    static let lasts = 600

    let office: FrontOffice

    private var database: any Database { office.database }

    func add(to routes: Routes) {
        routes.get("/sign-in/code", .may(.signIn)) { ask in
            _ = try await waiting(ask)
            return .page(SignInPages.code(ask, to: ask.query("to")), json: ["csrf": ask.csrfToken])
        }
        routes.post("/sign-in/code", .may(.signIn), enter)
    }

    private func enter(_ ask: Ask, _ form: Form) async throws -> Answer {
        let (token, open) = try await waiting(ask)
        guard let user = open.user else { throw SignInLinks.spent }
        let mailbox = open.userEmail.flatMap { EmailAddress($0)?.key } ?? user.description
        let attempt = try await office.takeTry(of: mailbox, user: user, ask)
        guard let proof = try await office.proof(form["code"], of: user) else {
            try await database.run(
                ActivityLog.recording("LOGIN_FAILED", severity: .warning, by: user, "A code of the second factor was refused.", from: ask.origin))
            let problems = [Problem("code", "This code is wrong, too old, or was used before. Wait for the next one.")]
            return try .again(SignInPages.code(ask, to: form["to"], problems: problems), problems, ask)
        }
        let answer = try await database.transaction { transaction in
            guard let viewer = try await transaction.first(SignInLinks.spending(token, .secondFactor)) else { throw gone(ask) }
            guard try await office.use(proof, of: viewer, from: ask.origin, in: transaction) else {
                throw Refusal.conflict("This code was used in the same moment. Wait for the next one.")
            }
            return try await office.beginSession(
                of: viewer, ask, by: open.method ?? .link, withCode: true, to: Link(returning: form["to"]), in: transaction)
        }
        try await office.giveBack(attempt)
        return answer.settingCookie(Self.cookie, "", maxAge: 0, site: office.site)
    }

    private func waiting(_ ask: Ask) async throws -> (token: String, open: SignInLinks.Open) {
        guard let token = ask.cookie(Self.cookie), let open = try await database.first(SignInLinks.open(token, .secondFactor)) else { throw gone(ask) }
        return (token, open)
    }

    private func gone(_ ask: Ask) -> Refusal {
        let words = "Sign in first: what was begun here is over after ten minutes."
        return ask.isAPI ? .gone(words) : .elsewhere(Link("sign-in"), words)
    }
}

/// What somebody showed to prove that they have their second factor.
enum CodeProof: Sendable {
    case step(Int64)
    case recovery(Data)
}

extension FrontOffice {
    /// A code that would do, of the app or of paper; nil for a wrong one. It is used up by `use` alone.
    func proof(_ typed: String, of user: ID<User>, at time: Date = Date()) async throws -> CodeProof? {
        guard let state = try await database.first(TwoFactors.state(of: user)), state.confirmedAt != nil else { return nil }
        if let hash = RecoveryCode.hash(typed) { return try await database.one(TwoFactors.has(recoveryCode: hash, of: user)).value ? .recovery(hash) : nil }
        let step = try totp(state, of: user).step(of: typed.filter { !$0.isWhitespace }, at: time, after: Int64(state.lastStep))
        return step.map { .step($0) }
    }

    func totp(_ state: TwoFactors.State, of user: ID<User>) throws -> TOTP { TOTP(secret: try vault.open(state.secret, for: Self.purpose(user))) }

    /// Whose secret it is: sealed for one person, it cannot be put in another's place.
    static func purpose(_ user: ID<User>) -> String { "totp:\(user)" }

    /// Uses a proof up. False where somebody else did so in the same moment.
    func use(_ proof: CodeProof, of viewer: Viewer, from origin: Origin, in transaction: some Database) async throws -> Bool {
        switch proof {
        case .step(let step): return try await transaction.run(TwoFactors.using(step, of: viewer.id)) == 1
        case .recovery(let hash):
            guard try await transaction.run(TwoFactors.using(recoveryCode: hash, of: viewer.id)) == 1 else { return false }
            let left = try await transaction.first(TwoFactors.state(of: viewer.id))?.codes ?? 0
            try await transaction.run(
                ActivityLog.recording(
                    "RECOVERY_CODE_USED", severity: .warning, by: viewer.id, of: ("user", viewer.id.uuid),
                    "\(viewer.name) used a recovery code; \(left) are left.", from: origin))
            try await tell(
                viewer, "A recovery code was used", "somebody used one of your recovery codes. \(left) are left; you can make new ones.",
                Link("account", "two-factor"), in: transaction)
            return true
        }
    }

    /// A letter about something that happened to an account, with what to do.
    func tell(_ viewer: Viewer, _ subject: String, _ words: String, _ place: Link, in transaction: some Database) async throws {
        guard let address = try await transaction.first(Users.mailbox(viewer.id))?.email else { return }
        try await write(
            to: address, name: viewer.name, subject: "\(subject): \(site.name)",
            """
            Hello \(viewer.name),

            \(words)

            \(site.url(place))

            If it was not you, choose a new password at once. That ends all sessions:

            \(site.url(Link("reset")))
            """, in: transaction)
    }
}
