import Accounts
import Postgres
import Testing
import Web

/// Who was here lately is written now and then, and never once a page.
@Suite("Presence", .fewAtATime) struct PresenceTests {
    @Test func pagesAreCollectedAndWrittenOnceAMinute() async throws {
        try await withHouse { house in
            let id = try await house.id("SELECT id FROM users WHERE full_name = 'Priya Nair'", of: User.self), browser = try await house.browser(as: id)
            func lastActive() async throws -> String? { try await house.text("SELECT last_active::text FROM users WHERE id = \(id)") }
            // Just signed in: nothing to write.
            let entered = try await lastActive()
            for _ in 0..<3 { #expect(try await browser.get("/desk").status == 200) }
            await house.presence.flush()
            #expect(try await lastActive() == entered)
            try await house.run("UPDATE sessions SET last_seen_at = now() - interval '2 minutes', expires_at = now() + interval '1 day'")
            try await house.run("UPDATE users SET last_active = now() - interval '2 minutes' WHERE id = \(id)")
            let before = try await lastActive()
            for _ in 0..<3 { #expect(try await browser.get("/desk").status == 200) }
            #expect(try await lastActive() == before, "reading pages writes nothing")
            await house.presence.flush()
            let after = try await lastActive()
            #expect(after != before)
            #expect(
                try await house.count(
                    "sessions", where: "user_id = \(id) AND expires_at > now() + interval '13 days' AND last_seen_at > now() - interval '1 minute'") == 1)
            await house.presence.flush()
            #expect(try await lastActive() == after)
        }
    }

    @Test func aSessionThatEndedDoesNotComeBack() async throws {
        try await withHouse { house in
            let id = try await house.id("SELECT id FROM users WHERE full_name = 'Priya Nair'", of: User.self), browser = try await house.browser(as: id)
            try await house.run("UPDATE sessions SET last_seen_at = now() - interval '2 minutes'")
            #expect(try await browser.get("/desk").status == 200)
            try await house.run("UPDATE sessions SET expires_at = now() - interval '1 second'")
            await house.presence.flush()
            #expect(try await house.count("sessions", where: "expires_at > now()") == 0)
            #expect(try await browser.get("/desk").status == 303)
        }
    }
}
