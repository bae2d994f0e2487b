import Foundation
import Testing

@testable import Documents

@Suite struct FileStoreTests {
    let place = Place()
    var store: FileStore { FileStore(root: place.url.appending(path: "files")) }

    @Test func sameContentTwiceIsOneFileUnderItsDigest() throws {
        let one = try place.write("résumé", as: "one.txt"), two = try place.write("résumé", as: "../two.txt".replacing("/", with: "_"))
        let first = try store.put(fileAt: one), second = try store.put(fileAt: two)
        #expect(first == second)
        #expect(first.sha256.count == 64)
        let kept = try store.open(first.sha256)
        #expect(kept.path.hasSuffix("/\(first.sha256.prefix(2))/\(first.sha256.dropFirst(2).prefix(2))/\(first.sha256)"))
        #expect(try String(contentsOf: kept, encoding: .utf8) == "résumé")
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.root.appending(path: "incoming").path).isEmpty)
    }

    @Test func dataAndFileOfTheSameBytesHaveOneName() throws {
        let file = try place.write("abc", as: "a")
        #expect(try store.put(fileAt: file) == store.put(Data("abc".utf8)))
        #expect(try store.put(Data("abc".utf8)).sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(arguments: ["../../etc/passwd", "", "ABC", String(repeating: "g", count: 64), String(repeating: "0", count: 64)])
    func whatIsNoStoredDigestIsNotFound(_ digest: String) {
        #expect(throws: FileStoreError.notFound) { try store.open(digest) }
    }

    @Test func removingTwiceIsNoError() throws {
        let file = try store.put(Data("x".utf8))
        try store.remove(file.sha256)
        try store.remove(file.sha256)
        #expect(throws: FileStoreError.notFound) { try store.open(file.sha256) }
    }
}

/// A folder for one test, gone with it.
final class Place: Sendable {
    let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appending(path: "shortlist-test-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    func write(_ text: String, as name: String) throws -> URL { try write(Data(text.utf8), as: name) }

    func write(_ data: Data, as name: String) throws -> URL {
        let file = url.appending(path: name)
        try data.write(to: file)
        return file
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
