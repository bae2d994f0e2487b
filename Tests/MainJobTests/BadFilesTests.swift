import Accounts
import Documents
import Foundation
import Hiring
import Postgres
import TestKit
import Testing

/// Whatever somebody sends for a résumé, they are told what is the matter and lose nothing.
@Suite("Bad files", .fewAtATime) struct BadFilesTests {
    typealias File = Browser.File

    private static let unreadable: [(file: File, failure: ExtractionFailure)] = [
        (File(name: "locked.pdf", data: SamplePDF.encrypted()), .encrypted),
        (File(name: "cut.pdf", data: File.pdf().data.prefix(300)), .corrupt),
        (File(name: "scan.pdf", data: SamplePDF.picture()), .imageOnly),
        (
            File(name: "declared.docx", data: SampleZip.make([.init(name: "word/document.xml", content: Data([1, 2, 3]), method: 8, declared: 1 << 30)])),
            .zipBomb
        ),
        (File(name: "lying.docx", data: SampleZip.make([.init(name: "word/document.xml", content: Deflated.letters, method: 8, declared: 10)])), .zipBomb),
    ]

    @Test func anApplicationWhoseFileCannotBeReadIsKeptAndBothSidesAreTold() async throws {
        try await withHouse { house in
            let (slug, job) = try await house.openJob(), stranger = try await house.browser(), address = { (place: Int) in "person\(place)@example.com" }
            for (place, sent) in Self.unreadable.enumerated() {
                let answer = try await stranger.apply(slug, ["full_name": "Person \(place)", "email": address(place)], file: sent.file)
                #expect(answer.location == "/jobs/\(slug)/applied?how=received", "\(sent.file.name)")
            }
            try await house.work()
            #expect(try await house.count("background_jobs", where: "finished_at IS NULL") == 0, "work is left over")
            let recruiter = try await house.browser(as: try await house.owner(of: job)), queue = try await recruiter.get("/desk")
            for (place, sent) in Self.unreadable.enumerated() {
                let application = try await house.application(of: address(place)), words = sent.failure.message
                let profile: SQL = "SELECT resume_problem FROM candidate_profiles JOIN users ON id = user_id WHERE email = \(address(place))"
                #expect(try await house.text(profile) == words)
                let person: SQL = "type = 'PARSE_FAILURE' AND related_candidate_id = (SELECT candidate_id FROM applications WHERE id = \(application))"
                #expect(try await house.count("action_queue", where: person) == 1, "\(sent.file.name)")
                #expect(queue.says("The résumé of Person \(place) could not be read") && queue.says("\(sent.file.name), for ") && queue.says(words))
                let page = try await recruiter.get("/desk/applications/\(application)")
                #expect(page.status == 200 && page.says("The résumé could not be read.") && page.says(words), "\(sent.file.name)")
                let follow = try await stranger.get(try await house.privateLink(of: address(place)))
                #expect(follow.says("We could not read your résumé.") && follow.says(words) && follow.says("Your application is safe."))
            }
            let first = address(0)
            _ = try await stranger.apply(slug, ["full_name": "Person 0", "email": first])
            try await house.work()
            #expect(!(try await recruiter.get("/desk")).says("The résumé of Person 0"), "a copy that can be read does not settle the card")
            #expect(!(try await stranger.get(try await house.privateLink(of: first))).says("We could not read"))
        }
    }

