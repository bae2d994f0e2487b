import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import Testing
import Web

@Suite("Uploads", .timeLimit(.minutes(1)))
struct UploadTests {
    static let boundary = "----shortlist7"

    /// A body as browsers make it.
    private static func body(token: String, file: String?, _ content: [UInt8], end: String = "--\r\n") -> [UInt8] {
        var bytes = Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(token)\r\n".utf8)
        bytes += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAsha\r\n".utf8)
        if let file {
            bytes += Array(
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"resume\"; filename=\"\(file)\"\r\nContent-Type: application/pdf\r\n\r\n".utf8)
            bytes += content + Array("\r\n".utf8)
        }
        return bytes + Array("--\(boundary)\(end)".utf8)
    }

    private static let type = ("Content-Type", "multipart/form-data; boundary=\(boundary)")

    private static func hex(_ content: [UInt8]) -> String { SHA256.hash(data: Data(content)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// Bytes that look like the delimiter until their last ones.
    private static let tricky = Array("%PDF\r\n--\(boundary.dropLast())\r\n--\r\n\r\n----\r\r\n--\r\n".utf8) + Array(0...255)

    @Test(arguments: [
        ("../../x.pdf", "x.pdf"), ("C:\\\\CVs\\\\x.pdf", "x.pdf"), ("a;b=\\\"c\\\".pdf", "a;b=\"c\".pdf"), ("é 你.pdf", "é 你.pdf"), ("..", "file"),
        ("/", "file"),
        ("\u{202E}fdp.exe", "fdp.exe"), ("a%22b.pdf", "a\"b.pdf"), ("a\u{600}/x.pdf", "x.pdf"), ("../\u{301}x.pdf", "\u{301}x.pdf"),
    ])
    func aNameIsNeverAPath(sent: String, shown: String) async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let body = Self.body(token: token, file: sent, Self.tricky)
            let reply = try await client.post("/upload", [cookie, Self.type], .bytes(ByteBuffer(bytes: body)))
            #expect(reply.status == 303)
            let file = try #require(client.seen.file)
            #expect(file.name == shown)
            #expect(!file.name.utf8.contains(UInt8(ascii: "/")))
            #expect(file.bytes == Self.tricky.count && file.sha256 == Self.hex(Self.tricky) && file.isThere)
            #expect(client.leftInFolder.isEmpty)
        }
    }

