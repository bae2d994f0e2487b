import Accounts
import Hiring
import Web

/// `/admin/doctor`: how the installation fares.
struct DoctorRoutes: Sendable {
    let house: House

    private struct Report: Encodable, Sendable {
        let state: Finding.State
        let checks: [Finding]
    }

    func add(to routes: Routes) {
        routes.get("/admin/doctor", .may(.seeDoctor)) { ask in
            // Each visit writes files and knocks at the mail server.
            try house.limiter.admit("doctor for \(ask.signedIn?.identity ?? "")", most: 60, within: .seconds(60))
            let findings = await house.checkup.run()
            return .page(DoctorPage(findings: findings).page, json: Report(state: findings.state, checks: findings))
        }
    }
}

/// The findings, the worst first.
struct DoctorPage {
    let findings: [Finding]

    var page: Page { Page("Doctor", frame: .desk(current: "doctor"), body: body) }

    private var body: HTML {
        """
        <main><div class="head"><div class="grow"><h1>Doctor</h1><p class="soft">\(summary)</p></div><a class="button" href="\(Link("admin", "doctor"))">Look again</a></div>
        <div class="stack">\([Finding.State.bad, .warning, .ok].html(part))</div></main>
        """
    }

    private var summary: HTML {
        let bad = findings.count { $0.state == .bad }, warnings = findings.count { $0.state == .warning }
        if bad + warnings == 0 { return "All \(findings.count) checks are fine. The same on the command line: <code>shortlist doctor</code>." }
        return "\(bad) of \(findings.count) checks \(bad == 1 ? "is" : "are") bad, \(warnings) \(warnings == 1 ? "warns" : "warn")."
    }

    private func part(_ state: Finding.State) -> HTML {
        let part = findings.filter { $0.state == state }
        guard !part.isEmpty else { return .empty }
        return """
            <section class="panel findings"><ul role="list">\(part.html { finding in
                "<li><span class=\"tag \(state == .ok ? "good" : state == .warning ? "warn" : "bad")\">\(state.rawValue)</span><div><h3>\(finding.name)</h3><p>\(finding.words)</p>\(finding.advice.map { text in "<p class=\"soft\">\(text)</p>" as HTML })</div></li>"
            })</ul></section>
            """
    }
}

extension House {
    /// Everything that the installation needs, looked at.
    var checkup: Checkup { Checkup(checks: DatabaseChecks(database: database, settings: systemSettings).all + machineChecks.all) }

    var machineChecks: MachineChecks {
        let stored = systemSettings
        return MachineChecks(settings: settings, files: files, mail: mail, meaning: meaning, reader: reader, isScoring: { stored[.matchScores] })
    }
}
