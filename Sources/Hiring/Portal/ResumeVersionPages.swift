import Accounts
import Documents
import Foundation
import Postgres
import Web

/// All résumés that somebody has here.
struct ResumeVersionsPage {
    let versions: [ResumeVersions.Version]
    var problems: [Problem] = []
    let csrf: HTML

    var page: Page {
        PortalPage(
            "Your résumés", current: .resumes,
            body: "\(problems.summary)\(versions.isEmpty ? HTML.empty("None yet", "Send one, and your profile fills itself from it.") : list)\(upload)"
        ).page
    }

    private var list: HTML { "<ul class=\"versions\" role=\"list\" data-keys>\(versions.html(version))</ul>" }

    private func version(_ version: ResumeVersions.Version) -> HTML {
        """
        <li class="panel"><div class="body"><h2>\(version.name)</h2>\(tags(version))\
        <p class="small soft">\(HTML.time(version.sentAt)) · \(FileStore.size(version.bytes))\(version.pages.flatMap { $0 > 0 ? $0 : nil }.map { " · \($0) \($0 == 1 ? "page" : "pages")" } ?? "")\
        \(version.jobs.isEmpty ? "" : " · sent for \(version.jobs.joined(separator: ", "))")</p>\(reading(version))\
        <div class="row"><a class="button" href="\(Link("me", "resumes", version.id.description))" download>Download</a>\(version.isMaster ? HTML.empty : others(version))</div></div></li>
        """
    }

    private func tags(_ version: ResumeVersions.Version) -> HTML {
        let all = (version.isMaster ? "<span class=\"tag good\">your résumé</span>" : HTML.empty) + state(version)
        return all.isEmpty ? .empty : "<p class=\"tags\">\(all)</p>"
    }

    private func state(_ version: ResumeVersions.Version) -> HTML {
        if version.problem != nil { return "<span class=\"tag bad\">could not be read</span>" }
        if version.isRead { return "<span class=\"tag\">read</span>" }
        return version.isMaster ? "<span class=\"tag warn\">is being read</span>" : .empty
    }

    private func reading(_ version: ResumeVersions.Version) -> HTML {
        if let problem = version.problem { return "<p>\(problem)</p>" }
        let found = version.found.map(Self.words)
        return found.isEmpty
            ? .empty : "<p>It told us your \(found.count == 1 ? found[0] : found.dropLast().joined(separator: ", ") + " and " + found[found.count - 1]).</p>"
    }

    /// Of a column, such as “highest education”.
    private static func words(_ column: String) -> String {
        ["linkedin_url": "LinkedIn", "github_url": "GitHub", "portfolio_url": "portfolio", "bio": "summary"][column] ?? column.replacing("_", with: " ")
    }

    private func others(_ version: ResumeVersions.Version) -> HTML {
        """
        <form method="post" action="\(Link("me", "resumes", version.id.description, "master"))">\(csrf)<button class="button">Use this one</button></form>\
        <details class="sure"><summary class="button quiet">Remove</summary><form method="post" action="\(Link("me", "resumes", version.id.description, "remove"))">\(csrf)\
        <p class="small">\(version.isInUse ? "It came with an application that is going on, and the recruiter will not have it any more. " : "")This cannot be undone.</p><button class="button danger">Remove this file</button></form></details>
        """
    }

    private var upload: HTML {
        """
        <section class="panel"><header><h2>Send a new one</h2></header><form class="form body" method="post" enctype="multipart/form-data" action="\(Link("me", "resumes"))">\(csrf)\
        \(Field("resume", "Résumé", help: ApplyForm.fileHelp, problems: problems, isRequired: true).file(endings: ".pdf,.docx,.doc,.odt,.rtf,.txt"))\
        <p class="small soft">It takes the place of the one before, which stays here. What you wrote yourself is not changed by it.</p><div class="row"><button class="button primary">Send</button></div></form></section>
        """
    }
}
