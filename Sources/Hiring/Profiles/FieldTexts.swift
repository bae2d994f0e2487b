import Foundation
import Postgres
import Web

/// Several things in one field.
enum TextList {
    /// At commas, semicolons and ends of lines.
    static func split(_ text: String) -> [String] {
        // By bytes where these are the characters, as in nearly all texts: imports part hundreds of thousands.
        if text.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\r") }) {
            return text.utf8.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "\n") }
                .map { $0.split { $0 == UInt8(ascii: " ") || (9...13).contains($0) }.map { String(Substring($0)) }.joined(separator: " ") }
                .filter { !$0.isEmpty }
        }
        return text.split { ",;\n".contains($0) }.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
    }

    /// "Pune, Maharashtra; Mumbai" and "Pune, Mumbai" are two places each: a state or country belongs to the city before it.
    static func places(_ text: String) -> [String] {
        text.split { ";\n".contains($0) }.flatMap { part -> [String] in
            var places: [String] = []
            for piece in split(String(part)) {
                if let city = places.last, belongs(piece, to: city) {
                    places[places.count - 1] += ", " + piece
                } else {
                    places.append(piece)
                }
            }
            return places
        }
    }

    /// Whether a piece is the state or country of the city before it. Delhi and Goa are places themselves: "Mumbai, Delhi" are two.
    private static func belongs(_ piece: String, to city: String) -> Bool {
        let region = fold(piece), city = fold(city)
        if region == city { return true }
        if let cities = citiesOfSmallRegions[region] { return cities.contains(city) }
        return regions.contains(region) && !city.contains("remote")
    }

    private static let citiesOfSmallRegions: [String: Set<String>] = [
        "delhi": ["newdelhi", "dwarka", "rohini", "saket"], "goa": ["panaji", "margao", "mapusa", "ponda", "vascodagama"], "chandigarh": [],
        "puducherry": ["pondicherry", "karaikal"],
    ]

    /// Letters and digits alone, in small letters: "Full time" is "full-time".
    static func fold(_ text: String) -> String { String(text.lowercased().filter { $0.isLetter || $0.isNumber || "%+#".contains($0) }) }

    /// States of India and of the USA, and countries, as they stand behind a city.
    private static let regions: Set<String> = Set(
        """
        Andhra Pradesh|Arunachal Pradesh|Assam|Bihar|Chhattisgarh|Gujarat|Haryana|Himachal Pradesh|Jharkhand|Karnataka|Kerala|Madhya Pradesh|Maharashtra|\
        Manipur|Meghalaya|Mizoram|Nagaland|Odisha|Orissa|Punjab|Rajasthan|Sikkim|Tamil Nadu|Telangana|Tripura|Uttar Pradesh|Uttarakhand|West Bengal|\
        Jammu and Kashmir|Ladakh|AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|\
        ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|India|USA|United States|UK|United Kingdom|England|Scotland|Canada|Australia|Germany|France|\
        Netherlands|Ireland|Spain|Italy|Switzerland|Sweden|Japan|China|UAE|United Arab Emirates|Saudi Arabia|Qatar|Kuwait|Oman|Bahrain|Malaysia|Nepal|\
        Sri Lanka|Bangladesh|Ontario|California|Texas|Kenya|Nigeria|South Africa
        """.split(separator: "|").map { fold(String($0)) })
}

/// A period of notice.
enum NoticeText {
    /// "30", "30 days", "2 months", "8 weeks", "immediate"; nil for all else, and over two years.
    static func days(_ text: String) -> Int? {
        let text = text.lowercased().trimmingCharacters(in: .whitespaces)
        if ["immediate", "immediately", "at once", "now", "none", "nil"].contains(text) { return 0 }
        guard let match = text.wholeMatch(of: #/(\d{1,3})\s*(days?|d|weeks?|w|months?|m)?\.?/#), let count = Int(match.1) else { return nil }
        let size =
            switch match.2?.first {
            case "w": 7;
            case "m": 30;
            default: 1
            }
        return (0...730).contains(count * size) ? count * size : nil
    }

    static let common = [0, 15, 30, 60, 90]
}

/// Days as people write them. Where numbers alone stand, the day comes before the month.
enum DayText {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    static func day(_ text: String) -> CalendarDate? {
        if let day = CalendarDate(text), day != .infinity, day != .minusInfinity { return day }
        let parts = text.lowercased().split { " ,./-".contains($0) }.map(String.init)
        guard parts.count == 3 else { return nil }
        if let month = month(named: parts[1]) { return make(parts[2], month, parts[0]) }
        if let month = month(named: parts[0]) { return make(parts[2], month, parts[1]) }
        return parts[0].count == 4 ? make(parts[0], Int(parts[1]), parts[2]) : make(parts[2], Int(parts[1]), parts[0])
    }

