package import Documents
package import Foundation
import Names
package import Resumes

/// From a file that someone sent to what it says of them: text by `Documents`, fields by `Resumes`.
package enum ResumeReading {
    /// A résumé that was read: its fields for the profile, its text for search and for the recruiter's eye.
    package struct Reading: Sendable {
        package let resume: ParsedResume
        package let findings: Findings
        package let text: String
        package let mediaType: MediaType

        /// The skills to match by: those of the skills part, and where there is none, those that the text speaks of.
        package var skills: [String] {
            resume.skills.isEmpty ? SkillVocabulary.shared.mentioned(in: text) : resume.skills
        }
    }

    /// Reads one file. `named` is the sender's name for it and only words a refusal. Throws `ExtractionFailure`.
    /// - Parameter proposer: asked about what the rules take for a résumé; where it has nothing to say, they have read alone.
    package static func read(
        _ file: URL, named name: String? = nil, limits: ExtractionLimits = ExtractionLimits(), today: Date = Date(), proposer: (any ResumeProposer)? = nil
    ) async throws -> Reading {
        let extracted = try await Extraction.extract(file: file, named: name, limits: limits)
        let date = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: today)
        let source = ResumeText(extracted)
        var read = Resumes.read(source, today: (date.year ?? 2026, date.month ?? 1))
        guard read.resume.isPlausible else { throw ExtractionFailure.notAResume }
        if let answer = await proposer?.answer(to: ModelProposal.prompt(for: source)) { read = ModelProposal.merged(answer, into: read, text: source) }
        return Reading(resume: read.resume, findings: read.findings, text: extracted.text, mediaType: extracted.mediaType)
    }

    /// What `shortlist parse` prints for one file: a JSON object on a line.
    package struct ParsedFile: Sendable {
        package let line: String
        package let failure: ExtractionFailure?
    }

    /// Reads several files, `width` at a time, and answers in the order asked, one line of JSON each; `isFull` with the
    /// confidence and the place of every field beside the fields, as `findings`.
    package static func parseCommand(files: [URL], isFull: Bool = false, width: Int = ProcessInfo.processInfo.activeProcessorCount) async -> [ParsedFile] {
        await withTaskGroup(of: (Int, ParsedFile).self) { group in
            var results: [Int: ParsedFile] = [:]
            for (index, file) in files.enumerated() {
                if index >= max(width, 1), let (done, result) = await group.next() { results[done] = result }
                group.addTask { (index, await parse(file, isFull: isFull)) }
            }
            for await (index, result) in group { results[index] = result }
            return files.indices.compactMap { results[$0] }
        }
    }

    /// 0 where every file was read, 1 where some were refused, 2 where all were.
    package static func exitStatus(of files: [ParsedFile]) -> Int32 {
        let refused = files.count { $0.failure != nil }
        return refused == 0 ? 0 : refused == files.count ? 2 : 1
    }

    private static func parse(_ file: URL, isFull: Bool) async -> ParsedFile {
        let id = file.deletingPathExtension().lastPathComponent
        do {
            let reading = try await read(file)
            return ParsedFile(line: line(Success(id: id, resume: reading.resume, findings: isFull ? reading.findings : nil)), failure: nil)
        } catch {
            let failure = (error as? ExtractionFailure) ?? .corrupt
            return ParsedFile(line: line(Refused(id: id, error: failure.rawValue, message: failure.message)), failure: failure)
        }
    }

    private struct Refused: Encodable {
        let id: String
        let error: String
        let message: String
    }

    private struct Success: Encodable {
        let id: String
        let resume: ParsedResume
        let findings: Findings?

        private enum Key: String, CodingKey { case id, findings }

        func encode(to encoder: any Encoder) throws {
            try resume.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(id, forKey: .id)
            try container.encodeIfPresent(findings, forKey: .findings)
        }
    }

    private static func line(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension ResumeText {
    /// The same lines in the words of the parser, which knows no files.
    package init(_ extracted: ExtractedText) {
        self.init(
            lines: extracted.lines.map { line in
                Line(
                    page: line.page, flow: line.flow, y: line.y, height: line.height,
                    cells: line.cells.map {
                        Cell(text: $0.text, x: $0.x, width: $0.width, size: $0.size, isBold: $0.isBold)
                    })
            },
            links: extracted.links.map { Link(target: $0.target, label: $0.label, page: $0.page) },
            pageSizes: extracted.pageSizes.map { PageSize(width: $0.width, height: $0.height) }, isRecognised: extracted.isRecognised)
    }
}
