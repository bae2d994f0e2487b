import Foundation
import Postgres
import Testing
import Web

@testable import Hiring

/// What people write into the fields of a profile, and what is kept.
@Suite("Profile fields") struct ProfileFieldTests {
    private func field(_ column: String) throws -> ProfileField { try #require(ProfileFields[column]) }

    private func kept(_ column: String, _ text: String, currency: String = "INR") throws -> ProfileValue? {
        let today = CalendarDate(year: 2026, month: 11, day: 26)
        return try? field(column).parse(text, FieldContext(currency: currency, today: today)).get()
    }

    /// Sections B to G of the order, but for what the program keeps by itself.
    @Test func everyColumnOfTheOrderIsAField() {
        let ordered = """
            phone linkedin_url portfolio_url github_url bio is_actively_searching highest_education year_of_passing skills certificates projects_summary \
            total_experience_years current_role expected_role job_type_preference current_locations preferred_locations ready_to_relocate notice_period \
            availability_date shift_preference work_authorization current_ctc expected_ctc currency is_ctc_negotiable looking_for_jobs_abroad \
            sector_preference preferred_industries gender marital_status dob languages reservation_category disability willingness_to_travel \
            has_driving_license has_current_offers number_of_offers best_time_to_contact preferred_contact_mode alternate_email alternate_phone time_zone
            """.split(separator: " ").map(String.init)
        #expect(Set(ProfileFields.all.map(\.column)) == Set(ordered) && ProfileFields.all.count == ordered.count)
        #expect(Set(ProfileGroup.ofProfile.flatMap(ProfileFields.of).map(\.column)) == Set(ordered))
        #expect(
            Set(ProfileFields.history.map(\.column))
                == ["company_name", "job_title", "start_date", "end_date", "is_current", "responsibilities", "tools_used", "ctc_at_role"])
        #expect(Set(ProfileFields.all.filter(\.isProtected).map(\.column)) == ["gender", "marital_status", "dob", "reservation_category", "disability"])
    }

    @Test(arguments: [
        ("12.5 lakh", "INR", 1_250_000), ("12.5 LPA", "INR", 1_250_000), ("12,50,000", "INR", 1_250_000), ("1.2 cr", "INR", 12_000_000),
        ("1250000", "INR", 1_250_000), ("₹ 18L", "INR", 1_800_000), ("Rs. 9 lakhs p.a.", "INR", 900_000), ("24 lacs per annum", "INR", 2_400_000),
        ("80,000 per month", "INR", 960_000), ("INR 7.25 lakh", "INR", 725_000), ("120k", "USD", 120_000), ("$120k", "USD", 120_000),
        ("120,000", "USD", 120_000), ("1.5m", "USD", 1_500_000), ("95 000 EUR", "EUR", 95_000), ("£65,500", "GBP", 65_500), ("0", "INR", 0),
    ]) func payIsKeptInWholeUnits(_ text: String, _ currency: String, _ amount: Int) throws {
        #expect(try kept("expected_ctc", text, currency: currency) == .number(amount))
    }

