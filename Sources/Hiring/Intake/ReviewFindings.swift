import Foundation
import Resumes

/// What was read in one file, field by field, as a recruiter looks it over: each with how sure the reading is and where it stands.
///
/// Kept as JSON beside the file, under the names of the order: `{"phone": {"value": …, "confidence": 0.93, "page": 0, "box": [x, y, width,
/// height], "text": "…"}, "work_history": [{"job_title": …, "confidence": …}]}`. The box is in fractions of the page.
struct ReviewFindings: Sendable {
    /// Below it a recruiter should look.
    static let sure = 0.7
    /// Missing in a résumé, these are doubtful too; nobody expects a portfolio of everyone.
    static let expected = ["full_name", "email", "phone", "current_role", "total_experience_years", "skills"]

    var fields: [String: ReviewFinding] = [:]
    var jobs: [FoundJob] = []

    var isDoubtful: Bool {
        Self.expected.contains { fields[$0] == nil } || jobs.isEmpty || fields.values.contains { $0.place.isDoubtful } || jobs.contains { $0.place.isDoubtful }
    }

    /// Whether a field wants a recruiter's eye.
    func isDoubtful(_ name: String) -> Bool { fields[name].map { $0.place.isDoubtful } ?? Self.expected.contains(name) }
}

/// Where something stands in a document, and how sure the reading is.
struct FoundPlace: Sendable {
    /// 0 to 1; nil where the reading does not say.
    var confidence: Double?
    /// From 0.
    var page: Int?
    /// Left, top, width and height in fractions of the page.
    var box: [Double]?
    /// The words of the document.
    var text: String?

    var isDoubtful: Bool { confidence.map { $0 < ReviewFindings.sure } ?? false }
}

struct ReviewFinding: Sendable {
    var value: ProfileValue
    var place = FoundPlace()
}

struct FoundJob: Sendable, Equatable {
    var title, company, start, end: String?
    var isCurrent = false
    var work: String?
    var place = FoundPlace()

    static func == (left: Self, right: Self) -> Bool {
        (left.title, left.company, left.start, left.end, left.isCurrent) == (right.title, right.company, right.start, right.end, right.isCurrent)
    }
}

// MARK: JSON

extension ReviewFindings {
    /// What a reading found, as it is kept: values with confidence and place, and the positions with their dates. Skills that only the running text
    /// speaks of have neither.
    static func json(of reading: ResumeReading.Reading) -> String {
        guard let found = object(reading.findings), let resume = object(reading.resume) else { return "{}" }
        var findings = found
        if findings["skills"] == nil, !reading.skills.isEmpty { findings["skills"] = ["value": reading.skills] }
        if let currency = reading.resume.currency { findings["currency"] = ["value": currency] }
        let jobs = resume["work_history"] as? [[String: Any]] ?? [], places = found["work_history"] as? [[String: Any]] ?? []
        findings["work_history"] = jobs.enumerated().map { number, job in
            guard jobs.count == places.count else { return job }
            return job.merging(places[number]) { plain, place in (place as? [String: Any]) ?? plain }
        }
        guard let text = try? JSONSerialization.data(withJSONObject: findings, options: [.sortedKeys]) else { return "{}" }
        return String(decoding: text, as: UTF8.self)
    }

    private static func object(_ value: some Encodable) -> [String: Any]? {
        (try? JSONEncoder().encode(value)).flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
    }

    /// Whatever is of another shape is left out: a reading of an older program is still shown as far as it goes.
    init(json: String) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else { return }
        for (finding, found) in object {
            let name = ResumeFacts.column(of: finding)
            if name == "work_history" {
                jobs = (found as? [[String: Any]] ?? []).map(FoundJob.init).filter { $0.title != nil || $0.company != nil }
            } else if let list = found as? [[String: Any]] {
                fields[name] = ReviewFinding(list: list)
            } else if let found = found as? [String: Any], let value = Self.value(found["value"]), !value.isEmpty {
                fields[name] = ReviewFinding(value: value, place: FoundPlace(found))
            }
        }
    }

    /// Without the pay of a résumé where somebody said theirs in another currency: an amount cannot be taken over from one into the other.
    func inCurrency(of held: [String: ProfileValue], _ sources: [String: String]) -> ReviewFindings {
        guard let stated = fields["currency"]?.value.text, stated != held["currency"]?.text ?? "INR" else { return self }
        let isSaid = ResumeFacts.termsOfPay.contains { column in
            held[column].map { !$0.isEmpty } ?? false && !(sources[column].flatMap(FieldSource.init)?.isParsed ?? false)
        }
        guard isSaid else { return self }
        var findings = self
        for column in ResumeFacts.termsOfPay { findings.fields[column] = nil }
        return findings
    }

    private static func value(_ value: Any?) -> ProfileValue? {
        switch value {
        case let text as String: .text(text)
        case let texts as [String]: .texts(texts)
        case let number as NSNumber: number.doubleValue == number.doubleValue.rounded() ? .number(number.intValue) : .decimal(number.doubleValue)
        default: nil
        }
    }
}

extension ReviewFinding {
    /// A list that was read item by item is as sure as its least sure item, and stands where its first one does.
    init?(list: [[String: Any]]) {
        let texts = list.compactMap { $0["value"] as? String }, places = list.map(FoundPlace.init)
        guard !texts.isEmpty, let first = places.first else { return nil }
        self.init(value: .texts(texts), place: first)
        place.confidence = places.compactMap(\.confidence).min()
    }
}

extension FoundPlace {
    init(_ found: [String: Any]) {
        confidence = (found["confidence"] as? NSNumber)?.doubleValue
        page = (found["page"] as? NSNumber)?.intValue
        let numbers = (found["box"] as? [NSNumber])?.map(\.doubleValue) ?? []
        if numbers.count == 4, numbers.allSatisfy({ (0...1).contains($0) }) { box = numbers }
        text = found["text"] as? String
    }
}

extension FoundJob {
    /// The members are texts, or findings of their own.
    init(_ found: [String: Any]) {
        func plain(_ name: String) -> Any? { (found[name] as? [String: Any])?["value"] ?? found[name] }
        title = plain("job_title") as? String
        company = plain("company_name") as? String
        start = plain("start_date") as? String
        end = plain("end_date") as? String
        isCurrent = (plain("is_current") as? Bool) ?? false
        work = plain("responsibilities") as? String
        place = FoundPlace(found)
        let parts = ["job_title", "company_name", "start_date"].compactMap { found[$0] as? [String: Any] }.map(FoundPlace.init)
        if place.confidence == nil { place.confidence = parts.compactMap(\.confidence).min() }
        if place.box == nil, let first = parts.first(where: { $0.box != nil }) { (place.page, place.box) = (first.page, first.box) }
        if place.text == nil { place.text = parts.first?.text }
    }
}
