import Testing

@testable import Names

@Suite struct CitiesTests {
    @Test func theListIsLong() {
        #expect(Cities.all.count >= 1_000)
        #expect(Cities.all.count { $0.country == "IN" } >= 450)
        let isTwice = Dictionary(grouping: Cities.all) { "\($0.place) \($0.country)" }.filter { $0.value.count > 1 }.keys
        #expect(isTwice.isEmpty, "\(isTwice)")
        #expect(Cities.all.allSatisfy { $0.country.count == 2 && !$0.region.isEmpty && !$0.name.isEmpty })
    }

    @Test(arguments: [
        ("Bangalore", "Bengaluru, Karnataka"), ("bombay", "Mumbai, Maharashtra"), ("GURGAON", "Gurugram, Haryana"), ("Madras", "Chennai, Tamil Nadu"),
        ("Calcutta", "Kolkata, West Bengal"), ("Mysore", "Mysuru, Karnataka"), ("Trivandrum", "Thiruvananthapuram, Kerala"),
        ("Vizag", "Visakhapatnam, Andhra Pradesh"),
        ("Bangalore, Karnataka, India", "Bengaluru, Karnataka"), ("Aurangabad, Bihar", "Aurangabad, Bihar"),
        ("Aurangabad", "Chhatrapati Sambhajinagar, Maharashtra"), ("NYC", "New York, NY"), ("Zürich", "Zurich, Switzerland"), ("muenchen", "Munich, Germany"),
        ("st louis", "St. Louis, MO"), ("Singapore", "Singapore"), ("Hyderabad", "Hyderabad, Telangana"), ("Hyderabad, Pakistan", "Hyderabad, Pakistan"),
        ("Birmingham", "Birmingham, United Kingdom"), ("Cambridge, MA", "Cambridge, MA"), ("Wroclaw", "Wrocław, Poland"),
        (" Nowhere   at all ", "Nowhere at all"), ("", ""),
    ])
    func asTheHouseWritesIt(typed: String, place: String) { #expect(Cities.canonical(typed) == place) }

    @Test func allSpellings() {
        #expect(Set(["bengaluru", "bangalore"]).isSubset(of: Cities.spellings(of: "bangalore")))
        #expect(Cities.spellings(of: "Mysuru, Karnataka") == ["mysuru", "mysore"])
        #expect(Set(["são paulo", "sao paulo"]).isSubset(of: Cities.spellings(of: "Sao Paulo")))
        #expect(Cities.spellings(of: "Atlantis, The Deep") == ["atlantis"])
        #expect(Cities.spellings(of: "") == [])
    }

    @Test(arguments: [
        ("bang", "Bengaluru, Karnataka"), ("beng", "Bengaluru, Karnataka"), ("mum", "Mumbai, Maharashtra"), ("bombay", "Mumbai, Maharashtra"),
        ("new d", "New Delhi, Delhi"),
        ("hyd", "Hyderabad, Telangana"), ("chenai", "Chennai, Tamil Nadu"), ("dub", "Dubai, United Arab Emirates"), ("Pune, Mah", "Pune, Maharashtra"),
        ("vizag", "Visakhapatnam, Andhra Pradesh"), ("sao", "São Paulo, Brazil"),
    ])
    func comesFirstWhileTyping(typed: String, place: String) { #expect(Cities.suggestions(for: typed).first?.city.place == place) }

    @Test func languages() {
        #expect(Languages.all.count >= 90 && Set(Languages.all).count == Languages.all.count)
        #expect(Languages.canonicalName("oriya") == "Odia" && Languages.canonicalName(" bangla") == "Bengali" && Languages.canonicalName("Klingon") == nil)
        #expect(Languages.suggestions(for: "mal").map(\.language).prefix(2) == ["Malayalam", "Malay"])
        #expect(Languages.suggestions(for: "mandrin").first?.language == "Mandarin Chinese")
    }
}
