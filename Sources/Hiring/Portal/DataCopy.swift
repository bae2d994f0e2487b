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

    /// A copy on disk, removed when nobody holds it any more.
    final class Spool: Sendable {
        let place: URL
        /// Of the files that the person sent: name, and digest in hexadecimal.
        let files: [(name: String, digest: String)]

        init(place: URL, files: [(name: String, digest: String)]) { (self.place, self.files) = (place, files) }

        deinit { try? FileManager.default.removeItem(at: place) }
    }

    private struct Sent: RowDecodable {
        let name: String
        let digest: Data

        init(row: Row) throws { (name, digest) = (try row.get("file_name"), try row.get("sha256", as: Data.self)) }
    }

    /// All of one moment: nothing that is changed meanwhile is half in it.
    func spool() async throws -> Spool {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("shortlist-copy-\(UUID().uuidString)")
        let handle = try await offTheLoop { try Self.create(place) }
        do {
            let files = try await office.database.transaction { transaction in
                try await transaction.run(Command("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                let people = try await transaction.all(Erasing.everybody(who: person)).map(\.id)
                try await write(people, to: handle, in: transaction)
                return try await transaction.all(Self.files(of: people))
            }
            try handle.close()
            return Spool(place: place, files: files.map { ($0.name, $0.digest.hex) })
        } catch {
            try? handle.close()
            try? FileManager.default.removeItem(at: place)
            throw error
        }
    }

    /// For nobody else on the machine to read.
    private static func create(_ place: URL) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: place.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw FileStoreError.cannotWrite(errno)
        }
        return try FileHandle(forWritingTo: place)
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
    func send(_ send: ([UInt8]) async throws -> Void) async throws { try await Self.pieces(of: place) { try await send([UInt8]($0)) } }

    /// An archive of the copy and of all files, written while it is sent.
    func sendArchive(from store: FileStore, at date: Date = Date(), _ send: ([UInt8]) async throws -> Void) async throws {
        var zip = ZipWriter()
        try await Self.add(place, as: "data.json", to: &zip, date, send)
        for (number, file) in files.enumerated() {
            let name = "files/\(number + 1) \(Self.fit(file.name))"
            guard let content = try? store.open(file.digest) else { continue }
            try await Self.add(content, as: name, to: &zip, date, send)
        }
        try await send(try zip.finish())
    }

    private static func add(_ file: URL, as name: String, to zip: inout ZipWriter, _ date: Date, _ send: ([UInt8]) async throws -> Void) async throws {
        let sum = try await offTheLoop { try ZipWriter.Sum(of: file) }
        try await send(try zip.begin(name, sum, date: date))
        let handle = try await offTheLoop { try FileHandle(forReadingFrom: file) }
        defer { try? handle.close() }
        while let piece = try await offTheLoop({ try handle.read(upToCount: 65_536) }), !piece.isEmpty {
            zip.take(piece)
            try await send([UInt8](piece))
        }
    }

    private static func pieces(of file: URL, _ take: (Data) async throws -> Void) async throws {
        let handle = try await offTheLoop { try FileHandle(forReadingFrom: file) }
        defer { try? handle.close() }
        while let piece = try await offTheLoop({ try handle.read(upToCount: 65_536) }), !piece.isEmpty { try await take(piece) }
    }

    /// As a part of a path: a stranger chose the name.
    private static func fit(_ name: String) -> String {
        let kept = String(
            String.UnicodeScalarView(name.unicodeScalars.map { "/\\:*?\"<>|".unicodeScalars.contains($0) || $0.value < 32 || $0.value == 127 ? "_" : $0 }))
        let trimmed = kept.drop { $0 == "." || $0 == " " }
        return trimmed.isEmpty ? "file" : String(trimmed.suffix(120))
    }
}
