/// The words of a job of the large agency.
enum JobTexts {
    static let benefits = [
        "Health insurance for the family", "Hybrid working week", "Learning budget", "Annual bonus", "Provident fund", "Free lunch",
        "Cab at night", "Paid parental leave", "Stock options", "Twenty-five days of leave",
    ]

    static func about(_ company: String, _ industry: String) -> String {
        "\(company) works in \(industry.lowercased()) and has grown steadily for more than ten years. Teams are small, own what they build, and are led by people who did the work themselves."
    }

    static func summary(_ title: String, _ trade: Trade, _ wanted: Wanted, mode: String, city: City, _ dice: inout SplitMix64) -> String {
        let place =
            switch mode {
            case "Remote": "The work is fully remote within \(wanted.country == .india ? "India" : "the United States")."
            case "Hybrid": "The team meets three days a week at the office in \(city.name)."
            default: "The work is at the office in \(city.name)."
            }
        let skills = wanted.required.joined(separator: ", ")
        return """
            We are looking for a \(title) to join a growing \(trade.area.lowercased()) team. \(place) You will take over real \
            responsibility in the first month and be helped by colleagues who answer questions gladly.

            You bring \(wanted.experience.lowerBound) to \(wanted.experience.upperBound) years of experience and are at home with \(skills). \
            \(dice.pick(Phrases.traits)) Hours are flexible around a common core from 11 to 16; nobody is expected to answer at night.

            The process has four rounds and takes about two weeks. Everyone who applies hears back, and every refusal comes with a reason.
            """
    }

    /// "senior-backend-engineer-pune-10042"
    static func slug(_ title: String, _ place: String, _ number: Int) -> String {
        let words = "\(title) \(place)".lowercased().utf8.map { (0x61...0x7A).contains($0) ? $0 : UInt8(ascii: "-") }
        return String(decoding: words, as: UTF8.self).split(separator: "-").joined(separator: "-") + "-\(10_000 + number)"
    }

    /// "Ran the triage desk" as a duty of the next person: "Run the triage desk". Only the first verb and those after "and" are turned.
    static func duty(_ done: String) -> String {
        var words = done.split(separator: " ").map(String.init)
        for place in words.indices where place == 0 || words[place - 1] == "and" {
            guard let verb = present[words[place].lowercased()] else { continue }
            words[place] = place == 0 ? verb.prefix(1).uppercased() + verb.dropFirst() : verb
        }
        return words.joined(separator: " ")
    }

    private static let present = [
        "built": "build", "set": "set", "ran": "run", "moved": "move", "led": "lead", "brought": "bring", "wrote": "write", "worked": "work",
        "planned": "plan", "kept": "keep", "rewrote": "rewrite", "designed": "design", "cut": "cut", "closed": "close", "turned": "turn",
        "trained": "train", "tested": "test", "taught": "teach", "automated": "automate", "won": "win", "tuned": "tune", "took": "take",
        "streamed": "stream", "split": "split", "simulated": "simulate", "shared": "share", "saved": "save", "reviewed": "review",
        "reported": "report", "replaced": "replace", "renegotiated": "renegotiate", "released": "release", "redesigned": "redesign",
        "reconciled": "reconcile", "rebuilt": "rebuild", "read": "read", "rated": "rate", "put": "put", "prepared": "prepare", "owned": "own",
        "opened": "open", "modelled": "model", "met": "meet", "made": "make", "introduced": "introduce", "hired": "hire", "helped": "help",
        "handled": "handle", "grew": "grow", "found": "find", "forecast": "forecast", "filed": "file", "explained": "explain", "drew": "draw",
        "developed": "develop", "coached": "coach", "cleared": "clear", "classified": "classify", "cared": "care", "briefed": "brief",
        "audited": "audit", "answered": "answer", "added": "add", "documented": "document", "held": "hold", "edited": "edit", "acted": "act",
    ]
}
