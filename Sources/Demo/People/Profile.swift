/// The master profile of a candidate, every column of it used by somebody.
enum Profile {
    static func row(_ sketch: Sketch, seed: UInt64, now: Moment, vectors: SkillVectors) -> ProfileRow {
        var dice = SplitMix64(seed: seed, stream: .profile, sketch.number)
        let career = Career(sketch, seed: seed, now: now)
        let college = dice.pick(Companies.colleges[sketch.country] ?? ["Open University"])
        let updated = Moment(seconds: sketch.createdAt.seconds + dice.int(0...max(1, now.seconds - sketch.createdAt.seconds)))
        var row = ProfileRow(userID: sketch.key, updatedAt: updated, createdAt: sketch.createdAt)
        row.contact = contact(sketch, &dice)
        row.background = background(sketch, career, &dice)
        row.wishes = wishes(sketch, now, &dice)
        row.personal = personal(sketch, now, &dice)
        row.resumeText = Resume.text(sketch, career, college: college)
        row.vector = vectors.vector(trade: sketch.trade, bits: sketch.skillBits, own: sketch.number)
        row.vectorModel = vectors.model
        return row
    }

    static func languages(_ sketch: Sketch) -> [String] {
        guard sketch.country == .india else { return sketch.number % 3 == 0 ? ["English", "Spanish"] : ["English"] }
        return ["English", "Hindi"] + (languageOfState[sketch.city.state].map { [$0] } ?? [])
    }

    private static let languageOfState = [
        "Karnataka": "Kannada", "Telangana": "Telugu", "Maharashtra": "Marathi", "Tamil Nadu": "Tamil", "West Bengal": "Bengali",
        "Gujarat": "Gujarati", "Kerala": "Malayalam", "Chandigarh": "Punjabi",
    ]

    private static func contact(_ sketch: Sketch, _ dice: inout SplitMix64) -> ProfileRow.Contact {
        let handle = sketch.handle
        let offers = dice.chance(12) ? dice.int(1...3) : 0
        return ProfileRow.Contact(
            phone: sketch.phone, linkedIn: sketch.original == nil ? "https://www.linkedin.com/in/\(handle)" : nil,
            portfolio: dice.chance(15) ? "https://\(handle).example.com" : nil,
            github: sketch.original == nil && sketch.trade < 8 && dice.chance(45) ? "https://github.com/\(handle)" : nil,
            resumeURL: dice.chance(5) ? "https://files.example.com/resumes/\(handle).pdf" : nil, hasOffers: offers > 0, offers: offers,
            bestTime: dice.pick(["Weekdays after 18:00", "Mornings before 10:00", "Any time", "Lunch break, 13:00 to 14:00", "Weekends"]),
            mode: dice.pick(sketch.country == .india ? ["WhatsApp", "WhatsApp", "Call", "Email"] : ["Email", "Email", "Call"]),
            alternateEmail: dice.chance(10) ? "\(handle)@example.com" : nil,
            alternatePhone: dice.chance(8) ? People.phone(sketch.country, &dice) : nil, zone: sketch.city.zone)
    }

    private static func background(_ sketch: Sketch, _ career: Career, _ dice: inout SplitMix64) -> ProfileRow.Background {
        let trade = Trade.all[sketch.trade]
        return ProfileRow.Background(
            bio: Resume.bio(sketch), education: trade.degrees[sketch.number % trade.degrees.count],
            yearOfPassing: Resume.graduation(sketch, career), skills: sketch.skills,
            certificates: dice.some(dice.int(0...2), of: trade.certificates),
            projects: dice.chance(40) ? career.positions[0].duties.prefix(2).joined(separator: ". ") + "." : nil,
            experienceTenths: sketch.experienceTenths, currentRole: sketch.title, currency: sketch.country.currency,
            currentPay: sketch.currentPay, expectedPay: sketch.expectedPay, isNegotiable: dice.chance(70))
    }

    private static func wishes(_ sketch: Sketch, _ now: Moment, _ dice: inout SplitMix64) -> ProfileRow.Wishes {
        let trade = Trade.all[sketch.trade]
        let places = [sketch.city.place, dice.pick(sketch.country.cities).place, "Remote"]
        return ProfileRow.Wishes(
            isSearching: dice.chance(72), role: trade.titles[min(3, Trade.level(sketch.experienceTenths) + 1)],
            jobType: dice.pick(["Full-time", "Full-time", "Full-time", "Contract", "Part-time"]), currentPlaces: [sketch.city.place],
            preferredPlaces: Array(Set(places)).sorted(), relocate: dice.pick(["Yes", "No", "Open to Discussion"]),
            noticeDays: sketch.noticeDays, available: now.date.adding(days: sketch.noticeDays + dice.int(0...10)),
            shift: dice.pick(["Day", "Day", "Flex", "Night"]),
            authorization: sketch.country == .india ? "Indian citizen" : dice.pick(["US citizen", "Green card", "H-1B, transfer needed"]),
            abroad: dice.chance(22), sector: dice.pick(["Private", "Private", "Private", "Govt"]),
            industries: dice.some(2, of: trade.industries), travel: dice.pick(["No", "Up to 25%", "Up to 50%", "Yes"]))
    }

    private static func personal(_ sketch: Sketch, _ now: Moment, _ dice: inout SplitMix64) -> ProfileRow.Personal {
        let age = 22 * 365 + sketch.experienceTenths * 365 / 10 + dice.int(0...1500)
        return ProfileRow.Personal(
            gender: dice.chance(80) ? (sketch.name.isWoman ? "Female" : "Male") : nil,
            maritalStatus: dice.chance(50) ? dice.pick(["Single", "Married"]) : nil,
            born: dice.chance(70) ? now.date.adding(days: -age) : nil, languages: languages(sketch),
            category: sketch.country == .india && dice.chance(30) ? dice.pick(["General", "General", "OBC", "SC", "ST"]) : nil,
            disability: dice.chance(2) ? dice.pick(["Low vision, uses a screen reader", "Hearing impairment", "Uses a wheelchair"]) : nil,
            drives: dice.chance(60) ? dice.chance(75) : nil)
    }
}
