internal import Foundation

/// Reads RTF: its text, paragraphs and tables, with the weight and size of its letters. Pictures, fonts and other
/// destinations are passed over.
enum RichText {
    private static let silent: Set<String> = [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "listtable", "listoverridetable",
        "generator", "fldinst", "datastore", "xmlnstbl", "latentstyles", "rsidtbl", "pgdsctbl",
    ]

    static func read(_ bytes: Data) throws -> ExtractedText {
        var reader = Reader(bytes: [UInt8](bytes))
        reader.read()
        guard reader.depth <= 0 else { throw ExtractionFailure.corrupt }
        return ExtractedText(mediaType: .rtf, lines: reader.lines, links: reader.links)
    }

    private struct Look {
        var isBold = false
        var size = 12.0
    }

    private struct Reader {
        let bytes: [UInt8]
        var depth = 0
        var lines: [TextLine] = []
        var links: [DocumentLink] = []
        private var place = 0
        private var silentFrom: Int?
        private var skips = 0
        private var look = Look()
        private var looks: [Look] = []
        private var line = OfficeParagraph(text: "", size: 0, isBold: false)
        private var letters = (bold: 0, all: 0)
        /// The cells of the row that is open, each a list of paragraphs.
        private var row: [[OfficeParagraph]] = []
        private var cell: [OfficeParagraph] = []
        private var isInTable = false
        private var instruction: String?

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func read() {
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                switch byte {
                case UInt8(ascii: "{"):
                    depth += 1
                    if looks.count < 1_000 { looks.append(look) }
                case UInt8(ascii: "}"):
                    depth -= 1
                    if let before = looks.popLast() { look = before }
                    if let from = silentFrom, depth < from { endSilence() }
                case UInt8(ascii: "\\"): control()
                case 10, 13: break
                default: add(scalar(byte))
                }
            }
            endLine()
        }

        private func scalar(_ byte: UInt8) -> String {
            byte < 128 ? String(UnicodeScalar(byte)) : String(bytes: [byte], encoding: .windowsCP1252) ?? ""
        }

        private mutating func add(_ piece: String) {
            if skips > 0 {
                skips -= 1
            } else if silentFrom == nil {
                line.text += piece
                guard let first = piece.first, first.isLetter || first.isNumber else { return }
                letters.all += 1
                if look.isBold { letters.bold += 1 }
                line.size = max(line.size, look.size)
            } else if instruction != nil, (instruction?.count ?? 0) < 2_000 {
                instruction? += piece
            }
        }

        /// Where a link leads stands in the instruction of its field.
        private mutating func endSilence() {
            silentFrom = nil
            if let target = instruction?.split(separator: "\"").dropFirst().first, instruction?.contains("HYPERLINK") == true, links.count < 500 {
                links.append(DocumentLink(target: String(target), label: "", page: 0))
            }
            instruction = nil
        }

        private mutating func endLine() {
            let paragraph = takeParagraph()
            if isInTable { cell.append(paragraph) } else { keep(LineText.cells(of: paragraph.text, size: paragraph.size, isBold: paragraph.isBold)) }
        }

        private mutating func takeParagraph() -> OfficeParagraph {
            line.isBold = letters.all > 0 && letters.bold * 10 >= letters.all * 9
            defer { (line, letters) = (OfficeParagraph(text: "", size: 0, isBold: false), (0, 0)) }
            return line
        }

        private mutating func keep(_ cells: [TextCell]) {
            guard !cells.isEmpty else { return }
            lines.append(TextLine(page: 0, flow: 0, y: Double(lines.count + 1) * 12, height: 12, cells: cells))
        }

        private mutating func endCell() {
            cell.append(takeParagraph())
            row.append(cell)
            cell = []
        }

        private mutating func endRow() {
            for pieces in OfficeParagraph.sideBySide(row) { keep(OfficeFlow.cells(of: pieces)) }
            (row, isInTable) = ([], false)
        }

        private mutating func control() {
            guard place < bytes.count else { return }
            let first = bytes[place]
            guard Self.isLetter(first) else {
                place += 1
                symbol(first)
                return
            }
            let start = place
            while place < bytes.count, Self.isLetter(bytes[place]) { place += 1 }
            let word = String(decoding: bytes[start..<place], as: UTF8.self)
            let numberStart = place
            if place < bytes.count, bytes[place] == UInt8(ascii: "-") { place += 1 }
            while place < bytes.count, (48...57).contains(bytes[place]) { place += 1 }
            let number = Int(String(decoding: bytes[numberStart..<place], as: UTF8.self))
            if place < bytes.count, bytes[place] == 32 { place += 1 }
            apply(word, number)
        }

        private mutating func symbol(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "'"):
                let hex = String(decoding: bytes[place..<min(place + 2, bytes.count)], as: UTF8.self)
                place = min(place + 2, bytes.count)
                if let value = UInt8(hex, radix: 16) { add(scalar(value)) }
            case UInt8(ascii: "*"): if silentFrom == nil { silentFrom = depth }
            case UInt8(ascii: "~"): add(" ")
            case UInt8(ascii: "_"): add("-")
            case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): add(scalar(byte))
            default: break
            }
        }

        private mutating func apply(_ word: String, _ number: Int?) {
            if word == "fldinst" { instruction = "" }
            if silent.contains(word), silentFrom == nil { silentFrom = depth }
            guard silentFrom == nil else { return }
            switch word {
            case "par", "line", "sect", "page": endLine()
            case "cell": endCell()
            case "row": endRow()
            case "intbl": isInTable = true
            case "pard": isInTable = false
            case "tab": line.text += "\t"
            case "bullet": line.text += "•"
            case "endash": line.text += "–"
            case "emdash": line.text += "—"
            case "rquote", "lquote": line.text += "'"
            case "b": look.isBold = number != 0
            case "fs": look.size = Double(number ?? 24) / 2
            case "plain": look = Look()
            case "u":
                guard let number, (-65_536...65_535).contains(number) else { return }
                if let scalar = Unicode.Scalar(UInt32(number < 0 ? number + 65_536 : number)) { add(String(Character(scalar))) }
                skips = 1
            default: break
            }
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (65...90).contains(byte) || (97...122).contains(byte)
        }
    }
}
