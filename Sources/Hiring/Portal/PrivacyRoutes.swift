import Accounts
import Foundation
import Postgres
import Web

/// `/me/privacy`: what one agreed to, who can see what, and who has looked.
struct PrivacyRoutes {
    let office: FrontOffice

    private var database: any Database { office.database }
    private var agency: String { office.site.name }

    func add(to routes: Routes) {
        routes.get("/me/privacy", .may(.keepOwnProfile), show)
        routes.post("/me/privacy/consent", .may(.keepOwnProfile), give)
        routes.get("/me/privacy/consents/:consent/withdraw", .may(.keepOwnProfile)) { ask in
            let consent = try await consent(ask)
            return .page(WithdrawConsentPage(consent: consent, csrf: ask.csrf).page, json: ConsentJSON(consent, csrf: ask.csrfToken))
        }
        routes.post("/me/privacy/consents/:consent/withdraw", .may(.keepOwnProfile), withdraw)
    }

    private func show(_ ask: Ask) async throws -> Answer {
        let viewer = try ask.requireViewer(), consents = try await database.all(Consents.all(of: viewer.id, agency: agency))
        let watchers = try await Watchers.of(viewer.id, in: database), held = try await database.one(Overview.query(viewer.id))
        let page = PrivacyPage(agency: agency, consents: consents, watchers: watchers, held: held, isCandidate: !viewer.role.isStaff, csrf: ask.csrf).page
        return .page(page, json: PrivacyJSON(consents, watchers, held, agency: agency, csrf: ask.csrfToken))
    }

    private func consent(_ ask: Ask) async throws -> Consents.Consent {
        guard let id = ID<Consents.Consent>(try ask.path("consent")),
            let consent = try await database.first(Consents.one(id, of: try ask.requireViewer().id, agency: agency))
        else { throw Refusal.notFound }
        return consent
    }

    private func withdraw(_ ask: Ask, _ form: Form) async throws -> Answer {
        let consent = try await consent(ask)
        guard try await Consents.withdraw(consent, of: try ask.requireViewer(), ask, in: database) else {
            throw Refusal.conflict("This consent was withdrawn already: nothing was changed.")
        }
        return .redirect(
            Link("me", "privacy"),
            flash: .good(
                consent.isForJob ? "Your consent is withdrawn, and the application with it." : "Your consent is withdrawn. No search of ours finds you."))
    }

    private func give(_ ask: Ask, _ form: Form) async throws -> Answer {
        guard !form["consent"].isEmpty else {
            if ask.isAPI { throw Refusal.invalid([Problem("consent", "Say that you agree.")]) }
            return .redirect(Link("me", "privacy"), flash: .bad("Tick the box to agree."))
        }
        let isNew = try await Consents.give(try ask.requireViewer(), agency: agency, ask, in: database)
        return .redirect(Link("me", "privacy"), flash: .good(isNew ? "Thank you. We may consider you for jobs that fit." : "You had agreed to this already."))
    }
}

private struct ConsentJSON: Encodable, Sendable {
    let id, purpose, wording: String
    let job: String?
    let givenAt: Date
    let withdrawnAt: Date?
    let endsApplication: Bool
    var csrf: String?

    init(_ consent: Consents.Consent, csrf: String? = nil) {
        (id, purpose, wording, job) = (consent.id.description, consent.isForJob ? "application" : "general", consent.wording, consent.job)
        (givenAt, withdrawnAt, endsApplication, self.csrf) = (consent.givenAt, consent.withdrawnAt, consent.endsApplication, csrf)
    }
}

private struct PrivacyJSON: Encodable, Sendable {
    struct Watcher: Encodable, Sendable {
        let role: String
        let count: Int
        let seesPay, downloadsResumes: Bool
        let seesApplications, seesProtectedFacts: String?
    }

    struct Reading: Encodable, Sendable {
        let words: String
        let at: Date
    }

    let consents: [ConsentJSON]
    let watchers: [Watcher]
    let readings: [Reading]
    let isInSearch, isActivelySearching: Bool
    let csrf: String

    init(_ consents: [Consents.Consent], _ watchers: Watchers, _ held: Overview, agency: String, csrf: String) {
        self.consents = consents.map { ConsentJSON($0) }
        self.watchers = watchers.lines.map {
            Watcher(
                role: $0.role.rawValue, count: $0.count, seesPay: $0.seesPay, downloadsResumes: $0.downloads, seesApplications: $0.seesApplications?.rawValue,
                seesProtectedFacts: $0.seesProtectedFacts?.rawValue)
        }
        readings = watchers.looks.map { Reading(words: $0.wordsForThePerson(agency), at: $0.at) }
        (isInSearch, isActivelySearching, self.csrf) = (!held.isWithheld, held.isSearching, csrf)
    }
}
