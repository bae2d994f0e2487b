import Crypto
package import Foundation

/// Style sheets and scripts, read once at start. The address of each holds a hash of its content, so a browser may keep it for ever.
package struct Assets: Sendable {
    struct Asset: Sendable {
        let bytes: [UInt8]
        let type: String
        let link: Link
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
            byName[name] = Asset(bytes: Array(data), type: type, link: Link("assets", "\(file.deletingPathExtension).\(hash).\(file.pathExtension)"))
        }
        self.byName = byName
        byFingerprint = Dictionary(uniqueKeysWithValues: byName.values.map { (String($0.link.text.dropFirst("/assets/".count)), $0) })
    }

    /// The ones that come with this target.
    package static func own() throws -> Assets { try Assets(folder: Bundle.module.bundleURL.appendingPathComponent("Assets")) }

    package func link(_ name: String) -> Link { byName[name]?.link ?? Link("assets", name) }

    private static let types = ["css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"]
}
