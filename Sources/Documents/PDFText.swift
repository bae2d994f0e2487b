internal import Foundation

/// Reads a PDF through poppler's `pdftohtml -xml`: the one tool that gives place, font and link of each piece of text.
struct PDFText {
    let limits: ExtractionLimits

    func read(_ file: URL) async throws -> ExtractedText {
        let folder = try ScratchFolder()
        let tool = LimitedProcess(program: "pdftohtml", limits: limits)
        let outcome = try await tool.run(
            ["-xml", "-i", "-nodrm", "-stdout", "-enc", "UTF-8", "-l", String(limits.pages), file.path], in: folder)
        try refuse(outcome)
        let markup = PopplerMarkup(String(decoding: outcome.output.prefix(8 * limits.textBytes), as: UTF8.self))
        let lines = ReadingOrder.lines(of: markup.runs)
        var text = ExtractedText(mediaType: .pdf, lines: lines, links: markup.links, pages: markup.pages)
        if let bytes = try? Data(contentsOf: file, options: .mappedIfSafe) {
            let told = Set(markup.links.map(\.target))
            text.links += PDFLinks.targets(in: bytes).filter { !told.contains($0) }.map { DocumentLink(target: $0, label: "", page: 0) }
        }
        text.pageSizes = markup.pageSizes
        guard text.hasWords else { return try await readPictures(file, folder: folder, pages: markup.pages) }
        return text
    }

    private func refuse(_ outcome: LimitedProcess.Outcome) throws {
        let complaint = outcome.complaint
        if complaint.contains("Incorrect password") || complaint.contains("unsupported security handler") {
            throw ExtractionFailure.encrypted
        }
        if outcome.status == 128 + 24 { throw ExtractionFailure.timeout }
        if outcome.status != 0, !String(decoding: outcome.output.suffix(400), as: UTF8.self).contains("</pdf2xml>") {
            throw ExtractionFailure.corrupt
        }
    }

    /// A PDF without text is a scan where it holds pictures, and empty where it holds none.
    private func readPictures(_ file: URL, folder: ScratchFolder, pages: Int) async throws -> ExtractedText {
        let images = try await LimitedProcess(program: "pdfimages", limits: limits)
            .run(["-list", "-l", String(limits.picturePages), file.path], in: folder)
        let lines = String(decoding: images.output, as: UTF8.self).split(separator: "\n")
        guard lines.count > 2 else { throw pages == 0 ? ExtractionFailure.corrupt : .empty }
        guard limits.readsPictures else { throw ExtractionFailure.imageOnly }
        let stem = folder.url.appending(path: "page").path
        _ = try await LimitedProcess(program: "pdftoppm", limits: limits)
            .run(["-r", "150", "-gray", "-png", "-l", String(limits.picturePages), file.path, stem], in: folder)
        let pictures = try FileManager.default.contentsOfDirectory(at: folder.url, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "png" }.sorted { $0.path < $1.path }
        return try await PictureText(limits: limits).read(pictures, as: .pdf, folder: folder, dotsPerInch: 150)
    }
}

/// Reads pictures of text by tesseract.
struct PictureText {
    let limits: ExtractionLimits

    func read(
        _ pictures: [URL], as mediaType: MediaType, folder: ScratchFolder, dotsPerInch: Double
    ) async throws -> ExtractedText {
        guard limits.readsPictures else { throw ExtractionFailure.imageOnly }
        var runs: [PositionedRun] = []
        var sizes: [ExtractedText.PageSize] = []
        for (page, picture) in pictures.enumerated() {
            let outcome = try await LimitedProcess(program: "tesseract", limits: limits)
                .run([picture.path, "stdout", "--dpi", String(Int(dotsPerInch)), "tsv"], in: folder)
            guard outcome.status == 0 else { throw ExtractionFailure.corrupt }
            let table = Self.words(outcome.output, page: page, scale: 72 / dotsPerInch)
            runs += table.runs
            sizes.append(table.size)
        }
        var text = ExtractedText(mediaType: mediaType, lines: ReadingOrder.lines(of: runs), pages: pictures.count)
        text.isRecognised = true
        text.pageSizes = sizes
        guard text.hasWords else { throw ExtractionFailure.imageOnly }
        return text
    }

    /// Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    private static func words(_ table: Data, page: Int, scale: Double) -> (runs: [PositionedRun], size: ExtractedText.PageSize) {
        var runs: [PositionedRun] = []
        var size = ExtractedText.PageSize(width: 0, height: 0)
        var line = ""
        for row in String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst() {
            let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
            if cells.count >= 10, cells[0] == "1", let width = Double(cells[8]), let height = Double(cells[9]) {
                size = .init(width: width * scale, height: height * scale)
            }
            // Rules and frames come as words of nothing.
            guard cells.count >= 12, cells[0] == "5", cells[11].contains(where: { !$0.isWhitespace }),
                let confidence = Double(cells[10]), confidence > 30
            else { continue }
            let numbers = cells[6..<10].compactMap { Double($0) }.map { $0 * scale }
            guard numbers.count == 4 else { continue }
            let word = PositionedRun(
                page: page, x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3], size: 11, isBold: false,
                text: String(cells[11]))
            let place = cells[2...4].joined(separator: "/")
            join(word, to: &runs, isSameLine: place == line)
            line = place
        }
        return (sized(runs), size)
    }

    /// Words of a line become one piece, or the gaps between words would look like gutters between columns.
    private static func join(_ word: PositionedRun, to runs: inout [PositionedRun], isSameLine: Bool) {
        guard isSameLine, var last = runs.last, word.x - last.right < 9, word.x >= last.x else { return runs.append(word) }
        last.text += " " + word.text
        last.y = min(last.y, word.y)
        last.height = max(last.bottom, word.bottom) - last.y
        last.width = word.right - last.x
        runs[runs.count - 1] = last
    }

    /// The height of recognised letters tells a title from text and no more.
    private static func sized(_ runs: [PositionedRun]) -> [PositionedRun] {
        let heights = runs.map(\.height).sorted()
        guard let middle = heights.isEmpty ? nil : heights[heights.count / 2] else { return [] }
        return runs.map { run in
            var run = run
            if run.height > 1.6 * middle { run.size = 20 }
            return run
        }
    }
}

extension ExtractedText {
    /// Whether there is enough text to be a document of words at all.
    var hasWords: Bool {
        lines.reduce(0) { $0 + $1.cells.reduce(0) { $0 + $1.text.count { $0.isLetter } } } >= 20
    }
}
