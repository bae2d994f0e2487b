/// Lines of fields with separators between, as RFC 4180 has them: a field in quotes may hold separators, line ends and, doubled, quotes.
/// The separator is told from the first line that has one: comma, semicolon (as spreadsheets of half of Europe write it) or tab. A reader of our own:
/// no package for it is among the few that we build with, and this is all that a list of people needs.
enum SeparatedText {
    struct Line: Equatable {
        /// As the person counts, from 1.
        let number: Int
        let fields: [String]
        /// A quote was opened and never closed.
        var isBroken = false
    }

    /// Lines without anything in them are left out.
    static func lines(_ text: String) -> [Line] {
        var reader = Reader(text)
        var lines: [Line] = []
        while let line = reader.next() { if line.fields.contains(where: { !$0.isEmpty }) { lines.append(line) } }
        return lines
    }

    private struct Reader {
        private let scalars: [Unicode.Scalar]
        private let separator: Unicode.Scalar
        private var place = 0
        private var number = 1

        init(_ text: String) {
            scalars = Array(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars.drop { $0 == "\u{FEFF}" })
            separator = Self.separator(of: scalars)
        }

        /// The one that stands most often in the first line that has any outside quotes.
        private static func separator(of text: [Unicode.Scalar]) -> Unicode.Scalar {
            var isQuoted = false, counts: [Unicode.Scalar: Int] = [:]
            for scalar in text {
                switch scalar {
                case "\"": isQuoted.toggle()
                case ",", ";", "\t": if !isQuoted { counts[scalar, default: 0] += 1 }
                case "\n": if !isQuoted, !counts.isEmpty { return most(counts) }
                default: break
                }
            }
            return most(counts)
        }

        private static func most(_ counts: [Unicode.Scalar: Int]) -> Unicode.Scalar {
            [",", ";", "\t"].max { counts[$0, default: 0] < counts[$1, default: 0] } ?? ","
        }

        mutating func next() -> Line? {
            guard place < scalars.count else { return nil }
            let start = number
            var fields: [String] = []
            while true {
                let (field, isWhole) = field()
                fields.append(field)
                if !isWhole { return Line(number: start, fields: fields, isBroken: true) }
                guard place < scalars.count, scalars[place] == separator else { break }
                place += 1
            }
            if place < scalars.count { (place, number) = (place + 1, number + 1) }
            return Line(number: start, fields: fields)
        }

        /// Up to the next separator or line end.
        private mutating func field() -> (String, isWhole: Bool) {
            while place < scalars.count, scalars[place] == " " { place += 1 }
            guard place < scalars.count, scalars[place] == "\"" else { return (plain(), true) }
            place += 1
            var text = String.UnicodeScalarView()
            while place < scalars.count {
                let scalar = scalars[place]
                place += 1
                if scalar == "\n" { number += 1 }
                guard scalar == "\"" else { text.append(scalar); continue }
                guard place < scalars.count, scalars[place] == "\"" else {
                    // `"Asha Rao" <asha@example.com>`: what follows the quote belongs to the field.
                    return (trimmed(String(text) + plain()), true)
                }
                text.append("\"")
                place += 1
            }
            return (trimmed(String(text)), false)
        }

        private mutating func plain() -> String {
            var text = String.UnicodeScalarView()
            while place < scalars.count, scalars[place] != separator, scalars[place] != "\n" {
                text.append(scalars[place])
                place += 1
            }
            return trimmed(String(text))
        }

        private func trimmed(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }
}
