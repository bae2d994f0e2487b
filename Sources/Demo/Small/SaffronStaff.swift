/// The people of Saffron Talent.
extension Saffron {
    static func staff(now: Moment) -> [UserRow] {
        let people: [(name: String, role: String, hired: Int)] = [
            ("Meera Krishnan", "ADMIN", 1460), ("Arjun Malhotra", "MANAGER", 1300), ("Priya Nair", "RECRUITER", 1100),
            ("Rohan Kulkarni", "RECRUITER", 720), ("Emily Carter", "RECRUITER", 410), ("Vikram Shetty", "SALES", 900),
            ("Nisha Agarwal", "SALES", 260),
        ]
        return people.enumerated().map { place, person in
            var dice = SplitMix64(seed: seed, stream: .user, place)
            let hired = now.adding(days: -person.hired)
            let words = person.name.lowercased().split(separator: " ")
            return UserRow(
                id: Key(at: hired, &dice), email: "\(words.joined(separator: "."))@saffron-talent.example.com", role: person.role,
                fullName: person.name, createdAt: hired, lastLogin: now.adding(hours: -dice.int(3...30)),
                lastActive: now.adding(minutes: -dice.int(5...170)))
        }
    }

    static func settings(_ admin: Key, now: Moment) -> [SettingRow] {
        func setting(_ key: String, _ value: String, _ description: String) -> SettingRow {
            SettingRow(key: key, value: value, description: description, at: now.adding(days: -30), by: admin)
        }
        return [
            setting("ENABLE_AI_PARSING", "true", "Read name, contact and skills from an uploaded résumé."),
            setting("MAINTENANCE_MODE", "false", "Show the public pages only, with a notice."),
            setting("AGENCY_NAME", "\"Saffron Talent\"", "Stands in for the client's name where a job is confidential."),
            setting("HOT_DROPS", "{\"hours\":72,\"sources\":[\"AI_Scraper\"]}", "How long a found job stays on the board, and where to look."),
        ]
    }
}
