/// The people of Saffron Talent.
extension Saffron {
    static func staff(now: Moment) -> [UserRow] {
        let people: [(name: String, role: String, hired: Int)] = [
            ("Meera Krishnan", "ADMIN", 1460), ("Arjun Malhotra", "MANAGER", 1300), ("Priya Nair", "RECRUITER", 1100),
            ("Rohan Kulkarni", "RECRUITER", 720), ("Emily Carter", "RECRUITER", 410), ("Vikram Shetty", "SALES", 900),
            ("Nisha Agarwal", "SALES", 260),
        ]
        var staff = people.enumerated().map { place, person in
            var dice = SplitMix64(seed: seed, stream: .user, place)
            let hired = now.adding(days: -person.hired)
            let words = person.name.lowercased().split(separator: " ")
            return UserRow(
                id: Key(at: hired, &dice), email: "\(words.joined(separator: "."))@saffron-talent.example.com", role: person.role,
                fullName: person.name, createdAt: hired, lastLogin: now.adding(hours: -dice.int(3...30)),
                lastActive: now.adding(minutes: -dice.int(5...170)))
        }
        for place in 1..<staff.count { (staff[place].invitedBy, staff[place].invitedAt) = (staff[0].id, staff[place].createdAt) }
        return staff + others(after: staff.count, invitedBy: staff[0].id, now: now)
    }

    /// One colleague who was invited and has not come yet, and one who left.
    private static func others(after place: Int, invitedBy admin: Key, now: Moment) -> [UserRow] {
        var dice = SplitMix64(seed: seed, stream: .user, place)
        let invited = now.adding(days: -2), hired = now.adding(days: -640), left = now.adding(days: -75)
        return [
            UserRow(
                id: Key(at: invited, &dice), email: "farah.sheikh@saffron-talent.example.com", role: "RECRUITER", fullName: "Farah Sheikh", isVerified: false,
                createdAt: invited, invitedBy: admin, invitedAt: invited),
            UserRow(
                id: Key(at: hired, &dice), email: "karan.bose@saffron-talent.example.com", role: "SALES", fullName: "Karan Bose", status: "Inactive",
                createdAt: hired, lastLogin: left.adding(hours: -5), lastActive: left.adding(hours: -1), invitedBy: admin, invitedAt: hired, deactivatedAt: left
            ),
        ]
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
