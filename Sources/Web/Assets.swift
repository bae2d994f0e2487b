import CZlib
import Crypto
package import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Style sheets and scripts, read once at start. The address of each holds a hash of its content, so a browser may keep it for ever.
package struct Assets: Sendable {
    struct Asset: Sendable {
        let bytes: [UInt8]
        let compressed: [UInt8]?
        let type: String
        let link: Link

        func answer(accepting encodings: String, isTLS: Bool) -> Response {
            var headers: HTTPFields = [.contentType: type, .cacheControl: "public, max-age=31536000, immutable", .vary: "Accept-Encoding"]
            headers[.xContentTypeOptions] = "nosniff"
            headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
            if isTLS { headers[.strictTransportSecurity] = SecurityHeaders.strictTransport }
            guard let compressed, encodings.contains("gzip") else {
                return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
            }
            headers[.contentEncoding] = "gzip"
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: compressed)))
        }
    }

    private let byName: [String: Asset]
    let byFingerprint: [String: Asset]

    package init(folder: URL) throws {
        var byName: [String: Asset] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            guard let type = Self.types[(name as NSString).pathExtension] else { continue }
            let data = try Data(contentsOf: folder.appendingPathComponent(name))
            let hash = SHA256.hash(data: data).prefix(8).hex
            let file = name as NSString
            let bytes = Array(data)
            byName[name] = Asset(
                bytes: bytes, compressed: Gzip.compress(bytes), type: type,
                link: Link("assets", "\(file.deletingPathExtension).\(hash).\(file.pathExtension)"))
        }
        self.byName = byName
        byFingerprint = Dictionary(uniqueKeysWithValues: byName.values.map { (String($0.link.text.dropFirst("/assets/".count)), $0) })
    }

    /// The ones that come with this target.
    package static func own() throws -> Assets { try Assets(folder: Bundle.module.bundleURL.appendingPathComponent("Assets")) }

    package func link(_ name: String) -> Link { byName[name]?.link ?? Link("assets", name) }

    private static let types = ["css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"]
}

/// RFC 1952, through zlib, as small as it gets: done once at start.
enum Gzip {
    /// nil where zlib cannot or nothing is gained.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard shortlist_deflate_gzip_init(&stream) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
        let status = input.withUnsafeMutableBufferPointer { from in
            output.withUnsafeMutableBufferPointer { to in
                (stream.next_in, stream.avail_in) = (from.baseAddress, UInt32(from.count))
                (stream.next_out, stream.avail_out) = (to.baseAddress, UInt32(to.count))
                return deflate(&stream, Z_FINISH)
            }
        }
        let size = Int(stream.total_out)
        return status == Z_STREAM_END && size < bytes.count ? Array(output.prefix(size)) : nil
    }
}
