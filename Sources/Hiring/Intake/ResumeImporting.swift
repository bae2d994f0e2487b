import Accounts
import Background
import Documents
import Foundation
import Postgres
import Resumes

/// Brings résumés in: reads several at a time, and writes them as people together. A file is written in the transaction that ends its item,
/// so that each ends once, whatever ends in the middle.
struct ResumeImporting {
    /// Files a batch: two seconds of work on two cores.
    static let batch = 32
    /// A file that was begun so often and never ended is the one that ends the program.
    static let mostAttempts = 4

    let database: any Database
    let files: FileStore

    /// What came of reading one file.
    private struct Read: Sendable {
        let file: Imports.WaitingFile
        let result: Result<ResumeReading.Reading, ExtractionFailure>
    }

    /// Batches until nothing waits or the time is over. The next is read while one is written.
    /// - Returns: whether nothing is left.
    func run(_ work: Import, until end: ContinuousClock.Instant) async throws -> Bool {
        var last = 0
        var reading = try await begin(work, after: last)
        while true {
            guard let current = reading else { break }
            last = current.last
            let isTime = ContinuousClock.now < end
            try Task.checkCancellation()
            let read = await current.task.value
            reading = isTime ? try await begin(work, after: last) : nil
            guard try await write(read, work.id) else {
                reading?.task.cancel()
                return false
            }
            if !isTime { return false }
        }
        // What was begun by a worker that died waits with a smaller number.
        return try await database.one(
            Query<One<Bool>>("SELECT NOT EXISTS (SELECT FROM import_items WHERE import_id = \(work.id) AND status = 'waiting') AS done")
        ).value
    }

    /// Reading a batch; nil where none waits.
    private func begin(_ work: Import, after last: Int) async throws -> (task: Task<[Read], Never>, last: Int)? {
        let next = try await database.all(Imports.beginning(work.id, after: last, most: Self.batch)).sorted { $0.number < $1.number }
        guard let end = next.last?.number else { return nil }
        return (Task { await read(next) }, end)
    }

    private func read(_ batch: [Imports.WaitingFile]) async -> [Read] {
        let width = ProcessInfo.processInfo.activeProcessorCount
        return await withTaskGroup(of: Read.self) { group in
            var done: [Read] = []
            for (index, file) in batch.enumerated() {
                if index >= width, let read = await group.next() { done.append(read) }
                group.addTask { await read(file) }
            }
            for await read in group { done.append(read) }
            return done.sorted { $0.file.number < $1.file.number }
        }
    }

    private func read(_ file: Imports.WaitingFile) async -> Read {
        guard file.attempts <= Self.mostAttempts else { return Read(file: file, result: .failure(.corrupt)) }
        do {
            return Read(file: file, result: .success(try await ResumeReading.read(try files.open(file.sha256), named: file.name)))
        } catch {
            return Read(file: file, result: .failure((error as? ExtractionFailure) ?? .corrupt))
        }
    }

    // MARK: Writing

    private func write(_ read: [Read], _ id: ID<Import>) async throws -> Bool {
        try await Importing.trying { try await database.transaction { try await write(read, id, in: $0) } }
    }

    /// - Returns: false where the import was paused or cancelled: what was read is read again when it goes on.
    private func write(_ read: [Read], _ id: ID<Import>, in transaction: Transaction) async throws -> Bool {
        guard let work = try await transaction.first(Imports.held(id)), work.status == .running else {
            try await transaction.run(
                Command(
                    "UPDATE import_items SET attempts = 0 WHERE import_id = \(id) AND number = ANY (\(read.map(\.file.number))::int[]) AND status = 'waiting'"))
            return false
        }
        try await transaction.run(StoredFiles.takingTurns(at: read.map(\.file.sha256)))
        let waiting = Set(try await transaction.all(Imports.stillWaiting(id, read.map(\.file.number))).map(\.value))
        try await Importing.prepare(transaction)
        var people: Set<ID<User>> = []
        for item in read where waiting.contains(item.file.number) {
            switch item.result {
            case .failure(let failure):
                let words = item.file.attempts > Self.mostAttempts ? "Reading this file ended the program. Please look at it by hand." : failure.message
                try await transaction.run(Imports.ending(id, item.file.number, "failed", reason: words, person: nil))
            case .success(let reading):
                people.formUnion(try await bring(reading, item.file, work, in: transaction))
            }
        }
        try await transaction.run(Importing.refreshing(Array(people)))
        try await transaction.run(Imports.tell(id))
        return true
    }

