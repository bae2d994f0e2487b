import Accounts
import Foundation
import Postgres
import Web

/// What one agreed to, who can see what, who has looked, and the ways to a copy and to the end.
struct PrivacyPage {
    let agency: String
    let consents: [Consents.Consent]
    let watchers: Watchers
    let held: Overview
    let isCandidate: Bool
    let csrf: HTML

    var page: Page { PortalPage("Privacy", current: .privacy, body: "\(consentPart)\(seeing)\(looked)\(data)").page }

    private var inForce: [Consents.Consent] { consents.filter { $0.withdrawnAt == nil } }
    private var over: [Consents.Consent] { consents.filter { $0.withdrawnAt != nil } }

    private var consentPart: HTML {
        """
        <section class="panel"><header><h2>What you agreed to</h2></header>\(inForce.isEmpty ? nothing : "<ul class=\"consents\" role=\"list\">\(inForce.html(line))</ul>")\(asking)\(history)</section>
        """
    }

    private var nothing: HTML { "<div class=\"body\"><p>Nothing that is in force.</p></div>" }

    private func line(_ consent: Consents.Consent) -> HTML {
        """
        <li><h3>\(title(consent))</h3><blockquote>\(consent.wording)</blockquote><p class="small soft">given \(HTML.time(consent.givenAt, relative: false))</p>\
        <a class="button" href="\(Link("me", "privacy", "consents", consent.id.description, "withdraw"))">Withdraw<span class="unseen"> the consent: \(title(consent))</span></a></li>
        """
    }

    private func title(_ consent: Consents.Consent) -> String {
        consent.isForJob ? "For your application: \(consent.job ?? "a job")" : "To be considered for jobs that fit"
    }

    /// Whoever has not agreed to be considered for other jobs can say so.
    private var asking: HTML {
        guard isCandidate, !inForce.contains(where: { !$0.isForJob }) else { return .empty }
        return """
            <form class="body form asking" method="post" action="\(Link("me", "privacy", "consent"))">\(csrf)<h3>Other jobs</h3>\(held.isWithheld ? "<p>You withdrew this: no search of ours finds you.</p>" : HTML.empty)\
            \(Field("consent", Claims.consent(agency: agency), isRequired: true).check())<div class="row"><button class="button">I agree</button></div></form>
            """
    }

    private var history: HTML {
        guard !over.isEmpty else { return .empty }
        return """
            <details class="body"><summary>Withdrawn before (\(over.count))</summary><ul class="consents" role="list">\(over.html { consent in
                """
                <li><h3>\(title(consent))</h3><blockquote>\(consent.wording)</blockquote><p class="small soft">given \(HTML.time(consent.givenAt, relative: false)), \
                withdrawn \(consent.withdrawnAt.map { HTML.time($0, relative: false) })</p></li>
                """
            })</ul></details>
            """
    }

    private var seeing: HTML {
        """
        <section class="panel"><header><h2>Who can see you</h2></header><div class="body"><p>\(held.isWithheld ? "You are in no search and no list. Whoever has an application of yours on their desk still sees it." : "The people of \(agency) who recruit. Nobody outside sees anything unless you are proposed for a job, and nobody in sales sees any of it.")</p></div>
        <div class="table-wrap flat"><table class="table"><thead><tr><th scope="col">Who</th><th scope="col">Profile and résumé</th><th scope="col">Pay</th><th scope="col">Applications</th><th scope="col">Protected facts</th></tr></thead>\
        <tbody>\(watchers.lines.html(row))</tbody></table></div><div class="body"><p class="small soft">Protected facts are gender, marital status, date of birth, category and disability: no score and no search knows them, and whoever opens them is on record below.</p></div></section>
        """
    }

    private func row(_ line: Watchers.Line) -> HTML {
        """
        <tr><td data-label="Who">\(line.words)</td><td data-label="Profile and résumé">\(line.downloads ? "yes" : "profile only")</td><td data-label="Pay">\(line.seesPay ? "yes" : "no")</td>\
        <td data-label="Applications">\(words(line.seesApplications))</td><td data-label="Protected facts">\(facts(line.seesProtectedFacts))</td></tr>
        """
    }

    private func words(_ reach: Reach?) -> String {
        switch reach {
        case .all: "all"
        case .open: "all but those for confidential jobs of others"
        case .assigned, .own: "for their own jobs"
        case nil: "none"
        }
    }

    private func facts(_ reach: Reach?) -> String {
        switch reach {
        case .all, .open: "yes, on record"
        case .assigned, .own: "if you applied for a job of theirs, on record"
        case nil: "no"
        }
    }

    private var looked: HTML {
        """
        <section class="panel"><header><h2>Who has looked</h2></header><div class="body">\(watchers.looks.isEmpty
            ? "<p>Nobody has downloaded a résumé of yours or opened your protected facts.</p>"
            : "<ul class=\"lines-list\">\(watchers.looks.html { "<li>\($0.wordsForThePerson(agency)) <span class=\"small soft\">\(HTML.time($0.at))</span></li>" })</ul>" as HTML)</div></section>
        """
    }

    private var data: HTML {
        """
        <section class="panel"><header><h2>Your data</h2></header><div class="body"><p>Everything that \(agency) holds about you, as a file for a program and as an archive with your files.</p>\
        <a class="button" href="\(Link("me", "data"))">Take a copy</a></div></section>
        <section class="panel"><header><h2>Leave</h2></header><div class="body"><p>Your account, your profile, your files and what tells of you go for good. You get a receipt.</p>\
        <a class="button" href="\(Link("me", "erase"))">Delete everything</a></div></section>
        """
    }
}

/// What follows from taking a consent back, before it is done.
struct WithdrawConsentPage {
    let consent: Consents.Consent
    let csrf: HTML

    var page: Page {
        PortalPage(
            "Withdraw this consent?", current: .privacy, wayBack: Link("me", "privacy"),
            body: """
                <blockquote>\(consent.wording)</blockquote><p class="small soft">given \(HTML.time(consent.givenAt, relative: false))\(consent.job.map { " for \($0)" } ?? "")</p>
                <section class="panel"><header><h2>What follows</h2></header><div class="body"><ul>\(follows.html { "<li>\($0)</li>" })</ul></div></section>
                <form class="row" method="post" action="\(Link("me", "privacy", "consents", consent.id.description, "withdraw"))">\(csrf)<button class="button danger">Withdraw</button>\
                <a class="button" href="\(Link("me", "privacy"))">Keep it</a></form>
                """
        ).page
    }

    private var follows: [HTML] {
        let rest: HTML = "What we hold stays until you <a href=\"\(Link("me", "erase"))\">have it erased</a>."
        guard consent.isForJob else {
            return [
                "You are marked as not searching.", "No search and no list of ours finds you.", "Whoever looks after your profile is told.",
                "Your applications go on.", rest,
            ]
        }
        return [
            consent.endsApplication
                ? "Your application for \(consent.job ?? "this job") is withdrawn, and its recruiter sees that."
                : "The application is over already: nothing changes for it.", rest,
        ]
    }
}
