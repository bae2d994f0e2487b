import Accounts
import Foundation
import Hiring
import NIOHTTP1
import Postgres
import Testing

/// What a second reader found in the main job, each with the way it went wrong.
@Suite("Second reading", .fewAtATime) struct ReviewTests {
    private static let lata: SQL = "user_id = (SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com')"

    @Test func aSecondFileThatCannotBeReadCostsNeitherTextNorFile() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            _ = try await stranger.apply(slug)
            try await house.work()
            _ = try await stranger.apply(slug, file: .init(name: "scan.pdf", data: Data("%PDF-1.4 broken".utf8)))
            #expect(try await house.text("SELECT resume_text FROM candidate_profiles WHERE \(Self.lata)")?.contains("parcel tracking") == true)
            try await house.work()
            #expect(try await house.text("SELECT resume_text FROM candidate_profiles WHERE \(Self.lata)")?.contains("parcel tracking") == true)
            #expect(try await house.texts("SELECT file_name FROM candidate_files WHERE \(Self.lata) ORDER BY created_at") == ["lata.txt", "scan.pdf"])
            let page = try await house.browser(.admin).get("/desk/applications/\(try await house.application())")
            #expect(page.says("lata.txt") && page.says("scan.pdf"))
            let link = try #require(page.body.firstMatch(of: #/href="(\/desk\/candidates\/[^"]+\/files\/[^"]+)"[^>]*>lata.txt/#)?.1)
            let file = try await house.browser(.admin).get(String(link))
            #expect(file.status == 200 && file.body.contains("parcel tracking"))
            #expect(file.headers.first(name: "Content-Security-Policy") == "default-src 'none'; sandbox")
            #expect(file.headers.first(name: "Content-Disposition")?.hasPrefix("attachment") == true)
        }
    }

    @Test func bothApplicationsAreScoredByTheNewestFile() async throws {
        try await withHouse { house in
            let slugs = try await house.texts("SELECT slug_url FROM jobs WHERE status = 'Sourcing' AND NOT is_client_confidential ORDER BY slug_url LIMIT 2")
            let stranger = try await house.browser()
            _ = try await stranger.apply(slugs[0])
            _ = try await stranger.apply(slugs[1], file: .pdf())
            try await house.work()
            #expect(
                try await house.count("applications", where: "candidate_id = (SELECT id FROM users WHERE email_key LIKE 'lata%') AND match_score IS NOT NULL")
                    == 2)
        }
    }

    @Test func whoWasRejectedCannotBecomeNewByWithdrawing() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            _ = try await stranger.apply(slug)
            let link = try await house.privateLink()
            try await house.run("UPDATE applications SET status = 'Rejected', is_active = false WHERE id = \(try await house.application())")
            #expect(try await stranger.post("\(link)/withdraw").status == 409)
            #expect(try await house.text("SELECT status::text FROM applications WHERE id = \(try await house.application())") == "Rejected")
        }
    }

    @Test func withdrawingEndsTheConsent() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            _ = try await stranger.apply(slug)
            #expect(try await stranger.post("\(try await house.privateLink())/withdraw").status == 303)
            #expect(try await house.count("consents", where: "\(Self.lata) AND withdrawn_at IS NOT NULL") == 1)
        }
    }

    @Test func aCorrectedNumberIsNotThrownAway() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            _ = try await stranger.apply(slug, ["phone": "+91 98200 11223"])
            #expect(try await stranger.apply(slug, ["phone": "+91 98200 99999"]).location?.hasSuffix("updated") == true)
            #expect(try await house.text("SELECT alternate_phone FROM candidate_profiles WHERE \(Self.lata)") == "+919820099999")
        }
    }

    @Test func aMailboxGetsSoManyLettersAnHour() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            var statuses: [Int] = []
            for number in 1...11 {
                statuses.append(
                    try await stranger.apply(slug, file: .init(name: "\(number).txt", data: Data("\(Browser.File.resumeText)\n\(number)".utf8))).status)
            }
            #expect(statuses == Array(repeating: 303, count: 10) + [429])
            #expect(try await house.count("outbox") == 10)
        }
    }

    @Test func whatWasSentIsKeptWithoutItsSecret() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob()
            _ = try await house.browser().apply(slug)
            let link = try await house.privateLink()
            try await house.work()
            #expect(try await house.privateLink() == link, "the letter itself has it")
            #expect(try await house.text("SELECT body_text FROM outbox")?.contains(String(link.dropFirst(3))) == false)
        }
    }

    @Test func aDraftThatIsClosedStaysADraft() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let draft = try #require(try await house.texts("SELECT id::text FROM jobs WHERE status = 'Draft' LIMIT 1").first)
            _ = try await admin.post("/desk/jobs/\(draft)/close")
            #expect(try await house.text("SELECT status::text FROM jobs WHERE id::text = \(draft)") == "Draft")
        }
    }

    @Test func aTaxNumberCanBeRemovedAndTwoTabsDoNotOverwrite() async throws {
        try await withHouse { house in
            let admin = try await house.browser(.admin)
            let client = try #require(try await house.texts("SELECT id::text FROM clients WHERE corporate_identity ? 'pan' LIMIT 1").first)
            let page = try await admin.get("/api/v1/desk/clients/\(client)").json
            var fields = try #require(page["client"] as? [String: String])
            (fields["gst"], fields["pan"]) = ("", "")
            #expect(try await admin.post("/desk/clients/\(client)", fields).status == 303)
            #expect(try await house.text("SELECT corporate_identity - 'x' FROM clients WHERE id::text = \(client)") == "{}")
            let stale = try await admin.post("/desk/clients/\(client)", fields)
            #expect(stale.status == 422 && stale.says("Somebody else saved this client"))
        }
    }

    @Test func signingInIsTriedSoOftenAndNoMore() async throws {
        try await withHouse { house in
            let browser = try await house.browser()
            var statuses: [Int] = []
            for _ in 1...6 {
                statuses.append(try await browser.post("/sign-in", ["email": "nobody@example.com", "password": String(repeating: "x", count: 80)]).status)
            }
            #expect(statuses == Array(repeating: 422, count: 5) + [429])
        }
    }
}
