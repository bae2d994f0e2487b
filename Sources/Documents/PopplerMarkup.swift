internal import Foundation

/// A piece of text as it was set on a page, before lines and columns are made of it. Lengths in points.
struct PositionedRun: Sendable {
    var page: Int
    var x: Double
    var y: Double
    var width: Double
    var height: Double
    var size: Double
    var isBold: Bool
    var text: String

    var right: Double { x + width }
    var bottom: Double { y + height }
    var middle: Double { x + width / 2 }
}

/// What `pdftohtml -xml` prints. It is no sound XML (tags cross, control characters stay), hence a reader of our own.
struct PopplerMarkup {
    private(set) var runs: [PositionedRun] = []
    private(set) var links: [DocumentLink] = []
    private(set) var pageSizes: [ExtractedText.PageSize] = []
    var pages: Int { pageSizes.count }
    private var fonts: [Substring: Font] = [:]

    private struct Font {
        var size: Double
        var isBold: Bool
        var isIcons: Bool
    }

    /// pdftohtml counts at one and a half times the points.
    private static let zoom = 1.5
    private static let iconFamilies = ["awesome", "icon", "marvosym", "dingbat", "glyph", "wingding", "webding", "symbola"]
    private static let boldWords = ["bold", "black", "heavy", "semibold", "medium", "-demi"]

    init(_ markup: String) {
        for line in markup.split(separator: "\n") {
            if line.hasPrefix("<page ") { addPage(line) }
            let trimmed = line.drop { $0 == "\t" }
            if trimmed.hasPrefix("<fontspec ") { addFont(trimmed) }
            if trimmed.hasPrefix("<text ") { addText(trimmed) }
        }
    }

    private mutating func addPage(_ line: Substring) {
        let lengths = ["width", "height"].map { attribute($0, of: line).flatMap { Double($0) } ?? 0 }
        pageSizes.append(.init(width: lengths[0] / Self.zoom, height: lengths[1] / Self.zoom))
    }

    private mutating func addFont(_ line: Substring) {
        guard let id = attribute("id", of: line), let size = attribute("size", of: line).flatMap({ Double($0) }) else { return }
        let family = (attribute("family", of: line) ?? "").lowercased()
        fonts[id] = Font(
            size: max(size, 1) / Self.zoom, isBold: Self.boldWords.contains { family.contains($0) },
            isIcons: Self.iconFamilies.contains { family.contains($0) })
    }

    private mutating func addText(_ line: Substring) {
        guard let close = line.firstIndex(of: ">") else { return }
        let head = line[..<close]
        var content = line[line.index(after: close)...]
        if content.hasSuffix("</text>") { content = content.dropLast(7) }
        let font = attribute("font", of: head).flatMap { fonts[$0] }
        let plain = Typography.clean(Markup.plain(content))
        addLinks(content, label: font?.isIcons == true ? "" : plain)
        guard font?.isIcons != true, !plain.trimmingCharacters(in: .whitespaces).isEmpty else { return }
        let numbers = ["left", "top", "width", "height"].compactMap { attribute($0, of: head).flatMap { Double($0) } }
        guard numbers.count == 4 else { return }
        let place = numbers.map { $0 / Self.zoom }
        runs.append(
            PositionedRun(
                page: max(pages - 1, 0), x: place[0], y: place[1], width: place[2], height: place[3],
                size: font?.size ?? place[3], isBold: font?.isBold == true || content.contains("<b>"), text: plain))
    }

    private mutating func addLinks(_ content: Substring, label: String) {
        var rest = content
        while let start = rest.range(of: "href=\""), let end = rest[start.upperBound...].firstIndex(of: "\"") {
            let target = Markup.plain(rest[start.upperBound..<end])
            let link = DocumentLink(
                target: target, label: label.trimmingCharacters(in: .whitespaces), page: max(pages - 1, 0))
            if !links.contains(link), links.count < 500 { links.append(link) }
            rest = rest[end...]
        }
    }

