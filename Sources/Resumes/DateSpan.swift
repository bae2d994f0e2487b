/// A time in someone's life as a résumé tells it: a year, or a month of a year.
struct YearMonth: Equatable, Comparable {
    var year: Int
    var month: Int?

    var text: String {
        guard let month else { return String(year) }
        return "\(year)-\(month < 10 ? "0" : "")\(month)"
    }

    static func < (a: YearMonth, b: YearMonth) -> Bool {
        (a.year, a.month ?? 0) < (b.year, b.month ?? 0)
    }
}

/// From when to when, and where in a text that stands.
struct DateSpan {
    var start: YearMonth
    /// Nil where it goes on.
    var end: YearMonth?
    var isOpen: Bool
    /// False for a single date, which is no span of time on its own.
    var isRange: Bool
    var range: Range<String.Index>
    /// Told as "since".
    var isSince = false

    /// The first span of time of a text, and where it has none its first date.
    static func best(in text: String) -> DateSpan? {
        let scanner = DateScanner(text)
        return scanner.first { $0.isRange } ?? scanner.first { _ in true }
    }

    static func first(in text: String) -> DateSpan? {
        DateScanner(text).first { _ in true }
    }
}

/// Reads dates in the ways that people write them: `Jan 2020 – Present`, `07/2019 - 08/2020`, `2016/09`, `Summer 2012`,
/// `2014 to 2016`, `May – Aug 2019`, `since 2018`.
struct DateScanner {
    private struct Token {
        enum Kind { case word, number, mark }
        var kind: Kind
        var text: String
        var range: Range<String.Index>
    }

    private enum Point {
        case date(YearMonth)
        case now
    }

    private let text: String
    private var tokens: [Token] = []

    private static let months: [String: Int] = [
        "jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5, "jun": 6,
        "june": 6, "jul": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "oct": 10,
        "october": 10, "nov": 11, "november": 11, "dec": 12, "december": 12, "januar": 1, "februar": 2, "märz": 3,
        "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "okt": 10, "dezember": 12, "dez": 12, "janvier": 1, "février": 2, "fevrier": 2,
        "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
        "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "octubre": 10,
        "noviembre": 11, "diciembre": 12, "janeiro": 1, "fevereiro": 2, "março": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9,
        "outubro": 10, "novembro": 11, "dezembro": 12, "gennaio": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7,
        "settembre": 9, "ottobre": 10, "dicembre": 12,
    ]
    private static let seasons: Set<String> = ["spring", "summer", "summers", "fall", "autumn", "winter"]
    private static let now: Set<String> = [
        "present", "now", "current", "currently", "ongoing", "today", "date", "continuing", "continue", "continued", "heute", "actuel",
        "actualidad", "actualité", "présent", "atual", "oggi", "onwards", "onward", "presently", "jetzt", "aktuell", "laufend", "presente",
        "actualmente", "hoje", "nu", "heden", "maintenant",
    ]
    private static let sinces: Set<String> = ["since", "seit", "depuis", "desde", "dal", "sinds"]
    private static let joins: Set<String> = ["to", "until", "till", "through", "thru", "bis", "upto", "and", "a", "au", "à"]

    init(_ text: String) {
        self.text = text
        tokens = Self.tokens(of: text)
    }

