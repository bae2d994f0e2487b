package import Documents
import Foundation
import Postgres

/// Pictures of the pages of a résumé, for looking at beside what was read. Made when asked for and kept for a while in a folder of their own.
///
/// The file is a stranger's: poppler runs as a limited process, and the longer side has so many points whatever size the page claims.
package struct PageImages: Sendable {
    /// A4 at 110 points an inch.
    static let longestSide = 1_286
    /// Pages that are read are the pages that are shown.
    static let mostPages = ExtractionLimits().pages
    private static let kept: TimeInterval = 3_600
    private static let mostKept = 1_000

    let files: FileStore
    private let folder: URL

    package init(files: FileStore) {
        self.files = files
        folder = files.root.deletingLastPathComponent().appending(path: "pages")
    }

    /// One page as PNG.
    /// - Parameters:
    ///   - page: from 1.
    ///   - digest: of a PDF in the store.
    func png(_ page: Int, of digest: String) async throws -> Data {
        let place = folder.appending(path: "\(digest)-\(page).png")
        if let made = Self.fresh(place) { return made }
        let scratch = try ScratchFolder(), stem = scratch.url.appending(path: "page").path
        let outcome = try await LimitedProcess(program: "pdftoppm", limits: ExtractionLimits())
            .run(
                ["-png", "-singlefile", "-f", String(page), "-l", String(page), "-scale-to", String(Self.longestSide), try files.open(digest).path, stem],
                in: scratch)
        guard outcome.status == 0, let data = try? Data(contentsOf: URL(filePath: stem + ".png")) else { throw ExtractionFailure.corrupt }
        try keep(data, at: place)
        return data
    }

    /// How many pages a PDF has, at most `mostPages`; 0 where it cannot be told.
    func count(of digest: String) async -> Int {
        guard let scratch = try? ScratchFolder(), let file = try? files.open(digest),
            let outcome = try? await LimitedProcess(program: "pdfinfo", limits: ExtractionLimits()).run([file.path], in: scratch), outcome.status == 0
        else { return 0 }
        let line = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("Pages:") }
        return min(line.flatMap { Int($0.dropFirst(6).trimmingCharacters(in: .whitespaces)) } ?? 0, Self.mostPages)
    }

    /// Erasing a person takes the pictures of their files with it.
    package func forget(_ digest: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where name.hasPrefix(digest + "-") {
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    private static func fresh(_ place: URL) -> Data? {
        guard let made = try? FileManager.default.attributesOfItem(atPath: place.path)[.modificationDate] as? Date, made.timeIntervalSinceNow > -kept else {
            return nil
        }
        return try? Data(contentsOf: place)
    }

    private func keep(_ data: Data, at place: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        sweep()
        try data.write(to: place, options: .atomic)
    }

    /// The folder holds so many pictures, none older than an hour.
    private func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: [.contentModificationDateKey])) ?? []
        let aged = names.map { ($0, (try? $0.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate) ?? .distantPast) }
            .sorted { $0.1 > $1.1 }
        for (index, file) in aged.enumerated() where index >= Self.mostKept || file.1.timeIntervalSinceNow < -Self.kept {
            try? FileManager.default.removeItem(at: file.0)
        }
    }
}
