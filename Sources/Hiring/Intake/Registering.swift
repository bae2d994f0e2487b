import Accounts
import Documents
import Foundation
import Postgres
import Web

/// Puts the files of a folder or archive into the store and down as items, some at a time. Ended in the middle, it goes on where it was.
struct Registering {
    static let most = 50_000
    private static let batch = 100

    let database: any Database
    let files: FileStore

    /// One file that was found, whether it can be read or not.
    private struct Found: Sendable {
        let number: Int
        let name: String
        var stored: StoredFile?
        var mediaType: MediaType?
        /// Why nothing is done with it, and whether that is a failure or only a thing to pass over.
        var refusal: (words: String, isFailure: Bool)?
    }

    /// - Returns: whether all are put down; not where the time is over, or the import was paused.
    func run(_ work: Import, until end: ContinuousClock.Instant) async throws -> Bool {
        if let folder = work.options.folder { return try await run(FolderSource(folder), work, until: end) }
        guard let digest = work.options.file else { return true }
        let bundle: ZipBundle
        do { bundle = try ZipBundle(fileAt: try files.open(digest), mostMembers: Self.most) } catch let failure as ExtractionFailure {
            throw Unreadable(
                words: failure == .zipBomb
                    ? "This archive unpacks to more than it should, or holds more than 50,000 files." : "This is no ZIP archive, or it was cut off on its way.")
        }
        return try await run(ZipSource(bundle), work, until: end)
    }

    /// An archive or folder that cannot be opened at all.
    struct Unreadable: Error { let words: String }

    private func run(_ source: some FileSource, _ work: Import, until end: ContinuousClock.Instant) async throws -> Bool {
        try await database.run(Imports.totalling(work.id, source.count))
        var number = try await database.one(Query<One<Int>>("SELECT coalesce(max(number), 0) AS last FROM import_items WHERE import_id = \(work.id)")).value
        while number < source.count {
            try Task.checkCancellation()
            guard ContinuousClock.now < end else { return false }
            let numbers = (number + 1)...min(number + Self.batch, source.count)
            let found = try await offTheLoop { [self] in try numbers.map { try find($0, in: source) } }
            guard try await putDown(found, from: source, work.id) else { return false }
            number = numbers.upperBound
        }
        try await database.run(Imports.registered(work.id))
        return true
    }

    private func find(_ number: Int, in source: some FileSource) throws -> Found {
        let path = source.name(of: number - 1), name = Self.shown(path)
        var found = Found(number: number, name: name)
        if let words = Self.passedOver(path) {
            found.refusal = (words, false)
            return found
        }
        do throws(ExtractionFailure) {
            let bytes = try source.content(of: number - 1)
            guard !bytes.isEmpty else { throw .empty }
            guard let type = MediaType.sniff(bytes) else { throw bytes.starts(with: Array("PK".utf8)) ? .corrupt : .unsupported }
            found.mediaType = type
            found.stored = try store(bytes)
        } catch {
            found.refusal = (error == .corrupt && found.mediaType != nil ? "It could not be kept: is the disk full?" : error.message, true)
        }
        return found
    }

    private func store(_ bytes: Data) throws(ExtractionFailure) -> StoredFile {
        do { return try files.put(bytes) } catch { throw .corrupt }
    }

    /// What packers and systems add.
    private static func passedOver(_ path: String) -> String? {
        let parts = path.split { $0 == "/" || $0 == "\\" }
        if parts.contains("__MACOSX") { return "A note of macOS, no file of yours." }
        guard let last = parts.last else { return "A folder." }
        return last.hasPrefix(".") || ["Thumbs.db", "desktop.ini"].contains(String(last)) ? "A hidden file of the system." : nil
    }

