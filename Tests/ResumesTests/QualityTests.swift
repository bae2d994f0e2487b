import Foundation
import Testing

@testable import Resumes

/// A gate over generated résumés of known content in many layouts: a change that reads some layouts better and others worse
/// is seen as a number. The lines are those that extraction made of the files of `scripts/resume-layouts/generate`.
@Suite struct QualityTests {
    private struct Sample {
        var id: String
        var text: ResumeText
        var label: [String: Any]
    }

    private static func samples() throws -> [Sample] {
        let file = try #require(Bundle.module.url(forResource: "Fixtures/resumes", withExtension: "jsonl"))
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], let label = object["label"] as? [String: Any] else { return nil }
            return Sample(id: object["id"] as? String ?? "", text: text(object), label: label)
        }
    }

    private static func number(_ value: Any?) -> Double { (value as? Double) ?? (value as? Int).map(Double.init) ?? 0 }

    private static func text(_ object: [String: Any]) -> ResumeText {
        let lines = (object["lines"] as? [[Any]] ?? []).map { line in
            ResumeText.Line(
                page: Int(number(line[0])), flow: Int(number(line[1])), y: number(line[2]), height: number(line[3]),
                cells: (line[4] as? [[Any]] ?? []).map {
                    .init(text: $0[4] as? String ?? "", x: number($0[0]), width: number($0[1]), size: number($0[2]), isBold: number($0[3]) == 1)
                })
        }
        let links = (object["links"] as? [[Any]] ?? []).map { ResumeText.Link(target: $0[0] as? String ?? "", label: $0[1] as? String ?? "", page: 0) }
        let pages = (object["pages"] as? [[Any]] ?? []).map { ResumeText.PageSize(width: number($0[0]), height: number($0[1])) }
        return ResumeText(lines: lines, links: links, pageSizes: pages, isRecognised: object["recognised"] as? Bool ?? false)
    }

    private struct Count {
        var right = 0.0, read = 0.0, there = 0.0
        var f1: Double { right == 0 ? 0 : 2 * right / (read + there) }

        mutating func add(_ isRight: Bool, read: Bool, there: Bool) {
            right += isRight ? 1 : 0
            self.read += read ? 1 : 0
            self.there += there ? 1 : 0
        }
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.lowercased().folding(options: .diacriticInsensitive, locale: nil).split { !($0.isLetter || $0.isNumber) }.map(String.init))
    }

    /// The same name but for words that one of them has more, such as a town.
    private static func isAlike(_ told: String?, _ read: String?) -> Bool {
        guard let told = told.map(words), let read = read.map(words), !told.isEmpty, !read.isEmpty else { return false }
        return told.isSubset(of: read) && read.count <= told.count + 4
            || 2 * Double(told.intersection(read).count) / Double(told.count + read.count) >= 0.6
    }

    private static func counts(of samples: [Sample]) -> [String: Count] {
        var counts: [String: Count] = [:]
        for sample in samples {
            let read = Resumes.parse(sample.text, today: (2026, 11)), told = sample.label
            func one(_ field: String, _ value: String?, _ isSame: (String, String) -> Bool) {
                let there = told[field] as? String
                counts[field, default: Count()].add(there.flatMap { a in value.map { isSame(a, $0) } } ?? false, read: value != nil, there: there != nil)
            }
            one("full_name", read.fullName) { words($0) == words($1) }
            one("email", read.email) { $0.lowercased() == $1.lowercased() }
            one("phone", read.phone) { a, b in String(a.filter(\.isNumber).suffix(9)) == String(b.filter(\.isNumber).suffix(9)) }
            one("linkedin_url", read.linkedInURL) { $0.lowercased() == $1.lowercased() }
            one("github_url", read.gitHubURL) { $0.lowercased() == $1.lowercased() }
            one("highest_education", read.highestEducation) { isAlike($0, $1) }
            let year = told["year_of_passing"] as? Int
            counts["year_of_passing", default: Count()].add(year != nil && year == read.yearOfPassing, read: read.yearOfPassing != nil, there: year != nil)
            let skills = Set((told["skills"] as? [String] ?? []).map { $0.lowercased() }), found = Set(read.skills.map { $0.lowercased() })
            counts["skills", default: Count()].right += Double(skills.intersection(found).count)
            counts["skills"]?.read += Double(found.count)
            counts["skills"]?.there += Double(skills.count)
            add(read, told["work_history"] as? [[String: Any]] ?? [], to: &counts)
        }
        return counts
    }

    private static func add(_ read: ParsedResume, _ jobs: [[String: Any]], to counts: inout [String: Count]) {
        let right = jobs.count { job in
            read.workHistory.contains { found in
                isAlike(job["company_name"] as? String, found.companyName) && isAlike(job["job_title"] as? String, found.jobTitle) && job["start"] as? String == found.startDate
                    && (job["is_current"] as? Bool ?? false) == found.isCurrent
            }
        }
        counts["work_history", default: Count()].right += Double(right)
        counts["work_history"]?.read += Double(read.workHistory.count)
        counts["work_history"]?.there += Double(jobs.count)
    }

    @Test func manyLayoutsAreReadAsWellAsTheyWere() throws {
        let samples = try Self.samples()
        #expect(samples.count >= 40)
        let counts = Self.counts(of: samples)
        let macro = counts.values.reduce(0) { $0 + $1.f1 } / Double(counts.count)
        let table = counts.sorted { $0.key < $1.key }.map { "\($0.key) \(($0.value.f1 * 1_000).rounded() / 1_000)" }.joined(separator: ", ")
        #expect(macro >= 0.9, "macro-F1 \(macro): \(table)")
        #expect((counts["work_history"]?.f1 ?? 0) >= 0.85, "\(table)")
    }

    /// Confidence means a share: what is called sure is right far more often than what is called doubtful.
    @Test func sureFindingsAreRightMoreOftenThanDoubtfulOnes() throws {
        var sure = Count(), doubtful = Count()
        for sample in try Self.samples() {
            let findings = Resumes.read(sample.text, today: (2026, 11)).findings
            for job in findings.workHistory {
                guard case .text(let title)? = job.jobTitle?.value, case .text(let company)? = job.companyName?.value else { continue }
                let isRight = (sample.label["work_history"] as? [[String: Any]] ?? []).contains {
                    Self.isAlike($0["company_name"] as? String, company) && Self.isAlike($0["job_title"] as? String, title)
                }
                if job.confidence >= Findings.doubtful { sure.add(isRight, read: true, there: true) } else { doubtful.add(isRight, read: true, there: true) }
            }
        }
        #expect(sure.there > 40 && sure.f1 > 0.95)
        #expect(doubtful.there == 0 || doubtful.f1 < sure.f1)
    }
}
