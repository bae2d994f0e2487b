import Foundation
import Testing

@testable import Documents

@Suite struct ZipWriterTests {
    /// An archive of these entries.
    private func archive(_ entries: [(name: String, content: Data)]) throws -> Data {
        var zip = ZipWriter(), bytes = Data()
        for entry in entries {
            var sum = ZipWriter.Sum()
            sum.add(entry.content)
            bytes += try zip.begin(entry.name, sum, date: Date(timeIntervalSince1970: 1_795_660_332))
            // In two pieces, of which one may be empty.
            let middle = entry.content.count / 3
            for piece in [entry.content.prefix(middle), entry.content.dropFirst(middle)] {
                zip.take(piece)
                bytes += piece
            }
        }
        return bytes + (try zip.finish())
    }

    /// What Python's `zipfile` makes of it: a line an entry, after every sum was checked.
    private func python(_ archive: Data) throws -> [String] {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).zip")
        try archive.write(to: place)
        defer { try? FileManager.default.removeItem(at: place) }
        let process = Process(), out = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1]) as z:
                assert z.testzip() is None
                for i in z.infolist(): print(i.filename, i.file_size, i.compress_type, "%d-%02d-%02dT%02d:%02d:%02d" % i.date_time, z.read(i)[:8])
            """, place.path,
        ]
        process.standardOutput = out
        try process.run()
        let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text.split(separator: "\n").map(String.init)
    }

    @Test func anotherProgramReadsIt() throws {
        let large = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let bytes = try archive([("data.json", Data("{}\n".utf8)), ("files/1 résumé – लता.pdf", large), ("empty", Data())])
        #expect(
            try python(bytes) == [
                "data.json 3 0 2026-11-26T02:32:12 b'{}\\n'", "files/1 résumé – लता.pdf 300000 0 2026-11-26T02:32:12 b'\\x00\\x1f>]|\\x9b\\xba\\xd9'",
                "empty 0 0 2026-11-26T02:32:12 b''",
            ])
        #expect(try python(try archive([])) == [])
        // And so does our own reader.
        let own = try ZipArchive(bytes, limits: ExtractionLimits())
        #expect(try own.content(of: "files/1 résumé – लता.pdf") == large)
    }

    @Test func whatIsNotAsAnnouncedIsNoArchive() throws {
        var zip = ZipWriter(), sum = ZipWriter.Sum()
        sum.add(Data("abc".utf8))
        #expect(sum.crc == 0x3524_41C2)
        _ = try zip.begin("a", sum, date: Date())
        zip.take(Data("abd".utf8))
        #expect(throws: ZipWriter.Failure.changed) { try zip.finish() }
        sum.bytes = 5 << 30
        var other = ZipWriter()
        #expect(throws: ZipWriter.Failure.tooLarge) { try other.begin("b", sum, date: Date()) }
    }
}