    /// The first day of "Mar 2021", "03/2021", "2021-03" and "2021"; a whole day as it is.
    static func month(_ text: String) -> CalendarDate? {
        if let day = day(text) { return day }
        let parts = text.lowercased().split { " ,./-".contains($0) }.map(String.init)
        switch parts.count {
        case 1 where parts[0].count == 4: return make(parts[0], 1, "1")
        case 2 where parts[0].count == 4: return make(parts[0], Int(parts[1]) ?? month(named: parts[1]), "1")
        case 2: return make(parts[1], Int(parts[0]) ?? month(named: parts[0]), "1")
        default: return nil
        }
    }

    private static func make(_ year: String, _ month: Int?, _ day: String) -> CalendarDate? {
        let day = day.trimmingCharacters(in: .letters)
        guard year.count == 4, let year = Int(year), let month, day.count <= 2, let day = Int(day) else { return nil }
        return CalendarDate(year: year, month: month, day: day)
    }

    private static func month(named word: String) -> Int? {
        guard word.count >= 3 else { return nil }
        return months.firstIndex { word.hasPrefix($0) }.map { $0 + 1 }
    }

    /// "Mar 2021"
    static func typed(month day: CalendarDate) -> String { "\(months[day.month - 1].capitalized) \(day.year)" }
}

/// An address on the web as it is kept: whole, and only http or https.
enum WebAddress {
    /// - Parameter host: where it must be, as for LinkedIn; there the name alone is enough.
    static func read(_ text: String, host: String?, path: String) throws(Misread) -> String {
        guard let address = normal(text, host: host, path: path) else {
            throw Misread(
                host.map { "Write the address of your page at \($0), such as https://\($0)\(path)asha." }
                    ?? "Write an address on the web that begins with https://, such as https://asha.example.com.")
        }
        return address
    }

    private static func normal(_ text: String, host: String?, path: String) -> String? {
        guard text.utf8.count <= 500, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        if let host, let name = text.wholeMatch(of: #/@?([A-Za-z0-9][A-Za-z0-9_\-]{1,99})/#) { return whole(host) + path + name.1 }
        let isWhole = text.lowercased().hasPrefix("http://") || text.lowercased().hasPrefix("https://")
        guard isWhole || !text.contains("://"), let parts = URLComponents(string: isWhole ? text : "https://" + text) else { return nil }
        guard let site = parts.host?.lowercased(), parts.user == nil, parts.password == nil, isHost(site) else { return nil }
        guard let host else { return plain(parts, site) }
        guard site == host || site.hasSuffix("." + host) else { return nil }
        let page = parts.path.hasSuffix("/") ? String(parts.path.dropLast()) : parts.path
        return page.count > 1 ? whole(host) + page : nil
    }

    private static func plain(_ parts: URLComponents, _ site: String) -> String? {
        var parts = parts
        parts.host = site
        parts.scheme = parts.scheme?.lowercased()
        if parts.path == "/", parts.query == nil, parts.fragment == nil { parts.path = "" }
        return parts.string.flatMap { Link(external: $0) }?.text
    }

    private static func whole(_ host: String) -> String { host == "linkedin.com" ? "https://www.linkedin.com" : "https://\(host)" }

    private static func isHost(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty && $0.count <= 63 } && (labels.last?.contains { $0.isLetter } ?? false)
    }
}
