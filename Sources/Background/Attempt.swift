package import Foundation
package import Postgres

/// One try at one piece of work.
package struct Attempt: Sendable, Hashable {
    package let job: ID<Work>
    package let kind: String
    /// From 1.
    package let number: Int
    package let maxAttempts: Int
    /// After a failure of this one nothing more is tried.
    package var isLast: Bool { number >= maxAttempts }
}

/// Does one kind of work. Idempotent (see `Work`), and it ends soon after its task is cancelled.
package typealias WorkHandler = @Sendable (_ payload: Data, Attempt) async throws -> Void

extension Work {
    /// A handler of a payload's own type. A payload of another shape is given up at once: no retry would mend it.
    package static func handler<Payload: Decodable & SendableMetatype>(
        of _: Payload.Type = Payload.self, _ body: @escaping @Sendable (Payload, Attempt) async throws -> Void
    ) -> WorkHandler {
        { data, attempt in
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            guard let payload = try? decoder.decode(Payload.self, from: data) else {
                throw GiveUp("the payload has another shape than \(Payload.self)")
            }
            try await body(payload, attempt)
        }
    }
}

/// Thrown by a handler where trying again cannot help. `reason` is kept, so it must hold no personal data.
package struct GiveUp: Error, Sendable, CustomStringConvertible {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
    package var description: String { reason }
}

/// An error whose `description` holds no personal data, so that it may stand in `last_error`. Of all others only the type
/// is kept.
package protocol ExplainedFailure: Error, CustomStringConvertible {}

extension GiveUp: ExplainedFailure {}

/// What is known of a piece of work that was given up.
package struct GivenUp: Sendable {
    package let attempt: Attempt
    package let payload: Data
    package let reason: String
}

/// Called in the transaction that marks the work as failed, so that what it writes is written exactly once.
package typealias GivenUpHook = @Sendable (GivenUp, Transaction) async throws -> Void

/// How long to wait before the next attempt: `first`, then `factor` times as long each time, up to `longest`, give or take
/// `jitter` of it so that work that failed together does not come back together.
///
/// The default waits 15 s, 45 s, 2, 7, 20 minutes, 1 and 3 hours: eight attempts ride out some four and a half hours.
package struct BackOff: Sendable {
    package var first: Duration
    package var factor: Double
    package var longest: Duration
    package var jitter: Double

    package init(first: Duration = .seconds(15), factor: Double = 3, longest: Duration = .seconds(6 * 3600), jitter: Double = 0.25) {
        self.first = first
        self.factor = factor
        self.longest = longest
        self.jitter = jitter
    }

    /// `spread` between -1 and 1 is where in the jitter it falls.
    func delay(after attempt: Int, spread: Double = .random(in: -1...1)) -> Duration {
        // Past 60 steps every sensible factor is beyond `longest`, and pow would overflow what Duration holds.
        let steps = Double(min(max(attempt, 1) - 1, 60))
        let seconds = min(first.seconds * pow(factor, steps), longest.seconds)
        return .seconds(seconds * (1 + jitter * spread))
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// What is kept of an error: its words where they are known to be free of personal data, else its type.
func reason(of error: any Error) -> String {
    let text =
        switch error {
        case let failure as any ExplainedFailure: failure.description
        case let failure as PostgresError: failure.description
        default: String(reflecting: type(of: error))
        }
    return String(text.prefix(500))
}
