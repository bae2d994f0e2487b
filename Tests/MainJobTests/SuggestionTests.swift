import Accounts
import Foundation
import NIOHTTP1
import Postgres
import Testing

/// What is offered while somebody types, and what becomes of a telephone number.
@Suite("Suggestions", .fewAtATime) struct SuggestionTests {
    private func values(_ reply: Reply) -> [String] { (reply.json["suggestions"] as? [[String: Any]] ?? []).compactMap { $0["value"] as? String } }
    private func hints(_ reply: Reply) -> [String] { (reply.json["suggestions"] as? [[String: Any]] ?? []).compactMap { $0["hint"] as? String } }

    @Test func areForEveryoneSignedInAndNobodyElse() async throws {
        try await withHouse { house in
            for role in [UserRole.candidate, .recruiter] {
                let browser = try await house.browser(role)
                for prefix in ["", "/api/v1"] {
                    let skills = try await browser.get("\(prefix)/suggest/skills?q=postgr")
                    #expect(skills.status == 200 && skills.headers.first(name: "Content-Type") == "application/json")
                    #expect(values(skills).first == "PostgreSQL" && hints(skills).first?.contains("Databases") == true)
                    let cities = try await browser.get("\(prefix)/suggest/cities?q=bang")
                    #expect(values(cities).first == "Bengaluru, Karnataka" && hints(cities).first == "also Bangalore · India")
                    #expect(values(try await browser.get("\(prefix)/suggest/languages?q=tam")) == ["Tamil"])
                }
                for odd in ["", "?q=", "?q=%00%00", "?q=%F0%9F%98%80", "?q=" + String(repeating: "x", count: 4_000), "?q=%3C%3E", "?q=%27%22"] {
                    let reply = try await browser.get("/suggest/skills\(odd)")
                    #expect(reply.status == 200 && values(reply).isEmpty, "\(odd)")
                }
            }
            let stranger = try await house.browser()
            for kind in ["skills", "cities", "languages"] {
                #expect(try await stranger.get("/api/v1/suggest/\(kind)?q=a").status == 401)
                #expect(try await stranger.get("/suggest/\(kind)?q=a").location?.hasPrefix("/sign-in") == true)
            }
        }
    }

    @Test func anApplicationKeepsTheNumberThatCanBeCalled() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            let typed = [
                "098200 11223": "+919820011223", "(+91) 98200-11224": "+919820011224", "+44 20 7946 0958": "+442079460958",
                "022 2778 2183 ext 12": "+912227782183",
                // No such number: kept as it came, and the application is taken.
                "11111 11111": "11111 11111",
            ]
            for (place, (number, kept)) in typed.enumerated() {
                let address = "person\(place)@example.com"
                #expect(try await house.browser().apply(slug, ["email": address, "phone": number]).status == 303, "\(number)")
                let profile = try await house.text("SELECT phone FROM candidate_profiles JOIN users ON users.id = user_id WHERE email = \(address)")
                #expect(profile == kept)
            }
            let recruiter = try await house.browser(.admin)
            let person = try #require(try await house.text("SELECT user_id::text FROM candidate_profiles WHERE phone = '+919820011223'"))
            #expect(try await recruiter.get("/desk/candidates/\(person)").says("+91 98200 11223"))
            let refused = try await house.browser().apply(slug, ["email": "x@example.com", "phone": "call me"])
            #expect(refused.status == 422 && refused.hasProblem(beside: "phone"))
        }
    }
}
