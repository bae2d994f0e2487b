import Accounts
import Postgres
import Testing

/// What a signed-in browser costs, and how long it is believed.
@Suite("Sessions") struct SessionTests {
    @Test func aSessionThatEndsElsewhereEndsHereWithinASecond() async throws {
        try await withHouse(sessionsBelieved: .seconds(1)) { house in
            let recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.get("/desk").status == 200)
            try await house.run("DELETE FROM sessions")
            try await Task.sleep(for: .milliseconds(1_100))
            #expect(try await recruiter.get("/desk").status == 303)
        }
    }

    @Test func whoSignsOutIsGoneAtOnce() async throws {
        try await withHouse(sessionsBelieved: .seconds(60)) { house in
            let recruiter = try await house.browser(.recruiter)
            #expect(try await recruiter.get("/desk").status == 200)
            #expect(try await recruiter.post("/sign-out").status == 303)
            #expect(try await recruiter.get("/desk").status == 303)
        }
    }
}
