import Accounts
import Foundation
import Postgres
import Testing
import Web

/// Portraits: taken by their content, made small, without what the camera wrote, and seen by people who are signed in.
@Suite("Portraits", .fewAtATime) struct AvatarTests {
    private func send(_ browser: Browser, _ data: Data, named name: String = "me.png") async throws -> Reply {
        try await browser.upload("/account/avatar", [:], .init(name: name, data: data), field: "avatar")
    }

    /// A picture in some format, made of a PNG by the same program that makes portraits.
    private func picture(_ format: String, _ options: String = "") throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("portrait-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try SamplePNG.make(width: 300, height: 200).write(to: folder.appendingPathComponent("in.png"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/vips")
        process.arguments = ["copy", folder.path + "/in.png", folder.path + "/out.\(format)\(options)"]
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: folder.appendingPathComponent("out.\(format)"))
    }

    /// A JPEG with an Exif segment as cameras write it: TIFF with a description in it.
    private func photograph() throws -> Data {
        let jpeg = try picture("jpg", "[strip]"), secret = Data("GPS 18.5204 N 73.8567 E\0".utf8)
        func little(_ value: Int, _ bytes: Int) -> Data { Data((0..<bytes).map { UInt8(value >> ($0 * 8) & 255) }) }
        let entry = little(0x010E, 2) + little(2, 2) + little(secret.count, 4) + little(26, 4)
        let exif = Data("Exif\0\0".utf8) + Data("II*\0".utf8) + little(8, 4) + little(1, 2) + entry + little(0, 4) + secret
        return jpeg.prefix(2) + Data([0xFF, 0xE1, UInt8((exif.count + 2) >> 8), UInt8((exif.count + 2) & 255)]) + exif + jpeg.dropFirst(2)
    }

    private func shown(_ house: RunningHouse, _ name: String = "Priya Nair") async throws -> String? {
        try await house.text("SELECT avatar_url FROM users WHERE full_name = \(name)")
    }

    private func priya(_ house: RunningHouse) async throws -> Browser {
        try await house.browser(as: try await house.id("SELECT id FROM users WHERE full_name = 'Priya Nair'"))
    }

    @Test func aPhotographBecomesAPortraitWithoutItsPlace() async throws {
        try await withHouse { house in
            let browser = try await priya(house), photograph = try photograph()
            #expect(photograph.range(of: Data("18.5204".utf8)) != nil)
            #expect(try await send(browser, photograph, named: "holiday.png").status == 303)
            let path = try #require(try await shown(house))
            #expect(path.wholeMatch(of: #/\/avatars\/[0-9a-f]{64}\.webp/#) != nil)
            #expect(try await browser.get("/account/avatar").says("<img class=\"face\" src=\"\(path)\""))
            #expect(try await browser.get("/desk").says("src=\"\(path)\""), "the rail shows it")
            let digest = String(path.dropFirst(9).dropLast(5))
            let stored = try Data(contentsOf: house.folder.appendingPathComponent("files/\(digest.prefix(2))/\(digest.dropFirst(2).prefix(2))/\(digest)"))
            #expect(stored.starts(with: Data("RIFF".utf8)))
            for trace in ["18.5204", "EXIF", "Exif", "ICCP", "XMP "] { #expect(stored.range(of: Data(trace.utf8)) == nil, "\(trace)") }
            let picture = try await browser.get(path)
            #expect(picture.status == 200 && picture.header("Content-Type") == "image/webp" && picture.header("X-Content-Type-Options") == "nosniff")
            #expect(picture.header("Cache-Control") == "private, max-age=31536000, immutable")
            #expect(try await house.browser().get(path).status == 303, "not for strangers")
            #expect(try await house.count("activity_logs", where: "action_type = 'CHANGED_AVATAR' AND after->>'avatar_url' = \(path)") == 1)
        }
    }

    @Test func allThreeFormatsAreTakenAndTheOldOneGoes() async throws {
        try await withHouse { house in
            let browser = try await priya(house)
            for data in [SamplePNG.make(width: 300, height: 200), try picture("webp"), try picture("jpg")] {
                let before = try await shown(house)
                #expect(try await send(browser, data, named: "whatever.exe").status == 303)
                let now = try #require(try await shown(house))
                if let before, before != now { #expect(try await browser.get(before).status == 404) }
                #expect(house.storedFiles().count == 1)
            }
            #expect(try await browser.post("/account/avatar/remove").status == 303)
            #expect(try await shown(house) == nil)
            #expect(house.storedFiles().isEmpty)
            #expect(try await browser.get("/account/avatar").status == 200)
        }
    }

    @Test func whatIsNoPictureIsRefusedByItsReason() async throws {
        try await withHouse { house in
            let browser = try await priya(house)
            let png = SamplePNG.make(width: 60, height: 40), jpeg = try picture("jpg"), webp = try picture("webp")
            let bad: [(String, Data, String)] = [
                ("svg", Data("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".utf8), "SVG drawing"),
                ("html", Data("<!doctype html><script>alert(1)</script>".utf8), "web page"),
                ("gif", Data("GIF89a\u{1}\0\u{1}\0".utf8) + Data(count: 40), "GIF"),
                ("text", Data("just words".utf8), "no picture"),
                ("heic", Data([0, 0, 0, 24]) + Data("ftypheic".utf8) + Data(count: 40), "kind of picture"),
                ("cut png", png.prefix(png.count / 2), "damaged"), ("cut jpeg", jpeg.prefix(jpeg.count / 2), "damaged"),
                ("cut webp", webp.prefix(webp.count / 2), "damaged"),
                ("bomb", SamplePNG.make(width: 60_000, height: 60_000, rows: 1), "million pixels"),
                ("page behind", png + Data("<html><script>alert(1)</script>".utf8), "something else"),
                ("archive behind", jpeg + Data([0x50, 0x4B, 3, 4]) + Data(count: 40), "something else"),
                ("lies about its rows", SamplePNG.make(width: 60, height: 4_000, rows: 1), "damaged"), ("nothing", Data(), "Choose a picture"),
            ]
            for (name, data, reason) in bad {
                let answer = try await send(browser, data, named: "me.png")
                #expect(answer.status == 422 && answer.hasProblem(beside: "avatar") && answer.says(reason), "\(name): \(answer.status)")
            }
            #expect(try await send(browser, Data(count: 5 << 20 + 1)).status == 413)
            #expect(try await shown(house) == nil)
            #expect(house.storedFiles().isEmpty)
        }
    }

    /// The store keeps résumés too: their digests open nothing here.
    @Test func onlyPortraitsAreShown() async throws {
        try await withHouse { house in
            let job = try await house.openJob()
            #expect(try await house.browser().apply(job.slug).status == 303)
            let digest = try #require(try await house.text("SELECT encode(sha256, 'hex') FROM stored_files LIMIT 1"))
            let browser = try await priya(house)
            #expect(try await browser.get("/avatars/\(digest).webp").status == 404)
            #expect(try await browser.get("/avatars/..%2F..%2Fsecret").status == 404)
        }
    }
}

/// A PNG of stripes, as small as the format allows: stored, not packed.
enum SamplePNG {
    /// - Parameter rows: fewer than `height` make a file that promises more than it holds.
    static func make(width: Int, height: Int, rows: Int? = nil) -> Data {
        func big(_ value: Int) -> Data { Data([24, 16, 8, 0].map { UInt8(value >> $0 & 255) }) }
        func chunk(_ name: String, _ content: Data) -> Data { big(content.count) + Data(name.utf8) + content + big(crc(Data(name.utf8) + content)) }
        let row = Data([0]) + Data((0..<width * 3).map { UInt8($0 * 7 & 255) })
        var raw = Data()
        for _ in 0..<(rows ?? height) { raw += row }
        var packed = Data([0x78, 0x01]), place = 0
        while place < raw.count {
            let part = raw[place..<min(place + 65_535, raw.count)]
            place += part.count
            packed +=
                Data([place == raw.count ? 1 : 0, UInt8(part.count & 255), UInt8(part.count >> 8), UInt8(~part.count & 255), UInt8(~part.count >> 8 & 255)])
                + part
        }
        var a = 1, b = 0
        for byte in raw { (a, b) = ((a + Int(byte)) % 65_521, (b + a + Int(byte)) % 65_521) }
        packed += big(b << 16 | a)
        let header = big(width) + big(height) + Data([8, 2, 0, 0, 0])
        return Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) + chunk("IHDR", header) + chunk("IDAT", packed) + chunk("IEND", Data())
    }

    private static func crc(_ data: Data) -> Int {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in data {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return Int(sum ^ 0xFFFF_FFFF)
    }
}
