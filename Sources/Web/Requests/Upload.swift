import Crypto
package import Foundation
import Hummingbird
import NIOCore

/// A file that a visitor sent. It lies on disk under a name of ours and is removed when nobody holds it any more: copy or move what is to stay.
package final class UploadedFile: Sendable {
    package let temporary: URL
    /// Of the content, in lower-case hexadecimal.
    package let sha256: String
    package let bytes: Int
    /// The visitor's name for it, without folders; for showing only.
    package let fileName: String
    /// As the browser said; not to be believed.
    package let contentType: String

    init(temporary: URL, sha256: String, bytes: Int, fileName: String, contentType: String) {
        self.temporary = temporary
        self.sha256 = sha256
        self.bytes = bytes
        self.fileName = fileName
        self.contentType = contentType
    }

    deinit { try? FileManager.default.removeItem(at: temporary) }
}

/// Writes one arriving file on a thread that may wait for the disk, and counts and hashes on the way.
final class FileInTheMaking {
    private let url: URL
    private let handle: FileHandle
    private let fileName: String
    private let contentType: String
    private var hash = SHA256()
    private var pending: [UInt8] = []
    private(set) var bytes = 0

    /// One write for each quarter of a megabyte: a hop to the thread pool costs more than the copy.
    private static let batch = 256 * 1024

    init(fileName: String, contentType: String, folder: URL) async throws {
        self.fileName = fileName
        self.contentType = contentType
        let url = folder.appendingPathComponent("shortlist-upload-\(UUID().uuidString)")
        self.url = url
        handle = FileHandle(fileDescriptor: try await offTheLoop { try Self.create(url) }, closeOnDealloc: true)
    }

    private static func create(_ url: URL) throws -> Int32 {
        let descriptor = open(url.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return descriptor
    }

    func append(_ chunk: [UInt8]) async throws {
        bytes += chunk.count
        hash.update(data: chunk)
        pending.append(contentsOf: chunk)
        if pending.count >= Self.batch { try await flush() }
    }

    private func flush() async throws {
        let data = Data(pending)
        pending.removeAll(keepingCapacity: true)
        let descriptor = handle.fileDescriptor
        try await offTheLoop { try Self.write(data, to: descriptor) }
    }

    private static func write(_ data: Data, to descriptor: Int32) throws {
        try data.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
                if count < 0, errno != EINTR { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
                done += max(count, 0)
            }
        }
    }

    func finished() async throws -> UploadedFile {
        try await flush()
        let digest = hash.finalize().hex
        return UploadedFile(temporary: url, sha256: digest, bytes: bytes, fileName: fileName, contentType: contentType)
    }

    /// A file that will not be finished leaves nothing behind.
    func abandon() { try? FileManager.default.removeItem(at: url) }
}

/// What a form may bring: one file, or several that are `bytes` together. A body over `bytes` and a little for its fields is refused.
package struct UploadLimit: Sendable {
    package var bytes: Int
    package var files: Int
    package var folder: URL

    package init(megabytes: Int, files: Int = 1, folder: URL = FileManager.default.temporaryDirectory) {
        bytes = megabytes << 20
        self.files = files
        self.folder = folder
    }

    /// Of all that arrives, however many parts it is cut into and whether or not its length was told before.
    var bodyBytes: Int { bytes + Ask.formLimit }

    var refusal: Refusal { .tooLarge(limit: files == 1 ? "\(bytes >> 20) MB for a file" : "\(bytes >> 20) MB for all files together") }

    var tooMany: Refusal {
        .malformed(
            files == 1
                ? "This form takes one file, and more came. Nothing was stored: go back and choose one."
                : "This form takes \(files) files at once, and more came. Nothing was stored: send them in parts, or packed as a ZIP.")
    }
}

