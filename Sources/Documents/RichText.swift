internal import Foundation

/// Reads RTF: its text, paragraphs and tabs. Pictures, fonts and other destinations are passed over.
enum RichText {
    private static let silent: Set<String> = [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "listtable", "listoverridetable",
        "generator", "fldinst", "datastore", "xmlnstbl", "latentstyles", "rsidtbl",
    ]

    static func read(_ bytes: Data) throws -> ExtractedText {
        var reader = Reader(bytes: [UInt8](bytes))
        reader.read()
        guard reader.depth <= 0 else { throw ExtractionFailure.corrupt }
        return ExtractedText(mediaType: .rtf, lines: LineText.lines(of: reader.text))
    }

    private struct Reader {
        let bytes: [UInt8]
        var text = ""
        var depth = 0
        private var place = 0
        private var silentFrom: Int?
        private var skips = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        mutating func read() {
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                switch byte {
                case UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"):
                    depth -= 1
                    if let from = silentFrom, depth < from { silentFrom = nil }
                case UInt8(ascii: "\\"): control()
                case 10, 13: break
                default: add(scalar(byte))
                }
            }
        }

        private func scalar(_ byte: UInt8) -> String {
            byte < 128 ? String(UnicodeScalar(byte)) : String(bytes: [byte], encoding: .windowsCP1252) ?? ""
        }

        private mutating func add(_ piece: String) {
            if skips > 0 {
                skips -= 1
            } else if silentFrom == nil {
                text += piece
            }
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
            if silent.contains(word), silentFrom == nil { silentFrom = depth }
            guard silentFrom == nil else { return }
            switch word {
            case "par", "line", "row", "sect", "page": text += "\n"
            case "tab", "cell": text += "\t"
            case "bullet": text += "•"
            case "endash": text += "–"
            case "emdash": text += "—"
            case "rquote", "lquote": text += "'"
            case "u":
                guard let number, let scalar = Unicode.Scalar(UInt32(number < 0 ? number + 65_536 : number)) else { return }
                text.unicodeScalars.append(scalar)
                skips = 1
            default: break
            }
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (65...90).contains(byte) || (97...122).contains(byte)
        }
    }
}
