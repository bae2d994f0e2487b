import Foundation
import Matching

/// The model on this machine, where scripts/setup put it. A missing model fails the tests that need it and says which file.
enum Model {
    static let folder: URL = {
        let root = ProcessInfo.processInfo.environment["SHORTLIST_VAR"] ?? "var"
        return URL(fileURLWithPath: root).appendingPathComponent("toolchain/minilm")
    }()

    private static let loaded = Result { try Embedder(modelFolder: folder) }

    static func embedder() throws -> Embedder { try loaded.get() }
}
