import Accounts
import Foundation
import Postgres
import Resumes

/// What a résumé says, as the profile takes it: only what fits its field, in the field's own words.
enum ResumeFacts {
    static func said(in reading: ResumeReading.Reading) -> Profile.Said {
        let resume = reading.resume
        let texts: [(column: String, text: String?)] = [
            ("phone", resume.phone), ("linkedin_url", resume.linkedInURL), ("github_url", resume.gitHubURL), ("portfolio_url", resume.portfolioURL),
            ("bio", clipped(resume.bio, 10_000)), ("highest_education", clipped(resume.highestEducation, 300)),
            ("year_of_passing", resume.yearOfPassing.map(String.init)), ("projects_summary", clipped(resume.projectsSummary, 10_000)),
            ("total_experience_years", resume.totalExperienceYears.map { String(($0 * 10).rounded() / 10) }),
            ("current_role", clipped(resume.currentRole, 300)), ("skills", lines(reading.skills, 100)),
            ("certificates", lines(resume.certificates, 60)), ("languages", lines(resume.languages, 40)),
            ("current_locations", lines(resume.currentLocations, 20)),
        ]
        return texts.compactMap { column, text in
            guard let field = ProfileFields[column], let text, case .success(let value) = field.parse(text), !value.isEmpty else { return nil }
            return (field: field, value: value)
        } + terms(in: resume)
    }

    /// Notice and pay: numbers already, and the currency that the pay is in.
    private static func terms(in resume: ParsedResume) -> Profile.Said {
        let values: [(column: String, value: ProfileValue?)] = [
            ("notice_period", resume.noticePeriodDays.map(ProfileValue.number)), ("currency", resume.currency.map(ProfileValue.text)),
            ("current_ctc", pay(resume.currentCTC, resume.currency)), ("expected_ctc", pay(resume.expectedCTC, resume.currency)),
        ]
        return values.compactMap { column, value in
            guard let field = ProfileFields[column], let value else { return nil }
            return (field: field, value: value)
        }
    }

    /// Less than a lakh of rupees a year is the pay of a month, as résumés state it too: nothing that may be guessed from.
    private static func pay(_ amount: Int?, _ currency: String?) -> ProfileValue? {
        guard let amount, amount >= 100_000 || currency ?? "INR" != "INR" else { return nil }
        return .number(amount)
    }

    /// The columns that mean something only together.
    static let termsOfPay = ["currency", "current_ctc", "expected_ctc"]

    /// The column of a profile that a finding is about.
    static func column(of finding: String) -> String { finding == "notice_period_days" ? "notice_period" : finding }

    /// An amount means something only in its currency, and a profile has one for both amounts: what a résumé says of pay in another one is left out,
    /// unless nobody but an older résumé spoke of pay and this one says all of it anew.
    static func inCurrency(of record: ProfileRecord, _ said: Profile.Said) -> Profile.Said {
        guard let stated = said.first(where: { $0.field.kind == .currency })?.value.text, stated != record.currency else { return said }
        let isFree = termsOfPay.allSatisfy { column in
            if record[column].isEmpty { return true }
            return record.speaker(of: column)?.isParsed == true && said.contains { $0.field.column == column }
        }
        return isFree ? said : said.filter { !$0.field.isPay && $0.field.kind != .currency }
    }

    /// One entry a line; what is too long for an entry is no skill and no place.
    private static func lines(_ entries: [String], _ most: Int) -> String? {
        let kept = entries.filter { $0.unicodeScalars.count <= 120 }.prefix(most)
        return kept.isEmpty ? nil : kept.joined(separator: "\n")
    }

    /// As PostgreSQL counts.
    private static func clipped(_ text: String?, _ longest: Int) -> String? { text.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(longest))) } }

    static func jobs(in resume: ParsedResume) -> [WorkedJob] {
        resume.workHistory.compactMap { read in
            guard read.companyName != nil || read.jobTitle != nil else { return nil }
            var job = WorkedJob()
            job.companyName = clipped(read.companyName, 300)
            job.jobTitle = clipped(read.jobTitle, 300)
            job.startDate = day(read.startDate)
            job.endDate = read.isCurrent ? nil : day(read.endDate)
            job.isCurrent = read.isCurrent
            job.responsibilities = clipped(read.responsibilities, 20_000)
            if !job.inOrder { job.endDate = nil }
            return job
        }
    }

    /// `2021` or `2021-03`, as exact as the résumé is: the first day of it.
    private static func day(_ text: String?) -> CalendarDate? {
        guard let parts = text?.split(separator: "-").compactMap({ Int($0) }), let year = parts.first else { return nil }
        return CalendarDate(year: year, month: parts.count > 1 ? parts[1] : 1, day: 1)
    }
}

extension Profile {
    /// Takes in a résumé: fills what nobody said, proposes what differs from what a person said, keeps the text.
    /// - Returns: what the résumé speaks of, by column; nil where the profile has another file by now.
    static func fill(_ candidate: ID<User>, from reading: ResumeReading.Reading, digest: Data, in transaction: some Database) async throws -> [String]? {
        guard try await transaction.run(keeping(text: reading.text, of: candidate, digest: digest)) == 1 else { return nil }
        guard let record = try await transaction.first(Profiles.held(candidate)) else { return nil }
        let said = ResumeFacts.inCurrency(of: record, ResumeFacts.said(in: reading)), file = try await transaction.first(file(digest, of: candidate))?.value
        let confidences = Dictionary(reading.findings.confidences.map { (ResumeFacts.column(of: $0.key), $0.value) }, uniquingKeysWith: { $1 })
        _ = try await hear(said, of: candidate, from: .resume, file: file, confidences: confidences, in: transaction)
        try await hearHistory(ResumeFacts.jobs(in: reading.resume), of: candidate, from: .resume, file: file, in: transaction)
        return said.map(\.field.column).sorted()
    }

    /// No row where the profile has another file by now.
    static func keeping(text: String, of candidate: ID<User>, digest: Data) -> Command {
        Command(
            """
            UPDATE candidate_profiles SET resume_text = \(text), resume_problem = NULL, updated_at = now()
            WHERE user_id = \(candidate) AND resume_sha256 = \(digest)
            """)
    }

    private static func file(_ digest: Data, of candidate: ID<User>) -> Query<One<ID<CandidateFile>>> {
        Query("SELECT id FROM candidate_files WHERE user_id = \(candidate) AND sha256 = \(digest) ORDER BY created_at DESC, id DESC LIMIT 1")
    }
}
