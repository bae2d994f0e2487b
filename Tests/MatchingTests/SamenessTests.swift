import Matching
import Testing

/// Whether two people are one, without a database.
@Suite struct SamenessTests {
    @Test(arguments: [
        ("Rahul Sharma", "Rahul Sharma"), ("Rahul Sharma", "Sharma Rahul"), ("Rahul Sharma", "R. Sharma"), ("Rahul Sharma", "RAHUL SHARMA"),
        ("Rahul Kumar Sharma", "Rahul Sharma"),
        ("Rahul Kumar Sharma", "R K Sharma"), ("Robert Miller", "Bob Miller"), ("William Jones", "Bill Jones"), ("Mohammed Ali Khan", "Mohd. Ali Khan"),
        ("Mohamed Farouk", "Muhammad Farouk"), ("Md. Rahman", "Mohammad Rahman"),
        ("Lakshmi Narayan", "Laxmi Narayan"), ("Swathi Reddy", "Swati Reddy"), ("Vikram Chowdhury", "Bikram Chaudhuri"),
        ("Kaveri Srinivasan", "Kaveri Sirnivasan"), ("José García", "Jose Garcia"),
        ("Dr. Anita Rao", "Anita Rao"), ("Siobhan O'Brien", "Siobhan OBrien"), ("Dheeraj Bhatt", "Dhiraj Bhatt"),
    ])
    func alike(one: String, other: String) {
        #expect(NameLikeness.of(one, other) >= NameLikeness.alike)
        #expect(NameLikeness.of(one, other) == NameLikeness.of(other, one))
    }

    @Test(arguments: [
        ("Rahul Sharma", "Rohit Sharma"), ("Rahul Sharma", "Rahul Verma"), ("Ravi Kumar", "Rani Kumar"), ("Priya Nair", "Rahul Sharma"),
        ("Anil Gupta", "Sunil Gupta"), ("Robert Miller", "Richard Miller"),
        ("Amit Shah", "Sumit Shah"), ("Rahul Sharma", "S. Rahman"), ("Rahul Sharma", "Rahul"), ("", "Rahul"), ("Dr.", "Mr."),
    ])
    func notAlike(one: String, other: String) {
        #expect(NameLikeness.of(one, other) < NameLikeness.alike)
        #expect(NameLikeness.of(one, other) == NameLikeness.of(other, one))
    }

    @Test func slipsAreCounted() {
        #expect(EditDistance.between("sharma", "shrama", atMost: 3) == 1, "two neighbours swapped")
        #expect(EditDistance.between("sharma", "sharm", atMost: 3) == 1)
        #expect(EditDistance.between("sharma", "shharma", atMost: 3) == 1)
        #expect(EditDistance.between("", "abc", atMost: 3) == 3)
        #expect(EditDistance.between("kitten", "sitting", atMost: 3) == 3)
    }

    @Test func identifiersHaveOneSpelling() {
        #expect(Identifiers.phone("+91 98200 11223") == Identifiers.phone("098200-11223"))
        #expect(Identifiers.phone("+44 20 7946 0000") == Identifiers.phone("020 7946 0000"))
        #expect(Identifiers.phone("12345") == nil)
        #expect(Identifiers.linkedIn("https://in.linkedin.com/in/Asha-Rao/?trk=x") == "asha-rao")
        #expect(Identifiers.linkedIn("linkedin.com/in/asha-rao") == "asha-rao")
        #expect(Identifiers.linkedIn("https://linkedin.com/company/infosys") == nil && Identifiers.linkedIn("https://example.com/in/asha") == nil)
        #expect(Identifiers.gitHub("https://github.com/AshaRao/thing") == "asharao" && Identifiers.gitHub("https://github.com/") == nil)
        #expect(Identifiers.company("Infosys Limited") == Identifiers.company("INFOSYS Ltd.") && Identifiers.company("The Co.") != nil)
        #expect(Identifiers.school("B.E. Computer Science, Pune University, 2018") == "pune university")
    }

    private static let text = """
        Asha Rao, platform engineer in Pune. Eight years with payment systems: built the ledger of a bank, moved forty services to containers, halved the bill of the data warehouse, led a team
        of five, wrote the handbook that new colleagues read first, spoke at two conferences about queues that do not lose anything, and looks after the alarms at night once a month.
        """

