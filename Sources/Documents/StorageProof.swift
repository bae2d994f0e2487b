package import Foundation

extension FileStore {
    /// What a store that works says of itself.
    package struct Proof: Sendable {
        package let milliseconds: Int
        /// Bytes that may still be written; nil where the file system does not say.
        package let free: Int?

        package var freeWords: String { free.map(FileStore.size) ?? "unknown" }
    }

    package struct NotTheSame: Error {}

    /// Writes a file, reads it back, compares and removes it. Blocks, and touches no file that was there.
    package func prove() throws -> Proof {
        let start = ContinuousClock.now
        let data = Data("Shortlist tries its storage. \(UUID().uuidString)\n".utf8)
        let stored = try put(data)
        defer { try? remove(stored.sha256) }
        guard try Data(contentsOf: try open(stored.sha256)) == data else { throw NotTheSame() }
        try remove(stored.sha256)
        return Proof(milliseconds: Int((ContinuousClock.now - start) / .milliseconds(1)), free: Self.free(at: root))
    }

    /// Bytes that may still be written where `folder` is.
    package static func free(at folder: URL) -> Int? {
        (try? FileManager.default.attributesOfFileSystem(forPath: folder.path)[.systemFreeSize] as? NSNumber)?.intValue
    }

    /// Such as `12.4 GB`, in powers of ten.
    package static func size(_ bytes: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = Double(bytes), place = 0
        while value >= 1_000, place < units.count - 1 { (value, place) = (value / 1_000, place + 1) }
        return place == 0 ? "\(bytes) B" : "\((value * 10).rounded() / 10) \(units[place])"
    }

    /// Why it does not work, without the path of any file.
    package static func words(of error: any Error) -> String {
        switch error {
        case FileStoreError.cannotWrite(let code): String(cString: strerror(code))
        case is NotTheSame: "what was read back is not what was written"
        default: "the folder cannot be written or read"
        }
    }
}
