import Foundation
import TestKit
import Testing

@testable import Documents

@Suite struct ExtractionTests {
    let place = Place()

    private func reason(_ data: Data, named name: String, _ change: (inout ExtractionLimits) -> Void = { _ in }) async throws -> ExtractionFailure? {
        var limits = ExtractionLimits()
        change(&limits)
        let file = try place.write(data, as: name)
        do {
            _ = try await Extraction.extract(file: file, limits: limits)
            return nil
        } catch let failure as ExtractionFailure {
            #expect(!failure.message.isEmpty)
            return failure
        }
    }

    @Test func twoColumnsAreReadOneAfterTheOther() async throws {
        var pieces = [SamplePDF.Piece(text: "Mara Quist, gardener and teacher of gardeners, Leeds, England", x: 60, y: 780, size: 14)]
        let left = ["CONTACT", "mara@quist.example", "Leeds", "SKILLS", "Pruning", "Grafting"]
        let right = ["EXPERIENCE", "Head Gardener", "Holm Estate", "Kept twelve acres in order", "EDUCATION", "Diploma in Horticulture"]
        for (row, text) in left.enumerated() { pieces.append(.init(text: text, x: 50, y: 700 - 20 * row)) }
        for (row, text) in right.enumerated() { pieces.append(.init(text: text, x: 300, y: 700 - 20 * row)) }
        let file = try place.write(SamplePDF.make(pieces), as: "cv.pdf")
        let text = try await Extraction.extract(file: file)
        #expect(text.mediaType == .pdf)
        #expect(text.lines.map(\.text).dropFirst() == (left + right)[...])
    }

    @Test func datesAtTheMarginStayInTheirLines() async throws {
        var pieces: [SamplePDF.Piece] = []
        let rows = [
            ("EXPERIENCE", ""), ("Baker, Rye & Co", "2015 - 2019"), ("Pastry Cook, Mill", "2011 - 2015"), ("Apprentice, Mill", "2009 - 2011"),
            ("Helper, Farm", "2008 - 2009"),
        ]
        for (row, cells) in rows.enumerated() {
            pieces.append(.init(text: cells.0, x: 50, y: 700 - 20 * row))
            if !cells.1.isEmpty { pieces.append(.init(text: cells.1, x: 450, y: 700 - 20 * row)) }
        }
        let file = try place.write(SamplePDF.make(pieces), as: "cv.pdf")
        let text = try await Extraction.extract(file: file)
        #expect(text.lines[1].cells.map(\.text) == ["Baker, Rye & Co", "2015 - 2019"])
    }

    @Test func linksBehindWordsAreFound() async throws {
        let data = SamplePDF.make([.init(text: "My pages are behind these words", x: 50, y: 700)], link: "https://www.linkedin.com/in/mara")
        let file = try place.write(data, as: "cv.pdf")
        let text = try await Extraction.extract(file: file)
        #expect(text.links.map(\.target) == ["https://www.linkedin.com/in/mara"])
    }

    @Test func aNamedReasonForEveryBadPDF() async throws {
        let good = SamplePDF.make([.init(text: "Enough letters to be a text of some kind", x: 50, y: 700)])
        #expect(try await reason(good, named: "good.pdf") == nil)
        #expect(try await reason(SamplePDF.encrypted(), named: "locked.pdf") == .encrypted)
        #expect(try await reason(good.prefix(300), named: "cut.pdf") == .corrupt)
        #expect(try await reason(Data(), named: "empty.pdf") == .empty)
        #expect(try await reason(SamplePDF.make([]), named: "blank.pdf") == .empty)
        #expect(try await reason(SamplePDF.picture(), named: "scan.pdf") { $0.readsPictures = false } == .imageOnly)
        #expect(try await reason(Data("%PDF-1.4 and nothing of the kind".utf8), named: "fake.pdf") == .corrupt)
    }

