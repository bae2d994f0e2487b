import Accounts
package import Background
package import Documents
package import Foundation
package import Postgres
import Web

/// Files that rows speak of: `stored_files` and the file store together. Two people may have sent the same file, which is kept once.
///
/// The rule it protects: a row never speaks of a file that is not there. Whoever keeps a file and whoever removes the same one take turns.
package enum StoredFiles {
    /// Writes the row of a file that was put into the store, and puts it there once more where somebody removed it in between.
    /// - Parameter source: where its bytes are; kept until the transaction ends.
    package static func keep(_ file: StoredFile, _ type: MediaType, from source: URL, in files: FileStore, _ transaction: Transaction) async throws {
        try await keep([(file, type)], in: files, transaction) { _ in _ = try files.put(fileAt: source) }
    }

    /// The same of many.
    /// - Parameter again: puts the one at that place into the store once more.
    static func keep(
        _ kept: [(file: StoredFile, type: MediaType)], in files: FileStore, _ transaction: Transaction, again: @escaping @Sendable (Int) throws -> Void
    ) async throws {
        try await hold(kept.map(\.file.sha256), in: files, transaction, again: again)
        try await transaction.run(
            Command(
                """
                INSERT INTO stored_files (sha256, bytes, media_type) SELECT DISTINCT ON (new.sha256) decode(new.sha256, 'hex'), new.bytes, new.type
                FROM unnest(\(kept.map(\.file.sha256)), \(kept.map(\.file.bytes)), \(kept.map(\.type.rawValue))) AS new (sha256, bytes, type)
                ORDER BY new.sha256 ON CONFLICT (sha256) DO NOTHING
                """))
    }

    /// Until the transaction ends nobody removes files that were put into the store; those that somebody removed before are put there once more.
    static func hold(_ digests: [String], in files: FileStore, _ transaction: Transaction, again: @escaping @Sendable (Int) throws -> Void) async throws {
        try await transaction.run(takingTurns(at: digests))
        let missing = digests.indices.filter { (try? files.open(digests[$0])) == nil }
        if !missing.isEmpty { try await offTheLoop { for place in missing { try again(place) } } }
    }

    /// In one order, so that two who take several lock nobody out.
    static func takingTurns(at digests: [String]) -> Command {
        let digests = Set(digests).sorted()
        return Command("SELECT \(Avatars.turn(at: "digest")) FROM unnest(\(digests)) AS digest")
    }

    /// Removes what no row speaks of any more, row and file. Done again, it finds nothing to do; a file that somebody else sent too stays.
    package static func forget(_ digest: String, from files: FileStore, in database: any Database) async throws {
        try await database.transaction { transaction in
            try await transaction.run(Avatars.takingTurns(at: digest))
            let sum = Data(hex: digest)
            try await transaction.run(
                Command(
                    """
                    DELETE FROM stored_files WHERE sha256 = \(sum) AND NOT EXISTS (SELECT FROM candidate_files WHERE sha256 = \(sum))
                        AND NOT EXISTS (SELECT FROM candidate_profiles WHERE resume_sha256 = \(sum)) AND NOT EXISTS (SELECT FROM import_items WHERE sha256 = \(sum))
                    """))
            let isRow = Query<One<Bool>>("SELECT EXISTS (SELECT FROM stored_files WHERE sha256 = \(sum)) AS is_row")
            guard try await !transaction.one(isRow).value, try await !transaction.one(Avatars.isShown(digest)).value,
                try await !transaction.one(Imports.isMade(of: digest)).value
            else { return }
            try await offTheLoop {
                try files.remove(digest)
                PageImages(files: files).forget(digest)
            }
        }
    }
}

/// Removing files in the background, after the transaction that took away the last row that spoke of them: a crash between the two loses no file
/// that a row speaks of, and leaves none behind.
package struct FileWork: Sendable {
    package static let kind = "forget_files"

    struct Order: Codable, Sendable {
        /// In hexadecimal.
        var digests: [String]
    }

    let database: any Database
    let files: FileStore

    package init(database: any Database, files: FileStore) { (self.database, self.files) = (database, files) }

    /// Tried for some weeks: an erasure is not given up because a disk was away over a weekend.
    static func enqueue(_ digests: [Data], in transaction: some Database) async throws {
        guard !digests.isEmpty else { return }
        try await Work.enqueue(kind: kind, payload: Order(digests: digests.map(\.hex)), maxAttempts: 200, in: transaction)
    }

    package var handler: WorkHandler {
        Work.handler(of: Order.self) { order, _ in
            for digest in order.digests { try await StoredFiles.forget(digest, from: files, in: database) }
        }
    }
}
