package import Foundation
import Postgres
import Web

/// A job in the words of schema.org/JobPosting, as Google for Jobs wants them.
/// Source: developers.google.com/search/docs/appearance/structured-data/job-posting
package struct JobPosting: Sendable {
    let job: Job
    let agency: String
    let agencyAddress: String

    package init(_ job: Job, agency: String, agencyAddress: String) {
        (self.job, self.agency, self.agencyAddress) = (job, agency, agencyAddress)
    }

    /// The JSON-LD of the job's own page. Encoded, but not yet made safe for an HTML page.
    package func json() -> Data {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8_192)
        Term.object(document).write(to: &bytes)
        return Data(bytes)
    }

    var document: [String: Term] {
        var posting: [String: Term] = [
            "@context": "https://schema.org", "@type": "JobPosting", "title": .text(job.title), "description": .text(description),
            "employmentType": .list([.text(job.employmentType.rawValue)]), "hiringOrganization": .object(organization),
            "totalJobOpenings": .number(job.openings), "directApply": .flag(true),
        ]
        posting["datePosted"] = job.publishedAt.map { .text(Moment($0).iso) }
        posting["validThrough"] = job.deadline.map { .text("\($0)T23:59:59\(Self.zone(of: job.country))") }
        posting["identifier"] = job.internalID.map { .object(["@type": "PropertyValue", "name": .text(job.employer), "value": .text($0)]) }
        posting["baseSalary"] = job.salary.map { .object(Self.pay($0)) }
        posting["industry"] = job.industry.map(Term.text)
        if !job.requiredSkills.isEmpty { posting["skills"] = .text(job.requiredSkills.joined(separator: ", ")) }
        if !job.benefits.isEmpty { posting["jobBenefits"] = .text(job.benefits.joined(separator: ", ")) }
        posting.merge(place) { $1 }
        return posting
    }

    /// Only work that is wholly remote is TELECOMMUTE, and then `jobLocation` is left out rather than left empty.
    private var place: [String: Term] {
        guard job.workMode == .remote else { return ["jobLocation": .list(job.locations.map { .object(address($0)) })] }
        return ["jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": .object(["@type": "Country", "name": .text(job.country)])]
    }

    private func address(_ location: String) -> [String: Term] {
        let parts = location.utf8.split(separator: UInt8(ascii: ","), maxSplits: 1).map { String(Substring($0)).trimmingCharacters(in: .whitespaces) }
        var address: [String: Term] = ["@type": "PostalAddress", "addressCountry": .text(job.country)]
        address["addressLocality"] = parts.first.map(Term.text)
        if parts.count == 2 { address["addressRegion"] = .text(parts[1]) }
        return ["@type": "Place", "address": .object(address)]
    }

    private var organization: [String: Term] {
        var organization: [String: Term] = ["@type": "Organization", "name": .text(job.employer)]
        organization["sameAs"] = job.employerWebsite.map(Term.text) ?? (job.employer == agency ? .text(agencyAddress) : nil)
        organization["logo"] = job.employerLogo.map(Term.text)
        return organization
    }

    private static func pay(_ salary: Salary) -> [String: Term] {
        var value: [String: Term] = ["@type": "QuantitativeValue", "unitText": .text(salary.unit.rawValue)]
        switch (salary.from, salary.to) {
        case (let from?, let to?) where from != to:
            value["minValue"] = .number(from)
            value["maxValue"] = .number(to)
        case (let from?, _): value["value"] = .number(from)
        case (nil, let to): value["value"] = to.map(Term.number)
        }
        return ["@type": "MonetaryAmount", "currency": .text(salary.currency), "value": .object(value)]
    }

    /// All that the page says, as paragraphs and lists.
    package var description: String {
        var parts = Words.lines(job.summary).map { "<p>\(Self.escaped($0))</p>" }
        for (heading, items) in [
            ("Responsibilities", job.responsibilities), ("Required skills", job.requiredSkills), ("Preferred skills", job.preferredSkills),
            ("Tools", job.tools), ("Benefits", job.benefits), ("How we hire", job.rounds),
        ] where !items.isEmpty {
            parts.append("<p><strong>\(heading)</strong></p><ul>\(items.map { "<li>\(Self.escaped($0))</li>" }.joined())</ul>")
        }
        let facts = [("Experience", job.experience), ("Education", job.education), ("Notice period", job.notice)]
        for (name, value) in facts { if let value { parts.append("<p><strong>\(name):</strong> \(Self.escaped(value))</p>") } }
        return parts.joined(separator: "\n")
    }

    /// Characters of the description that a person reads.
    package var plainLength: Int {
        let lists = [job.responsibilities, job.requiredSkills, job.preferredSkills, job.tools, job.benefits, job.rounds].joined()
        let facts = [job.experience, job.education, job.notice].compactMap(\.self)
        return job.summary.count + lists.reduce(0) { $0 + $1.count } + facts.reduce(0) { $0 + $1.count }
    }

    /// By the page's own escaping, which goes by byte: one by `Character` misses a `<` with a combining mark behind it.
    private static func escaped(_ text: String) -> String { HTML(text: text).string }

    /// A deadline is a day without a zone: the day ends in the country of the job. Countries of several zones get the westernmost of their
    /// mainland, so that nobody is told too early that it is over.
    static func zone(of country: String) -> String {
        ["IN": "+05:30", "US": "-08:00", "GB": "+00:00", "AE": "+04:00", "SG": "+08:00", "DE": "+01:00", "CA": "-08:00"][country] ?? "Z"
    }
}

/// A value of a JSON document.
indirect enum Term: Sendable, ExpressibleByStringLiteral {
    case text(String), number(Int), flag(Bool), list([Term]), object([String: Term])

    init(stringLiteral value: String) { self = .text(value) }

    /// RFC 8259, members in the order of their names. By hand, because `JSONEncoder` took a tenth of the time of a job's page; tables of people have lists by the hundred thousand.
    func write(to out: inout [UInt8]) {
        switch self {
        case .text(let text): Self.write(text, to: &out)
        case .number(let number): out.append(contentsOf: String(number).utf8)
        case .flag(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
        case .list(let list): Self.write(list, between: ("[", "]"), to: &out) { $0.write(to: &$1) }
        case .object(let object):
            Self.write(object.sorted { $0.key < $1.key }, between: ("{", "}"), to: &out) { member, out in
                Self.write(member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], between marks: (Unicode.Scalar, Unicode.Scalar), to out: inout [UInt8], _ one: (Item, inout [UInt8]) -> Void
    ) {
        out.append(UInt8(ascii: marks.0))
        for (index, item) in items.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            one(item, &out)
        }
        out.append(UInt8(ascii: marks.1))
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0..<32: out.append(contentsOf: (byte < 16 ? "\\u000" : "\\u00").utf8 + Array(String(byte, radix: 16).utf8))
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
