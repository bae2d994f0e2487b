import Foundation
import PhoneNumbers
import Postgres

extension ProfileField {
    /// As a page shows it; nil where nothing is said. Lists come with commas, pay in lakh and crore or thousands.
    package func shown(_ value: ProfileValue, currency: String? = nil) -> String? {
        switch value {
        case _ where value.isEmpty: nil
        case .nothing: nil
        case .text(let text): kind == .phone ? PhoneNumber.shown(text) : text
        case .texts(let texts): texts.joined(separator: kind == .places ? "; " : ", ")
        case .number(let number): shown(number, currency)
        case .decimal(let years): Words.years(years)
        case .flag(let flag): flag ? "Yes" : "No"
        case .day(let day): kind == .month ? DayText.typed(month: day) : Words.day(day)
        }
    }

    private func shown(_ number: Int, _ currency: String?) -> String {
        switch kind {
        case .pay: Words.pay(number, currency)
        case .notice: Words.notice(number)
        default: String(number)
        }
    }

    /// As its field in a form holds it: exact, and `parse` reads the same value from it.
    package func typed(_ value: ProfileValue, currency: String? = nil) -> String {
        switch value {
        case .nothing: ""
        case .text(let text): kind == .phone ? PhoneNumber.shown(text) : text
        case .texts(let texts): texts.joined(separator: kind == .places ? "; " : ", ")
        case .number(let number): typed(number, currency)
        case .decimal(let years): Int((years * 10).rounded()) % 10 == 0 ? String(Int(years.rounded())) : String((years * 10).rounded() / 10)
        case .flag(let flag): flag ? "yes" : "no"
        case .day(let day): kind == .month && day.day == 1 ? DayText.typed(month: day) : day.description
        }
    }

    private func typed(_ number: Int, _ currency: String?) -> String {
        switch kind {
        case .pay: PayText.typed(number, currency: currency ?? "INR")
        case .notice: number == 0 ? "Immediate" : "\(number) days"
        default: String(number)
        }
    }
}
