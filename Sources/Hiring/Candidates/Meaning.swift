package import Foundation
package import LanguageModels
package import Matching
import Background
import Synchronization
import Web

/// What texts mean, as vectors of 384 numbers: by the model in this process, or by a service that an administrator named. Without either
/// everything else goes on, and pages say that search by meaning is off.
package final class Meaning: Sendable {
    /// A service in the model's place.
    package struct Service: Sendable, Equatable {
        package let address, model: String
        package let key: String?

        package init(address: String, model: String, key: String?) {
            (self.address, self.model, self.key) = (address, model, key)
        }
    }

    private struct State {
        /// The service whose vectors are of another length: it is not asked again until the settings name another.
        var refused: (service: Service, problem: String)?
        /// What went wrong last, for the doctor; nil once something went well.
        var problem: String?
    }

    private let local: LocalModel
    private let service: @Sendable () throws -> Service?
    private let isWanted: @Sendable () -> Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - folder: with `model.safetensors` and `vocab.txt`; they may come later.
    ///   - service: asked each time, since settings change while the program runs.
    ///   - isWanted: where it is off, no vector is made.
    package init(folder: URL, service: @escaping @Sendable () throws -> Service? = { nil }, isWanted: @escaping @Sendable () -> Bool = { true }) {
        local = LocalModel(folder: folder)
        self.service = service
        self.isWanted = isWanted
    }

    /// Whether something makes vectors here. Cheap: pages ask it.
    package var isOn: Bool { modelName != nil }

    /// Stored beside each vector, and of other models no vector can be compared. Nil where search by meaning is off.
    package var modelName: String? {
        guard isWanted(), let service = try? named() else { return nil }
        guard case .service(let one) = service else { return local.isThere ? Embedder.modelName : nil }
        return state.withLock { $0.refused?.service == one } ? nil : RemoteEmbedder(one).modelName
    }

    /// Why it is off, and what to do, in a sentence; nil where it is on.
    package var reasonOff: String? {
        if isOn { return nil }
        if !isWanted() { return "Search by meaning is off, by the setting ENABLE_MATCH_SCORES." }
        guard let service = try? named() else { return "Search by meaning is off: the key of the service cannot be read. Set EMBEDDINGS_KEY anew." }
        if case .service = service, let problem = problem { return "Search by meaning is off: \(problem)." }
        return "Search by meaning is off: the file of its model is missing. scripts/setup fetches it."
    }

    /// What went wrong the last time that something was asked of a model.
    package var problem: String? { state.withLock { $0.refused?.problem ?? $0.problem } }

    /// The meaning of what somebody searches for; nil where search by meaning is off or does not answer in time.
    package func meaning(of text: String) async -> TextMeaning? { await meanings(of: [text])?.first }

    /// One meaning for each of the texts that somebody waits for, in one question; nil where search by meaning is off or does not answer
    /// in time.
    package func meanings(of texts: [String]) async -> [TextMeaning]? {
        let texts = texts.map { String($0.prefix(2_000)).trimmingCharacters(in: .whitespacesAndNewlines) }
        guard !texts.isEmpty, !texts.contains(""), let embedder = await embedder(patience: .seconds(4)) else { return nil }
        let model = embedder.modelName
        return try? await vectors(of: texts, by: embedder).map { TextMeaning(vector: $0, model: model) }
    }

    /// What makes vectors now. Reads the model where that was not done: it takes some 65 MB and a moment.
    package func embedder(patience: Duration = .seconds(60)) async -> (any TextEmbedder)? {
        guard modelName != nil, let service = try? named() else { return nil }
        guard case .service(let one) = service else { return try? await offTheLoop { [local] in local.embedder } }
        return RemoteEmbedder(one, patience: patience)
    }

    /// One for each text; none of them may be empty. What goes wrong is kept for the doctor, and thrown.
    func vectors(of texts: [String], by embedder: any TextEmbedder) async throws -> [[Float]] {
        do {
            let vectors = try await embedder.embed(texts)
            state.withLock { $0.problem = nil }
            return vectors
        } catch let error as ModelServiceError {
            state.withLock { state in
                state.problem = error.description
                if case .otherLength = error, let remote = embedder as? RemoteEmbedder { state.refused = (remote.service, error.description) }
            }
            throw error
        }
    }

    private enum Named { case here, service(Service) }

    private func named() throws -> Named { try service().map(Named.service) ?? .here }
}

/// The model in this process, read when first needed. A file that comes later, or is replaced, is read then.
private final class LocalModel: Sendable {
    private let folder: URL
    private let state = Mutex<(read: Date?, embedder: Embedder?)>((nil, nil))

    init(folder: URL) { self.folder = folder }

    var isThere: Bool {
        guard let stamp else { return false }
        // One that could not be used, and is the same still, is as good as none.
        return state.withLock { $0.read != stamp || $0.embedder != nil }
    }

    var embedder: Embedder? {
        state.withLock { state in
            if state.embedder == nil, let stamp, state.read != stamp { state = (stamp, try? Embedder(modelFolder: folder)) }
            return state.embedder
        }
    }

    private var stamp: Date? {
        let file = folder.appendingPathComponent("model.safetensors").path
        return try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    }
}

/// Vectors by a service.
struct RemoteEmbedder: TextEmbedder {
    let service: Meaning.Service
    private let client: ModelService

    init(_ service: Meaning.Service, patience: Duration = .seconds(60)) {
        self.service = service
        client = ModelService(address: service.address, key: service.key, patience: patience)
    }

    /// The same name at two services may be two models.
    var modelName: String { "\(service.model)@\(URL(string: service.address)?.host ?? "")/\(Embedder.dimensions)" }

    func embed(_ texts: [String]) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        while vectors.count < texts.count {
            let some = texts[vectors.count...].prefix(64).map { String($0.prefix(4_000)) }
            vectors += try await client.embeddings(of: some, model: service.model, dimensions: Embedder.dimensions)
        }
        return vectors
    }
}

extension ModelServiceError: ExplainedFailure {}