    /// One person after the other: of two files of one batch about the same person the second finds the first.
    private func bring(_ reading: ResumeReading.Reading, _ file: Imports.WaitingFile, _ work: Import, in transaction: Transaction) async throws -> [ID<User>] {
        let email = reading.resume.email.flatMap { EmailAddress($0) }
        let known = try await transaction.first(
            KnownPeople.find(email: email, phone: reading.resume.phone, linkedIn: reading.resume.linkedInURL, sha256: file.sha256))
        guard let known else {
            let person = try await make(reading, email, file, work, in: transaction)
            try await transaction.run(Imports.ending(work.id, file.number, "imported", reason: nil, person: person))
            return [person]
        }
        guard known.isActive else {
            let words = "\(known.name) is inactive here, and stays as they are (same \(known.by))."
            try await transaction.run(Imports.ending(work.id, file.number, "skipped", reason: words, person: known.person))
            return []
        }
        let words = try await keep(reading, file, with: known, in: transaction)
        try await transaction.run(Imports.ending(work.id, file.number, "duplicate", reason: words, person: known.person))
        return [known.person]
    }

    private func make(_ reading: ResumeReading.Reading, _ email: EmailAddress?, _ file: Imports.WaitingFile, _ work: Import, in transaction: Transaction)
        async throws -> ID<User>
    {
        let person = ID<User>(), digest = Data(hex: file.sha256), name = Self.name(reading, email, file.name)
        let isFree =
            email == nil
            ? false : try await transaction.first(Query<One<ID<User>>>("SELECT id FROM users WHERE email_key = \(email?.key) OR email = \(email?.text)")) == nil
        try await transaction.run(
            Command(
                """
                INSERT INTO users (id, full_name, email, email_key, role) VALUES (\(person), \(name), \(isFree ? email?.text : nil), \(isFree ? email?.key : nil), 'CANDIDATE')
                """))
        try await transaction.run(
            Command(
                """
                INSERT INTO candidate_profiles (user_id, source, source_detail, owner_id, alternate_email, resume_sha256, resume_file_name, resume_url, resume_last_updated, field_sources)
                VALUES (\(person), 'Import', \(work.options.detail), \(work.startedBy), \(isFree ? nil : email?.text), \(digest), \(file.name),
                    '/desk/candidates/' || \(person)::text || '/resume', now(), '{"full_name": "resume"}')
                """))
        for tag in work.options.tags {
            try await transaction.run(
                Command("INSERT INTO candidate_tags (user_id, tag, added_by) VALUES (\(person), \(tag), \(work.startedBy)) ON CONFLICT DO NOTHING"))
        }
        try await transaction.run(Intake.filing(digest, file.name, of: person))
        try await fill(person, reading, digest, in: transaction)
        return person
    }

    /// Keeps the file with somebody who is here. What it says fills the profile only where there was no résumé: which of two is newer nobody
    /// knows.
    private func keep(_ reading: ResumeReading.Reading, _ file: Imports.WaitingFile, with known: KnownPeople.Match, in transaction: Transaction) async throws
        -> String
    {
        let digest = Data(hex: file.sha256)
        if known.by == "file" { return "\(known.name) has this very file already." }
        try await transaction.run(Intake.filing(digest, file.name, of: known.person))
        let isFirst = try await transaction.one(
            Query<One<Bool>>("SELECT resume_sha256 IS NULL AS is_first FROM candidate_profiles WHERE user_id = \(known.person)")
        ).value
        if isFirst {
            try await transaction.run(Intake.mastering(digest, file.name, of: known.person))
            try await fill(known.person, reading, digest, in: transaction)
            return "\(known.name) is here already (same \(known.by)); this is their first résumé."
        }
        try await transaction.run(Readings.keeping(reading, of: known.person, digest: digest))
        return "\(known.name) is here already (same \(known.by)); the file is kept with them as another version."
    }

    /// The same as after an application.
    private func fill(_ person: ID<User>, _ reading: ResumeReading.Reading, _ digest: Data, in transaction: Transaction) async throws {
        try await transaction.run(Readings.keeping(reading, of: person, digest: digest))
        _ = try await Profile.fill(person, from: reading, digest: digest, in: transaction)
    }

    /// A résumé without a name that could be read goes under its address, or its file's name, until somebody looks it over.
    private static func name(_ reading: ResumeReading.Reading, _ email: EmailAddress?, _ fileName: String) -> String {
        let words = reading.resume.fullName ?? email.map { String($0.text.prefix { $0 != "@" }) } ?? (fileName as NSString).deletingPathExtension
        let tidy = words.replacing("_", with: " ").replacing(".", with: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return tidy.isEmpty ? "Somebody" : String(tidy.unicodeScalars.prefix(200).map(Character.init))
    }
}
