import Accounts
import Foundation
import Hiring
import Postgres
import Testing

/// What scanners found in a running server, and must not find again.
@Suite("What scanners found", .fewAtATime) struct ScanTests {
    @Test func aSearchOfMinusesIsAnswered() async throws {
        try await withHouse { house in
            let stranger = try await house.browser(), recruiter = try await house.browser(.recruiter)
            for minuses in [String(repeating: "-%20", count: 300), String(repeating: "-", count: 900), String(repeating: "-%20!(", count: 60)] {
                #expect(try await stranger.get("/jobs?q=\(minuses)").status == 200)
                #expect(try await stranger.get("/api/v1/jobs?q=designer%20\(minuses)designer").status == 200)
                #expect(try await recruiter.get("/desk/jobs?q=\(minuses)").status == 200)
                // The search over people has a language: signs alone are refused in words.
                #expect(try await recruiter.get("/desk/candidates?q=\(minuses)").status == 422)
            }
        }
    }

    /// Long runs of signs that PostgreSQL skips or reads as "not", with a word now and then.
    @Test func noTextIsAnErrorOfASearch() async throws {
        let signs = ["-", "- ", "--", "!", "&", "|", "(", " "]
        let words = ["a", "\"", " or ", ":*", "<->", "'", "\\", ".", "é", "\u{3000}", "\u{200B}", "\u{85}"]
        try await withHouse { house in
            var state: UInt64 = 7
            func next() -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 33)
            }
            for _ in 0..<200 {
                var text = ""
                for _ in 0..<300 {
                    let number = next()
                    text += number % 97 == 0 ? words[number / 97 % words.count] : signs[number % signs.count]
                }
                _ = try await house.pool.one(Query<One<String>>("SELECT (\(SearchText.query(text)))::text"))
            }
        }
    }

    /// `shortlist serve` and `shortlist user` show names in a terminal, where an escape sequence would move and colour what is there.
    @Test func noNameSteersATerminal() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let invited = try await admin.post(
                "/admin/users/invite", ["full_name": "Ann\u{1B}[31m\u{7F}\u{9B}2J Lee", "email": "ann.lee@saffron.example", "role": "SALES"])
            #expect(invited.status == 303)
            #expect(try await house.text("SELECT full_name FROM users WHERE email = 'ann.lee@saffron.example'") == "Ann[31m2J Lee")
        }
    }

    @Test func oneMinusStillLeavesOut() async throws {
        try await withHouse { house in
            let stranger = try await house.browser()
            #expect(try await stranger.get("/jobs?q=designer").says("Designer"))
            let without = try await stranger.get("/jobs?q=designer%20-%20-designer")
            #expect(without.status == 200 && !without.says("<h2>"))
        }
    }
}
