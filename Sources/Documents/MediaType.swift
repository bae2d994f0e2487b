package import Foundation

/// The kind of a document, told from its content and never from its name.
package enum MediaType: String, Sendable, CaseIterable, Codable {
    case pdf = "application/pdf"
    case docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    case odt = "application/vnd.oasis.opendocument.text"
    case doc = "application/msword"
    case rtf = "application/rtf"
    case html = "text/html"
    case text = "text/plain"
    case png = "image/png"
    case jpeg = "image/jpeg"

    /// The endings under which this kind goes, the usual one first.
    package var endings: [String] {
        switch self {
        case .pdf: ["pdf"]
        case .docx: ["docx", "docm", "dotx"]
        case .odt: ["odt"]
        case .doc: ["doc", "dot"]
        case .rtf: ["rtf", "doc"]
        case .html: ["html", "htm", "xhtml", "doc"]
        case .text: ["txt", "text", "md", "tex", "json", "csv"]
        case .png: ["png"]
        case .jpeg: ["jpg", "jpeg"]
        }
    }

    /// Judges the content of a file; nil where it is none of the kinds that we read.
    package static func sniff(_ bytes: Data) -> MediaType? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return .doc }
        if bytes.starts(with: Array("PK".utf8)) { return sniffArchive(bytes) }
        // Acrobat accepts its mark anywhere in the first kilobyte, and mail gateways do put lines before it.
        let head = bytes.prefix(1024)
        if head.range(of: Data("%PDF-".utf8)) != nil { return .pdf }
        if bytes.starts(with: Array("{\\rtf".utf8)) { return .rtf }
        guard let text = PlainText.decode(Data(bytes.prefix(4096)), isWhole: false) else { return nil }
        return looksLikeHTML(text) ? .html : .text
    }

    private static func sniffArchive(_ bytes: Data) -> MediaType? {
        guard let members = try? ZipArchive(bytes, limits: ExtractionLimits()).names else { return nil }
        if members.contains("word/document.xml") { return .docx }
        if members.contains("content.xml"), members.contains("mimetype") { return .odt }
        return nil
    }

    private static func looksLikeHTML(_ text: String) -> Bool {
        let head = text.prefix(1500).lowercased()
        return ["<!doctype html", "<html", "<body", "<head>"].contains { head.contains($0) }
    }
}

/// A text file of unknown encoding.
enum PlainText {
    /// UTF-8 and UTF-16 by mark or by shape, then Windows-1252; nil where the bytes are no text at all.
    static func decode(_ bytes: Data, isWhole: Bool = true) -> String? {
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), littleEndian: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), littleEndian: false) }
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
        let zeros = zeroShares(body)
        if zeros.odd > 0.3, zeros.even < 0.05 { return utf16(body, littleEndian: true) }
        if zeros.even > 0.3, zeros.odd < 0.05 { return utf16(body, littleEndian: false) }
        guard !body.contains(0), controlShare(body) < 0.02 else { return nil }
        if let text = String(bytes: body, encoding: .utf8) { return text }
        if !isWhole {
            // The cut may have fallen inside a character.
            for cut in 1...3 where body.count > cut {
                if let text = String(bytes: body.dropLast(cut), encoding: .utf8) { return text }
            }
        }
        return String(bytes: body, encoding: .windowsCP1252) ?? String(bytes: body, encoding: .isoLatin1)
    }

    private static func utf16(_ bytes: Data, littleEndian: Bool) -> String? {
        let even = bytes.prefix(bytes.count & ~1)
        return String(data: Data(even), encoding: littleEndian ? .utf16LittleEndian : .utf16BigEndian)
    }

    private static func zeroShares(_ bytes: Data) -> (even: Double, odd: Double) {
        var even = 0, odd = 0
        for (index, byte) in bytes.enumerated() where byte == 0 {
            if index.isMultiple(of: 2) { even += 1 } else { odd += 1 }
        }
        let half = Double(max(bytes.count / 2, 1))
        return (Double(even) / half, Double(odd) / half)
    }

    private static func controlShare(_ bytes: Data) -> Double {
        let control = bytes.count { $0 < 32 && $0 != 9 && $0 != 10 && $0 != 13 && $0 != 12 }
        return Double(control) / Double(max(bytes.count, 1))
    }
}
