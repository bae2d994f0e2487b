internal import Foundation

/// The labels of forms before what a job's head tells: `Designation: Nurse`.
enum JobLabels {
    private static let titles: Set<String> = [
        "role", "designation", "position", "title", "job title", "job role", "post", "profile", "occupation or position held", "position held",
        "worked as", "working as", "occupation", "job position", "current designation", "post held", "role/designation",
    ]
    private static let companies: Set<String> = [
        "company", "organization", "organisation", "employer", "company name", "firm", "name of the organisation", "name of the organization",
        "name of organization", "name of organisation", "organization name", "organisation name", "name and address of employer", "employer name",
        "name of employer", "name of the company", "name of company", "company & location", "hospital", "institution",
    ]
    private static let others: Set<String> = [
        "duration", "period", "location", "project", "client", "environment", "team size", "dates", "date", "tenure", "place", "from", "time period",
        "main activities and responsibilities", "type of business or sector", "work location", "ctc", "reporting to", "reason for leaving", "technologies",
        "supervisor", "salary", "hours per week", "pay grade", "series", "grade", "manager", "headcount",
        "project name", "project title", "tools", "department", "industry", "period of employment", "dates (from – to)", "since",
    ]

    static func label(_ text: Substring) -> String {
        text.trimmingCharacters(in: CharacterSet(charactersIn: " •-–*·▪:")).lowercased()
    }

    static func isLabel(_ text: String) -> Bool {
        let label = label(text[...])
        return kind(of: label) != nil
            && !["role", "title", "profile", "post", "client", "project", "place", "hospital", "from", "since", "tools"].contains(label)
    }

    enum Kind { case title, company, other }

    /// A long label may break off at the end of its line: "Name and address of".
    static func kind(of label: String) -> Kind? {
        func holds(_ labels: Set<String>) -> Bool {
            labels.contains(label) || (label.split(separator: " ").count >= 3 && labels.contains { $0.hasPrefix(label) })
        }
        return holds(titles) ? .title : holds(companies) ? .company : holds(others) ? .other : nil
    }

    /// `Organisation: Acme | Role: Nurse | Duration: 2019` is parted before each label.
    static func parts(of text: String) -> [String] {
        guard text.count(where: { $0 == ":" }) > 1 else { return [text] }
        let cuts = text.indices.filter { text[$0] == ":" }.compactMap { start(in: text[..<$0]) }
        guard cuts.count > 1 else { return [text] }
        let bounds = [text.startIndex] + cuts.filter { $0 > text.startIndex } + [text.endIndex]
        return zip(bounds, bounds.dropFirst()).map { String(text[$0..<$1]) }
    }

    /// Where the label begins that a text ends in: its last words, as many of them as make one.
    private static func start(in text: Substring) -> String.Index? {
        let words = text.split { $0 == " " || "|,;•".contains($0) }.suffix(4)
        return words.first { word in
            let label = label(text[word.startIndex...])
            return [titles, companies, others].contains { $0.contains(label) }
        }?.startIndex
    }
}
