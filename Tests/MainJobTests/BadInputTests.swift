import Accounts
import Foundation
import Hiring
import Postgres
import Testing

/// What people type: markup, names of every script, too much of it, and addresses of jobs that are not there.
@Suite("Bad input", .fewAtATime) struct BadInputTests {
    private static let script = "<script>alert(1)</script>"

    /// A job that says it in every field, open, at `/jobs/hostile`.
    private func hostileJob(_ house: RunningHouse, _ admin: Browser) async throws -> String {
        let client = try await admin.post(
            "/desk/clients", ["name": "Kaveri \(Self.script)", "billing_address": "1 \(Self.script) Road", "website": "https://kaveri.example/"])
        #expect(client.status == 303)
        var fields = JobFields.whole(client: try #require(try await house.text("SELECT id::text FROM clients WHERE name LIKE 'Kaveri <%'")))
        for name in JobFields.texts { fields[name] = "\(fields[name] ?? "") \(Self.script)" }
        fields["slug_url"] = "hostile"
        let saved = try await admin.post("/desk/jobs", fields)
        let preview = try #require(saved.location, "\(saved.body)")
        #expect(try await admin.post(preview.replacing("/preview", with: "/publish")).status == 303)
        return try #require(try await house.text("SELECT id::text FROM jobs WHERE slug_url = 'hostile'"))
    }

    @Test func markupIsShownAsTextOnEveryPage() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), stranger = try await house.browser()
            let job = try await hostileJob(house, admin)
            let file = Browser.File.pdf(Browser.File.resumeText + "\n- Wrote \(Self.script)", name: "cv \(Self.script).pdf".replacing("/", with: ""))
            #expect(try await stranger.apply("hostile", ["full_name": "Lata \(Self.script)"], file: file).status == 303)
            #expect(try await stranger.apply("hostile", ["full_name": "Other \(Self.script)", "email": "other@example.com"], file: file).status == 303)
            try await house.work()
            let application = try await house.application(), link = try await house.privateLink()
            let person = try #require(try await house.text("SELECT candidate_id::text FROM applications WHERE id = \(application)"))
            #expect(try await admin.post("/desk/applications/\(application)/stage", ["status": "Interview", "remarks": Self.script]).status == 303)
            let owner = try await house.browser(as: try await house.owner(of: try #require(ID(job))))
            let client = try #require(try await house.text("SELECT id::text FROM clients WHERE name LIKE 'Kaveri <%'"))
            let query = "?q=%3Cscript%3Ealert(1)%3C/script%3E"
            let pages = [
                (stranger, "/jobs"), (stranger, "/jobs/hostile"), (stranger, "/jobs/hostile/apply"), (stranger, "/jobs/hostile/applied"), (stranger, link),
                (stranger, "/jobs\(query)"), (owner, "/desk"), (admin, "/desk/jobs"), (admin, "/desk/jobs/\(job)"), (admin, "/desk/jobs/\(job)/edit"),
                (admin, "/desk/jobs/\(job)/preview"), (admin, "/desk/applications/\(application)"), (admin, "/desk/candidates"),
                (admin, "/desk/candidates/\(person)"), (admin, "/desk/clients"), (admin, "/desk/clients/\(client)"), (admin, "/desk/jobs\(query)"),
                (admin, "/desk/clients\(query)"), (admin, "/desk/candidates\(query)"), (stranger, "/sign-in?to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"),
            ]
            for (browser, path) in pages {
                let page = try await browser.get(path)
                #expect(page.status == 200 && !page.says("<script>alert"), "\(path)")
                #expect(page.says("&lt;script&gt;alert(1)"), "\(path) does not show what was typed")
            }
            let wrong = try await stranger.apply("hostile", ["full_name": Self.script, "email": Self.script, "phone": Self.script])
            #expect(wrong.status == 422 && !wrong.says("<script>alert") && wrong.says("value=\"&lt;script&gt;alert(1)&lt;/script&gt;\""))
            #expect(wrong.hasProblem(beside: "email") && wrong.hasProblem(beside: "phone"))
        }
    }

