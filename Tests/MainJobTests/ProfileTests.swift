import Accounts
import Foundation
import Postgres
import Testing

@testable import Hiring

/// A profile is written by its person and at the desk, group by group.
@Suite("Profiles", .fewAtATime) struct ProfileTests {
    /// Somebody with an account and an application.
    private func candidate(_ house: RunningHouse) async throws -> ID<User> {
        try await house.id(
            "SELECT candidate_id FROM applications JOIN users ON users.id = candidate_id WHERE users.status = 'Active' ORDER BY candidate_id LIMIT 1")
    }

    /// What `/api/v1/me/profile` says, and under `profile` the page of a person at the desk.
    private struct Profile: Decodable {
        struct Fact: Decodable {
            let value: ProfileValue?
            let said_by, said_at: String?
        }

        let fields: [String: Fact]
    }

    private struct Person: Decodable { let profile: Profile }

    private func facts(_ reply: Reply, isSelf: Bool) throws -> [String: Profile.Fact] {
        let body = Data(reply.body.utf8), decoder = JSONDecoder()
        return isSelf ? try decoder.decode(Profile.self, from: body).fields : try decoder.decode(Person.self, from: body).profile.fields
    }

    /// Empties every field, so that each value read later was written.
    private func empty(_ house: RunningHouse, _ id: ID<User>) async throws {
        let set = ProfileFields.all.map { field -> SQL in
            "\(identifier: field.column) = \(field.column == "is_actively_searching" ? "true" : field.sql(field.isList ? .texts([]) : .nothing))"
        }
        try await house.run("UPDATE candidate_profiles SET \(set.joined()), field_sources = '{}', field_dates = '{}' WHERE user_id = \(id)")
    }

