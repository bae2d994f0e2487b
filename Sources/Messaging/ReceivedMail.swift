package import Foundation

/// An `.eml` file read back, for the page that shows the mail of a development machine. Reads what `Letter` writes, and of
/// other people's mail as much as is text.
package struct ReceivedMail: Sendable, Hashable {
    package let from: String
    package let to: String
    package let subject: String
    package let date: String
    package let messageID: String
    package let text: String
    package let html: String?

    package init(eml bytes: Data) {
        let whole = MIMEPart(Array(bytes)[...])
        let parts = whole.leaves
        from = EncodedWordReader.decode(whole["from"])
        to = EncodedWordReader.decode(whole["to"])
        subject = EncodedWordReader.decode(whole["subject"])
        date = whole["date"]
        messageID = whole["message-id"]
        text = parts.first { $0.type != "text/html" }?.text ?? ""
        html = parts.first { $0.type == "text/html" }?.text
    }
}

/// The folder that `FileMailer` fills.
package struct MailFolder: Sendable {
    package let folder: URL
    package init(_ folder: URL) { self.folder = folder }

    package struct Entry: Sendable, Hashable {
        package let fileName: String
        package let mail: ReceivedMail
    }

    /// The newest first; an empty list where nothing was sent yet.
    package func newest(_ count: Int = 50) -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        // The names begin with the time.
        return names.filter { Self.isMail($0) }.sorted(by: >).prefix(count).compactMap { name in
            mail(named: name).map { Entry(fileName: name, mail: $0) }
        }
    }

    /// nil for a name that is none of this folder's.
    package func mail(named name: String) -> ReceivedMail? {
        guard Self.isMail(name), let bytes = try? Data(contentsOf: folder.appending(path: name)) else { return nil }
        return ReceivedMail(eml: bytes)
    }

    private static func isMail(_ name: String) -> Bool {
        name.hasSuffix(".eml") && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\0")
    }
}

/// A part of a MIME message: headers and what is below them.
struct MIMEPart {
    private var headers: [String: String] = [:]
    private var body: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        body = bytes
        var last: String?
        while let line = Self.popLine(&body) {
            if line.isEmpty { break }
            if line.first == " " || line.first == "\t", let name = last {
                headers[name, default: ""] += " " + line.drop { $0 == " " || $0 == "\t" }
            } else if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].lowercased()
                headers[name] = String(line[line.index(after: colon)...].drop { $0 == " " })
                last = name
            }
        }
    }

    private static func popLine(_ bytes: inout ArraySlice<UInt8>) -> String? {
        guard !bytes.isEmpty else { return nil }
        let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        var line = bytes[bytes.startIndex..<end]
        bytes = bytes[min(end + 1, bytes.endIndex)...]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    subscript(header: String) -> String { headers[header] ?? "" }

    var type: String {
        let type = self["content-type"].prefix { $0 != ";" }.lowercased()
        return type.isEmpty ? "text/plain" : type
    }

    /// The parts that hold something themselves.
    var leaves: [MIMEPart] {
        guard type.hasPrefix("multipart/"), let boundary else { return [self] }
        return Self.split(body, at: "--" + boundary).flatMap { MIMEPart($0).leaves }
    }

    private var boundary: String? {
        guard let start = self["content-type"].range(of: "boundary=", options: .caseInsensitive) else { return nil }
        let value = self["content-type"][start.upperBound...]
        return value.first == "\"" ? String(value.dropFirst().prefix { $0 != "\"" }) : String(value.prefix { $0 != ";" })
    }

    private static func split(_ body: ArraySlice<UInt8>, at marker: String) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var rest = body
        var start: Int?
        while !rest.isEmpty {
            let lineStart = rest.startIndex
            guard let line = popLine(&rest), line.hasPrefix(marker) else { continue }
            if let start { parts.append(body[start..<max(start, lineStart - 2)]) }
            if line.hasPrefix(marker + "--") { return parts }
            start = rest.startIndex
        }
        return parts
    }

    var text: String {
        let bytes: [UInt8]
        switch self["content-transfer-encoding"].lowercased() {
        case "quoted-printable": bytes = QuotedPrintable.decode(body)
        case "base64": bytes = Array(Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters) ?? Data())
        default: bytes = Array(body)
        }
        return String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
    }
}

/// RFC 2047 read back.
enum EncodedWordReader {
    static func decode(_ text: String) -> String {
        var out = ""
        var rest = text[...]
        var isAfterWord = false
        while let start = rest.range(of: "=?") {
            let between = rest[..<start.lowerBound]
            guard let (word, after) = word(rest[start.upperBound...]) else { break }
            // White space between two encoded words is none.
            if !(isAfterWord && between.allSatisfy(\.isWhitespace)) { out += between }
            out += word
            rest = after
            isAfterWord = true
        }
        return out + rest
    }

    private static func word(_ text: Substring) -> (String, Substring)? {
        let fields = text.split(separator: "?", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0].lowercased() == "utf-8", let end = fields[2].range(of: "?=") else { return nil }
        let content = String(fields[2][..<end.lowerBound])
        let bytes: [UInt8]
        switch fields[1].lowercased() {
        case "b": bytes = Array(Data(base64Encoded: content) ?? Data())
        case "q": bytes = QuotedPrintable.decode(content.replacingOccurrences(of: "_", with: " ").utf8)
        default: return nil
        }
        return (String(decoding: bytes, as: UTF8.self), fields[2][end.upperBound...])
    }
}
