import Matching
import Testing

/// What must never enter a vector.
@Suite struct SkillsTextTests {
    private func person() -> CandidateFacts {
        var person = CandidateFacts()
        person.currentRole = "Staff Nurse"
        person.skills = [
            "ICU", "Ventilator care", "priya.sharma@example.com", "+91 98765 43210", "https://github.com/priyas", "Priya Sharma", "Female", "Single",
            "Single sign-on",
        ]
        person.summary = """
            My name is Priya Sharma. Seven years in intensive care with 12-bed units. Reach me at priya.sharma@example.com or 98765 43210.
            I am a 29 years old married woman. Date of birth: 12/03/1995. Gender: Female. Category: OBC. Trained 20 juniors; cut infections by 30 %.
            Sharma led the night shift. Hindu. No disability. See linkedin.com/in/priyas for more.
            """
        return person
    }

    @Test func namesContactAndProtectedFactsStayOut() {
        let text = skillsText(for: person(), withholding: ["Priya Sharma"])
        let lower = text.lowercased()
        for word in [
            "priya", "sharma", "@", "98765", "github", "linkedin", "29", "1995", "married", "woman", "female", "obc", "hindu", "disability", "my name",
            "date of birth",
        ] {
            #expect(!lower.contains(word), "\(word) in: \(text)")
        }
        for word in ["Staff Nurse", "ICU", "Ventilator care", "Single sign-on", "Seven years in intensive care", "Trained 20 juniors"] {
            #expect(text.contains(word), "\(word) not in: \(text)")
        }
    }

    @Test func namesAreFoundInAnyCaseAndAccent() {
        var person = CandidateFacts()
        person.summary = "JOSÉ builds bridges. Builds bridges of steel."
        #expect(skillsText(for: person, withholding: ["Jose Núñez"]) == "Builds bridges of steel.")
    }

    @Test func nothingKnownIsNoText() { #expect(skillsText(for: CandidateFacts()).isEmpty) }

    @Test func jobAndPersonReadAlike() {
        var job = JobFacts(title: "Staff Nurse")
        (job.requiredSkills, job.preferredSkills, job.tools) = (["ICU"], ["BLS"], ["Epic"])
        #expect(skillsText(for: job) == "Role: Staff Nurse. Skills: ICU, BLS, Epic")
        job.summary = "Runs the night shift. Female candidates under age 30 only."
        #expect(skillsText(for: job) == "Role: Staff Nurse. Skills: ICU, BLS, Epic. Runs the night shift.")
    }
}
