/// Rows in PostgreSQL's COPY text format, built as bytes: a tab between fields, `\N` for NULL, a newline at the end.
/// A million rows pass through here, so a field is appended to one growing buffer and never becomes a `String` of its own.
struct CopyText: Sendable {
    private(set) var bytes: [UInt8] = []
    private var startsRow = true

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    var count: Int { bytes.count }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        startsRow = true
    }

    /// Gives the finished rows away and starts again.
    mutating func take() -> [UInt8] {
        let taken = bytes
        bytes = []
        bytes.reserveCapacity(taken.count + 8192)
        return taken
    }

    mutating func null() {
        separate()
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "N"))
    }

    mutating func field(_ text: String?) {
        guard let text else { return null() }
        separate()
        appendEscaped(text)
    }

    /// Text that is already bytes and may hold newlines (a résumé).
    mutating func field(_ text: [UInt8]?) {
        guard let text else { return null() }
        separate()
        for byte in text { appendEscaped(byte) }
    }

    mutating func field(_ number: Int?) {
        guard let number else { return null() }
        separate()
        append(number)
    }

    /// A number with one decimal, given in tenths.
    mutating func tenths(_ number: Int?) {
        guard let number else { return null() }
        separate()
        append(number / 10)
        bytes.append(UInt8(ascii: "."))
        append(number % 10)
    }

    mutating func field(_ flag: Bool?) {
        guard let flag else { return null() }
        separate()
        bytes.append(UInt8(ascii: flag ? "t" : "f"))
    }

    mutating func field(_ key: Key?) {
        guard let key else { return null() }
        separate()
        key.write(to: &bytes)
    }

    mutating func field(_ day: Day?) {
        guard let day else { return null() }
        separate()
        append(day)
    }

    mutating func field(_ moment: Moment?) {
        guard let moment else { return null() }
        separate()
        let day = moment.date
        append(day)
        let rest = moment.seconds - day.number * Moment.day
        for (mark, part) in [(" ", rest / 3600), (":", rest / 60 % 60), (":", rest % 60)] as [(Unicode.Scalar, Int)] {
            bytes.append(UInt8(ascii: mark))
            appendTwo(part)
        }
        bytes.append(contentsOf: [0x2B, 0x30, 0x30])  // +00
    }

    /// A jsonb array of strings.
    mutating func field(_ list: [String]) {
        separate()
        bytes.append(UInt8(ascii: "["))
        for (place, text) in list.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            json(text)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A pgvector with four decimals kept past the point's first zero: `[0.05121,-0.00310,…]`.
    mutating func field(_ vector: [Float]?) {
        guard let vector else { return null() }
        separate()
        bytes.append(UInt8(ascii: "["))
        for place in 0..<vector.count {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            appendFraction(vector[place])
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Starts a field that the caller appends to with `raw` and `json`.
    mutating func open() { separate() }
    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
    mutating func raw(_ number: Int) { append(number) }

    /// One JSON string. Its own escapes are backslashes, which COPY needs doubled.
    mutating func json(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(contentsOf: [0x5C, 0x5C])
                appendEscaped(byte)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: [0x5C, 0x5C, 0x6E])
            case 0..<0x20: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A jsonb object of strings, in a field that was opened.
    mutating func object(_ members: [(String, String)]) {
        bytes.append(UInt8(ascii: "{"))
        for (place, member) in members.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            json(member.0)
            bytes.append(UInt8(ascii: ":"))
            json(member.1)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func separate() {
        if !startsRow { bytes.append(UInt8(ascii: "\t")) }
        startsRow = false
    }

    private mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 { appendEscaped(byte) }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\\"): bytes.append(contentsOf: [0x5C, 0x5C])
        case UInt8(ascii: "\n"): bytes.append(contentsOf: [0x5C, 0x6E])
        case UInt8(ascii: "\t"): bytes.append(contentsOf: [0x5C, 0x74])
        case UInt8(ascii: "\r"): bytes.append(contentsOf: [0x5C, 0x72])
        default: bytes.append(byte)
        }
    }

    private mutating func append(_ number: Int) { bytes.append(decimal: number) }

    private mutating func append(_ day: Day) {
        let (year, month, dayOfMonth) = day.parts
        append(year)
        bytes.append(UInt8(ascii: "-"))
        appendTwo(month)
        bytes.append(UInt8(ascii: "-"))
        appendTwo(dayOfMonth)
    }

    private mutating func appendTwo(_ number: Int) {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    /// A number between -1 and 1 to five decimals; `Float.description` is some forty times slower and 38 million are written.
    private mutating func appendFraction(_ number: Float) {
        let rest = UInt32((number.magnitude * 100_000).rounded())
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(digit(rest / 100_000))
        bytes.append(UInt8(ascii: "."))
        bytes.append(digit(rest / 10_000 % 10))  // constant divisors: the compiler multiplies instead
        bytes.append(digit(rest / 1000 % 10))
        bytes.append(digit(rest / 100 % 10))
        bytes.append(digit(rest / 10 % 10))
        bytes.append(digit(rest % 10))
    }

    private func digit(_ number: UInt32) -> UInt8 { UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number) }
}

extension [UInt8] {
    mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var unit = 1
        let magnitude = number.magnitude
        while magnitude / UInt(unit) >= 10 { unit *= 10 }
        while unit > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / UInt(unit) % 10))
            unit /= 10
        }
    }

    mutating func append(_ text: String) { append(contentsOf: text.utf8) }
    mutating func append(static text: StaticString) { text.withUTF8Buffer { append(contentsOf: $0) } }
}
