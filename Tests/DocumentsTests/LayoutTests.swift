import Foundation
import TestKit
import Testing

@testable import Documents

/// How pieces of text on a page become lines in the order in which a person reads them.
@Suite struct LayoutTests {
    private func lines(_ pieces: [(String, Double, Double, Double)]) -> [TextLine] {
        ReadingOrder.lines(
            of: pieces.map { PositionedRun(page: 0, x: $0.1, y: $0.2, width: $0.3, height: 11, size: 10, isBold: false, text: $0.0) })
    }

    @Test func headingsInTheMiddleOfThePageAreNoColumn() {
        var pieces: [(String, Double, Double, Double)] = [("A line of text as wide as the page, so that the page has its full width", 50, 60, 490)]
        for (row, heading) in ["EXPERIENCE", "EDUCATION", "SKILLS"].enumerated() {
            let y = 100 + Double(row) * 120
            pieces.append((heading, 265, y, 60))
            for line in 1...4 { pieces.append(("Short text \(row)\(line)", 50, y + Double(line) * 16, 90)) }
        }
        let read = lines(pieces).map(\.text)
        #expect(read[1] == "EXPERIENCE")
        #expect(read[2] == "Short text 01")
        #expect(read.firstIndex(of: "SKILLS")! > read.firstIndex(of: "Short text 14")!)
    }

    @Test func aBoldPostCloseToItsDateIsACellOfItsOwn() {
        func run(_ text: String, _ x: Double, _ width: Double, isBold: Bool) -> PositionedRun {
            PositionedRun(page: 0, x: x, y: 100, width: width, height: 10, size: 10.7, isBold: isBold, text: text)
        }
        func cells(isBold: Bool) -> [String] {
            let runs = [run("June 2019 –", 67, 56, isBold: false), run("Pharmacist", 131, 80, isBold: isBold)]
            return ReadingOrder.lines(of: runs)[0].cells.map(\.text)
        }
        #expect(cells(isBold: true) == ["June 2019 –", "Pharmacist"] && cells(isBold: false) == ["June 2019 – Pharmacist"])
    }

    @Test func columnsWithHeadingsInAnotherLanguageAreColumns() {
        let left = ["Contacto", "+34 655 550 128", "Habilidades", "Contabilidad", "Idiomas", "Inglés B2"]
        let right = ["Experiencia laboral", "Contable senior", "Grupo Ferrovial", "Educación", "Grado en Empresas", "Universidad Complutense"]
        var pieces: [(String, Double, Double, Double)] = []
        for row in left.indices {
            let y = 100 + Double(row) * 16
            pieces += [(left[row], 46, y, 110), (right[row], 205, y, 180)]
        }
        #expect(lines(pieces).map(\.text) == left + right)
    }

    @Test func datesBesideJobsStayWithThem() {
        var pieces: [(String, Double, Double, Double)] = [("Bilal Qureshi", 28, 30, 300)]
        for row in 0..<3 {
            let y = 110 + Double(row) * 90
            pieces += [("0\(row + 1)/2020 — 02/2021", 40, y, 84), ("Leeds", 40, y + 16, 40)]
            pieces += [("Mercy General", 140, y, 160), ("Staff Nurse", 140, y + 16, 80), ("Cared for six patients of a ward", 154, y + 32, 250)]
        }
        let read = lines(pieces)
        #expect(read[1].cells.map(\.text) == ["01/2020 — 02/2021", "Mercy General"])
        #expect(read.count { $0.cells.count == 2 } == 6)
    }

    @Test func anAddressTooLongForItsColumnPartsNothing() {
        var pieces: [(String, Double, Double, Double)] = []
        for (row, text) in ["Contact", "+44 7700 900123", "https://www.linkedin.com/in/william-baker", "Skills", "Welding", "Grinding"].enumerated() {
            pieces.append((text, 46, 100 + Double(row) * 14, row == 2 ? 180 : 80))
        }
        for (row, text) in ["Profile", "A welder who likes long seams", "Experience", "Welder", "Acme Ltd", "Welded ships and bridges"].enumerated() {
            pieces.append((text, 205, 107 + Double(row) * 14, 170))
        }
        let read = lines(pieces).map(\.text)
        #expect(read.prefix(6) == ["Contact", "+44 7700 900123", "https://www.linkedin.com/in/william-baker", "Skills", "Welding", "Grinding"])
    }

