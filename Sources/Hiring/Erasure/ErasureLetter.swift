import Accounts
import Foundation
import Messaging
import Postgres
import Web

/// What stays after an erasure, why, and for how long: the same words before, on the receipt and in its letter.
struct Remains {
    let site: Site
    /// Months for which the trail is kept; 0 is for ever.
    let trailMonths: Int

    init(_ office: FrontOffice) { (site, trailMonths) = (office.site, office.settings[.auditRetentionMonths]) }

    /// - Parameters:
    ///   - kept: how many of each, where it is known.
    ///   - who: “you” to the person, “them” to others.
    func lines(_ kept: [String: Int]? = nil, who: String = "you") -> [String] {
        func count(_ key: String) -> String { kept.map { "\($0[key] ?? 0) " } ?? "" }
        return [
            "\(count("applications"))applications, as counts: which job, which day and how far. Nothing in them tells who it was.",
            "\(count("consents"))consents, as proof that there was one: the day, and a checksum of the wording.",
            """
            \(count("trail"))entries of the record of who did what. Entries may name \(who), and hold the network address of each visit. The record can only be added to, so that nobody can tidy it up afterwards: \
            \(site.name) has to be able to account for what was done (GDPR, articles 5(2) and 17(3)). Only people who run the agency read it. \(howLong)
            """,
            "Letters that were sent are in the mailboxes they went to.",
            "Backups of the database and of the files hold what they held until they are replaced by newer ones.",
        ]
    }

    private var howLong: String {
        trailMonths == 0
            ? "It is kept for as long as this installation runs: no end is set."
            : "Whole months of it are removed once they are over for \(trailMonths) months."
    }
}

/// The last letter: the receipt.
enum ErasureLetter {
    /// - Returns: its place in the outbox; nil where there is no address.
    static func send(
        _ number: ID<Erasure>, to person: Erasing.Somebody, removed: [String: Int], kept: [String: Int], office: FrontOffice, in transaction: Transaction
    ) async throws -> UUID? {
        guard let email = person.email, let address = EmailAddress(email) else { return nil }
        let site = office.site
        let text = """
            Hello,

            what \(site.name) held about you is erased, as you asked. This is the receipt, and our last letter.

            Receipt \(number)
            \(Moment(Date()).readable)

            Removed:
            \(ErasureWords.removed(removed).map { "- \($0)" }.joined(separator: "\n"))

            What stays, and why:
            \(Remains(office).lines(kept).map { "- \($0)" }.joined(separator: "\n"))

            The receipt can be read again here, without signing in:
            \(site.url(Link("erased", number.description)))

            \(site.name)
            """
        let message = try EmailMessage(to: try Mailbox(address: address.text), subject: "Erased: your receipt from \(site.name)".oneLine, text: text)
        return try await Outbox.send(message, in: transaction).uuid
    }
}

/// Counts of an erasure in words.
enum ErasureWords {
    static func removed(_ counts: [String: Int]) -> [String] {
        ErasedKind.allCases.compactMap { kind in counts[kind.rawValue].map { "\($0) \(kind.words($0))" } }
    }
}
