import Postgres

/// The stage of an application: the word that candidate and recruiter both see.
package enum ApplicationStatus: String, SQLEnum, Codable, CaseIterable {
    case new = "New", screening = "Screening", interview = "Interview", offer = "Offer", rejected = "Rejected", withdrawn = "Withdrawn"
    package static var sqlType: String { "application_status" }

    /// The way of an application that goes well.
    package static let way: [ApplicationStatus] = [.new, .screening, .interview, .offer]

    package var isOver: Bool { self == .rejected || self == .withdrawn }

    /// One step further; nil at the end of the way and off it.
    package var next: ApplicationStatus? {
        guard let place = Self.way.firstIndex(of: self), place + 1 < Self.way.count else { return nil }
        return Self.way[place + 1]
    }

    /// What the candidate reads.
    package var wordsForCandidate: String {
        switch self {
        case .new: "Received"
        case .screening: "In screening"
        case .interview: "Interview"
        case .offer: "Offer"
        case .rejected: "Not this time"
        case .withdrawn: "Withdrawn"
        }
    }
}

/// One candidate for one job: the row that everything else hangs on.
package enum Application {}
