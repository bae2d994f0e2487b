internal import Foundation

#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// Reads a Word file (DOCX): headers first, where many put their name, then what footers say of reaching the person, then the body with its tables and text boxes.
enum WordText {
    static func read(_ bytes: Data, limits: ExtractionLimits) throws -> ExtractedText {
        let archive = try ZipArchive(bytes, limits: limits)
        guard let body = try archive.content(of: "word/document.xml") else { throw ExtractionFailure.corrupt }
        let headers = archive.names.filter { $0.hasPrefix("word/header") && $0.hasSuffix(".xml") }.sorted()
        var flow = OfficeFlow()
        for name in headers {
            if let header = try archive.content(of: name) { try flow.add(header, relations: [:], dialect: .word) }
        }
        for name in archive.names.filter({ $0.hasPrefix("word/footer") && $0.hasSuffix(".xml") }).sorted() {
            if let footer = try archive.content(of: name) { try flow.addContact(footer, dialect: .word) }
        }
        let relations = try relations(in: archive)
        let styles = OfficeStyles()
        if let content = try archive.content(of: "word/styles.xml") { try SafeXML.parse(content, with: StyleReader(styles)) }
        try flow.add(body, relations: relations, styles: styles, dialect: .word)
        return ExtractedText(mediaType: .docx, lines: flow.lines, links: flow.links)
    }

    private static func relations(in archive: ZipArchive) throws -> [String: String] {
        guard let content = try archive.content(of: "word/_rels/document.xml.rels") else { return [:] }
        let reader = RelationReader()
        try SafeXML.parse(content, with: reader)
        return reader.targets
    }
}

/// OpenDocument text, as LibreOffice writes it.
enum OpenDocumentText {
    static func read(_ bytes: Data, limits: ExtractionLimits) throws -> ExtractedText {
        let archive = try ZipArchive(bytes, limits: limits)
        guard let body = try archive.content(of: "content.xml") else { throw ExtractionFailure.corrupt }
        var flow = OfficeFlow()
        let styles = OfficeStyles()
        if let content = try archive.content(of: "styles.xml") { try SafeXML.parse(content, with: StyleReader(styles)) }
        try flow.add(body, relations: [:], styles: styles, dialect: .openDocument)
        return ExtractedText(mediaType: .odt, lines: flow.lines, links: flow.links)
    }
}

/// XML from strangers. A document type is refused before the parser sees it: without one no entity can be declared, so
/// none can grow ("billion laughs") or reach outside.
enum SafeXML {
    static func parse(_ content: Data, with delegate: any XMLParserDelegate) throws {
        guard content.range(of: Data("<!DOCTYPE".utf8)) == nil, content.range(of: Data("<!ENTITY".utf8)) == nil else {
            throw ExtractionFailure.zipBomb
        }
        guard !content.starts(with: [0xFF, 0xFE]), !content.starts(with: [0xFE, 0xFF]) else { throw ExtractionFailure.unsupported }
        let parser = XMLParser(data: content)
        parser.shouldResolveExternalEntities = false
        parser.delegate = delegate
        guard parser.parse() else { throw ExtractionFailure.corrupt }
    }
}

private final class RelationReader: NSObject, XMLParserDelegate {
    var targets: [String: String] = [:]

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard element.hasSuffix("Relationship"), let id = attributes["Id"], let target = attributes["Target"] else { return }
        targets[id] = target
    }
}

/// The lines and links gathered from the parts of an office file.
struct OfficeFlow {
    var lines: [TextLine] = []
    var links: [DocumentLink] = []
    private var flows = 0

    mutating func add(
        _ content: Data, relations: [String: String], styles: OfficeStyles = OfficeStyles(), dialect: OfficeReader.Dialect
    ) throws {
        let reader = OfficeReader(dialect: dialect, relations: relations, styles: styles)
        try SafeXML.parse(content, with: reader)
        for block in reader.blocks {
            flows += 1
            for paragraph in block { append(paragraph) }
        }
        links += reader.links
    }

    /// A footer counts only as far as it tells how to reach the person; page numbers and file names are the sheet's.
    mutating func addContact(_ content: Data, dialect: OfficeReader.Dialect) throws {
        var footer = OfficeFlow()
        try footer.add(content, relations: [:], dialect: dialect)
        let told = footer.lines.filter { line in
            let text = line.text.lowercased()
            return text.contains("@") || text.contains("linkedin") || text.contains("github") || text.count(where: \.isNumber) > 8
        }
        flows += 1
        for line in told where !lines.contains(where: { $0.text == line.text }) { add(line.cells) }
    }

    private mutating func append(_ paragraph: OfficeParagraph) {
        guard paragraph.cells.isEmpty else { return add(Self.cells(of: paragraph.cells)) }
        for line in paragraph.text.split(separator: "\n") {
            add(LineText.cells(of: String(line), size: paragraph.size, isBold: paragraph.isBold))
        }
    }

    /// A row of a table: its columns stand at the same place in every row.
    static func cells(of pieces: [OfficeParagraph.Piece]) -> [TextCell] {
        pieces.compactMap { piece in
            let text = Typography.clean(piece.text).trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty else { return nil }
            return TextCell(text: text, x: Double(piece.column) * 200, width: Double(text.count) * 6, size: piece.size, isBold: piece.isBold)
        }
    }

    private mutating func add(_ cells: [TextCell]) {
        guard !cells.isEmpty else { return }
        let y = (lines.last?.y ?? 0) + 14
        lines.append(TextLine(page: 0, flow: flows, y: y, height: 12, cells: cells))
    }
}

struct OfficeParagraph {
    var text = ""
    var size = 11.0
    var isBold = false
    /// Where it is a row of a table: what stands side by side.
    var cells: [Piece] = []

    /// The cells of a row as lines: the first paragraph of each cell, then the second ones.
    static func sideBySide(_ columns: [[OfficeParagraph]]) -> [[Piece]] {
        let columns = columns.map { cell in
            cell.flatMap { paragraph in
                paragraph.text.split(separator: "\n").map { line in OfficeParagraph(text: String(line), size: paragraph.size, isBold: paragraph.isBold) }
            }
        }
        return (0..<(columns.map(\.count).max() ?? 0)).map { row in
            columns.enumerated().compactMap { column, lines in
                guard row < lines.count else { return nil }
                let text = lines[row].text.replacing("\t", with: " ")
                return Piece(column: column, text: text, size: lines[row].size, isBold: lines[row].isBold)
            }
        }
    }

    struct Piece {
        var column: Int
        var text: String
        var size: Double
        var isBold: Bool
    }
}
