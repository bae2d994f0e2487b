package import Postgres

/// One job that somebody had, as it is kept and as a proposal holds it.
package struct WorkedJob: Sendable, Codable, Equatable {
    package var companyName, jobTitle: String?
    package var startDate, endDate: CalendarDate?
    package var isCurrent = false
    package var responsibilities: String?
    package var toolsUsed: [String] = []
    package var ctcAtRole: String?

    package init() {}

    enum CodingKeys: String, CodingKey {
        case companyName = "company_name", jobTitle = "job_title", startDate = "start_date", endDate = "end_date", isCurrent = "is_current", responsibilities
        case toolsUsed = "tools_used", ctcAtRole = "ctc_at_role"
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        companyName = try fields.decodeIfPresent(String.self, forKey: .companyName)
        jobTitle = try fields.decodeIfPresent(String.self, forKey: .jobTitle)
        startDate = try fields.decodeIfPresent(CalendarDate.self, forKey: .startDate)
        endDate = try fields.decodeIfPresent(CalendarDate.self, forKey: .endDate)
        isCurrent = try fields.decodeIfPresent(Bool.self, forKey: .isCurrent) ?? false
        responsibilities = try fields.decodeIfPresent(String.self, forKey: .responsibilities)
        toolsUsed = try fields.decodeIfPresent([String].self, forKey: .toolsUsed) ?? []
        ctcAtRole = try fields.decodeIfPresent(String.self, forKey: .ctcAtRole)
    }

    /// "Senior Engineer, Northwind Payments"
    package var words: String { [jobTitle, companyName].compactMap(\.self).joined(separator: ", ") }

    /// "Mar 2021 to now", "2018", or nothing.
    package var period: String? {
        let from = startDate.map(DayText.typed(month:)), to = isCurrent ? "now" : endDate.map(DayText.typed(month:))
        switch (from, to) {
        case (let from?, let to?): return from == to ? from : "\(from) to \(to)"
        case (let from?, nil): return "from \(from)"
        case (nil, let to?): return isCurrent ? "now" : "until \(to)"
        case (nil, nil): return nil
        }
    }
}

/// The jobs of a person, and what stands between them. Pure; the day of today comes from outside.
///
/// Months are counted whole: who left in March and began in April has no gap.
package struct WorkHistory: Sendable {
    /// The name by which sources and proposals speak of it.
    package static let column = "work_history"

    /// A time without a job, of more than a month.
    package struct Gap: Sendable, Equatable {
        package let months: Int
        /// The place, in the order given, of the job that began after it.
        package let before: Int
    }

    /// Two jobs at once, for more than a month: changing jobs within one is no overlap.
    package struct Overlap: Sendable, Equatable {
        package let months: Int
        package let earlier, later: Int
    }

    package let gaps: [Gap]
    package let overlaps: [Overlap]
    /// With at least one job, each counted once.
    package let months: Int

    package var years: Double { (Double(months) / 12 * 10).rounded() / 10 }

    package init(_ jobs: [WorkedJob], today: CalendarDate) {
        let spans = jobs.enumerated().compactMap { Span($0.element, at: $0.offset, today: today) }.sorted {
            ($0.first, $0.last, $0.place) < ($1.first, $1.last, $1.place)
        }
        gaps = Self.gaps(spans)
        overlaps = Self.overlaps(spans)
        months = Set(spans.flatMap { $0.first...$0.last }).count
    }

    /// What the person says and what their jobs add up to, where they are a year or more apart and the jobs say something.
    package func differs(fromStated years: Double?) -> Bool { years.map { months > 0 && abs($0 - self.years) >= 1 } ?? false }

    /// A job in months since the year 0.
    private struct Span {
        let place: Int
        let first, last: Int
        /// Nobody said when it ended.
        let isOpen: Bool

        /// nil where nobody said when it began, or where it begins in the future or before anybody who works today was born.
        init?(_ job: WorkedJob, at place: Int, today: CalendarDate) {
            guard let start = job.startDate, start <= today, start.year >= 1930 else { return nil }
            let end = job.isCurrent ? today : job.endDate.map { min($0, today) }
            first = start.monthNumber
            last = max(first, end?.monthNumber ?? first)
            isOpen = end == nil
            self.place = place
        }
    }

    private static func gaps(_ spans: [Span]) -> [Gap] {
        var gaps: [Gap] = [], until: Int?, isOpen = false
        for span in spans {
            if let until, !isOpen, span.first - until - 1 > 1 { gaps.append(Gap(months: span.first - until - 1, before: span.place)) }
            if span.last >= until ?? .min { (until, isOpen) = (span.last, span.isOpen) }
        }
        return gaps
    }

    private static func overlaps(_ spans: [Span]) -> [Overlap] {
        spans.indices.flatMap { later in
            spans[..<later].compactMap { earlier in
                let months = min(earlier.last, spans[later].last) - spans[later].first + 1
                return months > 1 ? Overlap(months: months, earlier: earlier.place, later: spans[later].place) : nil
            }
        }
    }
}
