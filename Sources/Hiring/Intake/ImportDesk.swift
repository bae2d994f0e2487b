import Accounts
package import Background
package import Documents
package import Foundation
package import Postgres

/// Imports for whoever has no browser: the command line.
package struct ImportDesk: Sendable {
    package let database: any Database
    package let files: FileStore

    package init(database: any Database, files: FileStore) { (self.database, self.files) = (database, files) }

    package var handlers: [String: WorkHandler] { Importing(database: database, files: files).handlers }

    /// Why a place cannot be imported, in words for the terminal.
    package struct Refused: Error, CustomStringConvertible {
        package let description: String
    }

    /// A folder is read where it lies; an archive is kept until it is unpacked.
    package func start(resumesAt place: URL, detail: String?, tags: [String]) async throws -> ID<Import> {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else { throw Refused(description: "There is no \(place.path).") }
        var options = Import.Options()
        options.detail = detail.map { String($0.prefix(500)) }
        options.tags = ListTags.read(tags.joined(separator: ","))
        if isFolder.boolValue { options.folder = place.path } else { options.file = try files.put(fileAt: place).sha256 }
        return try await database.transaction { [options] in try await NewImport().start(.resumes, place.lastPathComponent, options, in: $0) }
    }

    package func start(_ list: List, named name: String) async throws -> ID<Import> {
        try await database.transaction { try await NewImport().start(.csv, name, list.options, in: $0) }
    }

    /// Leaves nothing behind, not even the table.
    package func check(_ list: List, told: (Import.Check.Note) async throws -> Void) async throws -> Import.Check {
        let check = try await ListImporting(database: database, files: files).check(Import(trying: list.options), most: 0, told: told)
        if let digest = list.options.file { try await StoredFiles.forget(digest, from: files, in: database) }
        return check
    }

    /// How far an import is.
    package struct State: Sendable {
        package let name, words: String
        package let done, total, failed: Int
        package let isRunning: Bool
        package let problem: String?
    }

    package func state(of id: ID<Import>) async throws -> State {
        let work = try await database.one(Imports.one(id)), counts = try await database.one(Imports.counts(of: id))
        return State(
            name: work.name, words: work.status == .running ? counts.words : "\(work.status.rawValue): \(counts.words)", done: counts.done, total: work.total,
            failed: counts.failed, isRunning: work.status == .running, problem: work.problem)
    }

    package func failures(of id: ID<Import>, most: Int) async throws -> [String] {
        try await database.all(Imports.items(of: id, status: "failed", after: 0, limit: most)).map { "\($0.number) \($0.name): \($0.reason ?? "")" }
    }

    /// Those that run, or the one that is named, also where it was paused.
    package func unfinished(_ text: String?) async throws -> [ID<Import>] {
        if let text {
            guard let id = ID<Import>(text), try await database.first(Imports.one(id)) != nil else { throw Refused(description: "There is no import \(text).") }
            try await database.transaction { transaction in
                try await transaction.run(Imports.turning(id, from: [.paused, .failed], to: .running))
                try await Importing.enqueue(id, in: transaction)
            }
            return [id]
        }
        return try await database.all(Query<One<ID<Import>>>("SELECT id FROM imports WHERE status = 'running' ORDER BY created_at")).map(\.value)
    }

    /// A table that was opened, and what its columns hold.
    package struct List: Sendable {
        var options: Import.Options

        package init(at place: URL, files: FileStore) throws {
            do { options = try ListOpening.open(place, in: files) } catch let refused as ListOpening.Refused { throw Refused(description: refused.words) }
        }

        /// `NAME=FIELD`.
        /// - Returns: what is wrong with it.
        package mutating func map(_ words: String) -> String? {
            guard let equals = words.lastIndex(of: "=") else { return "Write --map as NAME=FIELD, not “\(words)”." }
            let name = String(words[..<equals]), field = String(words[words.index(after: equals)...])
            guard let index = options.headers.firstIndex(where: { $0.caseInsensitiveCompare(name) == .orderedSame }) else {
                return "There is no column “\(name)”."
            }
            guard field.isEmpty || ListColumns[field] != nil else {
                return "There is no field “\(field)”. There are: \(ListColumns.all.map(\.column).joined(separator: ", "))."
            }
            options.mapping[index] = field.isEmpty ? nil : field
            return nil
        }

        package mutating func describe(detail: String?, tags: [String], skipsKnown: Bool, isStrict: Bool, currency: String) {
            options.detail = detail.map { String($0.prefix(500)) }
            options.tags = ListTags.read(tags.joined(separator: ","))
            (options.skipsKnown, options.isStrict, options.currency) = (skipsKnown, isStrict, currency.uppercased())
        }

        package var problem: String? { ListReading.problem(of: options.mapping) }

        /// Each column with what it fills.
        package var columns: [String] {
            options.headers.enumerated().map { index, header in "\(header): \(options.mapping[index] ?? "left out")" }
        }
    }
}

extension Import {
    /// A trial of a table that is put down nowhere.
    init(trying options: Options) {
        (id, kind, name, status, self.options, total) = (ID(), .csv, "", .mapping, options, 0)
        (problem, startedBy, starter, createdAt, finishedAt) = (nil, nil, nil, Date(), nil)
    }
}