    /// Every column of the order, driven by the table of fields, so that none is forgotten.
    @Test func everyFieldIsWrittenAndReadBackByItsPersonAndAtTheDesk() async throws {
        try await withHouse { house in
            let id = try await candidate(house), person = try await house.browser(as: id), recruiter = try await house.browser(.recruiter)
            let doors: [(browser: Browser, base: String, read: String, source: String, isSelf: Bool)] = [
                (person, "/me/profile", "/me/profile", "person", true),
                (recruiter, "/desk/candidates/\(id)/edit", "/desk/candidates/\(id)", "recruiter", false),
            ]
            for door in doors {
                try await empty(house, id)
                for group in ProfileGroup.ofProfile {
                    let fields = ProfileFields.of(group).filter { door.isSelf || !$0.isProtected }
                    let page = try await door.browser.get("\(door.base)/\(group.rawValue)")
                    for field in fields { #expect(page.says("name=\"\(field.column)\""), "\(field.column) has no input") }
                    let sent = Dictionary(uniqueKeysWithValues: fields.map { ($0.column, ProfileSamples.text(for: $0)) })
                    let saved = try await door.browser.post("\(door.base)/\(group.rawValue)", sent.merging(["version": try version(page)]) { $1 })
                    #expect(saved.status == 303, "\(group): \(saved.body.prefix(300))")
                }
                let said = try facts(try await door.browser.get("/api/v1\(door.read)"), isSelf: door.isSelf)
                for field in ProfileFields.all where door.isSelf || !field.isProtected {
                    let context = FieldContext(currency: "USD"), value = try field.parse(ProfileSamples.text(for: field), context).get()
                    #expect(said[field.column]?.value.flatMap(field.fitting) == value, "\(field.column)")
                    #expect(said[field.column]?.said_by == door.source && said[field.column]?.said_at != nil, "\(field.column)")
                    let column = try await house.text("SELECT \(identifier: field.column)::text FROM candidate_profiles WHERE user_id = \(id)")
                    #expect(column?.isEmpty == false, "\(field.column) is empty in the database")
                }
                #expect(try await door.browser.get(door.read).status == 200)
            }
        }
    }

    private func version(_ page: Reply) throws -> String { String(try #require(page.body.firstMatch(of: #/name="version" value="(\d+)"/#)?.1)) }

    @Test func whatIsRightIsSavedAndTheRestComesBackWithItsProblems() async throws {
        try await withHouse { house in
            let id = try await candidate(house), person = try await house.browser(as: id)
            try await empty(house, id)
            let page = try await person.get("/me/profile/preferences")
            let fields = [
                "version": try version(page), "current_role": "Team Lead", "was.current_role": "", "notice_period": "soon", "was.notice_period": "",
                "total_experience_years": "many <years>", "was.total_experience_years": "", "shift_preference": "Night", "was.shift_preference": "",
            ]
            let reply = try await person.post("/me/profile/preferences", fields)
            #expect(reply.status == 422 && reply.hasProblem(beside: "notice_period") && reply.hasProblem(beside: "total_experience_years"))
            #expect(reply.says("value=\"soon\"") && reply.says("many &lt;years&gt;") && reply.says("2 fields were saved"))
            #expect(!reply.hasProblem(beside: "current_role"))
            #expect(try await house.text("SELECT \"current_role\" || shift_preference FROM candidate_profiles WHERE user_id = \(id)") == "Team LeadNight")
            #expect(try await house.text("SELECT field_sources::text FROM candidate_profiles WHERE user_id = \(id)")?.contains("notice_period") == false)
            #expect(
                try await house.count("background_jobs", where: "kind = 'score_candidate' AND payload->>'candidate' = \(id.description)") == 1,
                "the role is scored")
            let json = try await person.postJSON(
                "/api/v1/me/profile/preferences", #"{"version": \#(try version(reply)), "notice_period": "never", "current_role": "CTO"}"#)
            #expect(json.status == 422 && json.json["saved"] as? [String] == ["current_role"] && (json.json["problems"] as? [Any])?.count == 1)
            #expect(try await person.postJSON("/api/v1/me/profile/preferences", #"{"current_role": "CEO"}"#).status == 422, "without the version that was read")
        }
    }

    /// A field that nobody touched keeps its source, also where what stands there would not be taken today.
    @Test func anUntouchedFieldIsNotWritten() async throws {
        try await withHouse { house in
            let id = try await candidate(house), recruiter = try await house.browser(.recruiter)
            try await house.run(
                "UPDATE candidate_profiles SET phone = 'ask at home', shift_preference = 'Full moon', field_sources = '{\"phone\": \"import\", \"shift_preference\": \"import\"}' WHERE user_id = \(id)"
            )
            for group in ["contact", "preferences"] {
                let page = try await recruiter.get("/desk/candidates/\(id)/edit/\(group)")
                let sent = Dictionary(
                    page.body.matches(of: #/name="was\.(\w+)" value="([^"]*)"/#).flatMap { found in
                        let text = String(found.2).replacing("&amp;", with: "&").replacing("&#39;", with: "'").replacing("&quot;", with: "\"")
                        return [(String(found.1), text), ("was.\(found.1)", text)]
                    }, uniquingKeysWith: { first, _ in first })
                #expect(sent.count > 8)
                let reply = try await recruiter.post("/desk/candidates/\(id)/edit/\(group)", sent)
                #expect(reply.status == 303)
            }
            #expect(try await house.text("SELECT phone || shift_preference FROM candidate_profiles WHERE user_id = \(id)") == "ask at homeFull moon")
            #expect(
                try await house.text("SELECT field_sources::text FROM candidate_profiles WHERE user_id = \(id)")
                    == #"{"phone": "import", "shift_preference": "import"}"#)
        }
    }

    @Test func twoTabsMergeDifferentFieldsAndTellOfTheSame() async throws {
        try await withHouse { house in
            let id = try await candidate(house), person = try await house.browser(as: id), recruiter = try await house.browser(.recruiter)
            try await empty(house, id)
            let mine = try await person.get("/me/profile/preferences"), theirs = try await recruiter.get("/desk/candidates/\(id)/edit/preferences")
            let first = ["version": try version(theirs), "was.current_role": "", "current_role": "Nurse", "was.notice_period": "", "notice_period": "30"]
            #expect(try await recruiter.post("/desk/candidates/\(id)/edit/preferences", first).status == 303)
            let second = [
                "version": try version(mine), "was.current_role": "", "current_role": "Head nurse", "was.shift_preference": "", "shift_preference": "Day",
                "was.notice_period": "", "notice_period": "",
            ]
            let told = try await person.post("/me/profile/preferences", second)
            #expect(told.status == 422 && told.hasProblem(beside: "current_role") && told.says("changed it to “Nurse”") && told.says("value=\"Head nurse\""))
            #expect(
                try await house.text("SELECT \"current_role\" || shift_preference || notice_period FROM candidate_profiles WHERE user_id = \(id)")
                    == "NurseDay30")
            // The form that came back knows of the other's value: saving once more is a decision.
            let again = ["version": try version(told), "was.current_role": "Nurse", "current_role": "Head nurse"]
            #expect(try await person.post("/me/profile/preferences", again).status == 303)
            #expect(try await house.text("SELECT \"current_role\" FROM candidate_profiles WHERE user_id = \(id)") == "Head nurse")
            let stale = #"{"version": \#(try version(mine)), "current_role": "Matron", "shift_preference": "Day"}"#
            let json = try await person.postJSON("/api/v1/me/profile/preferences", stale)
            #expect(json.status == 422 && (json.json["problems"] as? [[String: Any]])?.map { $0["field"] as? String } == ["current_role"])
        }
    }

    @Test func protectedFactsAreThePersonsOwn() async throws {
        try await withHouse { house in
            let id = try await candidate(house), person = try await house.browser(as: id), recruiter = try await house.browser(.recruiter)
            let secrets = [
                "gender": "Non-binary", "marital_status": "Widowed", "dob": "1971-02-03", "reservation_category": "EWS", "disability": "Zebrafish allergy",
            ]
            let read = try version(try await person.get("/me/profile/personal"))
            #expect(try await person.post("/me/profile/personal", secrets.merging(["version": read]) { $1 }).status == 303)
            let own = try await person.get("/me/profile")
            #expect(own.says("Zebrafish allergy") && own.says("Widowed"))
            #expect(try await person.get("/me/profile/personal").says("They never decide"))
            for path in [
                "/desk/candidates/\(id)", "/desk/candidates/\(id)/edit/personal", "/desk/candidates/\(id)/edit/contact", "/desk/candidates/\(id)/history",
            ] {
                for prefix in ["", "/api/v1"] {
                    let reply = try await recruiter.get(prefix + path)
                    #expect(reply.status == 200)
                    for word in ["Zebrafish", "Widowed", "1971", "EWS", "Non-binary", "marital_status", "name=\"dob\""] {
                        #expect(!reply.says(word), "\(prefix)\(path) says \(word)")
                    }
                }
            }
            let forged = try await recruiter.post(
                "/desk/candidates/\(id)/edit/personal",
                [
                    "gender": "Male", "disability": "none", "sector_preference": "Govt",
                    "version": try version(try await recruiter.get("/desk/candidates/\(id)/edit/personal")),
                ])
            #expect(forged.status == 303)
            #expect(
                try await house.text("SELECT gender || disability || sector_preference FROM candidate_profiles WHERE user_id = \(id)")
                    == "Non-binaryZebrafish allergyGovt")
            let trail = try await house.text("SELECT string_agg(concat(description, before, after), ' ') FROM activity_logs WHERE entity_id = \(id.uuid)") ?? ""
            #expect(trail.contains("protected facts") && trail.contains("Govt"))
            for word in secrets.values { #expect(!trail.contains(word), "the trail says \(word)") }
            // A proposal for one of them is not for the desk either.
            try await house.run(
                "INSERT INTO profile_proposals (id, user_id, field, value, source) VALUES (gen_random_uuid(), \(id), 'disability', '\"Axolotl\"', 'import')")
            let proposal = try #require(try await house.text("SELECT id::text FROM profile_proposals WHERE field = 'disability'"))
            for prefix in ["", "/api/v1"] { #expect(!(try await recruiter.get("\(prefix)/desk/candidates/\(id)")).says("Axolotl")) }
            #expect(try await recruiter.post("/desk/candidates/\(id)/proposals/\(proposal)/accept").status == 404)
            #expect(try await person.get("/me/profile").says("Axolotl"))
            #expect(try await person.post("/me/profile/proposals/\(proposal)/accept").status == 303)
            #expect(try await house.text("SELECT disability FROM candidate_profiles WHERE user_id = \(id)") == "Axolotl")
        }
    }

    @Test func payIsForThoseWhoMaySeeIt() async throws {
        try await withHouse { house in
            let id = try await candidate(house), recruiter = try await house.browser(.recruiter)
            try await house.run("UPDATE candidate_profiles SET current_ctc = 7654321, expected_ctc = 8765432, currency = 'INR' WHERE user_id = \(id)")
            try await house.run(
                "INSERT INTO profile_proposals (id, user_id, field, value, source) VALUES (gen_random_uuid(), \(id), 'expected_ctc', '9876543', 'resume')")
            #expect(try await recruiter.get("/api/v1/desk/candidates/\(id)").says("9876543"))
            let owner = try await house.pool.one(Users.first(of: .recruiter))
            var narrow = owner
            narrow.scope = [.seeCandidates, .editCandidates]
            for viewer in [owner, narrow] {
                let record = try #require(try await house.pool.first(Profiles.seen(id, by: viewer))), sees = viewer.scope == nil
                let keeper = ProfileKeeper(person: id, viewer: viewer, isSelf: false)
                #expect(record.seesPay == sees && (record["current_ctc"] == .number(7_654_321)) == sees)
                #expect(record.fields(of: .salary).contains { $0.isPay } == sees && keeper.sees("expected_ctc", of: record) == sees)
                #expect(Completeness(record, hasHistory: true).missing.allSatisfy { $0.group != .salary })
            }
        }
    }

    @Test func aMisspeltNameIsPutRightAtTheDesk() async throws {
        try await withHouse { house in
            let id = try await candidate(house), recruiter = try await house.browser(.recruiter), person = try await house.browser(as: id)
            let page = try await recruiter.get("/desk/candidates/\(id)/edit/contact"), read = try version(page)
            let old = try #require(try await house.text("SELECT full_name FROM users WHERE id = \(id)"))
            let refused = try await recruiter.post("/desk/candidates/\(id)/edit/contact", ["full_name": "", "was.full_name": old, "version": read])
            #expect(refused.status == 422 && refused.hasProblem(beside: "full_name"))
            #expect(
                try await recruiter.post("/desk/candidates/\(id)/edit/contact", ["full_name": "Asha  Rao", "was.full_name": old, "version": read]).status == 303
            )
            #expect(try await house.text("SELECT full_name FROM users WHERE id = \(id)") == "Asha Rao")
            #expect(
                try await person.post("/me/profile/contact", ["full_name": "Somebody Else", "version": read]).status == 303, "one's own is with the account")
            #expect(try await house.text("SELECT full_name FROM users WHERE id = \(id)") == "Asha Rao")
        }
    }

    @Test func anotherPersonsProfileIsNotThere() async throws {
        try await withHouse { house in
            let id = try await candidate(house),
                other: ID<User> = try await house.id("SELECT id FROM users WHERE role = 'CANDIDATE' AND id <> \(id) AND status = 'Active' LIMIT 1")
            let theirs = try #require(try await house.text("SELECT id::text FROM candidate_work_history WHERE profile_id = \(other) LIMIT 1"))
            try await house.run(
                "INSERT INTO profile_proposals (id, user_id, field, value, source) VALUES (gen_random_uuid(), \(other), 'expected_role', '\"Pilot\"', 'resume')"
            )
            let proposal = try #require(try await house.text("SELECT id::text FROM profile_proposals WHERE user_id = \(other) AND field = 'expected_role'"))
            let person = try await house.browser(as: id), recruiter = try await house.browser(.recruiter), before = try await house.everything()
            #expect(!(try await person.get("/me/profile")).says("\(other)"))
            for path in ["history/\(theirs)", "history/\(theirs)/remove", "proposals/\(proposal)/accept", "proposals/\(proposal)/refuse"] {
                #expect(try await person.post("/me/profile/\(path)", ["job_title": "Mine"]).status == 404, "\(path)")
                #expect(try await recruiter.post("/desk/candidates/\(id)/\(path)", ["job_title": "Mine"]).status == 404, "\(path)")
            }
            #expect(try await person.get("/desk/candidates/\(other)").status == 403)
            for path in ["contact", "history"] { #expect(try await recruiter.get("/me/profile/\(path)").status == 404, "a colleague has no profile") }
            #expect(try await house.everything() == before)
        }
    }

    @Test func jobsAreAddedChangedAndRemovedWithWhatStandsBetweenThem() async throws {
        try await withHouse { house in
            let id = try await candidate(house), person = try await house.browser(as: id), recruiter = try await house.browser(.recruiter)
            try await house.run("DELETE FROM candidate_work_history WHERE profile_id = \(id)")
            let jobs = [
                [
                    "job_title": "Nurse", "company_name": "City Hospital", "start_date": "Jan 2015", "end_date": "12/2016", "is_current": "no",
                    "ctc_at_role": "4 LPA",
                ],
                [
                    "job_title": "Head nurse", "company_name": "Lake Clinic", "start_date": "2017-08", "is_current": "yes", "tools_used": "Epic, Excel",
                    "responsibilities": "Led a ward.",
                ],
                ["job_title": "Trainer", "start_date": "Mar 2020", "end_date": "May 2020", "is_current": "no"],
            ]
            for job in jobs { #expect(try await person.post("/me/profile/history", job).status == 303) }
            #expect(try await person.post("/me/profile/history", jobs[2]).status == 303, "the second click")
            let page = try await person.get("/me/profile/history"), json = try await recruiter.get("/api/v1/desk/candidates/\(id)/history")
            #expect(page.says("7 months between") && page.says("3 months at once with Head nurse, Lake Clinic"))
            let lines = try #require(json.json["jobs"] as? [[String: Any]])
            #expect(lines.map { $0["job_title"] as? String } == ["Trainer", "Head nurse", "Nurse"])
            #expect(
                lines[1]["tools_used"] as? [String] == ["Epic", "Excel"] && lines[2]["ctc_at_role"] as? String == "4 LPA"
                    && lines[2]["end_date"] as? String == "2016-12-01")
            #expect(((json.json["gaps"] as? [[String: Any]])?.first?["months"] as? Int) == 7)
            #expect(try await house.text("SELECT field_sources->>'work_history' FROM candidate_profiles WHERE user_id = \(id)") == "person")
            let nurse = try #require(lines[2]["id"] as? String)
            let wrong = try await recruiter.post("/desk/candidates/\(id)/history/\(nurse)", ["start_date": "Jan 2018", "job_title": "", "company_name": ""])
            #expect(
                wrong.status == 422 && wrong.says("Give the job a title or a company.") && wrong.says("ends before it begins")
                    && wrong.says("value=\"Jan 2018\""))
            #expect(try await recruiter.post("/desk/candidates/\(id)/history/\(nurse)", ["end_date": "Jun 2017"]).status == 303)
            #expect(!(try await person.get("/me/profile/history")).says("months between"))
            #expect(try await recruiter.post("/desk/candidates/\(id)/history/\(nurse)/remove").status == 303)
            #expect(try await house.count("candidate_work_history", where: "profile_id = \(id)") == 2)
            #expect(try await house.count("activity_logs", where: "action_type = 'CHANGED_WORK_HISTORY' AND entity_id = \(id.uuid)") == 5)
        }
    }
}
