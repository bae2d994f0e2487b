import Accounts
import Background
import Documents
import Foundation
import Hiring
import NIOHTTP1
import Postgres
import TestKit
import Testing

/// Many people coming in at once.
@Suite("Imports", .fewAtATime) struct ImportTests {
    private func items(_ house: RunningHouse, _ id: String) async throws -> [String] {
        try await house.texts("SELECT number || ' ' || name || ': ' || status FROM import_items WHERE import_id::text = \(id) ORDER BY number")
    }

    private func status(_ house: RunningHouse, _ id: String) async throws -> String? {
        try await house.text("SELECT status FROM imports WHERE id::text = \(id)")
    }

    private func id(_ reply: Reply) throws -> String { String(try #require(reply.location?.firstMatch(of: #/\/desk\/imports\/([0-9a-f-]{36})/#)?.1)) }

    @Test func anArchiveOfRésumésBecomesPeopleAndEachFileSaysWhatBecameOfIt() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), recruiter = try await house.browser(.recruiter)
            #expect(try await house.browser().apply(slug, file: .pdf()).status == 303)
            try await house.work()
            let asha = Packed.resume("Asha Rao", email: "asha.rao@example.com", phone: "+91 98765 00001")
            let zip = SampleZip.make([
                .init(name: "fair/asha.txt", content: asha),
                .init(name: "fair/deep/er/../ravi.txt", content: Packed.resume("Ravi Iyer", email: "ravi@example.com", phone: "+91 98765 00002")),
                .init(name: "fair/asha copy.txt", content: asha),
                .init(
                    name: "fair/asha new.txt", content: Packed.resume("Asha Rao", email: "Asha.Rao+jobs@example.com", phone: "+91 98765 00009", role: "Lead")),
                .init(name: "fair/lata.txt", content: Packed.resume("Lata K", email: "lata.k@example.com", phone: "09820011223")),
                .init(name: "__MACOSX/fair/._asha.txt", content: Data("x".utf8)), .init(name: "fair/.DS_Store", content: Data("x".utf8)),
                .init(name: "fair/locked.txt", content: Data("x".utf8), flags: 1),
                .init(
                    name: "fair/setup.exe", content: Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 9) + Data("GCC: (Ubuntu) 13".utf8)),
                .init(name: "fair/shopping.txt", content: Data("Milk, bread and two dozen eggs, please, and do not forget the paper for the printer.".utf8)),
                .init(name: "fair/empty.pdf", content: Data()), .init(name: "fair/bomb.docx", content: Deflated.letters, method: 8, declared: 70 << 20),
            ])
            let sent = try await recruiter.upload(
                "/desk/imports/resumes", ["detail": "Job fair", "tags": "Fair, Pune"], .init(name: "fair.zip", data: zip), field: "files")
            let id = try id(sent)
            let early = try await recruiter.get("/desk/imports/\(id)")
            #expect(early.status == 200 && early.says("running"))
            try await house.work()
            #expect(try await status(house, id) == "done")
            #expect(
                try await items(house, id) == [
                    "1 asha.txt: imported", "2 ravi.txt: imported", "3 asha copy.txt: duplicate", "4 asha new.txt: duplicate", "5 lata.txt: duplicate",
                    "6 ._asha.txt: skipped", "7 .DS_Store: skipped", "8 locked.txt: failed", "9 setup.exe: failed", "10 shopping.txt: failed",
                    "11 empty.pdf: failed",
                    "12 bomb.docx: failed",
                ])
            let reasons = try await house.texts("SELECT reason FROM import_items WHERE import_id::text = \(id) AND status = 'failed' ORDER BY number")
            #expect(
                reasons[0] == ExtractionFailure.encrypted.message && reasons[1] == ExtractionFailure.unsupported.message
                    && reasons[2] == ExtractionFailure.notAResume.message)
            #expect(reasons[3] == ExtractionFailure.empty.message && reasons[4] == ExtractionFailure.tooLarge.message)

            // One profile each, found at once, with where it came from and who said what; nobody has agreed to anything.
            let person: SQL = "SELECT id FROM users WHERE email_key = 'asha.rao@example.com'"
            #expect(try await house.count("users", where: "full_name = 'Asha Rao'") == 1)
            #expect(
                try await house.text(
                    "SELECT source || '/' || source_detail || '/' || (field_sources->>'skills') FROM candidate_profiles WHERE user_id = (\(person))")
                    == "Import/Job fair/resume")
            #expect(try await house.texts("SELECT tag FROM candidate_tags WHERE user_id = (\(person)) ORDER BY tag") == ["fair", "pune"])
            #expect(try await house.count("candidate_work_history", where: "profile_id = (\(person)) AND company_name = 'Northwind Payments'") == 1)
            #expect(try await house.count("candidate_search", where: "user_id = (\(person))") == 1)
            #expect(try await house.count("consents", where: "user_id = (\(person))") == 0)
            #expect(try await house.texts("SELECT file_name FROM candidate_files WHERE user_id = (\(person)) ORDER BY id") == ["asha.txt", "asha new.txt"])
            // By the number alone, written without its country, the applicant is found; the file is kept with her.
            #expect(
                try await house.text("SELECT full_name FROM users JOIN candidate_files ON user_id = users.id WHERE file_name = 'lata.txt'") == "Lata Kulkarni")
            #expect(try await house.count("activity_logs", where: "action_type IN ('STARTED_IMPORT', 'FINISHED_IMPORT')") == 2)

            let page = try await recruiter.get("/desk/imports/\(id)")
            #expect(page.says("locked.txt") && page.says("Try the failure again"))
            let csv = try await recruiter.get("/desk/imports/\(id)/failures.csv")
            #expect(csv.status == 200 && csv.body.split(separator: "\r\n").count == 6 && csv.says("shopping.txt,10,"))
            let json = try await recruiter.get("/api/v1/desk/imports/\(id)?status=duplicate").json
            #expect((json["counts"] as? [String: Int])?["duplicate"] == 3 && (json["items"] as? [[String: Any]])?.count == 3)

            // What failed is tried again where it is still there, and ends once more; the rest is left alone.
            #expect(try await recruiter.post("/desk/imports/\(id)/retry").status == 303)
            #expect(try await house.count("import_items", where: "status = 'waiting'") == 1)
            try await house.work()
            #expect(try await status(house, id) == "done")
            #expect(try await house.count("import_items", where: "status = 'failed'") == 5)
            #expect(try await house.count("users", where: "full_name = 'Asha Rao'") == 1)
        }
    }

    @Test func anImportIsPausedGoesOnAndIsCancelled() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            let files = (0..<5).map {
                Browser.File(
                    name: "cv\($0).txt",
                    data: Packed.resume("Person \("ABCDE".dropFirst($0).prefix(1))", email: "p\($0)@example.com", phone: "+91 98765 1000\($0)"))
            }
            let none = try await recruiter.upload("/desk/imports/resumes", ["tags": "kept"], nil, field: "files")
            #expect(none.status == 422 && none.hasProblem(beside: "files") && none.says("value=\"kept\""))
            let one = try id(try await recruiter.upload("/desk/imports/resumes", files: files, field: "files"))
            #expect(try await recruiter.post("/desk/imports/\(one)/pause").status == 303)
            try await house.work()
            #expect(try await status(house, one) == "paused")
            #expect(try await house.count("import_items", where: "status = 'waiting'") == 5)
            #expect((try await recruiter.get("/desk/imports/\(one)")).says("Go on"))
            // A second click, and a click in an older tab, change nothing and are not on record.
            #expect(try await recruiter.post("/desk/imports/\(one)/pause").status == 303)
            #expect(try await house.count("activity_logs", where: "action_type = 'PAUSED_IMPORT'") == 1)
            #expect(try await recruiter.post("/desk/imports/\(one)/continue").status == 303)
            try await house.work()
            #expect(try await status(house, one) == "done")
            #expect(try await house.count("import_items", where: "status = 'imported'") == 5)
            #expect(try await recruiter.post("/desk/imports/\(one)/cancel").status == 303)
            #expect(try await status(house, one) == "done", "what is over cannot be cancelled")

            let two = try id(
                try await recruiter.upload(
                    "/desk/imports/resumes",
                    files: [.init(name: "x.txt", data: Packed.resume("Zoya Khan", email: "zoya@example.com", phone: "+91 98765 20000"))], field: "files"))
            #expect(try await recruiter.post("/desk/imports/\(two)/cancel").status == 303)
            try await house.work()
            #expect(try await status(house, two) == "cancelled")
            #expect(try await items(house, two) == ["1 x.txt: skipped"])
            #expect(try await house.count("users", where: "full_name = 'Zoya Khan'") == 0)
            for browser in [try await house.browser(.sales), try await house.browser(.candidate)] {
                #expect(try await browser.get("/desk/imports/\(one)").status == 403)
            }
        }
    }

    @Test func aProgramThatEndsInTheMiddleLosesNothingAndDoesNothingTwice() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter)
            let people = (0..<40).map {
                (name: "cv\($0).txt", data: Packed.resume("Person Number", email: "n\($0)@example.com", phone: "+91 98700 \(10_000 + $0)"))
            }
            let id = try id(try await recruiter.upload("/desk/imports/resumes", [:], .init(name: "all.zip", data: Packed.zip(people)), field: "files"))
            // The eleventh file ends the transaction in which it is written, as a power cut would.
            try await house.run("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''power cut''; END'")
            try await house.run(
                "CREATE TRIGGER cut BEFORE UPDATE ON import_items FOR EACH ROW WHEN (NEW.number = 11 AND NEW.status = 'imported') EXECUTE FUNCTION cut()")
            try await house.work()
            #expect(try await house.count("import_items", where: "status = 'waiting' AND attempts > 0") >= 32)
            #expect(try await house.count("users", where: "full_name = 'Person Number'") == 0, "half of a batch was written")
            try await house.run("DROP TRIGGER cut ON import_items")
            // The worker held its work and died: the lease runs out, and another takes over.
            try await house.run("UPDATE background_jobs SET locked_until = now() - interval '1 second', run_at = now() WHERE finished_at IS NULL")
            try await house.work()
            #expect(try await status(house, id) == "done")
            #expect(try await house.count("import_items", where: "status = 'imported'") == 40)
            #expect(try await house.count("users", where: "full_name = 'Person Number'") == 40)
            #expect(try await house.count("candidate_files", where: "file_name LIKE 'cv%'") == 40)
            // The very same archive once more: everybody is here.
            let again = try self.id(try await recruiter.upload("/desk/imports/resumes", [:], .init(name: "all.zip", data: Packed.zip(people)), field: "files"))
            try await house.work()
            #expect(try await house.count("import_items", where: "import_id::text = \(again) AND status = 'duplicate'") == 40)
            #expect(try await house.count("users", where: "full_name = 'Person Number'") == 40)
            #expect(try await house.count("candidate_files", where: "file_name LIKE 'cv%'") == 40)
        }
    }

    @Test func aTableIsTriedAndBroughtIn() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), recruiter = try await house.browser(.recruiter)
            #expect(try await house.browser().apply(slug).status == 303)
            try await house.work()
            let table = """
                Candidate Name;Email ID;Mobile No;Current CTC(In Lakhs);Total Exp;Notice Period;Current Location;Gender
                "Núñez, José";jose@example.com;+91 98111 00001;12,5;5 Year(s) 3 Month(s);Immediate;Pune;Male
                Meera Nair;meera.nair@example.com;98111 00002;22.75;11;30 days;Kochi;Female
                Lata Kulkarni;lata.kulkarni@example.com;+91 99999 11111;18;6;2 months;Nagpur;Female
                Meera N;meera.nair@example.com;98111 00002;;;;Mumbai;
                Broken Mail;not an address;98111 00003;;;;;
                ;;98111 00004;;;;;
                Odd Pay;odd@example.com;;plenty;3;soon;Delhi;

                Too;many@example.com;;;;;;;cells
                """
            let bytes = try #require(table.replacing("\n", with: "\r\n").data(using: .windowsCP1252))
            let before = try await house.everything()
            let sent = try await recruiter.upload("/desk/imports/csv", ["tags": "list"], .init(name: "people.csv", data: bytes), field: "table")
            let id = try id(sent), place = "/desk/imports/\(id)"
            let page = try await recruiter.get(place)
            #expect(page.says("Windows-1252") && page.says("semicolons") && page.says("Núñez, José · Meera Nair"))
            #expect(
                page.says("<option value=\"full_name\" selected>") && page.says("<option value=\"current_ctc\" selected>")
                    && !page.says("<option value=\"gender\" selected>"))
            let columns = [
                "column-0": "full_name", "column-1": "email", "column-2": "phone", "column-3": "current_ctc", "column-4": "total_experience_years",
                "column-5": "notice_period", "column-6": "current_locations", "tags": "list", "known": "update", "currency": "INR",
            ]
            let twice = try await recruiter.post("\(place)/mapping", columns.merging(["column-2": "email"]) { $1 })
            #expect(twice.status == 422 && twice.hasProblem(beside: "column-0"))
            #expect(try await recruiter.post("\(place)/mapping", columns).status == 303)
            try await house.work()
            let check = try await recruiter.get("/api/v1\(place)").json["check"] as? [String: Any]
            #expect(
                check?["rows"] as? Int == 8 && check?["new"] as? Int == 3 && check?["updated"] as? Int == 2 && check?["failed"] as? Int == 3
                    && check?["partly"] as? Int == 2)
            #expect(
                try await everythingButWork(house) == before.split(separator: "\n").filter { !$0.hasPrefix("background_jobs") }.joined(separator: "\n"),
                "trying wrote something")
            let reasons = try await recruiter.get("\(place)/check.csv")
            #expect(reasons.says("6,Broken Mail,“not an address” is no e-mail address.") && reasons.says("It has neither a name nor an e-mail."))
            #expect(reasons.says("12,5") || reasons.says("12.5"))

            #expect(try await recruiter.post("\(place)/start").status == 303)
            try await house.work()
            #expect(try await status(house, id) == "done")
            #expect(
                try await items(house, id).map { String($0.split(separator: " ").last ?? "") } == [
                    "imported", "imported", "updated", "updated", "failed", "failed", "imported", "failed",
                ])
            func value(_ column: String, _ email: String) async throws -> String? {
                try await house.text("SELECT \(identifier: column)::text FROM candidate_profiles JOIN users ON id = user_id WHERE email_key = \(email)")
            }
            #expect(try await value("current_ctc", "meera.nair@example.com") == "2275000")
            #expect(try await value("phone", "meera.nair@example.com") == "+919811100002")
            #expect(try await value("total_experience_years", "jose@example.com") == "5.3")
            #expect(try await value("notice_period", "jose@example.com") == "0")
            #expect(try await value("current_locations", "meera.nair@example.com") == "[\"Kochi\"]")
            #expect(try await house.text("SELECT full_name FROM users WHERE email_key = 'jose@example.com'") == "Núñez, José")
            #expect(
                try await house.text("SELECT field_sources->>'phone' FROM candidate_profiles JOIN users ON id = user_id WHERE email_key = 'jose@example.com'")
                    == "import")
            #expect(try await house.text("SELECT reason FROM import_items WHERE name = 'Odd Pay'")?.hasPrefix("Without Earns a year:") == true)
            // The applicant: what she said stays and is proposed otherwise, what nobody said is filled in.
            let lata: SQL = "user_id = (SELECT id FROM users WHERE email_key = 'lata.kulkarni@example.com')"
            #expect(try await value("phone", "lata.kulkarni@example.com") == "+919820011223")
            #expect(try await value("notice_period", "lata.kulkarni@example.com") == "60")
            #expect(
                try await house.text("SELECT value#>>'{}' FROM profile_proposals WHERE field = 'phone' AND source = 'import' AND \(lata)") == "+919999911111")
            #expect(
                try await house.text(
                    "SELECT value->>0 FROM profile_proposals JOIN users ON users.id = user_id WHERE field = 'current_locations' AND email_key = 'meera.nair@example.com'"
                ) == "Mumbai")
            #expect(try await house.count("candidate_search", where: "user_id = (SELECT id FROM users WHERE email_key = 'jose@example.com')") == 1)
            #expect(try await house.count("candidate_tags", where: "tag = 'list'") == 4)

            // What failed is taken along, mended, and sent again; who is here is skipped when asked for.
            let failures = try await recruiter.get("\(place)/failures.csv")
            #expect(failures.says("Candidate Name,Email ID") && failures.says("Broken Mail,not an address,98111 00003"))
            let mended = failures.body.replacing("not an address", with: "broken@example.com")
            let second = try self.id(try await recruiter.upload("/desk/imports/csv", [:], .init(name: "mended.csv", data: Data(mended.utf8)), field: "table"))
            var more = columns
            more["known"] = "skip"
            #expect(try await recruiter.post("/desk/imports/\(second)/mapping", more).status == 303)
            #expect(try await recruiter.post("/desk/imports/\(second)/start").status == 303)
            try await house.work()
            #expect(try await house.count("users", where: "email_key = 'broken@example.com'") == 1)
        }
    }

    private func everythingButWork(_ house: RunningHouse) async throws -> String {
        try await house.everything().split(separator: "\n").filter { !$0.hasPrefix("background_jobs") }.joined(separator: "\n")
    }

    @Test func aTableOfThousandsIsBroughtInOnceThroughCrashes() async throws {
        try await withHouse { house in
            let recruiter = try await house.browser(.recruiter), count = 2_500
            let sent = try await recruiter.upload("/desk/imports/csv", [:], .init(name: "bulk.csv", data: Data(Packed.table(count).utf8)), field: "table")
            let id = try id(sent)
            #expect(try await recruiter.post("/desk/imports/\(id)/start").status == 303)
            try await house.run("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''power cut''; END'")
            try await house.run("CREATE TRIGGER cut BEFORE INSERT ON import_items FOR EACH ROW WHEN (NEW.number = 1500) EXECUTE FUNCTION cut()")
            try await house.work()
            #expect(try await house.count("users", where: "email_key LIKE '%@bulk.example'") == 1_000, "the first stretch stands, of the second nothing")
            // The last people were written, and the program ended before they could be found.
            try await house.run("DELETE FROM candidate_search USING users WHERE users.id = user_id AND email_key LIKE '%@bulk.example'")
            try await house.run("UPDATE imports SET options = options || '{\"searched\": 0}' WHERE id::text = \(id)")
            try await house.run("DROP TRIGGER cut ON import_items")
            try await house.run("UPDATE background_jobs SET locked_until = now() - interval '1 second', run_at = now() WHERE finished_at IS NULL")
            try await house.work()
            #expect(try await status(house, id) == "done")
            for (table, condition): (String, SQL) in [
                ("users", "email_key LIKE '%@bulk.example'"), ("import_items", "status = 'imported'"),
                ("candidate_search", "user_id IN (SELECT id FROM users WHERE email_key LIKE '%@bulk.example')"),
                (
                    "candidate_profiles",
                    "user_id IN (SELECT id FROM users WHERE email_key LIKE '%@bulk.example') AND current_ctc = 1250000 AND notice_period = 30"
                ),
            ] {
                #expect(try await house.count(table, where: condition) == count, "\(table)")
            }
            #expect(try await house.text("SELECT total::text FROM imports WHERE id::text = \(id)") == "\(count)")
        }
    }
}