    @Test(arguments: ["12.5", "18", "lots", "12 to 15 lakh", "1,2,3", "-5 lakh", "$120k", "99999999 cr", "12..5 lakh", "1.2.3", "12,5 lakh", "٣ lakh", "lakh"])
    func payThatMayMeanSomethingElseIsAskedFor(_ text: String) throws {
        guard case .failure(let problem) = try field("expected_ctc").parse(text) else { return #expect(Bool(false), "\(text) was taken") }
        #expect(problem.field == "expected_ctc" && !problem.message.isEmpty)
    }

    @Test func payIsShownInLakhAndCroreOrThousands() throws {
        let pay = try field("expected_ctc")
        #expect(pay.shown(.number(1_250_000), currency: "INR") == "₹12.5 L")
        #expect(pay.shown(.number(12_000_000), currency: "INR") == "₹1.2 Cr")
        #expect(pay.shown(.number(120_000), currency: "USD") == "$120k")
        #expect(pay.typed(.number(12_345_678), currency: "INR") == "1,23,45,678" && pay.typed(.number(12_345_678), currency: "USD") == "12,345,678")
        for amount in [0, 999_999, 1_000, 100_000, 1_234_567, 98_765_432_101] {
            for currency in ["INR", "USD"] {
                #expect(try kept("expected_ctc", pay.typed(.number(amount), currency: currency), currency: currency) == .number(amount))
            }
        }
    }

    @Test(arguments: [("Immediate", 0), ("0", 0), ("30", 30), ("30 days", 30), ("2 months", 60), ("8 weeks", 56), ("45d", 45)])
    func noticeIsKeptInDays(_ text: String, _ days: Int) throws { #expect(try kept("notice_period", text) == .number(days)) }

    @Test(arguments: [("4", 4), ("4.5", 4.5), ("4 years 6 months", 4.5), ("12+ yrs", 12), ("0.25", 0.3), ("1 year", 1)])
    func experienceHasOnePlace(_ text: String, _ years: Double) throws { #expect(try kept("total_experience_years", text) == .decimal(years)) }

    @Test(arguments: [
        ("linkedin_url", "asha-rao", "https://www.linkedin.com/in/asha-rao"),
        ("linkedin_url", "in.linkedin.com/in/asha-rao/?x=1", "https://www.linkedin.com/in/asha-rao"),
        ("linkedin_url", "http://LinkedIn.com/in/asha", "https://www.linkedin.com/in/asha"), ("github_url", "@asha", "https://github.com/asha"),
        ("portfolio_url", "Asha.Example.com/", "https://asha.example.com"), ("portfolio_url", "http://asha.example.com/a?b=c", "http://asha.example.com/a?b=c"),
    ]) func linksAreKeptWhole(_ column: String, _ text: String, _ address: String) throws { #expect(try kept(column, text) == .text(address)) }

    @Test(arguments: [
        ("portfolio_url", "javascript:alert(1)"), ("portfolio_url", "ftp://example.com"), ("portfolio_url", "https://user:pass@example.com"),
        ("portfolio_url", "nothing"), ("linkedin_url", "https://evil.example/linkedin.com/in/asha"), ("linkedin_url", "https://linkedin.com.evil.example/in/a"),
        ("phone", "12"), ("phone", "call me"), ("alternate_email", "asha@"), ("year_of_passing", "1200"), ("dob", "2020-01-01"), ("dob", "31 Feb 1990"),
        ("notice_period", "800"), ("notice_period", "soon"), ("total_experience_years", "99"), ("ready_to_relocate", "Perhaps"), ("currency", "Rupees"),
        ("is_actively_searching", ""), ("has_driving_license", "perhaps"), ("number_of_offers", "-1"), ("availability_date", "1926-01-01"),
    ]) func whatFitsNoFieldSaysWhatToWrite(_ column: String, _ text: String) throws {
        guard case .failure(let problem) = try field(column).parse(text, FieldContext(today: CalendarDate(year: 2026, month: 11, day: 26))) else {
            return #expect(Bool(false), "\(column) took \(text)")
        }
        #expect(problem.field == column && problem.message.hasSuffix("."))
    }

    @Test func listsAndPlacesArePartedAsPeopleWriteThem() throws {
        #expect(try kept("skills", "k8s, postgres; Swift\nswift") == .texts(["Kubernetes", "PostgreSQL", "Swift"]))
        #expect(try kept("preferred_locations", "Pune, Maharashtra; Mumbai") == .texts(["Pune, Maharashtra", "Mumbai"]))
        #expect(try kept("preferred_locations", "Pune, Mumbai, Remote") == .texts(["Pune", "Mumbai", "Remote"]))
        #expect(try kept("preferred_locations", "Mumbai, Delhi, Goa") == .texts(["Mumbai", "Delhi", "Goa"]))
        #expect(try kept("current_locations", "New Delhi, Delhi; Chandigarh, Chandigarh") == .texts(["New Delhi, Delhi", "Chandigarh, Chandigarh"]))
        #expect(try kept("current_locations", "New York, NY") == .texts(["New York, NY"]))
        #expect(try kept("languages", "") == .texts([]))
    }

    @Test func daysAndChoicesAreReadKindly() throws {
        for text in ["1990-03-05", "05/03/1990", "5 Mar 1990", "March 5, 1990", "5th March 1990"] {
            #expect(try kept("dob", text) == CalendarDate(year: 1990, month: 3, day: 5).map(ProfileValue.day), "\(text)")
        }
        #expect(try kept("job_type_preference", "full time") == .text("Full-time"))
        #expect(try kept("gender", "f") == .text("Female"))
        #expect(try kept("phone", "098200 11223") == .text("+919820011223"))
        #expect(try kept("phone", "+1 (650) 253-0000") == .text("+16502530000"))
    }

    /// What a form holds is what it gives back, and so is the JSON of it.
    @Test func everyFieldGivesBackWhatItHolds() throws {
        for field in ProfileFields.all + ProfileFields.history {
            let value = try field.parse(ProfileSamples.text(for: field)).get()
            #expect(!value.isEmpty, "\(field.column)")
            #expect(try field.parse(field.typed(value)).get() == value, "\(field.column)")
            let again = try JSONDecoder().decode(ProfileValue.self, from: try JSONEncoder().encode(value))
            #expect(field.fitting(again) == value, "\(field.column)")
            #expect(field.shown(value)?.isEmpty == false)
        }
    }
}

/// A text that each field takes, by its kind.
enum ProfileSamples {
    static func text(for field: ProfileField) -> String {
        switch field.kind {
        case .text: "Some \(field.label.lowercased())"
        case .longText: "First line.\nSecond line, with “quotes” & <signs>."
        case .list: "Alpha, Beta gamma"
        case .skills: "Swift, PostgreSQL, Beekeeping"
        case .places: "Pune, Maharashtra; Remote"
        case .phone: field.column == "phone" ? "+91 98200 44556" : "+1 650-253-0001"
        case .email: "another@example.com"
        case .link(let host, let path): "https://\(host == "linkedin.com" ? "www.linkedin.com" : host ?? "asha.example.com")\(path)asha-rao"
        case .choice: field.choices[1]
        case .currency: "USD"
        case .pay: field.column == "current_ctc" ? "90k" : "120,500"
        case .notice: "60 days"
        case .wholeNumber(let range): String(range.lowerBound == 0 ? 3 : 2015)
        case .years: "7.5"
        case .yesNo: field.column == "is_actively_searching" ? "no" : "yes"
        case .day(let days): days == .birth ? "1991-07-02" : "2027-01-15"
        case .month: "Mar 2021"
        }
    }
}