    @Test func aTableWithNamedColumnsIsReadRowByRow() {
        var pieces: [(String, Double, Double, Double)] = []
        let rows = [
            ["Course", "Institute", "Year"], ["B.E. Civil", "Anna University", "2019"], ["HSC", "State Board", "2015"], ["SSC", "State Board", "2013"],
            ["Drawing", "Town School", "2012"],
        ]
        for (row, cells) in rows.enumerated() {
            for (column, text) in cells.enumerated() { pieces.append((text, 50 + 180 * Double(column), 100 + Double(row) * 16, 80)) }
        }
        #expect(lines(pieces).map { $0.cells.map(\.text) } == rows)
    }

    @Test func cellsThatStandInTheMiddleOfTheirHeightAreWhole() {
        let columns: [Double] = [56, 168, 270, 372]
        /// The lines of each cell of a row, in the middle of a row that is `height` lines high.
        func row(_ y: Double, _ cells: [[String]]) -> [(String, Double, Double, Double)] {
            let height = cells.map(\.count).max() ?? 1
            return zip(columns, cells).flatMap { x, lines in
                lines.enumerated().map { ($1, x, y + (Double(height - lines.count) / 2 + Double($0)) * 14, 70) }
            }
        }
        var pieces: [(String, Double, Double, Double)] = [("WORK EXPERIENCE", 50, 100, 140)]
        pieces += row(130, [["Company"], ["Designation"], ["Period"], ["Job Profile"]])
        pieces += row(
            155,
            [["Larsen and Toubro", "Infrastructure", "Limited"], ["Senior Engineer"], ["Jan 2020 –", "Present"], ["Design of", "steel", "and", "concrete"]])
        pieces += row(222, [["Tata Projects"], ["Assistant", "Manager"], ["2016 – 2019"], ["Detailing"]])
        pieces += [("SKILLS", 50, 270, 50), ("Welding", 50, 284, 50)]
        #expect(
            lines(pieces).map { $0.cells.map(\.text) } == [
                ["WORK EXPERIENCE"], ["Company", "Designation", "Period", "Job Profile"],
                ["Larsen and Toubro Infrastructure Limited", "Senior Engineer", "Jan 2020 – Present", "Design of steel and concrete"],
                ["Tata Projects", "Assistant Manager", "2016 – 2019", "Detailing"], ["SKILLS"], ["Welding"],
            ])
    }

    /// Poppler makes one piece of a label and its value where both are of one font.
    @Test func labelsThatEndAtTheEdgeOfTheDatesArePartedFromTheirValues() {
        let pieces: [(String, Double, Double, Double)] = [
            ("Mara Quist", 57, 58, 130), ("Experience", 57, 109, 78), ("2019–present", 95, 131, 72), ("Structural Engineer", 175, 131, 116),
            ("Towers of steel, in teams of six and more", 175, 145, 296), ("2015–2019", 108, 159, 59), ("Junior Engineer", 175, 159, 92),
            ("Skills", 57, 225, 36),
            ("CAD AutoCAD, Revit", 144, 247, 111), ("Analysis STAAD Pro, ETABS, SAFE", 123, 261, 180), ("Office Excel, PowerPoint", 136, 275, 131),
        ]
        #expect(
            lines(pieces).suffix(3).map { $0.cells.map(\.text) } == [
                ["CAD", "AutoCAD, Revit"], ["Analysis", "STAAD Pro, ETABS, SAFE"], ["Office", "Excel, PowerPoint"],
            ])
    }

    @Test func twoSpacesPartWhereTheLineBesideHasAColumn() {
        let source = "CAD        AutoCAD, Revit\nDetailing  Tekla, Advance Steel\nTwo spaces.  After a stop"
        #expect(
            LineText.lines(of: source).map { $0.cells.map(\.text) } == [
                ["CAD", "AutoCAD, Revit"], ["Detailing", "Tekla, Advance Steel"], ["Two spaces.  After a stop"],
            ])
    }

    @Test func theHeadingOverATableOfTwoColumnsIsNoneOfItsLeftOne() {
        var pieces: [(String, Double, Double, Double)] = [
            ("Grace Achieng of Nairobi in Kenya, with a line as wide as the page", 44, 72, 400), ("Employment", 44, 96, 75),
        ]
        for (row, (firm, post)) in [("Safaricom PLC", "Team Leader"), ("Airtel Kenya", "Call Centre Agent"), ("Nakumatt Holdings", "Cashier")].enumerated() {
            let y = 123 + Double(row) * 56
            pieces += [(firm, 46, y, 90), ("Nairobi", 46, y + 14, 40), ("02/2015 – 05/2019", 46, y + 28, 95)]
            pieces += [(post, 223, y, 110), ("Ninety calls a day", 236, y + 15, 100), ("Trained new agents", 236, y + 29, 110)]
        }
        #expect(lines(pieces)[2].cells.map(\.text) == ["Safaricom PLC", "Team Leader"])
        #expect(lines(pieces).count { $0.cells.count == 2 } == 9)
    }

    @Test func whatEndsAtTheRightEdgeIsNoColumn() {
        var pieces: [(String, Double, Double, Double)] = [("PRIYA RAGHUNATHAN", 330, 40, 225), ("Noida", 520, 60, 35), ("+91 98765 43210", 455, 76, 100)]
        for row in 0..<4 {
            let y = 110 + Double(row) * 40
            pieces += [
                ("Clerk number \(row)", 40, y, 90), (row == 1 ? "2014 – 2016" : "May 2017 – June 2019", row == 1 ? 495 : 455, y, row == 1 ? 60 : 100),
                ("Kept the books of a shop", 40, y + 14, 150),
            ]
        }
        #expect(lines(pieces).contains { $0.cells.map(\.text) == ["Clerk number 1", "2014 – 2016"] })
    }
}

