import Foundation

/// The cities that matter to an agency, with the other names that people write: Bengaluru is Bangalore, Mumbai was Bombay.
///
/// `Resources/cities.txt` holds one city a line under its state or country: every Indian city above some 100,000 people, and the large
/// ones of the countries that people come from and go to.
package enum Cities {
    package struct City: Sendable, Hashable {
        package let name: String
        /// The state in India, the United States, Canada and Australia; else the country.
        package let region: String
        /// ISO 3166-1 alpha-2.
        package let country: String
        package let aliases: [String]
        /// "Bengaluru, Karnataka"; Singapore is only Singapore.
        package var place: String { name == region ? name : "\(name), \(region)" }
    }

    /// The city that goes by this name, in any spelling; "Aurangabad, Bihar" is another than "Aurangabad".
    package static func city(_ text: String) -> City? {
        let parts = text.split(separator: ",", maxSplits: 1).map { key($0) }
        guard let first = parts.first, let places = table.places[first] else { return nil }
        let fitting = parts.count > 1 ? places.first { parts[1].hasPrefix(key(table.all[$0].region)) } : nil
        return table.all[fitting ?? places[0]]
    }

    /// As the house writes it: "Bengaluru, Karnataka". What we do not know stays as it is, tidied.
    package static func canonical(_ text: String) -> String {
        city(text)?.place ?? text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Every way to write the name of a city, for finding people whatever they wrote: small letters, the usual name first. The word itself
    /// where we do not know it.
    package static func spellings(of text: String) -> [String] {
        let city = city(text)
        let names = city.map { [$0.name] + $0.aliases } ?? [String(text.split(separator: ",").first ?? "")]
        var seen: Set<String> = []
        return names.flatMap { [$0.lowercased(), folded($0)] }.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Cities that begin like this, or one of whose other names does, or nearly; with the name that fitted.
    package static func suggestions(for text: String, limit: Int = 8) -> [(city: City, name: String)] {
        // "Bengaluru, Kar": what follows the comma is not of the name
        let name = String(text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false).first ?? "")
        return table.typeAhead.hits(for: name, limit: limit).map { (table.all[$0.entry], $0.name) }
    }

    package static var all: [City] { table.all }
}

// MARK: The list

extension Cities {
    private struct Table: Sendable {
        var all: [City] = []
        var places: [String: [Int]] = [:]
        let typeAhead: TypeAhead
    }

    private static let table: Table = {
        var all: [City] = [], large: [Bool] = [], places: [String: [Int]] = [:], country = "", region = ""
        for line in NameList.lines("cities") {
            if let section = NameList.section(line) { (country, region) = (String(section.prefix(2)), String(section.dropFirst(3))) }
            guard !line.hasPrefix("#") else { continue }
            let names = line.drop { $0 == "+" }.split(separator: "|").map(String.init)
            for place in Set(names.map { key($0) }) { places[place, default: []].append(all.count) }
            large.append(line.hasPrefix("+"))
            all.append(City(name: names[0], region: region, country: country, aliases: Array(names.dropFirst())))
        }
        for name in places.keys { places[name]?.sort { (large[$0] ? 0 : 1, $0) < (large[$1] ? 0 : 1, $1) } }
        let entries = zip(all, large).map { city, isLarge in
            TypeAhead.Entry(names: [city.name] + city.aliases, rank: city.name.count + (isLarge ? 0 : 400) + (city.country == "IN" ? 0 : 200))
        }
        // "bang" is rather Bengaluru, once Bangalore, than Bangkok
        return Table(all: all, places: places, typeAhead: TypeAhead(entries, otherNames: 100))
    }()

    /// Letters and digits alone: "St. Louis" and "St Louis" are one.
    private static func key(_ name: some StringProtocol) -> String { folded(String(name)).filter { $0.isLetter || $0.isNumber } }
}
