import Foundation
import Names
import Testing

@testable import Resumes

@Suite struct WholeResumeTests {
    static let mara = """
        #Mara Quist
        Head Gardener
        mara@quist.example | +44 7700 900123 | Leeds, England | linkedin.com/in/mara-quist
        ##Profile
        Gardener with a liking for old walls.
        ##Work Experience
        !Head Gardener ¦ Mar 2019 – Present
        Holm Estate ¦ Leeds, England
        • Kept twelve acres in order from 2019 to 2021 and beyond.
        !Gardener ¦ 06/2014 – 02/2019
        Ashdown Nurseries Ltd ¦ York, England
        • Raised forty thousand seedlings a year.
        ##Education
        Diploma in Horticulture, Askham Bryan College ¦ 2014
        ##Skills
        Landscaping, Grafting, Plant Identification, Driving
        ##Languages
        English, Danish
        """

    @Test func everyFieldOfAPlainResume() {
        let resume = Sheet.parse(Self.mara)
        #expect(resume.fullName == "Mara Quist")
        #expect(resume.email == "mara@quist.example")
        #expect(resume.phone == "+44 7700 900123")
        #expect(resume.linkedInURL == "linkedin.com/in/mara-quist")
        #expect(resume.currentLocations == ["Leeds, England"])
        #expect(resume.highestEducation == "Diploma in Horticulture")
        #expect(resume.yearOfPassing == 2014)
        #expect(resume.skills == ["Landscaping", "Grafting", "Plant Identification", "Driving"])
        #expect(resume.languages == ["English", "Danish"])
        #expect(resume.workHistory.map(\.jobTitle) == ["Head Gardener", "Gardener"])
        #expect(resume.workHistory.map(\.companyName) == ["Holm Estate", "Ashdown Nurseries Ltd"])
        #expect(resume.workHistory.map(\.startDate) == ["2019-03", "2014-06"])
        #expect(resume.workHistory.map(\.endDate) == [nil, "2019-02"])
        #expect(resume.workHistory.map(\.isCurrent) == [true, false])
        #expect(resume.currentRole == "Head Gardener")
        #expect(abs((resume.totalExperienceYears ?? 0) - 12.4) < 0.3)
        #expect(resume.isPlausible)
    }

    @Test func whatIsNotSaidIsNull() throws {
        let resume = Sheet.parse("#Mara Quist\n##Skills\nGrafting")
        #expect(resume.email == nil && resume.phone == nil && resume.highestEducation == nil && resume.workHistory.isEmpty)
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(resume)) as? [String: Any]
        #expect(object?["email"] is NSNull)
        #expect(object?.keys.contains("total_experience_years") == true)
    }

    @Test func aLetterIsNoResume() {
        #expect(!Sheet.parse("Dear customer\nPlease find your invoice 4711 of 3 May 2024.\nKind regards\noffice@shop.example").isPlausible)
    }

    /// Strangers send anything: no text whatever may bring the reader down.
    @Test func noTextBringsItDown() {
        var seed: UInt64 = 7
        func next(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % UInt64(bound))
        }
        let pieces = [
            "Experience", "2019", " – ", "Present", "|", ",", "Engineer", "(", ")", "•", "-", ":", "@", "b.", "/", "Skills", "¦", "\n", "12", "https://", "M.",
            "at ", "ü", "🙂", "ب", "1.", " ", "University", "B.", "Tech", ".",
        ]
        for _ in 0..<400 {
            let text = (0..<next(60)).map { _ in pieces[next(pieces.count)] + (next(2) == 0 ? " " : "") }.joined()
            _ = Sheet.parse("##Experience\n" + text + "\n##Education\n" + text + "\n##Skills\n" + text)
        }
    }
}

@Suite struct JobTests {
    private func jobs(_ lines: String) -> [String] {
        Sheet.parse("#Mara Quist\n##Experience\n\(lines)\n##Education").workHistory.map {
            "\($0.jobTitle ?? "-") @ \($0.companyName ?? "-") \($0.startDate ?? "-")…\($0.isCurrent ? "now" : $0.endDate ?? "-")"
        }
    }

