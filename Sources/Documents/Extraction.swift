package import Foundation

/// Reads the text of documents that strangers send.
package enum Extraction {
    /// The text of a file, whatever its name says; `named` is the client's name for it, used only to word a refusal.
    ///
    /// Throws an `ExtractionFailure`, whose `message` says to a person what to do.
    package static func extract(
        file: URL, named name: String? = nil, limits: ExtractionLimits = ExtractionLimits()
    ) async throws -> ExtractedText {
        let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int
        guard let size else { throw ExtractionFailure.corrupt }
        guard size > 0 else { throw ExtractionFailure.empty }
        guard size <= limits.fileBytes else { throw ExtractionFailure.tooLarge }
        let bytes = try Data(contentsOf: file, options: .mappedIfSafe)
        guard let kind = MediaType.sniff(bytes) else { throw refusal(of: bytes, name: name ?? file.lastPathComponent) }
        let text = try await read(file, bytes: bytes, as: kind, limits: limits)
        guard text.hasWords else { throw ExtractionFailure.empty }
        return text.bounded(to: limits.textBytes)
    }

    private static func read(
        _ file: URL, bytes: Data, as kind: MediaType, limits: ExtractionLimits
    ) async throws -> ExtractedText {
        switch kind {
        case .pdf: return try await PDFText(limits: limits).read(file)
        case .docx: return try WordText.read(bytes, limits: limits)
        case .odt: return try OpenDocumentText.read(bytes, limits: limits)
        case .text: return try LineText.read(bytes)
        case .html: return try WebText.read(bytes)
        case .rtf: return try RichText.read(bytes)
        case .doc: return try await OldWordText(limits: limits).read(file)
        case .png, .jpeg:
            let folder = try ScratchFolder()
            return try await PictureText(limits: limits).read([file], as: kind, folder: folder, dotsPerInch: 150)
        }
    }

    /// A file that is nothing we know: encrypted Office files and broken ZIPs have a name of their own.
    private static func refusal(of bytes: Data, name: String) -> ExtractionFailure {
        if bytes.starts(with: Array("PK".utf8)) {
            do throws(ExtractionFailure) {
                _ = try ZipArchive(bytes, limits: ExtractionLimits())
            } catch {
                return error
            }
        }
        let ending = (name as NSString).pathExtension.lowercased()
        return MediaType.allCases.contains { $0.endings.contains(ending) } ? .typeMismatch : .unsupported
    }
}

extension ExtractedText {
    /// The first `bytes` of the text, in whole lines.
    func bounded(to bytes: Int) -> ExtractedText {
        var left = bytes
        var result = self
        result.lines = lines.prefix { line in
            left -= line.cells.reduce(0) { $0 + $1.text.utf8.count + 3 }
            return left > 0
        }.map { $0 }
        return result
    }
}

/// Word's old binary format, through catdoc or antiword.
struct OldWordText {
    let limits: ExtractionLimits

    func read(_ file: URL) async throws -> ExtractedText {
        let folder = try ScratchFolder()
        let tools = [("antiword", ["-m", "UTF-8.txt", "-w", "0", file.path]), ("catdoc", ["-w", "-d", "utf-8", file.path])]
        for (program, arguments) in tools where LimitedProcess.find(program) != nil {
            let outcome = try await LimitedProcess(program: program, limits: limits).run(arguments, in: folder)
            guard outcome.status == 0, outcome.output.count > 20 else { continue }
            var text = try LineText.read(outcome.output.prefix(limits.textBytes))
            text.mediaType = .doc
            text.lines = Self.parted(text.lines)
            return text
        }
        throw tools.contains { LimitedProcess.find($0.0) != nil } ? ExtractionFailure.corrupt : .toolMissing
    }

    /// antiword draws the cells of a table between bars: `|Nurse   |2019   |`. They become cells at the columns of the bars.
    static func parted(_ lines: [TextLine]) -> [TextLine] {
        lines.compactMap { line in
            let text = line.cells.map(\.text).joined(separator: "   ")
            guard text.hasPrefix("|"), text.hasSuffix("|"), text.count > 2 else { return line }
            var line = line
            line.cells = text.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).enumerated().compactMap { column, part in
                let words = part.trimmingCharacters(in: .whitespaces)
                return words.isEmpty ? nil : TextCell(text: words, x: Double(column) * 200, width: Double(words.count) * 6, size: 11, isBold: false)
            }
            return line.cells.isEmpty ? nil : line
        }
    }
}
