import Foundation
import TestKit
import Testing

@testable import Documents

/// Archives of many files, as packers write them and as no packer does.
@Suite struct ZipBundleTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func bundle(_ data: Data) throws -> ZipBundle {
        let place = folder.url.appending(path: "\(UUID().uuidString).zip")
        try data.write(to: place)
        return try ZipBundle(fileAt: place, mostMembers: 10)
    }

    /// Python's packer: deflated, stored, names beyond ASCII, and sizes in the wide form of ZIP64.
    @Test func whatPythonPacksIsUnpacked() throws {
        let place = folder.url.appending(path: "python.zip")
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1], "w") as archive:
                archive.writestr(zipfile.ZipInfo("folder/"), "")
                archive.writestr("folder/résumé.txt", "text " * 1000, zipfile.ZIP_DEFLATED)
                archive.writestr("plain.txt", "as it is", zipfile.ZIP_STORED)
                with archive.open(zipfile.ZipInfo("wide.txt"), "w", force_zip64=True) as member: member.write(b"wide")
            """
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script, place.path]
        try python.run()
        python.waitUntilExit()
        let bundle = try ZipBundle(fileAt: place, mostMembers: 10)
        #expect(bundle.members.map(\.name) == ["folder/", "folder/résumé.txt", "plain.txt", "wide.txt"] && bundle.members[0].isFolder)
        let contents = try bundle.members.dropFirst().map { String(decoding: try bundle.content(of: $0, atMost: 10_000), as: UTF8.self) }
        #expect(contents == [String(repeating: "text ", count: 1_000), "as it is", "wide"])
        #expect(throws: ExtractionFailure.tooLarge) { try bundle.content(of: bundle.members[1], atMost: 4_999) }
    }

    /// Each of the three numbers of an entry in the wide form, as large as a number gets.
    @Test(arguments: [0, 1, 2], [Int.max, Int.max - 20, 1 << 62])
    func numbersNoFileCanHoldAreRefused(_ place: Int, _ number: Int) throws {
        var archive = SampleZip.make([.init(name: "a", content: Data("hello".utf8)), .init(name: "b", content: Data("world".utf8))])
        let last = try #require(archive.range(of: Data([0x50, 0x4B, 1, 2]), options: .backwards)).lowerBound
        let wide = 0xFFFF_FFFF.littleBytes(4)
        archive.replaceSubrange((last + [24, 20, 42][place])..<(last + [28, 24, 46][place]), with: wide)
        archive.replaceSubrange((last + 30)..<(last + 32), with: 12.littleBytes(2))
        archive.insert(contentsOf: 1.littleBytes(2) + 8.littleBytes(2) + number.littleBytes(8), at: last + 47)
        #expect(throws: ExtractionFailure.corrupt) { try self.bundle(archive) }
    }

    @Test func whatNoPackerWritesIsRefusedByName() throws {
        let honest = SampleZip.make([.init(name: "a.txt", content: Data("hello".utf8)), .init(name: "b.txt", content: Data("secret".utf8), flags: 1)])
        let good = try bundle(honest)
        #expect(try good.content(of: good.members[0], atMost: 100) == Data("hello".utf8))
        #expect(throws: ExtractionFailure.encrypted) { try good.content(of: good.members[1], atMost: 100) }
        var changed = honest
        let place = try #require(changed.range(of: Data("hello".utf8)))
        changed[place.lowerBound] = UInt8(ascii: "j")
        let bad = try bundle(changed)
        #expect(throws: ExtractionFailure.corrupt) { try bad.content(of: bad.members[0], atMost: 100) }
        #expect(throws: ExtractionFailure.corrupt) { try self.bundle(honest.prefix(40)) }
        #expect(throws: ExtractionFailure.corrupt) { try self.bundle(Data("no archive".utf8)) }
        #expect(throws: ExtractionFailure.zipBomb) { try self.bundle(SampleZip.make((0..<11).map { .init(name: "\($0)", content: Data("x".utf8)) })) }
        // Every single byte of the list turned: refused or read, and never a crash.
        for index in honest.indices.suffix(130) {
            var turned = honest
            turned[index] ^= 0xFF
            guard let some = try? bundle(turned) else { continue }
            for member in some.members { _ = try? some.content(of: member, atMost: 100) }
        }
    }
}

extension Int {
    fileprivate func littleBytes(_ width: Int) -> [UInt8] { (0..<width).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}
