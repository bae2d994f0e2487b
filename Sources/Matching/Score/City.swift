import Foundation
import Names

/// Place names as people write them: "Bangalore" and "Bengaluru, Karnataka" are one city.
enum City {
    static func key(_ place: String) -> String {
        let city = place.split(separator: ",").first.map(String.init) ?? ""
        let written = letters(city)
        return neighbours[written] ?? letters(Cities.city(place)?.name ?? city)
    }

    /// "Anywhere", or the name of the job's whole country.
    static func isAnywhere(_ place: String, in country: String?) -> Bool {
        let letters = place.lowercased().filter(\.isLetter)
        if anywhere.contains(letters) { return true }
        guard let country, let name = Locale(identifier: "en_US").localizedString(forRegionCode: country) else { return false }
        return letters == name.lowercased().filter(\.isLetter)
    }

    /// The city region that a city belongs to, where one may live in one and work in the other.
    static func metro(_ key: String) -> String? { metros[key] }

    private static let anywhere: Set<String> = ["any", "anywhere", "anylocation", "anywhereinindia", "panindia", "allindia", "open", "flexible"]
    private static func letters(_ name: String) -> String { folded(name).filter { $0.isLetter || $0.isNumber } }

    /// Cities that are one for whoever looks for work, though each has a name of its own.
    private static let neighbours = [
        "newdelhi": "delhi", "delhi": "delhi", "delhincr": "delhi", "ncr": "delhi", "greaternoida": "noida", "secunderabad": "hyderabad",
    ]
    private static let metros = [
        "delhi": "ncr", "gurugram": "ncr", "noida": "ncr", "faridabad": "ncr", "ghaziabad": "ncr",
        "mumbai": "mmr", "navimumbai": "mmr", "thane": "mmr", "kalyan": "mmr", "pune": "pune", "pimprichinchwad": "pune",
        "sanfrancisco": "bay", "oakland": "bay", "sanjose": "bay", "paloalto": "bay", "mountainview": "bay", "sunnyvale": "bay",
        "newyork": "tristate", "jerseycity": "tristate", "newark": "tristate", "brooklyn": "tristate", "hoboken": "tristate",
    ]
}
