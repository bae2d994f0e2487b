package import Foundation

/// Small PDF files made by hand, so that a test needs no other program to make one.
package enum SamplePDF {
    package struct Piece {
        var text: String
        var x: Int
        var y: Int
        var size: Int

        package init(text: String, x: Int, y: Int, size: Int = 11) { (self.text, self.x, self.y, self.size) = (text, x, y, size) }
    }

    package static func make(_ pieces: [Piece], link: String? = nil, trailerExtra: String = "", extraObject: String? = nil) -> Data {
        let content = pieces.map { "BT /F1 \($0.size) Tf \($0.x) \($0.y) Td (\(escaped($0.text))) Tj ET" }.joined(separator: "\n")
        let annotations = link.map { "/Annots [<< /Type /Annot /Subtype /Link /Rect [50 690 300 720] /Border [0 0 0] /A << /S /URI /URI (\($0)) >> >>]" } ?? ""
        return file(
            [
                "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \(annotations) /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            ] + (extraObject.map { [$0] } ?? []), trailerExtra: trailerExtra)
    }

    /// A page that is one grey picture.
    package static func picture() -> Data {
        let content = "q 200 0 0 200 50 500 cm /I1 Do Q"
        let samples = String(repeating: "80", count: 64)
        return file([
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /I1 5 0 R >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
            "<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /ASCIIHexDecode /Length \(samples.count + 1) >>\nstream\n\(samples)>\nendstream",
        ])
    }

    /// Protected by a password that nobody has: the standard handler with made-up keys.
    package static func encrypted() -> Data {
        let key = "<" + String(repeating: "5A", count: 32) + ">"
        return make(
            [Piece(text: "Secret", x: 50, y: 700)],
            trailerExtra: "/Encrypt 6 0 R /ID [<0123456789ABCDEF0123456789ABCDEF> <0123456789ABCDEF0123456789ABCDEF>]",
            extraObject: "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O \(key) /U \(key) >>")
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("(", with: "\\(").replacing(")", with: "\\)")
    }

    private static func file(_ objects: [String], trailerExtra: String = "") -> Data {
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { text += String(repeating: "0", count: 10 - String(offset).count) + "\(offset) 00000 n \n" }
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R \(trailerExtra) >>\nstartxref\n\(start)\n%%EOF\n"
        return Data(text.utf8)
    }
}

/// ZIP files made by hand, stored without compression or with a deflated member given as it is.
package enum SampleZip {
    package struct Member {
        var name: String
        var content: Data
        var method: Int
        var declared: Int?
        /// Bit 0: encrypted.
        var flags: Int

        package init(name: String, content: Data, method: Int = 0, declared: Int? = nil, flags: Int = 0) {
            (self.name, self.content, self.method, self.declared, self.flags) = (name, content, method, declared, flags)
        }
    }

    package static func make(_ members: [Member]) -> Data {
        var body = Data(), directory = Data()
        for member in members {
            let offset = body.count
            let name = Data(member.name.utf8)
            let shared = numbers([
                (20, 2), (member.flags, 2), (member.method, 2), (0, 4), (checksum(of: member.content), 4), (member.content.count, 4),
                (member.declared ?? member.content.count, 4), (name.count, 2),
                (0, 2),
            ])
            body += numbers([(0x0403_4B50, 4)]) + shared + name + member.content
            directory += numbers([(0x0201_4B50, 4), (20, 2)]) + shared + numbers([(0, 2), (0, 2), (0, 2), (0, 4), (offset, 4)]) + name
        }
        let end = numbers([(0x0605_4B50, 4), (0, 2), (0, 2), (members.count, 2), (members.count, 2), (directory.count, 4), (body.count, 4), (0, 2)])
        return body + directory + end
    }

    /// CRC-32 as ZIP has it (ISO 3309), bit by bit: these files are small.
    private static func checksum(of data: Data) -> Int {
        var rest: UInt32 = 0xFFFF_FFFF
        for byte in data {
            rest ^= UInt32(byte)
            for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
        }
        return Int(~rest)
    }

    package static func docx(_ body: String, prolog: String = "") -> Data {
        let xml =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(prolog)<w:document xmlns:w=\"w\" xmlns:r=\"r\" xmlns:mc=\"mc\"><w:body>\(body)</w:body></w:document>"
        return make([Member(name: "word/document.xml", content: Data(xml.utf8))])
    }

    package static func paragraph(_ text: String) -> String { "<w:p><w:r><w:t>\(text)</w:t></w:r></w:p>" }

    private static func numbers(_ values: [(Int, Int)]) -> Data {
        var data = Data()
        for (value, width) in values { for index in 0..<width { data.append(UInt8(truncatingIfNeeded: value >> (8 * index))) } }
        return data
    }
}
