internal import Foundation
import Names

/// Says for what was read where it stands and how sure it is.
struct FindingReader {
    let text: ResumeText
    let sections: [Section]
    let resume: ParsedResume
    let jobs: [FoundJob]
    let name: NameReader.Found?
    let terms: StatedTerms

    func findings() -> Findings {
        var findings = Findings()
        func single(_ field: String, _ value: String?, _ sign: Double, in kinds: [Section.Kind] = [], line: ResumeText.Line? = nil) {
            guard let value else { return }
            findings.single[field] = finding(field, .text(value), sign, line ?? self.line(of: value, in: kinds), of: value)
        }
        func number(_ field: String, _ value: Double?, _ sign: Double, saying words: String?, in kinds: [Section.Kind] = []) {
            guard let value else { return }
            findings.single[field] = finding(field, .number(value), sign, words.flatMap { line(of: $0, in: kinds) }, of: words ?? "")
        }
        single("full_name", resume.fullName, name?.sign ?? 0.5, line: name?.line)
        single("email", resume.email, emailSign, in: [.header, .contact])
        single("phone", resume.phone, phoneSign, in: [.header, .contact])
        single("linkedin_url", resume.linkedInURL, linkSign(resume.linkedInURL), in: [.header, .contact])
        single("github_url", resume.gitHubURL, linkSign(resume.gitHubURL), in: [.header, .contact])
        single("portfolio_url", resume.portfolioURL, portfolioSign, in: [.header, .contact])
        single("highest_education", resume.highestEducation, educationSign, in: [.education])
        number("year_of_passing", resume.yearOfPassing.map(Double.init), yearSign, saying: resume.yearOfPassing.map { String($0) }, in: [.education])
        number("total_experience_years", resume.totalExperienceYears, experienceSign, saying: nil)
        func term(_ field: String, _ value: Int?, _ line: ResumeText.Line?) {
            guard let value else { return }
            findings.single[field] = finding(field, .number(Double(value)), 0.9, line, of: "")
        }
        term("notice_period_days", terms.noticeDays, terms.noticeLine)
        term("current_ctc", terms.currentPay, terms.currentPayLine)
        term("expected_ctc", terms.expectedPay, terms.expectedPayLine)
        single("bio", resume.bio.map { String($0.prefix(200)) }, 0.85, in: [.summary], line: sections.first { $0.kind == .summary }?.lines.first)
        single(
            "projects_summary", resume.projectsSummary.map { String($0.prefix(200)) }, 0.75, in: [.projects],
            line: sections.first { $0.kind == .projects }?.lines.first)
        single("current_role", resume.currentRole, currentJob?.titleSign ?? 0.5, line: currentJob?.titleLine)
        findings.lists["skills"] = list("skills", resume.skills, [.skills]) {
            SkillVocabulary.shared.knows($0) ? 0.95 : $0.split(separator: " ").count > 3 ? 0.5 : 0.75
        }
        findings.lists["certificates"] = list("certificates", resume.certificates, [.certificates]) { _ in 0.8 }
        findings.lists["languages"] = list("languages", resume.languages, [.languages]) { _ in 0.95 }
        findings.lists["current_locations"] = list("current_locations", resume.currentLocations, [.header, .contact]) {
            Vocabulary.isKnownPlace($0) ? 0.9 : 0.7
        }
        findings.lists = findings.lists.filter { !$0.value.isEmpty }
        findings.workHistory = jobs.map(job)
        return findings
    }

    private var currentJob: FoundJob? { jobs.first { $0.job.isCurrent } ?? jobs.max { ($0.job.endDate ?? "") < ($1.job.endDate ?? "") } }

    private func job(_ found: FoundJob) -> JobFinding {
        let job = found.job
        let dates = [job.startDate, job.isCurrent ? "present" : job.endDate].compactMap { $0 }.joined(separator: " – ")
        let title = job.jobTitle.map { finding("job_title", .text($0), found.titleSign, found.titleLine, of: $0) }
        let company = job.companyName.map { finding("company_name", .text($0), found.companySign, found.companyLine, of: $0) }
        let when = dates.isEmpty ? nil : finding("dates", .text(dates), found.dateSign, found.dateLine, of: "")
        let parts = [title?.confidence ?? 0.3, company?.confidence ?? 0.3, when?.confidence ?? 0.3]
        return JobFinding(confidence: parts.min() ?? 0, companyName: company, jobTitle: title, dates: when)
    }

    private func list(_ field: String, _ values: [String], _ kinds: [Section.Kind], sign: (String) -> Double) -> [Finding] {
        values.map { finding(field, .text($0), sign($0), line(of: $0, in: kinds), of: $0) }
    }

    // MARK: How sure

