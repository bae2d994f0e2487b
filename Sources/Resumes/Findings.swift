/// What was read for one field, how sure that is, and where in the document it stands.
package struct Finding: Codable, Sendable, Equatable {
    package enum Value: Codable, Sendable, Equatable {
        case text(String)
        case number(Double)

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self) { self = .number(number) } else { self = .text(try container.decode(String.self)) }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): if let whole = Int(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
            }
        }
    }

    package var value: Value
    /// The share of findings of this strength that were right when we measured it: 0…1.
    package var confidence: Double
    /// Counted from 0. Nil where the kind of document has no pages.
    package var page: Int?
    /// x, y, width, height from the page's top left corner, as fractions of its width and height.
    package var box: [Double]?
    /// The same box in points.
    package var boxPoints: [Double]?
    /// The line that it was read from.
    package var text: String?

    enum CodingKeys: String, CodingKey {
        case value, confidence, page, box, boxPoints = "box_points", text
    }
}

/// One position with a finding for each of its parts; the parts stand in lines of their own.
package struct JobFinding: Codable, Sendable, Equatable {
    package var confidence: Double
    package var companyName: Finding?
    package var jobTitle: Finding?
    /// `2019-03 – 2021-05`, `2019-03 – present`
    package var dates: Finding?

    enum CodingKeys: String, CodingKey {
        case confidence, companyName = "company_name", jobTitle = "job_title", dates
    }
}

/// For each field that a résumé told: what was read, how sure it is and where it stands. In JSON an object by the names of
/// `ParsedResume`: a finding for a single value, a list of findings for a list, and `work_history`.
package struct Findings: Codable, Sendable, Equatable {
    package var single: [String: Finding] = [:]
    package var lists: [String: [Finding]] = [:]
    package var workHistory: [JobFinding] = []

    package init() {}

    /// Below this a person should look.
    package static let doubtful = 0.8

    /// The fields whose finding is doubtful, by name.
    package var doubtfulFields: [String] {
        let singles = single.filter { $0.value.confidence < Self.doubtful }.map(\.key)
        let many = lists.filter { $0.value.contains { $0.confidence < Self.doubtful } }.map(\.key)
        return (singles + many + (workHistory.contains { $0.confidence < Self.doubtful } ? ["work_history"] : [])).sorted()
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
            if key.stringValue == "work_history" {
                workHistory = try container.decode([JobFinding].self, forKey: key)
            } else if let list = try? container.decode([Finding].self, forKey: key) {
                lists[key.stringValue] = list
            } else {
                single[key.stringValue] = try container.decode(Finding.self, forKey: key)
            }
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (name, finding) in single { try container.encode(finding, forKey: Key(stringValue: name)) }
        for (name, list) in lists { try container.encode(list, forKey: Key(stringValue: name)) }
        if !workHistory.isEmpty { try container.encode(workHistory, forKey: Key(stringValue: "work_history")) }
    }
}

/// How strongly the signals of a reading speak, turned into the share that is right. The knots were measured on generated
/// résumés of known content (scripts/resume-layouts/calibrate prints the table); between them it is a straight line.
enum Confidence {
    private static let knots: [String: [(sign: Double, right: Double)]] = [
        "full_name": [(0.45, 0.5), (0.7, 0.8), (0.9, 0.93), (0.99, 0.98)],
        "phone": [(0.7, 0.85), (0.85, 0.93), (0.98, 0.99)],
        "year_of_passing": [(0.5, 0.6), (0.88, 0.95), (0.97, 0.97)],
        "skills": [(0.4, 0.4), (0.5, 0.6), (0.75, 0.92), (0.95, 0.97)],
        "job_title": [(0.2, 0.2), (0.45, 0.55), (0.65, 0.75), (0.75, 0.93), (0.9, 0.97), (1, 0.98)],
        "company_name": [(0.3, 0.3), (0.45, 0.6), (0.6, 0.75), (0.7, 0.9), (0.75, 0.95), (0.9, 0.97), (1, 0.98)],
        "dates": [(0.35, 0.5), (0.6, 0.85), (0.85, 0.95), (0.9, 0.97)],
    ]

    static func calibrated(_ field: String, _ sign: Double, isRecognised: Bool) -> Double {
        let sign = min(max(sign, 0), 1)
        var right = sign
        if let knots = knots[field], let first = knots.first, let last = knots.last {
            right = sign <= first.sign ? first.right : last.right
            for (low, high) in zip(knots, knots.dropFirst()) where sign > low.sign && sign <= high.sign {
                right = low.right + (high.right - low.right) * (sign - low.sign) / (high.sign - low.sign)
            }
        }
        // Letters recognised from a picture are doubtful in themselves.
        return ((isRecognised ? right * 0.94 : right) * 100).rounded() / 100
    }
}