    func first(where isWanted: (DateSpan) -> Bool) -> DateSpan? {
        var index = 0
        while index < tokens.count {
            if let span = span(at: index) {
                if isWanted(span) { return span }
                // What is part of a date opens no other one.
                while index + 1 < tokens.count, tokens[index + 1].range.lowerBound < span.range.upperBound { index += 1 }
            }
            index += 1
        }
        return nil
    }

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var place = text.startIndex
        while place < text.endIndex {
            let character = text[place]
            var end = text.index(after: place)
            if character.isWhitespace {
                place = end
                continue
            }
            var kind = Token.Kind.mark
            if character.isLetter || (character.isNumber && character.isASCII) {
                kind = character.isLetter ? .word : .number
                while end < text.endIndex, kind == .word ? text[end].isLetter : text[end].isASCII && text[end].isNumber {
                    end = text.index(after: end)
                }
            }
            // "20192022", "10/202206/2024": a dash that a font did not name is lost.
            if kind == .number, let cut = Self.lostDash(text[place..<end]) {
                let middle = text.index(place, offsetBy: 4)
                tokens.append(Token(kind: kind, text: text[place..<middle].lowercased(), range: place..<middle))
                tokens.append(Token(kind: kind, text: cut, range: middle..<end))
            } else {
                tokens.append(Token(kind: kind, text: text[place..<end].lowercased(), range: place..<end))
            }
            place = end
        }
        return tokens
    }

    private static func lostDash(_ figures: Substring) -> String? {
        guard figures.count == 8 || figures.count == 6, let first = Int(figures.prefix(4)), (1950...2040).contains(first),
            let second = Int(figures.dropFirst(4))
        else { return nil }
        if figures.count == 8 { return (first...2040).contains(second) ? String(figures.dropFirst(4)) : nil }
        return (1...12).contains(second) ? String(figures.dropFirst(4)) : nil
    }

    private func span(at index: Int) -> DateSpan? {
        let isSince = index > 0 && Self.sinces.contains(tokens[index - 1].text)
        if isPartOfCode(index) { return nil }
        if let early = monthOnlyStart(at: index) { return early }
        // "FY 2018-19" is the year of accounts.
        if index > 0, tokens[index - 1].text == "fy" { return nil }
        if let years = shortRange(at: index) ?? shortMonths(at: index) { return years }
        guard case (.date(let start), var next)? = point(at: index) else { return nil }
        let afterStart = next
        if next < tokens.count, ["onwards", "onward"].contains(tokens[next].text) {
            return make(start, nil, isOpen: true, isRange: true, from: index, to: next + 1)
        }
        if let joined = skipJoin(next), let (end, after) = point(at: joined) {
            next = after
            switch end {
            case .now: return make(start, nil, isOpen: true, isRange: true, from: index, to: next)
            case .date(let date) where !(date < YearMonth(year: start.year, month: nil)):
                return make(start, date, isOpen: false, isRange: true, from: index, to: next)
            case .date: break
            }
        }
        if isSince {
            var span = make(start, nil, isOpen: true, isRange: true, from: index - 1, to: afterStart)
            span.isSince = true
            return span
        }
        return make(start, start, isOpen: false, isRange: false, from: index, to: afterStart)
    }

    /// `GS-2003-11`, `ISO-2015`: figures that a hyphen ties to capitals are no date.
    private func isPartOfCode(_ index: Int) -> Bool {
        guard index > 1, tokens[index].kind == .number, tokens[index - 1].text == "-", tokens[index - 2].kind == .word else { return false }
        let (code, hyphen) = (tokens[index - 2], tokens[index - 1])
        guard code.range.upperBound == hyphen.range.lowerBound, hyphen.range.upperBound == tokens[index].range.lowerBound else { return false }
        let letters = text[code.range]
        return letters.count <= 4 && letters.allSatisfy(\.isUppercase) && Self.months[code.text] == nil
    }

    /// `2019–21`; with a hyphen it is a month of the year where it can be one.
    private func shortRange(at index: Int) -> DateSpan? {
        guard index + 2 < tokens.count, let first = year(index), ["–", "-", "/"].contains(tokens[index + 1].text), tokens[index + 2].text.count == 2,
            tokens[index + 2].kind == .number, let second = Int(tokens[index + 2].text), second > first % 100, second <= first % 100 + 30,
            tokens[index + 1].text == "–" || second > 12, index + 3 >= tokens.count || !["/", "-", "."].contains(tokens[index + 3].text)
        else { return nil }
        let end = YearMonth(year: first / 100 * 100 + second, month: nil)
        return make(YearMonth(year: first, month: nil), end, isOpen: false, isRange: true, from: index, to: index + 3)
    }

    /// `06/19 – 08/21`, `06/19 – present`: only where the second date stands too, or any fraction would be a date.
    private func shortMonths(at index: Int) -> DateSpan? {
        func month(_ place: Int) -> YearMonth? {
            guard place + 2 < tokens.count, tokens[place].kind == .number, tokens[place].text.count <= 2,
                ["/", ".", "'", "’"].contains(tokens[place + 1].text),
                let month = Int(tokens[place].text), (1...12).contains(month), let year = shortYear(place + 2)
            else { return nil }
            return YearMonth(year: year, month: month)
        }
        guard index == 0 || !["/", ".", "-"].contains(tokens[index - 1].text), let start = month(index) else { return nil }
        if index > 0, Self.sinces.contains(tokens[index - 1].text), index + 3 >= tokens.count || !["/", ".", "-"].contains(tokens[index + 3].text) {
            return make(start, nil, isOpen: true, isRange: true, from: index - 1, to: index + 3)
        }
        guard let joined = skipJoin(index + 3) else { return nil }
        if let end = month(joined), !(end < start) { return make(start, end, isOpen: false, isRange: true, from: index, to: joined + 3) }
        if case (.now, let after)? = point(at: joined) { return make(start, nil, isOpen: true, isRange: true, from: index, to: after) }
        return nil
    }

    /// `May – August 2019`: the first month borrows the year of the second.
    private func monthOnlyStart(at index: Int) -> DateSpan? {
        guard let month = Self.months[tokens[index].text] else { return nil }
        var next = index + 1
        if next < tokens.count, tokens[next].text == "." { next += 1 }
        guard let joined = skipJoin(next), joined > next, case (.date(let end), let after)? = point(at: joined),
            end.month != nil
        else { return nil }
        return make(YearMonth(year: end.year, month: month), end, isOpen: false, isRange: true, from: index, to: after)
    }

    private func make(
        _ start: YearMonth, _ end: YearMonth?, isOpen: Bool, isRange: Bool, from: Int, to: Int
    ) -> DateSpan {
        DateSpan(
            start: start, end: end, isOpen: isOpen, isRange: isRange,
            range: tokens[from].range.lowerBound..<tokens[to - 1].range.upperBound)
    }

    private func skipJoin(_ index: Int) -> Int? {
        // A dash that the font did not name: "2019 2022", "May 2019 June 2021", "2022present".
        if index > 0, index < tokens.count, tokens[index - 1].kind == .number,
            text[tokens[index - 1].range.upperBound..<tokens[index].range.lowerBound].allSatisfy({ $0 == " " }),
            year(index) != nil || Self.months[tokens[index].text] != nil || ["present", "now", "current", "ongoing", "today"].contains(tokens[index].text)
                || tokens[index].range.lowerBound == tokens[index - 1].range.upperBound && tokens[index].kind == .number
        {
            return index
        }
        var next = index
        var found = false
        while next < tokens.count, next < index + 3 {
            let text = tokens[next].text
            guard ["-", "–", "—", "−", "~", "→", "―", "/", "‒"].contains(text) || Self.joins.contains(text) else { break }
            found = true
            next += 1
        }
        // "to: May 2021", "– Exp. June 2026"
        if found, next < tokens.count, tokens[next].text == ":", Self.joins.contains(tokens[next - 1].text) { next += 1 }
        if found, next < tokens.count, ["exp", "expected", "anticipated"].contains(tokens[next].text) {
            next += next + 1 < tokens.count && tokens[next + 1].text == "." ? 2 : 1
        }
        return found && next < tokens.count ? next : nil
    }

    private func point(at index: Int) -> (Point, Int)? {
        let token = tokens[index]
        if token.kind == .word { return wordPoint(token, index) }
        guard token.kind == .number else { return nil }
        if let date = year(index) {
            if let month = monthAfterYear(index) { return (.date(YearMonth(year: date, month: month)), index + 3) }
            return (.date(YearMonth(year: date, month: nil)), index + 1)
        }
        return numericPoint(index)
    }

    private func wordPoint(_ token: Token, _ index: Int) -> (Point, Int)? {
        if Self.now.contains(token.text) { return (.now, index + 1) }
        if token.text == "the", index + 1 < tokens.count, Self.now.contains(tokens[index + 1].text) { return (.now, index + 2) }
        let isSeason = Self.seasons.contains(token.text)
        guard let month = Self.months[token.text] ?? (isSeason ? 0 : nil) else { return nil }
        var next = index + 1
        while next < tokens.count, next < index + 3, [".", ",", "'", "’", "‘", "-", "/", "of"].contains(tokens[next].text) { next += 1 }
        guard next < tokens.count else { return nil }
        if let date = dayThenYear(next) { return (.date(YearMonth(year: date.year, month: month)), date.next) }
        if let year = year(next) ?? shortYear(next) {
            return (.date(YearMonth(year: year, month: isSeason ? nil : month)), next + 1)
        }
        return nil
    }

    /// `June 3, 2020`, `1st June 2020` is left to the month.
    private func dayThenYear(_ index: Int) -> (year: Int, next: Int)? {
        guard let day = Int(tokens[index].text), (1...31).contains(day), tokens[index].text.count <= 2 else { return nil }
        var next = index + 1
        while next < tokens.count, next < index + 3, [",", "st", "nd", "rd", "th"].contains(tokens[next].text) { next += 1 }
        guard next < tokens.count, let year = year(next) else { return nil }
        return (year, next + 1)
    }

    /// `3 June 2020`, `3rd June, 2020`
    private func dayThenMonth(_ index: Int) -> (Point, Int)? {
        guard tokens[index].text.count <= 2, let day = Int(tokens[index].text), (1...31).contains(day) else { return nil }
        var next = index + 1
        while next < tokens.count, next < index + 3, ["st", "nd", "rd", "th", "of", "-", "."].contains(tokens[next].text) { next += 1 }
        guard next < tokens.count, Self.months[tokens[next].text] != nil, let (date, after) = wordPoint(tokens[next], next), case .date = date else {
            return nil
        }
        return (date, after)
    }

    private func numericPoint(_ index: Int) -> (Point, Int)? {
        if let date = dayThenMonth(index) { return date }
        guard index + 2 < tokens.count, let first = Int(tokens[index].text), tokens[index].text.count <= 2,
            ["/", ".", "-"].contains(tokens[index + 1].text)
        else { return nil }
        if let year = year(index + 2), (1...12).contains(first) {
            return (.date(YearMonth(year: year, month: first)), index + 3)
        }
        guard index + 4 < tokens.count, let second = Int(tokens[index + 2].text), let year = year(index + 4),
            tokens[index + 3].text == tokens[index + 1].text, (1...31).contains(first), (1...31).contains(second)
        else { return nil }
        let month = second <= 12 ? second : first
        guard month <= 12 else { return nil }
        return (.date(YearMonth(year: year, month: month)), index + 5)
    }

    private func year(_ index: Int) -> Int? {
        guard tokens[index].kind == .number, tokens[index].text.count == 4, let year = Int(tokens[index].text),
            (1950...2040).contains(year)
        else { return nil }
        return year
    }

    private func shortYear(_ index: Int) -> Int? {
        guard tokens[index].kind == .number, tokens[index].text.count == 2, let year = Int(tokens[index].text) else { return nil }
        return year > 60 ? 1900 + year : 2000 + year
    }

    /// `2016/09`, `2016-09`, `2016 / 09`; `2016 - 09` with room around a hyphen may be a span of years.
    private func monthAfterYear(_ index: Int) -> Int? {
        guard index + 2 < tokens.count, ["/", "-", "."].contains(tokens[index + 1].text),
            tokens[index + 2].text.count == 2, let month = Int(tokens[index + 2].text), (1...12).contains(month)
        else { return nil }
        let isTight = tokens[index].range.upperBound == tokens[index + 1].range.lowerBound
        return isTight || tokens[index + 1].text == "/" ? month : nil
    }
}
