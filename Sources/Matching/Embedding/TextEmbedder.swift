/// What turns texts into vectors: the model in this process, or a service elsewhere.
package protocol TextEmbedder: Sendable {
    /// Stored beside every vector: vectors of different models cannot be compared.
    var modelName: String { get }
    /// One vector of length 1 for each text, in order.
    func embed(_ texts: [String]) async throws -> [[Float]]
}

extension Embedder: TextEmbedder {
    package var modelName: String { Self.modelName }
}