    @Test func markupCannotLeaveTheStructuredData() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            _ = try await hostileJob(house, admin)
            let page = try await admin.get("/jobs/hostile"), posting = try JobFields.posting(page)
            #expect((posting["title"] as? String)?.hasSuffix(Self.script) == true)
            #expect((posting["description"] as? String)?.contains("&lt;script&gt;alert(1)") == true)
            #expect((posting["description"] as? String)?.contains("<script") == false)
        }
    }

    @Test func aClientsWebsiteIsAnAddressOfTheWeb() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin), before = try await house.everything()
            let refused = try await admin.post(
                "/desk/clients",
                [
                    "name": "", "website": "javascript:alert(1)", "logo_url": "data:text/html,x", "gst": "27AAPFU0939F1ZX", "pan": "nonsense",
                    "contract_start_date": "2026-02-30", "contract_end_date": "soon", "account_manager_id": "me", "status": "Friend",
                ])
            #expect(refused.status == 422)
            for field in ["name", "website", "logo_url", "gst", "pan", "contract_start_date", "contract_end_date", "account_manager_id", "status"] {
                #expect(refused.hasProblem(beside: field), "\(field)")
            }
            #expect(refused.says("javascript:alert(1)"), "what was typed is lost")
            let name = try #require(try await house.text("SELECT name FROM clients LIMIT 1"))
            let twin = try await admin.post("/desk/clients", ["name": name.uppercased()])
            #expect(twin.status == 422 && twin.hasProblem(beside: "name") && twin.says("There is a client of this name already."))
            #expect(try await house.everything() == before)
        }
    }

    @Test func namesOfEveryScriptGoThroughUnharmed() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), stranger = try await house.browser(), admin = try await house.browser(.admin)
            let families = String(repeating: "👨‍👩‍👧‍👦", count: 28) + "Lata"
            #expect(families.unicodeScalars.count == 200)
            let marks = "Z\u{321}\u{338}\u{322}\u{31B}oe \u{202B}x\u{202C}", quotes = "O’Neil, “Zoë” \\ \"B\""
            let names = ["शान्ति देशपाण्डे", "شيرين عبادي", "Zoe\u{301} Mu\u{308}ller", marks, families, quotes]
            for (place, name) in names.enumerated() {
                #expect(try await stranger.apply(slug, ["full_name": name, "email": "person\(place)@example.com"]).status == 303, "\(name)")
            }
            try await house.work()
            let board = try await admin.get("/desk/jobs/\(job)"), api = try await admin.get("/api/v1/desk/jobs/\(job)")
            let sent = try await house.browser().get("/api/v1/dev/mail").json["mails"] as? [[String]] ?? []
            for (place, name) in names.enumerated() {
                let shown = name.replacing("\"", with: "&quot;"), address = "person\(place)@example.com"
                #expect(try await house.texts("SELECT full_name FROM users WHERE email = \(address)").map { Array($0.utf8) } == [Array(name.utf8)])
                #expect(board.says(shown), "\(name) is not on the board")
                let cards = api.json["applications"] as? [[String: Any]] ?? []
                #expect(cards.contains { ($0["name"] as? String).map { Array($0.utf8) } == Array(name.utf8) })
                #expect(try await stranger.get(try await house.privateLink(of: address)).says(shown), "\(name) is not on the follow page")
                let file = try #require(sent.first { $0[1].contains(address) }?[0], "no mail to \(address)")
                let mail = try await house.browser().get("/dev/mail/\(file)")
                #expect(mail.says("Hello \(shown),"), "\(name) is not in the mail")
                // Two hundred scalars of emoji do not fit a header: the address alone does.
                #expect(mail.says("\(shown) &lt;\(address)&gt;") || name == families, "\(name) is not on the envelope")
            }
        }
    }

    @Test func tenThousandCharactersAreRefusedBesideTheirField() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser(), admin = try await house.browser(.admin)
            let long = String(repeating: "ä", count: 10_000), client = try #require(try await house.text("SELECT id::text FROM clients LIMIT 1"))
            let card = try #require(try await house.text("SELECT id::text FROM applications WHERE status = 'New' LIMIT 1"))
            let before = try await house.everything()
            let answers = [
                (try await stranger.apply(slug, ["full_name": long]), "full_name"),
                (try await admin.post("/desk/jobs", ["client_id": client, "title": long]), "title"),
                (try await admin.post("/desk/jobs", ["client_id": client, "title": "Baker", "required_skills": long]), "required_skills"),
                (try await admin.post("/desk/clients", ["name": long]), "name"),
                (try await admin.post("/desk/clients/\(client)", ["name": "Kaveri", "billing_address": long]), "billing_address"),
                (try await admin.post("/desk/applications/\(card)/stage", ["status": "Offer", "remarks": long]), "remarks"),
            ]
            for (answer, field) in answers {
                #expect(answer.status == 422, "\(field)")
                #expect(answer.hasProblem(beside: field), "\(field) has no problem beside it")
                #expect(answer.says(long), "what was typed into \(field) is lost")
            }
            #expect(try await house.everything() == before)
            #expect(house.storedFiles().isEmpty)
            let fits = try await admin.post("/desk/applications/\(card)/stage", ["status": "Offer", "remarks": String(long.prefix(5_000))])
            #expect(fits.status == 303)
        }
    }

    @Test func aJobThatIsNotThereCannotBeAppliedFor() async throws {
        try await withHouse { house in
            let stranger = try await house.browser(), before = try await house.everything()
            let draft = try #require(try await house.text("SELECT slug_url FROM jobs WHERE status = 'Draft' LIMIT 1"))
            for slug in [draft, "no-such-job", "%2e%2e%2f", "%00", "a%0d%0aSet-Cookie:x=1"] {
                #expect(try await stranger.get("/jobs/\(slug)").status == 404, "\(slug)")
                #expect(try await stranger.get("/jobs/\(slug)/apply").status == 404, "\(slug)")
                let sent = try await stranger.apply(slug)
                #expect(sent.status == 404 && sent.says("There is nothing here"), "\(slug)")
            }
            #expect(try await house.everything() == before)
        }
    }

    @Test func aJobThatIsOverTakesNoApplication() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), stranger = try await house.browser()
            let closed = try #require(try await house.text("SELECT slug_url FROM jobs WHERE status = 'Closed' LIMIT 1"))
            // The day of the deadline ends last at UTC-12.
            try await house.run("UPDATE jobs SET application_deadline = (now() AT TIME ZONE 'UTC' - interval '12 hours')::date WHERE id = \(job)")
            #expect(try await stranger.get("/jobs/\(slug)/apply").status == 200)
            try await house.run("UPDATE jobs SET application_deadline = application_deadline - 1 WHERE id = \(job)")
            let before = try await house.everything()
            for slug in [slug, closed] {
                for answer in [try await stranger.get("/jobs/\(slug)/apply"), try await stranger.apply(slug)] {
                    #expect(answer.status == 410 && answer.says("This job takes no more applications") && answer.says("Nothing was sent."), "\(slug)")
                }
                let api = try await stranger.postJSON("/api/v1/jobs/\(slug)/apply", #"{"full_name": "Lata"}"#)
                #expect(api.status == 410 && api.json["detail"] as? String == "This job takes no more applications. Nothing was sent.")
            }
            #expect(try await house.everything() == before)
            #expect(house.storedFiles().isEmpty)
            #expect(try await stranger.get("/jobs/\(closed)").says("This job is closed."))
            try await house.run("UPDATE jobs SET closed_at = now() - interval '31 days' WHERE slug_url = \(closed)")
            #expect(try await stranger.get("/jobs/\(closed)").status == 410)
        }
    }
}
