/// How much of what places somebody a profile says, and what would help most next. Pure.
///
/// The weights are ours: what a recruiter asks first in a call (can I reach you, what can you do, since when, where, when and for how much)
/// weighs most. Protected facts weigh nothing: nobody is asked for them.
package struct Completeness: Sendable, Equatable {
    /// Something to add.
    package struct Step: Sendable, Equatable {
        package let column: String
        package let group: ProfileGroup
        package let words: String
        package let weight: Int
    }

    /// 0 to 100; 100 only where nothing is left to add.
    package let percent: Int
    package let missing: [Step]

    /// The three that help most.
    package var next: [Step] { Array(missing.prefix(3)) }

    package static let enoughSkills = 5

    package init(_ record: ProfileRecord, hasHistory: Bool) {
        self.init(has: { record[$0] }, seesPay: record.seesPay, hasHistory: hasHistory, hasResume: record.hasResume)
    }

    /// - Parameter seesPay: pay that the viewer may not see neither counts nor is asked for.
    init(has value: (String) -> ProfileValue, seesPay: Bool, hasHistory: Bool, hasResume: Bool) {
        let counted = Self.steps.filter { seesPay || $0.group != .salary }
        let shares = counted.map { step in (step, Self.share(step, value, hasHistory, hasResume)) }
        let all = counted.reduce(0) { $0 + $1.weight }, done = shares.reduce(0.0) { $0 + Double($1.0.weight) * $1.1 }
        missing = shares.filter { $0.1 < 1 }.map(\.0)
        percent = missing.isEmpty ? 100 : min(99, Int((done / Double(all) * 100).rounded()))
    }

    private static func share(_ step: Step, _ value: (String) -> ProfileValue, _ hasHistory: Bool, _ hasResume: Bool) -> Double {
        switch step.column {
        case WorkHistory.column: hasHistory ? 1 : 0
        case "resume": hasResume ? 1 : 0
        case "skills": min(1, Double(value("skills").texts.count) / Double(enoughSkills))
        default: value(step.column).isEmpty ? 0 : 1
        }
    }

    /// The heaviest first.
    static let steps: [Step] = [
        Step(column: "skills", group: .skills, words: "At least \(enoughSkills) skills", weight: 15),
        Step(column: WorkHistory.column, group: .history, words: "The jobs so far", weight: 12),
        Step(column: "phone", group: .contact, words: "A phone number", weight: 10),
        Step(column: "resume", group: .contact, words: "A résumé", weight: 9),
        Step(column: "current_role", group: .preferences, words: "The role now", weight: 8),
        Step(column: "total_experience_years", group: .preferences, words: "Years of experience", weight: 8),
        Step(column: "expected_ctc", group: .salary, words: "The pay expected", weight: 7),
        Step(column: "notice_period", group: .preferences, words: "The notice period", weight: 7),
        Step(column: "current_locations", group: .preferences, words: "Where they live", weight: 6),
        Step(column: "preferred_locations", group: .preferences, words: "Where they would work", weight: 4),
        Step(column: "highest_education", group: .skills, words: "The highest education", weight: 4),
        Step(column: "bio", group: .contact, words: "A summary in a few sentences", weight: 3),
        Step(column: "current_ctc", group: .salary, words: "The pay now", weight: 3),
        Step(column: "expected_role", group: .preferences, words: "The role wanted", weight: 3),
        Step(column: "ready_to_relocate", group: .preferences, words: "Whether they would move", weight: 2),
        Step(column: "work_authorization", group: .preferences, words: "The work permit", weight: 2),
        Step(column: "languages", group: .personal, words: "Languages", weight: 2),
        Step(column: "linkedin_url", group: .contact, words: "The LinkedIn page", weight: 2),
        Step(column: "job_type_preference", group: .preferences, words: "The kind of job", weight: 1),
        Step(column: "preferred_contact_mode", group: .availability, words: "The best way to reach them", weight: 1),
    ]
}

extension Completeness.Step {
    /// The same, said to the person.
    package var wordsToPerson: String {
        words.replacing("they live", with: "you live").replacing("they would", with: "you would").replacing("reach them", with: "reach you")
    }
}
