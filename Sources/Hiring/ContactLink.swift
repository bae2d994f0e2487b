import PhoneNumbers
import Web

/// Addresses and numbers that a click writes to or calls; nil for what is none.
enum ContactLink {
    static func mail(_ address: String) -> HTML? { Link(external: "mailto:" + address).map { "<a href=\"\($0)\">\(address)</a>" } }

    /// - Parameter kept: as it is kept; shown as people read it: "+91 98200 11223".
    static func phone(_ kept: String) -> HTML? {
        Link(external: "tel:" + kept.filter { $0 == "+" || $0.isNumber }).map { "<a href=\"\($0)\">\(PhoneNumber.shown(kept))</a>" }
    }
}
