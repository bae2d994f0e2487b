import Accounts
import Documents
import Foundation
import Postgres
import Synchronization
import Web

/// Everything that is held about a person, as JSON: one object a row of every table, written to a file while it is read, so that it never lies in
/// memory whole and no connection waits for a slow reader.
struct DataCopy {
    let office: FrontOffice
    let person: ID<User>

    /// A copy on disk without a name there: it is gone when nobody holds it any more, also after a crash. Whoever reads it is alone with it.
    final class Spool: Sendable {
        let handle: FileHandle
        /// Of the files that the person sent: name, and digest in hexadecimal.
        let files: [(name: String, digest: String)]

        init(handle: FileHandle, files: [(name: String, digest: String)]) { (self.handle, self.files) = (handle, files) }
    }

    private struct Sent: RowDecodable {
        let name: String
        let digest: Data

        init(row: Row) throws { (name, digest) = (try row.get("file_name"), try row.get("sha256", as: Data.self)) }
    }

    /// All of one moment: nothing that is changed meanwhile is half in it.
    func spool() async throws -> Spool {
        let handle = try await offTheLoop { try Self.unnamedFile() }
        let files = try await office.database.transaction { transaction in
            try await transaction.run(Command("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            let people = try await transaction.all(Merges.people(of: person)).map(\.value)
            try await write(people, to: handle, in: transaction)
            return try await transaction.all(Self.files(of: people))
        }
        return Spool(handle: handle, files: files.map { ($0.name, $0.digest.hex) })
    }

    /// Readable by nobody else for the moment in which it has a name.
    private static func unnamedFile() throws -> FileHandle {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("shortlist-copy-\(UUID().uuidString)").path
        let descriptor = open(place, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileStoreError.cannotWrite(errno) }
        unlink(place)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    private func write(_ people: [ID<User>], to handle: FileHandle, in transaction: Transaction) async throws {
        var waiting = Data("{\n\"about\": \(try Self.json(about))".utf8)
        for table in PersonalTable.all {
            waiting += Data(",\n\"\(table.name)\": [".utf8)
            var isFirst = true
            for try await row in transaction.stream(table.rows(of: people)) {
                waiting += Data((isFirst ? "\n" : ",\n").utf8) + Data(row.value.utf8)
                isFirst = false
                if waiting.count > 65_536 { waiting = try await Self.flush(waiting, to: handle) }
            }
            waiting += Data("]".utf8)
        }
        waiting += Data(",\n\"left_out\": \(try Self.json(leftOut))\n}\n".utf8)
        _ = try await Self.flush(waiting, to: handle)
    }

    private static func flush(_ data: Data, to handle: FileHandle) async throws -> Data {
        try await offTheLoop { try handle.write(contentsOf: data) }
        return Data()
    }

    private var about: [String: String] {
        [
            "agency": office.site.name, "made_at": Moment(Date()).iso,
            "what":
                "Everything that \(office.site.name) holds about you: by table, one object a row, as it is stored. What is left out, and why, stands at the end.",
        ]
    }

    /// Column or table -> why a copy has it not.
    private var leftOut: [String: String] {
        var reasons = PersonalTable.exceptions
        for table in PersonalTable.all { for column in table.without { reasons["\(table.name).\(column.column)"] = column.why } }
        reasons["activity_logs.description"] = "of what colleagues did, since it names them; what they did, when and in which role is there"
        reasons["background_jobs"] = "work that waits to be done with what is in this copy"
        reasons["sign_in_failures"] = "counts under checksums, for two days"
        return reasons
    }

    private static func json(_ value: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func files(of people: [ID<User>]) -> Query<Sent> {
        Query(
            """
            SELECT file_name, sha256 FROM (
                SELECT DISTINCT ON (sha256) file_name, sha256, created_at FROM candidate_files WHERE user_id = ANY(\(people)) ORDER BY sha256, created_at DESC, id DESC
            ) AS files ORDER BY created_at DESC, sha256
            """)
    }
}

extension DataCopy.Spool {
    /// The copy in pieces of 64 kB.
    func send(_ send: ([UInt8]) async throws -> Void) async throws { try await Self.pieces(of: handle) { try await send([UInt8]($0)) } }

    /// An archive of the copy and of all files, written while it is sent.
    func sendArchive(from store: FileStore, at date: Date = Date(), _ send: ([UInt8]) async throws -> Void) async throws {
        var zip = ZipWriter()
        try await Self.add(handle, as: "data.json", to: &zip, date, send)
        for (number, file) in files.enumerated() {
            guard let content = try? await offTheLoop({ try FileHandle(forReadingFrom: try store.open(file.digest)) }) else { continue }
            try await Self.add(content, as: "files/\(number + 1) \(Self.fit(file.name))", to: &zip, date, send)
            try? content.close()
        }
        try await send(try zip.finish())
    }

    private static func add(_ file: FileHandle, as name: String, to zip: inout ZipWriter, _ date: Date, _ send: ([UInt8]) async throws -> Void) async throws {
        try await send(try zip.begin(name, try await offTheLoop { try ZipWriter.Sum(of: file) }, date: date))
        var pieces = zip
        try await Self.pieces(of: file) { piece in
            pieces.take(piece)
            try await send([UInt8](piece))
        }
        zip = pieces
    }

    private static func pieces(of file: FileHandle, _ take: (Data) async throws -> Void) async throws {
        try await offTheLoop { try file.seek(toOffset: 0) }
        while let piece = try await offTheLoop({ try file.read(upToCount: 65_536) }), !piece.isEmpty { try await take(piece) }
    }

    /// As a part of a path: a stranger chose the name.
    private static func fit(_ name: String) -> String {
        let kept = String(
            String.UnicodeScalarView(name.unicodeScalars.map { "/\\:*?\"<>|".unicodeScalars.contains($0) || $0.value < 32 || $0.value == 127 ? "_" : $0 }))
        let trimmed = kept.drop { $0 == "." || $0 == " " }
        return trimmed.isEmpty ? "file" : String(trimmed.suffix(120))
    }
}
