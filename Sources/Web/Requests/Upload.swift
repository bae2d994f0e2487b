import Crypto
package import Foundation
import Hummingbird
import NIOCore
import NIOPosix

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

    init(fileName: String, contentType: String, folder: URL) throws {
        self.fileName = fileName
        self.contentType = contentType
        url = folder.appendingPathComponent("shortlist-upload-\(UUID().uuidString)")
        let descriptor = open(url.path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
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
        try await NIOThreadPool.singleton.runIfActive { try Self.write(data, to: descriptor) }
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

/// What a form may bring. A body over `bytes` and a little for its fields is refused.
package struct UploadLimit: Sendable {
    package var bytes: Int
    package var folder: URL

    package init(megabytes: Int, folder: URL = FileManager.default.temporaryDirectory) {
        bytes = megabytes << 20
        self.folder = folder
    }

    var said: String { "\(bytes >> 20) MB for a file" }
}

extension Ask {
    /// Fields to memory, at most 1 MB of them; files to disk.
    func multipart(type: String, limit: UploadLimit) async throws -> Form {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit.bytes + Self.formLimit {
            await drain()
            throw Refusal.tooLarge(limit: limit.said)
        }
        var reading = MultipartReading(parser: try Multipart(contentType: type), limit: limit)
        // A body can be walked once only, so what is too large is dropped in the same loop.
        var refusal: Refusal?, rest = Self.drainLimit
        do {
            for try await buffer in request.body {
                if refusal != nil {
                    rest -= buffer.readableBytes
                    if rest < 0 { break }
                    continue
                }
                do {
                    try await reading.take(buffer)
                } catch let error as Refusal {
                    guard case .tooLarge = error else { throw error }
                    reading.abandon()
                    refusal = error
                }
            }
            if let refusal { throw refusal }
            return try reading.form()
        } catch {
            reading.abandon()
            throw error
        }
    }

    private static let drainLimit = 64 << 20

    /// A browser shows our page only when it could send all of its file, so what is too large is read and dropped; not for ever.
    private func drain() async {
        var rest = Self.drainLimit
        do {
            for try await buffer in request.body {
                rest -= buffer.readableBytes
                if rest < 0 { return }
            }
        } catch { return }  // the visitor left; nothing is owed to anyone
    }
}

/// A multipart form on its way in.
private struct MultipartReading {
    var parser: Multipart
    let limit: UploadLimit
    private var pairs: [(String, String)] = []
    private var files: [String: UploadedFile] = [:]
    private var name = ""
    private var text: [UInt8] = []
    private var file: FileInTheMaking?
    private var textBytes = 0

    init(parser: Multipart, limit: UploadLimit) {
        self.parser = parser
        self.limit = limit
    }

    mutating func take(_ buffer: ByteBuffer) async throws {
        for piece in try parser.feed(buffer.readableBytesView) {
            switch piece {
            case .head(let name, let fileName, let type):
                self.name = name
                text = []
                file = try fileName.map { try FileInTheMaking(fileName: $0, contentType: type, folder: limit.folder) }
            case .bytes(let bytes): try await take(bytes)
            case .endOfPart: try await endPart()
            }
        }
    }

    private mutating func take(_ bytes: [UInt8]) async throws {
        if let file {
            guard file.bytes + bytes.count <= limit.bytes else { throw Refusal.tooLarge(limit: limit.said) }
            try await file.append(bytes)
        } else {
            textBytes += bytes.count
            guard textBytes <= Ask.formLimit else { throw Refusal.tooLarge(limit: "1 MB for a form's fields") }
            text += bytes
        }
    }

    /// A file field left empty comes as a part without name and bytes: that is no file.
    private mutating func endPart() async throws {
        guard let making = file else { return pairs.append((name, String(decoding: text, as: UTF8.self))) }
        file = nil
        let done = try await making.finished()
        if done.bytes > 0 || done.fileName != "file" { files[name] = done }
    }

    func form() throws(Refusal) -> Form {
        guard parser.isComplete else { throw .malformed("The form was cut off on its way. Nothing was stored; please send it again.") }
        return Form(pairs, files: files)
    }

    func abandon() { file?.abandon() }
}