    private func attribute(_ name: String, of line: Substring) -> Substring? {
        guard let start = line.range(of: " \(name)=\"") else { return nil }
        guard let end = line[start.upperBound...].firstIndex(of: "\"") else { return nil }
        return line[start.upperBound..<end]
    }
}

/// Markup made plain: tags away, references to characters resolved. Nothing is ever expanded by name beyond these.
enum Markup {
    private static let named: [Substring: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "ndash": "–", "mdash": "—",
        "bull": "•", "middot": "·", "rsquo": "’", "lsquo": "‘", "ldquo": "“", "rdquo": "”", "eacute": "é",
        "egrave": "è", "uuml": "ü", "ouml": "ö", "auml": "ä", "szlig": "ß", "copy": "©", "hellip": "…", "shy": "",
        "Uuml": "Ü", "Ouml": "Ö", "Auml": "Ä", "ccedil": "ç", "ntilde": "ñ", "aacute": "á", "oacute": "ó",
        "iacute": "í", "uacute": "ú", "agrave": "à", "ecirc": "ê", "rarr": "→", "zwnj": "", "thinsp": " ", "ensp": " ",
    ]

    static func plain(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let mark = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
            result += rest[..<mark]
            rest = rest[mark...]
            if rest.first == "<" {
                guard let close = rest.firstIndex(of: ">") else { break }
                rest = rest[rest.index(after: close)...]
            } else {
                rest = resolve(rest, into: &result)
            }
        }
        return result + (rest.first == "<" ? "" : String(rest))
    }

    private static func resolve(_ text: Substring, into result: inout String) -> Substring {
        guard let end = text.prefix(12).firstIndex(of: ";") else {
            result += "&"
            return text.dropFirst()
        }
        let name = text[text.index(after: text.startIndex)..<end]
        guard let character = character(of: name) else {
            result += "&"
            return text.dropFirst()
        }
        result += character
        return text[text.index(after: end)...]
    }

    private static func character(of name: Substring) -> String? {
        guard name.hasPrefix("#") else { return named[name] }
        let digits = name.dropFirst()
        let code = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}

/// Letters as they are typed rather than as they are set.
enum Typography {
    static func clean(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFB00...0xFB06: result.append(contentsOf: ligatures[Int(scalar.value) - 0xFB00].unicodeScalars)
            case 0x00AD, 0x2010, 0x2011: result.append("-")
            case 0x00A0, 0x2000...0x200A, 0x202F, 0x3000, 0x09: result.append(" ")
            // The ligatures and dashes of LaTeX's T1 fonts, where a font has no names for its letters.
            case 0x15, 0x16: result.append(scalar.value == 0x15 ? "–" : "—")
            case 0x1B...0x1F: result.append(contentsOf: ligatures[Int(scalar.value) - 0x1B].unicodeScalars)
            case 0x200B...0x200F, 0xFEFF, 0x2060, 0x0000...0x001F, 0x007F...0x009F: continue
            case 0xE000...0xF8FF where [0xF0B7, 0xF0A7, 0xF0D8, 0xF076].contains(scalar.value): result.append("•")
            case 0xE000...0xF8FF, 0xFFFD, 0xF0000...0x10FFFF: continue
            default: result.append(scalar)
            }
        }
        return String(result).precomposedStringWithCanonicalMapping
    }

    /// Words set letter by letter (`E D U C A T I O N`) made whole, other gaps brought to one space.
    static func unspaced(_ text: String) -> String {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        let letters = parts.filter { !$0.isEmpty }
        guard letters.count > 4, letters.allSatisfy({ $0.count == 1 && $0.first?.isLetter == true || $0 == "&" }) else {
            return letters.joined(separator: " ")
        }
        var words = [""]
        for part in parts {
            if part.isEmpty { if words.last != "" { words.append("") } } else { words[words.count - 1] += part }
        }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static let ligatures = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"]
}
