internal import Crypto
package import Foundation

/// The folder that keeps every uploaded file, under the name of its own content.
///
/// A file is named by the SHA-256 of its bytes (`ab/cd/abcd…`), never by what a client called it, so no file name can
/// leave the folder and the same résumé sent twice is kept once. A file is there whole or not at all: it is written beside
/// its place, synced to disk and then renamed.
package struct FileStore: Sendable {
    package let root: URL

    package init(root: URL) {
        self.root = root
    }

    /// Keeps a copy of a file and answers the digest by which `open` finds it. Doing it twice changes nothing.
    @discardableResult
    package func put(fileAt source: URL) throws -> StoredFile {
        let (digest, bytes) = try Self.digest(of: source)
        let place = url(of: digest)
        let file = StoredFile(sha256: digest, bytes: bytes)
        if FileManager.default.fileExists(atPath: place.path) { return file }
        let waiting = try copyDurably(source)
        try settle(waiting, at: place)
        return file
    }

    @discardableResult
    package func put(_ data: Data) throws -> StoredFile {
        let digest = SHA256.hash(data: data).hex
        let place = url(of: digest)
        let file = StoredFile(sha256: digest, bytes: data.count)
        if FileManager.default.fileExists(atPath: place.path) { return file }
        let waiting = try waitingPlace()
        try data.write(to: waiting)
        try sync(waiting)
        try settle(waiting, at: place)
        return file
    }

    /// The place of a stored file. A digest that is not one, or that nobody stored, is `FileStoreError.notFound`.
    package func open(_ digest: String) throws -> URL {
        guard Self.isDigest(digest) else { throw FileStoreError.notFound }
        let place = url(of: digest)
        guard FileManager.default.fileExists(atPath: place.path) else { throw FileStoreError.notFound }
        return place
    }

    package func read(_ digest: String) throws -> Data {
        try Data(contentsOf: try open(digest), options: .mappedIfSafe)
    }

    /// Removes a file that no row speaks of any more (erasure of a person), so that a power cut does not bring it back. Removing it twice is no error.
    package func remove(_ digest: String) throws {
        guard let place = try? open(digest) else { return }
        try FileManager.default.removeItem(at: place)
        try sync(place.deletingLastPathComponent())
    }

    private func url(of digest: String) -> URL {
        root.appending(path: String(digest.prefix(2)))
            .appending(path: String(digest.dropFirst(2).prefix(2)))
            .appending(path: digest)
    }

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func digest(of source: URL) throws -> (String, Int) {
        let handle = try FileHandle(forReadingFrom: source)
        defer { try? handle.close() }
        var hash = SHA256()
        var bytes = 0
        while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
            hash.update(data: chunk)
            bytes += chunk.count
        }
        return (hash.finalize().hex, bytes)
    }

    /// Waiting files live in the store's own folder: a rename is atomic only within one file system.
    private func waitingPlace() throws -> URL {
        let folder = root.appending(path: "incoming")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appending(path: UUID().uuidString)
    }

    private func copyDurably(_ source: URL) throws -> URL {
        let waiting = try waitingPlace()
        try FileManager.default.copyItem(at: source, to: waiting)
        try sync(waiting)
        return waiting
    }

    private func settle(_ waiting: URL, at place: URL) throws {
        let folder = place.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard rename(waiting.path, place.path) == 0 else {
            try? FileManager.default.removeItem(at: waiting)
            throw FileStoreError.cannotWrite(errno)
        }
        try sync(folder)
    }

    private func sync(_ place: URL) throws {
        let descriptor = Foundation.open(place.path, O_RDONLY)
        guard descriptor >= 0 else { throw FileStoreError.cannotWrite(errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileStoreError.cannotWrite(errno) }
    }
}

/// What the store knows of a file: its content's name and its size.
package struct StoredFile: Sendable, Hashable {
    package let sha256: String
    package let bytes: Int
}

package enum FileStoreError: Error, Equatable {
    case notFound
    case cannotWrite(Int32)
}

extension SHA256.Digest {
    fileprivate var hex: String {
        map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
