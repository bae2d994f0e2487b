import Foundation
import Testing

/// A job as a recruiter fills in the form.
enum JobFields {
    /// Every field of the order, in the spelling in which the form shows it again.
    static func whole(client: String) -> [String: String] {
        [
            "client_id": client, "title": "Head Baker", "internal_job_id": "ST-900", "employment_type": "PART_TIME", "work_mode": "Hybrid",
            "industry": "Food", "functional_area": "Bakery", "job_locations": "Pune, Maharashtra\nChennai, Tamil Nadu", "country": "IN",
            "min_salary": "600000", "max_salary": "900000", "currency": "INR", "salary_unit": "YEAR", "benefits_perks": "Bread\nButter",
            "about_company": "Forty bakers in two towns.", "job_summary": summary, "responsibilities": "Bake\nTeach two apprentices",
            "experience_required": "3-5 Years", "education_qualification": "Any", "required_skills": "Baking\nHygiene", "preferred_skills": "Rye",
            "tools_tech_stack": "Oven", "number_of_openings": "2", "application_deadline": "2199-12-31", "hiring_process_rounds": "Call\nTrial day",
            "notice_period_accepted": "Up to 30 Days", "slug_url": "head-baker-pune", "meta_title": "Head Baker in Pune", "meta_description": "Bake in Pune.",
            "is_client_confidential": "yes",
        ]
    }

    /// Those that take free text.
    static let texts = [
        "title", "internal_job_id", "industry", "functional_area", "job_locations", "benefits_perks", "about_company", "job_summary", "responsibilities",
        "experience_required", "education_qualification", "required_skills", "preferred_skills", "tools_tech_stack", "hiring_process_rounds",
        "notice_period_accepted", "meta_title", "meta_description",
    ]

    static let summary = """
        You run the night shift of a bakery that feeds half the town, from the first dough at two in the morning to the last loaf at six.
        You know your flours by touch, keep the book of temperatures honest, and hand over a clean floor.
        """

    /// The structured data of a job's page.
    static func posting(_ page: Reply) throws -> [String: Any] {
        let text = try #require(page.body.firstMatch(of: #/<script type="application/ld\+json">(.*?)</script>/#.dotMatchesNewlines())?.1, "no JSON-LD")
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
