import Background
import Foundation
import LanguageModels
import Synchronization

/// Proposes, beside the rules, what a résumé says.
package protocol ResumeProposer: Sendable {
    /// The model's own words; nil where none came. Nothing of them is believed that the résumé does not bear out (`ModelProposal`).
    func answer(to prompt: (system: String, user: String)) async -> String?
}

/// A language model that an administrator named, asked for each résumé while the reading of résumés is on. One that is down, slow or
/// talks nonsense costs nothing but its part: after a failure it is left alone for a while, so that thousands of files do not wait for it.
package final class LanguageModelReader: ResumeProposer {
    private struct State {
        var restsUntil: ContinuousClock.Instant?
        var problem: String?
    }

    private let service: @Sendable () throws -> Meaning.Service?
    private let patience, rest: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - service: asked each time; nil where none is named.
    ///   - patience: for one answer.
    ///   - rest: after a failure.
    package init(patience: Duration = .seconds(45), rest: Duration = .seconds(60), service: @escaping @Sendable () throws -> Meaning.Service?) {
        (self.patience, self.rest, self.service) = (patience, rest, service)
    }

    package var modelName: String? { (try? service())?.model }

    /// What went wrong last; nil once something went well.
    package var problem: String? { state.withLock { $0.problem } }

    package func answer(to prompt: (system: String, user: String)) async -> String? {
        guard let service = try? service(), !isResting else { return nil }
        do {
            let answer = try await ModelService(address: service.address, key: service.key, patience: patience)
                .answer(to: prompt.user, instructions: prompt.system, model: service.model, asJSON: true)
            state.withLock { $0 = State() }
            return answer
        } catch {
            let words = (error as? ModelServiceError)?.description ?? "\(type(of: error))"
            state.withLock { $0 = State(restsUntil: .now + rest, problem: words) }
            return nil
        }
    }

    private var isResting: Bool { state.withLock { $0.restsUntil.map { $0 > .now } ?? false } }
}
