import Accounts
import Foundation
import Hiring
import Postgres
import Testing

/// The same person twice: one person, one application, and nothing that they sent is lost.
@Suite("Applying twice", .fewAtATime) struct TwiceTests {
    private static let other = Browser.File(name: "newer.txt", data: Data((Browser.File.resumeText + "\nAnd since then a year at Fabrikam.").utf8))
    private static let person: SQL = "email_key = 'lata.kulkarni@example.com'"
    private static let applied: SQL = "candidate_id IN (SELECT id FROM users WHERE \(person))"
    private static let lata: SQL = "user_id IN (SELECT id FROM users WHERE \(person))"

    /// A stranger who has applied once.
    private func withApplicant(_ body: @escaping @Sendable (RunningHouse, Browser, _ slug: String) async throws -> Void) async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            #expect(try await stranger.apply(slug).location == "/jobs/\(slug)/applied?how=received")
            try await body(house, stranger, slug)
        }
    }

    @Test func aSecondClickDoesNothingAgain() async throws {
        try await withApplicant { house, stranger, slug in
            let before = try await house.everything()
            #expect(try await stranger.apply(slug).location == "/jobs/\(slug)/applied?how=repeated")
            #expect(try await house.everything() == before)
            #expect(try await house.count("outbox", where: "recipient LIKE '%lata.kulkarni%'") == 1)
            #expect(try await stranger.get("/jobs/\(slug)/applied?how=repeated").says("your application is in"))
        }
    }

    @Test func anotherSpellingOfTheAddressIsTheSamePerson() async throws {
        try await withApplicant { house, stranger, slug in
            let again = try await stranger.apply(slug, ["email": "LATA.Kulkarni+jobs@EXAMPLE.com"], file: Self.other)
            #expect(again.location == "/jobs/\(slug)/applied?how=updated")
            #expect(try await stranger.get(again.location ?? "").says("We have updated your application"))
            #expect(try await house.count("users", where: "lower(email) LIKE 'lata.kulkarni%'") == 1)
            #expect(try await house.texts("SELECT times_applied || ' ' || status FROM applications WHERE \(Self.applied)") == ["2 New"])
            let application = try await house.application()
            #expect(
                try await house.texts("SELECT remarks FROM application_timeline WHERE application_id = \(application) ORDER BY created_at") == [
                    "Applied from the job page with lata.txt.", "Applied again with newer.txt.",
                ])
            #expect(try await house.text("SELECT resume_file_name FROM candidate_profiles WHERE \(Self.lata)") == "newer.txt")
            #expect(try await house.count("stored_files", where: "media_type = 'text/plain'") >= 2, "the first file is gone")
            // To the mailbox on record: another spelling may be somebody else's on some server.
            #expect(try await house.mail(to: "LATA.Kulkarni+jobs") == nil)
            #expect(try await house.mail(to: "lata.kulkarni@example.com")?.contains("You had applied before") == true)
            let page = try await house.browser(.admin).get("/desk/applications/\(application)")
            #expect(page.says("applied 2 times") && page.says("Sent new details"))
        }
    }

    @Test func gmailsDotsMakeNoSecondPerson() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            let spellings = ["lata.kulkarni@gmail.com", "latakulkarni@googlemail.com", "L.a.t.a.Kulkarni+work@gmail.com"]
            for address in spellings { #expect(try await stranger.apply(slug, ["email": address]).status == 303) }
            #expect(try await house.texts("SELECT email FROM users WHERE email_key = 'latakulkarni@gmail.com'") == ["lata.kulkarni@gmail.com"])
            #expect(try await house.count("users", where: "email ILIKE '%kulkarni%mail.com'") == 1)
        }
    }

    @Test func eightRequestsAtOnceAreOneApplication() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            let places = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<8 { group.addTask { try await house.browser().apply(slug).location } }
                return try await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(places.count { $0 == "/jobs/\(slug)/applied?how=received" } == 1)
            #expect(places.count { $0 == "/jobs/\(slug)/applied?how=repeated" } == 7)
            #expect(try await house.count("users", where: Self.person) == 1)
            for table in ["applications", "consents", "outbox", "application_timeline"] {
                let condition: SQL =
                    switch table {
                    case "applications": Self.applied
                    case "consents": Self.lata
                    case "outbox": "recipient LIKE '%lata.kulkarni%'"
                    default: "application_id IN (SELECT id FROM applications WHERE \(Self.applied))"
                    }
                #expect(try await house.count(table, where: condition) == 1, "\(table)")
            }
        }
    }

    @Test func whoWithdrewAndAppliesAgainIsNewAgain() async throws {
        try await withApplicant { house, stranger, slug in
            let link = try await house.privateLink()
            #expect(try await stranger.post("\(link)/withdraw", ["remarks": "Found something nearer."]).location == link)
            #expect(try await house.texts("SELECT status || ' ' || is_active FROM applications WHERE \(Self.applied)") == ["Withdrawn false"])
            #expect(try await stranger.get(link).says("you have withdrawn this application"))
            #expect(try await stranger.apply(slug).status == 303)
            #expect(
                try await house.texts("SELECT status || ' ' || is_active || ' ' || times_applied FROM applications WHERE \(Self.applied)") == ["New true 2"])
            let steps = try await house.texts(
                """
                SELECT coalesce(previous_status, '-') || ' > ' || new_status FROM application_timeline
                WHERE application_id = \(try await house.application()) ORDER BY created_at, id
                """)
            #expect(steps == ["- > New", "New > Withdrawn", "Withdrawn > New"])
            #expect(try await stranger.get(try await house.privateLink()).says("your application is here"))
        }
    }

    @Test func whoWasRejectedStaysRejectedAndTheRecruiterSeesTheNewDetails() async throws {
        try await withApplicant { house, stranger, slug in
            let admin = try await house.browser(.admin), application = try await house.application()
            #expect(try await admin.post("/desk/applications/\(application)/stage", ["status": "Rejected"]).status == 303)
            #expect(try await stranger.apply(slug, file: Self.other).location == "/jobs/\(slug)/applied?how=updated")
            #expect(
                try await house.texts("SELECT status || ' ' || is_active || ' ' || times_applied FROM applications WHERE \(Self.applied)") == [
                    "Rejected false 2"
                ])
            #expect(try await admin.get("/desk/applications/\(application)").says("Applied again with newer.txt."))
        }
    }

    @Test func aSecondPhoneNumberIsKeptBesideTheFirst() async throws {
        try await withApplicant { house, stranger, slug in
            let phones: SQL = "SELECT phone || ' / ' || coalesce(alternate_phone, 'none') FROM candidate_profiles WHERE \(Self.lata)"
            _ = try await stranger.apply(slug, ["phone": "+91-98200-11223"], file: Self.other)
            #expect(try await house.text(phones) == "+919820011223 / none", "another spelling is taken for another number")
            _ = try await stranger.apply(slug, ["phone": "+44 20 7946 0000"])
            #expect(try await house.text(phones) == "+919820011223 / +442079460000")
            #expect(try await house.browser(.admin).get("/desk/applications/\(try await house.application())").says("+44 20 7946 0000"))
        }
    }

    @Test func anotherJobIsAnotherApplicationOfTheSamePerson() async throws {
        try await withApplicant { house, stranger, slug in
            let second = try #require(try await house.text("SELECT slug_url FROM jobs WHERE status = 'Interview' AND slug_url <> \(slug) LIMIT 1"))
            #expect(try await stranger.apply(second).location == "/jobs/\(second)/applied?how=received")
            #expect(try await house.count("users", where: Self.person) == 1)
            #expect(try await house.count("applications", where: Self.applied) == 2)
        }
    }
}
