import Accounts
import Foundation
import Hiring
import Postgres
import Testing

/// Tags, source and owner; people whom a recruiter adds by hand.
@Suite("Handling of candidates", .fewAtATime) struct HandlingTests {
    @Test func tagsSourceAndOwnerAreSetAndInTheTrail() async throws {
        try await withHouse { house in
            let id: ID<User> = try await house.id("SELECT candidate_id FROM applications ORDER BY candidate_id LIMIT 1"),
                recruiter = try await house.browser(.recruiter)
            try await house.run("DELETE FROM candidate_tags WHERE user_id = \(id)")
            try await house.run("UPDATE candidate_profiles SET source = NULL, source_detail = NULL, owner_id = NULL WHERE user_id = \(id)")
            let page = "/desk/candidates/\(id)"
            for _ in 1...2 { #expect(try await recruiter.post("\(page)/tags", ["tag": "  Silver   Medal, night owl"]).status == 303) }
            #expect(try await house.texts("SELECT tag FROM candidate_tags WHERE user_id = \(id) ORDER BY tag") == ["night owl", "silver medal"])
            #expect(
                try await house.count("activity_logs", where: "action_type = 'TAGGED_CANDIDATE' AND entity_id = \(id.uuid)") == 1,
                "the second click adds nothing")
            #expect(try await recruiter.postJSON("/api/v1\(page)/tags", #"{"tag": "\#(String(repeating: "x", count: 41))"}"#).status == 422)
            for _ in 1...2 { #expect(try await recruiter.post("\(page)/tags/remove", ["tag": "night owl"]).status == 303) }
            #expect(try await house.count("activity_logs", where: "action_type = 'UNTAGGED_CANDIDATE' AND entity_id = \(id.uuid)") == 1)
            let owner = try #require(try await house.text("SELECT id::text FROM users WHERE role = 'MANAGER' AND status = 'Active' LIMIT 1"))
            let name = try #require(try await house.text("SELECT full_name FROM users WHERE id = \(UUID(uuidString: owner) ?? UUID())"))
            #expect(try await recruiter.post("\(page)/handling", ["source": "Referral", "source_detail": "by Asha", "owner_id": owner]).status == 303)
            let shown = try await recruiter.get(page), json = try await recruiter.get("/api/v1\(page)").json
            #expect(shown.says("silver medal") && shown.says("Referral, by Asha") && shown.says(name))
            #expect(json["tags"] as? [String] == ["silver medal"] && json["source"] as? String == "Referral" && json["owner"] as? String == name)
            #expect(try await house.text("SELECT after->>'owner' FROM activity_logs WHERE action_type = 'HANDED_CANDIDATE' AND entity_id = \(id.uuid)") == name)
            // Another tab that was opened before, somebody who left, and a candidate.
            let stale = ["owner_id": "", "was.owner_id": "", "source": "Event", "was.source": ""]
            #expect(try await recruiter.post("\(page)/handling", stale).status == 303)
            #expect(try await house.text("SELECT source FROM candidate_profiles WHERE user_id = \(id)") == "Referral")
            for wrong in [id.description, "nobody", "\(ID<User>())"] {
                #expect(try await recruiter.postJSON("/api/v1\(page)/handling", #"{"owner_id": "\#(wrong)"}"#).status == 422, "\(wrong)")
            }
            #expect(try await house.text("SELECT owner_id::text FROM candidate_profiles WHERE user_id = \(id)") == owner)
            #expect(try await recruiter.post("/desk/candidates/\(ID<User>())/tags", ["tag": "x"]).status == 404)
        }
    }

    @Test func somebodyIsAddedByHandOnce() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter), id = try await house.pool.one(Users.first(of: .recruiter)).id
            let fields = ["full_name": "Ravi Verma", "email": "ravi.verma@example.com", "phone": "098200 99887", "current_role": "Welder", "source": "Event"]
            let added = try await recruiter.post("/desk/candidates/new", fields), place = try #require(added.location)
            #expect(added.status == 303 && place.hasPrefix("/desk/candidates/"))
            #expect(try await recruiter.post("/desk/candidates/new", fields).location == place, "the second click")
            #expect(
                try await house.text(
                    "SELECT concat_ws(' ', role, phone, \"current_role\", source, owner_id = \(id), field_sources->>'phone', is_verified, password_hash) FROM users JOIN candidate_profiles ON user_id = id WHERE email_key = 'ravi.verma@example.com'"
                ) == "CANDIDATE +919820099887 Welder Event t recruiter f")
            let page = try await recruiter.get(place)
            #expect(page.status == 200 && page.says("Invite to claim") && page.says("mailto:ravi.verma@example.com") && page.says("tel:+919820099887"))
            try await house.run(
                "UPDATE candidate_profiles SET created_at = now() - interval '1 day' WHERE user_id = (SELECT id FROM users WHERE email_key = 'ravi.verma@example.com')"
            )

            let people = try await house.count("users")
            let taken = try await recruiter.post("/desk/candidates/new", ["full_name": "R. Verma", "email": "Ravi.Verma+jobs@example.com", "anyway": "yes"])
            #expect(taken.status == 422 && taken.hasProblem(beside: "email") && taken.says("href=\"\(place)\"") && taken.says("value=\"R. Verma\""))
            let number = ["full_name": "Sister Verma", "phone": "+91-98200-99887"]
            let warned = try await recruiter.post("/desk/candidates/new", number)
            #expect(warned.status == 422 && warned.hasProblem(beside: "phone") && warned.says("href=\"\(place)\""))
            let known = try await recruiter.get("/api/v1/desk/candidates/new?phone=%2B91%2098200%2099887")
            #expect((known.json["known"] as? [[String: Any]])?.first?["name"] as? String == "Ravi Verma")
            let staff = try await recruiter.post(
                "/desk/candidates/new", ["full_name": "X", "email": try #require(try await house.text("SELECT email FROM users WHERE id = \(id)"))])
            #expect(staff.status == 422 && staff.hasProblem(beside: "email"))
            let nobody = try await recruiter.post("/desk/candidates/new", ["full_name": " ", "email": "x", "phone": "y"])
            for field in ["full_name", "email", "phone"] { #expect(nobody.hasProblem(beside: field), "\(field)") }
            #expect(try await house.count("users") == people)
            #expect(try await recruiter.post("/desk/candidates/new", number.merging(["anyway": "yes"]) { $1 }).status == 303, "a number may be a family's")
            #expect(try await house.count("users") == people + 1)
        }
    }

    @Test func theDemoShowsTagsOwnersAndProposals() async throws {
        try await withHouse { house in
            #expect(try await house.count("candidate_tags") > 30)
            #expect(try await house.count("candidate_profiles", where: "owner_id IS NOT NULL") > 40)
            #expect(try await house.count("candidate_profiles", where: "source IS NULL") == 0)
            #expect(try await house.count("profile_proposals", where: "decided_at IS NULL") == 2)
            let person = try await house.browser(.candidate), page = try await person.get("/me/profile")
            #expect(page.status == 200 && page.says("One thing was read that differs") && page.says("Accept"))
        }
    }
}
