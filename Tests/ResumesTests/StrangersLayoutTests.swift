import Foundation
import Testing

@testable import Resumes

/// What people of other trades and countries write, each of which was read wrongly once.
@Suite struct StrangersLayoutTests {
    @Test(arguments: [
        (
            "Berufserfahrung",
            "04/2018 – heute ¦ Projektleiterin\nRheinbau Ingenieure GmbH, Köln\n10/2013 – 03/2018 ¦ Bauingenieurin\nHoffmann & Partner GbR",
            "Kenntnisse", ["Projektleiterin", "Bauingenieurin"], ["2018-04", "2013-10"]
        ),
        (
            "Expériences professionnelles",
            "!Depuis septembre 2020 : Chargée de communication, Groupe Apicil\n!Janvier 2018 – août 2020 : Assistante communication, Mairie de Villeurbanne",
            "Compétences", ["Chargée de communication", "Assistante communication"], ["2020-09", "2018-01"]
        ),
        (
            "Academic Appointments",
            "2019 – present ¦ Assistant Professor, University of Utrecht\n2014 – 2019 ¦ Postdoctoral Researcher, Max Planck Institute for Polymer Research",
            "Key Proficiencies", ["Assistant Professor", "Postdoctoral Researcher"], ["2019", "2014"]
        ),
        (
            "E M P LOY M E N T H I S T O RY", "!Sous Chef, Hotel Savoy\nMar 2019 – Present\n!Line Cook, Grand Café\nJun 2015 – Feb 2019", "S K I L L S",
            ["Sous Chef", "Line Cook"], ["2019-03", "2015-06"]
        ),
    ])
    func headingsAndTradesOfOthers(_ jobs: String, _ told: String, _ skills: String, _ titles: [String], _ starts: [String]) {
        let resume = Sheet.parse("#Mara Quist\nmara@quist.example\n##\(jobs)\n\(told)\n##\(skills)\nAutoCAD, Excel")
        #expect(resume.workHistory.map(\.jobTitle) == titles && resume.workHistory.map(\.startDate) == starts)
        #expect(resume.workHistory.allSatisfy { $0.companyName != nil } && resume.workHistory.map(\.isCurrent) == [true, false])
        #expect(resume.skills == ["AutoCAD", "Excel"])
    }

    @Test func aPostBoxAndAPostCodeAreNoPhone() {
        #expect(Sheet.parse("#Mara Quist\nP.O. Box 1182-40100, Kisumu | Tel: 0722 555 913\n##Skills\nGrafting").phone == "0722 555 913")
        #expect(Sheet.parse("#Mara Quist\nLisbon, 1100-048\n+351 912 555 404\n##Skills\nGrafting").phone == "+351 912 555 404")
    }

    @Test func whoGivesTimeFreelyHasNoJobByThat() {
        let source = "#Mara Quist\n##Work Experience\n!Staff Nurse ¦ 2016 – 2019\nMercy General\n!Volunteer Nurse ¦ 2014 – 2015\nSt. Monica Mission"
        #expect(Sheet.parse(source).workHistory.map(\.jobTitle) == ["Staff Nurse"])
        #expect(Sheet.parse(source.replacing("Volunteer Nurse", with: "Volunteer Coordinator")).workHistory.count == 2)
    }

    @Test func groupsInATableOfSkillsOpenNoNewPart() {
        let skills = Sheet.parse("#Mara Quist\n##Technical Skills\nLanguages ¦ Java, SQL\nFrameworks ¦ Hibernate, Django\n##Education\nMCA, 2015").skills
        #expect(skills == ["Java", "SQL", "Hibernate", "Django"])
    }