    @Test(arguments: [1, 7, 4_096])
    func howItArrivesDoesNotMatter(step: Int) async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let body = Self.body(token: token, file: "cv.pdf", Self.tricky)
            let (chunks, send) = AsyncStream.makeStream(of: ByteBuffer.self)
            for start in stride(from: 0, to: body.count, by: step) { send.yield(ByteBuffer(bytes: body[start..<min(start + step, body.count)])) }
            send.finish()
            let reply = try await client.post("/api/v1/upload", [cookie, Self.type], .stream(chunks, length: .unknown))
            #expect(reply.status == 200 && reply.json["name"] as? String == "Asha")
            #expect(client.seen.file?.sha256 == Self.hex(Self.tricky))
        }
    }

    @Test func tooLargeIsRefusedAndLeavesNothing() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            for size in [(1 << 20) + 1, 3 << 20] {
                let body = ByteBuffer(bytes: Self.body(token: token, file: "cv.pdf", Array(repeating: 65, count: size)))
                let told = try await client.post("/upload", [cookie, Self.type], .bytes(body))
                #expect(told.status == 413 && told.body.contains("The limit is 1 MB for a file. Go back: what you typed is still there."))
                #expect(!told.body.contains("class=\"button\""), "a link would open the form anew, and empty")
                let chunks = AsyncStream {
                    $0.yield(body); $0.finish()
                }
                #expect(try await client.post("/upload", [cookie, Self.type], .stream(chunks, length: .unknown)).status == 413)
            }
            #expect(client.seen.count == 0 && client.leftInFolder.isEmpty)
            let just = Self.body(token: token, file: "cv.pdf", Array(repeating: 65, count: 1 << 20))
            #expect(try await client.post("/upload", [cookie, Self.type], .bytes(ByteBuffer(bytes: just))).status == 303)
        }
    }

    /// What is in no file counts too, whether or not its length was told before.
    @Test func allBytesOfABodyCount() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let form = Self.body(token: token, file: "cv.pdf", Self.tricky)
            let junk = [UInt8](repeating: 65, count: (2 << 20) + 1)
            for body in [junk + Array("\r\n".utf8) + form, form + junk] {
                let chunks = AsyncStream {
                    $0.yield(ByteBuffer(bytes: body)); $0.finish()
                }
                #expect(try await client.post("/upload", [cookie, Self.type], .stream(chunks, length: .unknown)).status == 413)
                #expect(try await client.post("/upload", [cookie, Self.type], .bytes(ByteBuffer(bytes: body))).status == 413)
            }
            #expect(client.seen.count == 0 && client.leftInFolder.isEmpty)
        }
    }

    private static func part(file: String, _ content: [UInt8]) -> [UInt8] {
        Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"more\"; filename=\"\(file)\"\r\n\r\n".utf8) + content + Array("\r\n".utf8)
    }

    @Test func aSecondFileIsRefused() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let form = Self.body(token: token, file: "cv.pdf", Self.tricky)
            for second in [Self.part(file: "letter.pdf", [1]), Self.part(file: "empty.pdf", [])] {
                let reply = try await client.post("/upload", [cookie, Self.type], .bytes(ByteBuffer(bytes: second + form)))
                #expect(reply.status == 400 && reply.body.contains("This form takes one file, and more came."))
            }
            #expect(client.seen.count == 0 && client.leftInFolder.isEmpty)
            // A second file field left empty is none.
            #expect(try await client.post("/upload", [cookie, Self.type], .bytes(ByteBuffer(bytes: Self.part(file: "", []) + form))).status == 303)
            #expect(client.seen.file?.name == "cv.pdf")
        }
    }

    /// A stranger who never ends the body does not keep its files on our disk.
    @Test func aRefusedBodyLeavesTheDiskAtOnce() async throws {
        try await withApp { client in
            let (cookie, _) = try await client.visitor()
            let (chunks, send) = AsyncStream.makeStream(of: ByteBuffer.self)
            async let reply = client.post("/upload", [cookie, Self.type], .stream(chunks, length: .unknown))
            send.yield(ByteBuffer(bytes: Self.part(file: "cv.pdf", [UInt8](repeating: 65, count: 600_000))))
            try #require(try await Self.soon { client.leftInFolder.count == 1 })
            send.yield(ByteBuffer(bytes: Self.part(file: "letter.pdf", [UInt8](repeating: 66, count: 1_000))))
            try #require(try await Self.soon { client.leftInFolder.isEmpty })
            send.finish()
            let answer = try await reply
            #expect(answer.status == 400)
        }
    }

    private static func soon(_ isTrue: () -> Bool) async throws -> Bool {
        for _ in 0..<500 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
        return isTrue()
    }

    @Test func withoutProofNothingStays() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let body = ByteBuffer(bytes: Self.body(token: "wrong", file: "cv.pdf", Self.tricky))
            #expect(try await client.post("/upload", [cookie, Self.type], .bytes(body)).status == 403)
            let right = ByteBuffer(bytes: Self.body(token: token, file: "cv.pdf", Self.tricky))
            #expect(try await client.post("/upload", [Self.type], .bytes(right)).status == 403)
            // A route that takes no files takes no such form.
            #expect(try await client.post("/form", [cookie, Self.type], .bytes(right)).status == 400)
            #expect(client.seen.count == 0 && client.leftInFolder.isEmpty)
        }
    }

    @Test func brokenBodiesAreRefused() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let whole = Self.body(token: token, file: "cv.pdf", Self.tricky)
            let line = "--\(Self.boundary)\r\n"
            let bodies: [[UInt8]] = [
                [], Array(whole.dropLast(4)), Array(whole.prefix(whole.count / 2)), Self.body(token: token, file: "cv.pdf", Self.tricky, end: "xx\r\n"),
                Array("\(line)Content-Disposition: form-data\r\n\r\nx\r\n--\(Self.boundary)--".utf8), Array("\(line)\r\n\r\nx\r\n--\(Self.boundary)--".utf8),
                Array("\(line)X: \(String(repeating: "a", count: 9_000))\r\n\r\n".utf8), Array(String(repeating: line, count: 1_100).utf8),
            ]
            for (index, body) in bodies.enumerated() {
                let reply = try await client.post("/upload", [cookie, Self.type], .bytes(ByteBuffer(bytes: body)))
                #expect(reply.status == 400, "body \(index)")
            }
            for type in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\(String(repeating: "b", count: 71))"] {
                #expect(try await client.post("/upload", [cookie, ("Content-Type", type)], .bytes(ByteBuffer(bytes: whole))).status == 400)
            }
            #expect(client.seen.count == 0 && client.leftInFolder.isEmpty)
        }
    }

    @Test func aFieldLeftEmptyIsNoFile() async throws {
        try await withApp { client in
            let (cookie, token) = try await client.visitor()
            let reply = try await client.post("/upload", [cookie, Self.type], .bytes(ByteBuffer(bytes: Self.body(token: token, file: "", []))))
            #expect(reply.status == 303 && client.seen.count == 1 && client.seen.file == nil)
            #expect(client.leftInFolder.isEmpty)
        }
    }
}
