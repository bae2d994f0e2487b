/// The text of a résumé as it comes out of a file: some two kilobytes, with the facts of the profile in it.
enum Resume {
    static func text(_ sketch: Sketch, _ career: Career, college: String) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(3072)
        let trade = Trade.all[sketch.trade]
        head(sketch, &text)
        text.append(static: "\nSUMMARY\n")
        text.append(bio(sketch))
        text.append(static: "\n\nSKILLS\n")
        list(sketch.skills, &text)
        text.append(static: "Tools: ")
        list(trade.tools, &text)
        text.append(static: "\nEXPERIENCE\n")
        for position in career.positions { tell(position, sketch, &text) }
        text.append(static: "EDUCATION\n")
        text.append(trade.degrees[sketch.number % trade.degrees.count])
        text.append(static: ", ")
        text.append(college)
        text.append(static: ", ")
        text.append(decimal: graduation(sketch, career))
        text.append(static: "\n\nCERTIFICATIONS\n")
        list(trade.certificates, &text)
        text.append(static: "\nLANGUAGES\n")
        list(Profile.languages(sketch), &text)
        return text
    }

    static func bio(_ sketch: Sketch) -> String {
        let trade = Trade.all[sketch.trade]
        let years = sketch.experienceTenths / 10
        let since = years == 0 ? "in the first year of work" : years == 1 ? "with one year of experience" : "with \(years) years of experience"
        return """
            \(sketch.title) \(since) in \(trade.industries[sketch.number % trade.industries.count].lowercased()), \
            based in \(sketch.city.name). \(Phrases.traits[sketch.number / 3 % Phrases.traits.count])
            """
    }

    static func graduation(_ sketch: Sketch, _ career: Career) -> Int {
        (career.positions.last?.start ?? sketch.createdAt.date).parts.year
    }

    private static func head(_ sketch: Sketch, _ text: inout [UInt8]) {
        text.append(sketch.name.full)
        text.append(static: "\n")
        text.append(sketch.title)
        text.append(static: "\n")
        text.append(sketch.city.place)
        text.append(static: " | ")
        text.append(sketch.phone)
        if let email = sketch.email {
            text.append(static: " | ")
            text.append(email)
        }
        text.append(static: "\nlinkedin.com/in/")
        text.append(sketch.handle)
        text.append(static: "\n")
    }

    private static func list(_ words: [String], _ text: inout [UInt8]) {
        for (place, word) in words.enumerated() {
            if place > 0 { text.append(static: ", ") }
            text.append(word)
        }
        text.append(static: "\n")
    }

    private static func tell(_ position: Career.Position, _ sketch: Sketch, _ text: inout [UInt8]) {
        text.append(position.title)
        text.append(static: ", ")
        text.append(position.company)
        text.append(static: " (")
        text.append(position.start.monthAndYear)
        text.append(static: " - ")
        text.append(position.end?.monthAndYear ?? "Present")
        text.append(static: ")\n")
        position.tell(to: &text)
        text.append(static: "\n")
    }
}
