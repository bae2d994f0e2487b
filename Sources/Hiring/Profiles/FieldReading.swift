import Accounts
import Foundation
import Postgres
import Names
import PhoneNumbers
package import Web

/// Why a text is not what a field asks for, and what to write instead.
struct Misread: Error {
    let words: String
    init(_ words: String) { self.words = words }
}

extension ProfileField {
    /// What somebody wrote, checked and normalised: phones in E.164, skills by their usual names, pay in whole units a year, notice in days.
    /// An empty text is nothing, which is right for every field but the two that must be yes or no.
    package func parse(_ text: String, _ context: FieldContext = FieldContext()) -> Result<ProfileValue, Problem> {
        do {
            return .success(try read(text.trimmingCharacters(in: .whitespacesAndNewlines), context))
        } catch {
            return .failure(Problem(column, error.words))
        }
    }

    private func read(_ text: String, _ context: FieldContext) throws(Misread) -> ProfileValue {
        if text.isEmpty { return try ofNothing() }
        switch kind {
        case .text(let longest): return .text(try fitting(text.split(whereSeparator: \.isWhitespace).joined(separator: " "), longest))
        case .longText(let longest): return .text(try fitting(text, longest))
        case .list(let most, _): return .texts(try entries(TextList.split(text), most: most))
        case .skills: return .texts(try entries(TextList.split(text).map { SkillVocabulary.shared.canonicalName($0) ?? $0 }, most: 100))
        case .places: return .texts(try entries(TextList.places(text), most: 20))
        case .phone: return try phone(text, context)
        case .email: return try email(text)
        case .link(let host, let path): return .text(try WebAddress.read(text, host: host, path: path))
        case .choice: return try choice(text)
        case .currency: return try currency(text)
        case .pay: return try pay(text, context)
        case .notice: return try notice(text)
        case .wholeNumber(let range): return try wholeNumber(text, range)
        case .years: return try years(text)
        case .yesNo: return try yesNo(text)
        case .day(let days): return try day(text, days, context)
        case .month: return try month(text)
        }
    }

    private func ofNothing() throws(Misread) -> ProfileValue {
        if column == "is_current" { return .flag(false) }
        if column == "is_actively_searching" { throw Misread("Choose yes or no.") }
        if column == "full_name" { throw Misread("Write a name.") }
        return isList ? .texts([]) : .nothing
    }

    /// As PostgreSQL counts: a family of emoji is several characters.
    private func fitting(_ text: String, _ longest: Int) throws(Misread) -> String {
        let length = text.unicodeScalars.count
        if length > longest { throw Misread("\(label) is \(length) characters long; at most \(longest) fit.") }
        return text
    }

    private func entries(_ given: [String], most: Int) throws(Misread) -> [String] {
        var seen: Set<String> = []
        let entries = given.filter { seen.insert($0.lowercased()).inserted }
        if entries.count > most { throw Misread("\(label) has \(entries.count) entries; at most \(most) fit.") }
        if let long = entries.first(where: { $0.unicodeScalars.count > 120 }) {
            throw Misread("“\(long.prefix(40))…” is too long: at most 120 characters an entry, with commas between them.")
        }
        return entries
    }

    private func phone(_ text: String, _ context: FieldContext) throws(Misread) -> ProfileValue {
        switch PhoneNumber.kept(text, region: context.region) {
        case .success(let number): return .text(number)
        case .failure(let wrong): throw Misread(wrong.words)
        }
    }

    private func email(_ text: String) throws(Misread) -> ProfileValue {
        guard let address = EmailAddress(text) else { throw Misread("Write an e-mail address, such as asha@example.com.") }
        return .text(address.text)
    }

    private func choice(_ text: String) throws(Misread) -> ProfileValue {
        let wanted = TextList.fold(text)
        if let known = choices.first(where: { TextList.fold($0) == wanted }) { return .text(known) }
        let initials = choices.filter { $0.lowercased().hasPrefix(text.lowercased()) }
        if text.count == 1, initials.count == 1, let one = initials.first { return .text(one) }
        throw Misread("“\(text.prefix(30))” is none of the choices: \(choices.joined(separator: ", ")).")
    }

    private func currency(_ text: String) throws(Misread) -> ProfileValue {
        let code = text.uppercased()
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else { throw Misread("Write the currency as three letters, such as INR.") }
        return .text(code)
    }

    private func pay(_ text: String, _ context: FieldContext) throws(Misread) -> ProfileValue {
        let example = context.currency == "INR" ? "12.5 lakh, 12,50,000 or 1.2 cr" : "120k or 120,000"
        do {
            return .number(try PayText.amount(text, currency: context.currency))
        } catch {
            switch error {
            case .unreadable: throw Misread("“\(text.prefix(30))” is no amount. Write it like \(example).")
            case .ambiguous: throw Misread("“\(text.prefix(30))” a year is too little to be meant: write \(example).")
            case .otherCurrency(let other): throw Misread("This is in \(other), and the profile's currency is \(context.currency). Choose the currency first.")
            case .tooLarge: throw Misread("This is more than anybody earns. Write it like \(example).")
            }
        }
    }

    private func notice(_ text: String) throws(Misread) -> ProfileValue {
        guard let days = NoticeText.days(text) else { throw Misread("Write the notice in days, such as 30, or “immediate”. At most two years.") }
        return .number(days)
    }

    private func wholeNumber(_ text: String, _ range: ClosedRange<Int>) throws(Misread) -> ProfileValue {
        guard text.utf8.count <= 9, let number = Int(text), range.contains(number) else {
            throw Misread("\(label) is a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return .number(number)
    }

    /// Also "4 years", "4.5 yrs", "4 years 6 months", "4+".
    private func years(_ text: String) throws(Misread) -> ProfileValue {
        let match = text.lowercased().wholeMatch(
            of: #/(\d{1,2}(?:\.\d{1,3})?)\s*\+?\s*(?:years?|yrs?|y)?\.?\s*(?:(?:and\s+)?(\d{1,2})\s*(?:months?|mos?|m)\.?)?/#)
        let months = match?.2.flatMap { Double($0) } ?? 0
        guard let match, let years = Double(match.1), months < 12, years + months / 12 <= 80 else {
            throw Misread("Write the experience in years, such as 4 or 4.5.")
        }
        return .decimal(((years + months / 12) * 10).rounded() / 10)
    }

    private func yesNo(_ text: String) throws(Misread) -> ProfileValue {
        switch text.lowercased() {
        case "yes", "y", "true", "1", "on": return .flag(true)
        case "no", "n", "false", "0", "off": return .flag(false)
        default: throw Misread("Write yes or no.")
        }
    }

    private func day(_ text: String, _ days: Days, _ context: FieldContext) throws(Misread) -> ProfileValue {
        guard let day = DayText.day(text) else { throw Misread("Write the date as day, month and year, such as 31 Dec 2026.") }
        let today = context.today
        switch days {
        case .birth where day.year < 1900 || today.map { day.year > $0.year - 14 } ?? false:
            throw Misread("This can hardly be a date of birth: look at the year once more.")
        case .coming where !(2000...2100).contains(day.year): throw Misread("Look at the year once more.")
        default: return .day(day)
        }
    }

    private func month(_ text: String) throws(Misread) -> ProfileValue {
        guard let day = DayText.month(text), (1930...2100).contains(day.year) else { throw Misread("Write month and year, such as Mar 2021.") }
        return .day(day)
    }
}
