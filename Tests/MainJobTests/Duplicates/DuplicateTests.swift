import Accounts
import Foundation
import Matching
import Postgres
import Testing

@testable import Hiring

/// People who are in the database twice: found when they come in, on demand, and not again where somebody said no.
@Suite("Duplicates", .fewAtATime) struct DuplicateTests {
    /// Somebody with a résumé of their own, who applied and was looked at.
    private func applicant(_ house: RunningHouse, _ slug: String, _ name: String, _ email: String, phone: String) async throws -> ID<User> {
        let text =
            "\(name)\n\(email) | \(phone)\n\nSkills\nSwift, PostgreSQL\n\nExperience\nEngineer, Firm of \(name)\nMarch 2021 - Present\n- Built things for \(email).\n"
        let reply = try await house.browser().apply(
            slug, ["full_name": name, "email": email, "phone": phone], file: .init(name: "cv.txt", data: Data(text.utf8), type: "text/plain"))
        #expect(reply.status == 303)
        try await house.work()
        return try await house.id("SELECT id FROM users WHERE email_key = \(email)")
    }

    private func pairs(_ house: RunningHouse, of person: ID<User>) async throws -> [String] {
        try await house.texts(
            """
            SELECT CASE WHEN first_id = \(person) THEN second.full_name ELSE first.full_name END || CASE WHEN is_certain THEN ' certain' ELSE ' likely' END
            FROM duplicate_pairs JOIN users AS first ON first.id = first_id JOIN users AS second ON second.id = second_id
            WHERE decision IS NULL AND \(person) IN (first_id, second_id) ORDER BY 1
            """)
    }

