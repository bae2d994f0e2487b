internal import Foundation

/// Reads résumés: from lines on pages to the fields of a candidate's profile. Pure: no file, no network, no clock but
/// the day that it is given.
package enum Resumes {
    /// A résumé as it was read: its fields, and for each of them how sure it is and where it stands.
    package struct Reading: Sendable, Equatable {
        package var resume: ParsedResume
        package var findings: Findings

        package init(resume: ParsedResume, findings: Findings) {
            self.resume = resume
            self.findings = findings
        }
    }

    /// `today` is the year and month up to which a job that goes on is counted.
    package static func parse(_ text: ResumeText, today: (year: Int, month: Int)) -> ParsedResume { read(text, today: today).resume }

    /// `today` is the year and month up to which a job that goes on is counted.
    package static func read(_ source: ResumeText, today: (year: Int, month: Int)) -> Reading {
        let text = source.withoutProtectedFacts
        let sections = SectionReader(text).sections()
        let contact = ContactReader(text: text, sections: sections)
        var resume = ParsedResume()
        let name = NameReader(text: text, sections: sections, contact: contact).found()
        resume.fullName = name?.name
        resume.email = contact.email(near: resume.fullName)
        resume.phone = contact.phone()
        resume.linkedInURL = contact.linkedIn()
        resume.gitHubURL = contact.gitHub()
        resume.portfolioURL = contact.portfolio()
        (resume.highestEducation, resume.yearOfPassing) = EducationReader(sections: sections).read()
        resume.skills = SkillReader(sections: sections).skills()
        let jobs = WorkHistoryReader(sections: sections).found()
        resume.workHistory = jobs.map(\.job)
        let terms = StatedTerms(text.lines)
        (resume.noticePeriodDays, resume.currentCTC, resume.expectedCTC, resume.currency) =
            (terms.noticeDays, terms.currentPay, terms.expectedPay, terms.currency)
        let rest = RestReader(sections: sections)
        resume.bio = rest.paragraph(of: .summary)
        resume.projectsSummary = rest.paragraph(of: .projects)
        resume.certificates = rest.items(of: .certificates)
        resume.languages = rest.languages()
        resume.currentLocations = rest.locations()
        let current = resume.workHistory.first { $0.isCurrent } ?? resume.workHistory.max { ($0.endDate ?? "") < ($1.endDate ?? "") }
        resume.currentRole = current?.jobTitle
        resume.totalExperienceYears =
            ExperienceLength.years(of: resume.workHistory, today: today)
            ?? ExperienceLength.stated(in: text)
        let findings = FindingReader(text: text, sections: sections, resume: resume, jobs: jobs, name: name, terms: terms).findings()
        return Reading(resume: resume, findings: findings)
    }
}

/// How long someone has worked: overlapping jobs count once.
enum ExperienceLength {
    static func years(of jobs: [ParsedResume.Job], today: (year: Int, month: Int)) -> Double? {
        let spans = jobs.compactMap { job -> (Int, Int)? in
            guard let start = job.startDate.flatMap({ months($0, isEnd: false) }) else { return nil }
            let end = job.isCurrent ? today.year * 12 + today.month : job.endDate.flatMap { months($0, isEnd: job.endDate != job.startDate) } ?? start
            return start <= end ? (start, max(end, start + 1)) : nil
        }.sorted { $0.0 < $1.0 }
        guard !spans.isEmpty else { return nil }
        var total = 0
        var reached = Int.min
        for (start, end) in spans where end > reached {
            total += end - max(start, reached)
            reached = end
        }
        return (Double(total) / 12 * 10).rounded() / 10
    }

    private static func months(_ date: String, isEnd: Bool) -> Int? {
        let parts = date.split(separator: "-").compactMap { Int($0) }
        guard let year = parts.first else { return nil }
        return year * 12 + (parts.count > 1 ? parts[1] : 1)
    }

    /// `8+ years of experience`
    static func stated(in text: ResumeText) -> Double? {
        for line in text.lines {
            if let match = line.text.firstMatch(of: /(?i)(\d{1,2}(?:\.\d)?)\s*\+?\s*(?:years|yrs)[^.]{0,40}experience/) {
                return Double(match.output.1)
            }
        }
        return nil
    }
}

/// The parts of a résumé that are kept as they are written.
struct RestReader {
    let sections: [Section]

    func paragraph(of kind: Section.Kind) -> String? {
        let text = sections.filter { $0.kind == kind }.flatMap(\.lines).map(\.text).joined(separator: "\n")
        return text.isEmpty ? nil : String(text.prefix(4_000))
    }

    func items(of kind: Section.Kind) -> [String] {
        sections.filter { $0.kind == kind }.flatMap(\.lines)
            .map { $0.text.trimmingCharacters(in: CharacterSet(charactersIn: " •-–·*◦▪●")) }
            .filter { $0.count > 2 && $0.count < 160 }
    }

    func languages() -> [String] {
        let words = sections.filter { $0.kind == .languages }.flatMap(\.lines).flatMap { Vocabulary.words($0.text) }
        var seen: Set<String> = []
        return words.filter { Vocabulary.languages.contains($0) && seen.insert($0).inserted }.map(\.capitalized)
    }

    func locations() -> [String] {
        let lines = sections.filter { $0.kind == .header || $0.kind == .contact }.flatMap(\.lines)
        let parts = lines.flatMap(\.cells).flatMap { $0.text.split { "|·•".contains($0) } }
            .map { $0.trimmingCharacters(in: .whitespaces).replacing(/(?i)^(?:location|address|city)\s*:\s*/, with: "") }
        return parts.first { Vocabulary.isPlace($0) }.map { [$0] } ?? []
    }
}
