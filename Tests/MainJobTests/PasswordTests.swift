import Accounts
import Foundation
import Postgres
import Testing

/// What a password may be, and how it is kept.
@Suite("Passwords", .fewAtATime) struct PasswordTests {
    @Test(arguments: [
        "1234567890", "qwertyuiop", "Password123", "p4$$w0rd2024!", "P@ssw0rd!!", "$unshine99", "passwordpassword", "dragondragondragon", "99iloveyou99",
    ])
    func whatManyPeopleUseIsRefused(_ password: String) {
        #expect(Password.problem(with: password)?.contains("among the first to be guessed") == true)
    }

    @Test(arguments: [
        "Meera Krishnan", "MeeraKrishnan1985", "krishnankrishnan", "meera.krishnan@example.com", "meera.krishnan!", "SaffronTalent1", "5affr0nTalent",
    ])
    func whatEverybodyKnowsOfSomebodyIsRefused(_ password: String) {
        let own = ["Meera Krishnan", "meera.krishnan@example.com", "Saffron Talent"]
        #expect(Password.problem(with: password, of: own)?.contains("easily guessed") == true)
        #expect(Password.problem(with: password) == nil, "it is refused for something else")
    }

    @Test(arguments: ["four plain words here", "correct-horse-battery", "vG7#qLm2!xT", "ein Satz mit Umläuten", String(repeating: "ä", count: 36)])
    func whatIsHardToGuessIsTaken(_ password: String) {
        #expect(Password.problem(with: password, of: ["Meera Krishnan", "meera@example.com", "Saffron Talent"]) == nil)
    }

    @Test func whatIsTooShortOrTooLongIsRefusedWithTheReason() {
        #expect(Password.problem(with: "nine char")?.contains("at least 10 characters") == true)
        #expect(Password.problem(with: String(repeating: "ä", count: 37))?.contains("at most 72 bytes") == true)
        #expect(Password.problem(with: "a\0bcdefghijklm")?.contains("NUL") == true)
    }

    /// As other programs wrote them, with 2^4 rounds.
    @Test(arguments: ["a", "b", "y"])
    func anOldHashIsTakenAndMadeAnew(_ kind: String) async throws {
        try await withHouse { house in
            let old = "$2\(kind)$04$abcdefghijklmnopqrstuuBYk4uY8NoWBW6KyonxH1dkoDRmP1PcG"
            let email = try #require(try await house.text("SELECT email FROM users WHERE role = 'RECRUITER' ORDER BY created_at LIMIT 1"))
            try await house.run("UPDATE users SET password_hash = \(old) WHERE email = \(email)")
            func signIn() async throws -> Int {
                try await house.browser().post("/sign-in", ["email": email, "password": "vier einfache woerter"]).status
            }
            #expect(try await signIn() == 303)
            let new = try #require(try await house.text("SELECT password_hash FROM users WHERE email = \(email)"))
            #expect(new.hasPrefix("$2b$12$"))
            #expect(try await signIn() == 303)
            #expect(try await house.text("SELECT password_hash FROM users WHERE email = \(email)") == new, "it is made anew each time")
        }
    }

    @Test func anOldHashTakesAsLongAsNone() async throws {
        try await withHouse { house in
            let email = try #require(try await house.text("SELECT email FROM users WHERE role = 'RECRUITER' ORDER BY created_at LIMIT 1"))
            try await house.run("UPDATE users SET password_hash = '$2b$04$abcdefghijklmnopqrstuuBYk4uY8NoWBW6KyonxH1dkoDRmP1PcG' WHERE email = \(email)")
            let browser = try await house.browser(), token = try await browser.token()
            func time(_ email: String) async throws -> Duration {
                let start = ContinuousClock.now
                #expect(try await browser.post("/sign-in", ["email": email, "password": "not the right one"], csrf: token).status == 422)
                return ContinuousClock.now - start
            }
            let nobody = try await time("nobody@example.com"), somebody = try await time(email)
            #expect(somebody > nobody / 4, "\(somebody) for an account with an old hash, \(nobody) for none")
        }
    }
}