/// Links that no text holds, and the sizes of pages.
@Suite struct PageFactsTests {
    let place = Place()

    @Test func aLinkBehindAnIconIsFound() async throws {
        let pieces = (0..<4).map { SamplePDF.Piece(text: "Mara Quist, gardener of Holm Estate, line \($0)", x: 60, y: 400 - 20 * $0) }
        let file = try place.write(SamplePDF.make(pieces, link: "https://www.linkedin.com/in/mara-quist"), as: "cv.pdf")
        let text = try await Extraction.extract(file: file)
        #expect(text.links.map(\.target) == ["https://www.linkedin.com/in/mara-quist"])
        #expect(text.pageSizes.count == 1)
        #expect(abs((text.pageSizes.first?.width ?? 0) - 595) < 2 && abs((text.pageSizes.first?.height ?? 0) - 842) < 2)
    }

    @Test func stringsOfLinksInEveryForm() {
        let source = "<< /S /URI /URI (https://a.example/\\(x\\)) >> << /URI <68747470733A2F2F622E6578616D706C65> >> << /URI(https://a.example/\\(x\\)) >> /URI"
        #expect(PDFLinks.targets(in: Data(source.utf8)) == ["https://a.example/(x)", "https://b.example"])
        #expect(PDFLinks.targets(in: Data("/Encrypt /URI (garbled)".utf8)).isEmpty)
        #expect(PDFLinks.targets(in: Data("/ObjStm stream\n\u{1}\u{2}\u{3}".utf8)).isEmpty)
    }
}

/// Every kind of file that has a reader of its own.
@Suite struct KindsTests {
    let place = Place()

    @Test func aPictureOfTextIsRecognised() async throws {
        let pieces = ["Mara Quist", "Head Gardener at Holm Estate", "mara@quist.example", "Pruning and grafting of old trees"].enumerated().map {
            SamplePDF.Piece(text: $1, x: 60, y: 760 - 40 * $0, size: 18)
        }
        let pdf = try place.write(SamplePDF.make(pieces), as: "cv.pdf")
        let outcome = try await LimitedProcess(program: "pdftoppm", limits: ExtractionLimits())
            .run(["-r", "110", "-gray", "-png", "-singlefile", pdf.path, place.url.appending(path: "cv").path], in: try ScratchFolder())
        #expect(outcome.status == 0)
        let text = try await Extraction.extract(file: place.url.appending(path: "cv.png"))
        #expect(text.mediaType == .png && text.isRecognised)
        #expect(text.text.contains("Head Gardener at Holm Estate"))
        #expect(text.pageSizes.count == 1 && (text.pageSizes.first?.height ?? 0) > 500)
    }

