package import Foundation

extension HTML {
    /// The match score as a ring: inline SVG with attributes, since the Content-Security-Policy forbids inline styles.
    package static func score(_ score: Int?) -> HTML {
        guard let score else {
            return
                "<span class=\"score none\" role=\"img\" aria-label=\"Not scored yet\"><svg viewBox=\"0 0 36 36\" aria-hidden=\"true\"><circle cx=\"18\" cy=\"18\" r=\"15.9\"/></svg><b>–</b></span>"
        }
        let value = min(max(score, 0), 100)
        let level: HTML = value >= 75 ? "high" : value >= 50 ? "mid" : "low"
        return """
            <span class="score \(level)" role="img" aria-label="Match \(value) of 100"><svg viewBox="0 0 36 36" aria-hidden="true"><circle cx="18" cy="18" r="15.9"/><circle class="arc" cx="18" cy="18" r="15.9" pathLength="100" stroke-dasharray="\(value) 100" transform="rotate(-90 18 18)"/></svg><b>\(value)</b></span>
            """
    }

    /// A moment, which app.js turns into “3 h ago”; without JavaScript the date in UTC is read.
    package static func time(_ date: Date, relative: Bool = true) -> HTML {
        let moment = Moment(date)
        return "<time datetime=\"\(moment.iso)\"\(flag: "data-relative", relative)>\(moment.readable)</time>"
    }

    /// Initials in a circle.
    package static func face(_ name: String) -> HTML {
        let words = name.split(separator: " ")
        let initials = words.isEmpty ? "?" : String((words.first?.prefix(1) ?? "") + (words.count > 1 ? words[words.count - 1].prefix(1) : "")).uppercased()
        return "<span class=\"face\" aria-hidden=\"true\">\(initials)</span>"
    }

    /// A portrait of our own in a circle, and initials where there is none. What lies on other hosts is not shown.
    package static func face(_ name: String, picture: String?) -> HTML {
        guard let picture, picture.hasPrefix("/avatars/"), let link = Link(returning: picture) else { return face(name) }
        return "<img class=\"face\" src=\"\(link)\" width=\"256\" height=\"256\" alt=\"\">"
    }

    /// The search above a list; `/` goes there.
    package static func search(_ label: String, at place: Link, for text: String, hint: String, more: HTML = .empty, isMain: Bool = false) -> HTML {
        """
        <form class="search-form" method="get" action="\(place)" role="search"><div class="field"><label for="q">\(label)</label>\
        <input id="q" name="q" type="search" value="\(text)" data-search placeholder="\(hint)"></div>\(more)\
        <button class="button\(isMain ? " primary" : "")">Search</button></form>
        """
    }

    /// The way to the next page of a list, where there is one.
    package static func pager(_ place: Link, after next: String?, _ words: String = "More") -> HTML {
        guard let next else { return .empty }
        return "<nav class=\"pager\" aria-label=\"Pages\"><a class=\"button\" rel=\"next\" href=\"\(place.query("after", next))\">\(words)</a></nav>"
    }

    /// An empty state says what to do next.
    package static func empty(_ title: String, _ advice: String, action: HTML = .empty) -> HTML {
        "<div class=\"empty\"><h2>\(title)</h2><p>\(advice)</p>\(action)</div>"
    }

}

/// A date in UTC without a formatter: a board of 300 cards shows 300 of them.
package struct Moment {
    package let year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int

    package init(_ date: Date) {
        let bounded = min(max(date.timeIntervalSince1970, -62_135_596_800), 253_402_300_799)
        let seconds = Int(bounded.rounded(.down))
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let rest = seconds - days * 86_400
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        // Howard Hinnant's civil_from_days, for years 1 to 9999.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * part + 2) / 5 + 1
        month = part < 10 ? part + 3 : part - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package var iso: String { "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(hour)):\(padded(minute)):\(padded(second))Z" }
    /// For letters and pages without a script.
    package var readable: String { "\(day) \(Self.months[month - 1]) \(year), \(padded(hour)):\(padded(minute)) UTC" }

    /// “Jan” … “Dec”
    package var monthName: String { Self.months[month - 1] }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}

extension Array where Element == Problem {
    /// All problems at once, above the form, each linked to its field.
    package var summary: HTML {
        guard !isEmpty else { return .empty }
        let title = count == 1 ? "One field needs another look" : "\(count) fields need another look"
        return """
            <div class="problems" role="alert" id="problems"><h2>\(title)</h2>\
            <ul>\(html { "<li><a href=\"#\($0.field)\">\($0.message)</a></li>" })</ul></div>
            """
    }
}
