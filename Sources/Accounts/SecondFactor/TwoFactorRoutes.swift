import Foundation
import Postgres
import Web

/// `/account/two-factor`: setting a second factor up, its recovery codes, turning it off.
struct TwoFactorRoutes: Sendable {
    let office: FrontOffice

    private var database: any Database { office.database }

    func add(to routes: Routes) {
        routes.get("/account/two-factor", .may(.lookAfterAccount)) { ask in try await show(ask) }
        routes.post("/account/two-factor/begin", .may(.lookAfterAccount)) { ask, _ in
            let viewer = try ask.requireViewer()
            try await database.run(
                TwoFactors.beginning(viewer.id, sealed: try office.vault.seal(TOTP.random().secret, for: FrontOffice.purpose(viewer.id))))
            return .redirect(Link("account", "two-factor"))
        }
        routes.post("/account/two-factor/confirm", .may(.lookAfterAccount), confirm)
        routes.post("/account/two-factor/codes", .may(.lookAfterAccount), newCodes)
        routes.post("/account/two-factor/off", .may(.lookAfterAccount), turnOff)
    }

    private func show(_ ask: Ask, problems: [Problem] = []) async throws -> Answer {
        let viewer = try ask.requireViewer(), state = try await database.first(TwoFactors.state(of: viewer.id))
        let facts = try await database.first(AccountFacts.query(viewer.id)), email = facts?.email?.text ?? viewer.name
        let pending = try state.flatMap { state in try state.confirmedAt == nil ? office.totp(state, of: viewer.id) : nil }
        let page = TwoFactorPage(
            viewer: viewer, pending: pending, isOn: state?.confirmedAt != nil, codesLeft: state?.codes ?? 0,
            isRequired: office.settings[.twoFactorRoles].contains(viewer.role), needsPassword: facts?.passwordHash != nil, issuer: office.site.name,
            account: email,
            problems: problems, csrf: ask.csrf
        ).page
        guard problems.isEmpty else { return try .again(page, problems, ask) }
        return .page(
            page,
            json: TwoFactorJSON(
                isOn: state?.confirmedAt != nil, secret: pending.map { Base32.encode($0.secret) }, codesLeft: state?.codes ?? 0, csrf: ask.csrfToken))
    }

    /// The first right code turns it on, with the password where there is one: an open browser must not be enough to put one's own telephone there.
    /// Sessions that began without a code end. The recovery codes are shown in this answer and never again.
    private func confirm(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard let state = try await database.first(TwoFactors.state(of: viewer.id)), state.confirmedAt == nil else {
            return .redirect(Link("account", "two-factor"))
        }
        let attempt = try await office.takeProof(of: viewer.id)
        guard let step = try office.totp(state, of: viewer.id).step(of: form["code"].filter { !$0.isWhitespace }) else {
            return try await show(ask, problems: [Problem("code", "This code does not fit. Is the clock of your telephone right? Wait for the next code.")])
        }
        if let hash = try await database.first(AccountFacts.query(viewer.id))?.passwordHash {
            guard try await office.isPassword(form["confirm_password"], hash, counted: attempt) else {
                return try await show(ask, problems: [Problem("confirm_password", "This is not your password now.")])
            }
        }
        try await office.forget(attempt)
        let codes = try await database.transaction { transaction -> [String]? in
            guard try await transaction.run(TwoFactors.confirming(viewer.id, sealed: state.secret, step: step)) == 1 else { return nil }
            let codes = try await makeCodes(of: viewer, in: transaction)
            try await transaction.run(record("SECOND_FACTOR_ON", viewer, "turned their second factor on", ask))
            try await transaction.run(Sessions.endingAll(of: viewer.id, but: ask.sessionToken.map(Token.hash)))
            try await office.tell(
                viewer, "Second factor turned on", "from now on your account asks for a code when you sign in. Your other sessions have ended.",
                Link("account", "two-factor"), in: transaction)
            return codes
        }
        office.sessions.forget(viewer.id)
        guard let codes else { return .redirect(Link("account", "two-factor")) }
        return shown(codes, viewer, isNew: true)
    }

    private func newCodes(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard try await isProved(form["codes_proof"], viewer, ask) else { return try await show(ask, problems: [Problem("codes_proof", Self.wrongProof)]) }
        let codes = try await database.transaction { transaction in
            try await transaction.run(record("RECOVERY_CODES_MADE", viewer, "made new recovery codes", ask))
            return try await makeCodes(of: viewer, in: transaction)
        }
        return shown(codes, viewer, isNew: false)
    }

    private func turnOff(_ ask: Ask, _ form: Form) async throws -> Answer {
        let viewer = try ask.requireViewer()
        guard try await isProved(form["off_proof"], viewer, ask) else { return try await show(ask, problems: [Problem("off_proof", Self.wrongProof)]) }
        try await office.removeSecondFactor(of: viewer, record: record("SECOND_FACTOR_OFF", viewer, "turned their second factor off", ask))
        return .redirect(Link("account", "two-factor"), flash: .good("Your account has no second factor any more."))
    }

    /// By the password, or by a code, which is used up. Throws where there is no second factor to prove anything about.
    private func isProved(_ typed: String, _ viewer: Viewer, _ ask: Ask) async throws -> Bool {
        guard let state = try await database.first(TwoFactors.state(of: viewer.id)), state.confirmedAt != nil else {
            throw Refusal.conflict("Your account has no second factor: nothing was changed.")
        }
        let attempt = try await office.takeProof(of: viewer.id)
        if let proof = try await office.proof(typed, of: viewer.id) {
            guard try await database.transaction({ try await office.use(proof, of: viewer, from: ask.origin, in: $0) }) else { return false }
            try await office.forget(attempt)
            return true
        }
        guard let hash = try await database.first(AccountFacts.query(viewer.id))?.passwordHash else { return false }
        return try await office.isPassword(typed, hash, counted: attempt)
    }

    private func makeCodes(of viewer: Viewer, in transaction: some Database) async throws -> [String] {
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.random() }
        for command in TwoFactors.replacingCodes(of: viewer.id, with: codes.compactMap(RecoveryCode.hash)) { try await transaction.run(command) }
        return codes
    }

    private func shown(_ codes: [String], _ viewer: Viewer, isNew: Bool) -> Answer {
        .page(RecoveryCodesPage(viewer: viewer, codes: codes, isNew: isNew).page, json: ["recovery_codes": codes])
    }

    private func record(_ action: String, _ viewer: Viewer, _ words: String, _ ask: Ask) -> Command {
        ActivityLog.recording(action, severity: .warning, by: viewer.id, of: ("user", viewer.id.uuid), "\(viewer.name) \(words).", from: ask.origin)
    }

    private static let wrongProof = "This is neither your password nor a code that is right and unused."
}

extension FrontOffice {
    /// Takes somebody's own second factor away, and tells them.
    /// - Parameter record: the entry of the activity log, written in the same transaction.
    func removeSecondFactor(of person: Viewer, record: Command) async throws {
        try await database.transaction { transaction in
            for command in TwoFactors.removing(of: person.id) { try await transaction.run(command) }
            try await transaction.run(record)
            try await transaction.run(Sessions.tell(person.id))
            try await tell(
                person, "Second factor turned off", "your account asks for no code any more when you sign in.", Link("account", "two-factor"), in: transaction)
        }
        sessions.forget(person.id)
    }
}

private struct TwoFactorJSON: Encodable, Sendable {
    let isOn: Bool
    let secret: String?
    let codesLeft: Int
    let csrf: String
}
