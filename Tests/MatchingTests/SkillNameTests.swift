import Testing

@testable import Matching

@Suite struct SkillNameTests {
    private func share(_ required: String, _ known: String) throws -> Reason.Verdict {
        var job = JobFacts(), person = CandidateFacts()
        job.requiredSkills = [required]
        person.skills = [known]
        return try #require(Score(job: job, candidate: person).reasons.first).verdict
    }

    @Test(arguments: [
        ("JavaScript", "JS"), ("React", "React.js"), ("React", "ReactJS"), ("Node", "Node.js"), ("Kubernetes", "K8s"), ("PostgreSQL", "Postgres"),
        (".NET", "ASP.NET Core"), ("C++", "c++ "), ("Python", "Python 3.11"),
        ("Communication", "Communication Skills"), ("Tally", "Tally ERP 9"), ("AWS", "Amazon Web Services (AWS)"), ("React / Angular", "Angular"),
        ("MS Excel", "Advanced Excel"), ("Microsoft SQL Server", "MSSQL"),
        ("CI/CD", "CICD"), ("Café management", "cafe management"), ("हिन्दी", "हिन्दी"), ("Golang", "Go"), ("Financial Modeling", "financial modelling"),
        ("Smørrebrød", "smorrebrod"),
    ])
    func oneSkillOfManySpellings(required: String, known: String) throws { #expect(try share(required, known) == .met) }

    @Test(arguments: [
        ("PostgreSQL", "MySQL"), ("React", "React Native"), ("AWS", "Azure"), ("Financial Modelling", "Financial Modelling and Valuation"),
        ("Tally", "QuickBooks"),
    ])
    func aNearSkillCountsHalf(required: String, known: String) throws { #expect(try share(required, known) == .partly) }

    @Test(arguments: [
        ("Java", "JavaScript"), ("C", "C++"), ("C", "C#"), ("Go", "Google Ads"), ("R", "React"), ("SQL", "NoSQL"), ("Excel", "Excellent communication"),
        ("CI/CD", "UI/UX"),
    ])
    func alikeInLettersIsNotTheSame(required: String, known: String) throws { #expect(try share(required, known) == .missing) }

    @Test func aRoleNamesSkillsToo() throws {
        var job = JobFacts(), person = CandidateFacts()
        job.requiredSkills = ["Java"]
        person.skills = ["Communication"]
        person.currentRole = "Senior Java Developer"
        let reason = try #require(Score(job: job, candidate: person).reasons.first)
        #expect(reason.verdict == .met && reason.evidence == "Senior Java Developer")
    }
}
