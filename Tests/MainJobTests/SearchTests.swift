import Accounts
import Foundation
import Postgres
import Testing

@testable import Hiring

/// The search over candidates, through HTTP.
@Suite("Search", .fewAtATime) struct SearchTests {
    /// People of known facts, beside those of the demo; their names say what they are.
    private func people(_ house: RunningHouse) async throws {
        let all: [(name: String, role: String, skills: String, city: String, years: Double, notice: Int, pay: Int, text: String)] = [
            (
                "Zora Quillfeather", "Falconry Lead", #"["Falconry", "C++", "Aviary Design"]"#, "Bangalore, Karnataka", 4, 30, 2_400_000,
                "Kept peregrine falcons and taught event driven hunting."
            ),
            ("Yannick Quillfeather", "Falconry Trainee", #"["Falconry"]"#, "Mumbai, Maharashtra", 0.5, 0, 400_000, "Fed the hawks. An intern at heart."),
            (
                "Xenia Brambleworth", "Head of Aviaries", #"["Aviary Design", "Budgeting"]"#, "Bengaluru, Karnataka", 12, 90, 6_000_000,
                "Built forty aviaries. The event was driven by storms."
            ),
        ]
        for person in all {
            let id = ID<User>()
            try await house.run(
                "INSERT INTO users (id, role, full_name, email, email_key) VALUES (\(id), 'CANDIDATE', \(person.name), \("\(id)@example.com"), \("\(id)@example.com"))"
            )
            try await house.run(
                """
                INSERT INTO candidate_profiles (user_id, "current_role", skills, current_locations, total_experience_years, notice_period, expected_ctc, currency, resume_text, phone)
                VALUES (\(id), \(person.role), \(person.skills)::text::jsonb, jsonb_build_array(\(person.city)::text), \(person.years)::float8, \(person.notice)::int, \(person.pay)::bigint, 'INR', \(person.text), '+919820099887')
                """)
            try await house.run(
                "INSERT INTO candidate_work_history (id, profile_id, company_name, job_title, start_date) VALUES (\(UUID.v7()), \(id), 'Skyhold Aviaries Ltd', 'Falconer', '2020-01-01')"
            )
        }
    }

    private func names(_ browser: Browser, _ text: String, mode: String = "words") async throws -> [String] {
        let answer = try await browser.get("/api/v1/desk/candidates?mode=\(mode)&q=\(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
        #expect(answer.status == 200, "\(text): \(answer.body.prefix(300))")
        return (answer.json["candidates"] as? [[String: Any]] ?? []).compactMap { $0["full_name"] as? String }
    }

    @Test func whatIsLookedForIsFound() async throws {
        try await withHouse { house in
            try await people(house)
            let recruiter = try await house.browser(.recruiter)
            let zora = "Zora Quillfeather", yannick = "Yannick Quillfeather", xenia = "Xenia Brambleworth"
            let expected: [(String, Set<String>)] = [
                ("falconry", [zora, yannick]), ("falconry NOT intern", [zora]), ("falconry -intern", [zora]),
                ("company:skyhold (peregrine OR storms)", [zora, xenia]),
                ("\"event driven\"", [zora]), ("event driven aviaries", [zora, xenia]), ("skill:c++", [zora]), ("c++ falconry", [zora]),
                ("skill:\"aviary design\"", [zora, xenia]),
                ("city:bangalore falcon*", [zora, xenia]), ("city:bengaluru skill:budgeting company:skyhold", [xenia]), ("company:skyhold exp:3..6", [zora]),
                ("company:skyhold exp:>=10", [xenia]),
                ("company:skyhold notice:<=30", [zora, yannick]), ("company:skyhold ctc:<=25L", [zora, yannick]), ("company:skyhold ctc:0.5..1Cr", [xenia]),
                ("title:falconer -title:trainee", [zora, xenia]), ("title:\"falconry lead\"", [zora]), ("name:quillfeather", [zora, yannick]),
                ("Quillfeather", [zora, yannick]),
                ("quilfeather", [zora, yannick]), ("name:quilfaether", [zora, yannick]), ("phone:98200-99887", [zora, yannick, xenia]),
                ("company:skyhold (exp:<1 OR exp:>10)", [yannick, xenia]),
                ("company:skyhold updated:<1d", [zora, yannick, xenia]), ("company:skyhold updated:>1d", []), ("skill:nosuchskillatall", []),
                ("company:skyhold searching:yes", [zora, yannick, xenia]),
                ("company:skyhold NOT (exp:<1 OR skill:budgeting)", [zora]), ("company:skyhold owner:nobody", [zora, yannick, xenia]), ("brambl*", [xenia]),
            ]
            for (text, people) in expected { #expect(Set(try await names(recruiter, text)) == people, "\(text)") }
            let sales = try await house.browser(.sales)
            #expect(try await sales.get("/api/v1/desk/candidates?q=falconry").status == 403)
        }
    }

    @Test func aPageShowsWhyAndWhatIsWrong() async throws {
        try await withHouse { house in
            try await people(house)
            let recruiter = try await house.browser(.recruiter)
            let page = try await recruiter.get("/desk/candidates?q=peregrine+skill%3Afalconry")
            #expect(page.says("<mark>peregrine</mark>") && page.says("<span class=\"tag good\">Falconry</span>") && page.says("1 person"))
            let typo = try await recruiter.get("/desk/candidates?q=quilfeather")
            #expect(typo.says("Nobody is called “quilfeather”: shown are Quillfeather."))
            let wrong = try await recruiter.get("/desk/candidates?q=java+AND+%28spring")
            #expect(wrong.status == 422 && wrong.says("java AND <mark>(</mark>spring") && wrong.says("never closed"))
            #expect(wrong.says("value=\"java AND (spring\""), "what was typed stays")
            let program = try await recruiter.get("/api/v1/desk/candidates?q=skil%3Ajava")
            #expect(program.status == 422 && program.says("Did you mean skill:? To look for the word itself, put it into quotes. (at character 1)"))
        }
    }

    @Test func pagesFollowEachOtherWithoutGapsOrRepeats() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            for query in ["", "engineer", "engineer&order=newest", "exp:>=1"] {
                var seen: [String] = [], after = "", pages = 0
                repeat {
                    let answer = try await recruiter.get("/api/v1/desk/candidates?q=\(query)&after=\(after)")
                    #expect(answer.status == 200, "\(query)")
                    seen += (answer.json["candidates"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
                    after = answer.json["next"] as? String ?? ""
                    pages += 1
                } while !after.isEmpty && pages < 10
                #expect(Set(seen).count == seen.count && seen.count >= 30, "\(query): \(seen.count)")
            }
            #expect(try await recruiter.get("/desk/candidates?after=nonsense").status == 400)
        }
    }

    @Test func countsOfFiltersAreTrue() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            let answer = try await recruiter.get("/api/v1/desk/candidates")
            let facets = try #require(answer.json["facets"] as? [[String: Any]])
            var tried = 0
            for facet in facets {
                let kind = facet["kind"] as? String ?? ""
                for value in facet["values"] as? [[String: Any]] ?? [] {
                    let text = FacetView.term(kind, value["value"] as? String ?? "")
                    let found = try await recruiter.get("/api/v1/desk/candidates?q=\(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")")
                    #expect(found.json["total"] as? Int == value["count"] as? Int, "\(text)")
                    tried += 1
                }
            }
            #expect(Set(facets.compactMap { $0["kind"] as? String }) == ["skill", "city", "exp", "notice", "source"] && tried >= 20)
        }
    }

    @Test func changesAreFoundAtOnceAndProtectedFactsNever() async throws {
        try await withHouse { house in
            try await people(house)
            let recruiter = try await house.browser(.recruiter)
            let zora: ID<User> = try await house.id("SELECT id FROM users WHERE full_name = 'Zora Quillfeather'")
            try await house.run(
                "UPDATE candidate_profiles SET gender = 'zqgender', marital_status = 'zqmarried', reservation_category = 'zqcategory', disability = 'zqdisability' WHERE user_id = \(zora)"
            )
            for word in ["zqgender", "zqmarried", "zqcategory", "zqdisability"] { #expect(try await names(recruiter, word).isEmpty) }
            try await house.run("UPDATE candidate_profiles SET skills = '[\"Gyrfalcons\"]' WHERE user_id = \(zora)")
            #expect(try await names(recruiter, "skill:gyrfalcons") == ["Zora Quillfeather"])
            try await house.run("INSERT INTO candidate_tags (user_id, tag) VALUES (\(zora), 'falcon desk')")
            #expect(try await names(recruiter, "tag:\"falcon desk\"") == ["Zora Quillfeather"])
            try await house.run("UPDATE users SET full_name = 'Zora Nightjar' WHERE id = \(zora)")
            #expect(try await names(recruiter, "nightjar") == ["Zora Nightjar"])
            try await house.run("UPDATE candidate_work_history SET company_name = 'Eyrie Works' WHERE profile_id = \(zora)")
            #expect(try await names(recruiter, "company:eyrie") == ["Zora Nightjar"])
            try await house.run(
                "UPDATE users SET status = 'Inactive', merged_into = (SELECT id FROM users WHERE full_name = 'Xenia Brambleworth') WHERE id = \(zora)")
            #expect(try await names(recruiter, "nightjar").isEmpty, "who was merged away is found under the other")
        }
    }

    @Test func aKeptSearchTellsOfWhoIsNew() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            let kept = try await recruiter.post("/desk/searches", ["q": "falconry exp:>=3", "name": "Falconers", "mail": "yes"])
            #expect(kept.status == 303)
            #expect(try await recruiter.post("/desk/searches", ["q": "(falconry", "name": ""]).status == 422)
            try await people(house)
            try await SearchLetters.enqueue(in: house.pool)
            try await house.work()
            let address = try #require(try await house.text("SELECT email FROM users WHERE role = 'RECRUITER' ORDER BY created_at, id LIMIT 1"))
            let letter = try #require(try await house.mail(to: address))
            #expect(letter.contains("Zora Quillfeather, Falconry Lead") && letter.contains("“Falconers”") && !letter.contains("Yannick"))
            let letters = try await house.count("outbox")
            try await house.run("UPDATE candidate_profiles SET updated_at = now() WHERE skills ? 'Falconry'")
            try await house.run("UPDATE background_jobs SET run_at = now() WHERE kind = 'watch_searches' AND finished_at IS NULL")
            try await house.work()
            #expect(try await house.count("outbox") == letters, "nobody is told of twice")
            let other = try await house.browser(.manager)
            let id = try await house.text("SELECT id::text FROM saved_searches") ?? ""
            #expect(try await other.post("/desk/searches/\(id)/delete").status == 404)
            #expect(try await recruiter.get("/desk/searches").says("Falconers"))
            #expect(try await recruiter.post("/desk/searches/\(id)/delete").status == 303)
            #expect(try await house.count("saved_searches") == 0)
            #expect(try await house.count("saved_search_hits") == 0)
        }
    }
}