    /// The last part of a path, free of what steers a terminal or turns the direction of text.
    private static func shown(_ path: String) -> String {
        let last = path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? path
        let kept = last.unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F && !(0x200E...0x200F).contains($0.value) && !(0x202A...0x202E).contains($0.value)
                && !(0x2066...0x2069).contains($0.value)
        }
        let text = String(String.UnicodeScalarView(kept.prefix(200)))
        return text.isEmpty ? "file" : text
    }

    /// Files that a browser sent: put into the store first, then down with their import, all at once.
    func take(_ uploads: [UploadedFile], as import: @Sendable (Transaction) async throws -> ID<Import>) async throws -> ID<Import> {
        let source = UploadSource(uploads: uploads)
        let found = try await offTheLoop { [self] in try (1...max(source.count, 1)).map { try find($0, in: source) } }
        return try await database.transaction { transaction in
            let id = try await `import`(transaction)
            try await insert(found, from: source, id, in: transaction)
            return id
        }
    }

    private func putDown(_ found: [Found], from source: some FileSource, _ id: ID<Import>) async throws -> Bool {
        try await database.transaction { transaction in
            guard let work = try await transaction.first(Imports.held(id)), work.status == .running else { return false }
            try await insert(found, from: source, id, in: transaction)
            try await transaction.run(Imports.tell(id))
            return true
        }
    }

    private func insert(_ found: [Found], from source: some FileSource, _ id: ID<Import>, in transaction: Transaction) async throws {
        let kept = found.compactMap { one in
            if let file = one.stored, let type = one.mediaType { (number: one.number, file: file, type: type) } else { nil }
        }
        try await StoredFiles.keep(kept.map { ($0.file, $0.type) }, in: files, transaction) { place in
            _ = try files.put(try source.content(of: kept[place].number - 1))
        }
        try await transaction.run(
            Command(
                """
                INSERT INTO import_items (import_id, number, name, sha256, status, reason, done_at)
                SELECT \(id), x.number, x.name, decode(x.sha256, 'hex'), x.status, x.reason, CASE WHEN x.status <> 'waiting' THEN now() END
                FROM unnest(\(found.map(\.number))::int[], \(found.map(\.name))::text[], \(found.map { $0.stored?.sha256 })::text[],
                    \(found.map { $0.refusal == nil ? "waiting" : $0.refusal?.isFailure == true ? "failed" : "skipped" })::text[],
                    \(found.map { $0.refusal?.words })::text[]) AS x (number, name, sha256, status, reason) ON CONFLICT DO NOTHING
                """))
    }
}

/// Where files come from, always in the same order.
private protocol FileSource: Sendable {
    var count: Int { get }
    func name(of index: Int) -> String
    func content(of index: Int) throws(ExtractionFailure) -> Data
}

private struct ZipSource: FileSource {
    let bundle: ZipBundle
    let members: [ZipBundle.Member]

    init(_ bundle: ZipBundle) {
        self.bundle = bundle
        members = bundle.members.filter { !$0.isFolder }
    }

    var count: Int { members.count }
    func name(of index: Int) -> String { members[index].name }
    func content(of index: Int) throws(ExtractionFailure) -> Data { try bundle.content(of: members[index], atMost: ExtractionLimits().fileBytes) }
}

private struct UploadSource: FileSource {
    let uploads: [UploadedFile]

    var count: Int { uploads.count }
    func name(of index: Int) -> String { uploads[index].fileName }

    func content(of index: Int) throws(ExtractionFailure) -> Data {
        guard uploads[index].bytes <= ExtractionLimits().fileBytes else { throw .tooLarge }
        guard let data = try? Data(contentsOf: uploads[index].temporary) else { throw .corrupt }
        return data
    }
}

private struct FolderSource: FileSource {
    let folder: URL
    let names: [String]

    /// Links are not followed: a folder holds what lies in it.
    init(_ path: String) throws {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]) else {
            throw Registering.Unreadable(words: "The folder \(path) cannot be read from here.")
        }
        let root = folder.standardizedFileURL.path
        names = walk.compactMap { $0 as? URL }
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
            .map { String($0.standardizedFileURL.path.dropFirst(root.count).drop { $0 == "/" }) }.sorted()
        guard FileManager.default.isReadableFile(atPath: path) else { throw Registering.Unreadable(words: "The folder \(path) cannot be read from here.") }
    }

    var count: Int { names.count }
    func name(of index: Int) -> String { names[index] }

    func content(of index: Int) throws(ExtractionFailure) -> Data {
        let place = folder.appending(path: names[index])
        guard let size = try? FileManager.default.attributesOfItem(atPath: place.path)[.size] as? Int else { throw .corrupt }
        guard size <= ExtractionLimits().fileBytes else { throw .tooLarge }
        guard let data = try? Data(contentsOf: place) else { throw .corrupt }
        return data
    }
}
