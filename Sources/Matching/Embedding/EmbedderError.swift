/// Why there are no meaning vectors. Everything but search by meaning goes on without them, so callers catch this once, at start,
/// show its words, and go on.
package enum EmbedderError: Error, Equatable, CustomStringConvertible {
    /// A file of the model is not where it should be; set-up puts it there.
    case modelMissing(path: String)
    /// The file is there and is not the model this program knows.
    case modelUnreadable(path: String, reason: String)

    package var description: String {
        switch self {
        case .modelMissing(let path): "search by meaning is off: the model file \(path) is missing (run scripts/setup)"
        case .modelUnreadable(let path, let reason): "search by meaning is off: the model file \(path) cannot be used: \(reason)"
        }
    }
}