    @Test func theLettersOfAProfessionAreNoName() {
        for dress in ["CA", "DR.", "Prof"] { #expect(Sheet.parse("#\(dress) Mara Quist\n##Professional Synopsis\nWell").fullName == "Mara Quist") }
    }

    @Test func aNameInCapitalsIsNoHeading() {
        let source = "!MARGARET QUIST\n2210 Pine Hollow Rd\nHome: 570-555-0171\n!EDUCATION\nB.A., 2003\n!SKILLS\nSinging"
        let resume = Sheet.parse(source)
        #expect(resume.fullName == "Margaret Quist" && resume.phone == "570-555-0171")
    }

    @Test func whatStandsInBracketsAfterAHeadingIsNoneOfIt() {
        let source = "#Mara Quist\n##Work Experience (8 Years)\n!Gardener, Holm Estate ¦ 2016 – 2019\n##What I'm good at\nGrafting"
        #expect(Sheet.parse(source).workHistory.count == 1 && Sheet.parse(source).skills == ["Grafting"])
    }

    @Test func postsUnderTheTimeOfTheirEmployerTakeNoTextForOne() {
        let source = """
            #Mara Quist
            ##Work Experience
            HDFC Bank Ltd, Chennai ¦ Apr 2012 – Present
            Branch Manager (Apr 2019 – Present)
            Book of Rs. 240 crore
            Credit Manager (May 2015 – Mar 2019)
            SME loans
            Relationship Officer (Apr 2012 – Apr 2015)
            """
        let jobs = Sheet.parse(source).workHistory
        #expect(jobs.map(\.jobTitle) == ["Branch Manager", "Credit Manager", "Relationship Officer"])
        #expect(jobs.allSatisfy { $0.companyName?.hasPrefix("HDFC Bank Ltd") == true })
    }

    @Test func shortYearsAmongYearsAreYears() {
        let source = "#Mara Quist\n##Employment\nHolm Estate ¦ 2005-2010\nHead Gardener\nAshdown Nurseries ¦ 2003-05\nGardener"
        let jobs = Sheet.parse(source).workHistory
        #expect(jobs.map(\.startDate) == ["2005", "2003"] && jobs.map(\.endDate) == ["2010", "2005"])
    }

    @Test func anEmployerInATownNobodyKnowsIsNoPost() {
        let source = "#Mara Quist\n##Employment\nFriendship House, Nowhereville ¦ 2005 – 2010\nFamily Therapist Aide\nAllied Services ¦ 2003 – 2005\nCounselor"
        let jobs = Sheet.parse(source).workHistory
        #expect(jobs.map(\.jobTitle) == ["Family Therapist Aide", "Counselor"] && jobs[0].companyName?.hasPrefix("Friendship House") == true)
    }

    /// moderncv sets its dates to the right and breaks them.
    @Test func datesBrokenInAMarginAtTheirRightEdge() {
        func line(_ row: Double, _ date: String, _ text: String) -> ResumeText.Line {
            let width = Double(date.count) * 6
            return .init(
                page: 0, flow: 0, y: 100 + row * 14,
                cells: [
                    .init(text: date, x: 130 - width, width: width, size: 10, isBold: false),
                    .init(text: text, x: 140, width: Double(text.count) * 5, size: 10, isBold: false),
                ])
        }
        var text = Sheet.text("#Mara Quist\n##Work Experience")
        text.lines += [
            line(0, "10/2020–", "Data Analyst, Djezzy"), line(1, "Present", "Churn models and dashboards"),
            line(3, "02/2018–", "Junior Analyst, Condor Electronics"),
            line(4, "09/2020", "Sales reports"),
        ]
        let jobs = Resumes.parse(text, today: (2026, 11)).workHistory
        #expect(jobs.map(\.jobTitle) == ["Data Analyst", "Junior Analyst"] && jobs.map(\.companyName) == ["Djezzy", "Condor Electronics"])
        #expect(jobs.map(\.startDate) == ["2020-10", "2018-02"] && jobs.map(\.endDate) == [nil, "2020-09"] && jobs.first?.isCurrent == true)
    }

    @Test func surnameFirstInAForm() {
        #expect(Sheet.parse("#Europass\nName / Surname ¦ Papadopoulos, Nikos\nTel ¦ +30 210 555 3388\n##Skills\nNavigation").fullName == "Nikos Papadopoulos")
    }

    @Test func anEmployerFormedLikeATradeIsNone() {
        let source = "#Mara Quist\n##Work\n!Layout Engineer, Quanta Computer, August 2015 ~ June 2019\n• Boards\n!Engineer, Tata Power, 2012 ~ 2015"
        #expect(Sheet.parse(source).workHistory.map(\.companyName) == ["Quanta Computer", "Tata Power"])
    }

    @Test func aContactLineBelowAHeadingOfItsOwn() {
        let source = "!CURRICULUM VITAE\n##Post Applied For\nName : Mara Quist\nContact : +91 7905 112 338\n##Skills\nWelding"
        #expect(Sheet.parse(source).phone == "+91 7905 112 338")
    }

    @Test(arguments: [
        ("Immediate joiner", 0), ("Can join immediately", 0), ("Available immediately", 0), ("Availability: Immediate", 0), ("Pune | Immediate Joiner", 0),
        ("Ready to join immediately.", 0), ("Immediate joiner, notice period: 15 days", 15), ("Made the data available immediately to all wards", nil),
        ("Searched for an immediate joiner", nil), ("I am an immediate joiner", 0), ("Joining time ¦ : Immediate", 0), ("Can’t join immediately", nil),
        ("Persuaded nine nurses to join immediately", nil), ("Immediate care of the wounded", nil), ("Cannot join immediately, notice period 30 days", 30),
    ])
    func whoCanStartAtOnceHasNoNotice(_ told: String, _ days: Int?) {
        let reading = Resumes.read(Sheet.text("#Mara Quist\n\(told)\n##Skills\nGrafting"), today: (2026, 11))
        #expect(reading.resume.noticePeriodDays == days)
        #expect(days == nil || reading.findings.single["notice_period_days"]?.text == told.replacing(" ¦ ", with: "   "))
    }

    @Test(arguments: [
        ("Current salary: 85,000 per month", 1_020_000), ("Current Salary: ₹ 60k p.m.", 720_000), ("Current CTC: Rs. 45,000/- per month", 540_000),
        ("Present monthly salary: INR 52,500", 630_000), ("Current CTC: 12 LPA", 1_200_000), ("Current CTC: 12.5 lakhs per annum", 1_250_000),
        ("Current salary: 1.5 lakhs/month", 1_800_000), ("Current CTC: 12 LPA (1,00,000 per month)", 1_200_000), ("Current salary ¦ 85000 pm", 1_020_000),
        ("Current salary: 9,60,000 p.a. (80,000 p.m.)", 960_000), ("Current salary: 25,000 per week", nil), ("Current CTC: 12", nil),
    ])
    func payByTheMonthIsReadAsThatOfAYear(_ told: String, _ pay: Int?) {
        #expect(Sheet.parse("#Mara Quist\n\(told)\n##Skills\nGrafting").currentCTC == pay)
    }

    @Test(arguments: [
        "2016 ¦ B.Tech, Pune University\n2012 ¦ HSC, Maharashtra Board", "2016 ¦ B.Tech ¦ Pune University ¦ 72.4\n2012 ¦ HSC ¦ Maharashtra Board ¦ 81",
        "Year ¦ Degree ¦ Institute ¦ %\n2016 ¦ B.Tech ¦ Pune University ¦ 72.4\n2012 ¦ HSC ¦ Maharashtra Board ¦ 81",
        "Degree ¦ Institute ¦ Year of Passing ¦ %\nB.Tech ¦ Pune University ¦ 2016 ¦ 72.4%\nHSC ¦ Maharashtra Board ¦ 2012 ¦ 81%",
        "2016\nB.Tech, Pune University\n2012\nHSC, Maharashtra Board",
    ])
    func theYearMayStandLeftOfTheDegree(_ told: String) {
        let resume = Sheet.parse("Mara Quist\nmara@quist.example\nEDUCATION\n\(told)\nSKILLS\nGrafting")
        #expect(resume.yearOfPassing == 2016 && resume.highestEducation == "B.Tech")
    }

    @Test(arguments: ["CAD ¦ AutoCAD, Revit", "CAD ¦ AutoCAD\nDrawing ¦ Revit", "CAD ¦ AutoCAD, Revit\nOffice ¦ Excel, PowerPoint"])
    func theLabelOfARowOfSkillsIsNone(_ told: String) {
        let skills = Sheet.parse("#Mara Quist\n##Skills\n\(told)").skills
        #expect(skills.prefix(2) == ["AutoCAD", "Revit"] && !skills.contains("Office"))
    }

    @Test func shipsAndColumnsOfOtherNamesInATableOfJobs() {
        let sea = "Vessel ¦ Company ¦ Rank ¦ Sign on ¦ Sign off\nMV Star ¦ Holm Lines ¦ Second Engineer ¦ Mar 2023 ¦ Nov 2023"
        #expect(Sheet.parse("#Mara Quist\n##Sea Service\n\(sea)").workHistory.map(\.companyName) == ["Holm Lines"])
        let shore = "Year ¦ Organization ¦ Designation ¦ Shift\n2020 - Till Date ¦ Holm Estate ¦ Gardener ¦ Early and late"
        let job = Sheet.parse("#Mara Quist\n##Work Experience\n\(shore)").workHistory.first
        #expect(job?.companyName == "Holm Estate" && job?.jobTitle == "Gardener" && job?.isCurrent == true)
    }

    @Test(arguments: [
        "several posts below an employer, one with a department":
            "!Mercy General ¦ Tulsa, OK\nDeputy Matron – Theatre ¦ Apr 2020 – Present\n• Two wards\nStaff Nurse – Theatre ¦ Jul 2016 – Mar 2020\n• One ward\n!Harbour Clinic ¦ Leeds, England\nWard Clerk ¦ May 2014 – Jul 2015",
        "labels in one line":
            "Organisation: Mercy General | Role: Deputy Matron – Theatre | Duration: Apr 2020 - Till now\n• Two wards\nOrganisation: Mercy General | Role: Staff Nurse – Theatre | Duration: Jul 2016 - Mar 2020\nOrganisation: Harbour Clinic | Role: Ward Clerk | Duration: May 2014 - Jul 2015",
        "from and to with labels":
            "Employer: Mercy General\nPosition: Deputy Matron – Theatre\nFrom: Apr 2020 ¦ To: Present\nEmployer: Mercy General\nPosition: Staff Nurse – Theatre\nFrom: Jul 2016 To: Mar 2020\nEmployer: Harbour Clinic\nPosition: Ward Clerk\nDate of Joining: May 2014\nDate of Leaving: Jul 2015",
        "the place below each of several posts":
            "!Mercy General\n6 years 3 months\nDeputy Matron – Theatre\nApril 2020 - Present (6 years 8 months)\nRound Rock, Texas\nStaff Nurse – Theatre\nJuly 2016 - March 2020 (3 years 9 months)\nRound Rock, Texas\n!Harbour Clinic\nWard Clerk\nMay 2014 - July 2015 (1 year 3 months)\nRound Rock, Texas",
        "a table with employer, town and dates left":
            "!Mercy General ¦ Deputy Matron – Theatre\nTulsa ¦ Leads two wards\nApr 2020 – Present ¦ Plans the shifts\n!Mercy General ¦ Staff Nurse – Theatre\nTulsa ¦ Worked nights\nJul 2016 – Mar 2020 ¦ Taught new nurses\n!Harbour Clinic ¦ Ward Clerk\nLeeds ¦ Kept the charts\nMay 2014 – Jul 2015 ¦ Ordered stock",
    ])
    func employersPostsAndDatesInLayoutsOfStrangers(_ name: String, _ told: String) {
        let jobs = Sheet.parse("#Mara Quist\n##Work Experience\n\(told)\n##Education\nB.Sc. Nursing, 2014").workHistory
        #expect(
            jobs.map(\.jobTitle?.localizedLowercase).map { $0?.replacing("-", with: "–") } == [
                "deputy matron – theatre", "staff nurse – theatre", "ward clerk",
            ], "\(name)")
        #expect(jobs.map(\.companyName) == ["Mercy General", "Mercy General", "Harbour Clinic"], "\(name)")
        #expect(jobs.map(\.startDate) == ["2020-04", "2016-07", "2014-05"] && jobs.map(\.endDate) == [nil, "2020-03", "2015-07"], "\(name)")
    }

    @Test func aTownBehindAnEmployerIsNoneOfItsName() {
        let jobs = Sheet.parse("#Mara Quist\n##Work\nProvidence Health Portland, OR\nMatron, 2018 – Present\nHolm Ltd., Chinchwad\nNurse, 2014 – 2018")
            .workHistory
        #expect(jobs.map(\.companyName) == ["Providence Health", "Holm Ltd."])
    }

    @Test func anEndThatIsExpectedIsAnEnd() {
        let job = Sheet.parse("#Mara Quist\n##Work\n!Research Assistant, Holm College ¦ Mar. 2024 – Exp. Jun. 2027").workHistory.first
        #expect(job?.startDate == "2024-03" && job?.endDate == "2027-06")
    }
}
