import Accounts
import Foundation
import Postgres
import TestKit
import Testing

/// A stranger applies: what is promised to them and to the recruiter.
@Suite("Applying") struct ApplyTests {
    @Test func aStrangerAppliesAndTheApplicationLandsScored() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), stranger = try await house.browser()
            let sent = try await stranger.apply(slug, file: .pdf())
            #expect(sent.status == 303 && sent.location == "/jobs/\(slug)/applied?how=received")
            let thanks = try await stranger.get(sent.location ?? "")
            #expect(thanks.body.contains("your application is in") && !thanks.body.contains("lata.kulkarni"))
            try await house.work()

            let recruiter = try await house.browser(.admin)
            let board = try await recruiter.get("/api/v1/desk/jobs/\(job)")
            let cards = try #require(board.json["applications"] as? [[String: Any]])
            let card = try #require(cards.first { $0["name"] as? String == "Lata Kulkarni" })
            let id = try #require(card["id"] as? String)
            #expect(card["status"] as? String == "New" && card["match_score"] is Int)
            let page = try await recruiter.get("/desk/applications/\(id)")
            for text in ["Lata Kulkarni", "PostgreSQL", "Why ", "Northwind Payments", "Applied from the job page with lata.pdf", "Built the ledger"] {
                #expect(page.body.contains(text), "\(text) is not on the application page")
            }

            let link = try #require(try await house.mail(to: "lata.kulkarni@example.com")?.firstMatch(of: #/\/a\/[\w-]+/#)?.0)
            let follow = try await stranger.get(String(link))
            #expect(follow.status == 200 && follow.body.contains("Received") && !follow.body.contains("Lata Kulkarni, by"))
        }
    }

    @Test func theResumeFillsTheProfileAndNeverOverwritesWhatWasTyped() async throws {
        try await withHouse(withModel: true) { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            _ = try await stranger.apply(slug, ["phone": "+44 20 7946 0000"])
            try await house.work()
            let person: SQL = "user_id = (SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com')"
            #expect(try await house.text("SELECT phone FROM candidate_profiles WHERE \(person)") == "+442079460000")
            #expect(try await house.text("SELECT skills->>0 FROM candidate_profiles WHERE \(person)") == "Swift")
            #expect(try await house.text("SELECT field_sources->>'phone' FROM candidate_profiles WHERE \(person)") == "person")
            #expect(try await house.text("SELECT field_sources->>'skills' FROM candidate_profiles WHERE \(person)") == "resume")
            #expect(
                try await house.count("candidate_work_history", where: "profile_id = (SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com')") == 2
            )
            #expect(try await house.text("SELECT skills_vector_model FROM candidate_profiles WHERE \(person)") == "all-MiniLM-L6-v2/1")
        }
    }
}