    @Test func employerBeforeTitle() {
        #expect(
            jobs("!Holm Estate ¦ Leeds\nHead Gardener ¦ Jan 2015 - Dec 2019\n• Kept order.\n!Ashdown ¦ York\nGardener ¦ 2011 - 2014") == [
                "Head Gardener @ Holm Estate 2015-01…2019-12", "Gardener @ Ashdown 2011…2014",
            ])
    }

    @Test func allOnOneLine() {
        #expect(
            jobs("Head Gardener | Holm Estate | Jan 2015 - Dec 2019\n- Kept order.\nGardener | Ashdown | 2011 - 2014") == [
                "Head Gardener @ Holm Estate 2015-01…2019-12", "Gardener @ Ashdown 2011…2014",
            ])
    }

    @Test func datesInTheMargin() {
        #expect(
            jobs("2015 – 2019 ¦ Head Gardener\nHolm Estate, Leeds\n2011 – 2014 ¦ Gardener\nAshdown Ltd, London") == [
                "Head Gardener @ Holm Estate 2015…2019", "Gardener @ Ashdown Ltd 2011…2014",
            ])
    }

    @Test func labelledFields() {
        #expect(
            jobs("1. Organization : Holm Estate\nDesignation : Head Gardener\nDuration : Jan 2015 to Till date") == ["Head Gardener @ Holm Estate 2015-01…now"])
    }

    @Test func sentences() {
        #expect(
            jobs("• Working as Head Gardener in Holm Estate from June 2020 to till date.\n• Worked as Gardener with Ashdown Ltd from July 2016 to May 2020.")
                == ["Head Gardener @ Holm Estate 2020-06…now", "Gardener @ Ashdown Ltd 2016-07…2020-05"])
    }

    @Test func severalPostsWithOneEmployer() {
        let found = jobs("!Holm Estate\n5 years 2 months\n!Head Gardener\nJanuary 2022 - Present (4 years)\n!Gardener\nMay 2019 - December 2021 (2 years)")
        #expect(found == ["Head Gardener @ Holm Estate 2022-01…now", "Gardener @ Holm Estate 2019-05…2021-12"])
    }

    @Test func titleAndEmployerInOnePhrase() {
        #expect(jobs("Gardener at Holm Estate\n2015 - 2019 | Leeds") == ["Gardener @ Holm Estate 2015…2019"])
        #expect(jobs("Software Engineer, Intern ¦ Acme ¦ Summer 2014") == ["Software Engineer, Intern @ Acme 2014…2014"])
    }
}

@Suite struct DateTests {
    @Test(
        arguments: [
            ("Jan 2020 – Present", "2020-01", nil), ("07/2019 - 08/2020", "2019-07", "2020-08"), ("2016/09 - now", "2016-09", nil),
            ("2014 to 2016", "2014", "2016"), ("May – Aug 2019", "2019-05", "2019-08"), ("since 2018", "2018", nil),
            ("Sept. 2011 — Dec. 2012", "2011-09", "2012-12"), ("jan2020 - Present", "2020-01", nil),
            ("01/06/2015 - 30/11/2018", "2015-06", "2018-11"), ("Summer 2012 and 2013", "2012", "2013"),
            ("Mar '15 - Apr '17", "2015-03", "2017-04"), ("2011-07 — 2013-08", "2011-07", "2013-08"),
            ("March 3, 2019 to the present", "2019-03", nil), ("2012-2016", "2012", "2016"), ("June 2020 to till date", "2020-06", nil),
        ] as [(String, String, String?)])
    func spans(_ text: String, _ start: String, _ end: String?) throws {
        let span = try #require(DateSpan.first(in: text))
        #expect(span.start.text == start)
        #expect(span.end?.text == end)
        #expect(span.isOpen == (end == nil))
    }

    @Test(arguments: ["no dates here", "call 555 0199", "version 12", "May", "1000 users"])
    func whatIsNoDate(_ text: String) {
        #expect(DateSpan.first(in: text) == nil)
    }
}

