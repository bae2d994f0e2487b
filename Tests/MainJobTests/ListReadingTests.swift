import Foundation
import Postgres
import TestKit
import Testing

@testable import Documents
@testable import Hiring

/// Tables as other programs write them: pure, without a house.
@Suite("Tables") struct ListReadingTests {
    private func records(_ text: String, _ separator: String = ",") -> [[String]] {
        var file = SeparatedFile(Data(text.utf8), separator: Array(separator.utf8)[0])
        return file.next(1_000).map(\.cells)
    }

    @Test func cellsMayHoldWhatPartsThem() {
        #expect(records("a,b\r\n\"x, y\",\"he said \"\"so\"\"\"\r\n") == [["a", "b"], ["x, y", "he said \"so\""]])
        #expect(records("a;\"line one\nline two\";c\n\n;;\nd;;\n", ";") == [["a", "line one\nline two", "c"], ["d", "", ""]])
        #expect(records("a\tb\rc\td", "\t") == [["a", "b"], ["c", "d"]])
        var broken = SeparatedFile(Data("a,b\n\"open,b\nc,d\n".utf8), separator: 44)
        let found = broken.next(10)
        #expect(found.map(\.number) == [1, 2, 3] && found.map(\.isBroken) == [false, true, false] && found[2].cells == ["c", "d"])
    }

