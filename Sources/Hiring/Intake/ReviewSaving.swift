import Accounts
import Foundation
import Postgres
import Web

/// Writes a review: profile, positions, the mark on the reading, the settled card and the trail, all at once.
struct ReviewSaving {
    enum Outcome { case saved, isOlder }

    let subject: Reviews.Subject
    let form: ReviewForm
    let viewer: Viewer
    let origin: Origin

    /// A second click finds all as it wrote it and writes nothing twice. Throws a unique violation where somebody else has the address.
    func save(in database: any Database) async throws -> Outcome {
        try await database.transaction { transaction in
            let isChanged = !form.changes.isEmpty || form.jobs != nil
            if isChanged {
                guard try await transaction.first(Reviews.holding(subject.person, version: form.version)) != nil else { return .isOlder }
                try await write(in: transaction)
            }
            let isFirst = try await mark(in: transaction)
            guard isFirst || isChanged else { return .saved }
            if subject.isMaster { try await settle(in: transaction) }
            try await transaction.run(
                ActivityLog.recording(
                    "REVIEWED_RESUME", severity: .success, by: viewer.id, of: ("candidate", subject.person.uuid), words, change: change, from: origin))
            return .saved
        }
    }

    /// - Returns: whether nobody looked before.
    private func mark(in transaction: Transaction) async throws -> Bool {
        guard let file = subject.sent else { return subject.problem != nil }
        return try await transaction.run(Readings.reviewing(file.id, by: viewer.id)) == 1
    }

    private func write(in transaction: Transaction) async throws {
        for source in [FieldSource.resume, .recruiter] {
            try await write(form.changes.filter { $0.source == source }.map { ($0.field, $0.value) }, by: source, in: transaction)
        }
        guard let jobs = form.jobs else { return }
        try await write(jobs, in: transaction)
        try await transaction.run(Profile.sayingHistory(of: subject.person, by: .recruiter))
        try await Scoring.enqueue(subject.person, in: transaction)
    }

    /// Through the same door as everything else that is said of somebody; their name and address are columns of `users`.
    private func write(_ said: Profile.Said, by source: FieldSource, in transaction: Transaction) async throws {
        func value(_ field: ProfileField) -> ProfileValue? { said.first { $0.field == field }?.value }
        if let name = value(Reviews.name)?.text { try await Profile.name(subject.person, name, by: source, in: transaction) }
        if let email = value(Reviews.email) {
            try await transaction.run(Reviews.addressing(subject.person, email.text.flatMap { EmailAddress($0) }))
            try await transaction.run(Profile.noting([Reviews.email.column], source, of: subject.person))
        }
        let ofProfile = said.filter { ![Reviews.name, Reviews.email].contains($0.field) }
        try await Profile.say(ofProfile, of: subject.person, by: source, editor: viewer.id, in: transaction)
    }

    /// What the work was and with what stays with positions that are kept.
    private func write(_ jobs: [ReviewForm.Job], in transaction: Transaction) async throws {
        let kept = jobs.compactMap(\.id)
        try await transaction.run(
            Command("DELETE FROM candidate_work_history WHERE profile_id = \(subject.person) AND NOT id = ANY (\(kept))"))
        for job in jobs {
            try await transaction.run(
                Command(
                    """
                    INSERT INTO candidate_work_history AS history (id, profile_id, company_name, job_title, start_date, end_date, is_current)
                    VALUES (\(job.id ?? UUID.v7()), \(subject.person), \(job.company), \(job.title), \(job.start), \(job.end), \(job.isCurrent))
                    ON CONFLICT (id) DO UPDATE SET company_name = excluded.company_name, job_title = excluded.job_title, start_date = excluded.start_date,
                        end_date = excluded.end_date, is_current = excluded.is_current WHERE history.profile_id = \(subject.person)
                    """))
        }
    }

    private func settle(in transaction: Transaction) async throws {
        try await transaction.run(ActionQueue.settlingParseFailures(of: subject.person))
        try await transaction.run(
            Command("UPDATE candidate_profiles SET resume_problem = NULL WHERE user_id = \(subject.person) AND resume_problem IS NOT NULL"))
    }

    private var words: String {
        let corrected = form.changes.filter { $0.source == .recruiter }.map(\.field.label) + (form.jobs == nil ? [] : ["Work history"])
        return "\(viewer.name) looked over what was read in \(subject.fileName) of \(subject.name)"
            + (corrected.isEmpty ? "." : " and corrected: \(corrected.joined(separator: ", ")).")
    }

    private var change: ActivityLog.Change? {
        let changed = form.changes.filter { !$0.field.isProtected }
        func shown(_ value: ProfileValue, _ field: ProfileField) -> String? { value.isEmpty ? nil : field.typed(value) }
        return .init(
            from: Dictionary(changed.map { ($0.field.column, shown(subject.values[$0.field.column] ?? .nothing, $0.field)) }, uniquingKeysWith: { $1 }),
            to: Dictionary(changed.map { ($0.field.column, shown($0.value, $0.field)) }, uniquingKeysWith: { $1 }))
    }
}