    @Test func aFileTooLargeIsNotEvenOpened() async throws {
        let file = place.url.appending(path: "large.pdf")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: 50 << 20)
        try handle.close()
        await #expect(throws: ExtractionFailure.tooLarge) { try await Extraction.extract(file: file) }
    }

    @Test func aToolThatTakesTooLongIsStopped() async throws {
        var limits = ExtractionLimits()
        limits.wallTime = .milliseconds(200)
        let folder = try ScratchFolder()
        let start = ContinuousClock.now
        await #expect(throws: ExtractionFailure.timeout) {
            _ = try await LimitedProcess(program: "sleep", limits: limits).run(["600"], in: folder)
        }
        #expect(ContinuousClock.now - start < .seconds(60))  // the machine may be busy; the tool would take ten minutes
    }

    @Test func aToolSeesNothingOfOurEnvironment() async throws {
        let folder = try ScratchFolder()
        let outcome = try await LimitedProcess(program: "env", limits: ExtractionLimits()).run([], in: folder)
        let names = Set(String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map { $0.prefix { $0 != "=" } })
        #expect(names.subtracting(["PATH", "LANG", "HOME", "OMP_THREAD_LIMIT", "PWD"]).isEmpty)
    }

    @Test func contentDecidesAndNotTheEnding() async throws {
        let file = try place.write("Mara Quist\nmara@quist.example\nGardener since 2009", as: "cv.pdf")
        #expect(try await Extraction.extract(file: file).mediaType == .text)
        #expect(try await reason(Data([0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0, 4, 0, 0]), named: "cv.pdf") == .typeMismatch)
        #expect(try await reason(Data([0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0, 4, 0, 0]), named: "cv.exe") == .unsupported)
        #expect(try await reason(SampleZip.make([.init(name: "a.txt", content: Data("hi".utf8))]), named: "cv.docx") == .typeMismatch)
    }

    @Test(arguments: [String.Encoding.utf8, .utf16, .utf16LittleEndian, .windowsCP1252])
    func textInAnyUsualEncoding(_ encoding: String.Encoding) async throws {
        let words = "Zoë Müller\nzoe@mueller.example\nGärtnerin in Köln"
        let file = try place.write(try #require(words.data(using: encoding)), as: "cv.txt")
        #expect(try await Extraction.extract(file: file).text == words)
    }

    @Test func richTextAndWebPages() async throws {
        let rtf = try place.write(
            #"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\b Zo\'eb M\u252?ller\b0\par zoe@mueller.example\par Gardener at Holm Estate}"#, as: "cv.rtf")
        #expect(try await Extraction.extract(file: rtf).text == "Zoë Müller\nzoe@mueller.example\nGardener at Holm Estate")
        let page = try place.write(
            "<!DOCTYPE html><html><head><style>p{}</style></head><body><h1>Zo&euml; M&#252;ller</h1><script>alert(1)</script><p>Gardener &amp; <b>teacher</b></p><a href=\"https://zoe.example\">home page</a></body></html>",
            as: "cv.html")
        let text = try await Extraction.extract(file: page)
        #expect(!text.text.contains("alert"))
        #expect(text.text.contains("Gardener & teacher"))
        #expect(text.links.map(\.target) == ["https://zoe.example"])
    }
}

@Suite struct WordFileTests {
    let place = Place()

    private func extract(_ data: Data) async throws -> ExtractedText {
        try await Extraction.extract(file: try place.write(data, as: "cv.docx"))
    }

    @Test func paragraphsTabsAndTablesKeepTheirOrder() async throws {
        let body =
            SampleZip.paragraph("Mara Quist, gardener")
            + "<w:p><w:r><w:t>Head Gardener</w:t><w:tab/><w:t>2015 - 2019</w:t></w:r></w:p>"
            + "<w:tbl><w:tr><w:tc>\(SampleZip.paragraph("Diploma"))</w:tc><w:tc>\(SampleZip.paragraph("2009"))</w:tc></w:tr></w:tbl>"
        let text = try await extract(SampleZip.docx(body))
        #expect(text.mediaType == .docx)
        #expect(text.lines.map { $0.cells.map(\.text) } == [["Mara Quist, gardener"], ["Head Gardener", "2015 - 2019"], ["Diploma", "2009"]])
    }

    @Test func aTableThatLaysOutThePageIsReadCellByCell() async throws {
        let left = SampleZip.paragraph("CONTACT") + SampleZip.paragraph("mara@quist.example")
        let right = SampleZip.paragraph("EXPERIENCE") + SampleZip.paragraph("Head Gardener")
        let text = try await extract(SampleZip.docx("<w:tbl><w:tr><w:tc>\(left)</w:tc><w:tc>\(right)</w:tc></w:tr></w:tbl>"))
        #expect(text.lines.map(\.text) == ["CONTACT", "mara@quist.example", "EXPERIENCE", "Head Gardener"])
    }

    @Test func entitiesThatGrowAreRefused() async throws {
        let laughs = "<!DOCTYPE x [<!ENTITY a \"ha ha ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
        await #expect(throws: ExtractionFailure.zipBomb) {
            try await extract(SampleZip.docx(SampleZip.paragraph("&b;"), prolog: laughs))
        }
    }

    @Test func aDeclaredBombIsRefusedUnopened() async throws {
        let member = SampleZip.Member(name: "word/document.xml", content: Data([1, 2, 3]), method: 8, declared: 1 << 30)
        await #expect(throws: ExtractionFailure.zipBomb) { try await extract(SampleZip.make([member])) }
    }

    @Test func aBombThatLiesOfItsSizeIsStoppedWhileItGrows() async throws {
        // A thousand deflate blocks of one length-258 copy each would be tedious by hand; stored blocks grow as well when
        // the limit is small.
        var limits = ExtractionLimits()
        limits.inflatedBytes = 1 << 20
        let block = Data([0x00, 0xFF, 0xFF, 0x00, 0x00]) + Data(repeating: 65, count: 65_535)
        let packed = (0..<40).reduce(Data()) { data, _ in data + block } + Data([0x01, 0, 0, 0xFF, 0xFF])
        let archive = try ZipArchive(SampleZip.make([.init(name: "a", content: packed, method: 8, declared: 10)]), limits: limits)
        #expect(throws: ExtractionFailure.zipBomb) { try archive.content(of: "a") }
    }

    @Test func aCutFileIsCorrupt() async throws {
        let whole = SampleZip.docx(SampleZip.paragraph("Mara Quist, gardener of Holm Estate"))
        await #expect(throws: ExtractionFailure.corrupt) { try await extract(whole.prefix(whole.count - 40)) }
    }
}