    /// Python's own writer, with every kind of separator, quoting and line end; what it wrote is read back as it was, in any stretches.
    @Test(arguments: [",", ";", "\t", "|"]) func whatPythonWritesIsReadAsItWas(separator: String) throws {
        let script = """
            import csv, io, json, random, sys
            dice, rows = random.Random("," + sys.argv[1]), []
            for number in range(400):
                rows.append(["x" + "".join(dice.choice(['a', 'é', '漢', '"', ',', ';', '|', '\\t', '\\n', '\\r\\n', ' ', "'"]) for _ in range(dice.randint(0, 12))) + "x" for _ in range(dice.randint(1, 6))])
            out = io.StringIO(newline="")
            # Python quotes what its own line end holds, and no other.
            quoting, end = dice.choice([(csv.QUOTE_MINIMAL, "\\n"), (csv.QUOTE_MINIMAL, "\\r\\n"), (csv.QUOTE_ALL, "\\r"), (csv.QUOTE_ALL, "\\r\\n")])
            csv.writer(out, delimiter=sys.argv[1], quoting=quoting, lineterminator=end).writerows(rows)
            json.dump({"rows": rows, "text": out.getvalue()}, sys.stdout)
            """
        let python = Process(), output = Pipe()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script, separator]
        python.standardOutput = output
        try python.run()
        let data = try #require(try output.fileHandleForReading.readToEnd())
        python.waitUntilExit()
        struct Written: Decodable { let rows: [[String]], text: String }
        let written = try JSONDecoder().decode(Written.self, from: data)
        let bytes = Data(written.text.utf8)
        #expect(
            SeparatedFile.separator(of: bytes) == Array(separator.utf8)[0] || written.rows.prefix(20).allSatisfy { $0.count == 1 }
                || Set(written.rows.prefix(20).map(\.count)).count > 1)
        var file = SeparatedFile(bytes, separator: Array(separator.utf8)[0]), read: [SeparatedFile.Record] = []
        while !file.isAtEnd {
            // As an import goes on: from a place in the middle.
            file = SeparatedFile(bytes, separator: file.separator, place: file.place, count: file.count)
            read += file.next(7)
        }
        #expect(read.map(\.cells) == written.rows)
        #expect(read.map(\.number) == Array(1...written.rows.count))
    }

    @Test func encodingsAreTold() throws {
        let text = "Name;Stadt\r\nJosé Müller – “Łódź” 漢字;Köln\r\n", plain = "Name;Ort\r\nJosé – “Müller” €;Köln\r\n"
        let folder = try ScratchFolder()
        let cases: [(Data, TextImport.Encoding, String)] = [
            (Data(text.utf8), .utf8, text), (Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8), .utf8, text),
            (Data([0xFF, 0xFE]) + (try #require(text.data(using: .utf16LittleEndian))), .utf16Little, text),
            (Data([0xFE, 0xFF]) + (try #require(text.data(using: .utf16BigEndian))), .utf16Big, text),
            (try #require(plain.data(using: .utf16LittleEndian)), .utf16Little, plain), (try #require(plain.data(using: .windowsCP1252)), .windows, plain),
        ]
        for (place, (bytes, encoding, expected)) in cases.enumerated() {
            let (source, target) = (folder.url.appending(path: "in-\(place)"), folder.url.appending(path: "out-\(place)"))
            try bytes.write(to: source)
            #expect(try TextImport.convert(source, to: target) == encoding, "\(place)")
            #expect(try String(contentsOf: target, encoding: .utf8) == expected, "\(place)")
        }
        let source = folder.url.appending(path: "program")
        try Data([0x7F, 0x45, 0x4C, 0x46, 0, 0, 0, 1, 0, 0, 2, 0]).write(to: source)
        #expect(throws: TextImport.Refused.notText) { try TextImport.convert(source, to: folder.url.appending(path: "no")) }
    }

    @Test func onlyWellFormedUTF8IsUTF8() {
        let cases: [([UInt8], Bool)] = [
            ([0xC3, 0xA9], true), ([0xE2, 0x82, 0xAC], true), ([0xF0, 0x9F, 0x98, 0x80], true), ([0xC0, 0x80], false), ([0xE0, 0x80, 0x80], false),
            ([0xED, 0xA0, 0x80], false),
            ([0xF4, 0x90, 0x80, 0x80], false), ([0xC3], false), ([0x80], false), (Array("12345678".utf8) + [0xE9], false),
        ]
        for (bytes, isGood) in cases { #expect(bytes.withUnsafeBytes(TextImport.isUTF8) == isGood, "\(bytes)") }
    }

    @Test func columnsOfOtherSystemsAreGuessed() {
        let naukri = [
            "Name", "Email ID", "Phone Number", "Current Location", "Preferred Locations", "Total Experience", "Curr. Company name",
            "Curr. Company Designation", "Annual Salary", "Notice period", "Resume Headline", "Key Skills", "Gender", "Date of Birth", "Current CTC(In Lakhs)",
        ]
        #expect(
            ListColumns.guess(naukri) == [
                "full_name", "email", "phone", "current_locations", "preferred_locations", "total_experience_years", "current_company", nil, "current_ctc",
                "notice_period", "bio", "skills", nil, nil, nil,
            ])
        let zoho = [
            "First Name", "Last Name", "Email", "Mobile", "Current Job Title", "Current Employer", "Experience in Years", "Current Salary", "Expected Salary",
            "Skill Set", "City", "Highest Qualification Held",
        ]
        #expect(
            ListColumns.guess(zoho) == [
                "first_name", "last_name", "email", "phone", "current_role", "current_company", "total_experience_years", "current_ctc", "expected_ctc",
                "skills", "current_locations", "highest_education",
            ])
        let openCATS = [
            "First Name", "Last Name", "E-Mail", "Home Phone", "Cell Phone", "City", "Key Skills", "Current Employer", "Current Pay", "Desired Pay",
            "Can Relocate", "Date Available", "Web Site",
        ]
        #expect(
            ListColumns.guess(openCATS) == [
                "first_name", "last_name", "email", "alternate_phone", "phone", "current_locations", "skills", "current_company", "current_ctc", "expected_ctc",
                "ready_to_relocate", "availability_date", "portfolio_url",
            ])
    }

    @Test func cellsAreReadAsTheirColumnMeansThem() {
        var options = Import.Options()
        options.headers = ["Name", "CTC (In Lakhs)", "Expected", "Notice (months)", "Exp", "Joining", "Phone", "Skills"]
        options.mapping = ["full_name", "current_ctc", "expected_ctc", "notice_period", "total_experience_years", "availability_date", "phone", "skills"]
        let reading = ListReading(options)
        func row(_ cells: String...) -> ListRow { reading.row(.init(number: 2, cells: cells)) }
        let all = row("  Asha   Rao ", "12.5", "16 LPA", "2", "5 Year(s) 6 Month(s)", "31/12/2026", "098765 43210", "Swift | SQL; Go")
        #expect(all.fullName == "Asha Rao" && all.failure == nil && all.omissions.isEmpty)
        #expect(all.values == ["1250000", "1600000", "60", "5.5", "2026-12-31", "+919876543210", "[\"Swift\",\"SQL\",\"Go\"]"])
        #expect(row("Asha", "1250000", "12,50,000", "1", "Fresher", "2026-12-31").values.prefix(5) == ["1250000", "1250000", "30", "0.0", "2026-12-31"])
        #expect(row("Asha", "-", "NA", "", "n/a", "--", "null").values.allSatisfy { $0 == nil })
        let partly = row("Asha", "a lot", "", "", "", "yesterday")
        #expect(partly.failure == nil && partly.omissions.count == 2)
        #expect(row("", "12").failure == "It has neither a name nor an e-mail.")
        options.isStrict = true
        #expect(ListReading(options).row(.init(number: 2, cells: ["Asha", "a lot"])).failure?.hasPrefix("Earns a year:") == true)
        #expect(ListReading.problem(of: ["phone"]) != nil && ListReading.problem(of: ["email"]) == nil && ListReading.problem(of: ["email", "email"]) != nil)
    }

    /// Lists go to the database as JSON of our own writing: what stands in a cell is what is kept.
    @Test func listsAreWrittenAsJSON() throws {
        var options = Import.Options()
        options.headers = ["Name", "Skills", "City"]
        options.mapping = ["full_name", "skills", "current_locations"]
        let reading = ListReading(options)
        let cells = ["Asha", "C++, \"quoted\", back\\slash, tab\there, bell\u{7}, Émile 漢字 👩‍👩‍👧, esi", "Pune, Maharashtra; São Paulo"]
        let row = reading.row(.init(number: 2, cells: cells))
        let lists = try row.values.map { try JSONDecoder().decode([String].self, from: Data(try #require($0).utf8)) }
        #expect(lists[0] == ["C++", "\"quoted\"", "back\\slash", "tab here", "bell\u{7}", "Émile 漢字 👩‍👩‍👧", "PF and ESI Compliance"])
        #expect(lists[1] == ["Pune, Maharashtra", "São Paulo"])
    }

    /// Parted by bytes where these are the characters, and alike otherwise.
    @Test(arguments: [
        ("Swift, SQL;  Go \n Rust", ["Swift", "SQL", "Go", "Rust"]), (" , ;\n", []), ("one\ttwo  three,four", ["one two three", "four"]),
        ("Größe,  zwei  Wörter", ["Größe", "zwei Wörter"]), ("a\r\nb;c", ["a b", "c"]), ("", []),
    ])
    func listsAreParted(text: String, parts: [String]) { #expect(TextList.split(text) == parts) }
}
