import Testing

@testable import Names

@Suite struct SkillVocabularyTests {
    private let vocabulary = SkillVocabulary.shared

    @Test func theListIsBroad() {
        let trades = Dictionary(grouping: vocabulary.skills, by: \.trade)
        #expect(vocabulary.count >= 1_700)
        #expect(trades.count >= 45 && !trades.keys.contains(""))
        for (trade, skills) in trades { #expect(skills.count >= 15, "\(trade) has \(skills.count)") }
        print("skills: \(vocabulary.count) in \(trades.count) trades, \(vocabulary.skills.map(\.aliases.count).reduce(0, +)) other names")
    }

    /// With hyphens and without, in any case: what two lines name would be two skills at once.
    @Test func noNameStandsForTwoSkills() {
        var owners: [String: String] = [:]
        for skill in vocabulary.skills {
            var own: Set<String> = []
            for name in [skill.name] + skill.aliases {
                let folded = SkillVocabulary.fold(name)
                #expect(own.insert(folded).inserted, "\(skill.name) is called “\(name)” twice")
                #expect(owners[folded] == nil, "“\(name)” is \(owners[folded] ?? "") and \(skill.name)")
                owners[folded] = skill.name
            }
        }
    }

    @Test func aSkillIsFoundByEachOfItsNames() {
        for skill in vocabulary.skills {
            for name in [skill.name] + skill.aliases { #expect(vocabulary.canonicalName(name.uppercased()) == skill.name) }
        }
        #expect(vocabulary.canonicalName("basket weaving under water") == nil)
    }

    @Test(arguments: [
        ("postgres", ["postgresql", "postgres", "psql"]), ("K8s", ["kubernetes", "k8s"]), ("icu", ["critical care", "icu", "intensive care unit"]),
        ("esi", ["pf and esi compliance", "pf/esi compliance", "provident fund"]), ("Cross Selling", ["cross-selling", "cross selling"]),
        ("react  js", ["react", "react.js", "reactjs", "react js"]),
    ])
    func allSpellings(of word: String, hold wanted: [String]) {
        let spellings = vocabulary.spellings(of: word.split(separator: " ").joined(separator: " "))
        #expect(Set(wanted).isSubset(of: spellings) && spellings.first == wanted[0], "\(spellings)")
        #expect(spellings.allSatisfy { $0 == $0.lowercased() && !$0.contains("  ") } && Set(spellings).count == spellings.count)
    }

    /// Small letters, hyphens and spaces as one space, none at the ends: also for texts that are folded by their bytes.
    @Test func namesAreFoldedTheSameByBytesAndByCharacters() {
        let pieces = ["a", "Z", "É", " ", "-", "  ", "--", "\r\n", "\t", "#", "+", "9", "漢", "e\u{301}", "@", "[", "{"]
        var state: UInt64 = 88_172_645_463_325_252
        for _ in 0..<5_000 {
            var text = ""
            for _ in 0..<(state % 12) {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                text += pieces[Int(state % UInt64(pieces.count))]
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1
            let folded = text.lowercased().split { $0 == " " || $0 == "-" }.joined(separator: " ")
            #expect(SkillVocabulary.fold(text) == folded, "“\(text)”")
        }
    }

    @Test func aWordNobodyKnowsIsItself() { #expect(vocabulary.spellings(of: " Basket   Weaving ") == ["basket weaving"]) }

    @Test(arguments: [
        ("javasc", "JavaScript"), ("postgr", "PostgreSQL"), ("k8s", "Kubernetes"), ("gst r", "GST Filing"), ("phleb", "Phlebotomy"), ("six si", "Six Sigma"),
        ("analytics", "Data Analysis"), ("kuberntes", "Kubernetes"), ("pyhton", "Python"), ("tailorng", "Tailoring"), ("c++", "C++"), (".net", ".NET"),
        ("c#", "C#"), ("excell", "Excel"), ("pharmacovigilence", "Pharmacovigilance"), ("welidng", "Welding"),
    ])
    func isOfferedWhileTyping(typed: String, skill: String) {
        let offered = vocabulary.suggestions(for: typed, limit: 8).map(\.skill.name)
        #expect(offered.contains(skill), "\(typed): \(offered)")
    }

    @Test func theNearestComesFirst() {
        #expect(vocabulary.suggestions(for: "java").first?.skill.name == "Java")
        #expect(vocabulary.suggestions(for: "tally").first?.skill.name == "Tally")
        #expect(vocabulary.suggestions(for: "payroll").first?.skill.name == "Payroll")
        #expect(vocabulary.suggestions(for: "bangle").isEmpty == false || vocabulary.suggestions(for: "zzzzqq").isEmpty)
        for nothing in ["", "  ", ",", "zzzzqqqq"] { #expect(vocabulary.suggestions(for: nothing).isEmpty, "“\(nothing)”") }
        #expect(vocabulary.suggestions(for: "s", limit: 5).count == 5)
        #expect(vocabulary.suggestions(for: String(repeating: "long ", count: 10_000)).isEmpty)
    }

    /// Under a millisecond in a release build; a debug build takes some twenty times as long.
    @Test func suggestingIsQuick() {
        let typed = ["s", "ja", "data", "kuberntes", "nursing", "qqqqqqqqqq", "manag", "welidng"]
        _ = vocabulary.suggestions(for: "warm")
        let started = ContinuousClock.now
        for _ in 0..<5 { for text in typed { _ = vocabulary.suggestions(for: text) } }
        let each = (ContinuousClock.now - started) / (5 * typed.count)
        print("suggesting: \(each) each")
        #expect(each < .milliseconds(25))
    }
}
