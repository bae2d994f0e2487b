/// The talks and the cards of Saffron Talent.
struct SaffronDesk: Sendable {
    let agency: Saffron

    init(_ agency: Saffron) { self.agency = agency }

    /// The first application of each of the two talks below is put into the state that its talk is in.
    func applications() -> [ApplicationRow] {
        var rows = agency.applied.map(\.row)
        for (place, talk) in zip(talking, Self.talks) { rows[place].automation = talk.state }
        return rows
    }

    /// The places of two applications at the Screening stage whom nobody chats with yet.
    private var talking: [Int] {
        Array(agency.applied.indices.filter { agency.applied[$0].row.status == .screening && agency.applied[$0].chat().isEmpty }.prefix(Self.talks.count))
    }

    func chats() -> [ChatRow] {
        let written = zip(talking, Self.talks).flatMap { place, talk in
            let row = agency.applied[place].row
            var dice = SplitMix64(seed: Saffron.seed, stream: .queue, place)
            return talk.lines.enumerated().map { number, line in
                let at = agency.now.adding(minutes: (number - talk.lines.count) * 7)
                return ChatRow(
                    id: Key(at: at, &dice), applicationID: row.id, sender: line.0, text: line.1, at: at,
                    isRead: number < talk.lines.count - 1)
            }
        }
        return agency.applied.flatMap { $0.chat() } + written
    }

    private static let talks: [(state: String, lines: [(String, String)])] = [
        (
            "Live Chat",
            [
                ("BOT", "Hello, thank you for applying through Saffron Talent. May I ask three short questions?"),
                ("CANDIDATE", "Sure, go ahead."),
                ("BOT", "Which part of your current work is closest to this role?"),
                ("CANDIDATE", "The last two years, almost all of it. I wrote down two examples in my résumé under the current job."),
                ("BOT", "Thank you. Would the office days be possible for you?"),
                ("CANDIDATE", "Two days yes, three would be difficult until March. Can that be discussed?"),
                ("RECRUITER", "I read along and have asked the client. You will have an answer tomorrow."),
                ("CANDIDATE", "Great, thanks!"),
            ]
        ),
        (
            "Intervention Needed",
            [
                ("BOT", "Hello, are you still interested in the role?"),
                ("CANDIDATE", "Yes, but another company wants my answer by Friday."),
                ("BOT", "I understand. I have told the recruiter."),
                ("CANDIDATE", "Please call me today if you can, after five."),
            ]
        ),
    ]

    func actions() -> [ActionRow] { matchCards() + personCards() }

    /// The profiles; where a card says that a résumé could not be read, there is no text of it either.
    func profiles(_ vectors: SkillVectors) -> [ProfileRow] {
        let unread = personCards().filter { $0.type == "PARSE_FAILURE" }
        return agency.people.map { person in
            var row = Profile.row(person, seed: Saffron.seed, now: agency.now, vectors: vectors)
            if let card = unread.first(where: { $0.candidateID == person.key }) {
                row.resumeText = nil
                row.resumeProblem = card.description
            }
            SaffronCandidates(agency).handle(&row, person)
            return row
        }
    }

    /// Who applied, and who moved whom.
    func activity() -> [ActivityRow] {
        agency.applied.map { $0.activity() }
            + agency.applied.flatMap { applied in
                applied.timeline().compactMap { step in
                    guard let mover = step.changedBy else { return nil }
                    var dice = SplitMix64(seed: Saffron.seed ^ step.id.low, stream: .activity, 0)
                    return ActivityRow(
                        id: Key(at: step.at, &dice), userID: mover, action: "MOVED_APPLICATION", severity: step.new == "Rejected" ? "WARN" : "INFO",
                        entityID: step.applicationID, entityType: "application", deskID: applied.job.row.id,
                        description: "\(applied.sketch.name.full) moved to \(step.new): \(applied.job.row.title)", address: "198.51.100.20", at: step.at)
                }
            }
    }

    private func matchCards() -> [ActionRow] {
        agency.openings.enumerated().compactMap { number, opening in
            guard ["Sourcing", "Interview", "Offer"].contains(opening.row.status) else { return nil }
            let fresh = agency.applied.filter { $0.row.jobID == opening.row.id && $0.row.status == .new }
            guard !fresh.isEmpty else { return nil }
            var dice = SplitMix64(seed: Saffron.seed, stream: .queue, number, 1)
            let best = fresh.compactMap { $0.row.match?.score }.max() ?? 0
            let since = fresh.map(\.row.appliedAt.seconds).min() ?? agency.now.seconds
            return ActionRow(
                id: Key(at: agency.now, &dice), userID: opening.row.recruiterID, type: "NEW_MATCHES",
                title: "New applicants for \(opening.row.title)", description: "",
                priority: best >= 80 ? "High" : "Medium", jobID: opening.row.id, at: Moment(seconds: since), count: fresh.count)
        }
    }

    private func personCards() -> [ActionRow] {
        let told: [(type: String, title: String, text: String, priority: String, isDismissed: Bool)] = [
            ("INTERVENTION_NEEDED", "asks for a call today", "Has another offer that ends on Friday.", "High", false),
            ("CHAT_FOLLOWUP", "answered in the chat", "Last message: \u{201C}Thursday after 6 pm would be best.\u{201D}", "Medium", false),
            ("NO_RESPONSE", "has not answered for three days", "Two messages sent, none read.", "Low", false),
            ("PARSE_FAILURE", "sent a résumé that cannot be read", "The PDF holds pictures only; ask for another file or type the facts in.", "Medium", false),
            ("NO_RESPONSE", "has not answered for five days", "Called once, no answer.", "Low", true),
            ("CHAT_FOLLOWUP", "asks about the salary band", "Wants to know before the interview.", "High", false),
            ("PARSE_FAILURE", "sent a résumé with a password", "Asked for an open copy by e-mail.", "Low", true),
            ("INTERVENTION_NEEDED", "cannot come on the day agreed", "Needs another interview slot.", "High", false),
        ]
        return told.enumerated().map { place, card in
            let applied = agency.applied[(place * 31 + 7) % agency.applied.count]
            var dice = SplitMix64(seed: Saffron.seed, stream: .queue, place, 2)
            return ActionRow(
                id: Key(at: agency.now, &dice), userID: applied.job.row.recruiterID, type: card.type,
                title: "\(applied.sketch.name.full) \(card.title)", description: card.text, priority: card.priority, jobID: applied.job.row.id,
                candidateID: applied.sketch.key, isDismissed: card.isDismissed, at: agency.now.adding(hours: -2 - place * 3))
        }
    }
}
