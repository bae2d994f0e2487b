import Accounts
import Foundation
import Postgres
import Testing
import Web

/// Colleagues are invited, one or many, and take the invitation up.
@Suite("Invitations", .fewAtATime) struct InvitationTests {
    private static let password = "four plain words here"

    private func link(_ house: RunningHouse, _ email: String) async throws -> String {
        String(try #require(try await house.mail(to: email)?.firstMatch(of: #/\/invitation\/[\w-]+/#)?.0))
    }

    @Test func anInvitationIsTakenUpOnce() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let form = ["full_name": "Tara Iyer", "email": "tara.iyer@example.com", "role": "SALES"]
            #expect(try await admin.post("/admin/users/invite", form).status == 303)
            let letter = try #require(try await house.mail(to: "tara.iyer@"))
            #expect(letter.contains("Meera Krishnan invites you") && letter.contains("as Sales"))
            let lasts = try await house.text(
                "SELECT round(extract(epoch FROM expires_at - created_at) / 86400)::text FROM sign_in_links WHERE purpose = 'invitation'")
            #expect(lasts == "7")
            let place = try await link(house, "tara.iyer@"), browser = try await house.browser()
            let page = try await browser.get(place)
            #expect(page.status == 200 && page.says("Welcome, Tara Iyer") && page.says("Meera Krishnan") && page.header("Referrer-Policy") == "no-referrer")
            #expect(try await browser.post(place, ["password": "short"]).hasProblem(beside: "password"))
            let entered = try await browser.post(place, ["password": Self.password])
            #expect(entered.status == 303 && entered.location == "/desk/clients")
            #expect(try await browser.get("/desk/clients").status == 200)
            #expect(try await house.text("SELECT (is_verified AND password_hash IS NOT NULL)::text FROM users WHERE email = 'tara.iyer@example.com'") == "true")
            #expect(try await house.count("activity_logs", where: "action_type IN ('INVITED_USER', 'ACCEPTED_INVITATION')") == 2)
            #expect(try await house.browser().post(place, ["password": Self.password]).status == 410)
            #expect(try await admin.post("/admin/users/invite", form).hasProblem(beside: "email"))
            #expect(try await house.count("users", where: "email_key = 'tara.iyer@example.com'") == 1)
        }
    }

    @Test func whatIsWrongIsSaidBesideItsField() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), before = try await house.everything()
            let answer = try await admin.post("/admin/users/invite", ["full_name": "", "email": "nowhere", "role": "CANDIDATE"])
            #expect(answer.status == 422 && answer.hasProblem(beside: "full_name") && answer.hasProblem(beside: "email") && answer.hasProblem(beside: "role"))
            let candidate = try #require(
                try await house.text("SELECT email FROM users WHERE role = 'CANDIDATE' AND status = 'Active' AND email IS NOT NULL LIMIT 1"))
            let taken = try await admin.post("/admin/users/invite", ["full_name": "Somebody", "email": candidate, "role": "SALES"])
            #expect(taken.status == 422 && taken.says("applied here as a candidate"))
            #expect(try await house.everything() == before)
        }
    }

    @Test func aListIsTriedBeforeItIsSent() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let candidate = try #require(
                try await house.text("SELECT email FROM users WHERE role = 'CANDIDATE' AND status = 'Active' AND email IS NOT NULL LIMIT 1"))
            let list = """
                Role;E-mail;Name
                manager;asha@example.com;"Rao; Asha"
                ;ravi@example.com;Ravi "The" Nair
                SALES;priya.nair@saffron-talent.example.com;Priya
                SALES;karan.bose@saffron-talent.example.com;Karan
                SALES;farah.sheikh@saffron-talent.example.com;Farah
                SALES;\(candidate);Candidate
                SALES;ASHA@example.com;Asha again
                CEO;boss@example.com;Boss
                SALES;no address;Nobody
                """
            let before = try await house.everything()
            let answer = try await admin.post("/admin/users/invite/list", ["list": list])
            #expect(answer.status == 200)
            for words in [
                "is invited, as Manager", "is invited, as Recruiter", "is here already, as Recruiter", "was here and is inactive", "was invited already",
                "applied here as a candidate", "Line 2 has this address already", "The role may be ADMIN", "is no e-mail address", "Invite 2 people",
            ] { #expect(answer.says(words), "\(words)") }
            #expect(try await house.everything() == before, "a dry run writes nothing")
            let again = ["list": list, "confirm": "yes"]
            #expect(try await admin.post("/admin/users/invite/list", again).status == 303)
            #expect(try await house.text("SELECT full_name || role::text FROM users WHERE email = 'asha@example.com'") == "Rao; AshaMANAGER")
            #expect(try await house.count("outbox", where: "recipient LIKE '%asha@example.com%' OR recipient LIKE '%ravi@example.com%'") == 2)
            let letters = try await house.count("outbox"), people = try await house.count("users")
            // The second click, and two at once, invite nobody twice.
            async let one = admin.post("/admin/users/invite/list", again)
            async let other = admin.post("/admin/users/invite/list", again)
            _ = try await (one, other)
            #expect(try await house.count("outbox") == letters)
            #expect(try await house.count("users") == people)
        }
    }

    @Test func aFileIsReadWhateverItsSeparator() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let csv = "\u{FEFF}name,email\r\n\"Lee, \"\"Kit\"\"\",kit@example.com\r\n\r\nMaya,maya@example.com\r\n"
            let answer = try await admin.uploadList(csv)
            #expect(answer.status == 200 && answer.says("Lee, &quot;Kit&quot;") && answer.says("Invite 2 people"))
            let mails = try await admin.post("/admin/users/invite/list", ["list": "Kit Lee <kit@example.com>\n\"Iyer, Maya\" <maya@example.com>, SALES"])
            #expect(mails.says("Invite 2 people") && mails.says("as Sales"))
            #expect(try await admin.post("/admin/users/invite/list", ["list": ""]).hasProblem(beside: "list"))
            let many = (0...500).map { "P\($0),p\($0)@example.com" }.joined(separator: "\n")
            #expect(try await admin.post("/admin/users/invite/list", ["list": many]).says("at most 500"))
        }
    }

    @Test func anInvitationIsSentAgainOrTakenBack() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), id = try await house.id("SELECT id FROM users WHERE full_name = 'Farah Sheikh'", of: User.self)
            #expect(try await admin.post("/admin/users/\(id)/invite").status == 303)
            let first = try await link(house, "farah.sheikh@")
            #expect(try await house.browser().get(first).status == 200)
            #expect(try await admin.post("/admin/users/\(id)/invite").status == 303)
            let second = try await link(house, "farah.sheikh@")
            #expect(first != second)
            #expect(try await house.browser().get(first).status == 410)
            #expect(try await admin.post("/admin/users/\(id)/withdraw").status == 303)
            #expect(try await house.browser().get(second).status == 410)
            #expect(try await house.text("SELECT status::text FROM users WHERE id = \(id)") == "Inactive")
            #expect(try await admin.post("/admin/users/\(id)/withdraw").status == 409)
            let here = try await house.id("SELECT id FROM users WHERE full_name = 'Priya Nair'", of: User.self)
            #expect(try await admin.post("/admin/users/\(here)/invite").status == 409)
            #expect(try await admin.post("/admin/users/\(here)/withdraw").status == 409)
        }
    }
}

extension Browser {
    fileprivate func uploadList(_ text: String) async throws -> Reply {
        try await upload("/admin/users/invite/list", [:], .init(name: "people.csv", data: Data(text.utf8), type: "text/csv"), field: "file")
    }
}