@Suite struct ContactAndNameTests {
    @Test func iconsHideAddresses() {
        let links = [
            ResumeText.Link(target: "https://www.linkedin.com/in/mara-q/", label: "", page: 0),
            ResumeText.Link(target: "https://github.com/maraq", label: "maraq", page: 0),
            ResumeText.Link(target: "mailto:mara@quist.example", label: "", page: 0),
        ]
        let resume = Sheet.parse("#Mara Quist\nmaraq\n##Skills\nGrafting", links: links)
        #expect(resume.linkedInURL == "linkedin.com/in/mara-q")
        #expect(resume.gitHubURL == "github.com/maraq")
        #expect(resume.email == "mara@quist.example")
        #expect(resume.portfolioURL == nil)
    }

    @Test func aRefereeIsNotThePerson() {
        let resume = Sheet.parse("#Mara Quist\n##Skills\nGrafting\n##References\nJo Holm, jo@holm.example, +44 7700 900999")
        #expect(resume.email == nil)
        #expect(resume.phone == nil)
    }

    @Test(arguments: ["(555) 123-4567", "+91 98765 43210", "607.379.5733", "9847012345", "+49 176 313 877 34"])
    func phones(_ phone: String) {
        #expect(PhoneScanner.first(in: "Phone: \(phone)") == phone)
    }

    @Test(arguments: ["2012 - 2014", "2016 – present", "10,000 users", "https://site.example/p/12345678901"])
    func whatIsNoPhone(_ text: String) {
        #expect(PhoneScanner.first(in: text) == nil)
    }

    @Test(arguments: [
        ("JAN KÜSTER RESUME", "Jan Küster"), ("Name: Rahul K. Menon", "Rahul K. Menon"), ("Dr. Zoë O'Neill, PhD", "Zoë O'Neill"),
        ("Curriculum Vitae of Mara Quist", "Mara Quist"), ("محمد علي", "محمد علي"), ("SARAH BAKER", "Sarah Baker"),
    ])
    func names(_ raw: String, _ name: String) {
        #expect(NameReader.tidy(raw) == name)
    }

    @Test(arguments: [
        "Software Engineer", "Curriculum Vitae", "Leeds, England", "Machine Learning", "Last updated 2020", "mara@quist.example", "Work Experience",
    ])
    func whatIsNoName(_ raw: String) {
        #expect(NameReader.tidy(raw) == nil)
    }
}

@Suite struct SkillAndEducationTests {
    private func skills(_ lines: String) -> [String] { Sheet.parse("#Mara Quist\n##Skills\n\(lines)").skills }

    @Test func listsInTheirManyShapes() {
        #expect(skills("Languages: Go, Rust, Python\nTools: Docker, Git and Kubernetes") == ["Go", "Rust", "Python", "Docker", "Git", "Kubernetes"])
        #expect(skills("!Programming\nJava • Shell • SQL") == ["Java", "Shell", "SQL"])
        #expect(skills("- Web: JavaScript HTML 5 CSS Node.js") == ["JavaScript", "HTML 5", "CSS", "Node.js"])
        #expect(skills("SQL (Advanced), Excel 90%, English") == ["SQL", "Excel"])
        #expect(skills("AWS (EC2, S3), Azure") == ["AWS (EC2, S3)", "Azure"])
    }

    @Test func theVocabularyIsBroadAndKnowsAliases() {
        #expect(SkillVocabulary.shared.count > 900)
        #expect(SkillVocabulary.shared.canonicalName("postgres") == "PostgreSQL")
        #expect(
            SkillVocabulary.shared.mentioned(in: "Ran wound care and IV therapy; go to Postgres and Excel.") == [
                "Wound Care", "IV Therapy", "PostgreSQL", "Excel",
            ])
    }

    @Test(arguments: [
        ("B.Tech in Civil Engineering from NIT Calicut in 2016 with 78%", "B.Tech in Civil Engineering", 2016),
        ("Master of Science in Botany; GPA: 4.00 ¦ Aug 2012 – Dec 2013", "Master of Science in Botany", 2013),
        ("Stockholm School of Economics, MBA ¦ 2015", "MBA", 2015), ("M.Ed., Portland State University, 2016", "M.Ed.", 2016),
    ])
    func degrees(_ line: String, _ degree: String, _ year: Int) {
        let resume = Sheet.parse("#Mara Quist\n##Education\n\(line)")
        #expect(resume.highestEducation == degree)
        #expect(resume.yearOfPassing == year)
    }
}