    @Test func openDocumentStylesListsAndTables() async throws {
        let content = """
            <office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f" xmlns:table="b"><office:automatic-styles>
            <style:style style:name="P1" style:family="paragraph"><style:text-properties fo:font-weight="bold" fo:font-size="18pt"/></style:style>
            <style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles><office:body><office:text>
            <text:p text:style-name="P1">Zoë Ångström</text:p><text:p><text:span text:style-name="T1">Head Gardener</text:span></text:p>
            <text:list><text:list-item><text:p>Kept twelve acres</text:p></text:list-item></text:list>
            <table:table><table:table-row><table:table-cell><text:p>2015 – 2019</text:p><text:p>Leeds</text:p></table:table-cell>
            <table:table-cell><text:p>Gardener</text:p><text:p>Ashdown Nurseries</text:p></table:table-cell></table:table-row></table:table>
            </office:text></office:body></office:document-content>
            """
        let file = SampleZip.make([
            .init(name: "mimetype", content: Data("application/vnd.oasis.opendocument.text".utf8)), .init(name: "content.xml", content: Data(content.utf8)),
        ])
        let text = try await Extraction.extract(file: try place.write(file, as: "cv.odt"))
        #expect(
            text.lines.map { $0.cells.map(\.text) } == [
                ["Zoë Ångström"], ["Head Gardener"], ["• Kept twelve acres"], ["2015 – 2019", "Gardener"], ["Leeds", "Ashdown Nurseries"],
            ])
        #expect(text.lines[0].cells[0].size == 18 && text.lines[0].cells[0].isBold && text.lines[1].cells[0].isBold && !text.lines[2].cells[0].isBold)
    }

    @Test func richTextKeepsWeightTablesAndLinks() async throws {
        let source = #"""
            {\rtf1\ansi {\b\fs40 Zo\'eb Quist\par}{\field{\*\fldinst HYPERLINK "https://zoe.example"}{\fldrslt Site}}\par
            \trowd\intbl 2015 \endash  2019\cell\intbl {\b Gardener\par}\intbl Ashdown Nurseries\cell\row\pard Kept twelve acres in order\par}
            """#
        let text = try await Extraction.extract(file: try place.write(source, as: "cv.rtf"))
        #expect(
            text.lines.map { $0.cells.map(\.text) } == [
                ["Zoë Quist"], ["Site"], ["2015 – 2019", "Gardener"], ["Ashdown Nurseries"], ["Kept twelve acres in order"],
            ])
        #expect(text.lines[0].cells[0].size == 20 && text.lines[0].cells[0].isBold)
        #expect(text.links.map(\.target) == ["https://zoe.example"])
    }

    @Test func theOldWordFormatIsReadByItsTool() async throws {
        let file = try #require(Bundle.module.url(forResource: "Fixtures/old", withExtension: "doc"))
        let text = try await Extraction.extract(file: file)
        #expect(text.mediaType == .doc)
        #expect(text.text.contains("Mara Quist"))
        #expect(text.lines.contains { $0.cells.map(\.text) == ["Head Gardener", "2015 – 2019"] })
        let cut = try place.write(try Data(contentsOf: file).prefix(700), as: "cut.doc")
        await #expect(throws: ExtractionFailure.corrupt) { try await Extraction.extract(file: cut) }
    }

    @Test func barsOfAnOldTableBecomeCells() {
        let line = TextLine(page: 0, flow: 0, y: 0, height: 12, cells: LineText.cells(of: "|Nurse   |Mercy General   |2019 – 2021   |"))
        #expect(OldWordText.parted([line]).map { $0.cells.map(\.text) } == [["Nurse", "Mercy General", "2019 – 2021"]])
    }
}

/// The bounds of a program that reads a stranger's file, each reached on purpose.
@Suite struct LimitedProcessTests {
    private func run(_ program: String, _ arguments: [String], _ change: (inout ExtractionLimits) -> Void) async throws -> LimitedProcess.Outcome {
        var limits = ExtractionLimits()
        change(&limits)
        return try await LimitedProcess(program: program, limits: limits).run(arguments, in: try ScratchFolder())
    }

    @Test func memoryIsBounded() async throws {
        let outcome = try await run("awk", ["BEGIN { text = \"x\"; while (1) text = text text }"]) { $0.memoryBytes = 96 << 20 }
        #expect(outcome.status != 0 && outcome.output.isEmpty)
        #expect(outcome.complaint.contains("memory"))
    }

    @Test func processorTimeIsBounded() async throws {
        let outcome = try await run("sha256sum", ["/dev/zero"]) { $0.cpuSeconds = 1 }
        // SIGXCPU, or the kill that follows it.
        #expect([128 + 24, 128 + 9].contains(Int(outcome.status)))
    }

    @Test func wallTimeIsBounded() async throws {
        let start = ContinuousClock.now
        await #expect(throws: ExtractionFailure.timeout) { try await run("sleep", ["60"]) { $0.wallTime = .milliseconds(200) } }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func outputIsBounded() async throws {
        let outcome = try await run("cat", ["/dev/zero"]) { $0.outputBytes = 1 << 20 }
        #expect(outcome.status != 0)
        #expect(outcome.output.count <= 1 << 20)
    }
}