    @Test func aTextIsKnownAgainWithSmallChanges() throws {
        let sketch = try #require(TextSketch(Self.text)), changed = try #require(TextSketch(Self.text.replacing("forty", with: "fifty").uppercased()))
        let other = try #require(
            TextSketch(
                String(
                    repeating: "Chef de partie in three hotels, sauces and fish, a kitchen of twelve, menus for weddings of four hundred guests and more. ",
                    count: 4)))
        #expect(sketch.likeness(to: changed) >= 0.7 && sketch.likeness(to: sketch) == 1)
        #expect(sketch.likeness(to: other) < 0.2)
        #expect(!Set(sketch.bands).isDisjoint(with: changed.bands) && Set(sketch.bands).isDisjoint(with: other.bands))
        #expect(TextSketch(bytes: sketch.bytes) == sketch)
        #expect(TextSketch("Too short to tell.") == nil)
    }

    // MARK: The model

    private func person(_ name: String, _ change: (inout PersonFacts) -> Void) -> PersonFacts {
        var facts = PersonFacts()
        facts.names = [name]
        change(&facts)
        return facts
    }

    @Test func whatNamesAPersonMakesItCertain() {
        let one = person("Rahul Sharma") { $0.phones = ["9820011223"] }
        let same = Sameness(one, person("R. Sharma") { $0.phones = ["9820011223"] })
        #expect(same.isCertain && same.score > 0.8)
        #expect(same.evidence.words == "Same phone …9820011223, names alike")
        let brother = Sameness(one, person("Rohit Sharma") { $0.phones = ["9820011223"] })
        #expect(!brother.isCertain && brother.score >= Sameness.likely, "a family's telephone: for somebody to look at")
        let stranger = Sameness(one, person("Priya Nair") { $0.phones = ["9820011223"] })
        #expect(!stranger.isCertain && stranger.score < Sameness.likely)
    }

    @Test func whatManyShareCountsLess() {
        let one = person("Rahul Sharma") { $0.phones = ["2240001000"] }, other = person("Rahul Sharma") { $0.phones = ["2240001000"] }
        let scores = [2, 3, 5, 30].map { Sameness(one, other, sharing: [.phone: $0]).score }
        #expect(scores == scores.sorted(by: >) && scores[3] < Sameness.likely)
        #expect(!Sameness(one, other, sharing: [.phone: 5]).isCertain)
        #expect(Sameness(one, other, sharing: [.phone: 31]).evidence.isEmpty, "an office's telephone is no evidence")
    }

    @Test func workAndSchoolAreProposedAndNeverCertain() {
        let one = person("Rahul Sharma") { ($0.companies, $0.cities) = (["infosys", "wipro"], ["pune"]) }
        let two = Sameness(one, person("Sharma Rahul") { ($0.companies, $0.cities) = (["infosys", "wipro"], ["pune"]) })
        #expect(two.score >= Sameness.likely && !two.isCertain)
        #expect(two.evidence.words == "Both worked at Infosys and Wipro, both live in Pune, names alike")
        #expect(Sameness(one, person("Rahul Sharma") { $0.companies = ["infosys"] }).score < Sameness.likely, "one large company and a common name")
        #expect(Sameness(one, person("Priya Nair") { $0.companies = ["infosys", "wipro"] }).score == 0)
    }

    @Test func whatContradictsLowersIt() {
        let one = person("Rahul Sharma") { ($0.phones, $0.linkedIn, $0.proved) = (["9820011223"], ["rahul-1"], ["a@example.com"]) }
        let agreeing = Sameness(one, person("Rahul Sharma") { $0.phones = ["9820011223"] })
        let other = Sameness(one, person("Rahul Sharma") { ($0.phones, $0.linkedIn, $0.proved) = (["9820011223"], ["rahul-2"], ["b@example.com"]) })
        #expect(agreeing.isCertain && !other.isCertain && other.score < agreeing.score)
    }

    @Test func keysMeetAcrossSpellings() {
        let one = person("Rahul Sharma") { $0.companies = ["infosys"] }, short = person("R. Sharma") { $0.companies = ["infosys"] },
            turned = person("Sharma Rahul") { $0.companies = ["infosys"] }
        #expect(!one.keys.isDisjoint(with: short.keys) && one.keys == turned.keys)
        for key in one.keys { #expect(PersonFacts.kind(ofKey: key.value) == key.kind) }
        #expect(one.keys.isDisjoint(with: person("Rahul Sharma") { $0.companies = ["wipro"] }.keys))
    }
}