    private var own: [ResumeText.Line] { sections.filter { $0.kind == .header || $0.kind == .contact }.flatMap(\.lines) }

    private var emailSign: Double {
        guard let email = resume.email?.lowercased() else { return 0 }
        let parts = Vocabulary.words(resume.fullName ?? "").filter { $0.count > 2 }
        let isNamed = parts.contains { email.contains($0) }
        return own.contains { $0.text.lowercased().contains(email) } ? (isNamed ? 0.99 : 0.93) : isNamed ? 0.93 : 0.75
    }

    private var phoneSign: Double {
        guard let phone = resume.phone else { return 0 }
        let digits = phone.count { $0.isNumber }
        let stands = own.contains { $0.text.contains(phone) }
        return stands ? ((10...13).contains(digits) ? 0.98 : 0.85) : 0.75
    }

    private func linkSign(_ address: String?) -> Double {
        guard let address else { return 0 }
        let isClicked = text.links.contains { $0.target.lowercased().contains(address.lowercased()) }
        let isWritten = text.lines.contains { $0.text.lowercased().contains(address.lowercased()) }
        return isClicked && isWritten ? 0.99 : isClicked || isWritten ? 0.95 : 0.75
    }

    private var portfolioSign: Double {
        guard let site = resume.portfolioURL?.lowercased() else { return 0 }
        let parts = Vocabulary.words(resume.fullName ?? "").filter { $0.count > 2 }
        return parts.contains { site.contains($0) } ? 0.95 : 0.7
    }

    private var educationSign: Double {
        let lines = sections.filter { $0.kind == .education }.flatMap(\.lines)
        guard !lines.isEmpty, let degree = resume.highestEducation else { return 0.5 }
        let words = degree.split(separator: " ").count
        return words == 1 ? 0.85 : words <= 9 ? 0.95 : 0.7
    }

    private var yearSign: Double {
        let lines = sections.filter { $0.kind == .education }.flatMap(\.lines)
        guard let year = resume.yearOfPassing, let degree = resume.highestEducation else { return 0.5 }
        let same = lines.contains { $0.text.contains(degree) && $0.text.contains(String(year)) }
        return lines.isEmpty ? 0.5 : same ? 0.97 : 0.88
    }

    private var experienceSign: Double {
        guard !jobs.isEmpty else { return 0.7 }
        return min(0.9, jobs.map(\.dateSign).min() ?? 0.5)
    }

    // MARK: Where

    private func finding(_ field: String, _ value: Finding.Value, _ sign: Double, _ line: ResumeText.Line?, of words: String) -> Finding {
        Self.placed(Finding(value: value, confidence: Confidence.calibrated(field, sign, isRecognised: text.isRecognised)), line, in: text, of: words)
    }

    /// The finding with its line's text, and where the document has pages with the box of the cells that hold the words.
    static func placed(_ source: Finding, _ line: ResumeText.Line?, in text: ResumeText, of words: String) -> Finding {
        var finding = source
        guard let line else { return finding }
        finding.text = String(line.text.prefix(300))
        guard let page = text.pageSizes.indices.contains(line.page) ? text.pageSizes[line.page] : nil, page.width > 0, page.height > 0 else { return finding }
        let cells = line.cells.filter { !words.isEmpty && folded($0.text).contains(folded(words)) }
        let shown = cells.isEmpty ? line.cells : cells
        let x = shown.map(\.x).min() ?? 0, right = shown.map { $0.x + $0.width }.max() ?? 0
        let box = [x, line.y, right - x, max(line.height, 1)]
        finding.page = line.page
        finding.boxPoints = box.map { ($0 * 10).rounded() / 10 }
        finding.box = zip(box, [page.width, page.height, page.width, page.height]).map { (min(max($0 / $1, 0), 1) * 10_000).rounded() / 10_000 }
        return finding
    }

    /// The line that holds a value, of the parts where it is at home if one of them does.
    private func line(of value: String, in kinds: [Section.Kind]) -> ResumeText.Line? {
        let wanted = Self.folded(value)
        guard !wanted.isEmpty else { return nil }
        let home = sections.filter { kinds.contains($0.kind) }.flatMap(\.lines)
        // A value may go on in the next line; its beginning finds the first one.
        let start = String(wanted.prefix(24))
        return home.first { Self.folded($0.text).contains(wanted) } ?? text.lines.first { Self.folded($0.text).contains(wanted) }
            ?? home.first { Self.folded($0.text).contains(start) } ?? text.lines.first { Self.folded($0.text).contains(start) }
    }

    private static func folded(_ text: String) -> String {
        String(text.lowercased().filter { $0.isLetter || $0.isNumber || "@+#".contains($0) })
    }
}
