package import Accounts
import Foundation
package import Hiring
package import Web

/// `/jobs/{slug}/apply`.
package struct ApplyRoutes: Sendable {
    let applying: Applying
    let site: Site
    let limiter: Limiter
    let settings: SystemSettings

    package init(applying: Applying, site: Site, limiter: Limiter, settings: SystemSettings) {
        self.settings = settings
        self.applying = applying
        self.site = site
        self.limiter = limiter
    }

    package func add(to routes: Routes) {
        routes.get("/jobs/:slug/apply", .may(.apply)) { ask in
            let job = try await job(ask)
            guard job.isOpen else { return try closed(job, ask) }
            guard settings[.applications] else { return try paused(job, ask) }
            return .page(
                ApplyPage(job: job, csrf: ask.csrf, agency: site.name).page, json: ["csrf": ask.csrfToken, "consent": Applicant.consent(agency: site.name)]
            ).keepingWhatIsTyped()
        }
        routes.post("/jobs/:slug/apply", .may(.apply), upload: ApplyForm.limit, apply)
        // After sending: an address that can be loaded again without sending again.
        routes.get("/jobs/:slug/applied", .may(.apply)) { ask in
            let outcome = Applying.Outcome(rawValue: ask.query("how")) ?? .received
            return .page(ThanksPage(job: try await job(ask), outcome: outcome).page, json: ["outcome": outcome])
        }
    }

    private func job(_ ask: Ask) async throws -> Applying.OpenJob {
        guard let job = try await applying.job(slug: try ask.path("slug")) else { throw Refusal.notFound }
        return job
    }

    private func closed(_ job: Applying.OpenJob, _ ask: Ask) throws -> Answer {
        guard !ask.isAPI else { throw Refusal.gone("This job takes no more applications. Nothing was sent.") }
        return .page(ClosedForApplyingPage(job: job).page, json: [String: String](), status: 410)
    }

    private func paused(_ job: Applying.OpenJob, _ ask: Ask) throws -> Answer {
        guard !ask.isAPI else { throw Refusal.unavailable("Applications are closed for now. Nothing was sent: please come back later.") }
        return Answer.page(ApplicationsPausedPage(job: job).page, json: [String: String](), status: 503).with("Retry-After", "3600")
    }

    private func apply(_ ask: Ask, _ form: Form) async throws -> Answer {
        let job = try await job(ask)
        guard job.isOpen else { return try closed(job, ask) }
        guard settings[.applications] else { return try paused(job, ask) }
        let (applicant, problems) = try await offTheLoop { ApplyForm.read(form) }
        guard let applicant else {
            return try .again(ApplyPage(job: job, values: form, problems: problems, csrf: ask.csrf, agency: site.name).page, problems, ask)
        }
        try limiter.admit("apply \(Network.name(of: ask.address))", most: settings[.applicationsPerHour], within: .seconds(3_600))
        let outcome = try await applying.apply(applicant, to: job, from: ask.origin)
        return .redirect(Link("jobs", job.slug, "applied").query("how", outcome.rawValue), json: ["outcome": outcome])
    }
}
