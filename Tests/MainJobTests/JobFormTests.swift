import Accounts
import Foundation
import Hiring
import Postgres
import Testing

/// A job from its form to Google: every field kept, every mistake named, nothing incomplete published.
@Suite("Job form", .fewAtATime) struct JobFormTests {
    private func client(_ house: RunningHouse) async throws -> String {
        try #require(try await house.text("SELECT id::text FROM clients WHERE status = 'Active' ORDER BY name LIMIT 1"))
    }

    /// Saves a new job with these changes to a complete one.
    private func create(_ house: RunningHouse, _ browser: Browser, _ changes: [String: String] = [:]) async throws -> String {
        let fields = JobFields.whole(client: try await client(house)).merging(changes) { $1 }
        let saved = try await browser.post("/desk/jobs", fields)
        let place = try #require(saved.location, "\(saved.status) \(saved.body)")
        return place.replacing("/desk/jobs/", with: "").replacing("/preview", with: "")
    }

    private func fields(_ browser: Browser, _ job: String) async throws -> [String: String] {
        try await browser.get("/api/v1/desk/jobs/\(job)/edit").json["fields"] as? [String: String] ?? [:]
    }

    @Test func everyFieldIsStoredAndShownAgain() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let recruiter = try await house.pool.one(Users.first(of: .recruiter)).id.description
            let job = try await create(house, admin, ["assigned_recruiter_id": recruiter])
            let sent = JobFields.whole(client: try await client(house)).merging(["assigned_recruiter_id": recruiter]) { $1 }
            #expect(sent.count == 31)
            let kept = try await fields(admin, job), page = try await admin.get("/desk/jobs/\(job)/edit")
            #expect(kept == sent)
            for (name, value) in sent {
                #expect(page.says("name=\"\(name)\""), "\(name)")
                for line in value.split(separator: "\n") { #expect(page.says(String(line)), "\(name) is not on the page") }
            }
            #expect(
                try await house.text(
                    "SELECT experience_min_years::int || '-' || experience_max_years::int || ' ' || notice_max_days FROM jobs WHERE id::text = \(job)")
                    == "3-5 30")
            #expect(
                try await house.text("SELECT status || ' ' || description FROM jobs JOIN activity_logs ON entity_id = jobs.id WHERE jobs.id::text = \(job)")?
                    .hasSuffix("created a new job: Head Baker") == true)

            var changed = sent.merging(["version": "1", "title": "Master Baker", "required_skills": "Baking, Rye , baking,", "max_salary": "9,50,000"]) { $1 }
            changed["is_client_confidential"] = ""
            #expect(try await admin.post("/desk/jobs/\(job)/edit", changed).location == "/desk/jobs/\(job)/preview")
            let now = try await fields(admin, job)
            #expect(now["title"] == "Master Baker" && now["required_skills"] == "Baking\nRye" && now["max_salary"] == "950000")
            #expect(now["is_client_confidential"] == nil && now["industry"] == "Food")
        }
    }

    @Test func whatIsGivenIsTakenBack() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), job = try await create(house, admin), path = "/api/v1/desk/jobs/\(job)/edit"
            for status in ["Draft", "Sourcing", "Closed"] {
                let given = try await fields(admin, job), version = try #require(try await admin.get(path).json["version"] as? Int)
                let sent = given.merging(["version": String(version)]) { $1 }
                #expect(try await admin.postJSON(path, String(decoding: try JSONEncoder().encode(given), as: UTF8.self)).status == 422, "a blind save")
                #expect(try await admin.postJSON(path, String(decoding: try JSONEncoder().encode(sent), as: UTF8.self)).status == 200, "\(status)")
                #expect(try await fields(admin, job) == given)
                #expect(try await house.text("SELECT status::text FROM jobs WHERE id::text = \(job)") == status)
                _ = try await admin.post("/desk/jobs/\(job)/\(status == "Draft" ? "publish" : "close")")
            }
        }
    }

    @Test func whoeverLeftStaysWhereTheyAreNamed() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), mine = try await client(house)
            let recruiter = try #require(try await house.text("SELECT id::text FROM users WHERE role = 'RECRUITER' LIMIT 1"))
            let job = try await create(house, admin, ["assigned_recruiter_id": recruiter])
            try await house.run("UPDATE clients SET status = 'Inactive', account_manager_id = (SELECT id FROM users WHERE role = 'SALES' LIMIT 1)")
            try await house.run("UPDATE users SET status = 'Inactive' WHERE role IN ('RECRUITER', 'SALES')")
            let page = try await admin.get("/desk/jobs/\(job)/edit"),
                manager = try #require(try await house.text("SELECT account_manager_id::text FROM clients LIMIT 1"))
            #expect(page.says("<option value=\"\(mine)\" selected>") && page.says("<option value=\"\(recruiter)\" selected>"))
            #expect(try await admin.get("/desk/clients/\(mine)").says("<option value=\"\(manager)\" selected>"))
            let new = try await admin.get("/desk/jobs/new")
            #expect(new.status == 200 && !new.says(mine) && !new.says(recruiter), "a new job is offered whoever left")
        }
    }

    @Test func everyWrongValueIsNamedBesideItsFieldAtOnce() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), long = String(repeating: "x", count: 400)
            let wrong = [
                "client_id": "somebody", "assigned_recruiter_id": "me", "title": " ", "internal_job_id": long, "employment_type": "SOMETIMES",
                "work_mode": "On the moon", "industry": long, "functional_area": long, "job_locations": (1...21).map { "Place \($0)" }.joined(separator: "\n"),
                "country": "IND", "min_salary": "a lot", "max_salary": "1000000000001", "currency": "R$", "salary_unit": "DAY", "benefits_perks": long,
                "about_company": String(repeating: "y", count: 10_001), "job_summary": String(repeating: "z", count: 20_001),
                "responsibilities": (1...51).map { "Duty \($0)" }.joined(separator: "\n"), "experience_required": "plenty", "education_qualification": long,
                "required_skills": long, "preferred_skills": long, "tools_tech_stack": (1...41).map { "tool\($0)" }.joined(separator: ","),
                "number_of_openings": "0", "application_deadline": "31.12.2026", "hiring_process_rounds": long, "notice_period_accepted": long,
                "slug_url": "../admin", "meta_title": long, "meta_description": long,
            ]
            let before = try await house.everything(), refused = try await admin.post("/desk/jobs", wrong)
            #expect(refused.status == 422 && refused.says("\(wrong.count) fields need another look"))
            for (field, value) in wrong {
                #expect(refused.hasProblem(beside: field), "\(field) has no problem beside it")
                #expect(refused.says("href=\"#\(field)\""), "\(field) is not in the summary")
                let isChosen = ["client_id", "assigned_recruiter_id", "employment_type", "work_mode", "salary_unit", "title"].contains(field)
                if !isChosen { #expect(refused.says(value.trimmingCharacters(in: .whitespaces)), "what was typed into \(field) is lost") }
            }
            let api = try await admin.postJSON("/api/v1/desk/jobs", #"{"title": "", "min_salary": "9", "max_salary": "8"}"#)
            #expect(api.status == 422)
            #expect(Set((api.json["errors"] as? [[String: String]] ?? []).compactMap { $0["field"] }) == ["client_id", "title", "max_salary"])
            let unknown = try await admin.post("/desk/jobs", ["title": "Baker", "client_id": "\(UUID())"])
            #expect(unknown.status == 422 && unknown.hasProblem(beside: "client_id"))
            #expect(try await house.everything() == before)
        }
    }

    @Test func anIncompleteDraftIsNotPublishedAndSaysWhatIsMissing() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), bare = ["client_id": try await client(house), "title": "Baker", "work_mode": "On-site"]
            let saved = try await admin.post("/desk/jobs", bare)
            let job = try #require(saved.location).replacing("/preview", with: "")
            func publish() async throws -> Reply { try await admin.post("\(job)/publish") }
            func save(_ changes: [String: String]) async throws { #expect(try await admin.post("\(job)/edit", bare.merging(changes) { $1 }).status == 303) }

            let refused = try await publish()
            #expect(refused.status == 422 && refused.hasProblem(beside: "job_summary") && refused.hasProblem(beside: "job_locations"))
            #expect(refused.says("<b>description</b>") && refused.says("<b>jobLocation</b>") && !refused.says("<b>title</b>"))
            try await save(["job_summary": "Too short to be a description."])
            #expect(try await publish().says("Google wants duties and requirements"))
            try await save(["job_summary": JobFields.summary, "work_mode": "Hybrid"])
            let placeless = try await publish()
            #expect(placeless.status == 422 && placeless.hasProblem(beside: "job_locations") && !placeless.hasProblem(beside: "job_summary"))
            try await save(["job_summary": JobFields.summary, "work_mode": "Remote", "application_deadline": "2020-01-31"])
            let late = try await publish()
            #expect(late.status == 422 && late.says("<b>validThrough</b>") && !late.says("<b>jobLocation</b>"))
            #expect(try await house.text("SELECT status || coalesce(published_at::text, '') FROM jobs WHERE title = 'Baker'") == "Draft")
            #expect(try await admin.postJSON("/api/v1\(job)/publish", "{}").status == 422)

            try await save(["job_summary": JobFields.summary, "work_mode": "Remote"])
            #expect(try await publish().location == job)
            let slug = try #require(try await house.text("SELECT slug_url FROM jobs WHERE title = 'Baker' AND status = 'Sourcing'"))
            #expect(slug.wholeMatch(of: #/baker-[0-9a-f]{6}/#) != nil)
            #expect(try await house.browser().get("/jobs/\(slug)").status == 200)
            // What is open stays complete.
            let broken = try await admin.post("\(job)/edit", bare.merging(["work_mode": "Remote", "job_summary": ""]) { $1 })
            #expect(broken.status == 422 && broken.hasProblem(beside: "job_summary") && broken.says("close the job first"))
            #expect(try await house.browser().get("/jobs/\(slug)").says("You run the night shift"))
        }
    }

    @Test func whatIsPublishedHasAllThatGoogleAsksFor() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), stranger = try await house.browser()
            for mode in ["On-site", "Remote", "Hybrid"] {
                for isPaid in [true, false] {
                    let slug = "\(mode.lowercased())-\(isPaid)"
                    let job = try await create(
                        house, admin,
                        [
                            "work_mode": mode, "slug_url": slug, "is_client_confidential": "", "min_salary": isPaid ? "600000" : "",
                            "max_salary": isPaid ? "900000" : "", "job_locations": mode == "Remote" ? "" : "Pune, Maharashtra",
                        ])
                    #expect(try await admin.post("/desk/jobs/\(job)/publish").status == 303, "\(slug)")
                    let page = try await stranger.get("/jobs/\(slug)"), posting = try JobFields.posting(page)
                    #expect(page.says("<link rel=\"canonical\"") && !page.says("noindex"))
                    #expect(posting["@context"] as? String == "https://schema.org" && posting["@type"] as? String == "JobPosting")
                    #expect(posting["title"] as? String == "Head Baker" && (posting["description"] as? String)?.contains("<p>You run the night shift") == true)
                    #expect((posting["datePosted"] as? String)?.hasPrefix("20") == true)
                    #expect(posting["validThrough"] as? String == "2199-12-31T23:59:59+05:30" && posting["employmentType"] as? [String] == ["PART_TIME"])
                    let employer = posting["hiringOrganization"] as? [String: Any],
                        name = try await house.text("SELECT name FROM clients WHERE status = 'Active' ORDER BY name LIMIT 1")
                    #expect(employer?["@type"] as? String == "Organization" && employer?["name"] as? String == name)
                    checkPlace(posting, mode)
                    let pay = posting["baseSalary"] as? [String: Any], value = pay?["value"] as? [String: Any]
                    #expect((pay != nil) == isPaid)
                    if isPaid {
                        #expect(pay?["currency"] as? String == "INR" && value?["minValue"] as? Int == 600_000)
                        #expect(value?["maxValue"] as? Int == 900_000 && value?["unitText"] as? String == "YEAR")
                    }
                }
            }
        }
    }

    private func checkPlace(_ posting: [String: Any], _ mode: String) {
        let address = (posting["jobLocation"] as? [[String: Any]])?.first?["address"] as? [String: Any]
        if mode == "Remote" {
            #expect(posting["jobLocation"] == nil && posting["jobLocationType"] as? String == "TELECOMMUTE")
            #expect((posting["applicantLocationRequirements"] as? [String: Any])?["name"] as? String == "IN")
        } else {
            #expect(address?["addressLocality"] as? String == "Pune" && address?["addressRegion"] as? String == "Maharashtra")
            #expect(address?["addressCountry"] as? String == "IN" && posting["jobLocationType"] == nil)
        }
    }

    @Test func aSecondSaveOverAColleaguesIsToldAndKeepsWhatWasTyped() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), colleague = try await house.browser(.manager), job = try await create(house, admin)
            let fields = JobFields.whole(client: try await client(house)).merging(["version": "1"]) { $1 }
            #expect(try await colleague.post("/desk/jobs/\(job)/edit", fields.merging(["title": "Their Baker"]) { $1 }).status == 303)
            let late = try await admin.post("/desk/jobs/\(job)/edit", fields.merging(["title": "My Baker", "job_summary": "My own words."]) { $1 })
            #expect(
                late.status == 422 && late.says("Somebody else saved this job while you were writing.") && late.says("My own words.")
                    && late.says("value=\"My Baker\""))
            #expect(try await admin.postJSON("/api/v1/desk/jobs/\(job)/edit", String(decoding: try JSONEncoder().encode(fields), as: UTF8.self)).status == 409)
            #expect(try await house.text("SELECT title || version FROM jobs WHERE id::text = \(job)") == "Their Baker2")
        }
    }

    @Test func oneAddressBelongsToOneJob() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), (slug, _) = try await house.openJob(), job = try await create(house, admin)
            let fields = JobFields.whole(client: try await client(house)).merging(["slug_url": slug]) { $1 }
            let before = try await house.everything()
            for place in ["/desk/jobs", "/desk/jobs/\(job)/edit"] {
                let refused = try await admin.post(place, fields)
                #expect(
                    refused.status == 422 && refused.hasProblem(beside: "slug_url") && refused.says("Another job has this address.")
                        && refused.says("value=\"\(slug)\""))
            }
            #expect(try await house.everything() == before)
        }
    }

    @Test func publishingTwiceKeepsTheDateAndClosingEndsIt() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), job = try await create(house, admin, ["slug_url": "baker"])
            let state: SQL = "SELECT status || ' ' || published_at || ' ' || coalesce(closed_at::text, 'open') FROM jobs WHERE id::text = \(job)"
            for _ in 1...2 { #expect(try await admin.post("/desk/jobs/\(job)/publish").status == 303) }
            let published = try #require(try await house.text(state))
            #expect(published.hasPrefix("Sourcing") && published.hasSuffix("open"))
            #expect(try await house.count("activity_logs", where: "entity_id::text = \(job) AND action_type = 'PUBLISHED_JOB'") == 1)
            for _ in 1...2 { #expect(try await admin.post("/desk/jobs/\(job)/close").status == 303) }
            #expect(try await house.count("activity_logs", where: "entity_id::text = \(job) AND action_type = 'CLOSED_JOB'") == 1)
            let closed = try await house.browser().get("/jobs/baker")
            #expect(closed.says("This job is closed.") && closed.says("noindex") && !closed.says("ld+json"))
            #expect(!(try await house.browser().get("/jobs")).says("/jobs/baker\""))
            #expect(try await admin.post("/desk/jobs/\(job)/publish").status == 303)
            #expect(try await house.text(state) == published)
        }
    }
}
