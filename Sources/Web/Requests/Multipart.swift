/// Cuts the body of a `multipart/form-data` form into its parts as it arrives, holding no more than one delimiter's length back.
/// It knows nothing of files: whoever feeds it decides where the bytes of a part go.
struct Multipart {
    enum Piece: Equatable {
        case head(name: String, fileName: String?, type: String)
        case bytes([UInt8])
        case endOfPart
    }

    private enum State { case preamble, delimiter, head, body, done }

    private static let headLimit = 8 * 1024
    private let delimiter: [UInt8]
    private var state = State.preamble
    private var held: [UInt8] = Array("\r\n".utf8)
    private var parts = 0

    /// The `boundary` of a content type, 1 to 70 characters as RFC 2046 says.
    init(contentType: String) throws(Refusal) {
        guard let boundary = HeaderValue.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count) else {
            throw .malformed("The form has no boundary.")
        }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Whether the closing delimiter has come; a body that stops before it is cut off.
    var isComplete: Bool { state == .done }

    mutating func feed(_ bytes: some Sequence<UInt8>) throws(Refusal) -> [Piece] {
        guard state != .done else { return [] }
        held.append(contentsOf: bytes)
        var pieces: [Piece] = []
        while try step(&pieces) {}
        return pieces
    }

    /// One move of the state; false where more bytes are needed.
    private mutating func step(_ pieces: inout [Piece]) throws(Refusal) -> Bool {
        switch state {
        case .preamble: return skipPreamble()
        case .delimiter: return try readDelimiterEnd()
        case .head: return try readHead(&pieces)
        case .body: return readBody(&pieces)
        case .done: return false
        }
    }

    private mutating func skipPreamble() -> Bool {
        guard let place = held.firstRange(of: delimiter, from: 0) else {
            if held.count > delimiter.count { held.removeFirst(held.count - delimiter.count) }
            return false
        }
        held.removeFirst(place + delimiter.count)
        state = .delimiter
        return true
    }

    private mutating func readDelimiterEnd() throws(Refusal) -> Bool {
        guard held.count >= 2 else { return false }
        if held.starts(with: "--".utf8) {
            state = .done
            held = []
            return false
        }
        guard let end = held.firstRange(of: Array("\r\n".utf8), from: 0) else {
            guard held.count < 256 else { throw .malformed("The form's boundary is broken.") }
            return false
        }
        guard held[..<end].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { throw .malformed("The form's boundary is broken.") }
        parts += 1
        guard parts <= 1_000 else { throw .malformed("The form has too many parts.") }
        // The line end stays: a head without any line is then an empty line like any other.
        held.removeFirst(end)
        state = .head
        return true
    }

    private mutating func readHead(_ pieces: inout [Piece]) throws(Refusal) -> Bool {
        guard let end = held.firstRange(of: Array("\r\n\r\n".utf8), from: 0), end <= Self.headLimit else {
            guard held.count <= Self.headLimit else { throw .malformed("A part of the form has too long a head.") }
            return false
        }
        pieces.append(try Self.head(String(decoding: held[..<end], as: UTF8.self)))
        held.removeFirst(end + 4)
        // An empty part's delimiter begins with the line end just taken.
        if held.starts(with: delimiter.dropFirst(2)) { held.insert(contentsOf: "\r\n".utf8, at: 0) }
        state = .body
        return true
    }

    private mutating func readBody(_ pieces: inout [Piece]) -> Bool {
        if let place = held.firstRange(of: delimiter, from: 0) {
            if place > 0 { pieces.append(.bytes(Array(held[..<place]))) }
            pieces.append(.endOfPart)
            held.removeFirst(place + delimiter.count)
            state = .delimiter
            return true
        }
        let sure = held.count - (delimiter.count - 1)
        if sure > 0 {
            pieces.append(.bytes(Array(held[..<sure])))
            held.removeFirst(sure)
        }
        return false
    }

    private static func head(_ text: String) throws(Refusal) -> Piece {
        var disposition = "", type = "application/octet-stream"
        for line in text.split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            switch line[..<colon].lowercased() {
            case "content-disposition": disposition = String(value)
            case "content-type": type = String(value.prefix(100))
            default: break
            }
        }
        guard disposition.lowercased().hasPrefix("form-data"), let name = HeaderValue.parameter("name", of: disposition), !name.isEmpty else {
            throw .malformed("A part of the form has no name.")
        }
        return .head(name: name, fileName: HeaderValue.parameter("filename", of: disposition).map(FileName.bare), type: type)
    }
}

/// The name that a visitor's computer gave a file: shown, never used as a path.
enum FileName {
    /// Without folders (`../../etc/passwd`, `C:\CV.pdf`), control characters and the marks that turn the direction of text
    /// (`\u{202E}fdp.exe` would read `exe.pdf`), at most 200 characters.
    static func bare(_ name: String) -> String {
        // By scalars: a mark that melts with a slash into one character would hide it.
        let last = name.unicodeScalars.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? Substring().unicodeScalars
        let directions: Set<UInt32> = [0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069]
        let kept = last.filter { $0.value >= 0x20 && $0.value != 0x7F && !directions.contains($0.value) }
        let text = String(String(String.UnicodeScalarView(kept)).prefix(200))
        return text.isEmpty || text == "." || text == ".." ? "file" : text
    }
}

enum HeaderValue {
    /// `name=value` or `name="value"` after a semicolon. Browsers write `%22` for a quote, `%0D%0A` for a line end in a file name;
    /// other programs write a backslash before the quote.
    static func parameter(_ name: String, of header: String) -> String? {
        var rest = header[...]
        while let semicolon = unquotedSemicolon(in: rest) {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let found = rest[..<equals].trimmed.lowercased()
            rest = rest[rest.index(after: equals)...]
            if found == name { return value(rest) }
        }
        return nil
    }

    private static func unquotedSemicolon(in text: Substring) -> Substring.Index? {
        var isQuoted = false, isEscaped = false
        for index in text.indices {
            if isEscaped { isEscaped = false; continue }
            switch text[index] {
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case ";" where !isQuoted: return index
            default: break
            }
        }
        return nil
    }

    private static func value(_ text: Substring) -> String {
        guard text.first == "\"" else { return text.prefix { $0 != ";" }.trimmed }
        var value = "", isEscaped = false
        for character in text.dropFirst() {
            if isEscaped {
                if character != "\"" && character != "\\" { value.append("\\") }
                value.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                value.append(character)
            }
        }
        return value.replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: "")
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()) }
}

extension [UInt8] {
    /// Where `needle` begins, by its first byte: `memchr` skips what cannot match.
    func firstRange(of needle: [UInt8], from start: Int) -> Int? {
        guard count - start >= needle.count, let first = needle.first else { return nil }
        return withUnsafeBufferPointer { bytes in
            var index = start
            let last = bytes.count - needle.count
            while index <= last {
                guard bytes[index] == first else { index += 1; continue }
                var length = 1
                while length < needle.count, bytes[index + length] == needle[length] { length += 1 }
                if length == needle.count { return index }
                index += 1
            }
            return nil
        }
    }
}
