import Postgres

/// What a newer résumé says of the jobs that somebody keeps by hand: jobs that are not among them, and jobs with other dates or another title.
/// What the résumé leaves out stays.
package struct HistoryDiff: Sendable, Equatable {
    package struct Change: Sendable, Equatable {
        /// Of the job that it is about, in the order given.
        package let place: Int
        package let to: WorkedJob
    }

    package private(set) var added: [WorkedJob] = []
    package private(set) var changed: [Change] = []

    package var isEmpty: Bool { added.isEmpty && changed.isEmpty }

    package init(from kept: [WorkedJob], to read: [WorkedJob]) {
        var free = Set(kept.indices)
        for job in read {
            guard let place = free.sorted().first(where: { Self.isOne(kept[$0], job) }) else {
                added.append(job)
                continue
            }
            free.remove(place)
            let merged = kept[place].taking(job)
            if merged != kept[place] { changed.append(Change(place: place, to: merged)) }
        }
    }

    /// The same company and title; or the same company, or title, begun in the same month.
    private static func isOne(_ left: WorkedJob, _ right: WorkedJob) -> Bool {
        let companies = (fold(left.companyName), fold(right.companyName)), titles = (fold(left.jobTitle), fold(right.jobTitle))
        let isSameStart = left.startDate != nil && left.startDate?.monthNumber == right.startDate?.monthNumber
        let isSameCompany = companies.0 == companies.1 && !companies.0.isEmpty, isSameTitle = titles.0 == titles.1 && !titles.0.isEmpty
        let isOneUnnamed = companies.0.isEmpty || companies.1.isEmpty
        return isSameCompany && (isSameTitle || isSameStart || titles.0.isEmpty || titles.1.isEmpty) || isSameTitle && isSameStart && isOneUnnamed
    }

    private static func fold(_ text: String?) -> String { TextList.fold(text ?? "") }
}

extension WorkedJob {
    /// With the dates and the title of what was read, and its words where there were none.
    func taking(_ read: WorkedJob) -> WorkedJob {
        var job = self
        if let start = read.startDate, start.monthNumber != startDate?.monthNumber { job.startDate = start }
        if read.isCurrent, !isCurrent { (job.isCurrent, job.endDate) = (true, nil) }
        if let end = read.endDate, !read.isCurrent, end.monthNumber != endDate?.monthNumber { (job.endDate, job.isCurrent) = (end, false) }
        if let title = read.jobTitle, TextList.fold(title) != TextList.fold(jobTitle ?? "") { job.jobTitle = title }
        job.companyName = companyName ?? read.companyName
        job.responsibilities = responsibilities ?? read.responsibilities
        if toolsUsed.isEmpty { job.toolsUsed = read.toolsUsed }
        return job.inOrder ? job : self
    }

    /// What the database demands of the dates.
    var inOrder: Bool { startDate.flatMap { start in endDate.map { start <= $0 } } ?? true }
}

extension CalendarDate {
    /// Months since the year 0.
    var monthNumber: Int { year * 12 + month - 1 }
}
