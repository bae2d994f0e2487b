import Foundation
import Messaging
import Postgres
import TestKit
import Testing

@testable import Accounts

/// What settings do once they are changed: letters go elsewhere, and flags switch what the program does.
@Suite("What settings do", .fewAtATime) struct SettingsEffectTests {
    // MARK: Trying

    @Test func theTestsOfMailAndStorageSayHowItWent() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let sent = try await admin.post("/admin/test/mail")
            #expect(sent.status == 303)
            #expect(try await admin.get("/admin/settings").says("The letter to meera.krishnan@saffron-talent.example.com was taken by: files in"))
            #expect(try await house.mail(to: "meera.krishnan")?.contains("to try the mail settings") == true)
            // Another folder by the setting, which the outbox follows too.
            let folder = house.folder.appendingPathComponent("other-mail")
            #expect(try await admin.change("MAIL_SERVER", ["MAIL_SERVER": "file:\(folder.path)"]).status == 303)
            #expect(try await admin.change("MAIL_SENDER", ["MAIL_SENDER": "desk@saffron.example.com"]).status == 303)
            let (slug, _) = try await house.openJob()
            #expect(try await house.browser().apply(slug).status == 303)
            try await house.work()
            let letter = try #require(MailFolder(folder).newest().first { $0.mail.to.contains("lata.kulkarni") })
            #expect(letter.mail.from.contains("desk@saffron.example.com") && letter.mail.from.contains("Saffron Talent"))
            // A server that is not there.
            #expect(try await admin.change("MAIL_SERVER", ["MAIL_SERVER": "smtp://u:swordfish@127.0.0.1:1"]).status == 303)
            let token = try await admin.token()
            let failed = try await admin.postJSON("/api/v1/admin/test/mail", "{\"csrf\": \"\(token)\"}")
            #expect(failed.json["worked"] as? Bool == false && failed.says("could not be sent") && !failed.says("swordfish"))
            #expect(try await admin.finding("Mail").state == "bad")
            let stored = house.storedFiles()
            #expect(try await admin.postJSON("/api/v1/admin/test/storage", "{\"csrf\": \"\(token)\"}").json["worked"] as? Bool == true)
            #expect(house.storedFiles() == stored, "what was written to try was not removed")
            var last = 0
            for _ in 0..<10 { last = try await admin.post("/admin/test/mail", csrf: token).status }
            #expect(last == 429)
        }
    }

    // MARK: What the flags do

    @Test func withoutReadingOnlyTheTextIsKept() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), (slug, _) = try await house.openJob()
            #expect(try await admin.change("ENABLE_AI_PARSING", ["ENABLE_AI_PARSING": "false"]).status == 303)
            #expect(try await house.browser().apply(slug).status == 303)
            try await house.work()
            let profile: SQL = "FROM candidate_profiles JOIN users ON users.id = user_id WHERE email = 'lata.kulkarni@example.com'"
            #expect(try await house.text("SELECT resume_text \(profile)")?.contains("Northwind Payments") == true)
            #expect(try await house.text("SELECT skills::text || coalesce(\"current_role\", '-') \(profile)") == "[]-")
            #expect(try await admin.get("/desk/candidates?q=Northwind").says("Lata Kulkarni"), "found by the text")
            #expect(try await admin.change("ENABLE_AI_PARSING", ["ENABLE_AI_PARSING": "true"]).status == 303)
            #expect(try await house.browser().apply(slug, file: .init(name: "new.txt", data: Data((Browser.File.resumeText + "\n").utf8))).status == 303)
            try await house.work()
            #expect(try await house.text("SELECT skills::text \(profile)")?.contains("Swift") == true)
        }
    }

    @Test func withoutScoresNoneIsComputedUntilTheyAreOnAgain() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), (slug, _) = try await house.openJob()
            #expect(try await admin.change("ENABLE_MATCH_SCORES", ["ENABLE_MATCH_SCORES": "false"]).status == 303)
            #expect(try await house.browser().apply(slug).status == 303)
            try await house.work()
            let application = try await house.application()
            #expect(try await house.text("SELECT match_score::text FROM applications WHERE id = \(application)") == nil)
            #expect(try await house.count("background_jobs", where: "finished_at IS NULL AND kind LIKE 'score%'") == 0)
            #expect(try await admin.change("ENABLE_MATCH_SCORES", ["ENABLE_MATCH_SCORES": "true"]).status == 303)
            try await house.work()
            #expect(try await house.text("SELECT match_score::text FROM applications WHERE id = \(application)") != nil)
        }
    }

    @Test func withoutApplicationsTheFormSaysSoKindly() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), stranger = try await house.browser(), (slug, _) = try await house.openJob()
            let token = try await stranger.token()
            #expect(try await admin.change("ENABLE_APPLICATIONS", ["ENABLE_APPLICATIONS": "false"]).status == 303)
            let form = try await stranger.get("/jobs/\(slug)/apply")
            #expect(form.status == 503 && form.says("Applications are closed for now") && form.header("Retry-After") == "3600")
            let before = try await house.everything(), files = house.storedFiles()
            let fields = ["full_name": "Lata", "email": "lata@example.com", "phone": "+91 98200 11223", "consent": "yes"]
            let sent = try await stranger.upload("/jobs/\(slug)/apply", fields, .resume, csrf: token)
            #expect(sent.status == 503 && sent.says("nothing was sent"))
            #expect(try await stranger.get("/api/v1/jobs/\(slug)/apply").says("Applications are closed for now"))
            #expect(try await house.everything() == before && house.storedFiles() == files)
            #expect(try await stranger.get("/jobs/\(slug)").status == 200)
            #expect(try await admin.change("ENABLE_APPLICATIONS", ["ENABLE_APPLICATIONS": "true"]).status == 303)
            #expect(try await stranger.apply(slug).status == 303)
        }
    }

    @Test func anAddressSendsSoManyAnHour() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), stranger = try await house.browser(), (slug, _) = try await house.openJob()
            #expect(try await admin.change("APPLICATIONS_PER_HOUR", ["APPLICATIONS_PER_HOUR": "1"]).status == 303)
            #expect(try await stranger.apply(slug).status == 303)
            #expect(try await stranger.apply(slug, ["email": "other@example.com"]).status == 429)
            #expect(try await admin.change("APPLICATIONS_PER_HOUR", ["APPLICATIONS_PER_HOUR": "2"]).status == 303)
            #expect(try await stranger.apply(slug, ["email": "other@example.com"]).status == 303)
        }
    }
}
