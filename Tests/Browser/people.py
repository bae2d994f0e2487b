"""Who and what the main job is about: at each width another job, one person who fits it and one whose résumé cannot be read."""

FIELDS = {
    "experience_required": "5-8 Years",
    "min_salary": "2400000",
    "max_salary": "3600000",
    "job_summary": "Own the services that settle two million payments a day, and the people who keep them running.",
    "about_company": "A company of 300 people in Bengaluru.",
    "education_qualification": "B.E. or equivalent",
    "job_locations": "Bengaluru, Karnataka",
    "responsibilities": "Design the settlement service\nReview the work of four engineers",
    "required_skills": "Swift\nPostgreSQL",
    "preferred_skills": "Kafka",
    "tools_tech_stack": "Docker\nKubernetes",
    "benefits_perks": "Health insurance",
    "hiring_process_rounds": "Phone call\nTechnical interview\nFinal talk",
}


def person(name, phone):
    slug = name.lower().replace(" ", "-")
    return {
        "name": name,
        "email": slug.replace("-", ".") + "@example.com",
        "phone": phone,
        "slug": slug,
        "skills": ["Swift", "PostgreSQL", "Kafka", "Docker", "Kubernetes"],
    }


CASTS = {
    1440: {
        "title": "Payments Platform Engineer",
        "fitting": person("Meera Raghunathan", "+91 98450 12345"),
        "unreadable": person("Devika Balasubramaniam", "+91 98450 54321"),
    },
    390: {
        "title": "Warehouse Systems Engineer",
        "fitting": person("Farhan Qureshi", "+91 99020 11223"),
        "unreadable": person("Lakshmi Venugopal", "+91 99020 33221"),
    },
}
