import Matching
import Testing

@Suite struct WordingTests {
    @Test(
        arguments: [
            ("3-5 Years", 3.0, 5.0), ("3 – 5 yrs", 3, 5), ("3to5 years", 3, 5), ("2 to 4", 2, 4), ("5+ yrs", 5, nil), ("5 + years", 5, nil), ("Fresher", 0, 1),
            ("0-1 year", 0, 1), ("6-12 months", 0.5, 1),
            ("6 months to 2 years", 0.5, 2), ("At least 3 years", 3, nil), ("Minimum 4 years", 4, nil), ("Up to 2 years", 0, 2), ("less than 3 years", 0, 3),
            ("7 years", 7, nil), ("2.5 - 4 years", 2.5, 4),
            ("Fresher to 2 years", 0, 2), ("two to four years", 2, 4), ("8 years and above", 8, nil), ("10-15+ years", 10, nil), ("5-3 years", 3, 5),
        ] as [(String, Double?, Double?)])
    func years(text: String, min: Double?, max: Double?) { #expect(YearsOfExperience(text) == YearsOfExperience(min: min, max: max)) }

    @Test(arguments: ["", "Experienced", "as per industry", "since 2019", "🙂"])
    func noYears(text: String) { #expect(YearsOfExperience(text) == nil) }

    @Test(arguments: [
        ("Immediate to 30 Days", 30), ("Up to 2 months", 60), ("Immediate", 0), ("15 days or less", 15), ("1 month", 30), ("within a month", 30),
        ("4 weeks", 28), ("Max 45", 45), ("1-2 months", 60), ("90", 90),
        ("one month", 30), ("Immediate joiners only", 0), ("0 days", 0), ("2 weeks to 1 month", 30),
    ])
    func notice(text: String, days: Int) { #expect(NoticePeriod.maxDays(text) == days) }

    @Test(arguments: ["", "Any", "Negotiable", "999999999999 years of days"])
    func noNotice(text: String) { #expect(NoticePeriod.maxDays(text) == nil) }
}