    @Test func theSameTelephoneIsOfferedAtOnce() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), recruiter = try await house.browser(.recruiter), sales = try await house.browser(.sales)
            let asha = try await applicant(house, slug, "Asha Rao", "asha.rao@example.com", phone: "+91 98200 55555")
            let again = try await applicant(house, slug, "A. Rao", "asha.r@example.org", phone: "098200-55555")
            let brother = try await applicant(house, slug, "Vijay Rao", "vijay.rao@example.com", phone: "+91 98200 55555")
            _ = try await applicant(house, slug, "Kiran Desai", "kiran.desai@example.com", phone: "+91 98200 66666")
            #expect(try await pairs(house, of: again) == ["Asha Rao certain"])
            #expect(try await pairs(house, of: brother).contains { $0.hasSuffix("certain") } == false)
            let page = try await recruiter.get("/desk/candidates/\(again)")
            #expect(page.says("This is most likely the same person as") && page.says("Same phone …9820055555, names alike") && page.says("Compare and merge"))
            let application = try await house.application(of: "asha.r@example.org")
            #expect(try await recruiter.get("/desk/applications/\(application)").says("Most likely the same person as"))
            let queue = try await recruiter.get("/desk/duplicates")
            #expect(queue.status == 200 && queue.says("Asha Rao") && queue.says("certain"))
            #expect(try await recruiter.get("/api/v1/desk/duplicates").json["pairs"] as? [[String: Any]] != nil)
            #expect(try await sales.get("/desk/duplicates").status == 403)
            #expect(try await house.count("candidate_keys", where: "user_id = \(asha)") > 2)
        }
    }

    @Test func notTheSameIsRememberedUntilSomethingMakesItCertain() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), recruiter = try await house.browser(.recruiter)
            let one = try await applicant(house, slug, "Asha Rao", "asha.rao@example.com", phone: "+91 98200 55555")
            let other = try await applicant(house, slug, "Asha Rao", "asha.r@example.org", phone: "+91 98200 55555")
            let pair = DuplicatePairs.Pair(one, other), path = "/desk/duplicates/\(pair.first)/\(pair.second)"
            #expect(try await recruiter.post("\(path)/different", ["back": one.description]).location == "/desk/candidates/\(one)")
            #expect(try await recruiter.get("/desk/candidates/\(one)").says("Perhaps the same person") == false)
            #expect(
                try await house.count("activity_logs", where: "action_type = 'SAID_DIFFERENT' AND description LIKE '%Asha Rao and Asha Rao are two people.'")
                    == 1)
            // The whole database is looked through, and one of them changes what was known: it stays said.
            #expect(try await recruiter.post("/desk/duplicates/sweep").location == "/desk/duplicates")
            try await house.run("UPDATE candidate_profiles SET alternate_phone = '+91 98200 55556' WHERE user_id = \(one)")
            try await house.work()
            #expect(try await pairs(house, of: one) == [])
            #expect(try await recruiter.get(path).says("Somebody said before that they are two people."))
            // An account at one place is something else, and certain.
            try await house.run("UPDATE candidate_profiles SET linkedin_url = 'https://linkedin.com/in/asha-rao-pune' WHERE user_id IN (\(one), \(other))")
            try await house.work()
            #expect(try await pairs(house, of: one) == ["Asha Rao certain"])
        }
    }

    @Test func whatManyShareLeadsToNobody() async throws {
        try await withHouse { house in
            let ids = (0..<40).map { _ in UUID.v7() }
            try await house.run(
                "INSERT INTO users (id, role, full_name) SELECT id, 'CANDIDATE', 'Office Person ' || place FROM unnest(\(ids)) WITH ORDINALITY AS people (id, place)"
            )
            try await house.run("INSERT INTO candidate_profiles (user_id, phone) SELECT id, '+91 22 4000 1000' FROM unnest(\(ids)) AS id")
            #expect(try await house.count("duplicate_checks", where: "user_id = ANY(\(ids))") == 40)
            try await house.work()
            #expect(try await house.count("duplicate_pairs", where: "first_id = ANY(\(ids)) OR second_id = ANY(\(ids))") == 0)
            #expect(try await house.count("duplicate_checks") == 0)
        }
    }

    @Test func aLookThroughEveryoneFindsWhatNobodyAskedFor() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter), before = try await house.count("duplicate_pairs", where: "decision IS NULL")
            #expect(try await house.count("duplicate_pairs", where: "decision IS NULL AND is_certain") >= 2, "the demo shows two that are certain")
            #expect(try await house.count("duplicate_pairs", where: "decision IS NULL AND NOT is_certain") >= 3, "and three that are likely")
            try await house.run("DELETE FROM duplicate_pairs")
            try await house.run("DELETE FROM candidate_keys")
            #expect(try await recruiter.get("/desk/duplicates").says("Nobody is here twice"))
            #expect(try await recruiter.post("/desk/duplicates/sweep").status == 303)
            #expect(try await recruiter.get("/desk/duplicates").says("Looking through everyone"))
            try await house.work()
            #expect(try await house.count("duplicate_pairs", where: "decision IS NULL") == before)
            #expect(try await recruiter.get("/desk/duplicates").says("Look through everyone"))
        }
    }

    @Test func theQueueGoesOnPageByPage() async throws {
        try await withHouse { house in
            let people = try await house.pool.all(Query<One<ID<User>>>("SELECT user_id FROM candidate_profiles ORDER BY user_id LIMIT 31")).map(\.value)
            try await house.run("DELETE FROM duplicate_pairs")
            for (one, other) in zip(people, people.dropFirst()) {
                try await house.run("INSERT INTO duplicate_pairs (first_id, second_id, score, evidence) VALUES (\(one), \(other), 0.6, '[]')")
            }
            let admin = try await house.browser(.admin), first = try await admin.get("/api/v1/desk/duplicates").json
            let next = try #require(first["next"] as? String), second = try await admin.get("/api/v1/desk/duplicates?after=\(next)").json
            let names = [first, second].flatMap { ($0["pairs"] as? [[String: Any]] ?? []).compactMap { $0["first"] as? String } }
            #expect(names == people.dropLast().map(\.description))
            #expect(second["next"] == nil)
            #expect(try await admin.get("/desk/duplicates?after=nonsense").status == 400)
        }
    }

    /// The index of the database and the comparisons in Swift know a page at LinkedIn by the same key, however it is written.
    @Test func onePageHasOneKeyInTheDatabaseAndInSwift() async throws {
        let spellings = [
            "https://www.linkedin.com/in/asha-rao", "https://www.LinkedIn.com/in/Asha-Rao/", "LINKEDIN.COM/IN/ASHA-RAO?trk=x",
            "in.linkedin.com/in/asha-rao#top",
            "linkedin.com/mwlite/in/asha-rao", "https://linkedin.com//in//asha-rao", "linkedin.com/pub/asha-rao/1/2a3/b4c", "linkedin.com/in/asha-rao today",
            "LinkedIn.com: https://www.linkedin.com/in/asha-rao", "linkedin.com/company/x linkedin.com/in/asha-rao", "linkedin.com//mwlite//in/asha-rao",
            "linkedin.com/in/शा", "linkedin.com/in/asha\u{a0}rao", "linkedin.com/mwlite/mwlite/in/asha", "linkedin.commwlite/in/asha",
            "linkedin.com/in/%C3%A4sha", "linkedin.com/in/आशा-राव", "https://linkedin.com/company/infosys", "https://example.com/in/asha", "linkedin.com/in/",
            "linkedin.com/in/a",
            "asha-rao", "", "linkedin.com/in/" + String(repeating: "a", count: 101),
        ]
        try await withHouse { house in
            let keys = try await house.pool.all(
                Query<One<String?>>(
                    "SELECT linkedin_key(address) AS key FROM unnest(\(spellings)) WITH ORDINALITY AS all_of_them (address, number) ORDER BY number")
            ).map(\.value)
            #expect(keys == spellings.map(Identifiers.linkedIn))
            #expect(keys.prefix(11).allSatisfy { $0 == "asha-rao" } && keys.suffix(7).allSatisfy { $0 == nil })
        }
    }
}