extension Ask {
    /// Fields to memory, at most 1 MB of them; files to disk. A browser shows our refusal only when it could send all of its form, so
    /// the rest of a refused body is read and dropped; not for ever.
    func multipart(type: String, limit: UploadLimit) async throws -> Form {
        var reading = MultipartReading(parser: try Multipart(contentType: type), limit: limit)
        var refusal = announcedBytes > limit.bodyBytes ? limit.refusal : nil
        var rest = Self.drainLimit
        do {
            // A body can be walked once only, so what is refused is dropped in the same loop.
            for try await buffer in request.body {
                if refusal == nil {
                    refusal = try await reading.refusal(taking: buffer)
                } else {
                    rest -= buffer.readableBytes
                    if rest < 0 { break }
                }
            }
            if let refusal { throw refusal }
            return try reading.form()
        } catch {
            reading.abandon()
            throw error
        }
    }

    /// What the browser says that it will send; 0 where it does not say.
    private var announcedBytes: Int { request.headers[.contentLength].flatMap { Int($0) } ?? 0 }

    private static let drainLimit = 64 << 20
}

/// A multipart form on its way in.
private struct MultipartReading {
    /// The part that is being read. Its file is made with its first bytes: a file field left empty makes none.
    private enum Part {
        case field(name: String)
        case file(name: String, fileName: String, type: String, making: FileInTheMaking?)
    }

    var parser: Multipart
    let limit: UploadLimit
    private var pairs: [(String, String)] = []
    private var part = Part.field(name: "")
    private var text: [UInt8] = []
    private var files: [(name: String, file: UploadedFile)] = []
    private var bytes = 0
    private var textBytes = 0

    init(parser: Multipart, limit: UploadLimit) {
        self.parser = parser
        self.limit = limit
    }

    /// Why this form is refused now that `buffer` has come, if it is; its file is removed at once, not when the last byte has come.
    mutating func refusal(taking buffer: ByteBuffer) async throws -> Refusal? {
        do {
            try await take(buffer)
            return nil
        } catch let refusal as Refusal {
            abandon()
            return refusal
        }
    }

    private mutating func take(_ buffer: ByteBuffer) async throws {
        bytes += buffer.readableBytes
        guard bytes <= limit.bodyBytes else { throw limit.refusal }
        for piece in try parser.feed(buffer.readableBytesView) {
            switch piece {
            case .head(let name, let fileName?, let type): part = .file(name: name, fileName: fileName, type: type, making: nil)
            case .head(let name, nil, _): (part, text) = (.field(name: name), [])
            case .bytes(let bytes): try await take(bytes)
            case .endOfPart: try await endPart()
            }
        }
    }

    private mutating func take(_ bytes: [UInt8]) async throws {
        switch part {
        case .field:
            textBytes += bytes.count
            guard textBytes <= Ask.formLimit else { throw Refusal.tooLarge(limit: "1 MB for a form's fields") }
            text += bytes
        case .file:
            let making = try await making()
            guard making.bytes + bytes.count <= limit.bytes else { throw limit.refusal }
            try await making.append(bytes)
        }
    }

    private mutating func endPart() async throws {
        switch part {
        case .field(let name): pairs.append((name, String(decoding: text, as: UTF8.self)))
        // A file field left empty comes as a part without name and bytes: that is no file.
        case .file(_, "file", _, nil): break
        case .file(let name, _, _, _): files.append((name, try await making().finished()))
        }
        part = .field(name: "")
    }

    /// The file of this part. A stranger's thousand would fill the disk.
    private mutating func making() async throws -> FileInTheMaking {
        guard case .file(let name, let fileName, let type, let known) = part else { throw Refusal.malformed("A part of the form is broken.") }
        if let known { return known }
        guard files.count < limit.files else { throw limit.tooMany }
        let making = try await FileInTheMaking(fileName: fileName, contentType: type, folder: limit.folder)
        part = .file(name: name, fileName: fileName, type: type, making: making)
        return making
    }

    func form() throws(Refusal) -> Form {
        guard parser.isComplete else { throw .malformed("The form was cut off on its way. Nothing was stored; please send it again.") }
        return Form(pairs, files: Dictionary(files.map { ($0.name, [$0.file]) }, uniquingKeysWith: +))
    }

    /// Nothing of a form that is not taken stays on the disk.
    mutating func abandon() {
        if case .file(_, _, _, let making?) = part { making.abandon() }
        part = .field(name: "")
        files = []
    }
}