    @Test func whatIsNoRésuméByItsContentIsRefusedBesideTheField() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            let picture = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) + Data(repeating: 7, count: 200)
            let program = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) + Data(repeating: 0, count: 9) + Data("GCC: (Ubuntu) 13".utf8)
            let files: [(file: File, failure: ExtractionFailure)] = [
                (File(name: "empty.pdf", data: Data()), .empty), (File(name: "picture.pdf", data: picture), .typeMismatch),
                (.pdf(name: "really-a-pdf.docx"), .typeMismatch), (File(name: "program.txt", data: program), .typeMismatch),
                (File(name: "program.exe", data: program), .unsupported), (File(name: "picture.png", data: picture), .unsupported),
            ]
            let before = try await house.everything()
            for (file, failure) in files {
                let answer = try await stranger.apply(slug, file: file)
                #expect(answer.status == 422, "\(file.name)")
                #expect(answer.hasProblem(beside: "resume") && answer.says(failure.message), "\(file.name)")
                #expect(answer.says("value=\"Lata Kulkarni\"") && answer.says("value=\"lata.kulkarni@example.com\""), "what was typed is lost")
            }
            let none = try await stranger.apply(slug, file: nil)
            #expect(none.status == 422 && none.says("Choose your résumé"))
            #expect(try await house.everything() == before)
            #expect(house.storedFiles().isEmpty)
        }
    }

    @Test func aFileOf50MegabytesIsRefusedAndTheNextVisitorIsServed() async throws {
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser()
            let before = try await house.everything()
            let large = try await stranger.apply(slug, file: File(name: "large.pdf", data: Data("%PDF-1.4\n".utf8) + Data(count: 50 << 20)))
            #expect(large.status == 413 && large.says("The limit is 10 MB for a file."))
            #expect(try await house.everything() == before)
            #expect(house.storedFiles().isEmpty)
            #expect(try await stranger.apply(slug).status == 303)
        }
    }

    @Test func theNameOfAFileIsShownAndIsNeverAPath() async throws {
        let names = [
            ("../../etc/passwd.pdf", "passwd.pdf"), ("..\\..\\windows\\cv.pdf", "cv.pdf"), ("lata\u{202E}fdp.pdf", "latafdp.pdf"), ("la\nta.pdf", "lata.pdf"),
            ("la%0D%0Ata.pdf", "lata.pdf"), ("<script>alert(1)<script>.pdf", "<script>alert(1)<script>.pdf"), ("a;b\\\"c.pdf", "a;b\"c.pdf"),
        ]
        try await withHouse { house in
            let (slug, _) = try await house.openJob(), stranger = try await house.browser(), recruiter = try await house.browser(.admin)
            for (place, (sent, kept)) in names.enumerated() {
                #expect(try await stranger.apply(slug, ["email": "person\(place)@example.com"], file: .pdf(name: sent)).status == 303, "\(sent)")
                let rows: SQL = "FROM candidate_profiles JOIN users ON id = user_id WHERE email = \("person\(place)@example.com")"
                #expect(try await house.text("SELECT resume_file_name \(rows)") == kept)
                let download = try await recruiter.get(try #require(try await house.text("SELECT resume_url \(rows)")))
                #expect(download.status == 200 && download.body.hasPrefix("%PDF-"))
                let shown = kept.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                #expect(download.header("Content-Disposition") == "attachment; filename*=UTF-8''\(shown)")
            }
            let sum = try #require(try await house.text("SELECT encode(sha256, 'hex') FROM stored_files ORDER BY created_at DESC LIMIT 1"))
            #expect(house.storedFiles() == ["\(sum.prefix(2))/\(sum.dropFirst(2).prefix(2))/\(sum)"], "one content is kept once")
            let all = FileManager.default.enumerator(atPath: house.folder.path)?.allObjects as? [String] ?? []
            #expect(!all.contains { $0.contains("passwd") || $0.hasSuffix(".pdf") })
            for place in ["../etc", "../../etc", "etc", "files/etc"] { #expect(!FileManager.default.fileExists(atPath: house.folder.path + "/" + place)) }
        }
    }
}

/// 70 MB of the letter A, deflated to half a megabyte: blocks of fixed codes that copy 258 letters each.
enum Deflated {
    static let letters: Data = {
        // BFINAL, BTYPE 01, the letter; then length 258 at distance 1 again and again. RFC 1951, 3.2.6.
        let begin = "110" + "01110001", copy = "11000101" + "00000", end = "0000000"
        let pattern = bytes(begin + String(repeating: copy, count: 24))
        // Eight copies are thirteen bytes; the third byte begins five bits into the first copy.
        return pattern.prefix(2) + (0..<34_000).reduce(into: Data()) { data, _ in data += pattern[2..<15] } + bytes(String(copy.dropFirst(5)) + end)
    }()

    /// The first bit is the lowest of its byte.
    private static func bytes(_ bits: String) -> Data {
        let bits = bits.map { $0 == "1" ? UInt8(1) : 0 }
        return Data(
            stride(from: 0, to: bits.count, by: 8).map { start in
                bits[start..<min(start + 8, bits.count)].enumerated().reduce(0) { $0 | $1.element << UInt8($1.offset) }
            })
    }
}
